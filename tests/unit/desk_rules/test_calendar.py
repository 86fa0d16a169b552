"""Working time: windows, holidays, exceptions, nights of summer time."""

from datetime import date

import pytest

from bls_tui.desk.calendar import Calendar, CalendarError, always
from bls_tui.desk.public_holidays import PublicHolidays, UnknownHolidaysError
from tests.support.desk import HOUR, MILAN, OFFICE, ROME, WEEK, at

CLOSED_AUGUST = Calendar.parse(
    "works",
    "Europe/Rome",
    WEEK,
    holiday=MILAN.name,
    closed={"2026-08-10 - 2026-08-21": "summer", "december 24": ""},
    opened={"2026-12-08": "09:00-12:00", "2026-08-14": "10:00-11:00"},
)
NIGHTS = Calendar.parse("nights", "Europe/Rome", {"saturday": "22:00-06:00", "sunday": "05:00-07:00"})


def parts(calendar, start, end):
    return list(calendar.intervals(at(start), at(end)))


def test_a_day_has_its_lunch_break():
    assert parts(OFFICE, "2026-11-23 00:00", "2026-11-24 00:00") == [
        (at("2026-11-23 09:00"), at("2026-11-23 13:00")),
        (at("2026-11-23 14:00"), at("2026-11-23 18:00")),
    ]


def test_what_is_asked_for_cuts_windows():
    assert OFFICE.worked(at("2026-11-23 12:30"), at("2026-11-23 14:10")) == 40 * 60
    assert parts(OFFICE, "2026-11-23 12:30", "2026-11-23 12:40") == [(at("2026-11-23 12:30"), at("2026-11-23 12:40"))]


def test_four_hours_from_four_in_the_afternoon_end_the_next_day():
    assert OFFICE.add(at("2026-11-23 16:00"), 4 * HOUR) == at("2026-11-24 11:00")


def test_time_that_runs_out_at_closing_is_due_at_closing():
    assert OFFICE.add(at("2026-11-23 16:00"), 2 * HOUR) == at("2026-11-23 18:00")


def test_dust_of_a_float_does_not_put_a_due_time_off_to_the_morning():
    assert OFFICE.add(at("2026-11-23 16:00") + 0.1, 2 * HOUR - 0.1) == pytest.approx(at("2026-11-23 18:00"), abs=0.01)


def test_the_patron_saint_of_the_province_is_a_holiday():
    rome = Calendar.parse("rome", "Europe/Rome", WEEK, holiday=PublicHolidays("IT", "RM").name)
    assert OFFICE.worked(at("2026-12-07 00:00"), at("2026-12-08 00:00")) == 0
    assert rome.worked(at("2026-12-07 00:00"), at("2026-12-08 00:00")) == 8 * HOUR


def test_holidays_have_their_names_in_the_language_asked_for():
    assert MILAN.name(date(2026, 12, 7)) == "Sant'Ambrogio"
    assert PublicHolidays("IT", "MI", "en").name(date(2026, 12, 7)) == "Saint Ambrose's Day"


def test_the_fourth_of_october_is_a_holiday_from_2026():
    assert MILAN.name(date(2025, 10, 4)) is None
    assert MILAN.name(date(2026, 10, 4))
    assert OFFICE.day(date(2027, 10, 4)).holiday


def test_holidays_nobody_knows_are_refused_with_what_is_known():
    with pytest.raises(UnknownHolidaysError, match=r"no province 'XX'.*MI"):
        PublicHolidays("IT", "XX")
    with pytest.raises(UnknownHolidaysError, match="'Padania'"):
        PublicHolidays("Padania")


def test_extra_days_win_over_holidays_and_closures():
    assert CLOSED_AUGUST.day(date(2026, 8, 11)).name == "summer"
    assert CLOSED_AUGUST.worked(at("2026-12-08 00:00"), at("2026-12-09 00:00")) == 3 * HOUR
    assert CLOSED_AUGUST.worked(at("2026-08-10 00:00"), at("2026-08-22 00:00")) == 1 * HOUR
    assert CLOSED_AUGUST.day(date(2026, 12, 24)).name == "december 24"


