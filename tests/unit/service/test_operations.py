import pytest

from bls_tui.service.monitoring import operations, views
from bls_tui.service.monitoring.operations import Window
from bls_tui.service.monitoring.undo import UndoExpiredError, undo
from db.errors import Conflict
from db.queries import operations as queries
from tests.support.fleet import NOW


@pytest.fixture
def broken(fleet):
    fleet.all_well()
    fleet.judged("web01/http", "CRITICAL")
    fleet.judged("sql02/mssql", "WARNING")
    return fleet


def row(fleet, name, now=NOW):
    return views.object_view(fleet.database, now, fleet.ids[name]).row


def kinds(fleet, name):
    view = views.log_view(fleet.database, NOW, object_id=fleet.ids[name])
    return [(event.kind, event.actor, event.text) for event in reversed(view.events)]


def acknowledge(fleet, *names, comment="on it", **options):
    ids = [fleet.ids[name] for name in names]
    return operations.acknowledge(fleet.database, ids, "kb", comment, NOW, **options)


def test_acknowledge_says_who_and_why(broken):
    acknowledge(broken, "web01/http", comment="  provider called ")
    assert row(broken, "web01/http").acknowledged_by == "kb"
    assert row(broken, "web01/http").acknowledgement == "provider called"
    assert kinds(broken, "web01/http") == [("ACKNOWLEDGED", "kb", "provider called")]


def test_several_at_once_or_none(broken):
    with pytest.raises(operations.NotAProblemError, match="gw is UP"):
        acknowledge(broken, "web01/http", "gw")
    assert row(broken, "web01/http").acknowledged_by is None
    done = acknowledge(broken, "web01/http", "sql02/mssql")
    assert done.what == "acknowledgement of 2 objects"
    assert row(broken, "sql02/mssql").acknowledged_by == "kb"


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"comment": " "}, operations.MissingCommentError),
        ({"expires_at": NOW}, operations.InvalidTimesError),
        ({"expires_at": NOW + 11 * 366 * 86400}, operations.InvalidTimesError),
    ],
)
def test_acknowledge_refuses(broken, options, error):
    with pytest.raises(error):
        acknowledge(broken, "web01/http", **options)


def test_unknown_objects_are_refused(broken):
    with pytest.raises(views.UnknownObjectError):
        operations.acknowledge(broken.database, [999], "kb", "x", NOW)
    with pytest.raises(views.UnknownObjectError):
        operations.check_now(broken.database, [], "kb", NOW)


def test_undo_takes_an_acknowledgement_back_with_an_event(broken):
    done = acknowledge(broken, "web01/http")
    undo(broken.database, done, "kb", NOW + 59)
    assert row(broken, "web01/http").acknowledged_by is None
    assert [kind for kind, *_ in kinds(broken, "web01/http")] == ["ACKNOWLEDGED", "UNACKNOWLEDGED"]


def test_undo_restores_what_was_replaced(broken):
    operations.acknowledge(broken.database, [broken.ids["web01/http"]], "mr", "mine", NOW - 100, sticky=True)
    undo(broken.database, acknowledge(broken, "web01/http"), "kb", NOW + 5)
    assert row(broken, "web01/http", NOW + 5).acknowledged_by == "mr"
    assert row(broken, "web01/http", NOW + 5).acknowledgement == "mine"


def test_undo_is_refused_after_a_minute(broken):
    done = acknowledge(broken, "web01/http")
    with pytest.raises(UndoExpiredError, match="acknowledgement of web01/http"):
        undo(broken.database, done, "kb", NOW + 61)
    assert row(broken, "web01/http").acknowledged_by == "kb"


def test_undo_does_not_touch_what_somebody_else_did_since(broken):
    done = acknowledge(broken, "web01/http", "sql02/mssql")
    operations.acknowledge(broken.database, [broken.ids["sql02/mssql"]], "mr", "mine", NOW + 1)
    with pytest.raises(Conflict):
        undo(broken.database, done, "kb", NOW + 2)
    assert row(broken, "web01/http", NOW + 3).acknowledged_by == "kb"
    assert row(broken, "sql02/mssql", NOW + 3).acknowledged_by == "mr"


