"""What a run's evidence, the clock and people together say of it. Every mail stays as evidence; order does not matter.

For the run as a whole, and for each machine or job named inside its mails, the latest final verdict counts, so the
success of a retry replaces the failure before it. UNKNOWN replaces nothing. Of two verdicts of one instant the worse
counts. A mail that names no item speaks for all items that nobody requires; a required item is only confirmed by name.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from checks.rules.expected.clock import Mailbox, by_clock
from checks.rules.expected.names import machine_like, plain
from checks.rules.expected.recognition import Match
from checks.rules.expected.states import GOOD, RunState, severity
from checks.rules.expected.windows import Times

_FAILING = (RunState.FAILED, RunState.PARTIAL)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one mail says of a run, or of one `item` in it.

    `mail` identifies the mail; `at` is the instant it speaks of (epoch seconds). `final` is False where the program
    will try again or is still at work: such a success is none, such a failure counts until a final verdict.
    """

    mail: str
    at: float
    verdict: RunState
    item: str = ""
    final: bool = True


@dataclass(frozen=True, slots=True)
class Manual:
    """What a technician says of a run; it holds whatever mails say."""

    state: RunState
    by: str
    reason: str = ""


class Cause(StrEnum):
    """Why a run is in its state."""

    MAIL = "mail"
    ITEMS_FAILED = "items failed"
    ITEMS_ABSENT = "items absent"
    CLOCK = "clock"
    CLOSED = "closed"
    MANUAL = "manual"


@dataclass(frozen=True, slots=True)
class Judgement:
    """The state of a run. `mails` are those that decided it, latest last; `waiting` the required items not yet told.

    `held` is True where the run would be MISSING, had its mailbox been read. `next_at` is when the clock changes it.
    """

    state: RunState
    cause: Cause
    mails: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    held: bool = False
    next_at: float | None = None


def evidence_of(
    mail: str,
    at: float,
    verdict: RunState,
    items: Iterable[tuple[str, RunState]],
    match: Match,
    *,
    host: str = "",
    final: bool = True,
) -> tuple[Evidence, ...]:
    """Return what a mail says of the process of `match`: all of it, or the item that is named there.

    An item that stands in the mail twice counts with its worse verdict. A mail that names no item but its machine, as
    `host`, speaks for that machine: where each machine sends its own, the success of one hides no failure of another.
    """
    worst: dict[str, RunState] = {}
    for name, told in items:
        worst[name] = max(worst.get(name, told), told, key=severity)
    if host and not worst:
        worst[host] = verdict
    if match.item:
        return (Evidence(mail, at, worst.get(match.item, RunState.UNKNOWN), match.item, final),)
    parts = (Evidence(mail, at, told, name, final) for name, told in worst.items() if name)
    return (Evidence(mail, at, verdict, "", final), *parts)


def judge(
    run: Times,
    evidence: Sequence[Evidence],
    now: float,
    mailbox: Mailbox,
    *,
    required: Sequence[str] = (),
    skipped: bool = False,
    manual: Manual | None = None,
) -> Judgement:
    """Return the state of a run.

    Args:
        run: its instants.
        evidence: everything mails said of it, in any order.
        now: epoch seconds.
        mailbox: how far its mailbox is known to be read.
        required: machines or jobs that must all be reported; wildcards are allowed.
        skipped: True on a day its calendar is closed: nothing is expected, what comes all the same counts.
        manual: what a technician decided.
    """
    if manual is not None:
        return Judgement(manual.state, Cause.MANUAL)
    evidence = _understood(_counting(evidence))
    if not evidence:
        return _waiting(run, evidence, now, mailbox, tuple(required), skipped=skipped)
    if not required:
        return _of_all(evidence)
    parts = _required(evidence, required)
    waiting = tuple(name for name, counted in parts.items() if counted is None)
    told = [counted for counted in parts.values() if counted is not None]
    whole = _whole(evidence, required)
    if any(one.verdict in _FAILING for one in (*told, *whole)):
        return _failing(told, whole, waiting)
    if waiting:
        return _waiting(run, evidence, now, mailbox, waiting, skipped=skipped)
    return _complete(told, whole)


def _failing(told: Sequence[Evidence], whole: Sequence[Evidence], waiting: tuple[str, ...]) -> Judgement:
    """Judge a run of which a required item, or the whole, failed."""
    failed = _bad(told)
    state = _combine([one.verdict for one in told or whole])
    if (waiting and failed) or state not in _FAILING:
        state = RunState.PARTIAL
    return Judgement(state, Cause.ITEMS_FAILED if failed else Cause.MAIL, _mails(failed or _bad(whole)), waiting)


def _bad(evidence: Sequence[Evidence]) -> list[Evidence]:
    return [one for one in evidence if one.verdict in _FAILING]


def _complete(told: Sequence[Evidence], whole: Sequence[Evidence]) -> Judgement:
    """Judge a run of which all required items were reported, and nothing failed."""
    worse = max((one.verdict for one in (*told, *whole)), key=severity)
    return Judgement(worse, Cause.MAIL, _mails(one for one in (*told, *whole) if one.verdict is worse))


