"""Customers are told of the steps of their calls: what the contract says, once, in their language, never in a loop."""

import pytest

from bls_tui.desk.calls.model import Outcome, Span
from bls_tui.desk.calls.wakes import CustomerWake
from bls_tui.mail import reading
from bls_tui.mail.reading.model import Kind, ReadMail
from bls_tui.service.desk import call_verbs as verbs
from bls_tui.service.desk import call_work, calls
from bls_tui.service.desk.calls import NewCall
from bls_tui.service.desk.desk_pass import DeskPass
from bls_tui.service.mail import writing
from bls_tui.service.mail.notices import Notices
from bls_tui.service.mail.writing import Written
from bls_tui.service.monitoring.undo import undo
from db.queries import messages, outbox
from tests.unit.service_desk.conftest import DAY, DOCUMENTS, HOUR, MINUTE, declare
from tests.unit.service_mail.conftest import OFFICE, Mailbox, mail


@pytest.fixture
def told(mailbox: Mailbox) -> Mailbox:
    """The company, with notices begun: what happened before is told to nobody."""
    Notices(OFFICE)(mailbox.database, mailbox.now)
    return mailbox


def tell(box: Mailbox, later: float = 0.0) -> list[tuple[str, ReadMail]]:
    """Let notices go on; return what is to be sent by now, purpose and mail."""
    box.now += later
    Notices(OFFICE)(box.database, box.now)
    with box.database.read() as r:
        return [(row.purpose, reading.read(messages.raw(r, row.message_id))) for row in outbox.waiting(r)]


def opened(box: Mailbox, customer: str = "rossi", contact: str = "mario") -> str:
    return calls.open_call(
        box.database, NewCall(customer, "La posta non parte", contact=contact), "dora", box.now
    ).call.number


def act(box: Mailbox, number: str, verb: verbs.Verb, later: float = MINUTE) -> calls.Done:
    box.now += later
    return calls.act(box.database, number, verb, "anna", box.now)


def test_the_customer_hears_of_every_step_once(told: Mailbox) -> None:
    number = opened(told)
    act(told, number, verbs.take())
    act(told, number, verbs.suspend(CustomerWake((), told.now + DAY)))
    act(told, number, verbs.resume())
    act(told, number, verbs.close(Outcome.SOLVED, "Cambiata la password."))
    found = tell(told, 2 * MINUTE)
    assert sorted(purpose for purpose, _mail in found) == ["closed", "opened", "suspended", "taken"]
    assert tell(told, HOUR) == found, "nothing is told twice"
    closing = next(one for purpose, one in found if purpose == "closed")
    assert "Cambiata la password." in closing.text
    assert (closing.auto_submitted, closing.kind, closing.loop) == (True, Kind.AUTOMATIC, True)
    assert {one.address for _purpose, one_mail in found for one in one_mail.to} == {"mario@rossi.example"}
    assert all(f"[BLS#{number}]" in one.subject for _purpose, one in found)


def test_a_move_that_is_undone_in_time_is_told_to_nobody(told: Mailbox) -> None:
    number = opened(told)
    tell(told)
    done = act(told, number, verbs.take())
    assert [purpose for purpose, _mail in tell(told, 30)] == ["opened"]
    undo(told.database, done.undo, "anna", told.now)
    assert [purpose for purpose, _mail in tell(told, HOUR)] == ["opened"]


def test_only_the_steps_of_the_contract_are_told(told: Mailbox) -> None:
    contract = next(source for _kind, key, source in DOCUMENTS if key == "rossi-2026")
    declare(told.database, [("contract", "rossi-2026", contract | {"informs": ["closed"]})])
    number = opened(told)
    act(told, number, verbs.take())
    act(told, number, verbs.close(Outcome.SOLVED, "Fatto"))
    assert [purpose for purpose, _mail in tell(told, HOUR)] == ["closed"]


def test_a_contact_without_an_address_is_not_told(told: Mailbox) -> None:
    opened(told, contact="")
    assert tell(told) == []


def test_a_mail_that_opens_a_call_is_acknowledged_once_with_number_and_promise(told: Mailbox) -> None:
    message = told.take(mail())
    ((purpose, ack),) = tell(told)
    assert purpose == "ack"
    assert message.call_number in ack.text
    assert "presa in carico entro" in ack.text
    assert ack.in_reply_to == ("1@rossi.example",)
    told.take(mail(subject=f"R: [BLS#{message.call_number}]", message_id="<2@rossi.example>"))
    assert len(tell(told, HOUR)) == 1, "at most one for a thread"


def test_english_is_answered_in_english(told: Mailbox) -> None:
    declare(
        told.database, [("contact", "lia", {"customer": "bianchi", "mail": "lia@bianchi.example", "language": "en"})]
    )
    told.take(mail("lia@bianchi.example", "No mail", "It does not work", "<e@bianchi.example>"))
    ((_purpose, ack),) = tell(told)
    assert "We have received" in ack.text or "we have received" in ack.text


@pytest.mark.parametrize(
    "raw",
    [
        mail("stranger@evil.example", "Hello"),
        mail(Auto_Submitted="auto-replied"),
        mail(Precedence="bulk"),
    ],
)
def test_neither_strangers_nor_programmes_are_acknowledged(told: Mailbox, raw: bytes) -> None:
    told.take(raw)
    assert tell(told) == []


def test_an_address_that_bounced_is_not_written_to(told: Mailbox) -> None:
    with told.database.write() as w:
        outbox.bad_address(w, "mario@rossi.example", "no such user", None, told.now)
    opened(told)
    assert tell(told) == []


def test_what_a_technician_writes_in_the_very_act_is_not_told_again(told: Mailbox) -> None:
    number = opened(told)
    act(told, number, verbs.take())
    tell(told, 2 * MINUTE)
    told.now += MINUTE
    made = writing.prepare_reply(told.database, number, "anna", told.now, office=OFFICE)
    close = verbs.close(Outcome.SOLVED, "Fatto")
    letter = Written(number, made.purpose, made.recipients, made.subject, "Ora va.", then=(close,))
    writing.send(told.database, letter, "anna", told.now, office=OFFICE)
    assert [purpose for purpose, _mail in tell(told, HOUR)] == ["opened", "taken", "reply"]


def test_reminders_go_out_as_mails(told: Mailbox) -> None:
    number = opened(told)
    act(told, number, verbs.take())
    act(told, number, verbs.suspend(CustomerWake((told.now + DAY,), told.now + 2 * DAY)))
    told.now += DAY + HOUR
    DeskPass()(told.database, told.now)
    assert "reminder" in [purpose for purpose, _mail in tell(told)]


def test_an_intervention_is_an_invitation_and_its_cancellation(told: Mailbox) -> None:
    declare(told.database, [("technician", "anna", {"name": "Anna Rossi", "mail": "anna@bls.example"})])
    number = opened(told)
    days = [Span(told.now + DAY, told.now + DAY + HOUR)]
    visit = act(told, number, call_work.plan_visit(days, ["anna"], "Sede")).call.visits[0].key
    act(told, number, call_work.cancel_visit(visit, "rimandato"))
    found = [one for purpose, one in tell(told) if purpose == "ics"]
    assert ["METHOD:REQUEST" in one.calendar for one in found] == [True, False]
    assert "METHOD:CANCEL" in found[1].calendar
    assert {one.address for one in found[0].to} == {"mario@rossi.example", "anna@bls.example"}
