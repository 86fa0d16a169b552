"""A message comes in: read, known or new, kept, filed and noted in the ledger, all in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from typing import Any, Protocol

from bls_tui.mail import reading
from bls_tui.mail.imap.ledger import Arrival
from bls_tui.mail.incoming import doubtful
from bls_tui.mail.reading.model import Kind, ReadMail
from db.errors import Conflict
from db.queries import lease, mailboxes, messages
from db.rows_mail import AttachmentRow, LedgerKey, MessageRow, NewMessage, RecipientName
from db.session import Database, Writer

SNIPPET = 160
"""Characters of a message that a list shows."""
NAMESAKES = 20
"""Mails with one Message-ID that a new one is compared with: somebody may send any number of them."""
TRIES = 3
"""How often a message is taken anew because somebody changed the same rows in between."""


class Filing(Protocol):
    """Decides where a message that has just been kept belongs, and does what follows, in the same transaction."""

    def __call__(self, w: Writer, message: MessageRow, mail: ReadMail) -> None:
        """File a message; it lies in triage until then. Raising rolls back everything, and it is tried again."""


def leave_in_triage(w: Writer, message: MessageRow, mail: ReadMail) -> None:
    """File nothing: somebody will look at it."""


class FilingByRole:
    """Files each message as the mailboxes of its role do; without such a way it stays in triage."""

    def __init__(self, ways: Mapping[str, Filing]) -> None:
        self._ways = ways

    def __call__(self, w: Writer, message: MessageRow, mail: ReadMail) -> None:
        """File a message."""
        self._ways.get(message.role, leave_in_triage)(w, message, mail)


class Ingest:
    """Takes messages in."""

    def __init__(self, database: Database, filing: Filing = leave_in_triage, *, clock: Callable[[], float]) -> None:
        self.database = database
        self._filing = filing
        self._clock = clock

    def take(self, raw: bytes, arrival: Arrival, epoch: int | None = None) -> None:
        """Keep a message that was found in a mailbox; one that is known is only noted in the ledger.

        Args:
            raw: the message, to the byte.
            arrival: where it was found.
            epoch: the lease that has to hold meanwhile, None for no lease.

        Raises:
            LeaseLost: another process fetches mail.
            DatabaseUnavailable: try again later.
            Exception: what filing it raised; nothing was kept.
        """
        mail = reading.read(raw)
        for left in reversed(range(TRIES)):
            try:
                with self.database.write() as w:
                    if epoch is not None:
                        lease.check(w, epoch)
                    self._take(w, raw, mail, arrival)
            except Conflict:
                if not left:
                    raise
            else:
                return

    def _take(self, w: Writer, raw: bytes, mail: ReadMail, arrival: Arrival) -> None:
        key = LedgerKey(arrival.account, arrival.folder, arrival.uidvalidity, arrival.uid)
        row = mailboxes.get(w, key)
        if row is not None and row.state in ("done", "moved"):
            return
        digest = reading.digest(raw)
        message_id = self._known_or_new(w, raw, mail, arrival, digest)
        mailboxes.taken(w, key, message_id, digest, arrival.size, self._clock())

    def _known_or_new(self, w: Writer, raw: bytes, mail: ReadMail, arrival: Arrival, digest: str) -> int:
        """Return the message this is a copy of (the same bytes, or the same mail by another way), else keep it."""
        row = messages.by_digest(w, arrival.role, digest)
        if row is not None:
            return row.id
        for identity in _identities(reading.identity(mail, raw), digest):
            row = messages.by_identity(w, arrival.role, identity)
            if row is None:
                return self._add(w, raw, mail, arrival, identity=identity, digest=digest)
            if _same(w, row, mail, raw):
                return row.id
        raise AssertionError("the last identity is made of the bytes, and no message has them")

    def _add(self, w: Writer, raw: bytes, mail: ReadMail, arrival: Arrival, *, identity: str, digest: str) -> int:
        new = new_message(mail, arrival, identity, digest=digest, size=len(raw), now=self._clock())
        message_id = messages.add(w, new, raw)
        for alias in _aliases(mail) - {identity}:
            messages.learn_id(w, message_id, alias)
        stored = messages.get(w, message_id)
        if stored is not None:
            self._filing(w, stored, mail)
        return message_id


def _same(w: Writer, row: MessageRow, mail: ReadMail, raw: bytes) -> bool:
    """Tell whether two mails with one Message-ID are one: same sender, date, subject and content below the header.

    The header differs between copies that came by two ways, and a Message-ID alone can be chosen by anybody.
    """
    if (row.sender_address, row.subject, row.sent_at) != (mail.sender.address, mail.subject, mail.date):
        return False
    kept = messages.raw(w, row.id)
    return kept is not None and _content(kept) == _content(raw)


def _content(raw: bytes) -> bytes:
    lines = raw.replace(b"\r\n", b"\n")
    return lines.partition(b"\n\n")[2].rstrip()


def _identities(identity: str, digest: str) -> Iterator[str]:
    """Yield what a mail may go by: its identity, that with a number where others have it, at last one of its own."""
    yield identity
    yield from (f"{identity}#{number}" for number in range(2, NAMESAKES + 1))
    yield f"{identity}#{digest}"


def _aliases(mail: ReadMail) -> set[str]:
    """Return the ids by which others may name this mail: its own, and those its provider of certified mail gave it."""
    ids = {mail.message_id}
    if mail.pec is not None and mail.kind is not Kind.RECEIPT:
        ids |= {mail.pec.message_id, mail.pec.identifier}
    return ids - {""}


def new_message(mail: ReadMail, arrival: Arrival, identity: str, *, digest: str, size: int, now: float) -> NewMessage:
    """Make the row of a mail that came in; it lies in triage until it is filed. `size` is that of what was fetched."""
    received_at = mail.received_at or arrival.received_at or now
    return NewMessage(
        direction="in",
        role=arrival.role,
        place="triage",
        identity=identity,
        received_at=min(received_at, now),
        digest=digest,
        kind=mail.kind.value,
        sent_at=mail.date,
        automatic=mail.kind is not Kind.MAIL,
        html=bool(mail.html),
        truncated=arrival.truncated or mail.truncated,
        size=max(size, arrival.size),
        sender_name=mail.sender.name,
        sender_address=mail.sender.address,
        subject=mail.subject,
        subject_base=mail.subject_base,
        snippet=" ".join(mail.text[: 8 * SNIPPET].split())[:SNIPPET],
        recipients=_recipients(mail),
        attachments=tuple(
            AttachmentRow(one.index, one.filename, one.content_type, one.size, one.inline) for one in mail.attachments
        ),
        in_reply_to=mail.in_reply_to,
        refs=mail.references,
        facts=_facts(mail, arrival),
        body=mail.text,
    )


def _recipients(mail: ReadMail) -> tuple[RecipientName, ...]:
    kinds = (("to", mail.to), ("cc", mail.cc))
    return tuple(RecipientName(kind, one.name, one.address) for kind, found in kinds for one in found)


def _facts(mail: ReadMail, arrival: Arrival) -> dict[str, Any]:
    """Return what else was read, without what is empty."""
    facts = {
        "account": arrival.account,
        "reply_to": [[one.name, one.address] for one in mail.reply_to],
        "from": [[one.name, one.address] for one in mail.from_] if len(mail.from_) > 1 else [],
        "auto_submitted": mail.auto_submitted,
        "bulk": mail.bulk,
        "bounce": asdict(mail.bounce) if mail.bounce else None,
        "pec": asdict(mail.pec) if mail.pec else None,
        "calendar": mail.calendar,
        "dmarc_failed": mail.dmarc_failed,
        "doubtful": doubtful(mail),
        "loop": mail.loop,
        "defects": list(mail.defects),
        "utc_offset": mail.utc_offset,
    }
    return {name: value for name, value in facts.items() if value}
