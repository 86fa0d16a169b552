"""Which blocks of a text are folded: quotations, copies of other mails, signatures, notices.

What is folded is never lost: the visible part and the folds are together every line of the text, in order.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby

from bls_tui.mail.quotes import marks, openers
from bls_tui.mail.quotes.blocks import Block, Kind, split
from bls_tui.mail.quotes.lines import Line, unquoted
from bls_tui.mail.quotes.model import Fold, FoldKind, Trimmed
from bls_tui.mail.quotes.vocabulary import FORWARDED

ANSWERED_LINES = 25
"""A quotation up to this long stays visible where it is answered line by line: the answer is read with it."""
SIGNATURE_LINES = 30
LOOSE_SIGNATURE_LINES = 12
"""The most lines under a rule that is not the signature mark but may mean one."""
PEEK = 4

_COPIES = frozenset({Kind.HEADERS, Kind.ORIGINAL, Kind.FORWARD, Kind.ABOVE})
_QUOTED = frozenset({Kind.QUOTE, Kind.OPENER})
_RULES = frozenset({Kind.RULE, Kind.SIGNATURE_RULE})
_UNSIGNED = _COPIES | _QUOTED


def trim(text: str) -> Trimmed:
    """Part a text in what its author wrote and what a view folds.

    Answers above, below and between quotations are visible. A copied mail with nothing written to it is content and
    stays visible. Takes time linear in the length of the text.
    """
    lines, blocks = split(text)
    return _assembled(lines, blocks, _Judgement(lines, blocks).folds())


class _Judgement:
    """Decides for every block whether it is folded, and as what."""

    def __init__(self, lines: Sequence[Line], blocks: Sequence[Block]) -> None:
        self.lines = lines
        self.blocks = blocks
        self.fold: list[FoldKind | None] = [None] * len(blocks)
        self.limit = len(blocks)

    def folds(self) -> list[FoldKind | None]:
        self._fold_adverts()
        self._fold_signatures()
        self._fold_notices()
        self._fold_copies()
        self._fold_quotations()
        return self.fold

    def _is_own(self, index: int) -> bool:
        return self.blocks[index].kind is Kind.TEXT and self.fold[index] is None

    def _forms(self, index: int) -> Iterator[str]:
        block = self.blocks[index]
        return (line.form for line in self.lines[block.start : block.end] if line.form)

    def _size(self, index: int) -> int:
        return sum(1 for _ in self._forms(index))

    def _fold_adverts(self) -> None:
        for index, block in enumerate(self.blocks):
            if block.kind is Kind.ADVERT:
                self.fold[index] = FoldKind.SIGNATURE

    def _fold_signatures(self) -> None:
        """A rule with few lines under it, up to the next quotation or the end, is a signature."""
        index = 0
        text_seen = False
        while index < len(self.blocks):
            kind = self.blocks[index].kind
            end = self._section_end(index) if kind in _RULES else index + 1
            if kind in _RULES and self._is_signature(index, end, text_seen=text_seen):
                self.fold[index:end] = [FoldKind.SIGNATURE] * (end - index)
            else:
                end = index + 1
                text_seen |= kind in {Kind.TEXT, Kind.LEGAL}
            index = end

    def _section_end(self, index: int) -> int:
        """The block after those that a signature begun at `index` would take, soon given up when they are many."""
        limit = min(len(self.blocks), index + SIGNATURE_LINES + 2)
        index += 1
        while index < limit and self.blocks[index].kind not in _UNSIGNED:
            index += 1
        return index

    def _is_signature(self, index: int, end: int, *, text_seen: bool) -> bool:
        block = self.blocks[index]
        quotation_follows = end < len(self.blocks)
        if quotation_follows and self.blocks[end].kind not in _UNSIGNED:
            return False
        if not (text_seen or (quotation_follows and end > index + 1)):
            return False
        size = sum(self._size(inner) for inner in range(index + 1, end))
        if block.kind is Kind.SIGNATURE_RULE:
            return size <= SIGNATURE_LINES
        apart = block.start == 0 or self.lines[block.start - 1].blank
        announced = any(marks.leads_on(form) for form in self._last_form(index - 1))
        text_after_rule = any(
            self.blocks[inner].kind in _RULES and self.blocks[inner + 1].kind is Kind.TEXT
            for inner in range(index + 1, end - 1)
        )
        return apart and not announced and size <= LOOSE_SIGNATURE_LINES and not text_after_rule

    def _last_form(self, index: int) -> list[str]:
        return list(self._forms(index))[-1:] if index >= 0 else []

    def _fold_notices(self) -> None:
        """A legal notice under a text, a banner over it."""
        own_before = False
        for index, block in enumerate(self.blocks):
            if block.kind is (Kind.LEGAL if own_before else Kind.BANNER) and self.fold[index] is None:
                self.fold[index] = FoldKind.DISCLAIMER
            own_before |= self._is_own(index)

    def _fold_copies(self) -> None:
        """Everything from the first copied mail on: folded under text of one's own, else content that stays."""
        own_before = False
        for index, block in enumerate(self.blocks):
            own_before |= self._is_own(index)
            if self.fold[index] is None and self._copies(index):
                if own_before:
                    return self._cut(index)
                if block.kind in _COPIES - {Kind.ABOVE}:
                    self.limit = index
                    return None
                self.fold[index] = FoldKind.QUOTE
        return None

    def _copies(self, index: int) -> bool:
        """Tell whether a copied mail without marks of quotation begins here."""
        if self.blocks[index].kind is not Kind.OPENER:
            return self.blocks[index].kind in _COPIES
        return index + 1 == len(self.blocks) or self.blocks[index + 1].kind not in _QUOTED

    def _cut(self, index: int) -> None:
        kind = FoldKind.FORWARD if self.blocks[index].kind is Kind.FORWARD else FoldKind.QUOTE
        while index > 0 and self.blocks[index - 1].kind in _RULES:
            index -= 1
        self.limit = index
        self.fold[index:] = [kind] * (len(self.blocks) - index)

    def _fold_quotations(self) -> None:
        """Marked quotations: folded after the last answer, kept between answers, folded over a single one."""
        own = [index for index in range(self.limit) if self._is_own(index)]
        answered = self._answered_inline()
        for index in range(self.limit):
            kind = self.blocks[index].kind
            if self.fold[index] is not None or kind not in _QUOTED:
                continue
            if kind is Kind.OPENER:
                self.fold[index] = FoldKind.QUOTE
            elif own and not self._stays(index, own[-1], answered):
                self.fold[index] = FoldKind.FORWARD if self._forwards(index) else FoldKind.QUOTE

    def _stays(self, index: int, last_own: int, answered: frozenset[int]) -> bool:
        if index > last_own or self._size(index) > ANSWERED_LINES:
            return False
        return index in answered or not self._opened(index)

    def _answered_inline(self) -> frozenset[int]:
        """The quotations that alternate with answers and have no opener of their own in between."""
        answered: set[int] = set()
        run: list[int] = []
        texts = 0
        for index in range(self.limit):
            if self.blocks[index].kind is Kind.OPENER:
                run, texts = [], 0
            elif self.blocks[index].kind is Kind.QUOTE:
                run.append(index)
                if texts:
                    answered.update(run)
            elif run and self._is_own(index):
                texts += 1
        return frozenset(answered)

    def _opened(self, index: int) -> bool:
        """Tell whether the quotation has an opener, above it or as its first lines."""
        if index > 0 and self.blocks[index - 1].kind is Kind.OPENER:
            return True
        return openers.opens(self._first_inside(index))

    def _forwards(self, index: int) -> bool:
        first = next(iter(self._first_inside(index)), "")
        return marks.marker(first, header_follows=True) is FORWARDED

    def _first_inside(self, index: int) -> list[str]:
        inside = (form for form in map(unquoted, self._forms(index)) if form)
        return [form for form, _ in zip(inside, range(PEEK), strict=False)]


def _assembled(lines: Sequence[Line], blocks: Sequence[Block], folds: Sequence[FoldKind | None]) -> Trimmed:
    visible: list[str] = []
    folded: list[Fold] = []
    for kind, group in groupby(zip(blocks, folds, strict=True), key=lambda pair: pair[1]):
        members = [block for block, _ in group]
        part = lines[members[0].start : members[-1].end]
        raw = [line.raw for line in part]
        if kind is None:
            visible.extend(raw)
        else:
            folded.append(Fold(kind, "\n".join(raw), part[0].number))
    return Trimmed("\n".join(visible).strip(), tuple(folded))
