"""Rules that technicians made from mails: they decide when they match, save that none turns a failure into an OK."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from email.utils import parseaddr

from checks.backups.model import INFORMATIONAL, Reading, TaughtRule, Verdict
from checks.backups.patterns import fold
from checks.backups.text import Prepared, clean

TAUGHT = 0.95
OUTRIGHT = 0.98
"""From this confidence on, a failure was told by the subject or a labelled field of a known product."""


def matching(mail: Prepared, rules: Sequence[TaughtRule]) -> TaughtRule | None:
    """Return the first rule that matches a mail, None when none does."""
    return next((rule for rule in rules if _matches(mail, rule)), None)


def apply(rule: TaughtRule, reading: Reading, mail: Prepared) -> Reading:
    """Return the reading as the rule decides, or the old one where the mail says outright that the run failed."""
    informational = rule.verdict == INFORMATIONAL
    verdict = Verdict.UNKNOWN if informational else Verdict(rule.verdict)
    words = _shown(mail, rule)
    if verdict is Verdict.OK and _outright_failure(reading):
        note = (
            f"{reading.evidence} (the rule taught as {rule.id} says OK; a stated {reading.verdict} is not overridden)"
        )
        return replace(reading, evidence=note)
    return replace(
        reading,
        verdict=verdict,
        informational=informational,
        product=rule.product or reading.product,
        job=rule.job or reading.job,
        rule=f"taught/{rule.id}",
        evidence=words,
        confidence=TAUGHT,
    )


def _outright_failure(reading: Reading) -> bool:
    """Tell whether a subject, a labelled field or a table said that the run failed; a phrase may be overruled."""
    bad = reading.verdict in (Verdict.FAILED, Verdict.PARTIAL)
    stated = reading.confidence >= OUTRIGHT or "subject" in reading.rule or "/field" in reading.rule
    return bad and (stated or reading.rule.startswith("own-script/"))


def _matches(mail: Prepared, rule: TaughtRule) -> bool:
    subject, words = _plain(rule.subject_words), _plain(rule.words)
    if not (subject or words) or not _sender_fits(mail.sender, rule.sender):
        return False
    heading = _plain(mail.subject.text)
    return subject in heading and (words in heading or words in _plain(mail.body))


def _sender_fits(sender: str, wanted: str) -> bool:
    address = (parseaddr(sender)[1] or sender).strip().lower()
    wanted = wanted.strip().lower()
    return address.endswith(wanted) if wanted.startswith("@") else wanted in ("", address)


def _plain(text: str) -> str:
    return " ".join(fold(clean(text)).lower().split())


def _shown(mail: Prepared, rule: TaughtRule) -> str:
    wanted = _plain(rule.words or rule.subject_words)
    for line in (mail.subject.text, *mail.lines):
        if wanted and wanted in _plain(line):
            return line[:300]
    return rule.words or rule.subject_words
