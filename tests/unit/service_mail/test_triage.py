"""What a person decides about mails that wait, how it is taken back, and rules about senders."""

import pytest

from bls_tui.desk.calls.model import CallState, Outcome
from bls_tui.desk.calls.permits import NotAllowedError
from bls_tui.desk.calls.wakes import CustomerWake
from bls_tui.desk.mail.facts import RuleAction
from bls_tui.service.desk import call_verbs as verbs
from bls_tui.service.desk import calls
from bls_tui.service.mail import triage
from bls_tui.service.mail.triage import BadRuleError, NotWaitingError, UnknownMessageError
from bls_tui.service.monitoring.undo import undo
from db.errors import Conflict
from db.queries import messages
from tests.unit.service_desk.conftest import DAY, HOUR
from tests.unit.service_mail.conftest import MONDAY, OFFICE, Mailbox, mail, our_id
from tests.unit.service_mail.test_filing import opened

STRANGER = "anonimo@altrove.example"


def where(box: Mailbox, message_id: int) -> tuple[str, str]:
    with box.database.read() as r:
        row = messages.get(r, message_id)
    return row.place, row.call_number


def test_a_person_puts_a_strangers_answer_into_its_call_which_wakes_and_takes_it_back(mailbox: Mailbox) -> None:
    number = opened(mailbox)
    calls.act(mailbox.database, number, verbs.suspend(CustomerWake((), MONDAY + DAY)), "anna", MONDAY)
    mailbox.now += HOUR
    message = mailbox.take(mail(STRANGER, f"R: [BLS#{number}] stampante"))
    done = triage.append(mailbox.database, message.id, number, "anna", mailbox.now, office=OFFICE)
    assert done.call.state is CallState.IN_PROGRESS
    assert where(mailbox, message.id) == ("call", number)
    undo(mailbox.database, done.undo, "anna", mailbox.now + 5)
    assert where(mailbox, message.id) == ("triage", "")
    assert mailbox.take(mail(STRANGER, "another", message_id="<9@x>")).reason == "stranger"


def test_whoever_was_let_into_a_call_belongs_to_it_from_then_on(mailbox: Mailbox) -> None:
    number = opened(mailbox)
    first = mailbox.take(mail(STRANGER, f"R: [BLS#{number}] stampante"))
    triage.append(mailbox.database, first.id, number, "anna", mailbox.now, office=OFFICE)
    second = mailbox.take(mail(STRANGER, f"R: [BLS#{number}] stampante", message_id="<2@x>"))
    assert second.call_number == number


def test_a_new_call_refers_to_the_closed_one_that_was_answered(mailbox: Mailbox) -> None:
    number = opened(mailbox)
    calls.act(mailbox.database, number, verbs.close(Outcome.SOLVED, "Fatto"), "anna", MONDAY + 1)
    mailbox.now += HOUR
    message = mailbox.take(mail(text="Outlook di nuovo non parte", In_Reply_To=our_id(number)))
    new = triage.prefilled(mailbox.database, message.id, mailbox.now, office=OFFICE)
    assert (new.customer, new.contact, new.refers_to, new.typology) == ("rossi", "mario", number, "mail")
    done = triage.as_new_call(mailbox.database, message.id, new, "anna", mailbox.now)
    assert where(mailbox, message.id) == ("call", done.call.number)
    with pytest.raises(NotWaitingError):
        triage.archive(mailbox.database, message.id, "anna", mailbox.now)


def test_the_archive_gives_back_what_it_got(mailbox: Mailbox) -> None:
    message = mailbox.take(mail(STRANGER, "Offerta"))
    done = triage.archive(mailbox.database, message.id, "anna", mailbox.now)
    assert where(mailbox, message.id) == ("archive", "")
    undo(mailbox.database, done, "anna", mailbox.now + 1)
    assert where(mailbox, message.id) == ("triage", "")
    triage.archive(mailbox.database, message.id, "anna", mailbox.now)
    triage.back(mailbox.database, message.id, "anna", mailbox.now)
    assert where(mailbox, message.id) == ("triage", "")


def test_always_so_for_a_sender_until_it_is_removed(mailbox: Mailbox) -> None:
    rule = triage.add_rule(mailbox.database, "@altrove.example", RuleAction.ARCHIVE, "anna", mailbox.now)
    assert mailbox.take(mail(STRANGER, "Offerta")).place == "archive"
    assert [(one.id, one.hits) for one in triage.rules(mailbox.database)] == [(rule, 1)]
    with pytest.raises(Conflict):
        triage.add_rule(mailbox.database, "@ALTROVE.example", RuleAction.ARCHIVE, "anna", mailbox.now)
    triage.remove_rule(mailbox.database, rule, "anna", mailbox.now)
    assert mailbox.take(mail(STRANGER, "Offerta", message_id="<2@x>")).place == "triage"


@pytest.mark.parametrize(
    ("match", "action", "more"),
    [
        ("nonsense", RuleAction.ARCHIVE, {}),
        ("@", RuleAction.ARCHIVE, {}),
        ("@gmail.com", RuleAction.ARCHIVE, {}),
        ("a@b.example", RuleAction.APPEND, {}),
        ("a@b.example", RuleAction.ARCHIVE, {"call": "26-000001"}),
        ("a@b.example", RuleAction.CALL, {"customer": "nobody"}),
    ],
)
def test_a_rule_that_cannot_be_is_refused(mailbox: Mailbox, match: str, action: RuleAction, more: dict) -> None:
    with pytest.raises(BadRuleError):
        triage.add_rule(mailbox.database, match, action, "anna", mailbox.now, **more)


def test_someone_unknown_may_look_and_not_touch(mailbox: Mailbox) -> None:
    message = mailbox.take(mail(STRANGER, "Offerta"))
    number = opened(mailbox)
    for act in (
        lambda: triage.append(mailbox.database, message.id, number, "eve", mailbox.now, office=OFFICE),
        lambda: triage.archive(mailbox.database, message.id, "eve", mailbox.now),
        lambda: triage.add_rule(mailbox.database, "a@b.example", RuleAction.ARCHIVE, "eve", mailbox.now),
    ):
        with pytest.raises(NotAllowedError):
            act()
    with pytest.raises(UnknownMessageError):
        triage.archive(mailbox.database, 4711, "anna", mailbox.now)
