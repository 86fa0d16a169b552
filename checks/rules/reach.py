"""Reachability along the parents of hosts: a host is out of reach when it has parents and all of them are bad.

`parents` maps a host to its parents; hosts without an entry have none. `states` maps a host to its state; an unknown
or PENDING parent is not bad. Cycles are tolerated.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from checks.model import State

Parents = Mapping[int, Collection[int]]
States = Mapping[int, State]


def reachable(host_id: int, parents: Parents, states: States) -> bool:
    """Tell whether the way to a host is open: it has no parents, or one of them is not bad."""
    above = [parent for parent in parents.get(host_id, ()) if parent != host_id]
    return not above or any(not _bad(parent, states) for parent in above)


def root_cause(host_id: int, parents: Parents, states: States) -> int:
    """Return the host whose failure explains that of `host_id`, itself when nothing above does.

    It is the bad host reached by climbing over bad parents that is itself within reach; the smallest id where there are
    several, so that all hosts behind the same failures name the same one. In a cycle of bad hosts, its smallest id.
    """
    if reachable(host_id, parents, states):
        return host_id
    above = _unreachable_chain(host_id, parents, states)
    roots = [host for host in above if reachable(host, parents, states)]
    return min(roots or above)


def _bad(host_id: int, states: States) -> bool:
    return states.get(host_id, State.PENDING).bad


def _unreachable_chain(host_id: int, parents: Parents, states: States) -> set[int]:
    """Return the host and everything bad above it, climbing only from hosts that are out of reach."""
    seen = {host_id}
    waiting = [host_id]
    while waiting:
        host = waiting.pop()
        if reachable(host, parents, states):
            continue
        fresh = {parent for parent in parents.get(host, ()) if _bad(parent, states)} - seen
        seen |= fresh
        waiting.extend(fresh)
    return seen
