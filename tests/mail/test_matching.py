import time

import pytest

from bls_tui.desk.mail import ids, senders
from bls_tui.desk.mail.facts import (
    Action,
    CallFacts,
    How,
    Incoming,
    Kind,
    Known,
    Reason,
    RuleAction,
    SenderRule,
    Stored,
    Ticket,
    Voice,
)
from bls_tui.desk.mail.matching import match, wanted
from bls_tui.desk.people import build

SECRET = b"s" * 32
DIRECTORY = build(
    [
        ("customer", "acme", {}),
        ("customer", "beta", {}),
        ("contact", "rossi", {"customer": "acme", "mail": ["Rossi@acme.example"]}),
        ("contact", "verdi", {"customer": "beta", "mail": ["verdi@gmail.com"]}),
        ("contact", "neri-a", {"customer": "acme", "mail": ["neri@studio.example"]}),
        ("contact", "neri-b", {"customer": "beta", "mail": ["neri@studio.example"]}),
        ("contact", "robot", {"customer": "acme", "mail": ["noreply@acme.example"]}),
        ("supplier", "dell", {"mail": ["help@dell.example"]}),
        ("technician", "anna", {"mail": "anna@firm.example"}),
    ]
)
SENDERS = senders.build(DIRECTORY, ["desk@firm.example"])
CALLS = {
    one.number: one
    for one in (
        CallFacts("26-000001", "acme", participants=frozenset({"rossi@acme.example", "friend@elsewhere.example"})),
        CallFacts("26-000002", "acme", closed=True, participants=frozenset({"rossi@acme.example"})),
        CallFacts("26-000003", "beta", participants=frozenset({"verdi@gmail.com"}), suppliers=frozenset({"dell"})),
        CallFacts("26-000004", "acme", closed=True, merged_into="26-000001"),
        CallFacts("26-000005", "acme"),
    )
}
STORED = {
    "in1@acme.example": Stored(1, "26-000001"),
    "old@acme.example": Stored(2, "26-000002"),
    "out3@firm.example": Stored(3, "26-000003", outgoing=True, recipients=frozenset({"verdi@gmail.com"})),
    "triage@acme.example": Stored(4),
}
TICKETS = {"dell": (Ticket("SR-1234567", "26-000003"),)}


def known(**changes) -> Known:
    usual = {
        "secrets": [SECRET],
        "senders": SENDERS,
        "stored": STORED,
        "call": CALLS.get,
        "tickets": lambda supplier: TICKETS.get(supplier, ()),
    }
    return Known(**(usual | changes))


def signed(number: str, ref: str = "reply") -> str:
    return ids.make(SECRET, number, ref, "r4nd0m", "firm.example")


def rule(match_: str, action: RuleAction, **fields) -> SenderRule:
    return SenderRule(7, match_, action, **fields)


# (1) the signature


def test_a_signed_id_is_believed_whoever_writes():
    found = match(Incoming("who@ever.example", in_reply_to=(signed("26-000001"),)), known())
    assert (found.action, found.call, found.how, found.wakes) == (Action.APPEND, "26-000001", How.SIGNED, True)
    assert not found.acknowledge


def test_the_nearest_reference_wins():
    mail = Incoming("who@ever.example", references=(signed("26-000003"), "x@y", signed("26-000001")))
    assert match(mail, known()).call == "26-000001"


def test_in_reply_to_comes_before_references():
    mail = Incoming("a@b.example", in_reply_to=(signed("26-000003"),), references=(signed("26-000001"),))
    assert match(mail, known()).call == "26-000003"


def test_the_marker_in_the_body_serves_where_ids_were_rewritten():
    mail = Incoming("who@ever.example", text=f"Ok\n> {ids.marker(signed('26-000001'))}", in_reply_to=("new@pec",))
    found = match(mail, known())
    assert (found.action, found.call, found.how) == (Action.APPEND, "26-000001", How.MARKER)


def test_the_signature_comes_before_a_stored_id_and_a_tag():
    mail = Incoming(
        "rossi@acme.example",
        "[BLS#26-000001] x",
        in_reply_to=("in1@acme.example",),
        references=(signed("26-000005"),),
    )
    assert match(mail, known()).call == "26-000005"


def test_a_signed_id_lets_nobody_of_another_customer_in():
    found = match(Incoming("rossi@acme.example", in_reply_to=(signed("26-000003"),)), known())
    assert (found.action, found.reason, found.suggestion) == (Action.TRIAGE, Reason.SUSPICIOUS, "26-000003")
    marked = match(Incoming("rossi@acme.example", text=f"> {ids.marker(signed('26-000003'))}"), known())
    assert (marked.action, marked.reason, marked.suggestion) == (Action.TRIAGE, Reason.SUSPICIOUS, "26-000003")


