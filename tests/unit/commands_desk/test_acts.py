"""What is done to calls from the command line: the same rules and errors as on the screen."""

import pytest

from tests.unit.service_desk.conftest import HOUR, MONDAY


def test_a_life_from_opened_to_closed(desk):
    number = desk.opened()
    assert desk.data("call", "take", number)["state"] == "in_progress"
    waiting = desk.data("call", "suspend", number, "--process", "nas", "--until", "18:00", "-m", "pezzo in arrivo")
    assert (waiting["reason"], waiting["waits_for"]) == ("process", "nas")
    assert desk.data("call", "resume", number)["state"] == "in_progress"
    closed = desk.data("call", "close", number, "--outcome", "workaround", "-m", "Spostato su altro NAS.")
    assert (closed["state"], closed["closing"]["outcome"]) == ("closed", "workaround")
    assert [item["act"] for item in closed["timeline"]][-4:] == ["take", "suspend", "resume", "close"]


def test_an_act_says_what_the_call_is_now(desk):
    number = desk.opened()
    out = desk.text("call", "take", number)
    assert out == f"{number}  In progress  1: met  2: 16:00  Anna Rossi  La posta non parte\n"


def test_a_move_that_is_not_possible_names_those_that_are(desk):
    number = desk.opened()
    error = desk.refused("call", "close", number, "-m", "x")
    assert f"Call {number} is Assigned: close is not possible. Possible now: take in charge, reassign" in error


def test_somebody_unknown_may_look_and_not_touch(desk):
    number = desk.opened()
    desk.user = "mallory"
    assert desk.data("call", number)["viewer"] == {"login": "mallory", "known": False}
    assert "may only look" in desk.refused("call", "take", number)
    assert "may only look" in desk.refused("call", "new", "x", "--customer", "rossi")


def test_a_conflict_shows_both_versions(desk):
    number = desk.opened()
    seen = str(desk.data("call", number)["version"])
    desk.user = "bruno"
    desk.text("call", "take", number)
    desk.user = "anna"
    code, out, err = desk.run("call", "take", number, "--expect", seen)
    assert (code, out) == (2, "")
    assert "changed meanwhile by bruno" in err
    assert "state: Assigned -> In progress" in err
    assert "owner: anna -> bruno" in err
    assert "bruno: take in charge" in err


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--customer", "--supplier", "acme", "--until", "+2h"),
        ("--supplier", "acme", "--ticket", "T1"),
        ("--supplier", "acme", "--until", "+2h"),
        ("--process", "nas"),
        ("--process", "nowhere", "--until", "+2h"),
        ("--process", "nas", "--until", "soon"),
        ("--customer", "--remind", "+3h", "--until", "+2h"),
    ],
)
def test_a_suspension_without_one_reason_and_its_wake_up_is_refused(desk, arguments):
    number = desk.taken()
    desk.refused("call", "suspend", number, *arguments)
    assert desk.data("call", number)["state"] == "in_progress"


def test_waiting_for_the_customer_has_reminders(desk):
    number = desk.taken()
    usual = desk.data("call", "suspend", number, "--customer")["suspension"]["wake"]
    assert (usual["reason"], len(usual["reminders"])) == ("customer", 2)
    later = desk.data("call", "postpone", number, "--customer", "--remind", "+1d", "--until", "+2d")
    assert later["suspension"]["wake"]["reminders"] == [MONDAY + 24 * HOUR]
    answered = desk.data("call", "received", number, "Mario", "-m", "ora funziona")
    assert answered["state"] == "in_progress"


def test_assignment_by_hand_and_by_the_rules(desk):
    number = desk.opened()
    assert desk.data("call", "assign", number, "bruno", "-m", "lo conosce")["owner"] == "bruno"
    chosen = desk.data("call", "reassign", number)
    assert chosen["owner"] == "anna"
    assert {one["login"] for one in chosen["candidates"]} >= {"anna", "bruno"}
    assert "bruno: was asked and did not take it" in desk.text("call", number)
    assert "'zoe' is no technician" in desk.refused("call", "assign", number, "zoe")


