"""What the keys do: the four laws of a live list, and the acts with their targets."""

import pytest
from textual.widgets import Input

from bls_tui.ui.actions import ACTIONS, on_screen
from bls_tui.ui.screens.dialogs import Dialog
from bls_tui.ui.screens.now import NowScreen
from bls_tui.ui.screens.object import ObjectScreen
from bls_tui.ui.screens.status import StatusScreen
from bls_tui.ui.screens.texts import TextScreen
from bls_tui.ui.widgets.cells import Paragraphs
from db.errors import DatabaseUnavailable
from db.queries import history, operations
from tests.support.demo import NOW, Demo
from tests.ui.workbench import NARROW, PHONE, WIDE, workbench


@pytest.fixture
def demo(tmp_path):
    return Demo(f"sqlite:///{tmp_path / 'bls.db'}")


def names(driven):
    """The full names of the rows in the order shown."""
    rows = driven.bench.live.rows
    return [rows[key].full_name for key in driven.app.screen.grid.keys if isinstance(key, int)]


def at_cursor(driven):
    return driven.bench.live.rows[driven.app.screen.grid.cursor].full_name


class TestTheCursor:
    async def test_belongs_to_an_object_not_to_a_line(self, demo):
        async with workbench(demo.database) as driven:
            await driven.press("j")
            assert at_cursor(driven) == "sql02/disk C:"

            demo.becomes("nas01", "DOWN", "gone", at=NOW + 20)
            demo.polls(NOW + 20)
            await driven.look(later=20)

            assert names(driven)[0] == "nas01"
            assert at_cursor(driven) == "sql02/disk C:"

    async def test_goes_to_the_next_row_when_its_own_has_recovered(self, demo):
        async with workbench(demo.database) as driven:
            await driven.press("j")
            demo.becomes("sql02/disk C:", "OK", "fine", at=NOW + 20)

            await driven.look(later=20)

            assert at_cursor(driven) == "voip01/trunk"

    async def test_stops_at_the_ends(self, demo):
        async with workbench(demo.database) as driven:
            await driven.press("G", "j", "j")
            assert at_cursor(driven) == names(driven)[-1]

            await driven.press("g", "k")
            assert at_cursor(driven) == names(driven)[0]


class TestTheHeldOrder:
    async def test_counts_what_waits_and_lets_it_in_with_r(self, demo):
        async with workbench(demo.database) as driven:
            before = names(driven)
            await driven.press("j")
            demo.becomes("nas01", "DOWN", "gone", at=NOW + 2)
            demo.becomes("nas01/nfs", "CRITICAL", "gone", at=NOW + 2)
            await driven.look(later=2)

            assert names(driven) == before
            assert "2 new: R" in driven.text

            await driven.press("R")
            assert names(driven)[0] == "nas01"
            assert "new: R" not in driven.text

    async def test_is_let_go_after_ten_seconds(self, demo):
        async with workbench(demo.database) as driven:
            await driven.press("j")
            demo.becomes("nas01", "DOWN", "gone", at=NOW + 2)
            await driven.look(later=2)
            assert "nas01" not in names(driven)

            await driven.look(later=9)

            assert names(driven)[0] == "nas01"

    async def test_keeps_a_recovered_row_in_its_place_and_shows_that_it_is_well(self, demo):
        async with workbench(demo.database) as driven:
            await driven.press("j")
            demo.becomes("sql02/memory", "OK", "plenty again", at=NOW + 2)
            await driven.look(later=2)

            assert "sql02/memory" in names(driven)
            assert "1 gone: R" in driven.text
            assert any("OK" in line and "plenty again" in line for line in driven.text.splitlines())


