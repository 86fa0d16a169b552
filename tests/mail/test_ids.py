import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bls_tui.desk.mail import ids
from bls_tui.desk.mail.ids import Signed

OLD, NEW = b"0" * 32, b"1" * 32
NUMBER = "26-001234"
MINE = ids.make(NEW, NUMBER, "reply", "k3v9x2", "desk.example")

numbers = st.from_regex(r"[0-9]{2}-[0-9]{6,9}", fullmatch=True)
words = st.from_regex(r"[a-z0-9][a-z0-9-]{0,31}", fullmatch=True)
secrets = st.binary(min_size=16, max_size=64)


@given(secrets, numbers, words, words)
def test_what_one_secret_signs_it_verifies_and_another_does_not(secret, number, ref, random):
    made = ids.make(secret, number, ref, random, "desk.example")
    assert ids.verify([secret], made) == Signed(number, ref)
    assert ids.verify([secret], f"<{made}>") == Signed(number, ref)
    assert ids.verify([secret + b"x"], made) is None
    assert ids.verify([], made) is None
    assert re.fullmatch(r"[a-z0-9.-]+@desk\.example", made)


@given(st.integers(0, len(MINE.partition("@")[0]) - 1), st.sampled_from("abcdefghij0123456789-."))
def test_changing_any_character_breaks_the_signature(at, character):
    changed = MINE[:at] + character + MINE[at + 1 :]
    if changed != MINE:
        assert ids.verify([NEW], changed) is None


@given(st.text())
def test_foreign_text_is_no_id_of_ours(text):
    assert ids.verify([NEW], text) is None
    assert list(ids.in_body([NEW], text)) == []
    assert ids.forged([NEW], text) in ("", text[4:13])


def test_ids_of_an_older_secret_are_still_good():
    assert ids.verify([NEW, OLD], ids.make(OLD, NUMBER, "ack", "1", "x")) == Signed(NUMBER, "ack")


def test_letters_and_domain_may_change_on_the_way():
    local = MINE.partition("@")[0]
    assert ids.verify([NEW], f"<{local.upper()}@relay.example>") == Signed(NUMBER, "reply")


def test_what_looks_like_ours_and_is_not_is_forged():
    local = MINE.partition("@")[0]
    assert ids.forged([NEW], f"{local[:-1]}{'a' if local[-1] != 'a' else 'b'}@desk.example") == NUMBER
    assert ids.forged([NEW], f"<{local[:-4]}@desk.example>") == NUMBER
    assert ids.forged([OLD], MINE) == NUMBER
    assert not ids.forged([NEW], MINE)
    assert not ids.forged([NEW], "CAF1234@mail.example")
    assert not ids.forged([NEW], "bls.trains-to-rome.example@mail.example")


def test_the_marker_is_found_in_quotations_and_html_remains():
    marker = ids.marker(MINE)
    assert "@" not in marker
    assert len(marker) < 76
    for text in (f"> > {marker}\n", f"Grazie{marker}Il giorno", marker.upper(), f"<b>{marker}</b>"):
        assert list(ids.in_body([NEW], text)) == [Signed(NUMBER, "reply")]
    other = ids.make(NEW, "26-000007", "ack", "2", "x")
    assert [one.call_number for one in ids.in_body([NEW], ids.marker(other) + marker)] == ["26-000007", NUMBER]


def test_a_body_full_of_tokens_takes_no_time():
    token = "bls.26-001234.a.b." + "a" * 20
    assert list(ids.in_body([NEW], f"{token} " * 20_000 + ids.marker(MINE))) == []
    assert list(ids.in_body([NEW], "bls.26-001234." + "a-" * 200_000)) == []


@pytest.mark.parametrize(
    ("number", "ref", "random"),
    [("26-1", "a", "b"), ("26-001234", "a b", "b"), ("26-001234", "a", ""), ("26-001234", "a\r\nBcc", "b")],
)
def test_parts_that_do_not_fit_are_refused(number, ref, random):
    with pytest.raises(ValueError):
        ids.make(NEW, number, ref, random, "x")


def test_an_empty_secret_signs_and_verifies_nothing():
    with pytest.raises(ValueError):
        ids.make(b"", NUMBER, "a", "b", "x")
    assert ids.verify([b""], MINE) is None
