from hypothesis import given
from hypothesis import strategies as st

from bls_tui.desk.mail.addresses import key
from bls_tui.desk.mail.recipients import Answered, Field, LeftOut, Recipient, forward, reply, typed
from tests.mail.test_matching import SENDERS

ROSSI = ("Mario Rossi", "rossi@acme.example")
BIANCHI = ("Bianchi", "bianchi@acme.example")
DESK = ("Desk", "desk@firm.example")
DELL = ("Dell", "help@dell.example")


def lines(addressing):
    return [(one.kind.value, one.address) for one in addressing.recipients]


def test_the_customer_and_all_copies_are_in_a_reply():
    answered = Answered((BIANCHI,), to=(DESK, ("", "boss@acme.example")), cc=(("", "friend@elsewhere.example"),))
    found = reply(SENDERS, contact=ROSSI, answered=answered, copies=[("", "old@acme.example"), BIANCHI])
    assert lines(found) == [
        ("to", "bianchi@acme.example"),
        ("to", "rossi@acme.example"),
        ("cc", "boss@acme.example"),
        ("cc", "friend@elsewhere.example"),
        ("cc", "old@acme.example"),
    ]
    assert [(one.recipient.address, one.why) for one in found.left_out] == [("desk@firm.example", LeftOut.OWN)]


def test_whom_nothing_should_be_sent_to_is_left_out_and_named():
    people = [("", "no-reply@x.example"), ("", "MAILER-DAEMON@x.example"), ("", "bad@x.example"), ("", "a@b@c"), DELL]
    found = reply(SENDERS, contact=ROSSI, copies=people, bad=["BAD@x.example"])
    assert lines(found) == [("to", "rossi@acme.example")]
    assert [one.why for one in found.left_out] == [
        *[LeftOut.BLOCKED, LeftOut.BLOCKED, LeftOut.BAD, LeftOut.MALFORMED, LeftOut.SUPPLIER]
    ]


def test_the_same_address_in_other_letters_is_one():
    found = reply(SENDERS, contact=ROSSI, copies=[("", "ROSSI@ACME.example")])
    assert lines(found) == [("to", "rossi@acme.example")]


def test_a_reply_without_a_contact_that_works_goes_to_the_copies():
    found = reply(SENDERS, contact=ROSSI, copies=[BIANCHI, ("", "x@acme.example")], bad=[ROSSI[1]])
    assert lines(found) == [("to", "bianchi@acme.example"), ("cc", "x@acme.example")]
    assert reply(SENDERS, contact=None).recipients == ()


def test_a_forward_goes_to_the_supplier_alone():
    assert lines(forward(SENDERS, [DELL])) == [("to", "help@dell.example")]


def test_what_was_typed_is_checked_and_keeps_its_place():
    wanted = [Recipient(Field.TO, "", "help@dell.example"), Recipient(Field.BCC, "", "x@y.example\r\nBcc: z@y.example")]
    found = typed(SENDERS, wanted)
    assert lines(found) == [("to", "help@dell.example")]
    assert found.left_out[0].why is LeftOut.MALFORMED


def test_blind_copies_stay_blind():
    assert lines(typed(SENDERS, [Recipient(Field.BCC, "", "x@y.example")])) == [("bcc", "x@y.example")]


pairs = st.tuples(
    st.text(max_size=5), st.one_of(st.text(max_size=12), st.emails(), st.sampled_from([ROSSI[1], DESK[1]]))
)


@given(st.lists(pairs, max_size=6), st.lists(pairs, max_size=6), st.lists(st.emails(), max_size=2))
def test_nobody_twice_never_ourselves_and_the_customer_always(wrote, copies, bad):
    found = reply(SENDERS, contact=ROSSI, answered=Answered(tuple(wrote)), copies=copies, bad=bad)
    addresses = [key(one.address) for one in found.recipients]
    assert len(set(addresses)) == len(addresses)
    assert "desk@firm.example" not in addresses
    assert ROSSI[1] in addresses
    assert any(one.kind is Field.TO for one in found.recipients)
    assert not any(set(address) & set("\r\n <>,;") for address in addresses)
