"""The queue and the page of a call: what they look like, and what their keys do."""

import pytest
from textual.widgets import Input

from bls_tui.service.desk import call_verbs as verbs
from bls_tui.service.desk import calls
from bls_tui.service.desk.call_views import call_view
from bls_tui.service.desk.desk_lists import proposals_view
from bls_tui.service.desk.desk_pass import DeskPass
from bls_tui.ui.screens.call import CallScreen
from bls_tui.ui.screens.call_forms import CallDialog, ConfirmCall
from bls_tui.ui.screens.call_new import NewCallForm
from bls_tui.ui.screens.calls import VIEWS, CallsScreen
from bls_tui.ui.screens.dialogs import Dialog
from bls_tui.ui.screens.proposals import Proposed
from tests.support.demo import NOW
from tests.ui.test_hostile_text import dangerous
from tests.ui.workbench import NARROW, PHONE, SIZES, WIDE, rested, workbench

KEYS = {
    "queue": (),
    "mine": ("v",),
    "page": ("enter",),
    "why": ("w",),
    "new": ("n",),
    "close": ("j", "j", "C"),
}


async def to_calls(driven):
    await driven.app.run_action("show_part('calls')")
    await driven.settle()
    await rested(driven)


async def at(driven, word):
    """Put the cursor on the call whose subject has a word."""
    screen = driven.app.screen
    screen.grid.select(next(key for key, row in driven.bench.desk.rows.items() if word in row.subject))
    await driven.settle()


def number(driven, word):
    return next(row.number for row in driven.bench.desk.rows.values() if word in row.subject)


def seen(database, driven, word):
    return call_view(database, number(driven, word), "kb", driven.clock.now)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("view", KEYS)
async def test_a_desk_on_a_normal_morning(desk, picture, view, size):
    async with workbench(desk(), SIZES[size]) as driven:
        await to_calls(driven)
        await driven.press(*KEYS[view])
        await rested(driven)

        assert driven.text == picture


@pytest.mark.parametrize("size", SIZES)
async def test_no_calls(desk, picture, size):
    async with workbench(desk("none"), SIZES[size]) as driven:
        await to_calls(driven)

        assert driven.text == picture


@pytest.mark.parametrize("size", [PHONE, NARROW, WIDE], ids=SIZES)
@pytest.mark.parametrize("view", KEYS)
async def test_hostile_text_is_shown_safely(desk, view, size):
    async with workbench(desk("hostile"), size) as driven:
        await to_calls(driven)
        await driven.press(*KEYS[view])
        await rested(driven)

        assert dangerous(driven.text) == set()


async def test_somebody_unknown_looks_and_is_told_so(desk, picture):
    async with workbench(desk(), user="stranger") as driven:
        await to_calls(driven)
        await driven.press("p")

        assert "stranger is not a known technician" in driven.text
        assert driven.text == picture


async def test_the_overdue_wake_up_is_on_top(desk):
    async with workbench(desk()) as driven:
        await to_calls(driven)

        assert driven.bench.desk.rows[driven.app.screen.grid.keys[0]].subject == "Backup of Friday failed"
        assert "WAKE-UP OVERDUE" in driven.text


async def test_v_goes_through_the_views(desk):
    async with workbench(desk()) as driven:
        await to_calls(driven)
        for name in [*list(VIEWS)[1:], "all"]:
            await driven.press("v")
            view = driven.bench.desk.view
            assert driven.app.screen.grid.keys == [row.call_id for row in VIEWS[name][1](view)]


async def test_taking_is_one_key_and_one_to_take_it_back(desk):
    database = desk()
    async with workbench(database) as driven:
        await to_calls(driven)
        await at(driven, "VPN")
        await driven.press("p")
        assert seen(database, driven, "VPN").call.owner == "kb"

        await driven.press("u")
        assert seen(database, driven, "VPN").call.state.value != "in_progress"


async def test_what_the_state_does_not_permit_is_refused_with_what_it_does(desk):
    async with workbench(desk()) as driven:
        await to_calls(driven)
        await at(driven, "VPN")
        await driven.press("C")

        assert not isinstance(driven.app.screen, Dialog)
        assert "Possible now" in driven.text


async def test_closing_asks_for_a_solution_and_repeats_the_call(desk):
    database = desk()
    async with workbench(database, WIDE) as driven:
        await to_calls(driven)
        await at(driven, "Disk")
        closed = number(driven, "Disk")
        await driven.press("C")
        assert closed in driven.text
        assert "Nord Logistica Srl" in driven.text
        driven.app.screen.query_one("#solution", Input).value = "Logs removed."
        await driven.press("enter")

        assert isinstance(driven.app.screen, CallsScreen)
        assert call_view(database, closed, "kb", NOW).call.state.value == "closed"


async def test_suspending_for_a_supplier(desk):
    database = desk()
    async with workbench(database) as driven:
        await to_calls(driven)
        await at(driven, "Firewall")
        await driven.press("s")
        form = driven.app.screen
        for field, value in {"reason": "supp", "when": "2h", "supplier": "telecom", "ticket": "T-1"}.items():
            form.query_one(f"#{field}", Input).value = value
        await driven.press("enter")

        wake = seen(database, driven, "Firewall").call.standing.suspension.wake
        assert (wake.supplier, wake.ticket, wake.next_check) == ("telco", "T-1", NOW + 7200)


