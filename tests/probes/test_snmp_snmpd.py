"""The SNMP probes against a real net-snmp agent."""

import shutil

import pytest

from checks.model import Secret, SnmpCredentials, State, Target
from checks.probes.run import run_one
from checks.snmp.session import Needs, close, converse
from tests.conftest import find_program
from tests.support.snmp_server import SnmpServer

pytestmark = pytest.mark.server("snmpd")

AUTH, PRIV = Secret("auth password"), Secret("priv password")
USERS = {
    "plain": {"auth_protocol": "MD5", "auth_password": AUTH},
    "sha1": {"auth_protocol": "SHA", "auth_password": AUTH, "priv_protocol": "AES", "priv_password": PRIV},
    "sha256": {"auth_protocol": "SHA256", "auth_password": AUTH, "priv_protocol": "AES", "priv_password": PRIV},
    "sha512": {"auth_protocol": "SHA512", "auth_password": AUTH, "priv_protocol": "AES256", "priv_password": PRIV},
    "des": {"auth_protocol": "SHA", "auth_password": AUTH, "priv_protocol": "DES", "priv_password": PRIV},
}


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    if find_program("snmpd") is None:
        yield None  # each test skips or fails by its marker
        return
    running = SnmpServer(tmp_path_factory.mktemp("snmpd"))
    running.start()
    yield running
    running.stop()


@pytest.fixture(autouse=True)
async def _sockets():
    yield
    close()


def target(server, address="127.0.0.1", **credentials):
    settings = {"timeout": 1.0, "retries": 1, **credentials}
    return Target(address, SnmpCredentials(port=server.port, **settings))


def v3(server, user, **changes):
    return target(server, version="3", user=user, **{**USERS[user], **changes})


@pytest.mark.parametrize("version", ["1", "2c"])
@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
async def test_the_system_group_is_read(server, version, address):
    outcome = await run_one("snmp-system", target(server, address, version=version), {}, 1.0)
    (item,) = outcome.items
    assert outcome.state is State.OK
    assert (item["sysName"], item["sysLocation"]) == ("test agent", "under test")
    assert item["sysObjectID"].startswith("1.3.6.1.4.1.8072.3.2.")


@pytest.mark.parametrize("kind", ["snmp-storage", "snmp-memory", "snmp-cpu", "snmp-interfaces", "snmp-uptime"])
async def test_version_1_and_2c_tell_the_same_rows(server, kind):
    first, second = [await run_one(kind, target(server, version=version), {}, 1.0) for version in ("1", "2c")]
    assert second.state is not State.UNKNOWN, second.output
    assert [item.get("descr", item.get("name")) for item in first.items] == [
        item.get("descr", item.get("name")) for item in second.items
    ]


async def test_this_machine_has_a_root_volume_and_a_loopback(server):
    storage = await run_one("snmp-storage", target(server), {}, 1.0)
    interfaces = await run_one("snmp-interfaces", target(server), {}, 1.0)
    root = next(item for item in storage.items if item["descr"] == "/")
    assert root["total_bytes"] == pytest.approx(shutil.disk_usage("/").total, rel=0.01)
    assert next(item for item in interfaces.items if item["name"] == "lo")["oper"] == "up"


@pytest.mark.parametrize("user", USERS)
async def test_version_3_reads_scalars_and_tables(server, user):
    outcome = await run_one("snmp-storage", v3(server, user), {}, 1.0)
    assert any(item["descr"] == "/" for item in outcome.items), outcome.output


async def test_version_3_and_2c_tell_the_same(server):
    class Everything:
        def needs(self, options, known):
            return Needs(frozenset({(1, 3, 6, 1, 2, 1, 1, 1, 0)}), frozenset({(1, 3, 6, 1, 2, 1, 25, 2, 3, 1, 3)}))

    old, new = [await converse(each, [(Everything(), None)], 10) for each in (target(server), v3(server, "sha256"))]
    assert new.complete
    assert (old.scalars, old.columns) == (new.scalars, new.columns)


@pytest.mark.parametrize(
    ("user", "changes", "words"),
    [
        ("sha1", {"auth_password": Secret("wrong password")}, "wrong SNMPv3 authentication password"),
        ("sha1", {"auth_protocol": "SHA256"}, "wrong SNMPv3 authentication password or protocol"),
        ("sha1", {"user": "nobody"}, "unknown SNMPv3 user"),
        ("sha1", {"priv_password": Secret("wrong password")}, "privacy password"),
        ("sha1", {"priv_protocol": ""}, "read nothing"),
        ("plain", {"priv_protocol": "AES", "priv_password": PRIV}, "security level"),
        ("plain", {"user": ""}, "needs a user name"),
        ("plain", {"user": "u" * 40}, "failed"),
        ("plain", {"auth_password": Secret("short")}, "shorter than 8"),
        ("plain", {"auth_protocol": "", "priv_protocol": "AES"}, "privacy needs authentication"),
    ],
)
async def test_wrong_credentials_say_what_is_wrong(server, user, changes, words):
    fields = {"user": user, **USERS[user], **changes}
    outcome = await run_one("snmp-system", target(server, version="3", timeout=0.3, **dict(fields)), {}, 1.0)
    assert outcome.state is State.UNKNOWN
    assert words in outcome.output
    assert "wrong password" not in outcome.output


async def test_a_wrong_community_is_no_answer(server):
    device = target(server, community=Secret("wrong"), timeout=0.2, retries=0)
    outcome = await run_one("snmp-cpu", device, {}, 1.0)
    assert outcome.state is State.UNKNOWN
    assert f"no SNMP answer from 127.0.0.1 port {server.port}" in outcome.output


@pytest.mark.parametrize("polled_while_down", [True, False])
async def test_a_restarted_agent_is_read_again(tmp_path, polled_while_down):
    server = SnmpServer(tmp_path)
    server.start()
    device = v3(server, "sha256")
    before = await run_one("snmp-uptime", device, {"source": "agent"}, 1.0)
    server.stop()
    if polled_while_down:
        silent = await run_one("snmp-uptime", v3(server, "sha256", timeout=0.2, retries=0), {}, 2.0)
        assert "no SNMP answer" in silent.output
    server.start()
    after = await run_one("snmp-uptime", device, {"source": "agent"}, 3.0)
    server.stop()
    assert before.metrics
    assert after.metrics, after.output
