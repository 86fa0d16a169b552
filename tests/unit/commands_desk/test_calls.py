"""`bls calls` and `bls call N`: what the queue and a call say."""

import pytest

from bls_tui.desk.calls.permits import NotAllowedError
from bls_tui.service.desk import saved_views
from tests.unit.service_desk.conftest import DAY, HOUR, MINUTE, MONDAY


def test_an_empty_queue_says_so(desk):
    assert desk.text("calls") == "No call is open.\n"


def test_the_queue_has_number_state_clocks_customer_owner_and_subject(desk):
    desk.taken()
    desk.now += 42 * MINUTE
    head, first, second, stale = desk.text("calls").splitlines()
    assert head == "1 call, 1 mine, 0 unassigned"
    assert first.split("  ") == ["26-000001", "In progress", "1: met", "2: 15:18", "runs", "Anna Rossi"]
    assert second.strip() == "Rossi SpA: La posta non parte"
    assert stale.startswith("STALE: nothing has ever been polled")


@pytest.mark.parametrize(("minutes", "cell"), [(0, "1: 02:00 "), (95, "1: 00:25!"), (135, "1: -00:15!!")])
def test_signs_say_how_near_a_promise_is(desk, minutes, cell):
    desk.opened()
    desk.now += minutes * MINUTE
    assert cell in desk.text("calls")


def test_clocks_say_out_of_hours_and_suspended(desk):
    number = desk.taken()
    desk.text("call", "suspend", number, "--customer")
    desk.opened("Altra cosa")
    desk.now += 12 * HOUR
    out = desk.text("calls")
    assert "out of hours" in out
    assert "suspended" in out


def test_an_overdue_wake_up_is_on_top(desk):
    desk.opened("Urgente", "--priority", "urgent")
    number = desk.taken()
    desk.text("call", "suspend", number, "--supplier", "acme", "--ticket", "SR-1", "--until", "+2h")
    assert "waits for ACME until 11:00:00" in desk.text("calls", "wait:supp")
    desk.now += 3 * HOUR
    head, first, _second, third, *_rest = desk.text("calls").splitlines()
    assert "1 wake-up OVERDUE" in head
    assert first.startswith(number)
    assert third.strip() == "OVERDUE by 1 hour: ACME"
    due_first = desk.text("calls", "--due").splitlines()[1]
    assert not due_first.startswith(number)


def test_groups_and_filters_choose(desk):
    mine, other = desk.taken(), desk.opened("Stampante", "--typology", "exotic")
    desk.text("call", "assign", other, "bruno")
    names = {
        flag: [row["number"] for row in desk.data("calls", *flag.split())["calls"]]
        for flag in ("--mine", "--team", "--mine --team", "stampante", "st:progress", "!owner:bruno", "--unassigned")
    }
    assert names["--mine"] == names["st:progress"] == names["!owner:bruno"] == [mine]
    assert names["--team"] == names["stampante"] == [other]
    assert sorted(names["--mine --team"]) == sorted([mine, other])
    assert names["--unassigned"] == []
    assert desk.text("calls", "stampante").splitlines()[0] == "1 of 2 calls"


def test_a_wrong_filter_is_one_line(desk):
    assert 'Did you mean "cust:"?' in desk.refused("calls", "cusd:x")
    assert "due: needs < or >" in desk.refused("calls", "due:2h")


def test_calls_closed_last(desk):
    assert desk.text("calls", "--closed", "5") == "No call has been closed.\n"
    number = desk.taken()
    desk.text("call", "close", number, "-m", "Riavviato.")
    assert desk.text("calls") == "No call is open.\n"
    assert desk.text("calls", "--closed", "5").splitlines()[2].strip() == "closed 09:00:00"
    (row,) = desk.data("calls", "--closed", "5")["calls"]
    assert (row["number"], row["state"], row["sla2"]["word"]) == (number, "closed", "met")


def test_json_of_the_queue_has_words_seconds_and_instants(desk):
    desk.taken("Posta", "-m", "Outlook chiede la password")
    desk.now += HOUR
    answer = desk.data("calls")
    assert (answer["login"], answer["known"]) == ("anna", True)
    (row,) = answer["calls"]
    assert (row["state"], row["reason"], row["customer"], row["covered"]) == ("in_progress", None, "Rossi SpA", True)
    assert (row["sla2"]["spent_s"], row["sla2"]["limit_s"], row["sla2"]["phase"]) == (3600, 57600, "running")
    assert row["opened_epoch"] == MONDAY
    assert row["opened"] == "2026-03-02T08:00:00.000Z"


