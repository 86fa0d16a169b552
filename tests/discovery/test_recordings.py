"""Recorded devices of many makers, discovered: nothing breaks, and the template is the right one."""

import tomllib

import pytest

from bls_tui.inventory.discovery.guess import guess
from bls_tui.inventory.discovery.links import parents
from bls_tui.inventory.discovery.naming import named
from bls_tui.inventory.discovery.propose import Wanted, propose
from checks.discovery.scan import Settings, look
from checks.model import Secret, SnmpCredentials
from checks.probes.icmp_socket import IcmpSocket
from tests.support.snmp_agent import Agent, read_recording, serving


@pytest.mark.parametrize(
    ("recording", "template"),
    [
        ("arubaos-cx", "switch"), ("procurve", "switch"), ("zynos", "switch"), ("dsm", "nas"), ("jetdirect", "printer"),
        ("windows_svr_2019_1809", "windows"), ("gaia", "router"), ("routeros_rb433gl", "router"), ("pfsense", "router"),
        ("linux_icecast", "linux"), ("os_linux_slackware", "linux"), ("eatonups", ""), ("cimc", ""),
    ],
)  # fmt: skip
async def test_a_recorded_device_is_proposed(shared, recording, template):
    path = next((shared / "snmp").rglob(f"{recording}.snmprec"), None)
    if path is None:
        pytest.skip(f"there is no recording {recording}")
    agent = Agent(read_recording(path))
    async with serving(agent) as port:
        credentials = {"c": SnmpCredentials(community=Secret("public"), port=port)}
        machine = await look("127.0.0.1", Settings(credentials, (), ping=False), IcmpSocket())
    assert machine is not None
    assert agent.most_outstanding == 1
    assert guess(machine).template == template
    hosts = tomllib.loads(propose([machine], Wanted("t", "c")))["host"]
    assert len(hosts) == 1
    assert parents(named([machine])) == {}
