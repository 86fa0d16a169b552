from zoneinfo import ZoneInfo

import pytest

from bls_tui.service.monitoring import views
from bls_tui.service.monitoring.views import Viewer
from bls_tui.service.monitoring.views_why import why_view
from db.queries import metrics, operations
from db.rows import NewSample
from tests.support.fleet import NOW

ROME = ZoneInfo("Europe/Rome")


def test_now_of_an_empty_database_has_nothing_and_nobody_polls(fleet):
    view = views.now_view(fleet.database, NOW)
    assert view.groups == ()
    assert view.totals.services == {"PENDING": 3}
    assert view.totals.newest_age is None
    assert view.poller.stale
    assert view.poller.heartbeat_age is None


def test_now_folds_under_the_cause_and_names_all_customers_hit(fleet):
    fleet.all_well()
    fleet.judged("gw", "DOWN", since=NOW - 600)
    fleet.judged("web01", "UNREACHABLE", since=NOW - 590, cause="gw")
    fleet.judged("sql02/mssql", "CRITICAL", since=NOW - 580, cause="gw")
    fleet.judged("web01/disk C:", "WARNING", since=NOW - 60)
    view = views.now_view(fleet.database, NOW)
    assert [group.root.full_name for group in view.groups] == ["gw", "web01/disk C:"]
    assert [row.full_name for row in view.groups[0].folded] == ["sql02/mssql", "web01"]
    assert view.groups[0].count == 3
    assert view.groups[0].customers == ("Acme S.p.A.", "Nord Srl")


def test_now_puts_the_worst_and_then_the_newest_first(fleet):
    fleet.judged("web01/http", "WARNING", since=NOW - 5)
    fleet.judged("web01/disk C:", "CRITICAL", since=NOW - 900)
    fleet.judged("sql02/mssql", "CRITICAL", since=NOW - 60)
    names = [group.root.full_name for group in views.now_view(fleet.database, NOW).groups]
    assert names == ["sql02/mssql", "web01/disk C:", "web01/http"]


def test_a_problem_not_yet_believed_is_counted_but_not_listed(fleet):
    fleet.all_well()
    fleet.judged("web01/http", "CRITICAL", state_type="SOFT")
    view = views.now_view(fleet.database, NOW)
    assert view.groups == ()
    assert view.totals.services == {"OK": 2, "CRITICAL": 1}


def test_old_data_is_counted_stale(fleet):
    fleet.all_well()
    fleet.judged("web01/http", "OK", at=NOW - 700)
    assert views.now_view(fleet.database, NOW).totals.stale == 1


def test_services_of_a_host_that_is_down_are_not_called_stale(fleet):
    fleet.all_well()
    fleet.judged("web01/http", "OK", at=NOW - 700)
    fleet.judged("web01", "DOWN")
    assert views.now_view(fleet.database, NOW).totals.stale == 0


@pytest.mark.parametrize(("silent", "stale"), [(2, False), (21, True)])
def test_a_silent_poller_is_stale(fleet, silent, stale):
    fleet.polled(at=NOW - silent)
    poller = views.now_view(fleet.database, NOW, Viewer("root@mon pid 7", 20)).poller
    assert poller.stale is stale
    assert poller.heartbeat_age == silent
    assert poller.this_process


def test_status_lists_hosts_before_their_services_by_customer(fleet):
    names = [row.full_name for row in views.status_view(fleet.database, NOW).rows]
    assert names == ["gw", "web01", "web01/disk C:", "web01/http", "sql02", "sql02/mssql"]


@pytest.mark.parametrize(
    ("text", "name"),
    [("web01", "web01"), ("WEB01/HTTP", "web01/http"), ("mssql", "sql02/mssql"), ("disk", "web01/disk C:")],
)
def test_resolve(fleet, text, name):
    assert views.resolve(fleet.database, text) == fleet.ids[name]


def test_resolve_names_the_candidates(fleet):
    with pytest.raises(views.AmbiguousError) as error:
        views.resolve(fleet.database, "s")
    assert "sql02" in error.value.candidates
    with pytest.raises(views.UnknownObjectError, match="nothere"):
        views.resolve(fleet.database, "nothere")


