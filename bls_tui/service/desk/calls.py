"""The use cases of the desk: opening calls and doing things to them, one call or many. All doors come through here.

    calls.act(database, "26-000123", call_verbs.take(), login, now, seen=7)

Every act checks the role of its author, the table of moves and the version that was seen, and stores events and
projection in one transaction. Someone the inventory does not know may look, not touch (NotAllowedError).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from bls_tui.desk.calls import events as ev
from bls_tui.desk.calls.model import Call, Details, Level, Link, Origin, Priority
from bls_tui.desk.calls.permits import NotPermittedError
from bls_tui.errors import BlsError
from bls_tui.locale import _, ngettext
from bls_tui.service.desk.call_choice import assignment_or_coordinator
from bls_tui.service.desk.call_verbs import Verb, check_closed, check_details, take
from bls_tui.service.desk.calls_store import Desk, File, begin, check_seen, desk, imagined, load, record
from bls_tui.service.monitoring.undo import Undo
from db.errors import Conflict
from db.session import Database, Writer


@dataclass(frozen=True, slots=True)
class Done:
    """What came of an act: the call as it is now, and how to take the act back (None: it cannot be)."""

    call: Call
    undo: Undo | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """A call that an act on many leaves alone, and why."""

    number: str
    subject: str
    reason: str


@dataclass(frozen=True, slots=True)
class DoneToMany:
    """What came of an act on many: those changed, those left alone, and one way to take all of it back."""

    done: tuple[Call, ...]
    refused: tuple[Refused, ...]
    undo: Undo | None = None


@dataclass(frozen=True, slots=True)
class UndoMove:
    """Takes back the move with an event number, if it is still the last one."""

    number: str
    event: int

    def reverse(self, w: Writer, author: str, now: float) -> None:
        """Record that the move never was. Raises Conflict."""
        at_desk = desk(w, author, now)
        try:
            record(at_desk, w, load(w, self.number), [ev.Undone(self.event)])
        except NotPermittedError as error:
            text = _("Call {number} has changed meanwhile; nothing was taken back.")
            raise Conflict(text.format(number=self.number)) from error


@dataclass(frozen=True, slots=True)
class NewCall:
    """What is known of a call about to be opened. `contract` None: the customer's in force; `take`: by its opener.

    `number` of a closed call in `refers_to`.
    """

    customer: str
    subject: str
    text: str = ""
    origin: Origin = Origin.PHONE
    level: Level = Level.HELP_DESK
    priority: Priority = Priority.NORMAL
    typology: str = ""
    contract: str | None = None
    site: str = ""
    contact: str = ""
    links: tuple[Link, ...] = ()
    refers_to: str = ""
    take: bool = False


def act(database: Database, number: str, verb: Verb, author: str, now: float, *, seen: int | None = None) -> Done:
    """Do something to a call; `seen` is the version that was looked at (None: whatever it is).

    Raises:
        NotAllowedError: the author is unknown, or it is for somebody else.
        NotPermittedError: the table of moves does not have it; the message names the moves it has.
        CallChangedError: somebody else changed the call since `seen`; both versions are in it.
        RefusedError, NotFoundError: the verb's own reasons. Nothing was written in any of these cases.
    """
    with database.write() as w:
        at_desk, file = desk(w, author, now), load(w, number)
        check_seen(file, seen)
        after = record(at_desk, w, file, verb.payloads(at_desk, file))
    return Done(after.call, _undo(now, [(file, after)]))


def act_on_all(database: Database, numbers: Collection[str], verb: Verb, author: str, now: float) -> DoneToMany:
    """Do something to many calls in one transaction; those it cannot be done to are left alone and told."""
    done: list[tuple[File, File]] = []
    refused: list[Refused] = []
    with database.write() as w:
        at_desk = desk(w, author, now)
        for number in dict.fromkeys(numbers):
            file = load(w, number)
            try:
                payloads = verb.payloads(at_desk, file)
                imagined(at_desk, file, payloads)
            except BlsError as error:
                refused.append(Refused(number, file.call.details.subject, str(error)))
            else:
                done.append((file, record(at_desk, w, file, payloads)))
    return DoneToMany(tuple(after.call for _before, after in done), tuple(refused), _undo(now, done))


def preview(database: Database, numbers: Collection[str], verb: Verb, author: str, now: float) -> DoneToMany:
    """Tell what `act_on_all` would do; nothing is written."""
    done: list[Call] = []
    refused: list[Refused] = []
    with database.read() as r:
        at_desk = desk(r, author, now)
        for number in dict.fromkeys(numbers):
            file = load(r, number)
            try:
                done.append(imagined(at_desk, file, verb.payloads(at_desk, file)).call)
            except BlsError as error:
                refused.append(Refused(number, file.call.details.subject, str(error)))
    return DoneToMany(tuple(done), tuple(refused))


def open_call(database: Database, new: NewCall, author: str, now: float) -> Done:
    """Open a call; it is taken by its opener, or assigned by the rules, or, with nobody eligible, the coordinator's.

    Raises:
        NotAllowedError, WrongDetailsError, UnknownCustomerError, IncompleteError: nothing was written.
    """
    with database.write() as w:
        return Done(open_in(desk(w, author, now), w, new).call)


def open_in(at_desk: Desk, w: Writer, new: NewCall, split_from: str = "") -> File:
    """Open a call inside a transaction; see `open_call`."""
    if new.refers_to:
        check_closed(w, new.refers_to)
    details = _details(at_desk, new)
    file = begin(at_desk, w, ev.Opened(new.origin, details, new.text, new.links, new.refers_to, split_from))
    if new.take:
        return record(at_desk, w, file, take().payloads(at_desk, file))
    system = at_desk.as_system()
    return record(system, w, file, assignment_or_coordinator(system, file))


def _details(at_desk: Desk, new: NewCall) -> Details:
    usual = Details(
        new.subject, new.customer, new.contract or "", new.typology, new.level, new.priority, new.site, new.contact
    )
    if new.contract is None:
        usual = replace(usual, contract=at_desk.people.usual_contract(new.customer, at_desk.today(usual)))
    check_details(at_desk.people, usual)
    return usual


def _undo(now: float, changes: Sequence[tuple[File, File]]) -> Undo | None:
    steps = [
        UndoMove(after.call.number, undoable.number)
        for before, after in changes
        if (undoable := after.call.undoable) and undoable.number > before.call.version
    ]
    if not steps:
        return None
    number = (
        steps[0].number
        if len(steps) == 1
        else ngettext("{count} call", "{count} calls", len(steps)).format(count=len(steps))
    )
    return Undo(_("last move of {calls}").format(calls=number), now, tuple(steps))
