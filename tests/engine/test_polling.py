"""The poller over a fake fleet in a real database: what it checks when, and what it writes."""

import itertools
from dataclasses import replace
from types import SimpleNamespace

from checks import clock
from checks.engine import Role
from checks.model import State
from db.queries import inventory, operations
from tests.engine.conftest import SETTINGS, eventually


def test_a_new_fleet_is_checked_at_once_and_everything_is_written(fleet, poll):
    fleet.put("gw", "gw/http", interval=300)
    poll(fleet.database)
    eventually(fleet.is_now("gw", State.UP))
    eventually(fleet.is_now("gw/http", State.OK))
    row = fleet.state("gw/http")
    assert row.output == "gw/http is OK"
    assert row.memory == {"count": 1}
    assert row.next_check_at > clock.now()
    event = fleet.events("gw/http")[0]
    assert (event.kind, event.from_state, event.state, event.actor) == ("STATE", "PENDING", "OK", "poller")


def test_a_failure_is_retried_while_soft_and_then_believed(fleet, poll, world):
    fleet.put("gw", interval=300)
    fleet.put("gw/http", interval=300, retry_interval=1)
    world.states["gw/http"] = State.CRITICAL
    poll(fleet.database)
    eventually(fleet.is_now("gw/http", State.CRITICAL))
    steps = [(event.state, event.state_type, event.attempt, event.notify) for event in fleet.events("gw/http")]
    assert steps == [
        ("CRITICAL", "SOFT", 1, None),
        ("CRITICAL", "SOFT", 2, None),
        ("CRITICAL", "HARD", 1, "PROBLEM"),
    ]
    assert fleet.open_problems()["gw/http"].state == "CRITICAL"
    gaps = [later.began - earlier.began for earlier, later in itertools.pairwise(world.of("gw/http"))]
    assert all(0.9 < gap < 2.0 for gap in gaps)


def test_recovery_closes_the_problem(fleet, poll, world):
    fleet.put("gw", "gw/http", max_attempts=1)
    world.states["gw/http"] = State.CRITICAL
    poll(fleet.database)
    eventually(lambda: "gw/http" in fleet.open_problems())
    world.states["gw/http"] = State.OK
    eventually(lambda: not fleet.open_problems())
    assert fleet.events("gw/http")[-1].notify == "RECOVERY"


def test_a_dead_host_costs_one_check_a_run_and_takes_its_services_with_it(fleet, poll, world):
    fleet.put("gw", "gw/http", "gw/ssh", max_attempts=1)
    poll(fleet.database)
    eventually(fleet.is_now("gw/ssh", State.OK))
    world.states["gw"] = State.CRITICAL
    eventually(fleet.is_now("gw", State.DOWN))
    eventually(fleet.is_now("gw/ssh", State.UNKNOWN))
    open_ = eventually(lambda: len(found := fleet.open_problems()) == 3 and found)
    assert open_["gw/http"].cause_id == open_["gw/ssh"].cause_id == open_["gw"].id
    assert fleet.state("gw/ssh").output == "not checked: the host is DOWN"
    assert fleet.events("gw/http")[-1].notify is None
    asked, pinged = len(world.of("gw/http")), len(world.of("gw"))
    eventually(lambda: len(world.of("gw")) >= pinged + 2)
    assert len(world.of("gw/http")) == asked


def test_a_host_that_comes_back_has_its_services_checked_at_once(fleet, poll, world):
    fleet.put("gw", max_attempts=1, interval=1)
    fleet.put("gw/http", max_attempts=3, interval=300)
    world.states["gw"] = State.CRITICAL
    poll(fleet.database)
    eventually(fleet.is_now("gw/http", State.UNKNOWN))
    world.states["gw/http"] = State.CRITICAL
    world.states["gw"] = State.OK
    eventually(fleet.is_now("gw", State.UP))
    eventually(lambda: fleet.state("gw/http").output == "gw/http is CRITICAL", patience=2)
    assert (fleet.state("gw/http").state_type, fleet.state("gw/http").attempt) == ("SOFT", 1)


def test_never_two_runs_of_one_device_at_once(fleet, poll, world):
    fleet.put("gw", interval=1)
    fleet.put("gw/http", interval=2)
    fleet.put("gw/slow", interval=1, max_attempts=5)
    world.seconds |= {"gw": 0.3, "gw/http": 0.3, "gw/slow": 0.3}
    world.states["gw/slow"] = State.WARNING
    poll(fleet.database)
    eventually(lambda: len(world.of("gw")) >= 4)
    hosts = world.of("gw")
    others = [call for call in world.calls if call.key != "gw"]
    assert not [1 for host in hosts for other in others if host.began < other.began < host.ended]