def test_object_view_has_the_surroundings(fleet):
    fleet.all_well()
    fleet.judged("gw", "DOWN")
    fleet.judged("web01", "UNREACHABLE", cause="gw")
    gateway = views.object_view(fleet.database, NOW, fleet.ids["gw"])
    web = views.object_view(fleet.database, NOW, fleet.ids["web01"])
    assert [row.full_name for row in gateway.children] == ["sql02", "web01"] or len(gateway.children) == 2
    assert [row.full_name for row in gateway.behind] == ["web01"]
    assert web.cause is not None
    assert web.cause.full_name == "gw"
    assert [row.full_name for row in web.services] == ["web01/disk C:", "web01/http"]
    assert [row.full_name for row in web.parents] == ["gw"]


def test_object_view_of_a_removed_object(fleet):
    with pytest.raises(views.UnknownObjectError):
        views.object_view(fleet.database, NOW, 999)


def test_metrics_come_with_their_course_and_the_time_they_are_full(fleet):
    object_id = fleet.ids["web01/disk C:"]
    trend = {"first_at": NOW - 90_000, "at": NOW, "used": 80.0, "per_second": 0.001, "range_s": 86_400.0}
    fleet.judged("web01/disk C:", "OK", memory={"trends": {"used": trend}})
    with fleet.database.write() as w:
        metrics.record(w, [NewSample(object_id, "used", NOW - 60 * n, 80.0, "B", max=90.0) for n in range(3)])
    (used,) = views.object_view(fleet.database, NOW, object_id).metrics
    assert [point.mean for point in used.series] == [80.0, 80.0, 80.0]
    assert used.full_in == pytest.approx(10_000)


def test_log_pages_backwards(fleet):
    with fleet.database.write() as w:
        for n in range(5):
            operations.request_check(w, fleet.ids["gw"], NOW + n, "kb")
    first = views.log_view(fleet.database, NOW, limit=3)
    second = views.log_view(fleet.database, NOW, limit=3, before_id=first.before_id)
    assert [row.at - NOW for row in (*first.events, *second.events)] == [4, 3, 2, 1, 0]
    assert second.before_id is None


def sentences(fleet, name):
    return " ".join(why_view(fleet.database, NOW, fleet.ids[name], ROME).sentences)


def gates(fleet, name):
    return [gate.key for gate in why_view(fleet.database, NOW, fleet.ids[name], ROME).gates if gate.active]


def test_why_names_the_cause(fleet):
    fleet.all_well()
    fleet.judged("web01", "DOWN")
    fleet.judged("web01/http", "CRITICAL", cause="web01")
    assert "It fails because web01 is DOWN" in sentences(fleet, "web01/http")
    assert "1 object fails because of it: web01/http." in sentences(fleet, "web01")
    assert "gw (UP): it is this host or its line." in sentences(fleet, "web01")
    assert gates(fleet, "web01/http") == ["host not up"]
    assert gates(fleet, "web01") == []


def test_why_tells_attempts_while_soft(fleet):
    fleet.judged("web01/http", "WARNING", state_type="SOFT", attempt=2)
    assert "attempt 2 of 3, tried again every 1 minute" in sentences(fleet, "web01/http")
    assert gates(fleet, "web01/http") == ["soft state"]


def test_why_tells_limits_acknowledgement_downtime_and_flapping(fleet):
    object_id = fleet.ids["web01/disk C:"]
    fleet.judged("web01/disk C:", "CRITICAL", flapping=True, flap_percent=34.2)
    with fleet.database.write() as w:
        metrics.record(w, [NewSample(object_id, "used", NOW, 97.0, "%", "90", "95")])
        operations.acknowledge(w, object_id, "kb", "ordered a disk", True, NOW - 60, NOW + 600)
        operations.add_downtime(
            w, object_id=fleet.ids["web01"], with_services=True, kind="fixed", starts_at=NOW - 60, ends_at=NOW + 60,
            author="mr", comment="patches", created_at=NOW - 60,
        )  # fmt: skip
    told = sentences(fleet, "web01/disk C:")
    assert "used is 97%, past the CRITICAL limit 95." in told
    assert "Acknowledged by kb at" in told
    assert "ordered a disk (expires at" in told
    assert "by mr: patches" in told
    assert "flapping: 34.2 %" in told
    assert gates(fleet, "web01/disk C:") == ["acknowledged", "flapping", "host downtime"]


def test_why_of_what_was_never_checked(fleet):
    assert "has not been checked yet" in sentences(fleet, "web01")
    assert "STALE: nothing has ever been polled" in sentences(fleet, "web01")
