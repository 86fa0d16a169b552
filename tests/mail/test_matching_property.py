"""What must hold for every mail: who may get into a call, and what programmes may not do."""

import re

from hypothesis import assume, given
from hypothesis import strategies as st

from bls_tui.desk.mail import ids
from bls_tui.desk.mail.facts import Action, Incoming, Kind, RuleAction, SenderRule
from bls_tui.desk.mail.matching import match
from tests.mail.test_matching import CALLS, SENDERS, STORED, known, signed

OURS = [signed(number) for number in CALLS]
FAKES = [re.sub(r"\.[a-z2-7]{20}@", ".aaaaaaaaaaaaaaaaaaaa@", one) for one in OURS]
PEOPLE = [
    "rossi@acme.example",
    "new@acme.example",
    "verdi@gmail.com",
    "neri@studio.example",
    "help@dell.example",
    "john@dell.example",
    "anna@firm.example",
    "desk@firm.example",
    "friend@elsewhere.example",
]
STRANGERS = [
    "who@ever.example",
    "rossi@acme.example.evil.example",
    "other@gmail.com",
    "mailer-daemon@x.example",
    "",
    "@",
]
SUBJECTS = ["", "Help", "SR-1234567", "SR-1234567 [BLS#26-000003]", *(f"R: [BLS#{number}] x" for number in CALLS)]

unsigned_ids = st.lists(st.sampled_from([*STORED, *FAKES, "a@b", ""]), max_size=4).map(tuple)
any_ids = st.lists(st.sampled_from([*STORED, *FAKES, *OURS, "a@b"]), max_size=4).map(tuple)
texts = st.sampled_from(["", "SR-1234567", *(ids.marker(one) for one in FAKES)])
rules = st.lists(
    st.builds(
        SenderRule,
        st.integers(1, 9),
        st.sampled_from([*PEOPLE, *STRANGERS, "@acme.example", "@ever.example"]),
        st.sampled_from(RuleAction),
        customer=st.sampled_from(["", "acme"]),
        call=st.sampled_from([*CALLS, "26-999999", ""]),
    ),
    max_size=3,
)


def mails(senders, references, body=texts):
    return st.builds(
        Incoming,
        st.sampled_from(senders),
        subject=st.sampled_from(SUBJECTS),
        text=body,
        in_reply_to=references,
        references=references,
        others=st.sampled_from([(), (), ("who@ever.example",)]),
        kind=st.sampled_from(Kind),
        bulk=st.booleans(),
        dmarc_failed=st.booleans(),
        loop=st.booleans(),
        about=st.sampled_from(["", *STORED, *OURS]),
        failed=st.sampled_from([(), ("rossi@acme.example",)]),
    )


@given(mails(STRANGERS, unsigned_ids))
def test_a_stranger_without_a_signature_gets_into_no_call(mail):
    found = match(mail, known())
    assert found.action not in (Action.APPEND, Action.OPEN)
    assert not found.wakes
    assert not found.acknowledge


@given(mails(STRANGERS, unsigned_ids), rules)
def test_no_rule_lets_a_stranger_in_who_points_at_a_call(mail, in_force):
    plain = match(mail, known())
    assume(plain.suggestion)
    ruled = match(mail, known(rules=in_force))
    assert ruled == plain


@given(mails(PEOPLE, any_ids, st.sampled_from(["", *map(ids.marker, OURS)])))
def test_a_customer_gets_into_no_call_of_another_one(mail):
    found = match(mail, known())
    sender = SENDERS.who(mail.sender)
    # A mail of several authors is nobody's: as a stranger's it goes where our signature says.
    if found.action is Action.APPEND and sender.kin and not mail.others and mail.kind in (Kind.MAIL, Kind.AUTOMATIC):
        call = CALLS[found.call]
        assert call.customer in sender.kin or sender.address in call.participants


@given(mails(PEOPLE + STRANGERS, any_ids, st.sampled_from(["", *map(ids.marker, OURS)])), rules)
def test_programmes_wake_nobody_and_are_never_answered(mail, in_force):
    found = match(mail, known(rules=in_force))
    if mail.automatic:
        assert not found.wakes
        assert not found.acknowledge
        assert found.action is not Action.OPEN or found.rule is not None


@given(mails(PEOPLE + STRANGERS, any_ids), rules)
def test_every_decision_is_whole(mail, in_force):
    found = match(mail, known(rules=in_force))
    assert bool(found.call) <= (found.action in (Action.APPEND, Action.EVIDENCE))
    assert (found.action is Action.APPEND) <= (found.call in CALLS)
    assert (found.action is Action.OPEN) <= bool(found.customer)
    assert bool(found.suggestion) <= (found.action is Action.TRIAGE)
    assert found.wakes <= (found.action is Action.APPEND and not CALLS[found.call].closed)
    assert found.acknowledge <= (found.action is Action.OPEN and bool(found.contact))
    assert bool(found.bad) <= (found.action is Action.EVIDENCE and mail.kind is Kind.BOUNCE)
    assert match(mail, known(rules=in_force)) == found


@given(mails(PEOPLE + STRANGERS, any_ids), rules)
def test_a_disowned_sender_changes_no_call(mail, in_force):
    found = match(mail, known(rules=in_force))
    if mail.dmarc_failed and mail.kind in (Kind.MAIL, Kind.AUTOMATIC):
        assert found.action in (Action.TRIAGE, Action.ARCHIVE)


@given(mails(PEOPLE + STRANGERS, any_ids), rules)
def test_no_mail_of_a_person_gets_into_a_closed_call(mail, in_force):
    found = match(mail, known(rules=in_force))
    if found.action is Action.APPEND and CALLS[found.call].closed:
        assert mail.automatic