def test_a_signed_id_lets_in_whom_the_call_or_the_house_knows():
    for sender in ("neri@studio.example", "anna@firm.example", "help@dell.example", "verdi@gmail.com"):
        assert match(Incoming(sender, in_reply_to=(signed("26-000003"),)), known()).call == "26-000003"


def test_a_forged_id_waits_for_a_person():
    fake = signed("26-000001").replace("r4nd0m", "forged")
    found = match(Incoming("who@ever.example", in_reply_to=(fake,)), known())
    assert (found.action, found.reason, found.suggestion) == (Action.TRIAGE, Reason.FORGED, "26-000001")


def test_an_answer_to_a_mail_signed_with_a_lost_secret_still_finds_its_way_by_the_stored_id():
    lost = ids.make(b"lost" * 8, "26-000001", "reply", "1", "firm.example")
    stored = {lost: Stored(9, "26-000001", outgoing=True)}
    found = match(Incoming("rossi@acme.example", in_reply_to=(lost,)), known(stored=stored))
    assert (found.action, found.how) == (Action.APPEND, How.STORED)


# (2) stored ids


@pytest.mark.parametrize("sender", ["ROSSI@acme.example", "someone@acme.example", "friend@elsewhere.example"])
def test_a_stored_id_counts_from_a_participant_or_the_same_customer(sender):
    found = match(Incoming(sender, references=("in1@acme.example",)), known())
    assert (found.action, found.call, found.how) == (Action.APPEND, "26-000001", How.STORED)
    assert found.voice is Voice.CUSTOMER
    assert found.wakes


@pytest.mark.parametrize("sender", ["verdi@gmail.com", "who@ever.example", ""])
def test_a_stored_id_from_anybody_else_is_suspicious(sender):
    found = match(Incoming(sender, references=("in1@acme.example",)), known())
    assert (found.action, found.reason, found.suggestion) == (Action.TRIAGE, Reason.SUSPICIOUS, "26-000001")
    assert not found.call
    assert not found.wakes
    assert not found.acknowledge


def test_a_provider_of_addresses_makes_nobody_kin():
    assert match(Incoming("other@gmail.com", references=("out3@firm.example",)), known()).reason is Reason.SUSPICIOUS


def test_an_id_of_a_message_without_a_call_leads_nowhere():
    found = match(Incoming("rossi@acme.example", references=("triage@acme.example",)), known())
    assert (found.action, found.reason) == (Action.OPEN, Reason.CONTACT)


# (3) tags


def test_a_tag_counts_from_a_participant_alone():
    tagged = "R: [BLS#26-000001] Posta ferma"
    assert match(Incoming("friend@elsewhere.example", tagged), known()).how is How.TAG
    for sender in ("who@ever.example", "someone@acme.example", "verdi@gmail.com", "anna@firm.example"):
        found = match(Incoming(sender, tagged), known())
        assert (found.action, found.reason, found.suggestion) == (Action.TRIAGE, Reason.SUSPICIOUS, "26-000001")


def test_the_tag_of_a_call_that_does_not_exist_is_no_tag():
    assert match(Incoming("rossi@acme.example", "[BLS#26-999999] x"), known()).action is Action.OPEN


def test_a_later_match_that_passes_beats_an_earlier_one_that_fails():
    mail = Incoming("verdi@gmail.com", "[BLS#26-000003] x", references=("in1@acme.example",))
    found = match(mail, known())
    assert (found.action, found.call, found.how) == (Action.APPEND, "26-000003", How.TAG)


# (4) tickets


@pytest.mark.parametrize(
    "mail",
    [
        Incoming("help@dell.example", "Case SR-1234567 updated"),
        Incoming("john.doe@dell.example", "Update", text="Regarding sr-1234567: a part is on its way"),
    ],
)
def test_a_suppliers_ticket_counts_from_that_supplier(mail):
    found = match(mail, known())
    assert (found.action, found.call, found.how) == (Action.APPEND, "26-000003", How.TICKET)
    assert (found.voice, found.supplier, found.wakes) == (Voice.SUPPLIER, "dell", True)


def test_the_same_number_from_somebody_else_means_nothing():
    assert match(Incoming("who@ever.example", "SR-1234567"), known()).reason is Reason.STRANGER
    assert match(Incoming("help@dell.example", "SR-12345678"), known()).reason is Reason.SUPPLIER


def test_a_ticket_of_two_calls_is_for_a_person_to_decide():
    both = (Ticket("SR-1234567", "26-000003"), Ticket("SR-1234567", "26-000001"))
    found = match(Incoming("help@dell.example", "SR-1234567"), known(tickets=lambda _supplier: both))
    assert (found.action, found.reason) == (Action.TRIAGE, Reason.AMBIGUOUS)
    assert found.suggestion in CALLS


