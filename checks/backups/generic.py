"""Rules for mails of no known product: conservative, in six languages.

An OK needs a whole phrase of success (or a status field, or counters that say so), a mail that is about a backup, and
nothing anywhere that speaks against it. A failure needs a sentence of failure about the backup. All else is UNKNOWN.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import tzinfo

from checks.backups import engine, signs, tables
from checks.backups.catalogue import status_labels
from checks.backups.counts import count
from checks.backups.model import Item, Reading, Verdict
from checks.backups.patterns import fold
from checks.backups.people import personal
from checks.backups.text import Prepared, cells, label_key
from checks.backups.words import words

GENERIC = 0.8
DOUBTFUL = 0.45
_BRACKETED = re.compile(r"[\[({<](?P<status>[^\])}>\n]{1,40})[\])}>]")
_EDGE = re.compile(
    r"^(?P<first>[A-Z][A-Z ]{1,20}|\w{2,12}) ?[:!|\u2013\u2014-] "
    r"|[:|\u2013\u2014-] ?(?P<last>[\w ]{2,40}|[\w ]{2,40}\([^)\n]{0,40}\))[.!]?$"
)
_SIGNS = (
    (Verdict.FAILED, "\u274c\U0001f534\u26d4\u2716\u2718\u2717"),
    (Verdict.WARNING, "\u26a0\U0001f7e1\U0001f7e0"),
    (Verdict.OK, "\u2705\u2714\U0001f7e2"),
)
_ITEM = re.compile(r"^[-*\u2022 ]{0,4}(?P<name>[^:=\n]{1,60}?) ?(?:[:=]|->|\u2192| - ) ?(?P<status>[^:\n]{1,40})$")
_JOB = re.compile(
    r"(?:job|task|backup|plan|attivita|piano|processo|aufgabe|sicherung|tache|tarea|sauvegarde) "
    r"[\"'](?P<name>[^\"'\n]{1,120})[\"']",
    re.IGNORECASE,
)
_MOST_LINES = 3000
_ENOUGH = 300
_LABELLED = re.compile(r"^([^:\n]{1,40}) ?: ?([^:\n]{1,60}?)(?: [-\u2013\u2014] .{0,200})?$")


@dataclass(frozen=True, slots=True)
class Told:
    """What one part of the mail says, by which rule, in which words."""

    rule: str
    verdict: Verdict
    matched: str


def read(mail: Prepared, zone: tzinfo) -> Reading:
    """Return what a mail of no known product says."""
    facts = _facts(mail, zone)
    context = words().context
    about = bool(context.backup.search(_head(mail)))
    reports = about or bool(context.report.search(_head(mail)))
    if personal(mail):
        return replace(facts, rule="generic/personal", evidence="written by a person or a seller", confidence=DOUBTFUL)
    if resolved := context.resolved.search(mail.subject.folded):
        return notice_of(facts, resolved.group())
    told = list(_told(mail, about))
    bad = [each for each in told if each.verdict not in (Verdict.OK, Verdict.UNKNOWN)]
    if not bad and (notice := _notice(mail, told)):
        return notice_of(facts, notice)
    decision = _decide(mail, told, about=about, reports=reports)
    items = _items(mail)
    listed = tables.whole([item.verdict for item in items])
    facts = replace(facts, items=items)
    if decision is None and about and listed not in (None, Verdict.OK):
        decision = Told("items", listed, ", ".join(item.matched for item in items[:6]))
    if decision is None:
        return replace(facts, rule="generic/no rule", evidence="", confidence=DOUBTFUL)
    mixed = listed is Verdict.PARTIAL and decision.verdict is Verdict.FAILED
    worse = tables.severity(listed) > tables.severity(decision.verdict) and decision.verdict is not Verdict.UNKNOWN
    if mixed or worse:
        decision = Told(f"{decision.rule}+items", listed or decision.verdict, f"{decision.matched}; {items[0].matched}")
    return replace(
        facts,
        verdict=decision.verdict,
        rule=f"generic/{decision.rule}",
        evidence=decision.matched[:300],
        confidence=GENERIC,
    )


def notice_of(facts: Reading, matched: str) -> Reading:
    """Return the reading of a mail that is no result of a run."""
    return replace(facts, rule="generic/notice", evidence=matched[:300], informational=True, confidence=GENERIC)


def _head(mail: Prepared) -> str:
    return fold(f"{mail.sender}\n{mail.subject.text}\n{mail.body[:20_000]}")


def _facts(mail: Prepared, zone: tzinfo) -> Reading:
    facts = engine.gather(None, mail, zone)
    if facts.job:
        return facts
    match = _JOB.search(fold(mail.subject.text)) or _JOB.search(mail.folded[:20_000])
    return replace(facts, job=match["name"].strip() if match else "")


def _told(mail: Prepared, about: bool) -> Iterator[Told]:
    """Yield everything the mail says of an outcome, subject first."""
    yield from _subject(mail.subject.text, about)
    for label in status_labels():
        for value in mail.fields.get(label, ()):
            verdict = signs.status(value)
            if verdict is not None:
                yield Told("field", verdict, f"{mail.labels[label].strip()}: {value}")
    counted = count([mail.subject.text, *mail.raw_lines[:_MOST_LINES]])
    if counted.verdict is not None:
        yield Told("counters", counted.verdict, counted.matched)
    yield from _phrases(mail)


def _phrases(mail: Prepared) -> Iterator[Told]:
    """Yield what sentences say: wrapped lines joined, then lines as they stand for what joining may hide.

    After many words against an OK there is none any more, and a long log need not be read to its end.
    """
    against = 0
    joined = list(signs.sentences(mail.lines))
    known = frozenset(joined)
    alone = [line for line in mail.lines if line and line not in known]
    for number, line in enumerate([*joined, *alone]):
        for told in _sentence(line):
            if told.verdict is not Verdict.OK or number < len(joined):
                yield told
            against += told.verdict is not Verdict.OK
        if against > _ENOUGH:
            return


def _subject(text: str, about: bool) -> Iterator[Told]:
    labelled = _LABELLED.match(text)
    if labelled and label_key(labelled[1]) in status_labels() and (stated := signs.status(labelled[2])):
        yield Told("subject-status", stated, text)
    for verdict, marks in _SIGNS:
        if any(mark in text for mark in marks):
            yield Told("subject-sign", verdict, text)
    for match in _BRACKETED.finditer(text):
        bracketed = _short_status(match["status"])
        if bracketed is not None:
            yield Told("subject-status", bracketed, match.group())
    for match in _EDGE.finditer(text) if about else ():
        edge = _short_status((match["first"] or match["last"] or "").strip())
        if edge is not None:
            yield Told("subject-status", edge, match.group().strip())
    yield from (replace_rule(told, "subject-phrase") for told in _sentence(text))


def replace_rule(told: Told, rule: str) -> Told:
    """Return the same under the name of another rule."""
    return replace(told, rule=rule)


def _short_status(text: str) -> Verdict | None:
    known = words()
    folded = signs.without_harmless(fold(text)).strip(" .!")
    return next((verdict for verdict, pattern in known.status if pattern.fullmatch(folded)), None)


def _sentence(line: str) -> Iterator[Told]:
    masked = signs.masked(line)
    trouble = signs.trouble(masked)
    if trouble is not None:
        verdict = trouble.verdict
        if verdict is Verdict.FAILED and not trouble.major:
            verdict = Verdict.UNKNOWN
        yield Told("phrase", verdict, trouble.matched)
    elif good := signs.success(masked):
        yield Told("phrase", Verdict.OK, good.matched)


def _decide(mail: Prepared, told: list[Told], *, about: bool, reports: bool) -> Told | None:
    """Weigh everything: the worst of what is said outright; doubt makes an OK UNKNOWN."""
    if not told or not (about or (reports and told[0].rule.startswith("subject"))):
        return None
    failed, partial = _best(told, Verdict.FAILED), _best(told, Verdict.PARTIAL)
    if partial is not None and (failed is None or failed.rule == "phrase" or partial.rule == "counters"):
        return partial
    if failed is not None:
        return failed
    doubt, warning, good = (_best(told, each) for each in (Verdict.UNKNOWN, Verdict.WARNING, Verdict.OK))
    if doubt is not None:
        return _doubtful(mail, told, doubt)
    if warning is None and good is not None and mail.cut:
        return Told("too long", Verdict.UNKNOWN, "the mail is too long to be read to its end")
    return None if warning is None and _of_something_else(mail, good) else warning or good


def _of_something_else(mail: Prepared, good: Told | None) -> bool:
    """Tell whether the subject speaks of a restore, a payment …, so that an OK would be theirs."""
    return good is not None and signs.other_deed(mail.subject.folded)


def _doubtful(mail: Prepared, told: list[Told], doubt: Told) -> Told | None:
    """Decide about words of failure that do not name the backup: the message when in the subject, else a doubt."""
    contradicted = any(each.verdict in (Verdict.OK, Verdict.WARNING) for each in told)
    if contradicted:
        return Told("contradiction", Verdict.UNKNOWN, doubt.matched)
    return Told(doubt.rule, Verdict.FAILED, doubt.matched) if _is_result(mail, doubt) else None


def _is_result(mail: Prepared, doubt: Told) -> bool:
    """Tell whether a word of failure is this mail's message: it stands in the subject."""
    return doubt.rule.startswith("subject") and words().context.backup.search(mail.subject.folded) is not None


