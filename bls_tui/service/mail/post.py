"""Takes mails from the outbox to the mail server: each at most once to each recipient, again until it is accepted.

What an attempt comes to is written down before the next begins. Should this process die between the server's last word
and that, the mail goes out a second time under the same Message-ID, which mail systems know as the same mail.
"""

from collections.abc import Callable, Sequence

import structlog

from bls_tui.desk.calls import events as ev
from bls_tui.desk.calls.events import Payload
from bls_tui.desk.roles import SYSTEM
from bls_tui.errors import BlsError
from bls_tui.locale import _
from bls_tui.mail import quotes
from bls_tui.mail.smtp import Delivery, Server, Status, deliver
from bls_tui.service.desk.calls_store import desk, load_id, record
from bls_tui.service.mail.filing import QUOTED
from bls_tui.service.mail.office import Office
from db.queries import messages, outbox
from db.rows_mail import MessageRow, OutboxRow
from db.session import Database, Writer

log = structlog.get_logger(__name__)

AT_ONCE = 20
BACK_OFF = (60.0, 120.0, 300.0, 600.0, 1800.0)
"""Seconds until the next attempt; the last holds from then on."""
PATIENCE = 2 * 86_400.0
"""Seconds after which a mail that nobody takes has failed, as mail servers give up within days (RFC 5321 §4.5.4.1)."""
_ENDED = ("accepted", "refused")
Send = Callable[[Server, str, Sequence[str], bytes], Delivery]


class Post:
    """A round to the mail server."""

    def __init__(self, office: Office, server: Server, holder: str, send: Send = deliver) -> None:
        self._office = office
        self._server = server
        self._holder = holder
        self._send = send

    def due(self, database: Database, now: float) -> bool:
        """Tell whether a mail is to be sent by now."""
        with database.read() as r:
            at = outbox.next_due(r)
        return at is not None and at <= now

    def round(self, database: Database, now: float) -> int:
        """Send what is due; return how many were tried. Raises DatabaseError: what is not written is tried anew."""
        with database.write() as w:
            claimed = outbox.claim_due(w, self._holder, now, AT_ONCE)
            for row in claimed:
                _say_so(w, row, now)
        for row in claimed:
            self._take(database, row, now)
        return len(claimed)

    def _take(self, database: Database, row: OutboxRow, now: float) -> None:
        with database.read() as r:
            raw = messages.raw(r, row.message_id)
        open_ = [one.address for one in row.recipients if one.status not in _ENDED]
        if raw is None or not open_:
            with database.write() as w:
                outbox.finished(w, row.id, "sent" if raw is not None else "failed", now)
            return
        sender = "" if row.automatic else self._office.address
        delivery = self._send(self._server, sender, open_, raw)
        with database.write() as w:
            self._note(w, row, delivery, now)

    def _note(self, w: Writer, row: OutboxRow, delivery: Delivery, now: float) -> None:
        for result in delivery.results:
            outbox.result(w, row.id, result.address, result.status.value, str(result.answer), now)
        refused = [one for one in delivery.results if one.status is Status.REFUSED]
        if delivery.retry and now - row.send_at < PATIENCE:
            outbox.deferred(w, row.id, now + BACK_OFF[min(row.attempts, len(BACK_OFF) - 1)])
            log.warning("a mail waits for the server", outbox=row.id, reason=str(delivery.answer))
        else:
            outbox.finished(w, row.id, "failed" if delivery.retry or refused else "sent", now)
        if refused or (delivery.retry and now - row.send_at >= PATIENCE):
            _complain(w, row, ", ".join(one.address for one in refused), str(delivery.answer), now)


def _say_so(w: Writer, row: OutboxRow, now: float) -> None:
    """Write into the call what a technician sends, once it cannot be called back: the first answer ends SLA1."""
    message = messages.get(w, row.message_id)
    if message is None or message.call_id is None or row.automatic or row.attempts:
        return
    at_desk, file = desk(w, row.created_by, now), load_id(w, message.call_id)
    told = any(isinstance(event.what, ev.Replied) and event.what.message == str(message.id) for event in file.events)
    if told or not at_desk.actor.known:
        return
    record(at_desk, w, file, [_told(message, row)])


def _told(message: MessageRow, row: OutboxRow) -> Payload:
    """Return what the history says of a mail; what is passed on to a supplier is no answer to the customer."""
    if row.purpose == "forward":
        return ev.Noted(_("Forwarded to {names}.").format(names=", ".join(one.address for one in row.recipients)))
    return ev.Replied(_text(message), str(message.id))


def _text(message: MessageRow) -> str:
    return quotes.trim(message.body).visible.strip()[:QUOTED]


def _complain(w: Writer, row: OutboxRow, addresses: str, answer: str, now: float) -> None:
    """Tell whoever has the call, and else whoever wrote, that a mail does not arrive."""
    message = messages.get(w, row.message_id)
    if message is None or message.call_id is None:
        return
    file = load_id(w, message.call_id)
    to = file.call.owner or row.created_by
    text = _("Mail “{subject}” was not accepted{names}: {answer}").format(
        subject=message.subject, names=f" ({addresses})" if addresses else "", answer=answer
    )
    try:
        record(desk(w, SYSTEM.login, now), w, file, [ev.Alerted(to, text)])
    except BlsError as error:
        log.warning("nobody could be told of a mail", outbox=row.id, reason=str(error))
