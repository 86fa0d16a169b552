"""What Now, Status and the page of an object show of the desk."""

import pytest

from bls_tui.desk.calls.model import Link, LinkKind
from bls_tui.service.desk import call_verbs as verbs
from bls_tui.service.desk import calls
from bls_tui.service.desk.desk_pass import DeskPass
from bls_tui.ui.screens.call import CallScreen
from bls_tui.ui.screens.dialogs import Dialog
from bls_tui.ui.screens.now import NowScreen
from db.queries import problems
from tests.support.demo import NOW
from tests.ui.test_hostile_text import dangerous
from tests.ui.workbench import NARROW, PHONE, WIDE, XWIDE, rested, workbench

SIZES = {"phone": PHONE, "narrow": NARROW, "wide": WIDE}


def object_id(driven, name):
    return next(row.object_id for row in driven.bench.live.rows.values() if row.full_name == name)


def tie(database, driven, name="fw-acme-01", subject="VPN"):
    """Tie a call of the demo to an object; return its number."""
    number = next(row.number for row in driven.bench.desk.rows.values() if subject in row.subject)
    calls.act(database, number, verbs.link(Link(LinkKind.OBJECT, str(object_id(driven, name)))), "kb", NOW)
    return number


class TestTheFlagOfACall:
    @pytest.mark.parametrize("size", SIZES)
    async def test_stands_on_now_and_status_and_goes_when_the_tie_does(self, desk, size):
        database = desk()
        async with workbench(database, SIZES[size]) as driven:
            number = tie(database, driven)
            assert "▼ c" not in driven.text
            await driven.look()
            assert "▼ c" in driven.text

            await driven.app.run_action("show_part('status')")
            await driven.settle()
            assert "▼ c" in driven.text

            tied = Link(LinkKind.OBJECT, str(object_id(driven, "fw-acme-01")))
            calls.act(database, number, verbs.unlink(tied), "kb", NOW)
            await driven.look()
            assert "▼ c" not in driven.text

    async def test_the_detail_and_the_page_name_the_call(self, desk):
        database = desk()
        async with workbench(database) as driven:
            number = tie(database, driven)
            await driven.look()
            driven.app.screen.grid.select(object_id(driven, "fw-acme-01"))
            await driven.settle()
            driven.app.screen.tick()
            await driven.settle()
            assert f"Call {number}" in driven.text

            await driven.press("enter", "enter")
            await rested(driven)
            assert f"Call {number}" in driven.text

    async def test_help_knows_it(self, desk):
        async with workbench(desk(), (80, 80)) as driven:
            await driven.press("question_mark", "G")
            assert "c call" in driven.text


class TestMine:
    @pytest.mark.parametrize("size", [PHONE, NARROW, WIDE, XWIDE], ids=["phone", "narrow", "wide", "xwide"])
    async def test_my_calls_stand_beside_the_problems(self, desk, picture, size):
        async with workbench(desk(), size) as driven:
            assert driven.text == picture

    @pytest.mark.parametrize("who", ["nobodys", "unknown"])
    async def test_without_calls_it_says_what_waits(self, desk, picture, who):
        async with workbench(desk(), WIDE, user={"nobodys": "lea", "unknown": "stranger"}[who]) as driven:
            assert driven.text == picture

    async def test_tab_goes_there_enter_opens_the_call_and_escape_comes_back(self, desk):
        async with workbench(desk(), WIDE) as driven:
            await driven.press("tab", "j")
            screen = driven.app.screen
            assert screen.mine.grid.has_focus
            await driven.press("d")
            assert isinstance(driven.app.screen, NowScreen)
            assert "There is no host or service to act on" in driven.text
            wanted = screen.mine.row(screen.mine.grid.cursor)
            await driven.press("enter")
            assert isinstance(driven.app.screen, CallScreen)
            assert wanted.number in driven.text

            await driven.press("escape", "escape")
            assert screen.grid.has_focus
            await driven.press("d")
            assert isinstance(driven.app.screen, Dialog)

    async def test_the_overdue_wake_up_is_on_top_and_what_rests_below(self, desk):
        async with workbench(desk(), WIDE) as driven:
            rows = [driven.app.screen.mine.row(key) for key in driven.app.screen.mine.grid.keys]
            assert rows[0].overdue_since is not None
            assert [row.reason is not None for row in rows[1:]] == sorted(row.reason is not None for row in rows[1:])

    async def test_the_reasons_of_a_proposal_stand_beside_it(self, desk):
        database = desk()
        DeskPass()(database, NOW)
        async with workbench(database, WIDE) as driven:
            await driven.press("G")
            await rested(driven)
            assert "c opens the call and takes it" in driven.text


@pytest.mark.parametrize("size", [PHONE, NARROW, WIDE, XWIDE], ids=["phone", "narrow", "wide", "xwide"])
async def test_hostile_text_of_the_desk_is_shown_safely(desk, size):
    database = desk("hostile")
    async with workbench(database, size) as driven:
        tie(database, driven)
        await driven.look()
        driven.app.screen.grid.select(object_id(driven, "fw-acme-01"))
        await driven.look(later=1)
        assert dangerous(driven.text) == set()
        await driven.press("enter", "enter")
        await rested(driven)
        assert dangerous(driven.text) == set()


async def test_without_problems_there_is_nothing_to_explain(desk, picture):
    database = desk()
    with database.write() as w:
        for problem in problems.open_problems(w):
            problems.close(w, problem.object_id, NOW)
    async with workbench(database, WIDE) as driven:
        await driven.until(lambda: "nothing to explain" in driven.text)
        assert driven.text == picture
