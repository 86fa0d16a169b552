"""`bls now` says what of the desk waits."""

from bls_tui.plain import now as plain
from bls_tui.plain.look import Look
from bls_tui.service.monitoring import views
from tests.unit.commands_desk.test_proposals import failing  # noqa: F401 - a fixture
from tests.unit.service_desk.conftest import HOUR


def test_a_desk_with_nothing_to_do_is_not_mentioned(desk):
    assert "calls" not in desk.text("now").lower()
    assert desk.data("now")["desk"] == {"mine": 0, "unassigned": 0, "overdue": 0, "proposals": 0}


def test_what_waits_has_a_line_each(failing):  # noqa: F811 - the fixture
    number = failing.taken()
    failing.text("call", "suspend", number, "--supplier", "acme", "--ticket", "T", "--until", "+1h")
    failing.now += 2 * HOUR
    lines = failing.text("now").splitlines()
    assert lines[-3:] == [
        "My calls: 1 (bls calls --mine)",
        "Overdue wake-ups: 1 (bls calls is:overdue)",
        "Calls proposed: 1 (bls proposals)",
    ]
    failing.user = "bruno"
    assert failing.data("now")["desk"] == {"mine": 0, "unassigned": 0, "overdue": 1, "proposals": 1}


def test_it_stays_within_twelve_lines(failing):  # noqa: F811 - the fixture
    view = views.now_view(failing.database, failing.now)
    many = views.NowView(view.groups * 50, view.totals, view.poller, failing.now)
    lines = list(plain.text(many, Look(), views.DeskCounts(1, 2, 3, 4)))
    assert len(lines) <= 12
    assert "Calls of nobody: 2 (bls calls --unassigned)" in lines
    assert any("and 47 more problems" in each for each in lines)


def test_an_object_names_the_open_call_about_it(failing):  # noqa: F811 - the fixture
    number = failing.taken()
    name = failing.data("now")["problems"][0]["object"]
    assert failing.data("now")["problems"][0]["call"] is None
    failing.text("call", "link", number, "--object", name)

    problem = failing.data("now")["problems"][0]
    assert (problem["call"], "c" in problem["flags"]) == (number, True)
    listed = {one["object"]: one["call"] for one in failing.data("status")["objects"]}
    assert listed[name] == number
    assert " c " in failing.text("status", name)