def test_an_overrun_is_skipped_and_counted_never_queued(fleet, poll, world):
    fleet.put("gw", interval=1)
    world.seconds["gw"] = 1.4
    poller = poll(fleet.database)
    eventually(lambda: poller.counters.overruns >= 2 and len(world.of("gw")) >= 4)
    _first, _behind_the_first, *regular = [call.began for call in world.of("gw")]
    gaps = [later - earlier for earlier, later in itertools.pairwise(regular)]
    assert all(1.8 < gap < 2.3 for gap in gaps)  # every second run is left out; none is made up for


def test_a_slow_check_holds_back_no_other(fleet, poll, world):
    fleet.put("gw", "gw/slow", "gw/ssh")
    world.seconds["gw/slow"] = 20.0
    poll(fleet.database)
    eventually(fleet.is_now("gw/ssh", State.OK), patience=10)
    assert fleet.state("gw/slow").state == State.PENDING


def test_a_failing_service_has_its_host_checked_when_that_was_long_ago(fleet, poll, world, monkeypatch):
    monkeypatch.setattr("checks.engine.station.HOST_CHECK_AGE", 0.5)
    fleet.put("gw", interval=300, max_attempts=1)
    fleet.put("gw/http", interval=1)
    poll(fleet.database)
    eventually(lambda: len(world.of("gw/http")) >= 2)
    pinged = len(world.of("gw"))
    world.states["gw"] = world.states["gw/http"] = State.CRITICAL
    eventually(fleet.is_now("gw", State.DOWN), patience=4)
    assert len(world.of("gw")) > pinged
    eventually(fleet.is_now("gw/http", State.CRITICAL))
    assert [event.notify for event in fleet.events("gw/http") if event.notify] == []


def test_a_defect_inside_a_probe_is_its_result_and_nothing_else(fleet, poll, world):
    fleet.put("gw", "gw/http", "gw/ssh", max_attempts=1)
    world.defects["gw/http"] = ZeroDivisionError("oops")
    poller = poll(fleet.database)
    eventually(fleet.is_now("gw/http", State.UNKNOWN))
    eventually(fleet.is_now("gw/ssh", State.OK))
    assert fleet.state("gw/http").output == "defect in the fake probe: ZeroDivisionError: oops"
    assert poller.counters.errors["fake"] >= 1


def test_a_probe_that_hangs_is_cut_off(fleet, poll, world):
    fleet.put("gw", "gw/http", "gw/ssh", max_attempts=1, interval=60)
    world.seconds["gw/http"] = 60.0
    poll(fleet.database, replace(SETTINGS, deadline=0.2))
    eventually(fleet.is_now("gw/http", State.UNKNOWN), patience=5)
    assert fleet.state("gw/http").output == "the fake probe gave no result within 0.2 s"


def test_a_probe_that_hangs_is_cut_off_though_the_clock_is_set_back(fleet, poll, world, monkeypatch):
    times = itertools.count(clock.now(), -1000.0)
    set_back = SimpleNamespace(now=lambda: next(times), monotonic=clock.monotonic)
    monkeypatch.setattr("checks.engine.bundle.clock", set_back)
    fleet.put("gw", "gw/http", "gw/ssh", max_attempts=1, interval=60)
    world.seconds["gw/http"] = 60.0
    poll(fleet.database, replace(SETTINGS, deadline=0.2))
    eventually(fleet.is_now("gw/http", State.UNKNOWN), patience=5)
    assert fleet.state("gw/ssh").state == "OK"


def test_what_is_declared_wrongly_says_so(fleet, poll):
    fleet.put("gw")
    fleet.put("gw/a", probe="no-such")
    fleet.put("gw/b", options={"wrong": 1})
    poll(fleet.database)
    eventually(lambda: "no probe is called 'no-such'" in fleet.state("gw/a").output)
    eventually(lambda: "option wrong: unknown" in fleet.state("gw/b").output)