async def test_two_save_the_same_call_and_the_second_sees_both_versions(desk):
    database = desk()
    async with workbench(database, WIDE) as driven:
        await to_calls(driven)
        await at(driven, "Disk")
        edited = number(driven, "Disk")
        await driven.press("e")
        driven.app.screen.query_one("#subject", Input).value = "Mine"
        calls.act(database, edited, verbs.amend(subject="Hers"), "anna", NOW)
        await driven.press("enter")

        assert isinstance(driven.app.screen, CallDialog)
        assert "you saw Disk C: nearly full, now Hers" in driven.text
        await driven.press("enter")
        assert call_view(database, edited, "kb", NOW).call.details.subject == "Mine"


async def test_many_are_previewed_first(desk):
    database = desk()
    async with workbench(database) as driven:
        await to_calls(driven)
        await driven.press("space", "space", "space", "space", "space", "space", "p")

        assert isinstance(driven.app.screen, ConfirmCall)
        assert "1 call will change" in driven.text
        await driven.press("enter")
        assert seen(database, driven, "VPN").call.owner == "kb"


async def test_a_new_call_completes_customer_and_contact(desk):
    database = desk()
    async with workbench(database) as driven:
        await to_calls(driven)
        await driven.press("n")
        form = driven.app.screen
        assert isinstance(form, NewCallForm)
        form.query_one("#customer", Input).value = "acme"
        form.query_one("#subject", Input).value = "No printer"
        await driven.settle()
        assert "Mario Rossi" not in driven.text
        form.query_one("#contact", Input).value = "ada"
        await driven.press("enter")

        assert isinstance(driven.app.screen, CallScreen)
        made = seen(database, driven, "No printer").call
        assert (made.details.contact, made.owner) == ("ada", "kb")


async def test_a_field_that_means_several_says_so(desk):
    async with workbench(desk()) as driven:
        await to_calls(driven)
        await driven.press("n")
        driven.app.screen.query_one("#customer", Input).value = "o"
        await driven.press("enter")

        assert "may be" in driven.text


async def test_an_internal_note_from_the_page(desk):
    database = desk()
    async with workbench(database) as driven:
        await to_calls(driven)
        await at(driven, "Disk")
        await driven.press("enter", "c")
        await driven.type("seen")
        await driven.press("enter")

        assert any(item.body == "seen" for item in seen(database, driven, "Disk").timeline)
        assert "kb" in {one.who for one in call_view(database, number(driven, "Disk"), "mr", NOW).present}


async def test_c_on_an_object_opens_its_call_or_a_new_one(desk):
    async with workbench(desk()) as driven:
        await driven.press("c")
        assert isinstance(driven.app.screen, CallScreen | NewCallForm)


async def test_the_filter_knows_the_language_of_calls(desk):
    async with workbench(desk()) as driven:
        await to_calls(driven)
        driven.app.screen.apply_filter("wait:supplier")
        await driven.settle()

        assert [driven.bench.desk.rows[key].subject for key in driven.app.screen.grid.keys] == ["Phone line crackles"]


class TestProposals:
    @pytest.fixture
    def proposing(self, desk):
        database = desk()
        DeskPass()(database, NOW)
        return database

    @staticmethod
    def pending(database):
        return {row.full_name: row.proposal_id for row in proposals_view(database, NOW).pending}

    @staticmethod
    async def at(driven, proposal_id):
        driven.app.screen.grid.select(Proposed(proposal_id))
        await driven.settle()

    @pytest.mark.parametrize("size", SIZES)
    async def test_stand_on_now_below_the_problems(self, proposing, picture, size):
        async with workbench(proposing, SIZES[size]) as driven:
            await driven.press("G")
            await rested(driven)

            assert driven.text == picture

    async def test_accepting_opens_the_call_filled_in_and_takes_it(self, proposing):
        name, proposal_id = next(iter(self.pending(proposing).items()))
        async with workbench(proposing) as driven:
            await self.at(driven, proposal_id)
            await driven.press("c")
            assert name in driven.app.screen.query_one("#subject", Input).value
            await driven.press("enter")

            assert isinstance(driven.app.screen, CallScreen)
            assert seen(proposing, driven, name).call.owner == "kb"
            assert name not in self.pending(proposing)

    async def test_another_customer_and_object_are_what_the_call_gets(self, proposing):
        name, proposal_id = next(iter(self.pending(proposing).items()))
        async with workbench(proposing) as driven:
            other = next(row for row in driven.bench.live.rows.values() if row.customer_key == "rossi")
            await self.at(driven, proposal_id)
            await driven.press("c")
            form = driven.app.screen
            form.query_one("#customer", Input).value = "rossi"
            await driven.settle()
            form.query_one("#object", Input).value = other.full_name
            await driven.press("enter")

            made = seen(proposing, driven, name).call
            assert made.details.customer == "rossi"
            assert [link.target for link in made.links] == [str(other.object_id)]

    async def test_dismissing_asks_why(self, proposing):
        name, proposal_id = next(iter(self.pending(proposing).items()))
        async with workbench(proposing) as driven:
            await self.at(driven, proposal_id)
            await driven.press("x", "enter")
            assert "Say why" in driven.text
            driven.app.screen.query_one("#reason", Input).value = "maint"
            await driven.press("enter")

            assert name not in self.pending(proposing)
