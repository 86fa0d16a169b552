"""Clocks as text: the cell of a list, the words for what a clock does, the lines of the explanation."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, tzinfo
from math import ceil

from bls_tui.desk.calls.wakes import Reason
from bls_tui.desk.calls.words import word
from bls_tui.desk.clock import Alarm, Clock, Phase
from bls_tui.desk.clock_why import Cause, Interval
from bls_tui.desk.spans import MINUTE
from bls_tui.locale import N_, _

PHASES: Mapping[Phase, str] = {
    Phase.RUNNING: N_("runs"),
    Phase.OUT_OF_HOURS: N_("out of hours"),
    Phase.SUSPENDED: N_("suspended"),
    Phase.STOPPED: N_("stopped"),
    Phase.VOID: N_("does not matter"),
}
SIGNS: Mapping[Alarm, str] = {Alarm.NONE: "", Alarm.OK: "", Alarm.WARNING: "!", Alarm.BREACHED: "!!"}
CAUSES: Mapping[Cause, str] = {
    Cause.WORKING_HOURS: N_("working hours"),
    Cause.BLOCKING: N_("judged blocking: around the clock"),
    Cause.NOT_PAUSED: N_("suspended ({detail}), which this contract does not pause"),
    Cause.OUT_OF_HOURS: N_("out of hours"),
    Cause.HOLIDAY: N_("holiday: {detail}"),
    Cause.CLOSED_DAY: N_("closed: {detail}"),
    Cause.SUSPENDED: N_("suspended ({detail})"),
}
_MINUTES_OF_HOUR = 60


def phase_word(clock: Clock) -> str:
    """Return what a clock does, in a word: runs, out of hours, suspended, met, late."""
    if clock.phase is Phase.STOPPED and clock.limit is not None:
        return _("met") if clock.met else _("late")
    return _(PHASES[clock.phase])


def cell(clock: Clock) -> str:
    """Return a clock for a list: "1: 00:18", "2: 03:40", with "!" below a quarter and "!!" when breached.

    What is left is rounded up to the minute, so that 00:00 is never shown while there is time; past the limit it is
    the excess, with a minus. A stopped clock says met or late, one without a promise "-".
    """
    number = int(clock.sla)
    if clock.left is None or clock.phase is Phase.VOID:
        return f"{number}: -"
    if clock.phase is Phase.STOPPED:
        return f"{number}: {phase_word(clock)}"
    return f"{number}: {hours(_due_in(clock))}{SIGNS[clock.alarm]}"


def hours(seconds: float) -> str:
    """Return a duration as HH:MM, rounded up to the minute; below zero with a minus."""
    minutes = ceil(abs(round(seconds)) / MINUTE)
    return f"{'-' if seconds < 0 else ''}{minutes // _MINUTES_OF_HOUR:02d}:{minutes % _MINUTES_OF_HOUR:02d}"


def cause_words(interval: Interval) -> str:
    """Return why an interval counts or not. A name of a day comes from the inventory: make it safe before showing."""
    detail = interval.detail
    if interval.cause in (Cause.NOT_PAUSED, Cause.SUSPENDED):
        detail = word(Reason(detail))
    return _(CAUSES[interval.cause]).format(detail=detail)


def interval_line(interval: Interval, zone: tzinfo) -> str:
    """Return one line of the explanation: from, to, what was counted, and why."""
    start, end = (datetime.fromtimestamp(at, zone) for at in (interval.start, interval.end))
    counted = hours(interval.seconds) if interval.counted else "--:--"
    return f"{start:%Y-%m-%d %H:%M} - {end:%Y-%m-%d %H:%M}  {counted}  {cause_words(interval)}"


def _due_in(clock: Clock) -> float:
    left = clock.left or 0.0
    if clock.alarm is Alarm.BREACHED and clock.due is not None and left >= 0:
        return clock.due - clock.at  # agreed for an hour at which nobody works
    return left
