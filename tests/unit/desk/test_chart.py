"""Charts: what is drawn where, at any size and for any values."""

from dataclasses import dataclass
from datetime import UTC

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bls_tui.desk.chart import Background, Course, Frame, chart, charts, downtime_row, scale_of, state_row, ticks
from bls_tui.desk.plot import Mark, Scale, Window, plot, slots, to_ascii
from bls_tui.desk.text import cells as width_of

DAY = Window(0.0, 86_400.0)


@dataclass
class Point:
    at: float
    low: float
    mean: float
    high: float


@dataclass
class Stretch:
    start: float
    end: float | None
    state: str


def flat(value, *, start=0, end=288, step=300):
    return [Point(number * step, value, value, value) for number in range(start, end)]


def text(rows):
    return ["".join(piece.text for piece in row) for row in rows]


def test_a_flat_course_is_a_flat_line():
    rows = text(plot(slots(flat(50.0), DAY, 10), 5, Scale(0.0, 100.0)))
    assert rows == [" " * 10, " " * 10, "▄" * 10, " " * 10, " " * 10] or rows[2] == "▀" * 10


def test_the_band_lies_around_the_mean_and_a_threshold_where_nothing_else_is():
    columns = slots([Point(at * 3600, 20.0, 50.0, 80.0) for at in range(12)], DAY, 24)
    rows = plot(columns, 10, Scale(0.0, 100.0), [(95.0, Mark.CRIT)])

    assert text(rows)[0].startswith("─" * 24)
    assert {piece.mark for piece in rows[4]} | {piece.mark for piece in rows[5]} >= {Mark.MEAN}
    assert text(rows)[3].startswith("░" * 12)
    assert text(rows)[3][20:] == "    "


def test_silence_is_a_gap_and_sparse_points_are_drawn_through():
    points = flat(1.0, end=60) + flat(1.0, start=200)
    columns = slots(points, DAY, 96)
    assert all(slot is not None for slot in columns[:19])
    assert columns[40] is None
    hourly = [Point(hour * 3600, 1.0, 1.0, 1.0) for hour in range(24)]
    assert all(slot is not None for slot in slots(hourly, DAY, 96))


def test_the_worst_state_of_a_column_is_shown():
    row = state_row(
        [Stretch(0, 43_200, "OK"), Stretch(43_200, 43_300, "CRITICAL"), Stretch(43_300, None, "OK")], DAY, 24
    )
    assert "".join(piece.text for piece in row) == "·" * 12 + "■" + "·" * 11
    assert state_row([], DAY, 3) == state_row([Stretch(90_000, None, "OK")], DAY, 3)


def test_downtimes_are_marked():
    assert downtime_row([(7200.0, 10_000.0), (-50.0, -10.0)], DAY, 24) == "  d"


@pytest.mark.parametrize(
    ("unit", "low", "high", "least", "scale"),
    [
        ("%", 10.0, 60.0, 0.0, Scale(0.0, 100.0)),
        ("ms", 10.0, 60.0, 0.0, Scale(0.0, 60.0)),
        ("B", 900.0, 1000.0, 0.0, Scale(900.0, 1000.0)),
        ("", 5.0, 5.0, None, Scale(5.0, 10.0)),
    ],
)
def test_scales_suit_the_values(unit, low, high, least, scale):
    course = Course("x", unit, [Point(0, low, low, low), Point(1, high, high, high)], min=least)
    assert scale_of(course) == scale


def test_a_level_that_is_near_is_in_sight():
    course = Course("x", "ms", [Point(0, 50, 60, 70)], warn="75", crit="500")
    assert scale_of(course, [75.0, 500.0]) == Scale(50.0, 75.0)


def test_two_stand_side_by_side_where_there_is_room():
    courses = [Course(name, "%", flat(50.0)) for name in ("one", "two")]
    wide = text(charts(courses, Background(), Frame(DAY, 100, 12, UTC)))
    narrow = text(charts(courses, Background(), Frame(DAY, 60, 24, UTC)))

    assert "one" in wide[0]
    assert "two" in wide[0]
    assert "two" not in narrow[0]
    assert max(map(width_of, wide)) <= 100


def test_a_chart_without_points_says_so():
    assert (
        text(chart(Course("x", "", []), Background(), Frame(DAY, 40, 10, UTC)))[1]
        == "Nothing was measured in this time."
    )


def test_hours_are_told_for_a_day_and_dates_for_a_year():
    assert ticks(DAY, 40, UTC).split() == ["00:00", "00:00"]
    assert ticks(Window(0, 365 * 86_400), 60, UTC).split()[0] == "1970-01-01"


values = st.floats(-1e15, 1e15, allow_nan=False)


@given(
    st.lists(st.tuples(st.floats(-1e5, 2e5), values, values, values), max_size=60),
    st.integers(20, 200),
    st.integers(4, 50),
    st.sampled_from(["%", "B", "s", "", "b/s"]),
    st.sampled_from([None, "80", "10:20", "~:5", "nonsense", "@1:2"]),
)
def test_any_course_fits_its_frame(found, width, height, unit, level):
    points = sorted((Point(at, *sorted(three)) for at, *three in found), key=lambda point: point.at)
    course = Course("a name\x1b[2J", unit, points, level, level)
    background = Background([Stretch(0.0, None, "CRITICAL")], [(0.0, 1e9)])
    rows = chart(course, background, Frame(DAY, width, height, UTC))

    assert all("\x1b" not in row for row in text(rows))
    assert len(rows) <= max(height, 9) + 1
    assert all(row.isascii() for row in text(map(to_ascii, rows[2:-3])) if "…" not in row)
