"""Questions to a DNS server of our own, made with dnspython."""

import asyncio
import contextlib

import dns.flags
import dns.message
import dns.rcode
import dns.rrset
import pytest

from checks.model import State
from checks.probes import OptionError, parse_options
from tests.support.probing import LOCALHOST, run

pytestmark = [pytest.mark.usefixtures("leakless"), pytest.mark.filterwarnings("error")]

ZONE = {
    ("www.example.test.", "A"): ["192.0.2.1", "192.0.2.2"],
    ("www.example.test.", "AAAA"): ["2001:db8::1"],
    ("example.test.", "MX"): ["10 mail.example.test."],
    ("example.test.", "TXT"): ['"v=spf1 -all"'],
    ("big.example.test.", "TXT"): [f'"{"x" * 200}{number}"' for number in range(10)],
}


def answer(wire: bytes, *, tcp: bool) -> bytes | None:
    question = dns.message.from_wire(wire)
    reply = dns.message.make_response(question)
    asked = question.question[0]
    name, kind = asked.name.to_text(), asked.rdtype.name
    codes = {"gone": dns.rcode.NXDOMAIN, "broken": dns.rcode.SERVFAIL, "private": dns.rcode.REFUSED, "odd": 11}
    label = name.partition(".")[0]
    if label == "silent":
        return None
    if label == "garbage":
        return b"\x00\xff" * 40
    if label in codes:
        reply.set_rcode(codes[label])
    if (name, kind) in ZONE:
        reply.answer.append(dns.rrset.from_text(name, 60, "IN", kind, *ZONE[name, kind]))
    if label != "big":
        reply.flags |= dns.flags.AA
    if label == "big" and not tcp:
        reply.answer.clear()
        reply.flags |= dns.flags.TC
    return reply.to_wire()


class Udp(asyncio.DatagramProtocol):
    def __init__(self) -> None:
        self.flags: list[int] = []

    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, data, addr):
        self.flags.append(dns.message.from_wire(data).flags)
        reply = answer(data, tcp=False)
        if reply is not None:
            self.transport.sendto(b"\x00\x01 not an answer", addr)
            self.transport.sendto(reply, addr)


async def over_tcp(reader, writer):
    with contextlib.suppress(asyncio.IncompleteReadError):
        while True:
            size = int.from_bytes(await reader.readexactly(2), "big")
            reply = answer(await reader.readexactly(size), tcp=True)
            if reply is not None:
                writer.write(len(reply).to_bytes(2, "big") + reply)
    writer.close()


@pytest.fixture
async def server():
    tcp, transport, protocol = await listening()
    protocol.port = tcp.sockets[0].getsockname()[1]
    yield protocol
    transport.close()
    tcp.close()
    await asyncio.sleep(0.02)


async def listening():
    """Listen on one port for TCP and UDP; a free one may be taken for one of the two only."""
    while True:
        tcp = await asyncio.start_server(over_tcp, LOCALHOST, 0)
        place = tcp.sockets[0].getsockname()
        try:
            return tcp, *await asyncio.get_running_loop().create_datagram_endpoint(Udp, local_addr=place)
        except OSError:
            tcp.close()


async def ask(server, name="www.example.test", **options):
    return await run("dns", {"name": name, "port": server.port, "timeout": 1, **options})


async def test_an_address(server):
    outcome = await ask(server)
    assert outcome.state is State.OK
    assert "192.0.2.1, 192.0.2.2" in outcome.output
    assert [item["answer"] for item in outcome.items] == ["192.0.2.1", "192.0.2.2"]
    assert {metric.name: metric.value for metric in outcome.metrics}["answers"] == 2


@pytest.mark.parametrize(
    ("options", "state"),
    [
        ({"expect": "192.0.2.1"}, State.OK),
        ({"expect": "192.0.2.2,192.0.2.1", "exact": True}, State.OK),
        ({"expect": ["192.0.2.1"], "exact": True}, State.CRITICAL),
        ({"expect": "192.0.2.9"}, State.CRITICAL),
        ({"name": "example.test", "record": "mx", "expect": "10 MAIL.example.test"}, State.OK),
        ({"name": "example.test", "record": "TXT", "expect": ["v=spf1 -all"]}, State.OK),
        ({"record": "AAAA", "expect": "2001:db8::1"}, State.OK),
        ({"tcp": True}, State.OK),
        ({"authoritative": True}, State.OK),
        ({"name": "big.example.test", "record": "TXT"}, State.OK),
        ({"name": "big.example.test", "record": "TXT", "authoritative": True}, State.CRITICAL),
        ({"warn_time": "@0:60"}, State.WARNING),
    ],
)
async def test_expectations(server, options, state):
    outcome = await ask(server, **options)
    assert outcome.state is state, outcome.output


async def test_what_is_missing_and_what_is_there_is_said(server):
    outcome = await ask(server, expect="192.0.2.9,192.0.2.1", exact=True)
    assert "192.0.2.9 missing and 192.0.2.2 not expected, the answer is 192.0.2.1, 192.0.2.2" in outcome.output


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("gone.example.test", "the name does not exist (NXDOMAIN)"),
        ("broken.example.test", "the server failed to find out (SERVFAIL)"),
        ("private.example.test", "the server refuses to answer (REFUSED)"),
        ("odd.example.test", "the server answers"),
        ("empty.example.test", "the name has no A record"),
        ("silent.example.test", "no answer within 0.3 s"),
        ("garbage.example.test", "no answer within 0.3 s"),
    ],
)
async def test_bad_answers_in_words(server, name, words):
    outcome = await ask(server, name, timeout=0.3)
    assert outcome.state is State.CRITICAL
    assert words in outcome.output


async def test_garbage_over_tcp(server):
    outcome = await ask(server, "garbage.example.test", tcp=True)
    assert (outcome.state, "not a DNS answer" in outcome.output) == (State.CRITICAL, True)


async def test_recursion_is_asked_for_unless_told_otherwise(server):
    await ask(server)
    await ask(server, recursive=False)
    assert [bool(flags & dns.flags.RD) for flags in server.flags] == [True, False]


async def test_another_server_than_the_host(server):
    outcome = await run("dns", {"name": "www.example.test", "port": server.port, "server": LOCALHOST}, address="::1")
    assert outcome.state is State.OK


@pytest.mark.parametrize(
    ("options", "key"),
    [
        ({}, "name"),
        ({"name": "a..b"}, "name"),
        ({"name": "x" * 64}, "name"),
        ({"name": "a.test", "record": "NONSENSE"}, "record"),
        ({"name": "a.test", "record": "ANY"}, "record"),
    ],
)
def test_wrong_options_are_named(options, key):
    with pytest.raises(OptionError, match=f"option {key}"):
        parse_options("dns", options)