def test_a_supplier_answers_in_the_call_it_was_given():
    found = match(Incoming("john@dell.example", "[BLS#26-000003] part"), known())
    assert (found.action, found.voice, found.supplier) == (Action.APPEND, Voice.SUPPLIER, "dell")


# closed and merged calls


@pytest.mark.parametrize("id_", [signed("26-000002"), "old@acme.example"])
def test_an_answer_to_a_closed_call_waits_in_triage(id_):
    found = match(Incoming("rossi@acme.example", in_reply_to=(id_,)), known())
    assert (found.action, found.reason, found.suggestion) == (Action.TRIAGE, Reason.CLOSED, "26-000002")


def test_an_automatic_answer_to_a_closed_call_bothers_nobody():
    mail = Incoming("rossi@acme.example", in_reply_to=(signed("26-000002"),), kind=Kind.AUTOMATIC)
    found = match(mail, known())
    assert (found.action, found.call, found.wakes) == (Action.APPEND, "26-000002", False)


def test_an_answer_to_a_merged_call_goes_where_the_call_went():
    assert match(Incoming("a@b.example", in_reply_to=(signed("26-000004"),)), known()).call == "26-000001"


# nothing matches


@pytest.mark.parametrize(
    ("sender", "action", "reason", "customer"),
    [
        ("rossi@acme.example", Action.OPEN, Reason.CONTACT, "acme"),
        ("noreply@acme.example", Action.OPEN, Reason.CONTACT, "acme"),
        ("someone@acme.example", Action.TRIAGE, Reason.COLLEAGUE, "acme"),
        ("neri@studio.example", Action.TRIAGE, Reason.AMBIGUOUS, ""),
        ("help@dell.example", Action.TRIAGE, Reason.SUPPLIER, ""),
        ("anna@firm.example", Action.TRIAGE, Reason.STAFF, ""),
        ("other@firm.example", Action.TRIAGE, Reason.STRANGER, ""),
        ("who@ever.example", Action.TRIAGE, Reason.STRANGER, ""),
        ("", Action.TRIAGE, Reason.STRANGER, ""),
        ("desk@firm.example", Action.ARCHIVE, Reason.OWN, ""),
    ],
)
def test_without_a_match_the_sender_decides(sender, action, reason, customer):
    found = match(Incoming(sender, "Help"), known())
    assert (found.action, found.reason, found.customer) == (action, reason, customer)
    assert found.acknowledge == (sender == "rossi@acme.example")


def test_our_own_mail_coming_back_is_put_away():
    found = match(Incoming("rossi@acme.example", loop=True, in_reply_to=(signed("26-000001"),)), known())
    assert (found.action, found.reason) == (Action.ARCHIVE, Reason.LOOP)


def test_a_mail_with_several_senders_is_nobodys():
    found = match(Incoming("rossi@acme.example", others=("who@ever.example",)), known())
    assert (found.action, found.reason) == (Action.TRIAGE, Reason.STRANGER)


@pytest.mark.parametrize(
    "mail",
    [
        Incoming("rossi@acme.example", dmarc_failed=True),
        Incoming("rossi@acme.example", dmarc_failed=True, in_reply_to=("in1@acme.example",)),
        Incoming("rossi@acme.example", dmarc_failed=True, in_reply_to=(signed("26-000001"),)),
        Incoming("help@dell.example", "SR-1234567", dmarc_failed=True),
        Incoming("anna@firm.example", "x", dmarc_failed=True),
    ],
)
def test_a_sender_whose_domain_disowns_it_is_believed_nothing(mail):
    found = match(mail, known())
    assert (found.action, found.reason) == (Action.TRIAGE, Reason.DMARC)


@pytest.mark.parametrize(
    ("mail", "action", "reason"),
    [
        (Incoming("rossi@acme.example", kind=Kind.AUTOMATIC), Action.TRIAGE, Reason.AUTOMATIC),
        (Incoming("who@ever.example", kind=Kind.AUTOMATIC), Action.TRIAGE, Reason.AUTOMATIC),
        (Incoming("who@ever.example", bulk=True), Action.ARCHIVE, Reason.BULK),
        (Incoming("rossi@acme.example", bulk=True), Action.TRIAGE, Reason.AUTOMATIC),
    ],
)
def test_automatic_mail_opens_nothing(mail, action, reason):
    found = match(mail, known())
    assert (found.action, found.reason) == (action, reason)


# rules of senders


def test_a_rule_says_what_happens_to_what_matches_nothing():
    calls = [rule("@ever.example", RuleAction.CALL, customer="acme")]
    opened = match(Incoming("who@ever.example"), known(rules=calls))
    assert (opened.action, opened.reason, opened.customer, opened.rule) == (Action.OPEN, Reason.RULE, "acme", 7)
    assert not opened.acknowledge
    archived = match(Incoming("Who@Ever.example"), known(rules=[rule("who@ever.example", RuleAction.ARCHIVE), *calls]))
    assert archived.action is Action.ARCHIVE
    appended = match(
        Incoming("who@ever.example"),
        known(rules=[*calls, rule("who@ever.example", RuleAction.APPEND, call="26-000001")]),
    )
    assert (appended.action, appended.call, appended.wakes) == (Action.APPEND, "26-000001", False)


