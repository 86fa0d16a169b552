"""A mail laid out as words to pick: the subject, then the text, wrapped, with a cursor on a word. Pure.

The word at the cursor stands in brackets and what is picked between angles, so that both are read without colour.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, replace
from itertools import groupby

from bls_tui.desk.text import cells as width_of
from bls_tui.desk.text import fit, safe
from bls_tui.ui.render.cells import Cell, Role

MOST_LINES = 2000
_BLANK, _CURSOR, _PICKED = ("  ", "[]", "<>")


@dataclass(frozen=True, slots=True)
class Word:
    """A word, how it is shown, which line of the mail it is in (0 is the subject), and the row and column it is at."""

    text: str
    shown: str
    line: int
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Span:
    """Words from `first` to `last`, both included."""

    first: int
    last: int

    def __contains__(self, number: int) -> bool:
        return self.first <= number <= self.last


@dataclass(frozen=True, slots=True)
class Sheet:
    """The words of a mail, what is picked of subject and text, and the cursor; `anchor` is where picking began."""

    words: tuple[Word, ...]
    rows: int
    cursor: int = 0
    anchor: int | None = None
    subject: Span | None = None
    text: Span | None = None

    def moved(self, words: int) -> Sheet:
        """Move the cursor by words."""
        return self._at(self.cursor + words)

    def to_row(self, row: int) -> Sheet:
        """Move the cursor to the nearest word of a row, if it has any."""
        here = self.words[self.cursor] if self.words else None
        found = [number for number, word in enumerate(self.words) if word.row == row]
        if here is None or not found:
            return self
        return self._at(min(found, key=lambda number: abs(self.words[number].column - here.column)))

    def marked(self) -> Sheet:
        """Begin to pick at the cursor; where picking has begun, end it."""
        if not self.words:
            return self
        if self.anchor is not None:
            return replace(self, anchor=None)
        return _picked(replace(self, anchor=self.cursor), Span(self.cursor, self.cursor))

    def whole_line(self) -> Sheet:
        """Pick the whole line of the mail at the cursor."""
        if not self.words:
            return self
        wanted = self.words[self.cursor].line
        inside = [number for number, word in enumerate(self.words) if word.line == wanted]
        return _picked(replace(self, anchor=None), Span(inside[0], inside[-1]))

    def dropped(self) -> Sheet:
        """Pick nothing."""
        return replace(self, anchor=None, subject=None, text=None)

    @property
    def subject_words(self) -> str:
        """What is picked of the subject."""
        return self._joined(self.subject)

    @property
    def text_words(self) -> str:
        """What is picked of the text."""
        return self._joined(self.text)

    def _joined(self, span: Span | None) -> str:
        return "" if span is None else " ".join(word.text for word in self.words[span.first : span.last + 1])

    def _at(self, number: int) -> Sheet:
        """Put the cursor on a word; picking goes along, and stays within subject or text, where it began."""
        if not self.words:
            return self
        moved = replace(self, cursor=max(0, min(len(self.words) - 1, number)))
        if self.anchor is None:
            return moved
        of_subject = self.words[self.anchor].line == 0
        inside = [one for one, word in enumerate(self.words) if (word.line == 0) is of_subject]
        end = max(inside[0], min(inside[-1], moved.cursor))
        return _picked(replace(moved, cursor=end), Span(min(self.anchor, end), max(self.anchor, end)))


def _picked(page: Sheet, span: Span) -> Sheet:
    if page.words[span.first].line == 0:
        return replace(page, subject=span)
    return replace(page, text=span)


def sheet(subject: str, text: str, width: int) -> Sheet:
    """Lay a mail out, `width` wide; a blank row parts the subject from the text."""
    words: list[Word] = []
    row = 0
    for number, one in enumerate([safe(subject, single_line=True), *safe(text).split("\n")[:MOST_LINES]]):
        column = 1
        for said in one.split():
            shown = fit(said, max(1, width - 3))
            size = width_of(shown)
            if column > 1 and column + size + 1 > width:
                row, column = row + 1, 1
            words.append(Word(said, shown, number, row, column))
            column += size + 1
        row += 2 if number == 0 else 1
    return Sheet(tuple(words), row)


def painted(page: Sheet, row: int) -> tuple[Cell, ...]:
    """Return a row of a sheet."""
    first = bisect_left(page.words, row, key=lambda word: word.row)
    last = bisect_left(page.words, row + 1, key=lambda word: word.row)
    inside = [(number, page.words[number]) for number in range(first, last)]
    marks: list[tuple[str, Role]] = []
    before = _BLANK
    for number, word in inside:
        around = _around(page, number)
        opening = around[0] if around != _BLANK and not _same(page, number - 1, number, around) else before[1]
        marks += [(opening, Role.KEY), (word.shown, _role(page, number))]
        before = _BLANK if _same(page, number, number + 1, around) else around
    marks.append((before[1], Role.KEY))
    return tuple(
        Cell("".join(text for text, _role in same), role) for role, same in groupby(marks, key=lambda one: one[1])
    )


def _around(page: Sheet, number: int) -> str:
    if number == page.cursor:
        return _CURSOR
    return _PICKED if any(span is not None and number in span for span in (page.subject, page.text)) else _BLANK


def _same(page: Sheet, one: int, other: int, around: str) -> bool:
    """Tell whether two neighbours are within the same brackets, so that none stand between them."""
    inside = min(one, other) >= 0 and max(one, other) < len(page.words)
    return around == _PICKED and inside and _around(page, one) == _around(page, other) == _PICKED


def _role(page: Sheet, number: int) -> Role:
    if number == page.cursor:
        return Role.TITLE
    if _around(page, number) == _PICKED:
        return Role.KEY
    return Role.STRONG if page.words[number].line == 0 else Role.TEXT
