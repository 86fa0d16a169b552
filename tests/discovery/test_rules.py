"""Planning, guessing, linking, proposing, comparing: rules without any network."""

import ipaddress
import tomllib
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bls_tui.inventory.discovery.compare import Kind, compare
from bls_tui.inventory.discovery.guess import guess
from bls_tui.inventory.discovery.links import parents
from bls_tui.inventory.discovery.naming import named
from bls_tui.inventory.discovery.plan import PlanError, addresses, networks, remaining
from bls_tui.inventory.discovery.propose import Wanted, propose
from bls_tui.inventory.discovery.run import Run, RunError, from_json, to_json
from bls_tui.inventory.discovery.schedule import due
from bls_tui.inventory.parse import parse_file
from checks.discovery.model import Device, Machine, Neighbour, Port, Volume

WANTED = Wanted("title", "acme", credentials={"c": {"version": "2c", "community": "x"}})
LINUX = "1.3.6.1.4.1.8072.3.2.10"


def ethernet(count: int, *, first: int = 1, mac: str = "") -> tuple[Port, ...]:
    return tuple(
        Port(number, f"Gi0/{number}", up=True, speed=10**9, type=6, mac=mac if number == first else "")
        for number in range(first, first + count)
    )


def device(**fields: object) -> Device:
    return Device(**{"credentials": "c", "name": "dev", "descr": "thing", "object_id": "1.3.6.1.4.1.99999", **fields})


def test_networks_ranges_and_single_addresses():
    assert addresses(networks(["127.0.0.0/30", "127.0.0.9"])) == ["127.0.0.1", "127.0.0.2", "127.0.0.9"]
    assert addresses(networks(["127.0.0.4/31"])) == ["127.0.0.4", "127.0.0.5"]
    assert addresses(networks(["127.0.0.9-127.0.0.11"])) == ["127.0.0.9", "127.0.0.10", "127.0.0.11"]
    assert addresses(networks(["::1/128"])) == ["::1"]


@pytest.mark.parametrize("text", ["", "web", "127.0.0.0/33", "127.0.0.9-127.0.0.1", "1.2.3.4-x", "::1-::2"])
def test_what_is_no_network_is_said(text):
    with pytest.raises(PlanError):
        networks([text])


def test_too_much_at_once_is_refused():
    with pytest.raises(PlanError, match="too many"):
        addresses(networks(["127.0.0.0/8"]))


SMALL = st.tuples(st.integers(0, 2**12 - 1), st.integers(24, 32)).map(
    lambda pair: f"{ipaddress.ip_address('127.0.0.0') + pair[0]}/{pair[1]}"
)


