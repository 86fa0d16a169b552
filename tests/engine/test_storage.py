"""What happens to results when the database goes away, the process is killed, or somebody else polls."""

import itertools
import json
import resource
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from checks import clock
from checks.engine import Role
from checks.model import State
from db import engine, schema
from db.queries import feed, lease
from db.session import Database
from tests.engine.conftest import SETTINGS, Fleet, eventually

BLS = Path(sys.executable).with_name("bls")


def lose_and_regain(fleet, poller, world, leave, come_back):
    """Let the database go, see polling go on, let it come back, and find everything written in order."""
    eventually(fleet.is_now("gw/http", State.OK))
    leave()
    world.states["gw/http"] = State.CRITICAL
    begun = len(world.of("gw/http"))
    eventually(lambda: poller.status.health.waiting_since)
    eventually(lambda: len(world.of("gw/http")) >= begun + 1, "polling without a database")
    world.states["gw/http"] = State.WARNING
    eventually(lambda: len(world.of("gw/http")) >= begun + 3)
    assert poller.status.error
    assert poller.status.health.waiting > 0
    come_back()
    eventually(fleet.is_now("gw/http", State.WARNING))
    told = [event.state for event in fleet.events("gw/http")]
    assert told[-2:] == ["CRITICAL", "WARNING"]
    eventually(lambda: not poller.status.error)


def be_impatient(monkeypatch):
    """Let SQLite wait 0.2 s for a lock instead of 5."""
    monkeypatch.setattr("db.engine._PRAGMAS", (*engine._PRAGMAS, "busy_timeout = 200"))


def test_a_locked_sqlite_database_stops_nothing(fleet, poll, world, monkeypatch):
    be_impatient(monkeypatch)
    fleet.put("gw", "gw/http", max_attempts=1)
    poller = poll(fleet.database)
    path = fleet.database.url.removeprefix("sqlite+pysqlite:///")
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    lose_and_regain(fleet, poller, world, lambda: other.execute("BEGIN EXCLUSIVE"), lambda: other.execute("ROLLBACK"))
    other.close()


@pytest.mark.server("postgresql")
def test_a_stopped_postgresql_stops_nothing(world, poll, request):
    server, template = request.getfixturevalue("postgres_server"), request.getfixturevalue("postgres_template")
    name = server.fresh_database(template)
    database = Database(server.url(name))
    fleet = Fleet(database)
    fleet.put("gw", "gw/http", max_attempts=1)
    poller = poll(database)
    lose_and_regain(fleet, poller, world, lambda: server.stop("immediate"), server.start)


