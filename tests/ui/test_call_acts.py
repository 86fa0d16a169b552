"""The rarer acts on calls: each from its form, with the same refusals as the commands."""

from datetime import UTC, datetime

import pytest
from textual.widgets import Input

from bls_tui.desk.calls.model import Link, LinkKind, Outcome, WorkKind
from bls_tui.service.desk import call_verbs as verbs
from bls_tui.service.desk import call_work, calls
from bls_tui.service.desk.call_candidates import dry_run
from bls_tui.service.desk.call_views import call_view
from bls_tui.ui.screens.call import CallScreen
from bls_tui.ui.screens.call_more import MoreMenu
from bls_tui.ui.screens.dialogs import Dialog
from db.queries.calls import queue
from tests.support.demo import NOW
from tests.ui.test_calls import at, number, seen, to_calls
from tests.ui.workbench import NARROW, PHONE, WIDE, workbench

DAY = "2026-09-22 09:00-13:00, 2026-09-23 09:00-11:00"


def fill(driven, **values):
    for name, value in values.items():
        driven.app.screen.query_one(f"#{name}", Input).value = value


async def on(driven, word, action):
    """Put the cursor on a call and begin an action."""
    await to_calls(driven)
    await at(driven, word)
    driven.app.screen.action_do(action)
    await driven.settle()


@pytest.mark.parametrize("size", [PHONE, NARROW, WIDE], ids=["phone", "narrow", "wide"])
async def test_m_offers_what_has_no_key(desk, picture, size):
    async with workbench(desk(), size) as driven:
        await to_calls(driven)
        await at(driven, "Disk")
        await driven.press("enter", "m")
        assert isinstance(driven.app.screen, MoreMenu)
        assert driven.text == picture
        await driven.press("escape")
        assert isinstance(driven.app.screen, CallScreen)


async def test_a_letter_of_the_menu_begins_the_act(desk):
    database = desk()
    async with workbench(database) as driven:
        await to_calls(driven)
        await at(driven, "Disk")
        await driven.press("m")
        letter = next(one for one, action, _no in driven.app.screen._offered.values() if action.id == "consult")
        await driven.press(letter)
        await driven.type("quote")
        await driven.press("enter")
        assert seen(database, driven, "Disk").call.consultancy


async def test_handing_over(desk):
    database = desk()
    async with workbench(database) as driven:
        await on(driven, "Disk", "hand_over")
        fill(driven, to="maria", note="the logs are on D:")
        await driven.press("enter")
        assert seen(database, driven, "Disk").call.owner == "mr"


async def test_what_the_state_forbids_is_refused_before_the_form(desk):
    async with workbench(desk()) as driven:
        await on(driven, "VPN", "hand_over")
        assert not isinstance(driven.app.screen, Dialog)
        assert "is not possible" in driven.text


async def test_agreeing_a_date_and_going_back(desk):
    database = desk()
    async with workbench(database) as driven:
        await on(driven, "Disk", "agree_due")
        fill(driven, due="2026-09-25 12:00", reason="Ada on the phone")
        await driven.press("enter")
        wanted = datetime(2026, 9, 25, 12, tzinfo=UTC).timestamp()
        assert seen(database, driven, "Disk").clocks[1].clock.due == wanted


async def test_merging_ends_one_and_names_the_other(desk):
    database = desk()
    async with workbench(database) as driven:
        await to_calls(driven)
        gone, into = number(driven, "VPN"), number(driven, "Firewall")
        await on(driven, "VPN", "merge")
        fill(driven, into=into)
        await driven.press("enter")
        assert call_view(database, gone, "kb", NOW).call.closing.merged_into == into
        assert f"See {into}" in driven.text


async def test_another_customers_call_is_not_offered_for_merging(desk):
    async with workbench(desk()) as driven:
        await on(driven, "VPN", "merge")
        fill(driven, into="Disk")
        await driven.press("enter")
        assert isinstance(driven.app.screen, Dialog)
        assert "nothing is called" in driven.text


async def test_splitting_opens_another_call(desk):
    database = desk()
    async with workbench(database) as driven:
        await on(driven, "Disk", "split")
        fill(driven, subject="Second disk", text="as well")
        await driven.press("enter")
        await driven.look()
        assert seen(database, driven, "Second disk").call.split_from == number(driven, "Disk")


async def test_two_who_split_the_same_call_see_each_other(desk):
    database = desk()
    async with workbench(database, WIDE) as driven:
        await on(driven, "Disk", "split")
        calls.act(database, number(driven, "Disk"), verbs.amend(subject="Hers"), "anna", NOW)
        fill(driven, subject="Second disk")
        await driven.press("enter")
        assert isinstance(driven.app.screen, Dialog)
        assert "now Hers" in driven.text


async def test_undoing_a_tie(desk):
    database = desk()
    async with workbench(database) as driven:
        await on(driven, "Firewall", "unlink")
        await driven.press("enter")
        assert seen(database, driven, "Firewall").call.links == ()


