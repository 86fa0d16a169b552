"""Looking at a site on loopback: politely, with the right credentials, interrupted and gone on with, and again."""

import asyncio
import errno
import time
import tomllib
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bls_tui import cli
from bls_tui.config_discovery import DiscoverySection
from bls_tui.errors import BlsError
from bls_tui.inventory.discovery.compare import Kind
from bls_tui.inventory.sources import sources
from bls_tui.service.setup import inventory
from bls_tui.service.setup.discovery import LAST, UNFINISHED, Request, Store, look, name_of
from bls_tui.service.setup.discovery_jobs import DiscoveryJobs
from bls_tui.service.setup.doctor_discovery import examine_discoveries
from bls_tui.service.setup.findings import Level
from checks.discovery import tables
from checks.discovery.scan import Settings, sweep
from checks.probes.icmp_socket import IcmpPermissionError, IcmpSocket
from tests.discovery.conftest import GATEWAY, PRINTER, SERVER, SWITCH, Site, storage

CIDRS = ("127.8.0.0/29",)


def request(site: Site, **settings: object) -> Request:
    return Request(
        "site",
        CIDRS,
        ("127.8.0.5-127.8.0.6",),
        settings=Settings(site.credentials, (site.web_port,), **{"rate": 100.0, "timeout": 0.3, **settings}),
        credentials={"right": {"version": "2c", "community": "public"}},
    )


def ignore(_run, _count) -> None:
    """Take no notice of progress."""


async def test_a_site_becomes_a_proposal(site, sqlite_database, tmp_path):
    found = await look(request(site), Store(tmp_path), sqlite_database, ignore)
    hosts = tomllib.loads(found.proposal)["host"]
    assert {name: (host["address"], host.get("templates"), host.get("parents")) for name, host in hosts.items()} == {
        "gw": (GATEWAY, ["router"], None),
        "sw1": (SWITCH, ["switch"], ["gw"]),
        "srv01": (SERVER, ["linux"], ["sw1"]),
        "prt": (PRINTER, ["printer"], ["sw1"]),
    }
    assert {host["snmp"] for host in hosts.values()} == {"right"}
    assert "/ 40 GB (50 %)" in found.proposal
    assert hosts["sw1"]["service"]["uplinks"]["include"] == "^(Gi0/1)$"
    assert found.changes is None
    (tmp_path / "found.toml").write_text(found.proposal)
    plan = inventory.plan(sqlite_database, sources([tmp_path / "found.toml"], tmp_path))
    assert {one.full_name for one in plan.added if one.kind == "host"} == hosts.keys(), "it can be applied as it is"


async def test_run_again_it_tells_what_changed(site, sqlite_database, tmp_path):
    store = Store(tmp_path)
    await look(request(site), store, sqlite_database, ignore)
    site.change(SERVER, storage(2, "/srv", 500))
    site.agents[PRINTER].community = b"changed"
    again = await look(request(site), store, sqlite_database, ignore)
    details = {(one.address, one.kind, one.detail) for one in again.changes or ()}
    assert (SERVER, Kind.CHANGED, "new volume /srv 500 GB (50 %)") in details
    assert (PRINTER, Kind.CHANGED, "answers SNMP no more") in details
    assert {address for address, _kind, _detail in details} == {SERVER, PRINTER}
    assert "new volume /srv" in again.proposal


async def test_interrupted_it_goes_on_where_it_was(site, sqlite_database, tmp_path):
    store, told = Store(tmp_path), []
    looking = asyncio.create_task(
        look(request(site, rate=4.0), store, sqlite_database, lambda run, _count: told.append(len(run.done)))
    )
    while len(told) < 2:  # noqa: ASYNC110 - there is nothing to wait for but its progress
        await asyncio.sleep(0.05)
    looking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await looking
    kept = store.run("site", UNFINISHED)
    assert kept is not None
    assert 2 <= len(kept.done) < 4
    asked = {address: len(agent.requests) for address, agent in site.agents.items()}
    found = await look(request(site), store, sqlite_database, ignore)
    assert len(found.run.machines) == 4
    for address in kept.done:
        assert len(site.agents[address].requests) == asked[address], "it is not asked again"
    assert store.run("site", UNFINISHED) is None
    assert store.run("site", LAST) == found.run


