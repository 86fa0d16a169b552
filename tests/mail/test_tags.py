import pytest
from hypothesis import given
from hypothesis import strategies as st

from bls_tui.desk.mail import tags


@pytest.mark.parametrize(
    "subject",
    [
        "[BLS#26-001234] Posta ferma",
        "R: [BLS#26-001234] Posta ferma",
        "Re: [bls#26-001234]Posta ferma",
        "I: [ BLS # 26-001234 ] Posta ferma",
        "Posta ferma [BLS#26–001234]",
        "[BLS#26-\r\n 001234] Posta",
        "[BLS#26-001234] R: [bls#26-001234] x",
    ],
)
def test_the_tag_is_found_however_it_came_back(subject):
    assert tags.find(subject) == ("26-001234",)


@pytest.mark.parametrize("subject", ["", "BLS#26-001234", "[BLS#26-1234]", "[BLS26-001234]", "[XBLS#26-001234]"])
def test_other_things_are_no_tags(subject):
    assert tags.find(subject) == ()


def test_several_tags_come_in_their_order():
    assert tags.find("[BLS#26-000002] was [BLS#26-000001] [BLS#26-000002]") == ("26-000002", "26-000001")


@given(st.text(max_size=300), st.from_regex(r"[0-9]{2}-[0-9]{6}", fullmatch=True))
def test_a_subject_has_one_tag_is_capped_and_stays_as_it_is(subject, number):
    once = tags.add(subject, number)
    assert once.startswith(f"[BLS#{number}]")
    assert tags.find(once) == (number,)
    assert len(once) <= tags.LONGEST
    assert tags.add(once, number) == once
    assert "\n" not in once
    assert "\r" not in once
    assert len(tags.answer(subject, number)) <= tags.LONGEST


def test_a_long_subject_is_cut_behind_the_tag():
    cut = tags.add("x" * 300, "26-001234")
    assert cut.startswith("[BLS#26-001234] xxx")
    assert cut.endswith(" [...]")


def test_the_tag_of_another_call_is_replaced():
    assert tags.add("R: [BLS#25-000001] Posta", "26-001234") == "[BLS#26-001234] R: Posta"
    assert tags.answer("Posta", "26-001234") == "Re: [BLS#26-001234] Posta"


def test_blanks_without_end_take_no_time():
    assert tags.find("[ BLS" + " " * 200_000) == ()
    assert tags.find("[BLS#26" + "[BLS#26-" * 50_000) == ()
