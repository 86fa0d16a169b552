"""Where calls and monitoring disagree: everything good and the call still open, or the call closed and not good."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bls_tui.desk.calls.model import Call, CallState, LinkKind


@dataclass(frozen=True, slots=True)
class Linked:
    """The objects a call is about, as monitoring sees them: object id to whether it is good now."""

    call: Call
    good: Mapping[str, bool]


def closable(calls: Iterable[Linked]) -> list[str]:
    """Return the numbers of calls that wait though all their objects are good: "can it be closed?"."""
    return [
        one.call.number
        for one in calls
        if one.call.state is not CallState.CLOSED and one.good and all(one.good.values())
    ]


def still_bad(calls: Iterable[Linked]) -> list[tuple[str, str]]:
    """Return (call number, object id) of closed calls whose object is bad and nobody said why."""
    return [
        (one.call.number, target)
        for one in calls
        if one.call.state is CallState.CLOSED
        for target, good in one.good.items()
        if not good and target not in one.call.explained
    ]


def objects_of(call: Call) -> tuple[str, ...]:
    """Return the ids of the monitored objects a call is tied to."""
    return tuple(link.target for link in call.links if link.kind is LinkKind.OBJECT)


def runs_of(call: Call) -> tuple[int, ...]:
    """Return the ids of the expected runs a call is tied to."""
    tied = (link.target for link in call.links if link.kind is LinkKind.RUN)
    return tuple(int(target) for target in tied if target.isdecimal())