def test_unacknowledge_and_its_undo(broken):
    acknowledge(broken, "web01/http")
    done = operations.unacknowledge(broken.database, [broken.ids["web01/http"]], "mr", NOW + 1)
    assert row(broken, "web01/http", NOW + 1).acknowledged_by is None
    undo(broken.database, done, "mr", NOW + 2)
    assert row(broken, "web01/http", NOW + 2).acknowledged_by == "kb"
    with pytest.raises(operations.NotAcknowledgedError, match="sql02/mssql"):
        operations.unacknowledge(broken.database, [broken.ids["sql02/mssql"]], "mr", NOW)


def downtime(fleet, name, window, **options):
    return operations.schedule_downtime(
        fleet.database, [fleet.ids[name]], "kb", "patches", NOW, window=window, **options
    )


def test_a_host_downtime_covers_its_services(broken):
    downtime(broken, "web01", Window(NOW, NOW + 3600))
    assert row(broken, "web01/http").in_downtime
    assert not row(broken, "sql02/mssql").in_downtime
    assert not row(broken, "web01/http", NOW + 3600).in_downtime


def test_a_downtime_of_the_host_only(broken):
    downtime(broken, "web01", Window(NOW, NOW + 3600), with_services=False)
    assert row(broken, "web01").in_downtime
    assert not row(broken, "web01/http").in_downtime


@pytest.mark.parametrize(
    "window",
    [
        Window(NOW, NOW),
        Window(NOW + 5, NOW + 4),
        Window(NOW - 9, NOW),
        Window(NOW, NOW + 9, 0.0),
        Window(NOW, NOW + 1e13),
        Window(NOW, NOW + 9, 1e13),
    ],
)
def test_impossible_windows_are_refused(broken, window):
    with pytest.raises(operations.InvalidTimesError):
        downtime(broken, "web01", window)


def test_undo_cancels_a_downtime_and_undo_of_a_cancel_schedules_it_again(broken):
    done = downtime(broken, "web01", Window(NOW + 60, NOW + 3600, 600.0))
    ((planned, name),) = views.downtimes_view(broken.database, NOW).downtimes
    assert (planned.kind, planned.duration, name) == ("flexible", 600.0, "web01")
    cancelled = operations.cancel_downtime(broken.database, [planned.id], "mr", NOW + 1)
    assert views.downtimes_view(broken.database, NOW + 1).downtimes == ()
    with pytest.raises(Conflict):
        undo(broken.database, done, "kb", NOW + 2)
    undo(broken.database, cancelled, "mr", NOW + 3)
    ((again, _),) = views.downtimes_view(broken.database, NOW + 3).downtimes
    assert (again.starts_at, again.ends_at, again.duration) == (NOW + 60, NOW + 3600, 600.0)


def test_check_now_asks_the_poller(broken):
    operations.check_now(broken.database, [broken.ids["gw"], broken.ids["web01"]], "kb", NOW)
    with broken.database.write() as w:
        assert queries.take_check_requests(w, NOW) == [broken.ids["gw"], broken.ids["web01"]]
    assert kinds(broken, "gw") == [("CHECK_REQUESTED", "kb", "")]


@pytest.mark.parametrize(
    ("name", "given", "understood"),
    [
        ("web01/http", "2", "CRITICAL"),
        ("web01/http", "warning", "WARNING"),
        ("web01", "1", "UP"),
        ("web01", "2", "DOWN"),
    ],
)
def test_submit_understands_codes_and_words(broken, name, given, understood):
    done = operations.submit(broken.database, broken.ids[name], given, "text|a=1", author="cron", now=NOW)
    assert (done.full_name, done.state) == (name, understood)
    with broken.database.write() as w:
        (taken,) = queries.take_submissions(w, NOW)
    assert (taken.state, taken.output, taken.submitted_by) == (understood, "text|a=1", "cron")


@pytest.mark.parametrize(("name", "given"), [("web01/http", "4"), ("web01/http", "UP"), ("web01", "OK"), ("web01", "")])
def test_submit_refuses_states_the_object_cannot_have(broken, name, given):
    with pytest.raises(operations.InvalidStateError, match="known are"):
        operations.submit(broken.database, broken.ids[name], given, "", author="cron", now=NOW)


def test_comment_goes_to_the_history(broken):
    operations.comment(broken.database, [broken.ids["gw"]], "kb", " cable replaced ", NOW)
    assert kinds(broken, "gw") == [("COMMENT", "kb", "cable replaced")]
