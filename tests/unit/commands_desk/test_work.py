"""Time, stopwatches, interventions, splitting, merging and undoing from the command line."""

import pytest

from tests.unit.service_desk.conftest import HOUR, MINUTE, MONDAY


def test_time_is_recorded_corrected_and_dropped(desk):
    number = desk.taken()
    desk.now += 3 * HOUR
    (row,) = desk.data("call", "time", number, "--from", "09:30", "--to", "11:00", "-m", "analisi")["time"]
    assert (row["start_epoch"], row["seconds"]) == (MONDAY + HOUR / 2, 1.5 * HOUR)
    assert (row["technician"], row["kind"], row["included"]) == ("anna", "remote", True)
    key = str(row["row"])
    (row,) = desk.data("call", "time", "correct", number, key, "--kind", "on_site", "--extra")["time"]
    assert (row["kind"], row["included"], row["seconds"], row["note"]) == ("on_site", False, 1.5 * HOUR, "analisi")
    assert "on site, not in the contract: analisi" in desk.text("call", number)
    assert desk.data("call", "time", "drop", number, key, "-m", "doppione")["time"] == []
    assert "no such row" in desk.refused("call", "time", "correct", number, "99", "--extra")


def test_time_for_a_span_ends_now_and_a_clock_time_is_the_last_one(desk):
    number = desk.taken()
    (row,) = desk.data("call", "time", number, "--for", "30m", "--technician", "bruno")["time"]
    assert (row["end_epoch"], row["seconds"], row["technician"]) == (MONDAY, 30 * MINUTE, "bruno")
    *_, row = desk.data("call", "time", number, "--from", "17:00", "--to", "18:00")["time"]
    assert row["end_epoch"] == MONDAY - 15 * HOUR


@pytest.mark.parametrize(
    "arguments",
    [(), ("--for", "1h", "--from", "08:00"), ("--for", "long"), ("--from", "2026-03-02 09:30"), ("--from", "x")],
)
def test_time_that_makes_no_sense_is_refused(desk, arguments):
    number = desk.taken()
    desk.refused("call", "time", number, *arguments)


def test_a_stopwatch_becomes_a_row_of_time(desk):
    number = desk.taken()
    desk.text("call", "stopwatch", "start", number)
    assert "running on call" in desk.refused("call", "stopwatch", "start", number)
    desk.now += 25 * MINUTE
    assert "anna's stopwatch has been running for 25 minutes" in desk.text("call", number)
    (row,) = desk.data("call", "stopwatch", "stop", number, "--kind", "travel")["time"]
    assert (row["seconds"], row["kind"], row["included"]) == (25 * MINUTE, "travel", False)
    assert "not running" in desk.refused("call", "stopwatch", "stop", number)


def test_an_intervention_of_several_days_with_its_file(desk):
    number = desk.taken("Server", "--contact", "mario")
    days = ("--day", "2026-03-04 09:00-13:00", "--day", "2026-03-05 14:00-18:00")
    (visit,) = desk.data("call", "visit", number, *days, "--technician", "bruno", "--place", "Sede")["visits"]
    assert [day["end_epoch"] - day["start_epoch"] for day in visit["days"]] == [4 * HOUR, 4 * HOUR]
    key = str(visit["visit"])
    code, ics, err = desk.run("call", "visit", "ics", number, key)
    assert (code, err) == (0, "")
    assert ics.count("BEGIN:VEVENT") == 2
    changed = desk.data(
        "call", "visit", "change", number, key, *days[:2], "--technician", "anna", "--place", "Magazzino"
    )["visits"]
    assert (changed[0]["technicians"], changed[0]["place"], len(changed[0]["days"])) == (["anna"], "Magazzino", 1)
    assert desk.data("call", "visit", "cancel", number, key, "-m", "rinviato")["visits"][0]["cancelled"] is True
    assert "CANCELLED" in desk.text("call", number)
    assert "is no day" in desk.refused(
        "call", "visit", number, "--day", "domani", "--technician", "anna", "--place", "x"
    )


def test_a_call_is_split(desk):
    number = desk.taken("Posta e stampante")
    part = desk.data("call", "split", number, "Stampante", "--typology", "mail", "-m", "carta inceppata")
    assert (part["subject"], part["customer_key"]) == ("Stampante", "rossi")
    assert [(one["relation"], one["number"]) for one in part["calls"]] == [("split_from", number)]
    assert desk.data("call", number)["timeline"][-1]["act"] == "split"


def test_a_duplicate_is_merged(desk):
    number, other = desk.taken(), desk.opened("Ancora la posta")
    kept = desk.data("call", "merge", other, "--into", number)
    assert (kept["number"], [one["relation"] for one in kept["calls"]]) == (number, ["absorbed"])
    assert desk.data("call", other)["closing"]["merged_into"] == number
    bianchi = desk.data("call", "new", "x", "--customer", "bianchi")["number"]
    assert "two customers" in desk.refused("call", "merge", bianchi, "--into", number)


def test_ones_own_last_move_is_taken_back_within_a_minute(desk):
    number = desk.opened()
    desk.text("call", "take", number)
    desk.now += 30
    back = desk.data("call", "undo", number)
    assert (back["state"], [item["undone"] for item in back["timeline"] if item["act"] == "take"]) == (
        "assigned",
        [True],
    )
    desk.text("call", "take", number)
    desk.now += 90
    assert "undo is not possible" in desk.refused("call", "undo", number)
    desk.text("call", "note", number, "-m", "x")
    desk.user = "bruno"
    desk.refused("call", "undo", number)