def test_test_now_is_done_at_once(fleet, poll, world):
    fleet.put("gw", "gw/http", interval=300)
    poll(fleet.database)
    eventually(fleet.is_now("gw/http", State.OK))
    with fleet.database.write() as w:
        operations.request_check(w, fleet.ids["gw/http"], clock.now(), "ada")
    eventually(lambda: len(world.of("gw/http")) == 2, patience=3)
    assert len(world.of("gw")) == 1


def test_a_passive_result_is_judged_and_its_absence_too(fleet, poll):
    fleet.put("gw", interval=300)
    fleet.put("gw/backup", probe="passive", options={"freshness": 2}, max_attempts=1)
    poller = poll(fleet.database)
    eventually(lambda: poller.status.role is Role.POLLING)
    with fleet.database.write() as w:
        operations.submit(w, fleet.ids["gw/backup"], clock.now(), "OK", "done|size=12MB;20", "script")
    eventually(fleet.is_now("gw/backup", State.OK))
    assert fleet.state("gw/backup").output == "done"
    eventually(fleet.is_now("gw/backup", State.UNKNOWN), patience=5)
    assert fleet.state("gw/backup").output == "no result for 2 s"


def test_a_changed_inventory_is_taken_up_without_disturbing_the_rest(fleet, poll, world):
    fleet.put("gw", "gw/http", "old", interval=1)
    poll(fleet.database)
    eventually(fleet.is_now("old", State.UP))
    fleet.put("web", "web/http", interval=1)
    fleet.put("gw/http", options={"key": "gw/new"}, interval=2)
    with fleet.database.write() as w:
        inventory.remove_objects(w, ["old"], clock.now())
    eventually(fleet.is_now("web/http", State.OK))
    eventually(lambda: fleet.state("gw/http").output == "gw/new is OK")
    calls = len(world.of("old")), len(world.of("gw/http"))
    begun = len(world.of("gw"))
    eventually(lambda: len(world.of("gw")) >= begun + 2)
    assert (len(world.of("old")), len(world.of("gw/http"))) == calls


def test_children_of_a_dead_parent_are_unreachable_and_fold_under_it(fleet, poll, world):
    fleet.put("gw", "web", "web/http", max_attempts=1)
    fleet.parents("web", "gw")
    poll(fleet.database)
    eventually(fleet.is_now("web/http", State.OK))
    world.states["gw"] = State.CRITICAL
    eventually(fleet.is_now("gw", State.DOWN))
    world.states["web"] = State.CRITICAL
    eventually(fleet.is_now("web", State.UNREACHABLE))
    open_ = eventually(lambda: len(found := fleet.open_problems()) == 3 and found)
    assert open_["web"].cause_id == open_["web/http"].cause_id == open_["gw"].id
    assert not [event for event in fleet.events("web") if event.notify]
    world.states["gw"] = world.states["web"] = State.OK
    eventually(lambda: not fleet.open_problems())


def test_outside_its_check_period_nothing_is_checked_unless_asked_for(fleet, poll, world):
    never = {"zone": "Europe/Rome", "days": {"2001-01-01": "00:00-24:00"}}
    with fleet.database.write() as w:
        inventory.put_documents(w, [inventory.DocumentRow("period", "never", "f.toml", 1, never)])
    fleet.put("gw", interval=1)
    fleet.put("gw/http", interval=1, check_period="never")
    poll(fleet.database)
    eventually(lambda: len(world.of("gw")) >= 2)
    assert not world.of("gw/http")
    with fleet.database.write() as w:
        operations.request_check(w, fleet.ids["gw/http"], clock.now(), "ada")
    eventually(fleet.is_now("gw/http", State.OK))


def test_a_restart_goes_on_where_the_last_poller_stopped(fleet, poll, world):
    fleet.put("gw", "gw/http", interval=300, max_attempts=1)
    world.states["gw/http"] = State.CRITICAL
    first = poll(fleet.database)
    eventually(fleet.is_now("gw/http", State.CRITICAL))
    assert first.stop()
    asked = len(world.calls)
    second = poll(fleet.database)
    eventually(lambda: second.status.role is Role.POLLING)
    with fleet.database.write() as w:
        operations.request_check(w, fleet.ids["gw/http"], clock.now(), "ada")
    eventually(lambda: fleet.state("gw/http").memory == {"count": 2})
    assert len(world.calls) == asked + 1  # nothing else was due, and nothing stampedes
    assert len(fleet.open_problems()) == 1
    assert len(fleet.events("gw/http")) == 2  # the first result, and CHECK_REQUESTED
