"""Picking words of a mail: what is picked is what stands there, whatever the width and whoever wrote it."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bls_tui.desk.text import cells, safe
from bls_tui.ui.render.wordpick import painted, sheet
from tests.support.demo import HOSTILE
from tests.ui.test_hostile_text import dangerous

SUBJECT, TEXT = "Backup done", "Esito del ciclo: conforme al piano\n\nVolume D"
TEXTS = st.text(max_size=300) | st.just(HOSTILE)
KEYS = st.lists(st.sampled_from(["moved", "back", "row", "marked", "whole_line", "dropped"]), max_size=30)


def after(page, keys):
    for key in keys:
        if key in ("moved", "back"):
            page = page.moved(3 if key == "moved" else -2)
        elif key == "row":
            page = page.to_row(page.words[page.cursor].row + 1) if page.words else page
        else:
            page = getattr(page, key)()
    return page


def test_words_of_the_text_are_picked_from_first_to_last():
    page = sheet(SUBJECT, TEXT, 80).moved(5).marked().moved(2).marked()

    assert page.text_words == "conforme al piano"
    assert page.subject_words == ""


def test_subject_and_text_are_picked_apart():
    page = sheet(SUBJECT, TEXT, 80).marked().moved(40)

    assert page.subject_words == "Backup done", "picking stays where it began"
    assert page.marked().moved(1).whole_line().text_words == "Esito del ciclo: conforme al piano"


def test_a_line_is_picked_whole_even_where_it_is_wrapped():
    page = sheet(SUBJECT, TEXT, 20).moved(4).whole_line()

    assert page.words[2].row < page.words[7].row
    assert page.text_words == "Esito del ciclo: conforme al piano"


def test_picking_backwards():
    assert sheet(SUBJECT, TEXT, 80).moved(7).marked().moved(-2).text_words == "conforme al piano"


def test_what_is_picked_and_the_cursor_are_seen_without_colour():
    page = sheet(SUBJECT, TEXT, 80).moved(5).marked().moved(2)
    row = "".join(cell.text for cell in painted(page, page.words[page.cursor].row))

    assert row == " Esito del ciclo:<conforme al[piano]"


def test_a_word_longer_than_the_line_is_picked_whole():
    word = "x" * 200
    page = sheet("s", word, 40).moved(1).marked()

    assert page.text_words == word


def test_nothing_to_pick():
    page = after(sheet("", "", 40), ["moved", "marked", "whole_line", "row"])

    assert (page.subject_words, page.text_words) == ("", "")
    assert painted(page, 0) == painted(page, 5)


@settings(max_examples=300)
@given(TEXTS, TEXTS, st.integers(20, 120), KEYS)
def test_whatever_is_done_it_is_words_of_the_mail_in_their_order(subject, text, width, keys):
    page = after(sheet(subject, text, width), keys)

    assert page.subject_words in " ".join(safe(subject, single_line=True).split())
    assert page.text_words in " ".join(safe(text).split())


@settings(max_examples=300)
@given(TEXTS, TEXTS, st.integers(20, 120), KEYS)
def test_every_row_fits_and_is_safe(subject, text, width, keys):
    page = after(sheet(subject, text, width), keys)

    for row in range(page.rows):
        shown = "".join(cell.text for cell in painted(page, row))
        assert cells(shown) <= width + 1
        assert not dangerous(shown)


@given(TEXTS, st.integers(20, 60), st.integers(61, 120), KEYS)
def test_another_width_keeps_what_is_picked(text, narrow, wide, keys):
    one, other = after(sheet("s", text, narrow), []), sheet("s", text, wide)

    assert [word.text for word in one.words] == [word.text for word in other.words]