@given(st.lists(SMALL, min_size=1, max_size=4), st.lists(SMALL, max_size=3), st.randoms())
def test_every_address_once_within_and_none_excluded(wanted, excluded, random):
    nets, out = networks(wanted), networks(excluded)
    found = addresses(nets, out)
    assert len(set(found)) == len(found)
    for one in map(ipaddress.ip_address, found):
        assert any(one in net for net in nets)
        assert not any(one in net for net in out)
    done = set(random.sample(found, len(found) // 2))
    assert set(remaining(found, done)) | done == set(found)
    assert not set(remaining(found, done)) & done


@pytest.mark.parametrize(
    ("template", "fields", "ports"),
    [
        ("linux", {"object_id": LINUX, "volumes": (Volume("/", 1, 1.0),), "forwards": True}, (22,)),
        ("linux", {"descr": "Linux box"}, ()),
        ("windows", {"object_id": "1.3.6.1.4.1.311.1.1.3.1.2"}, (3389,)),
        ("windows", {"object_id": "1.3.6.1.4.1.311.1.1.3.1.3"}, (3389,)),
        ("domain-controller", {"object_id": "1.3.6.1.4.1.311.1.1.3.1.3"}, (389,)),
        ("nas", {"object_id": "1.3.6.1.4.1.6574.1"}, ()),
        ("nas", {"object_id": LINUX, "volumes": (Volume("/volume1", 9, 1.0),), "readings": {"snmp-raid": "ok"}}, ()),
        ("printer", {"readings": {"snmp-printer": "toner 9 %"}}, ()),
        ("linux", {"descr": "Linux x", "volumes": (Volume("/", 1, 1.0),), "readings": {"snmp-printer": "x"}}, ()),
        ("router", {"object_id": "1.3.6.1.4.1.2636.1.1.1.2.88", "ports": ethernet(24)}, ()),
        ("printer", {"descr": "HP ETHERNET MULTI-ENVIRONMENT,JETDIRECT"}, ()),
        ("switch", {"ports": ethernet(24), "bridge": {"02:00:00:00:00:01": 1}}, ()),
        ("switch", {"ports": ethernet(24), "services": 2, "forwards": True}, ()),
        ("router", {"ports": ethernet(2), "forwards": True}, ()),
        ("switch", {"ports": ethernet(24)}, ()),
        ("router", {"descr": "Cisco Adaptive Security Appliance", "ports": ethernet(8)}, ()),
        ("router", {"object_id": "1.3.6.1.4.1.12356.101.1.1"}, ()),
        ("", {"object_id": "1.3.6.1.4.1.123569"}, ()),
    ],
)
def test_templates_are_chosen_by_what_answers_and_the_reason_is_given(template, fields, ports):
    found = guess(Machine("127.0.0.1", "icmp", ports, device=device(**fields)))
    assert found.template == template
    assert found.reason
    renamed = device(**{**fields, "name": "windows printer nas"})
    assert guess(Machine("127.0.0.1", "icmp", ports, device=renamed)) == found, "a name decides nothing"


def test_without_snmp_only_a_printer_has_a_template():
    assert guess(Machine("127.0.0.1", "icmp", (9100,))).template == "printer"
    found = guess(Machine("127.0.0.1", "icmp", (3389,)))
    assert (found.template, "Windows" in found.reason) == ("", True)


ROUTER, CORE, EDGE, PC, PRINTER, FAR = (f"02:00:00:00:00:0{number}" for number in range(1, 7))


def site() -> list[Machine]:
    router = device(name="gw", ports=ethernet(2, mac=ROUTER), forwards=True,
                    arp={"127.0.1.4": PC, "127.0.1.5": PRINTER, "127.0.2.6": FAR})  # fmt: skip
    core = device(
        name="core", ports=ethernet(24, mac=CORE), bridge={ROUTER: 1, EDGE: 2, PC: 2, PRINTER: 7},
        neighbours=(Neighbour("lldp", 1, "gw", "eth1", mac=ROUTER), Neighbour("lldp", 2, "edge.example.net", "24")),
    )  # fmt: skip
    edge = device(
        name="edge", ports=ethernet(24, mac=EDGE), bridge={ROUTER: 24, CORE: 24, PRINTER: 24, PC: 3},
        neighbours=(Neighbour("cdp", 24, "core(FOC123)", "Gi0/2"),),
    )  # fmt: skip
    return [
        Machine("127.0.1.1", "icmp", device=router),
        Machine("127.0.1.2", "icmp", device=core),
        Machine("127.0.1.3", "icmp", device=edge),
        Machine("127.0.1.4", "icmp"),
        Machine("127.0.1.5", "icmp"),
        Machine("127.0.2.6", "icmp"),
        Machine("127.0.1.9", "icmp"),
    ]


def test_parents_come_from_lldp_bridge_and_arp_tables_in_this_order():
    links = parents(named(site()), ["127.0.1.1"])
    assert {name: link.parent for name, link in links.items()} == {
        "core": "gw",
        "edge": "core",
        "127.0.1.4": "edge",
        "127.0.1.5": "core",
        "127.0.2.6": "gw",
    }
    assert "LLDP" in links["core"].reason
    assert "Gi0/3" in links["127.0.1.4"].reason
    assert "ARP" in links["127.0.2.6"].reason
    assert parents(named(site())) == links, "the router is the root without being told"


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.booleans()), max_size=20))
def test_parents_never_go_round_in_circles(pairs):
    machines = []
    for number in range(6):
        sees = [other for one, other, _bridge in pairs if one == number and other != number]
        machines.append(
            Machine(
                f"127.0.0.{number + 1}",
                "icmp",
                device=device(
                    name=f"d{number}",
                    ports=ethernet(6, mac=f"02:00:00:00:01:0{number}"),
                    forwards=number % 2 == 0,
                    neighbours=tuple(Neighbour("lldp", 1, f"d{other}") for other in sees),
                    bridge={f"02:00:00:00:01:0{other}": 2 for one, other, bridge in pairs if bridge and one == number},
                    arp={f"127.0.0.{other + 1}": f"02:00:00:00:01:0{other}" for other in sees},
                ),
            )
        )
    links = parents(named(machines))
    for name in links:
        at, steps = name, 0
        while at in links:
            at, steps = links[at].parent, steps + 1
            assert steps <= len(machines)


def test_a_proposal_is_an_inventory_with_reasons(tmp_path):
    text = propose(site(), WANTED)
    (tmp_path / "a.toml").write_text(text)
    assert parse_file(tmp_path / "a.toml").declarations
    hosts = tomllib.loads(text)["host"]
    assert hosts["edge"]["parents"] == ["core"]
    assert hosts["core"]["templates"] == ["switch"]
    assert hosts["core"]["service"]["uplinks"]["include"] == r"^(Gi0/1|Gi0/2)$"
    assert "# template switch: it bridges 24 Ethernet ports" in text
    assert "# parent core: " in text


