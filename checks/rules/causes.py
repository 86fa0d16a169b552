"""Which problem folds under which: services under their DOWN host, hosts under the parent whose failure hides them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from checks.model import SEVERITY, Kind, State
from checks.rules.reach import Parents, States, root_cause


@dataclass(frozen=True, slots=True)
class Problem:
    """An open problem of one object. `cause` is the object it folds under (see `cause_of`), None: it stands alone."""

    object_id: int
    state: State
    since: float
    cause: int | None = None


@dataclass(frozen=True, slots=True)
class ProblemGroup:
    """A problem that explains itself, and those it explains, worst and oldest first."""

    root: Problem
    folded: tuple[Problem, ...] = ()


def cause_of(kind: Kind, object_id: int, host_id: int, parents: Parents, states: States) -> int | None:
    """Return the object under which a problem of this object folds, None when it stands alone.

    `states` are the states of the hosts. A service folds under whatever explains that its host is not UP.
    """
    if not states.get(host_id, State.PENDING).bad:
        return None
    root = root_cause(host_id, parents, states)
    return None if kind is Kind.HOST and root == object_id else root


def group(problems: Iterable[Problem]) -> list[ProblemGroup]:
    """Fold problems under their causes, worst group first, then the oldest.

    A cause without an open problem explains nothing: what names it stands alone. Chains end at their last open
    problem; of a cycle the smallest object id is the root.
    """
    open_ = {problem.object_id: problem for problem in problems}
    folded: dict[int, list[Problem]] = {object_id: [] for object_id in open_}
    for problem in open_.values():
        root = _root(problem, open_)
        if root != problem.object_id:
            folded[root].append(problem)
    roots = [problem for problem in open_.values() if _root(problem, open_) == problem.object_id]
    return [ProblemGroup(root, tuple(sorted(folded[root.object_id], key=_order))) for root in sorted(roots, key=_order)]


def _root(problem: Problem, open_: Mapping[int, Problem]) -> int:
    trail = [problem.object_id]
    while problem.cause is not None and problem.cause in open_:
        if problem.cause in trail:
            return min(trail[trail.index(problem.cause) :])
        problem = open_[problem.cause]
        trail.append(problem.object_id)
    return problem.object_id


def _order(problem: Problem) -> tuple[int, float, int]:
    return -SEVERITY[problem.state], problem.since, problem.object_id