class TestVisits:
    async def test_planned_changed_saved_and_called_off(self, desk, tmp_path):
        database = desk()
        async with workbench(database) as driven:
            await on(driven, "Disk", "plan_visit")
            fill(driven, days=DAY, technicians="karl, maria", place="Trieste")
            await driven.press("enter")
            (visit,) = seen(database, driven, "Disk").visits
            assert (visit.technicians, len(visit.days), visit.place) == (("kb", "mr"), 2, "Trieste")

            await on(driven, "Disk", "change_visit")
            assert driven.app.screen.query_one("#days", Input).value == DAY
            fill(driven, place="Udine")
            await driven.press("enter")
            assert seen(database, driven, "Disk").visits[0].place == "Udine"

            place = tmp_path / "visit.ics"
            await on(driven, "Disk", "save_visit")
            fill(driven, file=str(place))
            await driven.press("enter")
            assert place.read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")
            assert "Saved" in driven.text
            await on(driven, "Disk", "save_visit")
            fill(driven, file=str(place))
            await driven.press("enter")
            assert "is there already" in driven.text.replace("\n", " ")
            await driven.press("escape")

            await on(driven, "Disk", "cancel_visit")
            fill(driven, reason="solved from here")
            await driven.press("enter")
            assert seen(database, driven, "Disk").visits[0].cancelled

    @pytest.mark.parametrize("days", ["", "tomorrow", "2026-09-22 25:00-26:00"])
    async def test_days_that_are_none_are_named(self, desk, days):
        async with workbench(desk()) as driven:
            await on(driven, "Disk", "plan_visit")
            fill(driven, days=days, place="Trieste")
            await driven.press("enter")
            assert isinstance(driven.app.screen, Dialog)


class TestTime:
    @pytest.fixture
    def worked(self, desk):
        database = desk()
        with database.read() as r:
            which = next(row.call.number for row in queue(r) if "Disk" in row.call.subject)
        verb = call_work.log_time(NOW - 3600, NOW - 1800, WorkKind.REMOTE, note="looked")
        calls.act(database, which, verb, "kb", NOW)
        return database

    async def test_a_row_is_corrected(self, worked):
        async with workbench(worked) as driven:
            await on(driven, "Disk", "correct_time")
            fill(driven, to="45m", note="looked twice")
            await driven.press("enter")
            (row,) = seen(worked, driven, "Disk").time
            assert (row.start, row.seconds, row.note) == (NOW - 3600, 2700, "looked twice")

    async def test_a_row_is_dropped(self, worked):
        async with workbench(worked) as driven:
            await on(driven, "Disk", "drop_time")
            fill(driven, reason="another call")
            await driven.press("enter")
            assert seen(worked, driven, "Disk").time == ()


async def test_a_closed_call_whose_object_is_red_is_shown_until_somebody_says_why(desk):
    database = desk()
    async with workbench(database) as driven:
        red = next(row.object_id for row in driven.bench.live.rows.values() if row.full_name == "sql02/disk C:")
        which = number(driven, "Disk")
        calls.act(database, which, verbs.link(Link(LinkKind.OBJECT, str(red))), "kb", NOW)
        calls.act(database, which, verbs.close(Outcome.SOLVED, "Done."), "kb", NOW)
        await driven.look()
        await to_calls(driven)
        assert f"{which} is closed, but sql02/disk C: is CRITICAL" in driven.text

        await driven.press("G", "enter")
        assert isinstance(driven.app.screen, CallScreen)
        driven.app.screen.action_do("explain")
        await driven.settle()
        fill(driven, reason="the disk is ordered")
        await driven.press("enter", "escape")
        await driven.look()
        assert "is closed, but" not in driven.text


class TestAssigning:
    async def test_shows_who_could_have_it_now_and_why(self, desk, picture):
        async with workbench(desk(), WIDE) as driven:
            await on(driven, "Disk", "assign")
            assert "Maria Rota" in driven.text
            assert "competence 4" in driven.text
            assert driven.text == picture

    async def test_is_read_from_the_data_of_now(self, desk):
        database = desk()
        async with workbench(database, WIDE) as driven:
            await to_calls(driven)
            before = dry_run(database, number(driven, "Disk"), "kb", NOW)
            calls.act(database, number(driven, "VPN"), verbs.assign("mr"), "kb", NOW)
            after = dry_run(database, number(driven, "Disk"), "kb", NOW)

        def load(found):
            return next(one.load for one in found if one.login == "mr")

        assert load(after) > load(before)


async def test_many_rest_each_for_its_own_object(desk):
    database = desk()
    async with workbench(database) as driven:
        await to_calls(driven)
        ids = {row.full_name: row.object_id for row in driven.bench.live.rows.values()}
        disk = str(ids["sql02/disk C:"])
        tied = {"Disk": disk, "Firewall": seen(database, driven, "Firewall").call.links[0].target}
        calls.act(database, number(driven, "Disk"), verbs.link(Link(LinkKind.OBJECT, disk)), "kb", NOW)
        await driven.look()
        for word in tied:
            await at(driven, word)
            await driven.press("space")
        await driven.press("s")
        fill(driven, reason="process", when="8h")
        await driven.press("enter", "enter")
        for word, object_id in tied.items():
            assert seen(database, driven, word).call.standing.suspension.wake.target == object_id


async def test_help_of_the_calls_knows_their_filter(desk):
    async with workbench(desk(), (80, 90)) as driven:
        await to_calls(driven)
        await driven.press("question_mark")
        assert "wait:supplier" in driven.text
        assert "svc:" not in driven.text
