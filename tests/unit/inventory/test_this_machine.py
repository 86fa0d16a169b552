import tomllib
from datetime import date

import pytest

from bls_tui.desk import people
from bls_tui.desk.calls.model import Level, Priority
from bls_tui.desk.contract import Promise
from bls_tui.desk.roles import Actor, Role
from bls_tui.inventory import first_run
from bls_tui.inventory.collect import collect
from bls_tui.inventory.sources import sources
from bls_tui.inventory.this_machine import Facts, describe, read_facts

TCP = """\
  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 00000000:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1 0 100 0 0 10 0
   1: 0100007F:1538 00000000:0000 0A 00000000:00000000 00:00000000 00000000   111        0 2 1 0 100 0 0 10 0
   2: 0A0200C0:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000   111        0 3 1 0 100 0 0 10 0
   3: 0100007F:0CEA 0100007F:9C40 01 00000000:00000000 00:00000000 00000000   111        0 4 1 0 100 0 0 10 0
"""
TCP6 = """\
  sl  local_address                         remote_address                        st tx_queue rx_queue tr
   0: 00000000000000000000000000000000:01BB 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000
   1: 00000000000000000000000001000000:0019 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000
"""
ROUTE = """\
Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT
eth0\t00000000\t010200C0\t0003\t0\t0\t100\t00000000\t0\t0\t0
eth0\t000200C0\t00000000\t0001\t0\t0\t100\t00FFFFFF\t0\t0\t0
"""
ROUTE6 = (
    "00000000000000000000000000000000 00 00000000000000000000000000000000 00 "
    "fe800000000000000000000000000001 00000400 00000001 00000000 00000003 eth0\n"
    "20010db8000000000000000000000000 40 00000000000000000000000000000000 00 "
    "00000000000000000000000000000000 00000100 00000001 00000000 00000001 eth0\n"
    "00000000000000000000000000000001 80 00000000000000000000000000000000 00 "
    "00000000000000000000000000000000 00000000 00000002 00000000 80200001 lo\n"
)


@pytest.fixture
def root(tmp_path):
    def build(**files):
        for name, text in files.items():
            path = tmp_path / "root" / name.replace("__", "/")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return tmp_path / "root"

    return build


def test_ports_that_answer_on_loopback_are_found(root):
    facts = read_facts(root(proc__net__tcp=TCP, proc__net__tcp6=TCP6))
    assert facts.ports == {22, 5432, 443}  # not 80 on the network card alone, not 25 on ::1 alone, not a connection


def test_the_gateway_and_the_networks_at_hand_are_found(root):
    facts = read_facts(root(proc__net__route=ROUTE))
    assert facts.gateway == "192.0.2.1"
    assert [str(network) for network in facts.on_link] == ["192.0.2.0/24"]


def test_a_machine_with_ipv6_alone_has_its_gateway_with_the_interface(root):
    facts = read_facts(root(proc__net__ipv6_route=ROUTE6))
    assert facts.gateway == "fe80::1%eth0"
    assert [str(network) for network in facts.on_link] == ["2001:db8::/64"]


def test_dns_servers_are_those_of_resolv_conf(tmp_path, root):
    folder = root(proc__net__route=ROUTE)
    (folder / "etc").mkdir()
    text = "# nameserver 9.9.9.9\nsearch example.net\nnameserver 192.0.2.53\nnameserver what\nnameserver 2001:db8::53\n"
    (folder / "etc" / "resolv.conf").write_text(text)
    assert read_facts(folder).dns_servers == ("192.0.2.53", "2001:db8::53")


def test_the_servers_behind_the_stub_of_systemd_count(root):
    folder = root(proc__net__route=ROUTE)
    for name, text in {
        "etc/resolv.conf": "nameserver 127.0.0.53\n",
        "run/systemd/resolve/resolv.conf": "nameserver 198.51.100.53\n",
    }.items():
        (folder / name).parent.mkdir(parents=True)
        (folder / name).write_text(text)
    assert read_facts(folder).dns_servers == ("198.51.100.53",)


