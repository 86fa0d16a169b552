"""Rows become cells: pure functions."""

from dataclasses import replace
from datetime import UTC

import pytest

from bls_tui.desk.quantities import quantity
from bls_tui.desk.spark import chart
from bls_tui.service.monitoring.views import grouped
from bls_tui.ui.render import bars, events, objects, problems, state
from bls_tui.ui.render.ascii import to_ascii
from bls_tui.ui.render.cells import Cell, Column, Entry, Role, column_widths
from bls_tui.ui.widgets.hold import OrderHold, held
from db.rows import EventRow
from tests.support.rows import NOW, status_row


class TestStates:
    def test_shape_and_flags(self):
        row = status_row(state="CRITICAL", acknowledged_by="mr", flapping=True)

        assert state.sign(row, NOW) == Cell("■ af", Role.CRITICAL)
        assert state.word(row, NOW) == Cell("CRIT", Role.CRITICAL)

    def test_stale_data_is_never_shown_as_good(self):
        row = status_row(checked_at=NOW - 1000, next_check_at=NOW - 700)

        assert state.sign(row, NOW) == Cell("· z", Role.STALE)

    def test_stale_trouble_stays_trouble(self):
        row = status_row(state="CRITICAL", checked_at=NOW - 1000, next_check_at=NOW - 700)

        assert state.sign(row, NOW) == Cell("■ z", Role.CRITICAL)


class TestObjects:
    def test_a_row_has_a_cell_for_every_column(self):
        assert len(objects.wide(status_row(), NOW).cells) == len(objects.columns())

    def test_facts_say_attempt_while_soft(self):
        row = status_row(state="WARNING", state_type="SOFT", attempt=2, last_ok_at=NOW - 400)

        assert objects.facts(row, NOW, UTC).endswith("attempt 2 of 3, last OK " + "14:06:40")

    def test_stale_data_says_so(self):
        row = status_row(checked_at=NOW - 1000, next_check_at=NOW - 700)

        assert objects.freshness(row, NOW) == Cell("STALE: checked 16m ago", Role.WARNING)

    def test_a_test_waits_until_a_newer_result(self):
        row = status_row(checked_at=NOW - 10)

        assert "waiting 5 seconds" in objects.tested(row, NOW, UTC, NOW - 5).text
        assert "Tested 14:13:10: OK" in objects.tested(row, NOW, UTC, NOW - 15).text


class TestProblems:
    def rows(self):
        down = status_row("gw", object_id=1, state="DOWN", problem_id=1, problem_since=NOW - 60)
        behind = status_row(
            "web/http", object_id=2, state="CRITICAL", problem_id=2, problem_since=NOW - 50, cause_object_id=1,
            customer="Nord",
        )  # fmt: skip
        return [down, behind]

    def test_what_is_behind_is_one_line(self):
        (group,) = grouped(self.rows(), NOW)

        assert problems.behind(group) == "+1 behind it at 2 customers"
        assert problems.height(group, expanded=False, two_line=False) == len(problems.wide(group, NOW, expanded=False))
        assert problems.height(group, expanded=True, two_line=False) == len(problems.wide(group, NOW, expanded=True))

    def test_the_tally_leaves_out_what_somebody_has(self):
        mine = status_row("x", object_id=3, state="WARNING", problem_id=3, acknowledged_by="mr")

        groups = grouped([*self.rows(), mine], NOW)

        assert "".join(cell.text for cell in problems.tally(groups)) == "▼1"


class TestEvents:
    event = EventRow(
        1, NOW, "STATE", 5, "web/http", "Acme", "OK", "CRITICAL", "SOFT", 1, None, "refused", "result", "poller", 9
    )

    def test_a_change_of_state_shows_the_new_one(self):
        assert events.what(self.event) == Cell("■ CRIT s", Role.CRITICAL)
        assert events.story(self.event) == "refused"

    def test_an_act_shows_who(self):
        event = replace(self.event, kind="ACKNOWLEDGED", text="mine", actor="kb", cause="")

        assert events.what(event).text == "acked"
        assert events.story(event) == "kb: mine"
        assert events.story(replace(event, text="")) == "kb"

    def test_all_words_must_occur(self):
        assert events.matches(self.event, ("acme", "refused"))
        assert not events.matches(self.event, ("acme", "timeout"))


class TestColumns:
    columns = (Column("a", width=5), Column("b", width=4, grow=3), Column("c", width=4, grow=1, min_grid=40))

    @pytest.mark.parametrize("width", [20, 39, 40, 41, 80, 200])
    def test_use_the_whole_width(self, width):
        widths = column_widths(self.columns, width)
        shown = [size for size in widths if size]

        assert sum(shown) + len(shown) - 1 == width

    def test_disappear_where_there_is_no_room(self):
        assert column_widths(self.columns, 30)[2] == 0


class TestCharts:
    def test_run_from_the_smallest_to_the_largest(self):
        assert chart([0, 1, 2, 3, 4], 10) == ["   ▄█", "_▄███"]

    def test_leave_gaps_open(self):
        assert chart([0, None, 4], 10) == ["  █", "_ █"]

    def test_equal_values_are_a_flat_line(self):
        assert chart([7, 7, 7], 10) == ["   ", "███"]

    def test_never_lose_a_peak(self):
        top, _bottom = chart([0.0] * 50 + [9.0] + [0.0] * 49, 10)

        assert top.count("█") == 1

    def test_nothing_known_is_nothing_drawn(self):
        assert chart([None, None], 10) == ["  ", "  "]


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (194 * 2**30, "B", "194 GiB"),
        (0.0123, "s", "12.3 ms"),
        (7384.0, "s", "2 hours 3 minutes"),
        (12.0, "%", "12%"),
        (12345.0, "", "12,345"),
        (0.12345, "", "0.1235"),
    ],
)
def test_quantities_read_well(value, unit, text):
    assert quantity(value, unit) == text


@pytest.mark.parametrize(
    ("text", "plain"), [("▼ ■ ▲ ○ ·", "V X ! o ."), ("perché…", "perche~"), ("日本", "????"), ("plain", "plain")]
)
def test_ascii_is_as_wide_as_before(text, plain):
    assert to_ascii(text) == plain


class TestTheHold:
    def test_lasts_ten_seconds_from_the_last_move(self):
        hold = OrderHold()
        assert not hold.holds(NOW)
        hold.touch(NOW)
        assert hold.holds(NOW + 9.9)
        assert not hold.holds(NOW + 10)

    def test_counts_new_gone_and_moved(self):
        shown, waiting = held([Entry(1), Entry(2), Entry(3)], [Entry(3), Entry(4, 2), Entry(1, 2)])

        assert [entry.key for entry in shown] == [1, 2, 3]
        assert shown[0].height == 2
        assert waiting.words("R") == "1 new, 1 gone: R"
        assert waiting.moved

    def test_says_that_only_the_order_changed(self):
        _shown, waiting = held([Entry(1), Entry(2)], [Entry(2), Entry(1)])

        assert waiting.words("R") == "order changed: R"


class TestBars:
    def test_hints_give_way_to_help(self):
        cells = bars.hints([("a", "acknowledge"), ("b", "something long")], ("?", "help"), 20)

        text = "".join(cell.text for cell in cells)
        assert text.endswith("? help")
        assert "something" not in text
        assert len(text) <= 20

    def test_a_pane_says_stale(self):
        assert bars.pane_age(NOW - 2, NOW) == Cell("live", Role.DIM)
        assert bars.pane_age(NOW - 60, NOW) == Cell("STALE 1m", Role.WARNING)