class TestAcknowledging:
    async def test_aims_at_what_was_under_the_cursor_when_the_key_was_pressed(self, demo):
        async with workbench(demo.database) as driven:
            await driven.press("j", "a")
            demo.becomes("sql02/disk C:", "WARNING", "88%", at=NOW + 20)
            demo.becomes("nas01", "DOWN", "gone", at=NOW + 20)
            await driven.look(later=20)

            assert "sql02" in driven.text
            assert "Nord Logistica Srl" in driven.text
            await driven.type("mine")
            await driven.press("enter")

            with demo.database.read() as r:
                (found,) = [row for row in operations.acknowledgements(r, driven.clock.now) if row.author == "kb"]
            assert (found.object_id, found.comment) == (demo.ids["sql02/disk C:"], "mine")
            assert "sql02/disk C: acknowledged" in driven.text

    async def test_needs_a_comment_and_keeps_the_dialog_until_there_is_one(self, demo):
        async with workbench(demo.database) as driven:
            await driven.press("a", "enter")

            assert isinstance(driven.app.screen, Dialog)
            assert "a comment is required" in driven.text

    async def test_keeps_what_was_typed_when_the_database_is_away(self, demo, monkeypatch):
        async with workbench(demo.database) as driven:
            await driven.press("a")
            await driven.type("mine")
            with monkeypatch.context() as patched:
                patched.setattr(demo.database, "write", failing)
                await driven.press("enter")
                assert "The database is gone" in driven.text
                assert driven.app.screen.query_one("#comment", Input).value == "mine"

            await driven.press("enter")
            assert isinstance(driven.app.screen, NowScreen)

    async def test_of_all_marked_rows_shows_them_first(self, demo):
        async with workbench(demo.database) as driven:
            await driven.press("space", "space", "a")

            assert "fw-acme-01" in driven.text
            assert "disk C:" in driven.text
            await driven.type("both")
            await driven.press("enter")
            with demo.database.read() as r:
                found = {row.object_id for row in operations.acknowledgements(r, NOW) if row.comment == "both"}
            assert found == {demo.ids["fw-acme-01"], demo.ids["sql02/disk C:"]}
            assert not driven.app.screen.grid.marked

    async def test_says_why_not_where_nothing_is_wrong(self, demo):
        async with workbench(demo.database) as driven:
            await driven.press("2", "G", "a")

            assert "There is no problem to acknowledge." in driven.text

    async def test_can_be_taken_back_for_a_minute(self, demo):
        async with workbench(demo.database) as driven:
            await driven.press("a")
            await driven.type("mine")
            await driven.press("enter", "u")

            with demo.database.read() as r:
                assert not [row for row in operations.acknowledgements(r, NOW) if row.author == "kb"]
            assert "Taken back" in driven.text

    async def test_cannot_be_taken_back_later(self, demo):
        async with workbench(demo.database) as driven:
            await driven.press("a")
            await driven.type("mine")
            await driven.press("enter")
            driven.clock.now += 61
            await driven.press("u")

            assert "Too late" in driven.text

    async def test_nothing_to_undo_is_said(self, demo):
        async with workbench(demo.database) as driven:
            await driven.press("u")

            assert "Nothing to undo" in driven.text


class TestDowntime:
    async def test_is_scheduled_with_its_window(self, demo):
        async with workbench(demo.database) as driven:
            await driven.press("j", "d")
            await driven.type("patching")
            await driven.press("enter")

            with demo.database.read() as r:
                (found,) = [
                    row for row in operations.downtimes(r, NOW) if row.author == "kb" and row.comment == "patching"
                ]
            assert (found.object_id, found.starts_at, found.ends_at) == (demo.ids["sql02/disk C:"], NOW, NOW + 7200)

    async def test_explains_a_time_it_cannot_read(self, demo):
        async with workbench(demo.database) as driven:
            await driven.press("d")
            await driven.type("patching")
            driven.app.screen.query_one("#until", Input).value = "tomorrow"
            await driven.press("enter")

            assert "'tomorrow' is not a point in time" in " ".join(driven.text.split())


class TestTestNow:
    async def test_says_that_it_was_requested_and_then_what_came(self, demo):
        async with workbench(demo.database) as driven:
            await driven.press("j", "t")
            assert "Test of sql02/disk C: requested" in driven.text
            assert "Test requested" in driven.text

            demo.becomes("sql02/disk C:", "CRITICAL", "98% now", at=NOW + 60)
            await driven.look(later=70)

            assert "Tested sql02/disk C: CRITICAL" in driven.text.replace("C::", "C:")
        with demo.database.read() as r:
            assert any(event.kind == "CHECK_REQUESTED" and event.actor == "kb" for event in history.latest(r))


class TestOnAPhone:
    async def test_digits_open_rows(self, demo):
        async with workbench(demo.database, PHONE) as driven:
            await driven.press("2")

            assert isinstance(driven.app.screen, ObjectScreen)
            assert "sql02/disk C:" in driven.text

    async def test_tab_goes_through_the_screens(self, demo):
        async with workbench(demo.database, PHONE) as driven:
            await driven.press("tab")
            assert isinstance(driven.app.screen, StatusScreen)

    @pytest.mark.parametrize("width", [20, 30, 45, 59])
    async def test_help_is_never_dropped(self, demo, width):
        async with workbench(demo.database, (width, 12)) as driven:
            assert "? help" in driven.text.splitlines()[-1]


