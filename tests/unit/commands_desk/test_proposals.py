"""`bls proposals`, `bls proposal` and `bls search`."""

from dataclasses import replace

import pytest

from bls_tui.service.desk.desk_pass import DeskPass
from db.queries import problems, states


@pytest.fixture
def failing(desk):
    """The desk with its host down and the call proposed."""
    with desk.database.write() as w:
        (row,) = states.load(w)
        down = {"state": "DOWN", "hard_state": "DOWN", "state_type": "HARD", "output": "no \x1b[2J answer"}
        times = dict.fromkeys(("started_at", "checked_at", "changed_at", "hard_changed_at"), desk.now)
        states.save(w, [replace(row, **down, **times)])
        problems.open_(w, row.object_id, desk.now, "DOWN", None)
    DeskPass()(desk.database, desk.now)
    return desk


def pending(desk):
    return desk.data("proposals")["pending"]


def test_nothing_is_proposed(desk):
    assert desk.text("proposals").splitlines() == [
        "STALE: nothing has ever been polled; start `bls` or `bls poller`.",
        "Nothing is proposed.",
    ]


def test_a_problem_proposes_a_call(failing):
    (row,) = pending(failing)
    assert (row["object"], row["word"], row["customer_key"], row["state"]) == ("nas", "DOWN", "rossi", "pending")
    out = failing.text("proposals")
    assert f"{row['id']:>5}  ▼ DOWN nas  Rossi SpA" in out


def test_accepting_opens_the_call_and_takes_it(failing):
    (row,) = pending(failing)
    call = failing.data("proposal", "accept", str(row["id"]), "--typology", "backup", "--priority", "low")
    assert (call["owner"], call["state"], call["origin"]) == ("anna", "in_progress", "monitoring")
    assert (call["typology"], call["priority"]) == ("Backup", "low")
    assert [one["object"] for one in call["objects"]] == ["nas"]
    assert pending(failing) == []
    assert call["number"] in failing.refused("proposal", "accept", str(row["id"]))


def test_a_closed_call_whose_object_is_bad_is_shown_until_somebody_says_why(failing):
    (row,) = pending(failing)
    number = failing.data("proposal", "accept", str(row["id"]))["number"]
    failing.text("call", "close", number, "-m", "fatto")
    assert f"{number} is closed and nas still DOWN" in failing.text("calls")
    (left,) = failing.data("calls")["still_bad"]
    assert (left["number"], left["object"], left["word"]) == (number, "nas", "DOWN")
    failing.text("call", "explain", number, "nas", "-m", "si sostituisce domani")
    assert failing.data("calls")["still_bad"] == []


def test_linking_to_a_call_there_is(failing):
    number = failing.opened()
    (row,) = pending(failing)
    call = failing.data("proposal", "link", str(row["id"]), number)
    assert [one["object"] for one in call["objects"]] == ["nas"]
    assert pending(failing) == []


def test_dismissing_says_why_and_is_counted(failing):
    (row,) = pending(failing)
    number = str(row["id"])
    failing.refused("proposal", "dismiss", number)
    assert "other reason" in failing.refused("proposal", "dismiss", number, "--reason", "other")
    failing.text("proposal", "dismiss", number, "--reason", "human-action", "-m", "spento per pulizia")
    assert pending(failing) == []


def test_proposals_are_not_for_somebody_unknown(failing):
    (row,) = pending(failing)
    failing.user = "mallory"
    failing.refused("proposal", "dismiss", str(row["id"]), "--reason", "maintenance")
    assert "There is no proposal" in failing.refused("proposal", "accept", "99")


def test_search_finds_words_in_every_text(desk):
    number = desk.taken("Posta ferma", "-m", "Outlook chiede la password")
    desk.text("call", "note", number, "-m", "cambiato \x1b[2J il certificato")
    assert [one["number"] for one in desk.data("search", "outlook", "password")["found"]] == [number]
    (found,) = desk.data("search", "certificato")["found"]
    assert (found["kind"], found["subject"], found["state"]) == ("note", "Posta ferma", "in_progress")
    out = desk.text("search", "certificato")
    assert out.startswith(f"{number}  In progress")
    assert "note: " in out
    assert "No call contains introvabile." in desk.text("search", "introvabile")