def test_services_follow_what_is_open_and_what_can_be_measured():
    server = device(
        object_id=LINUX, volumes=(Volume("/var", 100 * 2**30, 12.0),), readings={"snmp-ups": "battery 90 %"}
    )
    text = propose([Machine("127.0.0.1", "icmp", (443, 5432), device=server)], WANTED)
    services = tomllib.loads(text)["host"]["dev"]["service"]
    assert services["ssh"] == {"remove": True}
    assert services["postgres"]["preset"] == "postgres"
    assert services["ups"] == {"probe": "snmp-ups"}
    assert "disk" not in services, "the template has it"
    assert "# disk watches /var 100 GB (12 %)" in text
    assert tomllib.loads(text)["snmp"]["c"]["community"] == "x"


def test_what_the_inventory_has_is_not_proposed_again():
    wanted = Wanted("t", "acme", {"127.0.1.2": "my-core", "127.0.1.9": "x"}, {"127.0.1.7": "silent-one"})
    text = propose(site(), wanted)
    hosts = tomllib.loads(text)["host"]
    assert not hosts.keys() & {"core", "my-core", "x"}
    assert hosts["edge"]["parents"] == ["my-core"]
    assert "silent-one (127.0.1.7)" in text


FOREIGN = st.text(max_size=30)


@given(FOREIGN, FOREIGN, FOREIGN, FOREIGN)
def test_nothing_a_device_says_breaks_out_of_the_proposal(name, descr, location, port):
    hostile = device(
        name=name, descr=descr, location=location, volumes=(Volume(port, 1, 1.0),),
        ports=(*ethernet(6), Port(9, port, port, up=True, type=6)), services=2,
        neighbours=(Neighbour("lldp", 9, name, descr),), readings={"snmp-ups": descr},
    )  # fmt: skip
    text = propose([Machine("127.0.0.1", "icmp", known_name=port, device=hostile)], WANTED)
    assert set(tomllib.loads(text)) == {"customer", "snmp", "host"}
    assert len(tomllib.loads(text)["host"]) == 1


def test_new_gone_and_changed():
    before = [
        Machine("127.0.0.1", "icmp", (22,), device=device(volumes=(Volume("/", 100, 1.0),), ports=ethernet(2, mac=PC))),
        Machine("127.0.0.2", "icmp"),
        Machine("127.0.0.3", "icmp"),
    ]
    after = [
        Machine("127.0.0.1", "icmp", (80,), device=device(
            volumes=(Volume("/", 200, 1.0), Volume("/srv", 2**40, 3.0)), ports=ethernet(3, mac=CORE))),
        Machine("127.0.0.4", "icmp"),
    ]  # fmt: skip
    found = compare(before, after, {"127.0.0.1", "127.0.0.2", "127.0.0.4"})
    assert {(one.kind, one.address) for one in found if one.kind is not Kind.CHANGED} == {
        (Kind.GONE, "127.0.0.2"),
        (Kind.NEW, "127.0.0.4"),
    }, "127.0.0.3 was not looked at this time"
    details = " / ".join(one.detail for one in found if one.kind is Kind.CHANGED)
    for part in ("replaced", "new volume /srv", "volume / has", "new interface Gi0/3", "80 is open", "22 is closed"):
        assert part in details
    assert compare(after, after, {one.address for one in after}) == []


def test_what_could_not_be_read_is_not_gone():
    before = [Machine("127.0.0.1", "icmp", device=device(volumes=(Volume("/", 1, 1.0),)))]
    after = [Machine("127.0.0.1", "icmp", device=device(partial="cut off"))]
    assert compare(before, after, {"127.0.0.1"}) == []


def test_a_run_survives_its_storage():
    run = Run(("127.0.0.0/24",), (), 1.0, None, ("127.0.1.1",), tuple(site()))
    assert from_json(to_json(run), "x") == run
    with pytest.raises(RunError):
        from_json(b"{", "x")
    with pytest.raises(RunError):
        from_json(to_json(run).replace(b'"version": 1', b'"version": 9'), "x")


@pytest.mark.parametrize(
    ("days", "at", "now", "since", "is_due"),
    [
        ("", "03:00", "2026-11-23 03:00", "2026-11-22 12:00", True),
        ("", "03:00", "2026-11-23 02:59", "2026-11-22 12:00", False),
        ("", "03:00", "2026-11-23 12:00", "2026-11-23 03:00", False),
        ("sunday", "03:00", "2026-11-23 12:00", "2026-11-21 12:00", True),
        ("sunday", "03:00", "2026-11-23 12:00", "2026-11-22 03:01", False),
        ("sunday 1", "03:00", "2026-11-23 12:00", "2026-11-02 00:00", False),
    ],
)
def test_when_a_periodic_discovery_is_due(days, at, now, since, is_due):
    zone = ZoneInfo("Europe/Rome")
    instants = [datetime.fromisoformat(text).replace(tzinfo=zone).timestamp() for text in (now, since)]
    assert due(days, at, zone, *instants) is is_due
