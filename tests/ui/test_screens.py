"""What every screen looks like at every size: normal, empty, database away, poller silent, hostile text."""

import pytest

from bls_tui.locale import use_language
from db.errors import DatabaseUnavailable
from db.queries import problems
from tests.support.demo import NOW
from tests.ui.workbench import SIZES, XWIDE, rested, workbench

AWAY = DatabaseUnavailable("The database does not answer: connection refused. Start PostgreSQL.")
VIEWS = {
    "now": (),
    "now-expanded": ("enter",),
    "status": ("2",),
    "status-by-customer": ("2", "b"),
    "log": ("6",),
    "service": ("j", "enter"),
    "host": ("enter", "enter"),
    "why": ("w",),
    "text": ("y",),
    "help": ("question_mark",),
    "acknowledge": ("a",),
    "downtime": ("d",),
}
"""The keys that lead to each view from Now, where digits choose screens."""


async def arrive(driven, view, size):
    keys = VIEWS[view]
    if size[0] < 60 and keys[:1] in (("2",), ("6",)):
        keys = ("tab",) * (1 if keys[0] == "2" else 5) + keys[1:]
    await driven.press(*keys)
    await rested(driven)


@pytest.mark.parametrize("name", SIZES)
@pytest.mark.parametrize("view", VIEWS)
async def test_a_screen_of_a_normal_morning(made, picture, view, name):
    async with workbench(made("demo"), SIZES[name]) as driven:
        await arrive(driven, view, SIZES[name])

        assert driven.text == picture


@pytest.mark.parametrize("view", ["now", "status", "service"])
async def test_a_very_wide_screen(made, picture, view):
    async with workbench(made("demo"), XWIDE) as driven:
        await arrive(driven, view, XWIDE)

        assert driven.text == picture


@pytest.mark.parametrize("name", SIZES)
@pytest.mark.parametrize("view", ["now", "status", "log"])
async def test_an_empty_database_says_what_to_do(made, picture, view, name):
    async with workbench(made("empty"), SIZES[name]) as driven:
        await arrive(driven, view, SIZES[name])

        assert driven.text == picture


@pytest.mark.parametrize("name", SIZES)
async def test_all_is_well(made, picture, name):
    database = made("demo")
    with database.write() as w:
        for problem in problems.open_problems(w):
            problems.close(w, problem.object_id, NOW)
    async with workbench(database, SIZES[name]) as driven:
        assert driven.text == picture


@pytest.mark.parametrize("name", SIZES)
@pytest.mark.parametrize("view", ["now", "status", "log", "service"])
async def test_a_database_that_went_away_keeps_the_last_good_data(made, picture, view, name, monkeypatch):
    database = made("demo")
    async with workbench(database, SIZES[name]) as driven:
        await arrive(driven, view, SIZES[name])
        monkeypatch.setattr(database, "read", failing)
        await driven.look(later=30)

        assert driven.text == picture


async def test_a_database_that_never_answered_says_so(made, picture, monkeypatch):
    database = made("demo")
    monkeypatch.setattr(database, "read", failing)
    async with workbench(database) as driven:
        assert driven.text == picture


@pytest.mark.parametrize("name", SIZES)
@pytest.mark.parametrize("view", ["now", "status", "log", "service"])
async def test_a_silent_poller_is_on_every_screen(made, picture, view, name):
    async with workbench(made("demo"), SIZES[name]) as driven:
        await arrive(driven, view, SIZES[name])
        await driven.look(later=1500)

        assert driven.text == picture


@pytest.mark.parametrize("name", SIZES)
@pytest.mark.parametrize("view", ["now", "status", "log", "help", "acknowledge"])
async def test_italian(made, picture, view, name):
    use_language("it")
    async with workbench(made("demo"), SIZES[name]) as driven:
        await arrive(driven, view, SIZES[name])

        assert driven.text == picture


async def test_ascii_only(made, picture):
    async with workbench(made("demo"), ascii_only=True) as driven:
        painted = "\n".join(
            "".join(
                segment.text
                for segment in strip.apply_filter(driven.app._filters[-1], driven.app.screen.background_colors[1])
            )
            for strip in driven.app.screen._compositor.render_strips()
        )

        assert painted.isascii()
        assert painted == picture


def failing():
    raise AWAY