def _is_outright(told: Told) -> bool:
    return told.rule in ("subject-status", "subject-sign", "field", "counters", "subject-phrase")


def _best(told: list[Told], verdict: Verdict) -> Told | None:
    """Return the strongest witness of a verdict: those said outright come before phrases."""
    found = [each for each in told if each.verdict is verdict]
    return next((each for each in found if _is_outright(each)), found[0] if found else None)


def _notice(mail: Prepared, told: list[Told]) -> str:
    """Return the words of a notice (test, started, quota, licence), "" when the mail is none."""
    context = words().context
    subject = context.notice.search(mail.subject.folded)
    if subject is None and not told:
        subject = context.notice.search(mail.folded[:5_000]) or context.started.search(mail.subject.folded)
        if subject is None and context.backup.search(_head(mail)):
            subject = context.started.search(mail.folded[:5_000])
    return subject.group() if subject else ""


def _items(mail: Prepared) -> tuple[Item, ...]:
    """Return lines such as `db1: OK` that are not the mail's own status field."""
    labels = set(status_labels())
    found: dict[str, Item] = {}
    for raw, line in zip(mail.raw_lines[:_MOST_LINES], mail.lines, strict=False):
        match = _ITEM.match(line)
        parts = cells(raw)
        name, states = (match["name"], [match["status"]]) if match else (parts[0] if parts else "", parts[1:])
        verdict = next((state for text in states if (state := _short_status(text)) is not None), None)
        if verdict is not None and label_key(name) not in labels:
            found.setdefault(name.strip(), Item(name.strip()[:120], verdict, line[:120]))
    return tuple(found.values()) if len(found) > 1 else ()
