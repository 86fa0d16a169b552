"""Pings of the loopback, and of networks that exist in a namespace only."""

import asyncio
import json
import shutil
import socket
import subprocess
import sys

import pytest
from icmplib.sockets import ICMPv4Socket

from checks.model import State
from checks.probes import icmp as icmp_probe
from checks.probes import icmp_socket
from checks.probes.icmp_permission import examine, grant_command
from checks.probes.icmp_socket import IcmpPermissionError, IcmpSocket, Plan
from tests.support.probing import LOCALHOST, closed_port, run, serving, silent

pytestmark = [pytest.mark.usefixtures("leakless"), pytest.mark.filterwarnings("error")]

needs_ping = pytest.mark.skipif(not examine().granted, reason=f"this process may not ping: {grant_command()}")
PLAN = Plan(packets=2, interval=0.05, timeout=0.5)


@needs_ping
async def test_all_pings_of_a_loop_share_one_socket():
    sockets = IcmpSocket()
    try:
        addresses = [(f"127.1.0.{last}", 0) for last in range(1, 201)]
        results = await asyncio.gather(*(sockets.ping(socket.AF_INET, address, PLAN) for address in addresses))
        assert len(sockets._channels) == 1
        assert not sockets._channels[socket.AF_INET]._requests
    finally:
        sockets.close()
    assert all(pings.loss == 0 and len(pings.round_trips) == 2 for pings in results)
    assert all(0 <= seconds < 1 for pings in results for seconds in pings.round_trips)


@needs_ping
async def test_probe_reports_loss_round_trip_and_jitter():
    outcome = await run("icmp", {"packets": 3, "spacing": 0.01})
    assert outcome.state is State.OK
    metrics = {metric.name: metric for metric in outcome.metrics}
    assert set(metrics) == {"loss", "rtt", "rtt_min", "rtt_max", "jitter"}
    assert metrics["loss"].value == 0
    assert metrics["rtt_min"].value <= metrics["rtt"].value <= metrics["rtt_max"].value < 1000


@needs_ping
async def test_answered_pings_do_not_wait_for_the_timeout():
    async with asyncio.timeout(2):
        await run("icmp", {"packets": 1, "timeout": 60})


@needs_ping
@pytest.mark.usefixtures("ipv6")
async def test_ipv6():
    outcome = await run("icmp", {"packets": 1}, address="::1")
    assert (outcome.state, outcome.output[:11]) == (State.OK, "::1 answers")


@needs_ping
async def test_thresholds():
    outcome = await run("icmp", {"packets": 1, "warn_rtt": "@0:1000"})
    assert outcome.state is State.WARNING
    outcome = await run("icmp", {"packets": 1, "warn_rtt": "@0:1000", "crit_rtt": "@0:2000"})
    assert outcome.state is State.CRITICAL


async def test_an_address_of_the_wrong_family_is_named():
    outcome = await run("icmp", {"family": "6"})
    assert (outcome.state, outcome.output) == (State.CRITICAL, "127.0.0.1 is not an IPv6 address")


@needs_ping
async def test_a_cancelled_ping_leaves_nothing_behind():
    sockets = IcmpSocket()
    try:
        task = asyncio.create_task(sockets.ping(socket.AF_INET, (LOCALHOST, 0), Plan(100, 5, 60)))
        await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert not sockets._channels[socket.AF_INET]._requests
    finally:
        sockets.close()


@needs_ping
async def test_closing_ends_pings_under_way():
    sockets = IcmpSocket()
    task = asyncio.create_task(sockets.ping(socket.AF_INET, (LOCALHOST, 0), Plan(2, 5, 60)))
    await asyncio.sleep(0.05)
    sockets.close()
    assert (await task).sent == 1


def forged_reply(channel, sequence: int, serial: int) -> bytes:
    request = channel._format.request(sequence, serial, 56)
    blank = b"\x00\x00\x00\x00" + request[4:]
    checksum = ICMPv4Socket._checksum(None, blank)  # type: ignore[arg-type]
    return blank[:2] + checksum.to_bytes(2, "big") + blank[4:]


@pytest.mark.skipif(examine().ipv4 != "raw", reason="forging replies takes a raw socket")
async def test_duplicates_are_counted_and_late_replies_are_not_taken_for_answers():
    sockets = IcmpSocket()
    try:
        await sockets.ping(socket.AF_INET, (LOCALHOST, 0), Plan(1))
        channel = sockets._channels[socket.AF_INET]
        task = asyncio.create_task(sockets.ping(socket.AF_INET, (LOCALHOST, 0), Plan(2, 0.3, 1)))
        await asyncio.sleep(0.1)
        with socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP) as forger:
            duplicate = forged_reply(channel, 2, 2)
            forger.sendto(duplicate, (LOCALHOST, 0))
            late = forged_reply(channel, 3, 3 + 0x10000)  # the same number, one round of 65536 earlier or later
            await asyncio.sleep(0.05)
            forger.sendto(late, (LOCALHOST, 0))
        pings = await task
    finally:
        sockets.close()
    assert (pings.sent, len(pings.round_trips), pings.duplicates) == (2, 2, 1)


async def test_without_permission_the_command_that_grants_it_is_named(monkeypatch):
    monkeypatch.setattr(icmp_socket, "open_socket", refuse)
    outcome = await run("icmp", {})
    assert outcome.state is State.UNKNOWN
    assert grant_command() in outcome.output


async def test_without_permission_a_refused_connection_is_a_sign_of_life(monkeypatch):
    monkeypatch.setattr(icmp_socket, "open_socket", refuse)
    port = await closed_port()
    outcome = await run("icmp", {"fallback_ports": [port]})
    assert outcome.state is State.OK
    assert f"TCP {port} refuses connections" in outcome.output
    assert grant_command() in outcome.output