def test_handing_over_needs_a_word_for_the_colleague(desk):
    number = desk.taken()
    desk.refused("call", "handover", number, "bruno")
    handed = desk.data("call", "handover", number, "bruno", "-m", "manca solo il riavvio")
    assert (handed["owner"], handed["state"]) == ("bruno", "assigned")


def test_notes_replies_and_what_came_in(desk, monkeypatch):
    number = desk.opened()
    desk.said(monkeypatch, "riga uno\nriga due\n")
    assert desk.data("call", "note", number, "-m", "-")["timeline"][-1]["body"] == "riga uno\nriga due\n"
    assert desk.data("call", "reply", number, "-m", "ci pensiamo noi")["sla1"]["phase"] == "stopped"
    assert "nothing written" in desk.refused("call", "note", number, "-m", " ")


def test_details_are_corrected(desk):
    number = desk.opened()
    amended = desk.data("call", "amend", number, "--priority", "urgent", "--site", "hq")
    assert (amended["priority"], amended["site"], amended["subject"]) == ("urgent", "Sede", "La posta non parte")
    assert "Say what to correct" in desk.refused("call", "amend", number)


def test_a_date_is_agreed_and_given_up(desk):
    number = desk.opened()
    agreed = desk.data("call", "due", number, "2026-03-10 12:00", "-m", "accordo con Mario")
    assert (agreed["sla2"]["agreed"], agreed["sla2"]["due"]) == (True, "2026-03-10T11:00:00.000Z")
    assert desk.data("call", "due", number, "-m", "come da contratto")["sla2"]["agreed"] is False


def test_only_the_lead_judges(desk):
    number = desk.opened()
    assert "lead of the contract" in desk.refused("call", "judge", number, "--blocking", "-m", "fermi tutti")
    desk.user = "carla"
    judged = desk.data("call", "judge", number, "--blocking", "-m", "fermi tutti")
    assert judged["verdict"]["blocking"] is True
    assert "BLOCKING" in desk.text("calls")


def test_ties_to_objects_and_calls(desk):
    number, other = desk.opened(), desk.opened("Altra")
    desk.text("call", "link", number, "--object", "nas")
    tied = desk.data("call", "link", number, "--call", other)
    assert [one["object"] for one in tied["objects"]] == ["nas"]
    assert [(one["relation"], one["number"]) for one in tied["calls"]] == [("call", other)]
    assert f"see also {other} (Assigned): Altra" in desk.text("call", number)
    assert desk.data("call", "unlink", number, "--object", "nas")["objects"] == []
    assert "not tied" in desk.refused("call", "unlink", number, "--object", "nas")
    assert "Say what" in desk.refused("call", "link", number)


def test_a_new_call_refers_to_a_closed_one(desk):
    old = desk.taken()
    assert "is not closed" in desk.refused("call", "new", "Di nuovo", "--customer", "rossi", "--refers-to", old)
    desk.text("call", "close", old, "-m", "fatto")
    new = desk.data("call", "new", "Di nuovo", "--customer", "rossi", "--refers-to", old, "--object", "nas")
    assert [(one["relation"], one["number"]) for one in new["calls"]] == [("refers_to", old)]
    other = desk.opened("Ancora")
    assert desk.data("call", "refer", other, old)["calls"][0]["number"] == old


def test_a_call_becomes_a_consultancy(desk):
    number = desk.opened()
    assert desk.data("call", "consultancy", number, "-m", "vuole un nuovo server")["consultancy"] is True


@pytest.mark.parametrize(
    "arguments",
    [
        ("--customer", "nobody"),
        ("--customer", "rossi", "--contact", "nobody"),
        ("--customer", "bianchi", "--contact", "mario"),
        ("--customer", "rossi", "--typology", "nothing"),
        ("--customer", "rossi", "--object", "nowhere"),
        ("--customer", "rossi", "--refers-to", "77"),
    ],
)
def test_a_call_about_what_is_not_there_is_refused(desk, arguments):
    desk.refused("call", "new", "x", *arguments)
    assert desk.data("calls")["calls"] == []
