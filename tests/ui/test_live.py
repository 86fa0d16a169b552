"""The live picture: what changed since, and a database that goes away and comes back."""

import pytest

from bls_tui.service.monitoring.views_data import Viewer
from bls_tui.ui.live import LiveChanged, LiveStore
from db.errors import DatabaseUnavailable
from db.queries import inventory
from tests.support.demo import NOW, Demo
from tests.ui.workbench import Clock


@pytest.fixture
def demo(tmp_path):
    return Demo(f"sqlite:///{tmp_path / 'bls.db'}")


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def live(demo, clock):
    store = LiveStore(demo.database, clock, lambda: Viewer("", 20.0))
    yield store
    store.close()


async def test_the_first_look_reads_everything(live, demo):
    await live.look()

    assert len(live.rows) == len(demo.ids)
    assert live.changes_since(-1) is None


async def test_later_looks_read_what_changed(live, demo):
    await live.look()
    before = live.version
    demo.becomes("nas01", "DOWN", "gone", at=NOW + 1)
    await live.look()

    assert live.changes_since(before) == {demo.ids["nas01"]}
    assert live.rows[demo.ids["nas01"]].state == "DOWN"


async def test_a_look_that_finds_nothing_changes_nothing(live):
    await live.look()
    before = live.version
    await live.look()

    assert live.version == before
    assert live.changes_since(before) == frozenset()


async def test_an_object_that_is_removed_disappears(live, demo):
    await live.look()
    with demo.database.write() as w:
        inventory.remove_objects(w, ["nas01/nfs"], NOW)
    await live.look()

    assert demo.ids["nas01/nfs"] not in live.rows


async def test_a_database_that_is_away_is_remembered_since_when(live, demo, clock, monkeypatch):
    await live.look()
    with monkeypatch.context() as patched:
        patched.setattr(demo.database, "read", away)
        clock.now += 10
        await live.look()
        clock.now += 10
        await live.look()

    assert live.failure.since == NOW + 10
    assert live.failure.retry_at == NOW + 22
    assert len(live.rows) == len(demo.ids)
    assert live.read_at == NOW

    await live.look()
    assert live.failure is None
    assert live.read_at == NOW + 20


async def test_a_poller_grows_stale_while_the_clock_goes_on(live):
    await live.look()

    assert not live.poller(NOW + 10).stale
    assert live.poller(NOW + 60).stale


def test_a_flood_of_messages_is_one():
    assert LiveChanged().can_replace(LiveChanged())


def away():
    raise DatabaseUnavailable("gone")
