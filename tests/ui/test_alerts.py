"""What rings: calls that want somebody, once each."""

import pytest

from bls_tui.desk.calls import events as ev
from bls_tui.service.desk import call_verbs as verbs
from bls_tui.service.desk import calls
from bls_tui.service.desk.calls_store import desk as at_desk
from bls_tui.service.desk.calls_store import load, record
from bls_tui.ui.screens.call import CallScreen
from tests.support.demo import NOW
from tests.ui.workbench import NARROW, PHONE, WIDE, workbench


def number(driven, word):
    return next(row.number for row in driven.bench.desk.rows.values() if word in row.subject)


def alert(database, which, at, to="kb", text="SLA2 75%"):
    with database.write() as w:
        record(at_desk(w, "bls", at).as_system(), w, load(w, which), [ev.Alerted(to, text)])


@pytest.fixture
def rings(monkeypatch):
    heard = []
    monkeypatch.setattr("bls_tui.ui.app.BlsApp.bell", lambda _self: heard.append(1))
    return heard


async def test_what_was_told_before_the_workbench_was_opened_does_not_ring(desk, rings):
    database = desk()
    async with workbench(database) as driven:
        assert rings == []
        assert "alert" not in driven.text.splitlines()[0]


@pytest.mark.parametrize("size", [PHONE, NARROW, WIDE])
async def test_an_alert_rings_once_says_the_call_and_is_counted_until_it_is_seen(desk, rings, size):
    database = desk()
    async with workbench(database, size) as driven:
        which = number(driven, "Disk")
        alert(database, which, NOW + 5)
        await driven.look(later=10)
        assert rings == [1]
        assert which in driven.text
        assert ("!1" if size == PHONE else "1 alert") in driven.text.splitlines()[0]

        await driven.look(later=30)
        await driven.app.run_action("show_part('status')")
        await driven.look(later=30)
        assert rings == [1]

        await driven.press("i")
        assert isinstance(driven.app.screen, CallScreen)
        assert which in driven.text
        assert "alert" not in driven.text.splitlines()[0]
        await driven.press("escape", "i")
        assert "No call has wanted you" in driven.text.replace("\n", " ")


async def test_a_call_given_by_a_colleague_rings_and_ones_own_does_not(desk, rings):
    database = desk()
    async with workbench(database) as driven:
        which = number(driven, "VPN")
        calls.act(database, which, verbs.assign("kb"), "kb", NOW + 1)
        await driven.look(later=5)
        assert rings == []
        calls.act(database, which, verbs.assign("mr"), "kb", NOW + 6)
        calls.act(database, which, verbs.assign("kb", "yours"), "mr", NOW + 7)
        await driven.look(later=5)
        assert rings == [1]
        assert "is given to you: yours" in driven.text


async def test_two_at_once_ring_once_and_count_twice(desk, rings):
    database = desk()
    async with workbench(database) as driven:
        for word in ("Disk", "Firewall"):
            alert(database, number(driven, word), NOW + 1)
        await driven.look(later=5)
        assert rings == [1]
        assert "2 alerts" in driven.text


async def test_what_is_for_somebody_else_is_not_told(desk, rings):
    database = desk()
    async with workbench(database) as driven:
        alert(database, number(driven, "Disk"), NOW + 1, to="anna")
        await driven.look(later=5)
        assert rings == []


async def test_without_a_bell_it_is_still_said(desk, rings):
    database = desk()
    async with workbench(database) as driven:
        driven.bench.bell = False
        alert(database, number(driven, "Disk"), NOW + 1)
        await driven.look(later=5)
        assert rings == []
        assert "1 alert" in driven.text
