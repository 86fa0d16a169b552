"""Lives of calls made up by hypothesis: any acts the table permits, in any order, at any times."""

from collections.abc import Callable

from hypothesis import strategies as st

from bls_tui.desk.calls import events as ev
from bls_tui.desk.calls import work_events as work
from bls_tui.desk.calls.fold import apply, opened
from bls_tui.desk.calls.model import Call, Level, Link, LinkKind, Outcome, Priority, Span, WorkKind
from bls_tui.desk.calls.permits import permitted
from bls_tui.desk.calls.wakes import customer_wake
from bls_tui.desk.roles import SYSTEM, Actor, Role
from bls_tui.errors import RefusedError
from tests.support.desk import CONTRACT, HOUR, OFFICE, Event, at, opening, process, supplier

DAY = 24 * HOUR
BOSS = Actor("lea", frozenset({Role.TECHNICIAN, Role.LEAD}), frozenset({CONTRACT.key}))
LINK = Link(LinkKind.OBJECT, "3")
CANDIDATES = (ev.Candidate("bea", 2.5), ev.Candidate("carl", 1.0, ("absent",)))
Make = Callable[[Call, float, int], ev.Payload]


def _wake(now: float, pick: int):
    return (process(now), supplier(now), customer_wake(now, OFFICE))[pick % 3]


def _same_wake(call: Call, now: float):
    reason = call.standing.suspension.wake.reason
    return next(wake for wake in (_wake(now, pick) for pick in range(3)) if wake.reason is reason)


def _days(now: float) -> tuple[Span, ...]:
    return (Span(now + DAY, now + DAY + 8 * HOUR), Span(now + 2 * DAY, now + 2 * DAY + 4 * HOUR))


MAKE: tuple[Make, ...] = (
    lambda _c, _n, _p: ev.Assigned("bea", CANDIDATES),
    lambda _c, _n, _p: ev.Taken(),
    lambda _c, n, p: ev.Suspended(_wake(n, p)),
    lambda _c, _n, _p: ev.Resumed(),
    lambda _c, _n, _p: ev.Reassigned("carl", CANDIDATES),
    lambda _c, _n, _p: ev.HandedOver("bea", "see the notes"),
    lambda _c, _n, _p: ev.Closed(Outcome.SOLVED, "Restarted."),
    lambda _c, _n, _p: ev.Merged("2"),
    lambda c, _n, _p: ev.Undone(c.undoable.number),
    lambda c, n, _p: ev.Postponed(_same_wake(c, n)),
    lambda _c, _n, p: ev.Amended(priority=list(Priority)[p % 4], level=list(Level)[p % 2]),
    lambda _c, n, p: ev.DueAgreed("by phone", None if p % 3 == 0 else n + p * HOUR),
    lambda _c, _n, p: ev.Judged(bool(p % 2), "as told"),
    lambda _c, _n, _p: ev.Replied("We look."),
    lambda _c, _n, _p: ev.Noted("note"),
    lambda _c, _n, _p: ev.Received("rossi", "hello"),
    lambda _c, _n, p: ev.Reminded(p),
    lambda c, _n, _p: ev.Alerted(c.owner, "look"),
    lambda _c, _n, _p: ev.ClosingProposed("it is green"),
    lambda _c, _n, _p: ev.ClosingDeclined("not yet"),
    lambda _c, _n, _p: ev.Linked(LINK),
    lambda _c, _n, _p: ev.BecameConsultancy("wants a VPN"),
    lambda _c, n, _p: work.VisitPlanned(_days(n), ("anna",), "Milano"),
    lambda c, n, _p: work.VisitChanged(c.visits[-1].key, _days(n)[:1], ("bea",), "Roma"),
    lambda _c, n, _p: work.TimeLogged("anna", n - HOUR, n, WorkKind.REMOTE, included=True),
    lambda _c, _n, _p: work.WatchStarted(),
    lambda _c, _n, _p: work.WatchStopped(WorkKind.ON_SITE, included=False),
)


def _author(call: Call, what: ev.Payload, pick: int) -> str:
    if isinstance(what, ev.Undone):
        return call.undoable.author
    return SYSTEM.login if what.act in permitted(call, SYSTEM) and pick % 2 else BOSS.login


def after(call: Call, moment: float, pick: int, make: Make) -> Event | None:
    """Return the event that `make` yields now, None where the table or the call has no room for it."""
    try:
        what = make(call, moment, pick)
    except (AttributeError, IndexError):  # it speaks of an undoable move, a suspension or a visit that is not there
        return None
    if what.act not in permitted(call, BOSS) + permitted(call, SYSTEM):
        return None
    event = Event(moment, _author(call, what, pick), what)
    try:
        apply(call, event)
    except RefusedError:
        return None
    return event


STARTS = st.sampled_from(
    [at("2026-03-27 17:00"), at("2026-10-23 16:30"), at("2028-02-28 15:00"), at("2026-12-23 12:00")]
)
GAPS = st.one_of(st.sampled_from([0.0, 30.0, 3600.0, DAY]), st.floats(0, 5 * DAY))
STEPS = st.lists(st.tuples(GAPS, st.integers(0, 300), st.sampled_from(MAKE)), max_size=14)


@st.composite
def lives(draw) -> list[Event]:
    """Draw the history of one call, as `fold` accepts it."""
    start = draw(STARTS) + draw(st.floats(0, DAY))
    events = [opening(start, priority=draw(st.sampled_from(Priority)))]
    call, moment = opened("1", events[0]), start
    for gap, pick, make in draw(STEPS):
        moment += gap
        event = after(call, moment, pick, make)
        if event is not None:
            events.append(event)
            call = apply(call, event)
    return events
