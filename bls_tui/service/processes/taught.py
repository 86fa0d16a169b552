"""Rules that technicians teach from mails: what they would change, then saved, and stored mails read anew by them."""

from collections.abc import Iterable
from dataclasses import dataclass

from bls_tui.errors import RefusedError
from bls_tui.locale import _
from bls_tui.service.monitoring.undo import Undo
from bls_tui.service.processes import again
from bls_tui.service.processes import reading as recognisers
from bls_tui.service.processes.acts import check_known, message_of
from bls_tui.service.processes.mailbox_state import Accounts
from bls_tui.service.processes.views_data import VerdictChange
from checks.backups import INFORMATIONAL, BackupMail, Reading, TaughtRule, Verdict, judge, would_change
from db.queries import messages, process_mails, taught_rules
from db.rows_runs import NewTaughtRule, ProcessMailRow, ProcessTextRow, TaughtRuleRow
from db.session import Database, Reader, Writer

LOOKED_AT = 2000
"""Stored mails that a preview looks through."""
CLASSES = (*(verdict.value for verdict in Verdict if verdict is not Verdict.UNKNOWN), INFORMATIONAL)
"""What a rule may say of the mails it fits."""
_NEW = "new"


class BadTaughtRuleError(RefusedError):
    """A rule that cannot be: no words, no such class, or it does not fit the mail it is made from."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """A rule about to be taught: mails of `sender` with these words in subject and text are of this class.

    `sender` is an address, "@domain", or "" for anybody; `words` may stand in subject or text; `verdict` is one of
    CLASSES. `product` and `job` are what such mails do not say themselves. `from_message` is the mail it is made from.
    """

    verdict: str
    words: str = ""
    subject_words: str = ""
    sender: str = ""
    product: str = ""
    job: str = ""
    note: str = ""
    from_message: int | None = None


@dataclass(frozen=True, slots=True)
class Taught:
    """A rule that was saved: its id, how many stored mails were read anew by it, and how to take it back."""

    rule_id: int
    read_anew: int
    undo: Undo


@dataclass(frozen=True, slots=True)
class Unteach:
    """Takes a rule back, and reads the mails anew that it decided."""

    rule_id: int

    def reverse(self, w: Writer, author: str, now: float) -> None:
        """End it. Raises Conflict."""
        taught_rules.remove(w, self.rule_id, author, now)
        again.read_in(w, [row.read.message_id for row in _decided_by(w, self.rule_id, now)], now)


def draft(database: Database, message_id: int) -> Lesson:
    """Return a rule to begin with for a mail: of its sender, with its subject. Raises UnknownProcessMailError."""
    with database.read() as r:
        message = message_of(r, message_id)
    return Lesson(Verdict.OK.value, message.subject, sender=message.sender_address, from_message=message_id)


def preview(database: Database, lesson: Lesson) -> tuple[VerdictChange, ...]:
    """Return the stored mails of which a rule would change the verdict, newest first; nothing is written.

    Raises:
        BadTaughtRuleError, UnknownProcessMailError: it cannot be.
    """
    with database.read() as r:
        _check(r, lesson)
        known = recognisers.rules(r)
        rows = {row.row.read.message_id: row for row in process_mails.recent_with_text(r, LOOKED_AT)}
    mails = ((id_, _mail(row)) for id_, row in rows.items())
    changes = would_change(_rule(lesson), mails, known, recognisers.USUAL)
    return tuple(_change(rows[int(one.mail)].row, one.before, one.after) for one in changes)


def save(database: Database, lesson: Lesson, author: str, now: float, accounts: Accounts | None = None) -> Taught:
    """Teach a rule, and read the mails of the last 14 days anew that nothing understood and that it fits.

    Raises:
        BadTaughtRuleError, UnknownProcessMailError, NotAllowedError: nothing was written.
    """
    with database.write() as w:
        check_known(w, author, now)
        _check(w, lesson)
        rule_id = taught_rules.add(w, _new(lesson, author, now))
        unclear = [row.read.message_id for row in again.recent(w, now) if _waits(row)]
    fitting = _fitting(database, unclear, lesson)
    again.read(database, fitting, now, accounts)
    return Taught(rule_id, len(fitting), Undo(_("rule {id}").format(id=rule_id), now, (Unteach(rule_id),)))


def remove(database: Database, rule_id: int, author: str, now: float, accounts: Accounts | None = None) -> int:
    """End a rule; its mails of the last 14 days are read anew. Return how many. Raises NotAllowedError, Conflict."""
    with database.write() as w:
        check_known(w, author, now)
        taught_rules.remove(w, rule_id, author, now)
        ids = [row.read.message_id for row in _decided_by(w, rule_id, now)]
    again.read(database, ids, now, accounts)
    return len(ids)


def rules(database: Database) -> list[TaughtRuleRow]:
    """Return the rules in force, newest first."""
    with database.read() as r:
        return taught_rules.in_force(r)


def _check(r: Reader, lesson: Lesson) -> None:
    if lesson.verdict not in CLASSES:
        text = _("{word!r} is none of {classes}.")
        raise BadTaughtRuleError(text.format(word=lesson.verdict, classes=", ".join(CLASSES)))
    if not (lesson.words.strip() or lesson.subject_words.strip()):
        raise BadTaughtRuleError(_("Pick the words that decide."))
    if lesson.from_message is None:
        return
    said = judge(recognisers.backup_mail(message_of(r, lesson.from_message)), [_rule(lesson)], recognisers.USUAL)
    if said.rule != f"taught/{_NEW}":
        why = said.evidence if _NEW in said.evidence else _("its words or sender are not those of the mail")
        raise BadTaughtRuleError(_("The rule does not decide the mail it is made from: {why}.").format(why=why))


def _rule(lesson: Lesson) -> TaughtRule:
    said = (lesson.sender, lesson.subject_words, lesson.words, lesson.verdict, lesson.product, lesson.job)
    return TaughtRule(_NEW, *said)


def _new(lesson: Lesson, author: str, now: float) -> NewTaughtRule:
    return NewTaughtRule(
        sender=lesson.sender.strip(),
        subject_words=lesson.subject_words,
        words=lesson.words,
        verdict=lesson.verdict,
        product=lesson.product,
        job=lesson.job,
        created_by=author,
        created_at=now,
        note=lesson.note,
        from_message=lesson.from_message,
    )


def _mail(row: ProcessTextRow) -> BackupMail:
    return BackupMail(row.row.sender_address, row.row.subject, row.text, row.sent_at)


def _change(row: ProcessMailRow, before: Reading, after: Reading) -> VerdictChange:
    return VerdictChange(
        message_id=row.read.message_id,
        received_at=row.received_at,
        sender=row.sender_address,
        subject=row.subject,
        before=_class(before),
        after=_class(after),
        job_before=before.job,
        job_after=after.job,
    )


def _class(reading: Reading) -> str:
    return INFORMATIONAL if reading.informational else reading.verdict.value


def _waits(row: ProcessMailRow) -> bool:
    return row.read.state in process_mails.ATTENTION and row.read.verdict == Verdict.UNKNOWN


def _decided_by(r: Reader, rule_id: int, now: float) -> list[ProcessMailRow]:
    return [row for row in again.recent(r, now) if row.read.rule == f"taught/{rule_id}"]


def _fitting(database: Database, ids: Iterable[int], lesson: Lesson) -> list[int]:
    with database.read() as r:
        found = ((id_, messages.get(r, id_)) for id_ in ids)
        mails = [(id_, recognisers.backup_mail(message)) for id_, message in found if message is not None]
        known = recognisers.rules(r)
    return [int(one.mail) for one in would_change(_rule(lesson), mails, known[1:], recognisers.USUAL)]
