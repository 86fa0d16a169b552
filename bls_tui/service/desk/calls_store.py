"""The desk inside one transaction: a call is read with its events, changed by further ones, and stored anew.

Whatever is done to a call, by whichever door, goes through `record`: role, table of moves, version, events and
projection together.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from bls_tui.desk.calls import events as ev
from bls_tui.desk.calls import permits
from bls_tui.desk.calls.codec import StoredEventError
from bls_tui.desk.calls.events import Event, Payload
from bls_tui.desk.calls.fold import apply, fold, opened
from bls_tui.desk.calls.model import Call, Details
from bls_tui.desk.calls.permits import NotAllowedError
from bls_tui.desk.contract import Contract
from bls_tui.desk.people import Directory
from bls_tui.desk.roles import SYSTEM, Actor
from bls_tui.errors import BlsError, NotFoundError, RefusedError
from bls_tui.locale import _
from bls_tui.service.desk import people
from bls_tui.service.desk.calls_projection import loaded, projected, stored
from bls_tui.service.desk.calls_texts import texts
from db.errors import Conflict
from db.queries import calls, inventory, search
from db.session import Reader, Writer

_FULL = re.compile(r"\[?(?:BLS)?#?(\d{2}-\d{6,})\]?", re.IGNORECASE)
_SHORT = re.compile(r"#?(\d{1,6})")


class UnknownCallError(NotFoundError):
    """No call has that number."""


class UnreadableCallError(BlsError):
    """A call has an event that this version of the application does not know."""


class UnknownCustomerError(RefusedError):
    """The customer is not in the inventory."""


class CallChangedError(Conflict):
    """Somebody else changed the call since it was looked at: `seen` is the call then, `now` as it is, `news` between.

    Nothing was written. Whoever gets this decides again with both versions in view.
    """

    def __init__(self, seen: Call, now: Call, news: Sequence[Event]) -> None:
        authors = ", ".join(sorted({event.author for event in news}))
        text = _("Call {number} was changed meanwhile by {authors}; look at it again.")
        super().__init__(text.format(number=now.number, authors=authors))
        self.seen = seen
        self.now = now
        self.news = tuple(news)


@dataclass(frozen=True, slots=True)
class File:
    """A call as it is stored: its id, what its events make of it, and the events."""

    id: int
    call: Call
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Desk:
    """A transaction in which somebody works at the desk."""

    r: Reader
    people: Directory
    actor: Actor
    now: float

    def contract(self, call: Call) -> Contract:
        """Return the contract of a call."""
        return self.people.contract(call.details)

    def as_system(self) -> "Desk":
        """Return the same transaction with this program acting by itself."""
        return replace(self, actor=SYSTEM)

    def today(self, details: Details) -> date:
        """Return the date it is where the calendar of a call counts."""
        return datetime.fromtimestamp(self.now, self.people.contract(details).calendar.zone).date()


def desk(r: Reader, login: str, now: float) -> Desk:
    """Open the desk in a transaction for a login, known or not. Raises DirectoryError."""
    directory = people.directory(r)
    return Desk(r, directory, directory.actor(login), now)


def number_of(text: str, now: float) -> str:
    """Return the full number meant by "26-001234", "#26-001234" or, of this year, "1234". Raises UnknownCallError."""
    if full := _FULL.fullmatch(text.strip()):
        return full[1]
    if short := _SHORT.fullmatch(text.strip()):
        return f"{datetime.fromtimestamp(now).astimezone().year % 100:02}-{int(short[1]):06}"
    raise UnknownCallError(_("{text!r} is no number of a call; write for example 26-001234 or 1234.").format(text=text))


def load(r: Reader, number: str) -> File:
    """Read a call by its full number. Raises UnknownCallError."""
    row = calls.by_number(r, number)
    if row is None:
        raise UnknownCallError(_("There is no call {number}.").format(number=number))
    return _file(r, row.id, number)


def load_id(r: Reader, call_id: int) -> File:
    """Read a call by its id. Raises UnknownCallError."""
    row = calls.get(r, call_id)
    if row is None:
        raise UnknownCallError(_("There is no call number {number}.").format(number=call_id))
    return _file(r, row.id, row.call.number)


def _file(r: Reader, call_id: int, number: str) -> File:
    try:
        events = loaded(calls.events(r, call_id))
    except StoredEventError as error:
        text = _("Call {number} cannot be read by this version of bls: {reason}.")
        raise UnreadableCallError(text.format(number=number, reason=error)) from error
    return File(call_id, fold(number, events), events)


def check_seen(file: File, seen: int | None) -> None:
    """Refuse to act on a call that is not any more as it was seen (its version). Raises CallChangedError."""
    if seen is not None and seen != file.call.version:
        then = fold(file.call.number, file.events[:seen])
        raise CallChangedError(then, file.call, file.events[seen:])


def imagined(at_desk: Desk, file: File, payloads: Sequence[Payload]) -> File:
    """Return the call as these payloads would leave it; nothing is written. Raises what forbids it."""
    call, events = file.call, list(file.events)
    for what in payloads:
        permits.authorise(call, at_desk.actor, what.act)
        event = Event(at_desk.now, at_desk.actor.login, what)
        call = apply(call, event)
        events.append(event)
    return File(file.id, call, tuple(events))


def record(at_desk: Desk, w: Writer, file: File, payloads: Sequence[Payload]) -> File:
    """Append events to a call and store what they make of it.

    Raises:
        NotAllowedError, NotPermittedError, IncompleteError, InvalidWakeUpError: nothing was written.
        Conflict: somebody else was faster; the transaction cannot be committed.
    """
    after = imagined(at_desk, file, payloads)
    new = after.events[len(file.events) :]
    if not new:
        return file
    calls.append(w, file.id, file.call.version, [stored(event) for event in new])
    store(at_desk, w, after)
    search.put(w, file.id, texts(new, len(file.events)))
    return after


def store(at_desk: Desk, w: Writer, file: File) -> None:
    """Write the projection of a call anew."""
    customer_id = _customer_id(w, file.call.details.customer)
    made = projected(file.call, file.events, at_desk.people, customer_id, at_desk.now)
    calls.project(w, file.id, made.row, made.parts)


def begin(at_desk: Desk, w: Writer, what: ev.Opened) -> File:
    """Store a new call. Raises NotAllowedError for somebody unknown, IncompleteError, UnknownCustomerError."""
    if not permits.may_open(at_desk.actor):
        text = _("{login} is not a known technician and may only look.")
        raise NotAllowedError(text.format(login=at_desk.actor.login))
    customer_id = _customer_id(w, what.details.customer)
    zone = at_desk.people.contract(what.details).calendar.zone
    number = calls.next_number(w, datetime.fromtimestamp(at_desk.now, zone).year)
    event = Event(at_desk.now, at_desk.actor.login, what)
    call = opened(number, event)
    made = projected(call, (event,), at_desk.people, customer_id, at_desk.now)
    call_id = calls.create(w, made.row, [stored(event)], made.parts)
    search.put(w, call_id, texts((event,), 0))
    return File(call_id, call, (event,))


def _customer_id(r: Reader, key: str) -> int:
    found = inventory.customer_id(r, key)
    if found is None:
        raise UnknownCustomerError(_("The inventory knows no customer {key!r}.").format(key=key))
    return found
