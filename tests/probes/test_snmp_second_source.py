"""Makers' figures as a second monitor's own tests state them, for recordings that lack the system group."""

import pytest

from checks.model import State
from checks.probes import load, parse_options
from checks.probes.base import Context
from checks.snmp import mib
from checks.snmp.session import converse
from tests.conftest import ROOT
from tests.support.snmp_agent import OBJECT_ID, Agent, dotted, oid_octets, read_recording, serving, target

RECORDINGS = ROOT.parent / "shared" / "snmp" / "centreon" / "recordings"


async def outcome(path, kind, identity, **options):
    """Serve a recording as a device with this sysObjectID, and let a probe read it."""
    rows = read_recording(RECORDINGS / f"{path}.snmprec")
    if identity:
        rows[mib.SYS_OBJECT_ID] = (OBJECT_ID, oid_octets(dotted(f"1.3.6.1.4.1.{identity}")))
    probe, checked = load(kind), parse_options(kind, options)
    async with serving(Agent(rows)) as port:
        answers = await converse(target(port, timeout=5), [(probe, checked)], 30)
    return probe.read(checked, answers, Context(now=1e9))


NORTEL = "network/nortel/standard/snmp/7520-48y-8c"
INSTANT = "network/aruba/instant/snmp/ap-usage"
CISCO = "network/cisco/standard/snmp/cisco"
CYBERPOWER = "hardware/pdu/cyberpower/snmp/CyberPower"
APC = "hardware/ups/apc/snmp/ups-apc-battery-ok"
PHOENIXTEC = "hardware/ups/phoenixtec/snmp/outputlines"
SOCOMEC = "hardware/ups/socomec/netvision/snmp/netvision6"
RFC1628 = "hardware/ups/standard/snmp/ups-standard"
SOPHOS = "network/cyberoam/snmp/slim_sophos"


@pytest.mark.usefixtures("shared")
@pytest.mark.parametrize(
    ("path", "identity", "kind", "total", "used"),
    [
        (NORTEL, "2272.220", "snmp-memory", 16761507840, 2257336320),
        (INSTANT, "14823.1.2.59", "snmp-memory", 527028224, 215711744),
        (CISCO, "9.1.1208", "snmp-storage", 122185728, 68809216),
        (SOPHOS, "2604.5", "snmp-memory", 8169455616, 4738284257),
        (SOPHOS, "2604.5", "snmp-storage", 93381984256, 22411676221),
    ],
)
async def test_sizes(path, identity, kind, total, used):
    found = await outcome(path, kind, identity)
    assert (total, used) in [(item["total_bytes"], item["used_bytes"]) for item in found.items]


@pytest.mark.usefixtures("shared")
@pytest.mark.parametrize(
    ("path", "identity", "percent"), [(NORTEL, "2272.220", 5), (INSTANT, "14823.1.2.59", 3), (CISCO, "9.1.1208", 48)]
)
async def test_processors(path, identity, percent):
    assert percent in [item["percent"] for item in (await outcome(path, "snmp-cpu", identity)).items]


@pytest.mark.usefixtures("shared")
@pytest.mark.parametrize(
    ("path", "identity", "kind", "readings"),
    [
        (NORTEL, "2272.220", "snmp-sensors", [("temperature", 29), ("temperature", 34), ("fan", 7360)]),
        (
            "hardware/pdu/cyberpower/snmp/CyberPower",
            "",
            "snmp-sensors",
            [("voltage", 217.9), ("power", 219), ("current", 1)],
        ),
        (APC, "318.1.3.27", "snmp-ups", [("charge", 100), ("runtime", 39925)]),
        (
            "hardware/ups/phoenixtec/snmp/outputlines",
            "935.1",
            "snmp-ups",
            [("load", 37), ("frequency", 50), ("voltage", 23)],
        ),
        (
            "hardware/ups/socomec/netvision/snmp/netvision6",
            "4555.1.1.7",
            "snmp-ups",
            [("charge", 100), ("runtime", 600)],
        ),
        (RFC1628, "", "snmp-ups", [("frequency", 49.9), ("voltage", 233)]),
    ],
)
async def test_readings(path, identity, kind, readings):
    found = await outcome(path, kind, identity)
    values = [(item["kind"], item["value"]) for item in found.items]
    for reading_kind, value in readings:
        assert any(one == reading_kind and number == pytest.approx(value) for one, number in values), values


@pytest.mark.usefixtures("shared")
@pytest.mark.parametrize(("case", "state"), [("ok", State.OK), ("warning", State.WARNING)])
async def test_disks(case, state):
    found = await outcome(f"storage/synology/snmp/synology-disk-{case}", "snmp-raid", "6574.1")
    assert found.state is state


@pytest.mark.usefixtures("shared")
async def test_windows_services():
    path = "os/windows/snmp/services-en"
    found = await outcome(path, "snmp-windows-service", "", include=".")
    assert (found.state, len(found.items)) == (State.OK, 168)
    named = await outcome(path, "snmp-windows-service", "", names="Windows Security Service,Nobody's Service")
    assert named.output == "Nobody's Service is stopped"
