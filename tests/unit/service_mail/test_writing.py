"""What technicians write: recipients, hold, sending once, what the call records, what fails and is tried again."""

from collections.abc import Sequence

import pytest

from bls_tui.desk.calls import events as ev
from bls_tui.desk.calls.model import CallState
from bls_tui.desk.calls.permits import NotAllowedError
from bls_tui.desk.calls.wakes import CustomerWake
from bls_tui.mail import reading
from bls_tui.mail.compose import Attached
from bls_tui.mail.smtp import Answer, Delivery, Problem, Result, Server, Status
from bls_tui.service.desk import call_verbs as verbs
from bls_tui.service.desk import calls
from bls_tui.service.desk.calls_store import CallChangedError, load
from bls_tui.service.desk.calls_verify import verify_calls
from bls_tui.service.mail import writing
from bls_tui.service.mail.office import Office
from bls_tui.service.mail.outgoing import CannotSendError
from bls_tui.service.mail.post import Post
from bls_tui.service.mail.views import thread_view
from bls_tui.service.mail.writing import Written
from bls_tui.service.monitoring.undo import undo
from db.errors import Conflict
from db.queries import messages, outbox
from tests.unit.service_desk.conftest import DAY, MINUTE
from tests.unit.service_mail.conftest import OFFICE, Mailbox, mail
from tests.unit.service_mail.test_filing import history, look

COPY = "capo@rossi.example"


class Wire:
    """A mail server that says what it is told to, and remembers what it accepted."""

    def __init__(self) -> None:
        self.accepted: list[tuple[str, str, bytes]] = []
        self.refuses: set[str] = set()
        self.away = False

    def __call__(self, _server: Server, sender: str, recipients: Sequence[str], message: bytes) -> Delivery:
        if self.away:
            results = tuple(Result(one, Status.DEFERRED, Answer(0, "connection refused")) for one in recipients)
            return Delivery(results, results[0].answer, Problem.UNREACHABLE)
        results = tuple(
            Result(one, Status.REFUSED, Answer(550, "no such user"))
            if one in self.refuses
            else Result(one, Status.ACCEPTED, Answer(250, "queued as 4711"))
            for one in recipients
        )
        self.accepted += [(sender, one.address, message) for one in results if one.status is Status.ACCEPTED]
        return Delivery(results, results[-1].answer)


@pytest.fixture
def wire() -> Wire:
    return Wire()


def post(box: Mailbox, wire: Wire, now: float) -> int:
    return Post(OFFICE, Server("mail.example", 25), "test", wire).round(box.database, now)


def written(box: Mailbox, number: str, text: str = "Provi ora, per favore.", **more: object) -> Written:
    made = writing.prepare_reply(box.database, number, "anna", box.now, office=OFFICE)
    return Written(
        number=number, purpose=made.purpose, recipients=made.recipients, subject=made.subject,
        text=text + made.text, answers=made.answers, language=made.language, **more,
    )  # fmt: skip


def in_call(box: Mailbox) -> str:
    """Take in a mail of Mario with a copy to his boss; Anna takes the call it opens."""
    return box.take(mail(Cc=COPY)).call_number


def send(box: Mailbox, number: str, **more: object) -> writing.Sent:
    return writing.send(box.database, written(box, number, **more), "anna", box.now, office=OFFICE)


def test_an_answer_goes_to_the_customer_and_all_copies(mailbox: Mailbox) -> None:
    number = in_call(mailbox)
    made = writing.prepare_reply(mailbox.database, number, "anna", mailbox.now, office=OFFICE)
    assert [(one.kind.value, one.address) for one in made.recipients] == [("to", "mario@rossi.example"), ("cc", COPY)]
    assert [one.recipient.address for one in made.left_out] == ["desk@bls.example"]
    assert "non riesco a inviare" in made.quoted


def test_it_is_held_then_sent_once_and_recorded_as_the_first_answer(mailbox: Mailbox, wire: Wire) -> None:
    number = in_call(mailbox)
    sent = send(mailbox, number, attachments=(Attached("guida.txt", "text/plain", b"passo 1"),))
    assert post(mailbox, wire, mailbox.now + OFFICE.hold - 1) == 0
    assert look(mailbox, number).replied_at is None
    at = mailbox.now + OFFICE.hold
    assert post(mailbox, wire, at) == 1
    assert post(mailbox, wire, at + MINUTE) == 0
    assert sorted((sender, to) for sender, to, _raw in wire.accepted) == [
        ("desk@bls.example", COPY), ("desk@bls.example", "mario@rossi.example"),
    ]  # fmt: skip
    assert look(mailbox, number).replied_at == at
    assert verify_calls(mailbox.database) == []
    view = thread_view(mailbox.database, number, "anna", at)
    ours = view.messages[-1]
    assert (ours.id, ours.sending.state, ours.author_name) == (sent.message_id, "sent", "Anna Rossi")
    assert {one.answer for one in ours.sending.deliveries} == {"250 queued as 4711"}


def test_what_leaves_is_an_answer_with_our_signed_id_the_tag_and_the_quotation(mailbox: Mailbox, wire: Wire) -> None:
    number = in_call(mailbox)
    send(mailbox, number)
    post(mailbox, wire, mailbox.now + 60)
    left = reading.read(wire.accepted[0][2])
    assert (left.subject_base, f"[BLS#{number}]" in left.subject) == ("La posta non parte", True)
    assert left.in_reply_to == ("1@rossi.example",)
    assert left.references[-1] == "1@rossi.example"
    assert left.sender.name == "Anna Rossi via BLS Consulting"
    assert "> Buongiorno, da stamattina non riesco a inviare." in left.text
    assert not left.auto_submitted
    answer = mail("nuovo@altrove.example", "senza etichetta", message_id="<9@x>", In_Reply_To=f"<{left.message_id}>")
    mailbox.now += 120
    assert mailbox.take(answer).call_number == number


