"""The words of Icinga 2's configuration language. Pure.

Source: Icinga 2 documentation, "Language Reference": expressions, comments, strings, durations.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from bls_tui.inventory.importing.foreign import ImportingError


class Kind(StrEnum):
    """What a word is."""

    STRING = "string"
    NUMBER = "number"
    NAME = "name"
    SIGN = "sign"
    NEWLINE = "newline"
    END = "end"


@dataclass(frozen=True, slots=True)
class Token:
    """One word: its kind, its value (text, or a number), its line, and whether it follows the last one directly."""

    kind: Kind
    value: str | float
    line: int
    joined: bool = False


class LanguageError(ImportingError):
    """Something that this reader of the language does not understand; `line` says where."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


_SPACE = re.compile(r"[ \t\r]+|\\\r?\n")
_COMMENT = re.compile(r"//[^\n]*|#[^\n]*|/\*.*?(?:\*/|\Z)", re.DOTALL)
_TEXT = re.compile(r'"((?:[^"\\\n]|\\.)*)"', re.DOTALL)
_LONG = re.compile(r"\{\{\{(.*?)\}\}\}", re.DOTALL)
_LIBRARY = re.compile(r"<([A-Za-z0-9_./-]+)>")
_NUMBER = re.compile(r"(\d+(?:\.\d+)?)(ms|s|m|h|d)?(?![A-Za-z0-9_])")
_NAME = re.compile(r"@?([A-Za-z_]\w*)", re.ASCII)
_SIGN = re.compile(
    r"=>|==|!=|<=|>=|<<|>>|&&|\|\||\+=|-=|\*=|/=|%=|\^=|\|=|&=|\?\?|[-+*/%!~&|^<>=()\[\]{},.;:?]", re.ASCII
)
_UNITS = {None: 1.0, "ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", "\n": ""}
_PAIRS = {")": "(", "]": "[", "}": "{"}


def tokens(text: str) -> Iterator[Token]:
    """Yield the words of a file, ending with one of kind END.

    Newlines are words but inside ( ) and [ ], where the language ignores them. Raises LanguageError.
    """
    at, line, before = 0, 1, -1
    opened: list[str] = []
    library = False
    while at < len(text):
        if space := _SPACE.match(text, at) or _COMMENT.match(text, at):
            line, at = line + space[0].count("\n"), space.end()
            continue
        if text[at] == "\n":
            if not opened or opened[-1] == "{":
                yield Token(Kind.NEWLINE, "\n", line)
            line, at = line + 1, at + 1
            continue
        token, end = _word(text, at, line, library=library, joined=at == before)
        yield token
        _nest(token, opened)
        library = token.kind is Kind.NAME and str(token.value).startswith("include")
        line, at, before = line + text.count("\n", at, end), end, end
    yield Token(Kind.END, "", line)


def _nest(token: Token, opened: list[str]) -> None:
    if token.kind is not Kind.SIGN:
        return
    if token.value in _PAIRS.values():
        opened.append(str(token.value))
    elif token.value in _PAIRS and opened and opened[-1] == _PAIRS[str(token.value)]:
        opened.pop()


def _word(text: str, at: int, line: int, *, library: bool, joined: bool) -> tuple[Token, int]:
    if library and (found := _LIBRARY.match(text, at)):
        return Token(Kind.STRING, found[0], line), found.end()
    if found := _LONG.match(text, at):
        return Token(Kind.STRING, found[1], line), found.end()
    if found := _TEXT.match(text, at):
        return Token(Kind.STRING, _unescaped(found[1]), line), found.end()
    if found := _NUMBER.match(text, at):
        return Token(Kind.NUMBER, float(found[1]) * _UNITS[found[2]], line), found.end()
    if found := _NAME.match(text, at):
        return Token(Kind.NAME, found[1], line), found.end()
    if found := _SIGN.match(text, at):
        return Token(Kind.SIGN, found[0], line, joined), found.end()
    raise LanguageError(line, text[at : at + 20].partition("\n")[0])


def _unescaped(text: str) -> str:
    def meant(found: re.Match[str]) -> str:
        code = found[1]
        if code.isdigit():
            return chr(int(code, 8))
        return _ESCAPES.get(code, code)

    return re.sub(r"\\([0-7]{1,3}|.)", meant, text, flags=re.DOTALL)
