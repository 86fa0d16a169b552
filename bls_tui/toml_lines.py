"""On which line of a TOML file a key stands: tomllib does not say, and an error without a line is half an error."""

import re
import tomllib
from collections.abc import Mapping

KeyPath = tuple[str, ...]

# What a value may contain; only strings, comments, brackets, line ends and the first "=" of a statement matter here.
_TOKEN = re.compile(
    r'"""(?:[^\\"]|\\.|"(?!""))*"{3,5}'
    r"|'''.*?'{3,5}"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'"
    r"|\#[^\n]*"
    r"|[\[\]{}\n=]",
    re.DOTALL,
)
_BARE = re.compile(r"[A-Za-z0-9_.-]+")


def scan(text: str) -> dict[KeyPath, int]:
    """Map every table header and key of a valid TOML text to its line, counted from 1.

    A table without a header of its own is where the first table inside it is.
    A key inside an inline table is not listed; it is on the line of the key that holds the table.
    """
    lines: dict[KeyPath, int] = {}
    table: KeyPath = ()
    line, depth, start, in_value = 1, 0, 0, False
    for token in _TOKEN.finditer(text):
        mark = token[0]
        if mark == "\n":
            line += 1
            if depth == 0:
                start, in_value = token.end(), False
        elif not in_value and mark == "[" and not text[start : token.start()].strip():
            table = _header(text, token.start())
            for length in range(1, len(table) + 1):
                lines.setdefault(table[:length], line)
            in_value, depth = True, 1
        elif not in_value and mark == "=":
            lines.setdefault(table + _keys(text[start : token.start()]), line)
            in_value = True
        elif mark in "[{":
            depth += 1
        elif mark in "]}":
            depth -= 1
        else:
            line += mark.count("\n")
    return lines


def line_of(lines: Mapping[KeyPath, int], path: KeyPath) -> int:
    """Return the line of `path`, or of the nearest table or key around it; 1 where nothing of it is written."""
    for length in range(len(path), 0, -1):
        if path[:length] in lines:
            return lines[path[:length]]
    return 1


def _header(text: str, start: int) -> KeyPath:
    return _keys(text[start : _line_end(text, start)].strip().lstrip("["))


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else end


def _keys(written: str) -> KeyPath:
    """Split a dotted key as written, up to a closing bracket if there is one."""
    bare = written.split("]", 1)[0].strip()
    if _BARE.fullmatch(bare):
        return tuple(bare.split("."))
    path: list[str] = []
    table = tomllib.loads(_up_to_bracket(written) + "=0")
    while isinstance(table, dict):
        key, table = next(iter(table.items()))
        path.append(key)
    return tuple(path)


def _up_to_bracket(written: str) -> str:
    for token in re.finditer(r'"(?:[^"\\]|\\.)*"|\'[^\']*\'|(\])', written):
        if token[1]:
            return written[: token.start(1)]
    return written
