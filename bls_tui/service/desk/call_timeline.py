"""The history of a call in one order: its events in words, and what its linked objects did meanwhile."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from bls_tui.desk.calls import events as ev
from bls_tui.desk.calls import work_events as work
from bls_tui.desk.calls.events import Event, Payload
from bls_tui.desk.calls.wakes import CustomerWake, ProcessWake, SupplierWake, WakeUp
from bls_tui.desk.calls.words import word
from bls_tui.desk.people import Directory
from bls_tui.desk.spans import long
from bls_tui.locale import _
from bls_tui.service.desk.call_views_data import TimelineItem
from bls_tui.service.desk.calls_store import File
from db.queries import history
from db.rows import EventRow
from db.session import Reader

OBJECT_EVENTS = 200


def timeline(r: Reader, file: File, people: Directory, objects: Mapping[int, str]) -> tuple[TimelineItem, ...]:
    """Return what happened to a call, and to the objects it is tied to since it was opened, oldest first."""
    items = [*_own(file, people)]
    for object_id in objects:
        rows = history.of_object(r, object_id, OBJECT_EVENTS)
        items += [_of_object(row) for row in rows if row.kind == "STATE" and row.at >= file.call.opened_at]
    return tuple(sorted(items, key=lambda item: item.at))


def _own(file: File, people: Directory) -> Iterator[TimelineItem]:
    gone = {event.what.number for event in file.events if isinstance(event.what, ev.Undone)}
    for number, event in enumerate(file.events, start=1):
        text, body = said(event, people)
        yield TimelineItem(
            at=event.at,
            author=event.author,
            author_name=people.person(event.author),
            act=event.act,
            number=number,
            text=text,
            body=body,
            undone=number in gone,
        )


def _of_object(row: EventRow) -> TimelineItem:
    change = f"{row.full_name}: {row.from_state} → {row.state}" if row.from_state else f"{row.full_name}: {row.state}"
    return TimelineItem(
        at=row.at,
        author="",
        author_name="",
        act=None,
        number=None,
        text=change,
        body=row.text,
        object_id=row.object_id,
        state=row.state or "",
    )


def said(event: Event, people: Directory) -> tuple[str, str]:
    """Return an event in words, and what somebody wrote with it."""
    head, detail = word(event.act), _detail(event.what, people)
    return (f"{head}: {detail}" if detail else head), _written(event.what)


def _detail(what: Payload, people: Directory) -> str:
    tell = _DETAILS.get(type(what))
    return "" if tell is None else tell(what, people)


def _written(what: Payload) -> str:
    """Return whatever free text a payload has."""
    names = ("text", "note", "reason", "evidence", "solution")
    return next((found for name in names if (found := getattr(what, name, ""))), "")


def _awaits(wake: WakeUp, people: Directory) -> str:
    match wake:
        case ProcessWake(name=name):
            return f"{word(wake.reason)}, {name}"
        case CustomerWake():
            return word(wake.reason)
        case SupplierWake(supplier=supplier, ticket=ticket):
            found = people.suppliers.get(supplier)
            return f"{word(wake.reason)}, {found.name if found else supplier} {ticket}"


def _amended(what: ev.Amended, people: Directory) -> str:
    named = {
        _("subject"): what.subject,
        _("customer"): what.customer and people.customer(what.customer),
        _("contract"): what.contract,
        _("typology"): what.typology and people.typology(what.typology),
        _("level"): what.level and word(what.level),
        _("priority"): what.priority and word(what.priority),
        _("site"): what.site,
        _("contact"): what.contact,
    }
    return ", ".join(f"{name}: {value}" for name, value in named.items() if value is not None)


def _row(what: work.TimeLogged | work.TimeCorrected, start: float, end: float) -> str:
    return f"{word(what.kind)}, {long(end - start)}"


_DETAILS: Mapping[type, Callable[[Any, Directory], str]] = {
    ev.Opened: lambda what, _people: word(what.origin),
    ev.Assigned: lambda what, people: people.person(what.to),
    ev.Reassigned: lambda what, people: people.person(what.to),
    ev.HandedOver: lambda what, people: people.person(what.to),
    ev.Alerted: lambda what, people: people.person(what.to),
    ev.Suspended: lambda what, people: _awaits(what.wake, people),
    ev.Postponed: lambda what, people: _awaits(what.wake, people),
    ev.Closed: lambda what, _people: word(what.outcome),
    ev.Merged: lambda what, _people: what.into,
    ev.Split: lambda what, _people: what.into,
    ev.Referred: lambda what, _people: what.to,
    ev.Absorbed: lambda what, _people: what.source,
    ev.Judged: lambda what, _people: _("blocking") if what.blocking else _("not blocking"),
    ev.Linked: lambda what, _people: f"{what.link.kind.value} {what.link.target}",
    ev.Unlinked: lambda what, _people: f"{what.link.kind.value} {what.link.target}",
    ev.Received: lambda what, _people: what.sender,
    ev.Amended: _amended,
    work.VisitPlanned: lambda what, people: f"{', '.join(map(people.person, what.technicians))} {what.place}",
    work.VisitChanged: lambda what, people: f"{', '.join(map(people.person, what.technicians))} {what.place}",
    work.TimeLogged: lambda what, people: f"{people.person(what.technician)}, {_row(what, what.start, what.end)}",
    work.TimeCorrected: lambda what, _people: _row(what, what.start, what.end),
    work.WatchStopped: lambda what, _people: word(what.kind),
}
