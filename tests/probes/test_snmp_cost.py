"""What the probes ask of a device: a plain machine pays nothing for the makers' tables it does not have."""

import pytest

from checks.probes import load, parse_options
from checks.snmp import mib
from checks.snmp.session import converse
from tests.conftest import ROOT
from tests.support.snmp_agent import Agent, read_recording, serving, target

RECORDINGS = ROOT.parent / "shared" / "snmp" / "librenms" / "recordings"
MACHINE = ("snmp-cpu", "snmp-memory", "snmp-storage", "snmp-interfaces", "snmp-uptime")
MAKERS = (1, 3, 6, 1, 4, 1)
UCD = (*MAKERS, 2021)


async def requests(device, *kinds):
    agent = Agent(read_recording(RECORDINGS / f"{device}.snmprec"))
    async with serving(agent) as port:
        answers = await converse(target(port, timeout=5), [(load(kind), parse_options(kind, {})) for kind in kinds], 60)
    assert answers.complete
    return agent.requests


@pytest.mark.usefixtures("shared")
@pytest.mark.parametrize(("kinds", "count"), [(MACHINE, 6), (("snmp-cpu",), 2), (("snmp-memory",), 3)])
async def test_a_plain_linux_machine_costs_what_it_did_without_makers(kinds, count):
    sent = await requests("linux_icecast", *kinds)
    assert len(sent) == count
    asked = {oid for request in sent for oid, _ in request.varbinds}
    assert not [oid for oid in asked if oid[:6] == MAKERS and oid[:7] != UCD]


@pytest.mark.usefixtures("shared")
async def test_the_makers_tables_are_read_in_the_same_conversation():
    sent = await requests("ios_c3560", "snmp-cpu", "snmp-memory", "snmp-storage", "snmp-sensors")
    assert sum(mib.SYS_OBJECT_ID in [oid for oid, _ in request.varbinds] for request in sent) == 1
    assert len(sent) <= 25
