"""A text as fragments: written, quoted and signature parts in order, each with what it is, read from below."""

from dataclasses import dataclass

from bls_tui.mail.quotes import marks, openers
from bls_tui.mail.quotes.lines import Line, read

OPENER_LINES = 4
DASHED_NAME_CHARS = 60
NAME_WORDS = 4


@dataclass(frozen=True, slots=True)
class Fragment:
    """A run of lines of one sort. `hidden` when nothing written stands below it and it is not written itself."""

    text: str
    quoted: bool
    signature: bool
    hidden: bool


class _Growing:
    """A fragment being read upwards."""

    def __init__(self, line: Line) -> None:
        self.lines = [line]
        self.quoted = line.quoted
        self.signature = False

    @property
    def top(self) -> Line:
        return self.lines[-1]

    def takes(self, line: Line, *, in_opener: bool) -> bool:
        return self.quoted == line.quoted or (self.quoted and (in_opener or line.blank))


def fragments(text: str) -> list[Fragment]:
    """Return the fragments of a text from top to bottom.

    A fragment ends where marks of quotation begin or end and above a signature. An opener belongs to the quotation
    under it. Hidden are the quotations, signatures and empty runs below the last written one.
    """
    lines = read(text.replace("\r\n", "\n").strip("\n"))
    opener_lines = {
        index for opener in openers.find(lines) for index in range(opener.start, opener.end) if opener.column == 0
    }
    grown: list[_Growing] = []
    for index in range(len(lines) - 1, -1, -1):
        _read(lines[index], grown, in_opener=index in opener_lines)
    if grown:
        _close(grown[-1])
    return _finished(grown)


def _read(line: Line, grown: list[_Growing], *, in_opener: bool) -> None:
    current = grown[-1] if grown else None
    if current is not None and not current.quoted and _ends_above(current.top.form, line):
        current.signature = True
        grown.append(_Growing(line))
    elif current is not None and not current.signature and current.takes(line, in_opener=in_opener):
        current.lines.append(line)
    else:
        if current is not None:
            _close(current)
        grown.append(_Growing(line))


def _close(fragment: _Growing) -> None:
    if not fragment.quoted and _signs(fragment.top.form):
        fragment.signature = True


def _ends_above(form: str, above: Line) -> bool:
    """Tell whether a signature that begins with `form` ends a fragment there: a rule does, other words under a gap."""
    if marks.is_signature_rule(form) or marks.is_rule(form):
        return True
    return above.blank and _signs(form)


def _signs(form: str) -> bool:
    """Tell whether a line is where a signature begins."""
    return marks.is_signature_rule(form) or marks.is_rule(form) or marks.is_advert(form) or _dashed_name(form)


def _dashed_name(form: str) -> bool:
    """Tell whether a line is a dash with a name directly after it ("-Mario Rossi")."""
    name = form.removeprefix("-")
    return (
        name != form
        and len(name) <= DASHED_NAME_CHARS
        and 0 < len(name.split()) <= NAME_WORDS
        and all(word[:1].isupper() for word in name.split())
        and not name.startswith(" ")
    )


def _finished(grown: list[_Growing]) -> list[Fragment]:
    result: list[Fragment] = []
    written_below = False
    for fragment in grown:
        text = "\n".join(line.raw for line in reversed(fragment.lines)).strip("\n")
        hidden = not written_below and (fragment.quoted or fragment.signature or not text.strip())
        written_below |= not hidden
        result.append(Fragment(text, fragment.quoted, fragment.signature, hidden))
    result.reverse()
    return result
