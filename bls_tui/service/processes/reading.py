"""What a stored mail says of a run: the recognisers, given the mail as it is kept and the rules technicians taught."""

import re
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from bls_tui.desk.declared import ZONE
from bls_tui.mail import reading
from bls_tui.mail.backups import backup_mail as with_attachments
from checks.backups import BackupMail, Reading, TaughtRule, Verdict, judge
from db.queries import messages, taught_rules
from db.rows_mail import MessageRow
from db.rows_runs import TaughtRuleRow
from db.session import Reader

USUAL = ZoneInfo(ZONE)
"""Times without a zone are read in this one until it is known which process a mail is about."""
_SIMPLE = re.compile(r"[\w .-]+")
_NO_QUOTES = str.maketrans("", "", '"\\')


def rules(r: Reader) -> tuple[TaughtRule, ...]:
    """Return the taught rules in force, newest first: the newest that fits decides."""
    return tuple(map(taught, taught_rules.in_force(r)))


def taught(row: TaughtRuleRow) -> TaughtRule:
    """Return a stored rule as the recognisers know it."""
    return TaughtRule(str(row.id), row.sender, row.subject_words, row.words, row.verdict, row.product, row.job)


def read(r: Reader, message: MessageRow, rules: Sequence[TaughtRule], zone: ZoneInfo = USUAL) -> Reading:
    """Return what a mail says. Its text attachments are read only where it says nothing without."""
    mail = backup_mail(message)
    found = judge(mail, rules, zone)
    if found.verdict is not Verdict.UNKNOWN or found.informational:
        return found
    parts = _attachments(r, message)
    if not parts:
        return found
    return judge(BackupMail(mail.sender, mail.subject, mail.text, mail.date, parts), rules, zone)


def backup_mail(message: MessageRow) -> BackupMail:
    """Return a stored mail as the recognisers see it, without attachments."""
    return BackupMail(_sender(message), message.subject, message.body, message.sent_at)


def _sender(message: MessageRow) -> str:
    name = message.sender_name
    if not name:
        return message.sender_address
    shown = name if _SIMPLE.fullmatch(name) else f'"{name.translate(_NO_QUOTES)}"'
    return f"{shown} <{message.sender_address}>"


def _attachments(r: Reader, message: MessageRow) -> tuple[tuple[str, str], ...]:
    raw = messages.raw(r, message.id) if message.attachments else None
    return () if raw is None else with_attachments(reading.read(raw), raw).attachments
