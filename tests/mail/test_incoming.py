from bls_tui.desk.mail.facts import Incoming, Kind
from bls_tui.mail.incoming import incoming
from bls_tui.mail.reading import model
from bls_tui.mail.reading.model import Address, Bounce, FailedRecipient, Pec, ReadMail

ROSSI = Address("Rossi", "Rossi@acme.example")


def mail(**fields) -> ReadMail:
    usual = {
        "sender": ROSSI,
        "from_": (ROSSI,),
        "reply_to": (),
        "to": (),
        "cc": (),
        "subject": "R: [BLS#26-000001] x",
        "subject_base": "x",
        "date": None,
        "received_at": None,
        "message_id": "m@x",
        "in_reply_to": ("a@x",),
        "references": ("b@x", "a@x"),
        "text": "Ciao",
        "html": "",
        "attachments": (),
        "kind": model.Kind.MAIL,
        "auto_submitted": False,
        "bulk": False,
    }
    return ReadMail(**(usual | fields))


def test_a_mail_becomes_what_matching_asks_for():
    assert incoming(mail()) == Incoming("Rossi@acme.example", "R: [BLS#26-000001] x", "Ciao", ("a@x",), ("b@x", "a@x"))


def test_further_senders_are_told_apart():
    same = Address("", "rossi@acme.example")
    assert incoming(mail(from_=(ROSSI, same))).others == ()
    assert incoming(mail(from_=(ROSSI, Address("", "x@y.example")))).others == ("x@y.example",)


def test_only_addresses_given_up_for_good_have_failed():
    recipients = (
        FailedRecipient("a@x", "5.1.1"),
        FailedRecipient("b@x", "4.2.2"),
        FailedRecipient("c@x", "", action="delayed"),
        FailedRecipient("d@x"),
    )
    found = incoming(mail(kind=model.Kind.BOUNCE, bounce=Bounce(recipients, "out@x")))
    assert (found.kind, found.about, found.failed) == (Kind.BOUNCE, "out@x", ("a@x", "d@x"))
    assert incoming(mail(bounce=Bounce(recipients, "", permanent=False))).failed == ()


def test_a_receipt_is_about_the_id_that_we_gave():
    found = incoming(mail(kind=model.Kind.RECEIPT, pec=Pec("avvenuta-consegna", refers_to="out@x")))
    assert (found.kind, found.about) == (Kind.RECEIPT, "out@x")


def test_both_know_the_same_kinds():
    assert {kind.value for kind in Kind} == {kind.value for kind in model.Kind}
