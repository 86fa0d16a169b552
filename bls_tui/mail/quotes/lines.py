"""Lines as the matching sees them: a bounded, plain form of each, with the line itself untouched."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

MAX_LINES = 4000
"""Lines that are looked at; what follows belongs to whatever the last of them belonged to."""
FORM_CHARS = 400
"""Characters of a line that are looked at: no opener or label is longer, and hostile lines are."""
QUOTED = (">", "&gt;", "＞")

_PLAIN = {
    **dict.fromkeys((0x00A0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000, 0x09), " "),
    **dict.fromkeys(
        (0x00AD, 0x061C, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF, 0x0D, 0x00)
    ),
}
_INITIALS = re.compile(r"[A-Za-z]{1,3}>(?:\s|$)")


@dataclass(frozen=True, slots=True)
class Line:
    """One line: as it came, its number, and the form it is matched in."""

    raw: str
    number: int
    form: str

    @property
    def blank(self) -> bool:
        """Tell whether nothing is to be seen on it."""
        return not self.form

    @property
    def quoted(self) -> bool:
        """Tell whether it carries a mark of quotation."""
        return self.form.startswith(QUOTED) and not self.form.endswith("<<<")


def plain(raw: str) -> str:
    """Return the form of a line: bounded, without direction marks, with plain spaces, stripped."""
    return raw[:FORM_CHARS].translate(_PLAIN).strip()


def read(text: str) -> list[Line]:
    """Return the lines of a text; the last may hold many where the text is longer than anybody writes."""
    return [Line(raw, number, plain(raw)) for number, raw in enumerate(text.split("\n", MAX_LINES))]


def unquoted(form: str) -> str:
    """Return a form without its marks of quotation."""
    while form.startswith(QUOTED):
        form = form.removeprefix("&gt;") if form.startswith("&gt;") else form[1:]
        form = form.lstrip()
    return form


def barred(form: str) -> bool:
    """Tell whether a line begins with a bar, as some programs mark quotations (and tables begin)."""
    return form.startswith("|") and not (len(form) > 1 and form.endswith("|"))


def initialled(form: str) -> bool:
    """Tell whether a line begins with an author's initials and the mark ("MR> …")."""
    return _INITIALS.match(form) is not None


def following(lines: Sequence[Line], index: int) -> Line | None:
    """Return the first line at or after `index` on which something is to be seen."""
    for line in lines[index : index + 8]:
        if not line.blank:
            return line
    return None


def fenced(lines: Sequence[Line]) -> frozenset[int]:
    """Return the indexes of the lines between ``` and ```, which are content whatever they look like."""
    fences = [index for index, line in enumerate(lines) if line.form.startswith("```")]
    inside: set[int] = set()
    for start, end in zip(fences[::2], fences[1::2], strict=False):
        inside.update(range(start, end + 1))
    return frozenset(inside)