class TestFiltering:
    async def test_narrows_the_list_as_typed_and_esc_clears(self, demo):
        async with workbench(demo.database) as driven:
            await driven.press("2", "slash")
            await driven.type("cust:nord st:crit")
            assert names(driven) == ["sql02/disk C:", "voip01/trunk"]

            await driven.press("enter")
            assert "2 of 43" in driven.text
            await driven.press("escape")
            assert len(names(driven)) == 43

    async def test_explains_a_mistake_and_keeps_the_list(self, demo):
        async with workbench(demo.database) as driven:
            await driven.press("2", "slash")
            await driven.type("st:crit cusx:")

            assert 'Did you mean "cust:"?' in " ".join(driven.text.split())
            assert len(names(driven)) == 0  # as for "st:crit cusx", before the colon
            await driven.press("backspace", "backspace", "backspace", "backspace", "backspace", "backspace")
            assert "Did you mean" not in driven.text
            assert len(names(driven)) == 6

    async def test_remembers_earlier_filters(self, demo):
        async with workbench(demo.database) as driven:
            await driven.press("2", "slash")
            await driven.type("st:crit")
            await driven.press("enter", "escape", "slash", "up")

            assert driven.app.screen.filter_text == "st:crit"

    async def test_that_matches_nothing_says_so(self, demo):
        async with workbench(demo.database) as driven:
            await driven.press("2", "slash")
            await driven.type("nosuch")

            assert '0 of 43 match "nosuch"' in driven.text

    async def test_of_the_log_looks_for_words(self, demo):
        async with workbench(demo.database) as driven:
            await driven.press("6", "slash")
            await driven.type("disk ordered")

            assert len(driven.app.screen.grid.keys) == 1


class TestGoing:
    async def test_enter_shows_what_is_behind_a_problem_and_then_opens_it(self, demo):
        async with workbench(demo.database) as driven:
            await driven.press("enter")
            assert "web01/http" in names(driven)

            await driven.press("escape")
            assert "web01/http" not in names(driven)

            await driven.press("enter", "enter")
            assert isinstance(driven.app.screen, ObjectScreen)

    async def test_question_mark_opens_and_closes_help(self, demo):
        async with workbench(demo.database) as driven:
            await driven.press("question_mark")
            assert isinstance(driven.app.screen, TextScreen)

            await driven.press("question_mark")
            assert isinstance(driven.app.screen, NowScreen)

    async def test_q_on_now_leaves(self, demo):
        async with workbench(demo.database) as driven:
            await driven.press("2", "q")
            assert isinstance(driven.app.screen, NowScreen)

            await driven.press("q")
            assert driven.app._exit

    async def test_q_asks_first_when_nobody_else_polls(self, demo):
        async with workbench(demo.database, holder="bls@mon1 pid 812") as driven:
            await driven.press("q")
            assert "nobody polls" in driven.text
            assert not driven.app._exit

            await driven.press("escape", "q", "enter")
            assert driven.app._exit

    async def test_n_finds_problems_that_nobody_has(self, demo):
        async with workbench(demo.database) as driven:
            await driven.press("n", "n")

            assert at_cursor(driven) == "sql02/memory"

    async def test_the_palette_acts_on_an_object_by_name(self, demo):
        async with workbench(demo.database) as driven:
            await driven.press("colon")
            await driven.type("ack sql02/disk")
            await driven.until(lambda: "ack sql02/disk C:" in driven.text)
            await driven.press("enter")
            await driven.until(lambda: isinstance(driven.app.screen, Dialog))

            assert "disk C:" in driven.text

    async def test_the_palette_shows_one_customer(self, demo):
        async with workbench(demo.database) as driven:
            await driven.press("colon")
            await driven.type("rossi")
            await driven.until(lambda: "customer Studio Rossi" in driven.text)
            await driven.press("enter")
            await driven.until(lambda: isinstance(driven.app.screen, StatusScreen))
            await driven.settle()

            assert len(names(driven)) == 7


class TestTheRegistry:
    @pytest.mark.parametrize("part", ["now", "status", "calls", "log", "object"])
    async def test_help_lists_exactly_what_the_screen_can_do(self, demo, part):
        keys = {"now": (), "status": ("2",), "calls": ("3",), "log": ("6",), "object": ("j", "enter")}[part]
        async with workbench(demo.database, WIDE) as driven:
            await driven.press(*keys)
            screen = driven.app.screen
            for action in on_screen(part):
                handler = "action_digit" if action.id == "open_row" else f"do_{action.id}"
                assert callable(getattr(screen, handler)), action.id
            await driven.press("question_mark")
            told = [line for line in screen_lines(driven) if line.startswith(" ") and line.strip()]

        listed = [action for action in on_screen(part) if driven.bench.keys.of(action)]
        assert [action for action in listed if not any(action.help in line for line in told)] == []
        others = [action for action in ACTIONS if action.help not in {one.help for one in listed}]
        assert [action for action in others if any(line.endswith(action.help) for line in told)] == []

    async def test_the_footer_shows_only_what_is_possible(self, demo):
        async with workbench(demo.database, NARROW) as driven:
            await driven.press("6")

            assert "ack" not in driven.text.splitlines()[-1]


def screen_lines(driven):
    return driven.app.screen.query_one("#lines", Paragraphs).text.splitlines()


def failing():
    raise DatabaseUnavailable("The database is gone.")
