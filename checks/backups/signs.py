"""Signs of success and failure in free text, for mails of no known product and as the guard behind every OK."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from checks.backups.model import Verdict
from checks.backups.patterns import fold, needles, present
from checks.backups.words import words

_PATHS = re.compile(
    r"""(?:https?|ftp|sftp|smb|s3|file)://[^\s<>"']{1,300}|[A-Za-z]:\\[^\s<>"'|]{0,300}|\\\\[^\s<>"'|]{2,300}"""
    r"""|(?<![\w/])/(?:[\w.@+-]{1,80}/){1,20}[\w.@+-]{0,80}|[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}"""
)
_PATHS_WITH_BLANKS = re.compile(
    r"""[A-Za-z]:\\[^:"<>|*?\n]{0,300}\\[^\s"<>|*?]{0,200}|(?:/[\w.@+ -]{1,80}){2,20}/\S{0,100}"""
)
_CLAUSE_END = re.compile(r"[,.;:!?()\[\]](?=\s|$)|\n(?![a-z])|\s[-\u2013\u2014]\s")
_EVIDENCE = 160
_NEAR = 80
_LONGEST = 800
_MOST_PHRASES = 20
_LOUD = (
    "warn",
    "avvis",
    "avvert",
    "avertiss",
    "advert",
    "aviso",
    "skip",
    "saltat",
    "ubersprungen",
    "\u26a0",
    "\U0001f7e1",
)


@dataclass(frozen=True, slots=True)
class Sign:
    """One sentence that speaks for a verdict.

    `major` marks a failure of the backup itself, not of something in it; `loud` a warning that calls itself one.
    """

    verdict: Verdict
    matched: str
    major: bool = False
    loud: bool = False


def masked(line: str, *, names: Iterable[str] = (), paths_with_blanks: bool = False) -> str:
    """Return a line with paths, addresses and the given names blanked: what they are called is not what happened."""
    text = _blank(_PATHS_WITH_BLANKS, line) if paths_with_blanks else line
    text = _blank(_PATHS, text)
    for name in names:
        text = text.replace(name, " " * len(name))
    return text


def without_harmless(text: str) -> str:
    """Return folded text with zero counters, negated errors, history and conditions blanked."""
    return _blank_all(words().harmless, text)


@lru_cache(maxsize=4096)
def trouble(line: str) -> Sign | None:
    """Return what a line says against an OK, None when nothing. The line is masked."""
    known = words()
    text = without_harmless(fold(line))
    lowered = text.lower()
    if partial := _first(known.partial, text, lowered):
        return Sign(Verdict.PARTIAL, _around(line, partial), major=True)
    if failure := _first(known.failure, text, lowered):
        major = _first(known.major, text, lowered)
        return Sign(Verdict.FAILED, _around(line, major or failure), major=major is not None)
    loud = _first((pattern for pattern in known.warning if _is_loud(pattern)), text, lowered)
    if warning := loud or _first(known.warning, text, lowered):
        return Sign(Verdict.WARNING, _around(line, warning), loud=loud is not None)
    return None


def _is_loud(pattern: re.Pattern[str]) -> bool:
    return any(word in needle for needle in needles(pattern.pattern) for word in _LOUD)


@lru_cache(maxsize=4096)
def success(line: str) -> Sign | None:
    """Return the phrase of success in a line that nothing beside it takes back, None when there is none."""
    known = words()
    text = _blank_all(known.success_history, fold(line))
    if other_deed(text):
        return None
    lowered = text.lower()
    for pattern in known.success:
        if present(pattern, lowered):
            for match in islice(pattern.finditer(text), _MOST_PHRASES):
                if not (denied(text, match.start(), match.end()) or _denied_inside(match.group())):
                    return Sign(Verdict.OK, _around(line, match))
    return None


def other_deed(text: str) -> bool:
    """Tell whether folded text speaks of a restore, an update, a payment …: their success is none of a backup."""
    return words().context.other_deed.search(text) is not None


def _denied_inside(phrase: str) -> bool:
    inside = without_harmless(phrase)
    return _first(words().failure, inside, inside.lower()) is not None or _denial_in(inside)


def status(value: str) -> Verdict | None:
    """Return what a whole value such as `Completed with errors` says; None when it says nothing known."""
    text = without_harmless(fold(value)).strip(" .!*_[]()\"'")
    for verdict, pattern in words().status:
        match = pattern.match(text)
        if match and match.end() == len(text):
            return verdict
    return _loose_status(value)


def _loose_status(value: str) -> Verdict | None:
    """Judge a value that is a sentence: trouble counts as it is, success only as a whole phrase."""
    sign = trouble(value)
    if sign is not None:
        return sign.verdict
    return Verdict.OK if success(value) else None


def troubles(lines: Iterable[str]) -> Iterator[Sign]:
    """Yield what speaks against an OK, line by line."""
    for line in lines:
        if line and (sign := trouble(line)):
            yield sign


def denied(text: str, start: int, end: int) -> bool:
    """Tell whether the clause around a phrase of success in folded text takes it back ("not", "with warnings", "?")."""
    before = without_harmless(text[max(0, start - _NEAR) : start])
    ends = [found.end() for found in _CLAUSE_END.finditer(before)]
    clause = before[ends[-1] :] if ends else before
    after = text[end : end + _NEAR].partition("\n")[0]
    return _denial_in(clause.replace("\n", " ")) or words().denied_after.search(without_harmless(after)) is not None


def _denial_in(text: str) -> bool:
    return words().denied_before.search(text) is not None


def sentences(lines: Iterable[str]) -> Iterator[str]:
    """Yield lines, those joined that a mail program wrapped: the next one goes on in lower case."""
    held = ""
    for line in lines:
        wrapped = held[-1:].isalpha() and line[:1].islower() and len(held) + len(line) < _LONGEST
        if wrapped:
            held = f"{held} {line}"
            continue
        if held:
            yield held
        held = line
    if held:
        yield held


def _first(patterns: Iterable[re.Pattern[str]], text: str, lowered: str) -> re.Match[str] | None:
    """Return the leftmost match of any pattern, None when none matches."""
    found = (pattern.search(text) for pattern in patterns if present(pattern, lowered))
    return min((match for match in found if match), key=lambda match: match.start(), default=None)


def _blank_all(patterns: Iterable[re.Pattern[str]], text: str) -> str:
    lowered = text.lower()
    for pattern in patterns:
        if present(pattern, lowered):
            text = _blank(pattern, text)
    return text


def _blank(pattern: re.Pattern[str], text: str) -> str:
    return pattern.sub(lambda found: " " * len(found.group()), text)


def _around(line: str, match: re.Match[str]) -> str:
    """Return the words that matched with some of their sentence."""
    start = max(0, match.start() - _EVIDENCE // 3)
    end = min(len(line), match.end() + _EVIDENCE // 2)
    start = line.rfind(" ", 0, start) + 1 if start else 0
    return " ".join(line[start:end].split())[:_EVIDENCE]