def _whole(evidence: Sequence[Evidence], required: Sequence[str]) -> list[Evidence]:
    """What mails say of the run as a whole; a failure that an item nobody requires explains is a warning."""
    counted = _latest([one for one in evidence if not one.item])
    if counted is None or counted.verdict not in _FAILING:
        return [counted] if counted else []
    same = [one for one in evidence if one.mail == counted.mail and one.item and one.verdict in _FAILING]
    if same and not any(machine_like(name, one.item) for one in same for name in required):
        return [Evidence(counted.mail, counted.at, RunState.WARNING)]
    return [] if same else [counted]


def _of_all(evidence: Sequence[Evidence]) -> Judgement:
    """Judge a run whose items are not listed in advance: the whole, and every item told since it was last told."""
    whole = _latest([one for one in evidence if not one.item])
    items = _items(evidence)
    failed = _bad(items)
    if whole is None:
        state = _combine([one.verdict for one in items])
    elif failed:
        state = RunState.FAILED if whole.verdict is RunState.FAILED else RunState.PARTIAL
    else:
        state = max((whole.verdict, *(one.verdict for one in items)), key=severity)
    parts = [*([whole] if whole else []), *items]
    deciding = [one for one in parts if severity(one.verdict) >= severity(state)] or failed
    cause = Cause.ITEMS_FAILED if failed and (whole is None or whole.verdict not in _FAILING) else Cause.MAIL
    return Judgement(state, cause, _mails(deciding))


def _items(evidence: Sequence[Evidence]) -> list[Evidence]:
    """Return what counts of each item, told since a mail spoke for all."""
    since = _last_itemless(evidence)
    told = [one for one in evidence if one.item and one.at >= since]
    return _latest_by_name(told)


def _last_itemless(evidence: Sequence[Evidence]) -> float:
    """When a mail last told the whole, finally and understood, without naming any item."""
    naming = {one.mail for one in evidence if one.item}
    known = (one for one in evidence if one.final and one.mail not in naming and one.verdict is not RunState.UNKNOWN)
    return max((one.at for one in known), default=float("-inf"))


def _required(evidence: Sequence[Evidence], required: Sequence[str]) -> dict[str, Evidence | None]:
    return {
        name: (_worst if "*" in name else _latest)(
            [one for one in evidence if one.item and machine_like(name, one.item)]
        )
        for name in required
    }


def _worst(evidence: Sequence[Evidence]) -> Evidence | None:
    """The worst of the items a wildcard stands for."""
    return max(_latest_by_name(evidence), key=lambda one: severity(one.verdict), default=None)


def _latest_by_name(evidence: Sequence[Evidence]) -> list[Evidence]:
    by_name: dict[str, list[Evidence]] = {}
    for one in sorted(evidence, key=lambda one: plain(one.item)):
        by_name.setdefault(plain(one.item), []).append(one)
    latest = map(_latest, by_name.values())
    return [one for one in latest if one is not None]


def _counting(evidence: Iterable[Evidence]) -> list[Evidence]:
    """A success that is not final is none."""
    return [one for one in evidence if one.final or one.verdict not in GOOD]


def _understood(evidence: Sequence[Evidence]) -> list[Evidence]:
    """Leave out mails of which nothing was understood, unless there are no others: they replace nothing."""
    understood = {one.mail for one in evidence if one.verdict is not RunState.UNKNOWN}
    return [one for one in evidence if not understood or one.mail in understood]


def _latest(evidence: Sequence[Evidence]) -> Evidence | None:
    """What counts: understood before UNKNOWN, final before not, later before earlier, worse before better."""
    return max(
        evidence,
        key=lambda one: (
            one.verdict is not RunState.UNKNOWN,
            one.final,
            one.at,
            severity(one.verdict),
            one.mail,
            one.item,
        ),
        default=None,
    )


def _combine(verdicts: Collection[RunState]) -> RunState:
    """Judge parts together: FAILED when all failed, PARTIAL when some did, else the worst."""
    if all(verdict is RunState.FAILED for verdict in verdicts):
        return RunState.FAILED
    if any(verdict in _FAILING for verdict in verdicts):
        return RunState.PARTIAL
    return max(verdicts, key=severity)


def _waiting(
    run: Times,
    evidence: Sequence[Evidence],
    now: float,
    mailbox: Mailbox,
    waiting: tuple[str, ...],
    *,
    skipped: bool,
) -> Judgement:
    """Judge a run of which mails, or required items, are still to come: absent when the run would be missing."""
    clock = _by_clock(run, now, mailbox, skipped=skipped)
    if clock.state is not RunState.MISSING or not evidence:
        return Judgement(clock.state, clock.cause, (), waiting, clock.held, clock.next_at)
    known = [one for one in evidence if one.verdict is not RunState.UNKNOWN]
    good = any(one.verdict is not RunState.FAILED for one in known)
    state = RunState.PARTIAL if good else RunState.FAILED if known else RunState.UNKNOWN
    return Judgement(state, Cause.ITEMS_ABSENT, _mails(evidence), waiting)


def _by_clock(run: Times, now: float, mailbox: Mailbox, *, skipped: bool) -> Judgement:
    if skipped:
        return Judgement(RunState.SKIPPED, Cause.CLOSED)
    clock = by_clock(run, now, mailbox)
    return Judgement(clock.state, Cause.CLOCK, held=clock.held, next_at=clock.next_at)


def _mails(evidence: Iterable[Evidence]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.mail for one in sorted(evidence, key=lambda one: (one.at, one.mail))))