def test_what_waits_is_bounded_and_the_oldest_values_go_first(fleet, poll, world, monkeypatch):
    be_impatient(monkeypatch)
    fleet.put("gw", "gw/http", max_attempts=1)
    poller = poll(fleet.database, replace(SETTINGS, max_waiting=6))
    eventually(fleet.is_now("gw/http", State.OK))
    other = sqlite3.connect(fleet.database.url.removeprefix("sqlite+pysqlite:///"), isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    eventually(lambda: poller.status.health.dropped >= 2)
    other.execute("ROLLBACK")
    other.close()
    eventually(lambda: poller.status.health.waiting_since is None)
    assert poller.status.role is Role.POLLING


def test_two_pollers_one_polls_and_the_other_takes_over(fleet, poll, world):
    fleet.put("gw")
    first = poll(fleet.database)
    eventually(lambda: first.status.role is Role.POLLING)
    second = poll(fleet.database, replace(SETTINGS, holder="test pid 2"))
    eventually(lambda: second.status.role is Role.STANDBY)
    assert second.status.holder == "test pid 1"
    assert first.stop()
    eventually(lambda: second.status.role is Role.POLLING)
    with fleet.database.read() as r:
        assert lease.get(r).holder == "test pid 2"


def test_who_loses_the_lease_stops_at_once_and_writes_nothing_more(fleet, poll, world):
    fleet.put("gw", max_attempts=1)
    poller = poll(fleet.database)
    eventually(fleet.is_now("gw", State.UP))
    with fleet.database.write() as w:
        epoch = lease.acquire(w, "usurper", clock.now(), stale_after=-1.0)
    world.states["gw"] = State.CRITICAL
    eventually(lambda: poller.status.role is Role.STANDBY)
    begun = len(world.calls)
    with fleet.database.write() as w:
        lease.renew(w, "usurper", epoch, clock.now(), {})
    time.sleep(1.1)  # longer than the interval: a run would have begun
    assert len(world.calls) == begun
    assert fleet.state("gw").state == "UP"
    assert poller.status.holder == "usurper"


def test_nothing_is_written_when_nothing_happens(fleet, poll, world):
    fleet.put("gw", interval=300)
    poll(fleet.database, replace(SETTINGS, lease_interval=60.0))
    eventually(fleet.is_now("gw", State.UP))
    time.sleep(0.5)  # the batch with the result, and whatever follows from it
    with fleet.database.read() as r:
        head = feed.head(r)
    time.sleep(0.5)
    with fleet.database.read() as r:
        assert feed.head(r) == head


# A real `bls poller` in a process of its own, over TCP ports that answer or not.

INVENTORY = """
[customer.acme]

[defaults]
customer = "acme"
interval = 1
retry_interval = 1
max_attempts = 1
check = {{ probe = "tcp", port = {open} }}

[host.gw]
address = "127.0.0.1"
[host.gw.service.open]
probe = "tcp"
port = {open}
[host.gw.service.shut]
probe = "tcp"
port = {shut}
"""


@pytest.fixture
def installed(tmp_path, unused_tcp_port_factory):
    """A folder with bls.toml and an inventory applied by the poller itself; a server listens on its open port."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=1000)
    inventory = INVENTORY.format(open=listener.getsockname()[1], shut=unused_tcp_port_factory())
    (tmp_path / "fleet.toml").write_text(inventory)
    url = f"sqlite:///{tmp_path}/bls.db"
    (tmp_path / "bls.toml").write_text(
        f'[database]\nurl = "{url}"\n[inventory]\npaths = ["fleet.toml"]\n[poller]\nstale_after = 5\n'
    )
    yield tmp_path
    listener.close()


def start(folder: Path, *arguments: str) -> subprocess.Popen:
    command = [str(BLS), "--config", str(folder / "bls.toml"), "poller", *arguments]
    return subprocess.Popen(command, stderr=(folder / "log").open("a"), cwd=folder)


def checked(folder: Path) -> dict[str, float]:
    """When each object was last checked, according to the database; nothing while it cannot be read."""
    try:
        with sqlite3.connect(folder / "bls.db", timeout=0.1) as db:
            rows = db.execute(
                "select full_name, checked_at from objects join object_states on id = object_id"
            ).fetchall()
    except sqlite3.Error:
        return {}
    return {name: at for name, at in rows if at}


def wait_for_results(folder: Path, since: float = 0.0) -> dict[str, float]:
    return eventually(
        lambda: len(found := checked(folder)) == 3 and min(found.values()) > since and found, "results of all checks"
    )


def test_killed_at_any_moment_it_loses_half_a_second_and_nothing_breaks(installed):
    for _ in range(2):
        process = start(installed)
        wait_for_results(installed, since=time.time())
        time.sleep(1.3)
        killed_at = time.time()
        process.kill()
        process.wait()
        # Checked every second and written every half second.
        assert all(killed_at - at < 1.0 + 0.5 + 0.4 for at in checked(installed).values())
        with sqlite3.connect(installed / "bls.db") as db:
            assert db.execute("pragma integrity_check").fetchone() == ("ok",)
            db.execute("update lease set heartbeat_at = 0")  # as if the time of its lease were over
    database = Database(f"sqlite:///{installed}/bls.db")
    assert schema.verify(database) == []
    database.close()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_within_two_seconds_with_everything_written(installed, number):
    process = start(installed, "--stats", str(installed / "stats.json"))
    wait_for_results(installed)
    time.sleep(1.0)
    began = time.monotonic()
    process.send_signal(number)
    assert process.wait(timeout=5) == 0
    assert time.monotonic() - began < 2.0
    stats = json.loads((installed / "stats.json").read_text())
    assert stats["waiting"] == 0
    with sqlite3.connect(installed / "bls.db") as db:
        assert db.execute("select holder from lease").fetchone() == ("",)
        # Two of three checks succeed and measure something.
        assert db.execute("select count(*) from samples").fetchone()[0] >= stats["checks"] * 2 // 3


def test_a_second_poller_stands_by_and_takes_over(installed):
    first = start(installed)
    wait_for_results(installed)
    second = start(installed)
    eventually(lambda: "standing by: another process polls" in (installed / "log").read_text())
    assert f"pid {first.pid}" in (installed / "log").read_text().split("standing by", 1)[1]
    first.terminate()
    first.wait()
    wait_for_results(installed, since=time.time())
    second.terminate()
    assert second.wait(timeout=5) == 0


def test_a_full_disk_stops_nothing(installed):
    process = start(installed)
    wait_for_results(installed)
    _, hard = resource.prlimit(process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (4096, hard))
    eventually(lambda: "the database is away; results wait in memory" in (installed / "log").read_text())
    before = max(checked(installed).values())
    time.sleep(1.5)
    assert max(checked(installed).values()) == before
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (hard, hard))
    wait_for_results(installed, since=before)
    with sqlite3.connect(installed / "bls.db") as db:
        ats = [row[0] for row in db.execute("select at from samples where metric_id = 1 order by at")]
    gaps = [later - earlier for earlier, later in itertools.pairwise(ats)]
    assert max(gaps) < 1.6  # the values measured meanwhile are there
    process.terminate()
    assert process.wait(timeout=5) == 0


def test_for_seconds_ends_by_itself_and_writes_statistics(installed):
    process = start(installed, "--for", "2", "--stats", "stats.json")
    assert process.wait(timeout=10) == 0
    stats = json.loads((installed / "stats.json").read_text())
    assert stats["checks"] >= 3
    assert stats["seconds"] >= 2
    assert set(stats["latency_ms"]) == {"p50", "p95", "p99", "max"}
    assert stats["errors"] == {}
    assert stats["cpu_ms_per_result"] > 0
    assert 10 < stats["rss_mb"] < 250