def test_a_machine_that_says_nothing_is_still_watched(tmp_path):
    facts = read_facts(tmp_path)
    assert facts == Facts("localhost", frozenset(), None, (), ())
    assert set(tomllib.loads(describe(facts, snmp=False, login="anna"))["host"]) == {"localhost"}


def fleet(tmp_path, facts, *, snmp, login="anna"):
    (tmp_path / "this-machine.toml").write_text(describe(facts, snmp=snmp, login=login), encoding="utf-8")
    return collect(sources([tmp_path / "this-machine.toml"], tmp_path), [])


def objects(tmp_path, facts, *, snmp):
    return fleet(tmp_path, facts, snmp=snmp).objects


@pytest.fixture
def facts(root):
    folder = root(proc__net__tcp=TCP, proc__net__tcp6=TCP6, proc__net__route=ROUTE, proc__sys__kernel__hostname='a"b\n')
    (folder / "etc").mkdir()
    (folder / "etc" / "resolv.conf").write_text(
        "nameserver 192.0.2.53\nnameserver 198.51.100.53\nnameserver 192.0.2.1\n"
    )
    return read_facts(folder)


def test_the_description_applies_without_an_agent(tmp_path, facts):
    found = objects(tmp_path, facts, snmp=False)
    assert {name: item.probe for name, item in found.items()} == {
        "localhost": "icmp",
        "localhost/load": "local",
        "localhost/memory": "local",
        "localhost/disk": "local",
        "localhost/swap": "local",
        "localhost/ssh": "tcp",
        "localhost/https": "http",
        "localhost/postgres": "tcp",
        "gateway": "icmp",
        "gateway/dns": "dns",
        "dns1": "dns",
        "dns2": "dns",
    }
    assert found["gateway"].address == "192.0.2.1"
    assert (found["dns1"].address, found["dns1"].parents) == ("192.0.2.53", ())
    assert (found["dns2"].address, found["dns2"].parents) == ("198.51.100.53", ("gateway",))


def test_the_description_asks_the_agent_where_there_is_one(tmp_path, facts):
    found = objects(tmp_path, facts, snmp=True)
    assert found["localhost"].snmp == "this-machine"
    assert found["localhost/disk"].probe == "snmp-storage"


@pytest.mark.parametrize("login", ["anna", "uid 1000"])
def test_whoever_starts_first_may_work_the_calls_of_this_machine(tmp_path, facts, login):
    documents = fleet(tmp_path, facts, snmp=False, login=login).documents.values()
    desk = people.build((row.kind, row.key, row.source) for row in documents)
    day = date(2026, 12, 25)
    assert desk.monitored("this-machine", day)
    assert desk.actor(login) == Actor(login, frozenset(set(Role) - {Role.SYSTEM}), frozenset({"this-machine"}))
    contract = desk.contracts[desk.usual_contract("this-machine", day)]
    assert contract.promised(Level.HELP_DESK, Priority.NORMAL) == Promise(3600.0, 8 * 3600.0)
    assert desk.people[login].technician.competences == {"this-machine": 5}


def test_the_file_is_written_once_and_then_left_alone(tmp_path, facts, monkeypatch, root):
    monkeypatch.setattr(first_run, "agent_answers", lambda: False)
    path = tmp_path / "data" / "inventory" / "this-machine.toml"
    first_run.ensure_this_machine(path, "anna", tmp_path / "root")
    assert "[host.localhost]" in path.read_text(encoding="utf-8")
    path.write_text("# mine\n", encoding="utf-8")
    first_run.ensure_this_machine(path, "anna", tmp_path / "root")
    assert path.read_text(encoding="utf-8") == "# mine\n"
    assert [entry.name for entry in path.parent.iterdir()] == ["this-machine.toml"]
