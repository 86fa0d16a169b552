import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bls_tui.desk.calls import events as ev
from bls_tui.desk.calls.fold import fold
from bls_tui.desk.calls.model import Outcome
from bls_tui.desk.mail import phrases, templates
from bls_tui.desk.mail.letters import About, values, write
from bls_tui.desk.mail.standard import STANDARD
from bls_tui.desk.mail.templates import FIELDS, Template, TemplateError, When, choose, fill
from bls_tui.desk.people import DirectoryError, build
from tests.support.desk import MONDAY, ROME, at, customer, details, process, story, supplier

DOCUMENTS = [
    ("customer", "acme", {"name": "Acme S.p.A."}),
    ("contact", "rossi", {"customer": "acme", "name": "Mario Rossi", "mail": "rossi@acme.example"}),
    ("technician", "anna", {"name": "Anna Bianchi", "signature": "Anna Bianchi\nBLS Consulting\n"}),
    ("typology", "mail", {"name": {"it": "Posta", "en": "Mail"}}),
    ("supplier", "dell", {"name": "Dell"}),
]
DIRECTORY = build(DOCUMENTS)


def call(*whats):
    first, *rest = story(*whats)
    opened = ev.Opened(first.what.origin, details(contact="rossi", subject="Posta ferma"))
    return fold("26-000001", [ev.Event(first.at, "portal", opened), *rest])


def about(language="it", **fields):
    return About(language, ROME, "BLS Consulting", **fields)


PROMISED = {"take_due": at("2026-11-23 15:30"), "close_due": at("2026-11-24 11:00")}


def test_an_acknowledgement_names_call_technician_and_promise():
    letter = write(When.ACKNOWLEDGE, call(ev.Assigned("anna")), DIRECTORY, about(**PROMISED))
    assert letter.subject == "Posta ferma"
    assert "Gentile Mario Rossi," in letter.body
    assert "chiamata 26-000001" in letter.body
    assert "Tecnico incaricato: Anna Bianchi" in letter.body
    assert "in carico entro lunedì 23 novembre 2026 alle 15:30" in letter.body
    assert "chiusa entro martedì 24 novembre 2026 alle 11:00" in letter.body


def test_it_speaks_the_language_of_the_contact():
    letter = write(When.ACKNOWLEDGE, call(ev.Assigned("anna")), DIRECTORY, about("en", **PROMISED))
    assert "Dear Mario Rossi," in letter.body
    assert "by Monday 23 November 2026 at 15:30" in letter.body


def test_what_is_not_known_is_not_mentioned():
    letter = write(When.ACKNOWLEDGE, call(), DIRECTORY, about())
    assert "Tecnico" not in letter.body
    assert "entro" not in letter.body
    assert "\n\n\n" not in letter.body


@pytest.mark.parametrize("language", ["it", "en"])
@pytest.mark.parametrize("when", [one for one in When if one is not When.HAND])
def test_there_is_a_text_for_every_occasion_in_both_languages(when, language):
    ended = call(ev.Taken(), ev.Closed(Outcome.SOLVED, "Riavviato il servizio."))
    letter = write(when, ended, DIRECTORY, about(language))
    assert "26-000001" in letter.body
    assert "{" not in letter.body
    assert choose(STANDARD, when, language).language == language


@pytest.mark.parametrize("wake", [process(MONDAY), customer(MONDAY), supplier(MONDAY)])
def test_a_suspension_is_told_with_its_reason_and_no_names(wake):
    letter = write(When.SUSPENDED, call(ev.Taken(), ev.Suspended(wake, "internal")), DIRECTORY, about())
    assert phrases.reason(wake, "it") in letter.body
    assert not re.search("NAS-3|SR-1|Dell|internal", letter.body)


def test_a_closing_is_told_with_outcome_and_solution():
    letter = write(When.CLOSED, call(ev.Taken(), ev.Closed(Outcome.SOLVED, "Fatto.")), DIRECTORY, about())
    assert "Esito: risolta." in letter.body
    assert "Fatto." in letter.body


def test_the_inventorys_text_comes_before_the_standard_one():
    mine = [Template("a", "any {number}", when=When.TAKEN), Template("b", "it {number}", "", When.TAKEN, "it")]
    assert write(When.TAKEN, call(), DIRECTORY, about(), mine).body == "it 26-000001\n"
    assert write(When.TAKEN, call(), DIRECTORY, about("en"), mine).body == "any 26-000001\n"
    assert "Cordiali" in write(When.CLOSED, call(), DIRECTORY, about(), mine).body


def test_every_field_has_a_value_and_every_value_a_field():
    assert set(values(call(), DIRECTORY, about())) == set(FIELDS)
    found = values(call(), DIRECTORY, about("en", sender="anna", supplier="dell"))
    assert found["signature"] == "Anna Bianchi\nBLS Consulting"
    assert (found["supplier"], found["typology"], found["customer"]) == ("Dell", "Mail", "Acme S.p.A.")


def test_an_unknown_field_is_named_with_what_may_have_been_meant():
    with pytest.raises(TemplateError, match=r"\{nmber\}.*did you mean \{number\}"):
        templates.check("Chiamata {nmber}")
    with pytest.raises(TemplateError, match=r"\{\}, \{zzzz\}.*allowed: \{number\}"):
        templates.check("{} {zzzz}")


def test_a_value_that_looks_like_a_field_stays_what_it_is():
    letter = fill(Template("x", "{subject}", "{subject}"), {"subject": "{solution}\r\nBcc: x", "solution": "secret"})
    assert letter.body == "{solution}\r\nBcc: x\n"
    assert letter.subject == "{solution} Bcc: x"


@given(st.text(max_size=80), st.dictionaries(st.sampled_from(sorted(FIELDS)), st.text(max_size=20)))
def test_filling_a_text_that_passes_the_check_never_fails(body, known):
    try:
        templates.check(body)
    except TemplateError:
        return
    assert fill(Template("x", body), known).body.endswith("\n")


def test_templates_of_the_inventory_are_in_the_directory():
    found = build([("mail_template", "x", {"body": "Hi", "when": "taken"})]).templates["x"]
    assert found == Template("x", "Hi", "{subject}", When.TAKEN)
    with pytest.raises(DirectoryError, match="mail_template x"):
        build([("mail_template", "x", {"body": "Hi", "when": "never"})])


def test_quotations_begin_as_mail_programmes_expect():
    moment = at("2026-11-23 15:30")
    it = phrases.attribution("Mario <m@x.example>", moment, ROME, "it")
    assert it == "Il giorno lunedì 23 novembre 2026 alle 15:30 Mario <m@x.example> ha scritto:"
    assert phrases.attribution("Mario", None, ROME, "en") == "On Mario wrote:"