def test_windows_over_midnight_belong_to_the_day_they_start_on_and_are_counted_once():
    saturday, sunday = "2026-11-21 00:00", "2026-11-22 00:00"
    assert NIGHTS.worked(at(saturday), at("2026-11-23 00:00")) == 9 * HOUR
    assert NIGHTS.worked(at(sunday), at("2026-11-23 00:00")) == 7 * HOUR
    assert parts(NIGHTS, saturday, "2026-11-23 00:00") == [(at("2026-11-21 22:00"), at("2026-11-22 07:00"))]


def test_a_window_over_new_year_is_one():
    assert parts(
        Calendar.parse("eve", "Europe/Rome", {"december 31": "22:00-06:00", "january 1": "05:00-07:00"}),
        "2026-12-31 00:00",
        "2027-01-02 00:00",
    ) == [(at("2026-12-31 22:00"), at("2027-01-01 07:00"))]


@pytest.mark.parametrize(
    ("day", "next_day", "hours"), [("2026-03-29", "2026-03-30", 23), ("2026-10-25", "2026-10-26", 25)]
)
def test_days_of_summer_time_are_as_long_as_they_are(day, next_day, hours):
    assert always(ROME).worked(at(f"{day} 00:00"), at(f"{next_day} 00:00")) == hours * HOUR


@pytest.mark.parametrize(("sunday", "hours"), [("2026-03-29", 7), ("2026-10-25", 9)])
def test_a_night_shift_loses_and_gains_the_hour(sunday, hours):
    night = Calendar.parse("night", "Europe/Rome", {"saturday": "22:00-06:00"})
    assert night.worked(at(f"{sunday} 06:00") - 10 * HOUR, at(f"{sunday} 06:00")) == hours * HOUR


def test_the_twenty_ninth_of_february_is_a_working_day():
    assert OFFICE.worked(at("2028-02-29 00:00"), at("2028-03-01 00:00")) == 8 * HOUR
    assert OFFICE.add(at("2028-02-28 17:00"), 2 * HOUR) == at("2028-02-29 10:00")


def test_christmas_counts_what_is_left_of_it():
    assert OFFICE.worked(at("2026-12-23 17:00"), at("2026-12-28 10:00")) == (1 + 8 + 1) * HOUR


def test_around_the_clock_is_one_piece():
    assert parts(always(ROME), "2026-12-30 10:00", "2027-01-02 11:00") == [
        (at("2026-12-30 10:00"), at("2027-01-02 11:00"))
    ]
    assert always(ROME).next_change(at("2026-12-30 10:00")) is None


def test_openings_and_closings_are_announced():
    assert OFFICE.next_change(at("2026-11-23 10:00")) == at("2026-11-23 13:00")
    assert OFFICE.next_change(at("2026-11-23 13:00")) == at("2026-11-23 14:00")
    assert OFFICE.next_change(at("2026-12-24 18:00")) == at("2026-12-28 09:00")
    assert OFFICE.next_open(at("2026-12-31 19:00")) == at("2027-01-04 09:00")
    assert OFFICE.next_open(at("2026-11-23 09:00")) == at("2026-11-23 09:00")


def test_working_days_later_at_the_same_time_or_the_next_opening():
    assert OFFICE.add_days(at("2026-12-04 10:15"), 2) == at("2026-12-10 10:15")
    assert OFFICE.add_days(at("2026-11-23 20:00"), 1) == at("2026-11-25 09:00")


def test_a_calendar_that_never_opens_is_an_error_not_a_loop():
    never = Calendar.parse("never", "Europe/Rome", {"monday": ""})
    with pytest.raises(CalendarError, match="never"):
        never.add(0.0, 1)
    with pytest.raises(CalendarError, match="never"):
        never.next_open(0.0)
    assert never.next_change(0.0) is None


@pytest.mark.parametrize(
    ("zone", "hours"), [("Rome", WEEK), ("Europe/Rome", {"lunedì": "9-18"}), ("UTC", {"monday": "x"})]
)
def test_what_cannot_be_understood_names_the_calendar(zone, hours):
    with pytest.raises(CalendarError, match="calendar bad"):
        Calendar.parse("bad", zone, hours)
