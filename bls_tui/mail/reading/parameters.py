"""Values with parameters (Content-Type, Content-Disposition): RFC 2045, 2231 and what programmes write instead.

Understood: quoted and bare values, blanks in bare values, missing semicolons, comments, numbered pieces with or without
a charset, percent encoding without one, encoded words where none belong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote_to_bytes

from bls_tui.mail.reading import charsets, words

MAX_PARAMETERS = 1000
_NAME = re.compile(r"[;\s]*+([^=;\s\"]{0,200}+)\s*+=\s*+")
_BARE_END = re.compile(r";|\s(?=[\w*.-]{1,60}=[^?=\s])")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*+)"?', re.DOTALL)
_ESCAPED = re.compile(r'\\(["\\])')
_NUMBER = re.compile(r"[0-9]{1,6}")
_FOLD_BETWEEN_WORDS = re.compile(r"\?=\r?\n[ \t]+=\?")
_BETWEEN_WORDS = re.compile(r"(?<=\?=)([ \t]+)(?==\?)")
_LINE_END = re.compile(r"\r?\n[ \t]*")
_COMMENT = re.compile(r"\([^()]*\)")
_TYPE = re.compile(r"\s*([^\s/;=]+)\s*/\s*([^\s;]+)")


def parse(value: str) -> tuple[str, dict[str, str]]:
    """Return the value in lower case and its parameters, decoded, by lower-case name."""
    head, _, rest = value.partition(";")
    if head.count("=") and not head.strip().startswith("="):  # the first semicolon is missing too
        match = re.match(r"\s*[^\s=;]+(?=\s)", head)
        head, rest = (match[0], value[match.end() :]) if match else (head, rest)
    head = _COMMENT.sub(" ", head) if "(" in head else head
    return " ".join(head.split()).lower(), _assembled(_pieces(rest))


def content_type(value: str) -> tuple[str, dict[str, str]]:
    """Return `type/subtype` in lower case, "" where the value names none, and the parameters."""
    head, parameters = parse(value)
    match = _TYPE.match(head)
    return (f"{match[1]}/{match[2]}" if match else ""), parameters


def _pieces(text: str) -> Iterator[tuple[str, str, bool]]:
    """Name, raw value and whether it was quoted, of each parameter in turn."""
    position = 0
    for _ in range(MAX_PARAMETERS):
        name = _NAME.match(text, position)
        if name is None:
            position = text.find(";", position) + 1
            if not position:
                return
            continue
        position = name.end()
        if quoted := _QUOTED.match(text, position):
            yield name[1].lower(), _ESCAPED.sub(r"\1", quoted[1]), True
            position = quoted.end()
            continue
        end = _BARE_END.search(text, position)
        stop = end.start() if end else len(text)
        yield name[1].lower(), text[position:stop].strip(), False
        position = stop


def _assembled(pieces: Iterator[tuple[str, str, bool]]) -> dict[str, str]:
    found: dict[str, str] = {}
    numbered: dict[str, dict[int, tuple[str, bool]]] = {}
    for raw_name, value, quoted in pieces:
        name, star, rest = raw_name.lstrip("*").partition("*")
        number = _NUMBER.match(rest)
        starred = raw_name.endswith("*")
        if number:
            numbered.setdefault(name, {}).setdefault(int(number[0]), (value, starred))
        elif star and name:
            found[name] = _extended(value)  # the better of the two forms, wherever it stands
        elif name:
            found.setdefault(name, _plain(value, quoted=quoted))
    for name, parts in numbered.items():
        found[name] = _continued([parts[number] for number in sorted(parts)])
    return found


def _plain(value: str, *, quoted: bool) -> str:
    """A value without RFC 2231: words decoded; blanks between them are the writer's if quoted, nobody's if folded."""
    value = _FOLD_BETWEEN_WORDS.sub("?==?", value)
    if quoted:
        return charsets.clean(_spaced(_LINE_END.sub(" ", value)))
    return charsets.clean(words.decode(_LINE_END.sub(" ", value)))


def _spaced(value: str) -> str:
    """Words decoded, the blanks between them kept: in a quoted value they are part of the name."""
    if "?=" not in value:
        return value
    return "".join(part if part.isspace() else words.decode(part) for part in _BETWEEN_WORDS.split(value))


def _extended(value: str) -> str:
    charset, octets = _parted(value)
    return charsets.decode(unquote_to_bytes(octets), charset) if "=?" not in octets else words.decode(octets)


def _parted(value: str) -> tuple[str, str]:
    """Charset and encoded text of `charset'language'text`; without the two quotes it is all text."""
    parts = value.split("'", 2)
    return (parts[0], parts[2]) if len(parts) == 3 else ("", value)  # noqa: PLR2004 - the form has three parts


def _continued(parts: list[tuple[str, bool]]) -> str:
    """Numbered pieces put together; only starred ones are percent-encoded, the first of them names the charset."""
    charset, data, joined = "", bytearray(), ""
    for number, (value, starred) in enumerate(parts):
        text = value
        if starred and not number:
            charset, text = _parted(value)
        joined += text if number < MAX_PARAMETERS else ""
        data += unquote_to_bytes(text) if starred else text.encode("utf-8", "surrogateescape")
    if "=?" in joined and "?=" in joined:
        return words.decode(joined)
    return charsets.decode(bytes(data), charset, ("utf-8",))
