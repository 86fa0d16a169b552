"""The mail that a mail carries inside its text: what was copied under its labels, and what stands before it."""

from collections.abc import Sequence
from dataclasses import dataclass

from bls_tui.mail.quotes import headers, marks
from bls_tui.mail.quotes.lines import QUOTED, Line, read, unquoted


@dataclass(frozen=True, slots=True)
class Forwarded:
    """A text parted at the first copied mail: `before` without the marker over it, `embedded` from its labels on."""

    before: str
    embedded: str


def extract_forwarded(text: str) -> Forwarded | None:
    """Return the first mail copied into a text with its labels, None where there is none.

    Marks of quotation are taken off the copy when its labels carry them.
    """
    lines = read(text.replace("\r\n", "\n"))
    forms = [unquoted(line.form) for line in lines]
    for index in range(len(lines)):
        if headers.block_end(forms, index) is not None:
            return _parted(lines, forms, index)
    return None


def _parted(lines: Sequence[Line], forms: Sequence[str], start: int) -> Forwarded:
    quoted = lines[start].quoted
    embedded = [_unmarked(line.raw) if quoted else line.raw for line in lines[start:]]
    before = [line.raw for line in lines[: _marker_start(forms, start)]]
    return Forwarded("\n".join(before).strip(), "\n".join(embedded).strip())


def _marker_start(forms: Sequence[str], start: int) -> int:
    """The first line of what announces the copy: markers, rules and empty lines over its labels."""
    while start > 0 and _announces(forms[start - 1]):
        start -= 1
    return start


def _announces(form: str) -> bool:
    return not form or marks.is_rule(form) or marks.marker(form, header_follows=True) is not None


def _unmarked(raw: str) -> str:
    stripped = raw.lstrip()
    return stripped[1:].removeprefix(" ") if stripped.startswith(QUOTED[0]) else raw
