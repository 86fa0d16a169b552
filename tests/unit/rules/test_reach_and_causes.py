"""Reachability, root causes and how problems fold."""

from checks.model import Kind, State
from checks.rules.causes import Problem, cause_of, group
from checks.rules.reach import reachable, root_cause

UP, DOWN, AWAY = State.UP, State.DOWN, State.UNREACHABLE


def test_a_host_is_out_of_reach_only_when_all_parents_are_bad():
    parents = {1: [2, 3]}
    assert reachable(1, parents, {2: DOWN, 3: UP})
    assert not reachable(1, parents, {2: DOWN, 3: AWAY})
    assert reachable(9, parents, {})


def test_a_parent_nobody_checked_yet_is_not_bad():
    assert reachable(1, {1: [2]}, {})
    assert reachable(1, {1: [2]}, {2: State.PENDING})


def test_a_host_that_is_its_own_parent_has_none():
    assert reachable(1, {1: [1]}, {1: DOWN})
    assert root_cause(1, {1: [1]}, {1: DOWN}) == 1


def test_the_root_is_the_topmost_failure_within_reach():
    parents = {3: [2], 2: [1], 1: [0]}
    states = {0: UP, 1: DOWN, 2: AWAY, 3: AWAY}
    assert [root_cause(host, parents, states) for host in (1, 2, 3)] == [1, 1, 1]


def test_the_root_may_have_the_largest_id():
    parents = {1: [2], 2: [3], 3: [4]}
    states = {1: AWAY, 2: AWAY, 3: DOWN, 4: UP}
    assert [root_cause(host, parents, states) for host in (1, 2, 3)] == [3, 3, 3]


def test_with_two_failed_ways_all_name_the_same_root():
    parents = {5: [4, 3], 6: [3, 4]}
    states = {3: DOWN, 4: DOWN, 5: AWAY, 6: AWAY}
    assert root_cause(5, parents, states) == root_cause(6, parents, states) == 3


def test_a_way_that_is_open_makes_the_host_its_own_cause():
    assert root_cause(5, {5: [4, 3]}, {3: DOWN, 4: UP, 5: DOWN}) == 5


def test_cycles_end_and_agree():
    parents = {1: [2], 2: [3], 3: [1], 4: [1]}
    states = dict.fromkeys((1, 2, 3, 4), DOWN)
    assert [root_cause(host, parents, states) for host in (1, 2, 3, 4)] == [1, 1, 1, 1]


def test_services_fold_under_what_hides_their_host():
    parents = {20: [10]}
    states = {10: DOWN, 20: AWAY, 30: UP}
    assert cause_of(Kind.SERVICE, 201, 20, parents, states) == 10
    assert cause_of(Kind.SERVICE, 101, 10, parents, states) == 10
    assert cause_of(Kind.HOST, 20, 20, parents, states) == 10
    assert cause_of(Kind.HOST, 10, 10, parents, states) is None
    assert cause_of(Kind.SERVICE, 301, 30, parents, states) is None


def test_groups_hold_each_problem_once_worst_and_oldest_first():
    problems = [
        Problem(7, State.WARNING, since=1),
        Problem(1, State.DOWN, since=50),
        Problem(2, State.UNREACHABLE, since=60, cause=1),
        Problem(3, State.CRITICAL, since=55, cause=2),
        Problem(8, State.CRITICAL, since=5),
        Problem(9, State.CRITICAL, since=4),
    ]
    groups = group(problems)
    assert [found.root.object_id for found in groups] == [1, 9, 8, 7]
    assert [problem.object_id for problem in groups[0].folded] == [3, 2]


def test_a_cause_without_an_open_problem_explains_nothing():
    (only,) = group([Problem(3, State.CRITICAL, since=1, cause=99)])
    assert (only.root.object_id, only.folded) == (3, ())


def test_causes_in_a_cycle_make_one_group():
    (only,) = group(
        [Problem(1, State.DOWN, 1, cause=2), Problem(2, State.DOWN, 2, cause=1), Problem(3, DOWN, 3, cause=2)]
    )
    assert only.root.object_id == 1
    assert {problem.object_id for problem in only.folded} == {2, 3}
