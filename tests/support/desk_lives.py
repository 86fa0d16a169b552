"""Lives of calls made up by hypothesis: any acts the table permits, in any order, at any times."""

from collections.abc import Callable, Mapping

from hypothesis import strategies as st

from bls_tui.desk.calls import events as ev
from bls_tui.desk.calls import work_events as work
from bls_tui.desk.calls.acts import MOVES, Act
from bls_tui.desk.calls.fold import apply, fold
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


MAKE: Mapping[Act, Make] = {
    Act.ASSIGN: lambda _c, _n, _p: ev.Assigned("bea", CANDIDATES),
    Act.TAKE: lambda _c, _n, _p: ev.Taken(),
    Act.SUSPEND: lambda _c, n, p: ev.Suspended(_wake(n, p)),
    Act.RESUME: lambda _c, _n, _p: ev.Resumed(),
    Act.REASSIGN: lambda _c, _n, _p: ev.Reassigned("carl", CANDIDATES),
    Act.HAND_OVER: lambda _c, _n, _p: ev.HandedOver("bea", "see the notes"),
    Act.CLOSE: lambda _c, _n, _p: ev.Closed(Outcome.SOLVED, "Restarted."),
    Act.MERGE: lambda _c, _n, _p: ev.Merged("2"),
    Act.UNDO: lambda c, _n, _p: ev.Undone(c.undoable.number),
    Act.POSTPONE: lambda c, n, _p: ev.Postponed(_same_wake(c, n)),
    Act.AMEND: lambda _c, _n, p: ev.Amended(priority=list(Priority)[p % 4], level=list(Level)[p % 2]),
    Act.AGREE_DUE: lambda _c, n, p: ev.DueAgreed("by phone", None if p % 3 else n + p * HOUR + HOUR),
    Act.JUDGE: lambda _c, _n, p: ev.Judged(bool(p % 2), "as told"),
    Act.REPLY: lambda _c, _n, _p: ev.Replied("We look."),
    Act.NOTE: lambda _c, _n, _p: ev.Noted("note"),
    Act.RECEIVE: lambda _c, _n, _p: ev.Received("rossi", "hello"),
    Act.REMIND: lambda c, _n, _p: ev.Reminded(c.standing.suspension.reminded + 1),
    Act.ALERT: lambda c, _n, _p: ev.Alerted(c.owner, "look"),
    Act.PROPOSE_CLOSING: lambda _c, _n, _p: ev.ClosingProposed("it is green"),
    Act.DECLINE_CLOSING: lambda _c, _n, _p: ev.ClosingDeclined("not yet"),
    Act.LINK: lambda _c, _n, _p: ev.Linked(LINK),
    Act.CONSULT: lambda _c, _n, _p: ev.BecameConsultancy("wants a VPN"),
    Act.PLAN_VISIT: lambda _c, n, _p: work.VisitPlanned(_days(n), ("anna",), "Milano"),
    Act.CHANGE_VISIT: lambda c, n, _p: work.VisitChanged(c.visits[-1].key, _days(n)[:1], ("bea",), "Roma"),
    Act.LOG_TIME: lambda _c, n, _p: work.TimeLogged("anna", n - HOUR, n, WorkKind.REMOTE, included=True),
    Act.START_WATCH: lambda _c, _n, _p: work.WatchStarted(),
    Act.STOP_WATCH: lambda _c, _n, _p: work.WatchStopped(WorkKind.ON_SITE, included=False),
}
_ENDS = (Act.CLOSE, Act.MERGE)


def _author(call: Call, what: ev.Payload, pick: int) -> str:
    if isinstance(what, ev.Undone):
        return call.undoable.author
    return SYSTEM.login if what.act in permitted(call, SYSTEM) and pick % 2 else BOSS.login


def _choices(call: Call) -> list[Act]:
    """Return the acts the table permits; moves that do not end the call several times, so that lives are eventful."""
    acts = [act for act in MAKE if act in permitted(call, BOSS) + permitted(call, SYSTEM)]
    return acts + 4 * [act for act in acts if act in MOVES and act not in _ENDS]


def after(call: Call, moment: float, pick: int) -> Event | None:
    """Return one of the events that may follow now, None where what was picked has no room after all."""
    choices = _choices(call)
    make = MAKE[choices[pick % len(choices)]]
    try:
        what = make(call, moment, pick)
        event = Event(moment, _author(call, what, pick), what)
        apply(call, event)
    except (IndexError, RefusedError):  # no visit to change, no stopwatch to stop, too late to undo
        return None
    return event


STARTS = st.sampled_from(
    [at("2026-03-27 17:00"), at("2026-10-23 16:30"), at("2028-02-28 15:00"), at("2026-12-23 12:00")]
)
GAPS = st.one_of(st.sampled_from([0.0, 30.0, 3600.0, DAY]), st.floats(0, 5 * DAY))
BEGINNINGS = (
    lambda _now: (),
    lambda _now: (ev.Taken(),),
    lambda now: (ev.Taken(), ev.Suspended(customer_wake(now, OFFICE))),
    lambda now: (ev.Taken(), ev.Suspended(process(now))),
)
STEPS = st.lists(st.tuples(GAPS, st.integers(0, 1000)), max_size=14)


@st.composite
def lives(draw) -> list[Event]:
    """Draw the history of one call, as `fold` accepts it."""
    start = draw(STARTS) + draw(st.floats(0, DAY))
    events = [opening(start, priority=draw(st.sampled_from(Priority)))]
    begun = draw(st.sampled_from(BEGINNINGS))(start + HOUR)
    events += [Event(start + HOUR, BOSS.login, what) for what in begun]
    call, moment = fold("1", events), events[-1].at
    for gap, pick in draw(STEPS):
        moment += gap
        event = after(call, moment, pick)
        if event is not None:
            events.append(event)
            call = apply(call, event)
    return events
