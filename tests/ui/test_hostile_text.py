"""Foreign text is hostile: nothing it says reaches the terminal as a command, or Textual as markup."""

import io
import re
import unicodedata

import pytest
from textual.app import App

from tests.ui.test_screens import VIEWS, arrive
from tests.ui.workbench import NARROW, PHONE, WIDE, XWIDE, rested, workbench

ALLOWED = {"\n"}
OURS = re.compile(r"\x1b\[[0-9;]*[mH]")
"""Colours and cursor positions: all that a repaint of ours sends."""


def dangerous(text):
    """The characters of a painted screen that a terminal would act on or that hide."""
    return {
        character
        for character in text
        if character not in ALLOWED and unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
    }


@pytest.fixture
def database(made):
    return made("hostile")


@pytest.mark.parametrize("size", [PHONE, NARROW, WIDE, XWIDE], ids=["phone", "narrow", "wide", "xwide"])
@pytest.mark.parametrize("view", VIEWS)
async def test_no_screen_paints_what_a_terminal_acts_on(database, view, size):
    async with workbench(database, size) as driven:
        await arrive(driven, view, size)

        assert dangerous(driven.text) == set()
        assert "evil" in driven.text or view == "help"


@pytest.mark.parametrize("view", ["now", "status", "log", "why", "acknowledge"])
async def test_markup_in_foreign_text_is_shown_as_it_stands(database, view):
    async with workbench(database, XWIDE) as driven:
        await arrive(driven, view, XWIDE)

        painted = re.sub(r"\s+", "", driven.text)
        assert "[@click=app.quit]x" in painted
        assert not driven.app._exit


async def test_the_palette_and_the_filter_show_it_safely(database):
    async with workbench(database, WIDE) as driven:
        await driven.press("colon")
        await driven.type("ack evil")
        await driven.until(lambda: "ack evil" in driven.text)
        assert dangerous(driven.text) == set()
        await driven.press("escape")
        await rested(driven)

        driven.app.screen.apply_filter("evil\x1b]52;c;AAAA\x07[/x]")
        await driven.settle()
        assert dangerous(driven.text) == set()


async def test_results_of_acts_are_safe(database):
    async with workbench(database, WIDE) as driven:
        await driven.press("t")

        assert "evil" in driven.text
        assert dangerous(driven.text) == set()


async def test_no_byte_of_it_reaches_the_driver(database, monkeypatch):
    sent = io.StringIO()
    write = App._display

    def display(self, screen, renderable):
        if renderable is not None and hasattr(renderable, "render_segments"):
            sent.write(renderable.render_segments(self.console))
        return write(self, screen, renderable)

    monkeypatch.setattr(App, "_display", display)
    async with workbench(database, WIDE) as driven:
        for view in ("now", "status", "log", "why"):
            await driven.press(*VIEWS[view])
            await driven.press("escape")

    stream = sent.getvalue()
    assert "]52;c;" in stream
    assert dangerous(OURS.sub("", stream)) == set()
