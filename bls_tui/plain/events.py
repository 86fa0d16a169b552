"""The log in words: one line for each event."""

from collections.abc import Callable, Iterator, Mapping
from datetime import tzinfo
from typing import Any

from bls_tui.desk import spans
from bls_tui.desk.text import fit, line
from bls_tui.locale import _
from bls_tui.plain import data as json_of
from bls_tui.plain.look import Look
from bls_tui.service.monitoring.views import LogView
from db.rows import EventRow

_WORDS: Mapping[str, Callable[[], str]] = {
    "FLAPPING_START": lambda: _("begins to flap"),
    "FLAPPING_END": lambda: _("no longer flaps"),
    "ACKNOWLEDGED": lambda: _("acknowledged"),
    "UNACKNOWLEDGED": lambda: _("acknowledgement removed"),
    "DOWNTIME_SET": lambda: _("downtime scheduled"),
    "DOWNTIME_START": lambda: _("downtime begins"),
    "DOWNTIME_END": lambda: _("downtime ends"),
    "DOWNTIME_CANCELLED": lambda: _("downtime cancelled"),
    "COMMENT": lambda: _("comment"),
    "CHECK_REQUESTED": lambda: _("check asked for"),
    "INVENTORY": lambda: _("inventory"),
    "POLLER": lambda: _("poller"),
}


def described(event: EventRow, zone: tzinfo, now: float, *, with_object: bool = False) -> str:
    """Return an event as one line, foreign text in it still raw."""
    parts = [spans.moment(event.at, zone, now)]
    if with_object and event.full_name:
        parts.append(event.full_name)
    parts.append(_what(event))
    if event.actor and event.actor != "poller":
        parts.append(_("by {author}").format(author=event.actor))
    head = " ".join(parts)
    return f"{head}: {event.text}" if event.text else head


def _what(event: EventRow) -> str:
    if event.kind != "STATE":
        word = _WORDS.get(event.kind)
        return word() if word else event.kind
    attempt = f" {event.attempt}" if event.state_type == "SOFT" else ""
    change = f"{event.from_state} > {event.state}" if event.from_state not in (None, event.state) else f"{event.state}"
    return f"{change} ({event.state_type}{attempt})"


def data(view: LogView) -> dict[str, Any]:
    """Return the log as JSON: `events`, newest first, and `before_id` to ask for older ones."""
    return {
        **json_of.instant("generated", view.generated_at),
        "events": [json_of.of_event(row) for row in view.events],
        "before_id": view.before_id,
        "poller": json_of.of_poller(view.poller),
    }


def text(view: LogView, look: Look, zone: tzinfo) -> Iterator[str]:
    """Yield the events, oldest first, as a log is read."""
    if not view.events:
        yield _("Nothing has happened yet.")
    for event in reversed(view.events):
        yield fit(line(described(event, zone, view.generated_at, with_object=True)), look.width)