def test_a_mail_called_back_in_time_never_leaves_and_stops_no_clock(mailbox: Mailbox, wire: Wire) -> None:
    number = in_call(mailbox)
    sent = send(mailbox, number)
    undo(mailbox.database, sent.undo, "anna", mailbox.now + 5)
    assert post(mailbox, wire, mailbox.now + DAY) == 0
    assert look(mailbox, number).replied_at is None
    later = send(mailbox, number)
    post(mailbox, wire, mailbox.now + 60)
    with pytest.raises(Conflict):
        writing.call_back(mailbox.database, later.outbox_id, "anna", mailbox.now + 61)


def test_the_call_moves_in_the_same_moment_and_back_with_it(mailbox: Mailbox) -> None:
    number = in_call(mailbox)
    mailbox.now += 1
    act = verbs.take()

    calls.act(mailbox.database, number, act, "anna", mailbox.now)
    wake = CustomerWake((), mailbox.now + DAY)
    sent = send(mailbox, number, then=(verbs.suspend(wake),))
    assert sent.call.state is CallState.SUSPENDED
    undo(mailbox.database, sent.undo, "anna", mailbox.now + 5)
    assert look(mailbox, number).state is CallState.IN_PROGRESS


def test_while_the_server_is_away_nothing_is_lost_and_later_it_is_sent_once(mailbox: Mailbox, wire: Wire) -> None:
    number = in_call(mailbox)
    sent = send(mailbox, number)
    wire.away = True
    at = mailbox.now + OFFICE.hold
    for _attempt in range(5):
        post(mailbox, wire, at)
        with mailbox.database.read() as r:
            row = outbox.get(r, sent.outbox_id)
        assert row.state == "queued"
        assert {one.answer for one in row.recipients} == {"connection refused"}
        at = row.next_try_at
    wire.away = False
    assert post(mailbox, wire, at) == 1
    assert post(mailbox, wire, at + DAY) == 0
    assert len(wire.accepted) == 2
    assert len([event for event in history(mailbox, number) if isinstance(event.what, ev.Replied)]) == 1


def test_a_refused_recipient_is_told_to_whoever_has_the_call_and_tried_again_alone(
    mailbox: Mailbox, wire: Wire
) -> None:
    number = in_call(mailbox)
    sent = send(mailbox, number)
    wire.refuses = {COPY}
    post(mailbox, wire, mailbox.now + 60)
    alerts = [event.what for event in history(mailbox, number) if isinstance(event.what, ev.Alerted)]
    assert any(COPY in one.text for one in alerts)
    with mailbox.database.read() as r:
        assert outbox.get(r, sent.outbox_id).state == "failed"
    wire.refuses = set()
    writing.send_again(mailbox.database, sent.outbox_id, "anna", mailbox.now + 120)
    post(mailbox, wire, mailbox.now + 121)
    assert [to for _sender, to, _raw in wire.accepted] == ["mario@rossi.example", COPY]


def test_a_process_that_dies_while_sending_leaves_the_mail_to_another(mailbox: Mailbox, wire: Wire) -> None:
    number = in_call(mailbox)
    send(mailbox, number)

    def dies(*_arguments: object) -> Delivery:
        raise KeyboardInterrupt

    dying = Post(OFFICE, Server("mail.example", 25), "first", dies)
    with pytest.raises(KeyboardInterrupt):
        dying.round(mailbox.database, mailbox.now + 30)
    assert post(mailbox, wire, mailbox.now + 60) == 0, "somebody else may be sending it"
    assert post(mailbox, wire, mailbox.now + 30 + outbox.CLAIM_SECONDS) == 1
    assert len(wire.accepted) == 2


def test_a_forward_goes_to_the_supplier_alone_and_ends_no_clock(mailbox: Mailbox, wire: Wire) -> None:
    number = in_call(mailbox)
    made = writing.prepare_forward(mailbox.database, number, "acme", "anna", mailbox.now, office=OFFICE)
    assert [one.address for one in made.recipients] == ["support@acme.example"]
    assert number in made.text
    letter = Written(number, made.purpose, made.recipients, made.subject, made.text, made.answers)
    writing.send(mailbox.database, letter, "anna", mailbox.now, office=OFFICE)
    post(mailbox, wire, mailbox.now + 60)
    assert look(mailbox, number).replied_at is None
    assert any("support@acme.example" in getattr(event.what, "text", "") for event in history(mailbox, number))


def test_what_cannot_be_sent_is_refused_and_nothing_is_written(mailbox: Mailbox) -> None:
    number = in_call(mailbox)
    good = written(mailbox, number)
    with mailbox.database.read() as r:
        version = load(r, number).call.version
    with pytest.raises(NotAllowedError):
        writing.send(mailbox.database, good, "eve", mailbox.now, office=OFFICE)
    with pytest.raises(CannotSendError):
        writing.send(mailbox.database, good, "anna", mailbox.now, office=Office())
    with pytest.raises(CallChangedError):
        writing.send(mailbox.database, good, "anna", mailbox.now, office=OFFICE, seen=version - 1)
    with mailbox.database.read() as r:
        assert [row.direction for row in messages.of_call(r, load(r, number).id)] == ["in"]
        assert outbox.waiting(r) == []
