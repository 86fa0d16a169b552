"""`bls calls` in text and JSON: the queue, or the calls closed last."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any

from bls_tui.desk import call_filters, spans
from bls_tui.desk.call_filters import CallFilter
from bls_tui.desk.calls import words
from bls_tui.desk.calls.model import CallState, Priority
from bls_tui.desk.clock import Alarm
from bls_tui.desk.text import fit, line, pad
from bls_tui.locale import _, ngettext
from bls_tui.plain import call_data
from bls_tui.plain.data import instant, of_poller
from bls_tui.plain.look import Look
from bls_tui.plain.now import widest
from bls_tui.service.desk.call_views_data import QueueRow, QueueView, StillBad
from bls_tui.service.monitoring.views_why import stale_poller

INDENT = " " * 11
"""What stands under the number of a call, so that numbers alone begin a line."""
_ALARMS = {Alarm.BREACHED: "CRITICAL", Alarm.WARNING: "WARNING"}
"""The state whose colour an alarm borrows."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows: those a filter chooses of whose they are. `by_due` puts what is due first above all else.

    `closed`: the view holds the calls closed last instead of the queue.
    """

    chosen: CallFilter
    mine: bool = False
    team: bool = False
    unassigned: bool = False
    suspended: bool = False
    by_due: bool = False
    closed: bool = False


EVERYTHING = Wanted(call_filters.parse(""))


def select(view: QueueView, wanted: Wanted) -> list[QueueRow]:
    """Return the rows that match, in order: of several groups asked for, a row is in any."""
    groups = (
        (wanted.mine, view.mine),
        (wanted.team, view.team),
        (wanted.unassigned, view.unassigned),
        (wanted.suspended, view.suspended()),
    )
    asked = [rows for asked_for, rows in groups if asked_for]
    numbers = {row.number for rows in asked for row in rows}
    rows = [row for row in view.rows if not asked or row.number in numbers]
    rows = [row for row in rows if wanted.chosen.matches(row, view.generated_at)]
    return sorted(rows, key=_due) if wanted.by_due else rows


def _due(row: QueueRow) -> tuple[bool, float]:
    return (row.due is None, row.due or 0.0)


def data(view: QueueView, wanted: Wanted) -> dict[str, Any]:
    """Return the view as JSON: `calls` in the order of the screen, `still_bad` closed ones, and who asks."""
    return {
        **instant("generated", view.generated_at),
        "filter": wanted.chosen.text,
        "login": view.login,
        "known": view.known,
        "calls": [call_data.of_row(row) for row in select(view, wanted)],
        "still_bad": [_still_bad(one) for one in view.still_bad],
        "poller": of_poller(view.poller),
    }


def _still_bad(one: StillBad) -> dict[str, Any]:
    return {
        "number": one.number,
        "subject": one.subject,
        "customer": one.customer,
        "owner": one.owner,
        "object": one.full_name,
        "word": one.word,
        **instant("closed", one.closed_at),
    }


def text(view: QueueView, wanted: Wanted, look: Look, zone: tzinfo) -> Iterator[str]:
    """Yield the lines: the queue in numbers, call by call, what is closed and bad, whether nobody polls."""
    rows = select(view, wanted)
    if not wanted.closed:
        yield from look.wrap(_headline(view, rows))
    elif not view.rows:
        yield _("No call has been closed.")
    yield from table(rows, look, zone, view.generated_at)
    for one in view.still_bad:
        known = _(
            "{number} is closed and {object} still {state}: say why with bls call explain {number} {object} -m ..."
        )
        yield from look.wrap(known.format(number=one.number, object=one.full_name, state=one.word), "  ")
    if rows and view.poller.stale:
        yield from look.wrap(stale_poller(view.poller.holder, view.poller.heartbeat_age))


def _headline(view: QueueView, rows: Sequence[QueueRow]) -> str:
    if not view.rows:
        return _("No call is open.")
    if len(rows) < len(view.rows):
        return _("{shown} of {count} calls").format(shown=len(rows), count=len(view.rows))
    parts = [
        ngettext("{count} call", "{count} calls", len(rows)).format(count=len(rows)),
        _("{count} mine").format(count=len(view.mine)),
        ngettext("{count} unassigned", "{count} unassigned", len(view.unassigned)).format(count=len(view.unassigned)),
    ]
    if view.overdue:
        parts.append(
            ngettext("{count} wake-up OVERDUE", "{count} wake-ups OVERDUE", len(view.overdue)).format(
                count=len(view.overdue)
            )
        )
    return ", ".join(parts)


def table(rows: Sequence[QueueRow], look: Look, zone: tzinfo, now: float) -> Iterator[str]:
    """Yield the lines of calls: state, clocks and owner; customer and subject; what is awaited."""
    states = widest((words.state_word(row.state, row.reason) for row in rows), 21)
    first = widest((row.sla1.text for row in rows), 14)
    second = widest((row.sla2.text for row in rows), 14)
    phases = widest((row.sla2.word for row in rows), 14)
    for row in rows:
        cells = (
            pad(row.number, 9),
            pad(words.state_word(row.state, row.reason), states),
            _alarmed(row.sla1.clock.alarm, pad(row.sla1.text, first), look),
            _alarmed(row.sla2.clock.alarm, pad(row.sla2.text, second), look),
            pad(_phase(row), phases),
            fit(line(row.owner_name or row.owner) or "-", max(look.width - 19 - states - first - second - phases, 6)),
        )
        yield "  ".join(cells).rstrip()
        yield fit(INDENT + line(": ".join((_customer(row), row.subject))), look.width)
        yield from (each for sentence in waiting(row, zone, now) for each in look.wrap(sentence, INDENT))


def _phase(row: QueueRow) -> str:
    """Return what the clock does that still matters."""
    return row.sla1.word if row.sla1.clock.stopped_at is None else row.sla2.word


def _alarmed(alarm: Alarm, cell: str, look: Look) -> str:
    return look.paint(cell, _ALARMS.get(alarm, ""))


def _customer(row: QueueRow) -> str:
    known = [words.word(row.priority)] if row.priority not in (Priority.NORMAL, Priority.LOW) else []
    known += [_("BLOCKING")] if row.blocking else []
    known += [_("consultancy")] if row.consultancy else []
    known += [_("not in the contract")] if row.unpaid else []
    return f"{row.customer} ({', '.join(known)})" if known else row.customer


def waiting(row: QueueRow, zone: tzinfo, now: float) -> Iterator[str]:
    """Yield what is awaited of a call, whether it can be closed, and who looks at it; foreign text in it is raw."""
    if row.overdue_since is not None:
        late = spans.long(now - row.overdue_since)
        yield _("OVERDUE by {age}: {what}").format(age=late, what=row.waits_for)
    elif row.state is CallState.CLOSED:
        yield _("closed {when}").format(when=spans.moment(row.since, zone, now))
    elif row.wake_at is not None:
        yield _("waits for {what} until {when}").format(what=row.waits_for, when=spans.moment(row.wake_at, zone, now))
    if row.closing:
        yield _("Can it be closed? {evidence}").format(evidence=row.closing)
    if row.present:
        names = ", ".join(one.name for one in row.present)
        yield _("open at this moment: {names}").format(names=names)
