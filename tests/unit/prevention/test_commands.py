"""`bls outlook` and `bls metrics`, as a user runs them, on both databases."""

import csv
import io
import json

import pytest

from db.queries import baselines, metrics
from db.rows import NewSample
from tests.support.fleet import NOW
from tests.unit.prevention.conftest import DAY, broke, usual


def data(result):
    code, out, err = result
    assert (code, err) == (0, "")
    assert out.isascii()
    return json.loads(out)


def text(result):
    code, out, err = result
    assert (code, err) == (0, "")
    assert all(len(each) <= 80 for each in out.splitlines())
    assert "\x1b" not in out
    return out


def days(prospect):
    return (prospect["at_epoch"] - NOW) / DAY


def test_the_outlook_is_soonest_first_with_its_evidence(bls, watched):
    view = data(bls("outlook", "--json"))

    assert [(one["what"], one["object"]) for one in view["prospects"]] == [
        ("expired", "web/certificate"),
        ("full", "fs1/disk"),
        ("worn out", "ups/battery"),
        ("saturated", "sw1/links"),
    ]
    certificate, disk, battery, link = view["prospects"]
    assert days(certificate) == pytest.approx(7, abs=0.1)
    assert certificate["confidence_words"] == "certain"
    assert days(disk) == pytest.approx(9, abs=1.5)
    assert disk["per_day"] == pytest.approx(4e9, rel=0.05)
    assert disk["confidence_words"] == "steady for 6 weeks"
    assert 40 <= len(disk["evidence"]) <= 44
    assert days(link) == pytest.approx(25, abs=4)
    assert days(battery) == pytest.approx(25, abs=2)
    assert battery["limit"] == 300
    assert view["metrics_looked_at"] == 6


def test_less_time_shows_less(bls, watched):
    assert len(data(bls("outlook", "--days", "15", "--json"))["prospects"]) == 2


def test_the_outlook_in_text(bls, watched):
    out = text(bls("outlook"))

    assert out.splitlines()[0] == "expires    7 days               web/certificate  days_left  (Acme S.p.A.)"
    assert "full       8 days" in out
    assert "steady for 6 weeks" in out
    assert out.endswith("6 metrics looked at\n")
    assert text(bls("outlook", "--ascii")).isascii()


def test_a_disk_that_fills_within_hours_is_told_by_its_own_trend(bls, watched):
    database, ids = watched
    with database.write() as w:
        metrics.record(w, [NewSample(ids["fs1/quiet disk"], "E: full in", NOW, 7200.0, "s", min=0)])

    first = data(bls("outlook", "--json"))["prospects"][0]
    assert (first["object"], first["confidence"]) == ("fs1/quiet disk", "fast")
    assert "E: used" in text(bls("outlook")).splitlines()[0]


def test_nothing_is_said_where_nothing_is_coming(bls, database):
    assert text(bls("outlook")).startswith("Nothing fills up, expires, wears out or saturates in the next 30 days.")


def test_young_metrics_are_counted(bls, watched):
    database, ids = watched
    with database.write() as w:
        size = {"min": 0.0, "max": 1e9}
        metrics.record(w, [NewSample(ids["fs1/quiet disk"], "N: used", NOW, 9e8, "B", **size)])

    assert data(bls("outlook", "--json"))["metrics_too_young"] in {0, 1}


def test_what_is_unusual_now_is_told(bls, watched):
    database, ids = watched
    with database.write() as w:
        samples = [NewSample(ids["fs1/cpu"], "cpu", NOW - ago, 97.0, "%", min=0, max=100) for ago in (20, 320, 620)]
        metrics.record(w, samples)
        metric_id = next(row.id for row in metrics.of_object(w, ids["fs1/cpu"]))
        baselines.put(w, usual(metric_id, 20.0, 3.0))

    odd = data(bls("outlook", "--json"))["unusual"]
    assert [(one["object"], one["value"], one["weeks_seen"]) for one in odd] == [("fs1/cpu", 97.0, 5)]
    assert "fs1/cpu  cpu 97%, usual is" in text(bls("outlook"))


def test_metrics_are_drawn_with_states_and_downtimes(bls, watched):
    database, ids = watched
    broke(database, ids["fs1/disk"])
    out = text(bls("metrics", "fs1/disk"))

    assert "D: used" in out
    assert "■" in out
    assert "d" in out.splitlines()[-1]
    assert text(bls("metrics", "fs1/disk", "--range", "year", "--ascii")).isascii()


@pytest.mark.parametrize(("span", "points"), [("hour", 1), ("day", 24), ("7d", 168), ("month", 720)])
def test_points_come_as_csv_and_json(bls, watched, span, points):
    rows = list(csv.DictReader(io.StringIO(bls("metrics", "fs1/disk", "D: used", "--range", span, "--csv")[1])))
    view = data(bls("metrics", "fs1/disk", "D: used", "--range", span, "--json"))

    found = view["metrics"][0]["points"]
    assert len(found) == pytest.approx(points, abs=2)
    assert [float(row["avg"]) for row in rows] == [point[2] for point in found]
    assert {row["unit"] for row in rows} == {"B"}
    assert view["metrics"][0]["max"] == 500e9


def test_points_can_be_limited(bls, watched):
    assert (
        len(data(bls("metrics", "fs1/disk", "--range", "month", "--points", "10", "--json"))["metrics"][0]["points"])
        <= 10
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("fs1/disk", "X:"), "fs1/disk has no metric 'X:'; it has: D: used"),
        (("fs1/disk", "--range", "often"), "'often' is not a duration"),
        (("nothere",), "No host or service matches 'nothere'"),
    ],
)
def test_what_cannot_be_shown_is_said_in_a_line(bls, watched, arguments, message):
    code, out, err = bls("metrics", *arguments)

    assert (code, out) == (2, "")
    assert message in err


def test_an_object_without_metrics_says_so(bls, watched):
    assert "It has no metrics." in text(bls("metrics", "ups"))
