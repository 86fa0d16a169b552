"""Whatever comes in, nothing that a terminal acts on and nothing invisible goes out."""

import unicodedata

from hypothesis import example, given
from hypothesis import strategies as st

from bls_tui.desk import text

hostile = st.lists(
    st.one_of(
        st.text(st.characters(), max_size=8),
        st.sampled_from(
            [
                "\x1b[2J", "\x1b]52;c;aGk=\x1b\\", "\x9b2J", "\x00", "\x7f", "\u202e", "\u2066", "\u200b", "\ufeff",
                "\U000e0041", "\ud800", "\r", "\n", "\r\n", "\t", "a\u0301\u0302\u0303\u0304\u0305", "\u2028",
                "[/x]", "日本", "\ufe0f", "\u115f", "·", "\x85", "\u0600",
            ]
        ),
    ),
    max_size=8,
).map("".join)  # fmt: skip


@given(hostile, st.booleans())
@example("\x1b]0;title\x07", True)
def test_nothing_that_acts_or_hides_remains(given_text, single_line):
    for character in text.safe(given_text, single_line=single_line):
        if character == "\n":
            assert not single_line
            continue
        assert unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
        assert character not in "\ufe0f\u115f\u3164"


@given(hostile, st.none() | st.integers(0, 30), st.booleans())
def test_a_second_pass_changes_nothing(given_text, limit, single_line):
    once = text.safe(given_text, limit, single_line=single_line)
    assert text.safe(once, limit, single_line=single_line) == once


@given(hostile, st.integers(0, 30))
def test_the_limit_is_respected(given_text, limit):
    assert len(text.safe(given_text, limit)) <= limit


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126)))
def test_plain_text_passes_unchanged(given_text):
    assert text.safe(given_text) == given_text


@given(hostile)
def test_combining_marks_are_capped(given_text):
    run = 0
    for character in text.safe(given_text):
        run = run + 1 if unicodedata.category(character) in {"Mn", "Me"} else 0
        assert run <= text.MAX_COMBINING


@given(hostile.map(text.line), st.integers(0, 20))
def test_fitting_and_padding_keep_to_the_width(given_text, width):
    assert text.cells(text.fit(given_text, width)) <= width
    assert text.cells(text.pad(given_text, width)) == width