def test_a_rule_appends_to_no_closed_call():
    rules = [rule("who@ever.example", RuleAction.APPEND, call="26-000002")]
    found = match(Incoming("who@ever.example"), known(rules=rules))
    assert (found.action, found.reason, found.suggestion) == (Action.TRIAGE, Reason.CLOSED, "26-000002")


@pytest.mark.parametrize("action", list(RuleAction))
def test_no_rule_goes_past_a_suspicion(action):
    rules = [rule("who@ever.example", action, customer="acme", call="26-000001")]
    for mail in (
        Incoming("who@ever.example", "[BLS#26-000001]"),
        Incoming("who@ever.example", references=("in1@acme.example",)),
    ):
        assert match(mail, known(rules=rules)).reason is Reason.SUSPICIOUS


@pytest.mark.parametrize("action", [RuleAction.CALL, RuleAction.APPEND])
def test_no_rule_trusts_a_disowned_address(action):
    rules = [rule("@ever.example", action, customer="acme", call="26-000001")]
    found = match(Incoming("who@ever.example", dmarc_failed=True), known(rules=rules))
    assert (found.action, found.reason) == (Action.TRIAGE, Reason.DMARC)


def test_a_match_beats_a_rule():
    rules = [rule("rossi@acme.example", RuleAction.ARCHIVE)]
    assert match(Incoming("rossi@acme.example", "[BLS#26-000001]"), known(rules=rules)).action is Action.APPEND


# bounces and receipts


def test_a_bounce_goes_to_the_message_and_marks_only_addresses_it_went_to():
    mail = Incoming(
        "mailer-daemon@mx.example",
        kind=Kind.BOUNCE,
        about="out3@firm.example",
        failed=("Verdi@gmail.com", "rossi@acme.example"),
    )
    found = match(mail, known())
    assert (found.action, found.call, found.message) == (Action.EVIDENCE, "26-000003", 3)
    assert found.bad == ("verdi@gmail.com",)
    assert not found.wakes
    assert not found.acknowledge


def test_a_bounce_of_what_we_signed_is_known_without_the_message():
    for mail in (
        Incoming("", kind=Kind.BOUNCE, about=signed("26-000001"), failed=("rossi@acme.example",)),
        Incoming("", kind=Kind.BOUNCE, text=ids.marker(signed("26-000001")), failed=("rossi@acme.example",)),
    ):
        found = match(mail, known())
        assert (found.action, found.call, found.message) == (Action.EVIDENCE, "26-000001", None)
        assert found.bad == ("rossi@acme.example",)


def test_a_receipt_marks_nobody():
    mail = Incoming("pec@provider.example", kind=Kind.RECEIPT, about="out3@firm.example", failed=("verdi@gmail.com",))
    found = match(mail, known())
    assert (found.action, found.message, found.bad) == (Action.EVIDENCE, 3, ())


def test_reports_about_mail_that_is_not_ours():
    foreign = Incoming("mailer-daemon@mx.example", kind=Kind.BOUNCE, about="spam@firm.example")
    assert match(foreign, known()).action is Action.ARCHIVE
    unclear = Incoming("mailer-daemon@mx.example", "Returned: [BLS#26-000001]", kind=Kind.BOUNCE)
    found = match(unclear, known())
    assert (found.action, found.reason, found.suggestion) == (Action.TRIAGE, Reason.BOUNCE, "26-000001")
    about_incoming = Incoming("x@mx.example", kind=Kind.BOUNCE, about="in1@acme.example")
    assert match(about_incoming, known()).action is Action.ARCHIVE


def test_the_ids_to_look_up_are_the_nearest_first():
    mail = Incoming("a@b", in_reply_to=("3",), references=("1", "2", "3"), about="0")
    assert wanted(mail) == ("0", "3", "2", "1")
    assert wanted(Incoming("a@b", references=tuple(map(str, range(10_000)))))[::99] == ("9999", "9900")


def test_a_hostile_mail_takes_no_time():
    fakes = tuple(signed("26-000001").replace("r4nd0m", f"r{number}") for number in range(20_000))
    mail = Incoming("who@ever.example", "[BLS#26-" * 50_000, "SR-123456 " * 500_000, fakes, fakes)
    started = time.process_time()
    assert match(mail, known()).reason is Reason.FORGED
    assert match(Incoming("help@dell.example", mail.subject, mail.text), known()).reason is Reason.SUPPLIER
    assert time.process_time() - started < 1
