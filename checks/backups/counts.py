"""Counters of results: `10 Succeeded`, `Failure: 2`, a number above its word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from checks.backups.model import Verdict
from checks.backups.patterns import fold

_NOUNS = (
    "backups?|jobs?|tasks?|vms?|machines?|computers?|devices?|objects?|users?|mailboxes|databases?"
    "|attivita|macchine|dispositivi"
)
_THINGS = rf"(?: ?(?:{_NOUNS}))?"
_WORDS: tuple[tuple[Verdict, str], ...] = (
    (
        Verdict.PARTIAL,
        (
            r"partially (?:succeeded|completed|successful)|partial|parzial\w{1,5}(?: (?:riuscit|completat)[oaie])?"
            r"|teilweise(?: erfolgreich)?"
        ),
    ),
    (
        Verdict.FAILED,
        (
            r"fail(?:ed|ures?)|unsuccessful|fallit[oaie]|non riuscit[oaie]|fehlgeschlagen|echoue\w{0,2}|echecs?"
            r"|fallid[oa]s?|mislukt"
        ),
    ),
    (
        Verdict.WARNING,
        r"(?:succeeded |completed |success )?(?:with )?warnings?|avvisi|warnungen|avertissements|advertencias",
    ),
    (
        Verdict.OK,
        (
            r"succe(?:eded|ss(?:es|ful)?)|ok|riuscit[oaie]|completat[oaie] con successo|erfolgreich|reussie?s?"
            r"|correct[oa]s|exitos[oa]s|geslaagd"
        ),
    ),
)
_WORD = "|".join(f"(?P<w{index}>{words})" for index, (_, words) in enumerate(_WORDS))
_WORD_ONLY = re.compile(rf"^(?:{_WORD}){_THINGS} ?:?$", re.IGNORECASE)
_WORD_FIRST = re.compile(rf"^(?:(?:{_NOUNS}) )?(?:{_WORD}){_THINGS} ?[:=(-]? ?(?P<number>\d{{1,6}})\)?$", re.IGNORECASE)
_NUMBER_FIRST = re.compile(rf"^(?P<number>\d{{1,6}}){_THINGS} (?:{_WORD}){_THINGS}$", re.IGNORECASE)
_NUMBER_ONLY = re.compile(r"^(\d{1,6})$")
_PARTS = re.compile(r"[,;|]|\t| {2,}|: (?=\d{1,6} [A-Za-z])")


@dataclass(frozen=True, slots=True)
class Counts:
    """How many of what a mail counts, and the words. `zero_failures` means that it says so itself."""

    ok: int = 0
    warning: int = 0
    partial: int = 0
    failed: int = 0
    zero_failures: bool = False
    matched: str = ""

    @property
    def verdict(self) -> Verdict | None:
        """What the counters say together; OK only when both successes and the absence of failures are counted."""
        if self.failed and (self.ok or self.warning or self.partial):
            return Verdict.PARTIAL
        if self.failed:
            return Verdict.FAILED
        if self.partial:
            return Verdict.PARTIAL
        if self.warning:
            return Verdict.WARNING
        return Verdict.OK if self.ok and self.zero_failures else None


def count(raw_lines: Sequence[str]) -> Counts:
    """Add up the counters of a mail."""
    totals = dict.fromkeys(Verdict, 0)
    words: list[str] = []
    zero = False
    for verdict, number, matched in _counters(raw_lines):
        totals[verdict] += number
        zero = zero or (verdict is Verdict.FAILED and number == 0)
        words.append(matched)
    return Counts(
        ok=totals[Verdict.OK],
        warning=totals[Verdict.WARNING],
        partial=totals[Verdict.PARTIAL],
        failed=totals[Verdict.FAILED],
        zero_failures=zero and not totals[Verdict.FAILED],
        matched=", ".join(words[:6])[:160],
    )


def _counters(raw_lines: Sequence[str]) -> Iterator[tuple[Verdict, int, str]]:
    pieces = [" ".join(piece.split()).strip(" *-\u2022") for line in raw_lines for piece in _PARTS.split(line)]
    pieces = [piece for piece in pieces if piece]
    run: list[str] = []
    for piece in [*pieces, ""]:
        folded = fold(piece)
        if _NUMBER_ONLY.match(folded) or _WORD_ONLY.match(folded):
            run.append(folded)
            continue
        yield from _pairs(run)
        run = []
        match = _WORD_FIRST.match(folded) or _NUMBER_FIRST.match(folded)
        if match:
            yield _verdict(match), int(match["number"]), piece


def _pairs(run: list[str]) -> Iterator[tuple[Verdict, int, str]]:
    """Read a run of words and numbers on lines of their own; what stands first says which belongs to which."""
    if len(run) % 2 and run and _NUMBER_ONLY.match(run[0]) and _NUMBER_ONLY.match(run[1] if len(run) > 1 else ""):
        run = run[1:]
    for one, other in zip(run[::2], run[1::2], strict=False):
        number, word = (one, other) if one.isdigit() else (other, one)
        match = _WORD_ONLY.match(word)
        if number.isdigit() and match:
            yield _verdict(match), int(number), f"{word}: {number}"


def _verdict(match: re.Match[str]) -> Verdict:
    return next(verdict for index, (verdict, _) in enumerate(_WORDS) if match[f"w{index}"])
