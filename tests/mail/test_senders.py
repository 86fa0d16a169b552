from bls_tui.desk.mail import senders
from bls_tui.desk.people import build

PEOPLE = [
    ("customer", "acme", {}),
    ("customer", "us", {}),
    ("contact", "rossi", {"customer": "acme", "mail": ["Mario.Rossi@ACME.example", "rossi@gmail.com"]}),
    ("contact", "boss", {"customer": "us", "mail": "boss@firm.example"}),
    ("contact", "lab", {"customer": "us", "mail": "lab@lab.example"}),
    ("supplier", "dell", {"mail": ["help@dell.example"]}),
    ("supplier", "isp", {"mail": ["noc@acme.example"]}),
    ("technician", "anna", {"mail": "Anna@lab.example"}),
]
SENDERS = senders.build(build(PEOPLE), ["desk@firm.example"])


def test_a_contact_is_known_by_any_of_its_addresses():
    for address in (" mario.rossi@acme.example", "ROSSI@gmail.com"):
        who = SENDERS.who(address)
        assert (who.known, who.contact, who.customer) == (True, "rossi", "acme")


def test_the_domain_of_a_contact_makes_kin_and_no_contacts():
    who = SENDERS.who("other@acme.example")
    assert (who.known, who.kin, who.customer) == (False, {"acme"}, "acme")
    assert SENDERS.who("other@gmail.com").kin == frozenset()


def test_nobody_is_kin_by_a_domain_of_ours():
    assert SENDERS.who("other@firm.example").kin == frozenset()
    assert SENDERS.who("other@lab.example").kin == frozenset()
    assert SENDERS.who("boss@firm.example").contact == "boss"


def test_a_suppliers_domain_is_the_supplier():
    assert SENDERS.who("somebody@dell.example").supplier == "dell"
    both = SENDERS.who("mario.rossi@acme.example")
    assert (both.supplier, both.contact) == ("isp", "rossi")


def test_technicians_and_the_desk_are_told_apart():
    assert (SENDERS.who("anna@LAB.example").login, SENDERS.who("anna@lab.example").own) == ("anna", False)
    assert SENDERS.who("Desk@firm.example").own


def test_nothing_is_nobody():
    for address in ("", "@", "@acme.example x", "rossi"):
        who = SENDERS.who(address)
        assert (who.known, who.own, who.login) == (False, False, "")
    assert SENDERS.who("").kin == frozenset()
