"""Charts of an object's values, and the outlook, at every size."""

import pytest

from db.errors import DatabaseUnavailable
from db.queries import baselines, history, inventory, metrics, operations
from db.rows import NewEvent, NewSample
from db.rows_metrics import BaselineRow
from tests.support.demo import HOSTILE, NOW
from tests.support.past import DAY, Past, remember
from tests.ui.workbench import SIZES, workbench

TIB = 2.0**40


@pytest.fixture
def grown(made):
    """The demo with six weeks behind it: a volume that grows, a disk that wears on, a certificate, a strange value."""
    database = made("demo")
    with database.read() as r:
        ids = {row.full_name: row.id for row in inventory.objects(r)}
    size = {"min": 0.0, "max": 14.5 * TIB, "warn": None}
    growing = Past("volume1 used", "B", lambda day: (13.1 + 0.07 * day) * TIB, fields=size)
    percent = Past("volume1", "%", lambda day: (13.1 + 0.07 * day) / 0.145, fields={"warn": "80", "crit": "95"})
    remember(database, ids["nas01/volume1"], NOW, growing, percent)
    remember(database, ids["pec-rossi/certificate"], NOW, Past("days_left", "d", lambda day: 9 - day, days=3))
    with database.write() as w:
        samples = [
            NewSample(ids["fs-rossi/cpu"], "cpu", NOW - ago, 97.0, "%", min=0, max=100) for ago in (20, 320, 620)
        ]
        metrics.record(w, samples)
        metric_id = next(row.id for row in metrics.of_object(w, ids["fs-rossi/cpu"]) if row.name == "cpu")
        baselines.put(w, [BaselineRow(metric_id, cell, 12.0, 4.0, 6) for cell in range(168)])
        steps = [(NOW - 60 * DAY, "OK"), (NOW - 6 * 3600, "WARNING"), (NOW - 4 * 3600, "OK")]
        history.append(w, [NewEvent(at, "STATE", ids["nas01/volume1"], state=state, attempt=1) for at, state in steps])
        operations.add_downtime(
            w, object_id=ids["nas01"], with_services=True, kind="fixed", starts_at=NOW - 15 * 3600,
            ends_at=NOW - 13 * 3600, author="mr", comment="", created_at=NOW - DAY,
        )  # fmt: skip
    return database, ids


async def charts(driven, ids, *keys):
    driven.app.action_show_chart(ids["nas01/volume1"])
    await driven.settle()
    await driven.press(*keys)


@pytest.mark.parametrize("name", SIZES)
@pytest.mark.parametrize("keys", [(), ("minus",), ("minus", "minus", "minus")], ids=["day", "week", "year"])
async def test_charts_of_an_object(grown, picture, name, keys):
    database, ids = grown
    async with workbench(database, SIZES[name]) as driven:
        await charts(driven, ids, *keys)

        assert driven.text == picture


@pytest.mark.parametrize("name", SIZES)
async def test_two_metrics_side_by_side(grown, picture, name):
    database, ids = grown
    async with workbench(database, SIZES[name]) as driven:
        await charts(driven, ids, "minus", "minus", "space", "j", "space", "b")

        assert driven.text == picture


async def test_charts_in_ascii(grown, picture):
    database, ids = grown
    async with workbench(database, ascii_only=True) as driven:
        await charts(driven, ids)

        assert driven.text.isascii()
        assert driven.text == picture


async def test_a_chart_goes_back_in_time_and_returns(grown):
    database, ids = grown
    async with workbench(database) as driven:
        await charts(driven, ids, "left")
        assert "until 02:13" in driven.text
        await driven.press("right", "right")
        assert "until" not in driven.text
        await driven.press("plus")
        assert "hour" in driven.text
        await driven.press("plus")
        assert "There is no shorter time." in driven.text
        await driven.press("b")
        assert "Mark two metrics with Space first." in driven.text


async def test_h_opens_the_charts_of_an_object_and_escape_goes_back(grown):
    database, _ids = grown
    async with workbench(database) as driven:
        await driven.press("2", "slash")
        await driven.type("volume1")
        await driven.press("enter", "h")
        assert "nas01/volume1  day" in driven.text
        await driven.press("escape")
        assert "Status >" in driven.text


async def test_charts_of_what_was_never_measured_say_so(made):
    database = made("demo")
    async with workbench(database) as driven:
        with database.read() as r:
            object_id = next(row.id for row in inventory.objects(r) if row.full_name == "voip01/sip")
        driven.app.action_show_chart(object_id)
        await driven.settle()
        assert "Nothing is measured here yet." in driven.text


async def test_hostile_names_of_metrics_are_harmless(grown):
    database, ids = grown
    with database.write() as w:
        metrics.record(w, [NewSample(ids["voip01/sip"], HOSTILE, NOW - 20, 5.0, "\x1b[2J"[:9])])
    async with workbench(database) as driven:
        driven.app.action_show_chart(ids["voip01/sip"])
        await driven.settle()
        assert "\x1b" not in driven.text
        assert "52;c;ZXZpbA==" in driven.text


@pytest.mark.parametrize("name", SIZES)
async def test_the_outlook(grown, picture, name):
    database, _ids = grown
    async with workbench(database, SIZES[name]) as driven:
        await driven.press("O")
        await driven.until(lambda: "reading" not in driven.text and "Reading" not in driven.text)
        await driven.press("j")

        assert driven.text == picture


async def test_the_outlook_filters_and_leads_to_the_object_and_its_chart(grown):
    database, _ids = grown
    async with workbench(database) as driven:
        await driven.press("O")
        await driven.until(lambda: "reading" not in driven.text and "Reading" not in driven.text)
        await driven.press("slash")
        await driven.type("nas01")
        await driven.press("enter")
        assert "pec-rossi" not in driven.text
        await driven.press("h")
        assert "nas01/volume1  day" in driven.text
        await driven.press("escape", "enter")
        assert "> nas01/volume1" in driven.text


async def test_the_outlook_goes_on_while_objects_change(grown):
    database, ids = grown
    async with workbench(database) as driven:
        await driven.press("O")
        await driven.until(lambda: "reading" not in driven.text and "Reading" not in driven.text)
        with database.write() as w:
            operations.request_check(w, ids["nas01/volume1"], NOW, "mr")
        await driven.look(later=1000)
        await driven.until(lambda: "read 0s ago" in driven.text)
        assert "volume1 used" in driven.text


async def test_a_database_that_went_away_is_told_of(grown, monkeypatch):
    database, _ids = grown

    def gone(*_arguments):
        raise DatabaseUnavailable("The database does not answer.")

    async with workbench(database) as driven:
        monkeypatch.setattr("bls_tui.ui.screens.outlook.outlook_view", gone)
        await driven.press("O")
        await driven.until(lambda: "The database does not answer." in driven.text)


async def test_an_outlook_without_anything_says_so(made):
    async with workbench(made("empty")) as driven:
        await driven.press("O")
        await driven.until(lambda: "Nothing fills up" in driven.text)