@pytest.mark.parametrize("form", ["26-000001", "1", "BLS#26-000001", "#26-000001", "[BLS#26-000001]"])
def test_a_call_is_found_by_any_form_of_its_number(desk, form):
    number = desk.opened()
    assert desk.data("call", form)["number"] == number


@pytest.mark.parametrize("form", ["99", "x", "26-1-2"])
def test_a_number_that_is_none_is_one_line(desk, form):
    desk.refused("call", form)


def test_a_call_shows_contract_clocks_moves_and_what_happened(desk):
    number = desk.taken("Posta ferma", "--contact", "mario", "--site", "hq", "-m", "Da stamattina")
    desk.text("call", "note", number, "-m", "chiamato\ndue volte")
    out = desk.text("call", number)
    for part in (
        f"{number}  In progress  Posta ferma",
        "Rossi SpA - Sede - Mario Rossi mario@rossi.example",
        "Contract rossi-2026: includes monitoring, help desk.",
        "lead: Carla Neri; hours paid in advance left: 10:00",
        "SLA2: 16:00, runs, 00:00 of 16:00 used, due 2026-03-03 18:00",
        "Possible now: suspend, reassign, hand over, close",
        "Anna Rossi: take in charge",
        "due volte",
    ):
        assert part in " ".join(out.split()) or part in out


def test_work_outside_the_contract_is_said_at_the_moment_of_deciding(desk):
    number = desk.opened("Server", "--level", "tele_assistance")
    assert "NOT INCLUDED: tele-assistance." in desk.text("call", number)
    assert "not in the contract" in desk.text("calls")


def test_why_lists_what_each_clock_counted(desk):
    number = desk.taken()
    desk.now += HOUR
    desk.text("call", "suspend", number, "--customer")
    desk.now += DAY
    out = desk.text("why", "call", number)
    assert "2026-03-02 09:00 - 2026-03-02 10:00  01:00  working hours" in out
    assert "2026-03-02 10:00 - 2026-03-03 10:00  --:--  suspended (customer)" in out
    answer = desk.data("why", "call", "1")
    (counted, paused) = answer["sla2"]["intervals"]
    assert (counted["seconds"], counted["counted"], counted["cause"]) == (3600, True, "working_hours")
    assert (paused["counted"], paused["cause"], paused["detail"]) == (False, "suspended", "customer")
    assert answer["sla2"]["spent_s"] == 3600


def test_why_of_two_names_says_what_it_takes(desk):
    assert "bls why call N" in desk.refused("why", "nas", "1")


def test_hostile_text_is_harmless(desk):
    evil = "\x1b]52;c;aGk=\x1b\\ \u202egpj\n[/x] \x9b2J"
    number = desk.taken(evil, "-m", evil)
    desk.text("call", "note", number, "-m", evil)
    for command in (("calls",), ("call", number), ("why", "call", number)):
        desk.text(*command)
        desk.data(*command)


def test_a_view_that_is_kept_is_printed_and_narrowed(desk):
    mine = desk.taken()
    desk.user = "bruno"
    other = desk.taken("Altra cosa")
    desk.user = "anna"
    view = saved_views.SavedView("Mie", "cust:rossi", saved_views.Sort.MINE)
    saved_views.save(desk.database, "anna", view)

    assert [row["number"] for row in desk.data("calls", "--view", "Mie")["calls"]] == [mine]
    assert desk.data("calls", "--view", "Mie", "subj:nothing")["calls"] == []
    assert {mine, other} == {row["number"] for row in desk.data("calls")["calls"]}
    assert "you keep: Mie" in desk.refused("calls", "--view", "Altre")


def test_a_view_keeps_a_name_and_a_filter_that_can_be_read(desk):
    for view in (
        saved_views.SavedView(" ", "", saved_views.Sort.ALL),
        saved_views.SavedView("x", "st:nothing", saved_views.Sort.ALL),
    ):
        with pytest.raises(saved_views.InvalidViewError):
            saved_views.save(desk.database, "anna", view)
    with pytest.raises(NotAllowedError):
        saved_views.save(desk.database, "stranger", saved_views.SavedView("x", "", saved_views.Sort.ALL))
