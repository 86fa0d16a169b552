import pytest

from bls_tui.desk.calls import events as ev
from bls_tui.desk.calls.fold import fold
from bls_tui.desk.calls.model import Origin, Outcome
from bls_tui.desk.contract import Step
from bls_tui.desk.mail.acknowledge import MOST_IN_ALL, MOST_TO_ADDRESS, Refusal, Sent, refusal
from bls_tui.desk.mail.facts import Incoming, Kind
from bls_tui.desk.mail.matching import match
from bls_tui.desk.mail.notices import Silence, Telling, delay, silence, step_of
from bls_tui.desk.people import build
from tests.mail.test_matching import known
from tests.support.desk import customer, details, story

ALL = frozenset(Step)
ROSSI = "rossi@acme.example"
OPENED = match(Incoming(ROSSI, "Help"), known())


def test_a_known_contact_is_told_once_that_the_mail_arrived():
    assert refusal(OPENED, ROSSI, Sent()) is None
    assert refusal(OPENED, ROSSI, Sent(to_call=1)) is Refusal.TWICE


@pytest.mark.parametrize(
    "mail",
    [
        Incoming("who@ever.example"),
        Incoming(ROSSI, kind=Kind.AUTOMATIC),
        Incoming(ROSSI, bulk=True),
        Incoming(ROSSI, "[BLS#26-000001]"),
        Incoming(ROSSI, dmarc_failed=True),
        Incoming("noreply@acme.example"),
    ],
)
def test_nothing_else_is_acknowledged(mail):
    assert refusal(match(mail, known()), mail.sender, Sent()) is Refusal.NOT_CALLED_FOR


@pytest.mark.parametrize(
    ("address", "sent", "why"),
    [
        ("", Sent(), Refusal.NOBODY),
        ("noreply@acme.example", Sent(), Refusal.NOBODY),
        ("Bad@acme.example", Sent(), Refusal.BAD),
        (ROSSI, Sent(to_address=MOST_TO_ADDRESS), Refusal.TOO_MANY),
        (ROSSI, Sent(in_all=MOST_IN_ALL), Refusal.STORM),
    ],
)
def test_addresses_and_caps_hold_it_back(address, sent, why):
    assert refusal(OPENED, address, sent, ["bad@acme.example"]) is why


@pytest.mark.parametrize(
    ("what", "step"),
    [
        (ev.Opened(Origin.PHONE, details()), Step.OPENED),
        (ev.Taken(), Step.TAKEN),
        (ev.Suspended(customer()), Step.SUSPENDED),
        (ev.Closed(Outcome.SOLVED, "x"), Step.CLOSED),
        (ev.Merged("26-000002"), None),
        (ev.Noted("internal"), None),
        (ev.Assigned("anna"), None),
    ],
)
def test_four_events_are_steps(what, step):
    assert step_of(what, None) is step


def test_taking_over_is_no_step():
    first, again = fold("1", story()), fold("1", story(ev.Taken(), ev.HandedOver("bruno", "x")))
    assert step_of(ev.Taken(), first) is Step.TAKEN
    assert step_of(ev.Taken(), again) is None


@pytest.mark.parametrize(
    ("telling", "why"),
    [
        (Telling(ALL, ROSSI), None),
        (Telling(ALL - {Step.TAKEN}, ROSSI), Silence.NOT_AGREED),
        (Telling(ALL, ROSSI, automatic=True), Silence.AUTOMATIC),
        (Telling(ALL, ROSSI, told=True), Silence.TOLD),
        (Telling(ALL, ""), Silence.NOBODY),
        (Telling(ALL, "no-reply@acme.example"), Silence.NOBODY),
        (Telling(ALL, ROSSI, bad=["ROSSI@acme.example"]), Silence.BAD),
    ],
)
def test_the_customer_is_told_what_the_contract_says(telling, why):
    assert silence(Step.TAKEN, telling) is why


def test_what_can_be_undone_is_not_told_at_once():
    assert [delay(step) for step in Step] == [0, 60, 60, 0]


def test_the_contract_says_which_steps():
    def informs(**source):
        found = build([("customer", "acme", {}), ("contract", "gold", {"customer": "acme"} | source)])
        return found.contracts["gold"].informs

    assert informs() == ALL
    assert informs(informs=["opened", "Closed"]) == {Step.OPENED, Step.CLOSED}
    assert informs(informs=[]) == frozenset()
