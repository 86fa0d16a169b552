"""The bars around the panes: the alarm bar, what the poller does, the footer's hints, and the age of a pane."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo

from bls_tui.desk.spans import moment, short
from bls_tui.desk.text import cells as width_of
from bls_tui.desk.text import line
from bls_tui.locale import _, ngettext
from bls_tui.service.desk.call_views_data import Alert
from bls_tui.service.monitoring.views_data import PollerView
from bls_tui.ui.render.cells import Cell, Role
from bls_tui.ui.render.row import Shown

_NAME, _LONGEST, _SHORTEST = 99, 6, 3
"""Letters of the name of a screen: all, or from six to three where there is little room."""
FRESH_SECONDS = 5.0
"""A pane older than this although it is read every second is stale."""


def poller_alarm(poller: PollerView, newest_age: float | None) -> str | None:
    """Return the sentence of the alarm bar when results cannot be trusted to arrive, else None."""
    if not poller.stale:
        return None
    data = _("Newest result {span} old.").format(span=short(newest_age)) if newest_age is not None else _("No results.")
    if not poller.holder:
        return _("NOBODY POLLS. {data} States below may be wrong. Start `bls poller`.").format(data=data)
    silent = short(poller.heartbeat_age or 0.0)
    return _("POLLER SILENT for {span} ({who}). {data} States below may be wrong.").format(
        span=silent, who=line(poller.holder), data=data
    )


def database_alarm(reason: str, since: float, retry_at: float, now: float, zone: tzinfo) -> str:
    """Return the sentence of the alarm bar while the database is away."""
    return _("DATABASE AWAY since {at}: {reason} Shown is what was last read. Next try in {span}.").format(
        at=moment(since, zone, now), reason=line(reason), span=short(max(0.0, retry_at - now))
    )


def poll_age(poller: PollerView | None, newest_age: float | None) -> Cell:
    """Return the age of the newest result, for the top bar."""
    if poller is None or newest_age is None:
        return Cell(_("poll -"), Role.DIM)
    if poller.stale:
        return Cell(_("poll STALE {span}").format(span=short(newest_age)), Role.WARNING)
    return Cell(_("poll {span}").format(span=short(newest_age)), Role.DIM)


def pane_age(read_at: float | None, now: float, poller: PollerView | None = None) -> Cell:
    """Return how old what a pane shows is: live while it is read and polled as it should be, else STALE and its age."""
    if read_at is None:
        return Cell(_("reading"), Role.DIM)
    seconds = max(0.0, now - read_at)
    if seconds > FRESH_SECONDS:
        return Cell(_("STALE {span}").format(span=short(seconds)), Role.WARNING)
    if poller is not None and poller.stale:
        silent = "" if poller.heartbeat_age is None else short(poller.heartbeat_age)
        return Cell(_("STALE {span}").format(span=silent).rstrip(), Role.WARNING)
    return Cell(_("live"), Role.DIM)


def hints(actions: Sequence[tuple[str, str]], help_hint: tuple[str, str], width: int) -> tuple[Cell, ...]:
    """Fit the hints (key, label) of a footer into `width` cells, as many as go; the help hint always stays."""
    room = width - width_of(" ".join(help_hint)) - 2
    cells: list[Cell] = []
    for key, label in actions:
        size = width_of(key) + width_of(label) + 3
        if size > room:
            break
        room -= size
        cells += [Cell(key, Role.KEY), Cell(f" {label}  ")]
    cells.append(Cell(" " * max(0, room)))
    return (Cell(" "), *cells, Cell(help_hint[0], Role.KEY), Cell(f" {help_hint[1]}"))


def alert(told: Alert, key: str) -> str:
    """Return what somebody is told about a call, and the key that opens it."""
    text = _("{number} {what} ({subject}, {customer}): {key} opens it")
    return line(text.format(number=told.number, what=told.text, subject=told.subject, customer=told.customer, key=key))


def alerts(count: int, *, phone: bool) -> Cell:
    """Return how many calls want their reader, for the top bar."""
    text = f"!{count}" if phone else ngettext("{count} alert", "{count} alerts", count).format(count=count)
    return Cell(f"{text}  ", Role.DOWN) if count else Cell("")


def sentence(error: Exception) -> str:
    """Return an expected error as one safe line."""
    return line(str(error))


def test_result(row: Shown, asked: float) -> str:
    """Return what a requested test found and how long it took."""
    took = short((row.checked_at or asked) - asked)
    return _("Tested {object}: {state} after {span}. {output}").format(
        object=line(row.full_name), state=row.state, span=took, output=line(row.output)
    )


def tabs(current: str, titles: Sequence[tuple[str, str, str]], *, phone: bool, room: int) -> tuple[Cell, ...]:
    """Return the names of the screens (part, key, title), the current one standing out and on a phone alone.

    In less than `room` cells the names of the others are cut, in the end to their keys.
    """
    if phone:
        return tuple(Cell(f" {title}", Role.TITLE) for part, _key, title in titles if part == current)
    letters = next(
        (most for most in (_NAME, *range(_LONGEST, _SHORTEST - 1, -1)) if _fits(titles, current, most, room)), 0
    )
    cells = [Cell(" bls  " if letters == _NAME else " ", Role.DIM)]
    for part, key, title in titles:
        here = part == current
        shown = Cell(title, Role.TITLE) if here else Cell(title[:letters], Role.DIM)
        cells += [Cell(f"[{key}]", Role.KEY), shown, Cell(" ")]
    return tuple(cells)


def _fits(titles: Sequence[tuple[str, str, str]], current: str, letters: int, room: int) -> bool:
    prefix = 6 if letters == _NAME else 1
    named = (width_of(title) if part == current else min(width_of(title), letters) for part, _key, title in titles)
    return prefix + sum(named) + sum(width_of(key) + 3 for _part, key, _title in titles) <= room


def not_read(reason: str | None, retry_in: float) -> list[str]:
    """Return what an empty list says before the database has ever answered."""
    if reason is None:
        return [_("Reading the database …")]
    return [
        _("The database has not answered yet: {reason}").format(reason=line(reason)),
        _("Next try in {span}.").format(span=short(max(0.0, retry_in))),
    ]


def no_match(total: int, wanted: str) -> str:
    """Return what a list says that a filter leaves empty."""
    return _('0 of {total} match "{filter}"; Esc clears the filter.').format(total=total, filter=line(wanted))