async def test_without_permission_an_accepted_connection_is_a_sign_of_life(monkeypatch):
    monkeypatch.setattr(icmp_socket, "open_socket", refuse)
    async with serving(silent) as port:
        outcome = await run("icmp", {"fallback_ports": f"{port}"})
        await asyncio.sleep(0.02)
    assert outcome.state is State.OK
    assert f"TCP {port} accepts connections" in outcome.output


async def test_without_permission_and_without_any_answer_the_host_is_down(monkeypatch):
    monkeypatch.setattr(icmp_socket, "open_socket", refuse)

    async def nothing(*_: object) -> None:
        return None

    monkeypatch.setattr(icmp_probe, "_try_port", nothing)
    outcome = await run("icmp", {"fallback_ports": [1, 2]})
    assert outcome.state is State.CRITICAL
    assert "no answer from 127.0.0.1 on TCP 1, 2" in outcome.output


def refuse(*_: object, **__: object) -> None:
    raise IcmpPermissionError


# In a namespace: networks that swallow packets or have no route, and a user who may not open raw sockets.


def in_namespace(setup: str, script: str) -> str:
    """Run Python in its own network namespace, after shell commands that shape its network."""
    unshare = shutil.which("unshare")
    probe = [unshare or "unshare", "-r", "-n", "true"]
    if (
        unshare is None
        or shutil.which("ip") is None
        or subprocess.run(probe, check=False, capture_output=True).returncode
    ):
        pytest.skip("this machine does not let us make a network namespace")
    shell = f'ip link set lo up && {setup} && exec "$0" -W error -c "$1"'
    done = subprocess.run(
        [unshare, "-r", "-n", "sh", "-c", shell, sys.executable, script], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


PROBE = """
import asyncio, json
from tests.support.probing import run
async def main():
    outcome = await run("icmp", {options}, address="{address}")
    print(json.dumps([outcome.state, outcome.output]))
asyncio.run(main())
"""


def probe_in_namespace(setup: str, address: str, options: dict) -> list[str]:
    return json.loads(in_namespace(setup, PROBE.format(options=options, address=address)))


def test_silence_is_critical():
    found = probe_in_namespace(
        "ip route add 10.0.0.0/8 dev lo", "10.1.1.1", {"packets": 2, "spacing": 0.01, "timeout": 0.2}
    )
    assert found == ["CRITICAL", "no answer from 10.1.1.1 to 2 pings"]


def test_no_route_is_named():
    assert probe_in_namespace("true", "10.1.1.1", {"packets": 1}) == [
        "CRITICAL",
        "10.1.1.1 is not reachable: network is unreachable",
    ]


DATAGRAM = """
import asyncio, socket
from checks.probes.icmp_socket import IcmpSocket, Plan
async def main():
    sockets = IcmpSocket(allow_raw=False)
    for family, address in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        pings = await sockets.ping(family, (address, 0), Plan(2, 0.01, 1))
        print(pings.sent, len(pings.round_trips), max(pings.round_trips) < 1)
    sockets.close()
asyncio.run(main())
"""


def test_datagram_sockets_where_the_kernel_lets_the_group_ping():
    setup = "echo '0 0' > /proc/sys/net/ipv4/ping_group_range"
    assert in_namespace(setup, DATAGRAM) == "2 2 True\n2 2 True\n"


ROUTER = """
import asyncio, socket, struct
from icmplib.sockets import ICMPv4Socket
from checks.probes.icmp_socket import IcmpSocket, Plan
async def main():
    sockets = IcmpSocket()
    task = asyncio.create_task(sockets.ping(socket.AF_INET, ("10.1.1.1", 0), Plan(1, 0.01, 5)))
    await asyncio.sleep(0.1)
    channel = sockets._channels[socket.AF_INET]
    quoted = bytes([0x45]) + bytes(19) + channel._format.request(1, 1, 56)[:8]
    blank = struct.pack("!BBHI", 3, 13, 0, 0) + quoted
    packet = blank[:2] + ICMPv4Socket._checksum(None, blank).to_bytes(2, "big") + blank[4:]
    with socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP) as router:
        router.sendto(packet, ("127.0.0.1", 0))
    async with asyncio.timeout(1):
        print(await task)
    sockets.close()
asyncio.run(main())
"""


def test_an_error_from_a_router_ends_the_wait_and_names_it():
    found = in_namespace("ip route add 10.0.0.0/8 dev lo", ROUTER)
    assert "refusals=('filtered, says 127.0.0.1',)" in found


QUEUED = """
import asyncio, socket
from checks.probes.icmp_socket import IcmpSocket, Plan
async def main():
    sockets = IcmpSocket(allow_raw=False)
    async with asyncio.timeout(4):
        print(await sockets.ping(socket.AF_INET, ("10.7.0.9", 0), Plan(1, 0.01, 4)))
    sockets.close()
asyncio.run(main())
"""


def test_a_datagram_socket_learns_of_errors_from_the_error_queue():
    """A neighbour on a dummy link that never answers ARP: the kernel itself reports the host unreachable."""
    setup = (
        "echo '0 0' > /proc/sys/net/ipv4/ping_group_range && ip link add veth0 type veth peer name veth1"
        " && ip addr add 10.7.0.1/24 dev veth0 && ip link set veth0 up && ip link set veth1 up"
    )
    found = in_namespace(setup, QUEUED)
    assert "refusals=(" in found
    assert "unreachable" in found or "no route" in found
