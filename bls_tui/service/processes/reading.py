"""What a stored mail says of a run: the recognisers, given the mail as it is kept and the rules technicians taught."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from bls_tui.desk.declared import ZONE
from bls_tui.mail.reading import attachment_bytes
from checks.backups import BackupMail, Reading, TaughtRule, Verdict, judge
from db.queries import messages, taught_rules
from db.rows_mail import AttachmentRow, MessageRow
from db.rows_runs import TaughtRuleRow
from db.session import Reader

USUAL = ZoneInfo(ZONE)
"""Times without a zone are read in this one until it is known which process a mail is about."""
LARGEST = 300_000
"""Bytes of an attachment that is read."""
MOST = 5
"""Attachments that are read."""
_TEXTS = (".txt", ".log", ".csv", ".json", ".xml")


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
    name = message.sender_name.replace('"', "").replace("\\", "")
    return f'"{name}" <{message.sender_address}>' if name else message.sender_address


def _attachments(r: Reader, message: MessageRow) -> tuple[tuple[str, str], ...]:
    wanted = [one for one in message.attachments if _is_text(one)][:MOST]
    raw = messages.raw(r, message.id) if wanted else None
    if raw is None:
        return ()
    return tuple((one.filename, attachment_bytes(raw, one.index).decode("utf-8", "replace")) for one in wanted)


def _is_text(one: AttachmentRow) -> bool:
    named = one.filename.lower().endswith(_TEXTS)
    return 0 < one.size <= LARGEST and (named or one.content_type.lower() == "text/plain")