async def test_it_keeps_to_its_rate_and_asks_one_thing_at_a_time(site):
    begun, seen = time.monotonic(), []
    settings = Settings(site.credentials, (), rate=5.0, timeout=0.3)
    await sweep([GATEWAY, SWITCH, SERVER, PRINTER], settings, lambda address, _machine: seen.append(address))
    assert time.monotonic() - begun >= 3 / 5
    assert sorted(seen) == [GATEWAY, SWITCH, SERVER, PRINTER]
    assert all(agent.most_outstanding <= 1 for agent in site.agents.values())


async def test_without_permission_to_ping_a_tcp_answer_counts(site, monkeypatch):
    async def denied(*_args) -> None:
        raise IcmpPermissionError

    monkeypatch.setattr(IcmpSocket, "ping", denied)
    found = {}
    await sweep([SERVER], Settings({}, (site.web_port,), timeout=0.3), found.__setitem__)
    assert (found[SERVER].answered, found[SERVER].open) == ("tcp", (site.web_port,)), "a refusal is an answer"


async def test_silent_agents_and_garbage_do_no_harm(site, sqlite_database, tmp_path):
    site.agents[GATEWAY].ignores = lambda number: number > 2
    site.agents[SWITCH].raw = lambda data: data[:-3]
    site.agents[SERVER].error = lambda _message: (5, 1)
    found = await look(request(site), Store(tmp_path), sqlite_database, ignore)
    assert {machine.address for machine in found.run.machines} == {GATEWAY, SWITCH, SERVER, PRINTER}
    tomllib.loads(found.proposal)


async def test_a_defect_at_one_device_and_a_full_disk_are_said(site, sqlite_database, tmp_path, monkeypatch):
    def broken(_known: object) -> None:
        raise ZeroDivisionError

    def full(_path: Path, _data: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(tables, "ports", broken)
    found = await look(request(site), Store(tmp_path), sqlite_database, ignore)
    assert len(found.run.machines) == 4
    assert "ZeroDivisionError" in found.proposal
    monkeypatch.setattr("bls_tui.service.setup.discovery.SAVE_EVERY", 0.0)
    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(BlsError, match="cannot be written: No space left"):
        await look(request(site), Store(tmp_path), sqlite_database, ignore)


async def test_a_periodic_job_proposes_when_its_time_has_come(sqlite_database, tmp_path):
    store = Store(tmp_path)
    job = DiscoverySection(cidr=("127.8.0.9",), at="03:00", rate=100.0)
    noon = 1_790_000_000.0
    jobs = DiscoveryJobs({"night": job}, store, ZoneInfo("Europe/Rome"), noon)
    jobs(sqlite_database, noon)
    assert [finding.found for finding in examine_discoveries(["night"], store)] == ["was not due yet"]
    assert store.names() == []
    jobs(sqlite_database, noon + 86_400)
    for _attempt in range(200):
        if store.names():
            break
        await asyncio.sleep(0.05)
    assert store.names() == ["night"]
    assert "127.8.0.9" in store.proposal("night")
    [finding] = examine_discoveries(["night"], store)
    assert (finding.level, finding.found.startswith("1 machine on")) == (Level.OK, True)
    jobs.close()


def test_the_command_writes_shows_and_refuses(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    (tmp_path / "bls.toml").write_text(f'[database]\nurl = "sqlite:///{tmp_path}/bls.db"\n')
    monkeypatch.setenv("BLS_CONFIG", str(tmp_path / "bls.toml"))
    out = tmp_path / "found.toml"
    assert cli.run(["discover", "127.8.0.1-127.8.0.2", "--rate", "100", "--name", "lab", "-o", str(out)]) == 0
    assert "2 of 2 addresses, 2 answered" in capsys.readouterr().err
    assert set(tomllib.loads(out.read_text())["host"]) == {"127.8.0.1", "127.8.0.2"}
    assert cli.run(["discover", "127.8.0.1-127.8.0.2", "--rate", "100", "--name", "lab", "--json"]) == 0
    assert '"changes": []' in capsys.readouterr().out
    assert cli.run(["discover", "--show", "lab"]) == 0
    assert '[host."127.8.0.1"]' in capsys.readouterr().out
    for wrong in (["--show", "../lab"], ["--show", "none"], ["nowhere"], [], ["127.8.0.1", "--ports", "x"],
                  ["127.8.0.1", "--snmp", "none"], ["127.8.0.1", "-o", str(out)]):  # fmt: skip
        assert cli.run(["discover", *wrong]) == 2, wrong
    assert name_of(["192.0.2.0/24"]) == "192-0-2-0-24"
