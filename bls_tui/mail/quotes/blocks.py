"""A text parted in blocks: what each run of lines is, before anything is judged."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from bls_tui.mail.quotes import headers, marks, openers
from bls_tui.mail.quotes.lines import Line, barred, fenced, following, initialled, read, unquoted
from bls_tui.mail.quotes.vocabulary import FORWARDED

WRAPPED_CHARS = 60
"""A marked line at least this long may have lost its end to the next line."""
MARKED_RUN = 2
PARAGRAPH_LINES = 12
SENTENCE_CHARS = 50
"""A line this long that begins as a legal notice is one without an empty line above it too."""
LEGAL_CHARS = 120
"""A paragraph this long below a legal notice goes on with it when it speaks like one."""


class Kind(Enum):
    """What a run of lines is."""

    BLANK = auto()
    TEXT = auto()
    QUOTE = auto()
    OPENER = auto()
    HEADERS = auto()
    ORIGINAL = auto()
    FORWARD = auto()
    ABOVE = auto()
    ADVERT = auto()
    RULE = auto()
    SIGNATURE_RULE = auto()
    LEGAL = auto()
    BANNER = auto()


@dataclass(frozen=True, slots=True)
class Block:
    """Lines `start` to `end` (not included), the empty ones after it belonging to it."""

    kind: Kind
    start: int
    end: int


_RUNS = (Kind.TEXT, Kind.QUOTE)


def split(text: str) -> tuple[list[Line], list[Block]]:
    """Return the lines of a text and the blocks they make, every line in one block."""
    lines = read(text)
    found = openers.find(lines)
    lines, found = _parted(lines, found)
    scan = _Scan(lines, {opener.start: opener.end for opener in found})
    return lines, _merged(scan.blocks())


def _parted(lines: list[Line], found: list[openers.Opener]) -> tuple[list[Line], list[openers.Opener]]:
    """Give openers that begin in the middle of a line a line of their own."""
    shifted: list[openers.Opener] = []
    extra: dict[int, int] = {}
    for opener in found:
        extra.update({opener.start: opener.column} if opener.column else {})
        shifted.append(openers.Opener(opener.start + len(extra), opener.end + len(extra)))
    if not extra:
        return lines, found
    parted: list[Line] = []
    for index, line in enumerate(lines):
        parted.extend(_cut(line, extra[index]) if index in extra else (line,))
    return parted, shifted


def _cut(line: Line, column: int) -> tuple[Line, Line]:
    head, tail = line.raw[:column], line.raw[column:]
    return replace(line, raw=head, form=head.strip()), replace(line, raw=tail, form=tail.strip())


class _Scan:
    """Walks down the lines once."""

    def __init__(self, lines: Sequence[Line], opened: dict[int, int]) -> None:
        self.lines = lines
        self.forms = [line.form for line in lines]
        self.opened = opened
        self.fenced = fenced(lines)

    def blocks(self) -> list[Block]:
        result: list[Block] = []
        index = 0
        while index < len(self.lines):
            kind, end = self._at(index, result)
            result.append(Block(kind, index, end))
            index = end
        return result

    def _at(self, index: int, before: list[Block]) -> tuple[Kind, int]:
        form = self.forms[index]
        if not form:
            return Kind.BLANK, index + 1
        if index in self.fenced:
            return Kind.TEXT, index + 1
        if index in self.opened:
            return Kind.OPENER, self.opened[index]
        if self.lines[index].quoted:
            return Kind.QUOTE, index + 1
        return self._span(index) or self._notice(index, before) or (self._line(index, before), index + 1)

    def _span(self, index: int) -> tuple[Kind, int] | None:
        """Labels, OpenPGP armour."""
        end = headers.block_end(self.forms, index)
        if end is not None:
            return Kind.HEADERS, end
        end = marks.pgp_end(self.forms, index)
        return None if end is None else (Kind.ADVERT, end)

    def _notice(self, index: int, before: list[Block]) -> tuple[Kind, int] | None:
        """Legal notices and gateway banners: a paragraph each."""
        form = self.forms[index]
        starts_paragraph = not before or before[-1].kind is not Kind.TEXT
        if starts_paragraph and marks.begins_banner(form):
            return Kind.BANNER, self._paragraph(index)
        begins = marks.begins_disclaimer(form) and (starts_paragraph or len(form) >= SENTENCE_CHARS)
        goes_on = starts_paragraph and _last_seen(before) is Kind.LEGAL
        if not (begins or goes_on):
            return None
        end = self._paragraph(index)
        paragraph = " ".join(self.forms[index : min(end, index + PARAGRAPH_LINES)])
        if marks.is_legal(paragraph) and (begins or len(paragraph) >= LEGAL_CHARS):
            return Kind.LEGAL, end
        return None

    def _paragraph(self, index: int) -> int:
        end = index + 1
        while end < len(self.lines) and self._plain_text(end):
            end += 1
        return end

    def _plain_text(self, index: int) -> bool:
        line = self.lines[index]
        return not (
            line.blank or line.quoted or index in self.opened or index in self.fenced or marks.is_rule(line.form)
        )

    def _line(self, index: int, before: list[Block]) -> Kind:
        form = self.forms[index]
        kind = self._marker(index)
        if kind is not None:
            return kind
        if marks.is_signature_rule(form):
            return Kind.SIGNATURE_RULE
        if marks.is_rule(form):
            return Kind.RULE
        if marks.is_advert(form) or (_last_seen(before) is Kind.ADVERT and marks.may_be_advert(form)):
            return Kind.ADVERT
        return Kind.QUOTE if self._otherwise_quoted(index, before) else Kind.TEXT

    def _marker(self, index: int) -> Kind | None:
        form = self.forms[index]
        follower = following(self.lines, index + 1)
        header_follows = follower is not None and headers.label(follower.form) is not None
        phrases = marks.marker(form, header_follows=header_follows)
        if phrases is not None:
            return Kind.FORWARD if phrases is FORWARDED else Kind.ORIGINAL
        return Kind.ABOVE if marks.asks_above(form) else None

    def _otherwise_quoted(self, index: int, before: list[Block]) -> bool:
        """Lines marked with a bar or initials, and the ends of marked lines that a mail program wrapped."""
        seen = [block.kind for block in before[-2:] if block.kind is not Kind.BLANK]
        in_quote = bool(seen) and seen[-1] in {Kind.OPENER, Kind.QUOTE}
        form = self.forms[index]
        if barred(form):
            return in_quote
        if initialled(form):
            return in_quote or self._run_of_initials(index)
        return self._wrapped(index, before)

    def _run_of_initials(self, index: int) -> bool:
        run = self.forms[index : index + MARKED_RUN]
        return len(run) == MARKED_RUN and all(map(initialled, run))

    def _wrapped(self, index: int, before: list[Block]) -> bool:
        """Tell whether the line is the lost end of the marked line above, with marked lines going on below."""
        if not before or before[-1].kind is not Kind.QUOTE or index + 1 >= len(self.lines):
            return False
        above = unquoted(self.forms[index - 1])
        below = self.lines[index + 1]
        if not below.quoted:
            return False
        if self.forms[index].startswith(("(http", "<http", "http", "[http")) or _open_bracket(above):
            return True
        return len(above) >= WRAPPED_CHARS and not above.endswith((".", "?", "!", ":", ";"))


def _last_seen(before: Sequence[Block]) -> Kind | None:
    """What stands above, empty lines left out."""
    return next((block.kind for block in reversed(before[-3:]) if block.kind is not Kind.BLANK), None)


def _open_bracket(form: str) -> bool:
    return any(form.count(opening) > form.count(closing) for opening, closing in ("()", "<>", "[]"))


def _merged(found: list[Block]) -> list[Block]:
    """Join runs of text and of quotation, give empty lines to what stands above them."""
    result: list[Block] = []
    for block in found:
        last = result[-1] if result else None
        if last is not None and (block.kind is Kind.BLANK or (block.kind is last.kind and block.kind in _RUNS)):
            result[-1] = replace(last, end=block.end)
        else:
            result.append(block)
    return result
