"""From a mail to a verdict: the published form, then the products, then the generic rules, then what was taught."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, tzinfo
from typing import NamedTuple

from checks.backups import engine, generic, own_script, tables, taught
from checks.backups.catalogue import products
from checks.backups.model import BackupMail, Reading, TaughtRule, Verdict
from checks.backups.people import answered, passed_on_with_words
from checks.backups.text import Prepared, prepare
from checks.backups.words import words


class Change(NamedTuple):
    """A stored mail whose verdict a new rule would change."""

    mail: int | str
    before: Reading
    after: Reading


def judge(mail: BackupMail, taught: Sequence[TaughtRule] = (), zone: tzinfo = UTC) -> Reading:
    """Return what a mail says of a backup. Pure and total: any text is an answer, UNKNOWN at worst.

    `taught` are the technicians' rules in force, the newest first; `zone` is where times without a zone were written.
    """
    prepared = prepare(mail)
    return _taught(_own(prepared, zone), prepared, taught)


def would_change(
    rule: TaughtRule,
    mails: Iterable[tuple[int | str, BackupMail]],
    taught: Sequence[TaughtRule] = (),
    zone: tzinfo = UTC,
) -> list[Change]:
    """Return the mails that would be judged otherwise if `rule` were in force before the others."""
    changes = []
    for key, mail in mails:
        prepared = prepare(mail)
        own = _own(prepared, zone)
        before, after = _taught(own, prepared, taught), _taught(own, prepared, (rule, *taught))
        if (before.verdict, before.informational, before.job) != (after.verdict, after.informational, after.job):
            changes.append(Change(key, before, after))
    return changes


def _taught(reading: Reading, mail: Prepared, rules: Sequence[TaughtRule]) -> Reading:
    rule = taught.matching(mail, rules)
    return reading if rule is None else taught.apply(rule, reading, mail)


def _own(mail: Prepared, zone: tzinfo) -> Reading:
    """Judge by what the program itself knows, attachments only where the mail alone says nothing."""
    if words().context.automatic.search(mail.subject.folded):
        return Reading(Verdict.UNKNOWN, rule="generic/automatic reply", evidence=mail.subject.text, informational=True)
    reading = _of_mail(mail, zone)
    if reading.verdict is Verdict.UNKNOWN and not reading.informational and mail.attachments:
        reading = _of_attachments(mail, reading, zone)
    return _by_people(mail, reading)


def _of_mail(mail: Prepared, zone: tzinfo) -> Reading:
    if own_script.recognised(mail):
        return own_script.read(mail, zone)
    silent: Reading | None = None
    for product in products():
        if engine.recognised(product, mail):
            reading = engine.read(product, mail, zone)
            if reading.verdict is not Verdict.UNKNOWN or reading.informational or reading.evidence:
                return reading
            silent = silent or reading
    return _fallback(mail, silent, zone)


def _fallback(mail: Prepared, silent: Reading | None, zone: tzinfo) -> Reading:
    """Ask the generic rules, keeping what the product's file found where they know less."""
    reading = generic.read(mail, zone)
    if silent is None:
        return reading
    return replace(
        reading,
        product=silent.product,
        job=silent.job or reading.job,
        host=silent.host or reading.host,
        items=reading.items or silent.items,
        started_at=silent.started_at,
        ended_at=silent.ended_at,
        size_bytes=silent.size_bytes,
        duration_s=silent.duration_s,
    )


_MOST_ATTACHMENTS = 5
_LONGEST_ATTACHMENT = 300_000


def _of_attachments(mail: Prepared, reading: Reading, zone: tzinfo) -> Reading:
    """Judge by the attached logs: the worst of what they say, with less confidence."""
    told = []
    for name, text in mail.attachments[:_MOST_ATTACHMENTS]:
        part = prepare(BackupMail(mail.sender, mail.subject.text, text[:_LONGEST_ATTACHMENT], mail.date))
        found = _of_mail(part, zone)
        if len(text) > _LONGEST_ATTACHMENT and found.verdict is Verdict.OK:
            continue
        told.append(replace(found, rule=f"{found.rule} in {name}"[:120], confidence=round(found.confidence * 0.8, 2)))
    known = [found for found in told if found.verdict is not Verdict.UNKNOWN]
    return max(known, key=lambda found: tables.severity(found.verdict)) if known else reading


def _by_people(mail: Prepared, reading: Reading) -> Reading:
    """Take back a verdict that a person's reply, or an OK that a person's covering words, only quote."""
    if reading.verdict is Verdict.UNKNOWN:
        return reading
    if answered(mail):
        return replace(reading, verdict=Verdict.UNKNOWN, rule=f"{reading.rule} in a reply", confidence=0.3)
    if reading.verdict is Verdict.OK and passed_on_with_words(mail):
        return replace(reading, verdict=Verdict.UNKNOWN, rule=f"{reading.rule} passed on with words", confidence=0.3)
    return reading
