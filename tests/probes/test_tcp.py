"""TCP conversations with servers that behave and misbehave."""

import asyncio
import contextlib
import socket
import ssl
import struct
from pathlib import Path

import pytest
import trustme

from checks.model import State
from checks.probes import OptionError, aside, parse_options
from checks.probes.wire import LONGEST_LINE, OurSideError, Wire, WireError
from tests.support.probing import (
    LOCALHOST,
    answering,
    closed_port,
    drip,
    endless,
    hang_up,
    run,
    saying,
    serving,
    silent,
)

pytestmark = [pytest.mark.usefixtures("leakless"), pytest.mark.filterwarnings("error")]


async def probe(handler, options, **serve):
    async with serving(handler, **serve) as port:
        return await run("tcp", {"port": port, **options})


async def test_connect_measures_the_time():
    outcome = await probe(silent, {})
    assert outcome.state is State.OK
    assert outcome.metrics[0].name == "time"
    assert 0 < outcome.metrics[0].value < 1


async def test_time_limits():
    assert (await probe(silent, {"warn_time": "@0:60"})).state is State.WARNING
    assert (await probe(silent, {"warn_time": "@0:60", "crit_time": "@0:60"})).state is State.CRITICAL


async def test_refused_connection():
    port = await closed_port()
    outcome = await run("tcp", {"port": port})
    assert (outcome.state, outcome.output) == (State.CRITICAL, f"TCP {port} on 127.0.0.1: connection refused")


@pytest.mark.usefixtures("ipv6")
async def test_ipv6():
    async with serving(silent, address="::1") as port:
        assert (await run("tcp", {"port": port}, address="::1")).state is State.OK


async def test_a_server_whose_queue_is_full_times_out():
    with socket.socket() as server, contextlib.ExitStack() as waiting:
        server.bind((LOCALHOST, 0))
        server.listen(0)
        for _ in range(4):
            client = waiting.enter_context(socket.socket())
            client.setblocking(False)
            client.connect_ex(server.getsockname())
        outcome = await run("tcp", {"port": server.getsockname()[1], "timeout": 0.3})
    assert outcome.state is State.CRITICAL
    assert "no answer within 0.3 s" in outcome.output


async def test_a_name_that_does_not_resolve(monkeypatch):
    def unknown(*_, **__):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    outcome = await run("tcp", {"port": 9}, address="printer.example.test")
    assert outcome.state is State.CRITICAL
    assert outcome.output.endswith("cannot resolve printer.example.test: name or service not known")


async def test_a_resolver_that_hangs_is_left_behind(monkeypatch):
    released = aside.threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: released.wait(10) and [])
    outcome = await run("tcp", {"port": 9, "timeout": 0.2}, address="printer.example.test")
    released.set()
    assert "no answer within 0.2 s" in outcome.output


async def test_faults_of_this_machine_are_unknown(monkeypatch):
    async def exhausted(*_, **__):
        raise OurSideError("this process has no free file descriptors")

    monkeypatch.setattr("checks.probes.wire.Wire.open", exhausted)
    assert (await run("tcp", {"port": 9})).state is State.UNKNOWN


async def test_send_and_expect():
    outcome = await probe(answering((b"PING\r\n", b"+PONG\r\n")), {"send": r"PING\r\n", "expect": "PONG"})
    assert (outcome.state, "+PONG" in outcome.output) == (State.OK, True)


async def test_expected_text_may_come_in_pieces():
    async def pieces(_reader, writer):
        for piece in (b"wel", b"co", b"me"):
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(0.02)
        await asyncio.sleep(5)

    assert (await probe(pieces, {"expect": "welcome"})).state is State.OK


async def test_greeting_comes_before_anything_is_sent():
    handler = answering((b"x", b"done"), greeting=b"hello")
    assert (await probe(handler, {"greeting": "hello", "send": "x", "expect": "done"})).state is State.OK


async def test_regular_expression():
    assert (await probe(saying(b"version 12\n"), {"expect_regex": r"version \d+"})).state is State.OK
    outcome = await probe(saying(b"version x\n", then=hang_up), {"expect_regex": r"version \d+"})
    assert outcome.state is State.CRITICAL
    assert r"version \\d+" in outcome.output


@pytest.mark.parametrize(("handler", "words"), [(hang_up, "nothing came"), (endless, "answer without 'welcome'")])
async def test_expected_text_that_never_comes(handler, words):
    outcome = await probe(handler, {"expect": "welcome"})
    assert outcome.state is State.CRITICAL
    assert words in outcome.output


async def test_a_slow_drip_ends_at_the_timeout():
    outcome = await probe(drip, {"expect": "welcome", "timeout": 0.3})
    assert (outcome.state, "no answer within 0.3 s" in outcome.output) == (State.CRITICAL, True)


@pytest.mark.parametrize("handler", [drip, endless])
async def test_another_answer_than_the_expected_one_may_be_a_warning(handler):
    outcome = await probe(handler, {"expect": "welcome", "timeout": 0.3, "mismatch": "warning"})
    assert outcome.state is State.WARNING


async def test_silence_is_critical_whatever_a_mismatch_is():
    outcome = await probe(silent, {"greeting": "welcome", "timeout": 0.3, "mismatch": "warning"})
    assert outcome.state is State.CRITICAL


async def test_cancelling_closes_the_connection():
    async with serving(silent) as port:
        task = asyncio.create_task(run("tcp", {"port": port, "expect": "never"}))
        await asyncio.sleep(0.1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


# Presets

MYSQL_GREETING = b"\x0a8.0.36\0" + b"\x01\0\0\0" + b"saltsalt\0" + bytes(30)


def mysql_packet(sequence: int, payload: bytes) -> bytes:
    return struct.pack("<I", len(payload) | sequence << 24) + payload


def mysql_error(sequence: int, code: int, text: bytes) -> bytes:
    return mysql_packet(sequence, b"\xff" + struct.pack("<H", code) + b"#28000" + text)


def mysql(*answers: bytes):
    async def handle(reader, writer):
        writer.write(mysql_packet(0, MYSQL_GREETING))
        for answer in answers:
            size = int.from_bytes((await reader.readexactly(4))[:3], "little")
            await reader.readexactly(size)
            writer.write(answer)
        await reader.read()

    return handle


def postgres(answer: bytes):
    async def handle(reader, writer):
        assert await reader.readexactly(8) == struct.pack("!II", 8, 80877103)
        writer.write(b"N")
        size = int.from_bytes(await reader.readexactly(4), "big")
        await reader.readexactly(size - 4)
        writer.write(answer)
        await reader.read()

    return handle


def postgres_error(code: bytes, text: bytes) -> bytes:
    body = b"SFATAL\0C" + code + b"\0M" + text + b"\0\0"
    return b"E" + struct.pack("!I", len(body) + 4) + body


def ldap(code: int) -> bytes:
    return bytes([0x30, 0x0C, 0x02, 0x01, 0x01, 0x61, 0x07, 0x0A, 0x01, code, 0x04, 0x00, 0x04, 0x00])


RDP_CONFIRM = bytes.fromhex("030000130ed000001234000200080002000000")
LDAP_BIND = bytes.fromhex("300c020101600702010304008000")
RDP_REQUEST = bytes.fromhex("030000130ee000000000000100080003000000")

GOOD = {
    "ssh": (saying(b"hello, stranger\r\nSSH-2.0-OpenSSH_9.2p1\r\n"), "SSH-2.0-OpenSSH_9.2p1"),
    "smtp": (answering((b"QUIT\r\n", b"221 bye\r\n"), greeting=b"220-mail\r\n220 ready\r\n"), "220-mail"),
    "imap": (answering((b"LOGOUT\r\n", b"* BYE\r\n"), greeting=b"* OK IMAP4rev1 ready\r\n"), "OK IMAP4rev1 ready"),
    "pop3": (answering((b"QUIT\r\n", b"+OK\r\n"), greeting=b"+OK POP3 ready\r\n"), "+OK POP3 ready"),
    "ftp": (answering((b"QUIT\r\n", b"221 bye\r\n"), greeting=b"220 FTP ready\r\n"), "220 FTP ready"),
    "mysql": (mysql(mysql_error(2, 1045, b"Access denied")), "MySQL 8.0.36"),
    "postgres": (postgres(b"R" + struct.pack("!II", 8, 0)), "PostgreSQL, no TLS"),
    "ldap": (answering((LDAP_BIND, ldap(0))), "LDAP, anonymous bind accepted"),
    "rdp": (answering((RDP_REQUEST, RDP_CONFIRM)), "RDP, security CredSSP"),
}


@pytest.mark.parametrize("preset", GOOD)
async def test_presets_know_their_servers(preset):
    handler, words = GOOD[preset]
    outcome = await probe(handler, {"preset": preset})
    assert outcome.state is State.OK, outcome.output
    assert words in outcome.output


@pytest.mark.parametrize("preset", GOOD)
@pytest.mark.parametrize("handler", [hang_up, endless, saying(b"HTTP/1.1 400 Bad Request\r\n\r\n", then=hang_up)])
async def test_presets_are_not_fooled(preset, handler):
    outcome = await probe(handler, {"preset": preset})
    assert outcome.state is State.CRITICAL
    assert "defect" not in outcome.output


@pytest.mark.parametrize("preset", GOOD)
async def test_presets_give_up_on_silence(preset):
    outcome = await probe(silent, {"preset": preset, "timeout": 0.2})
    assert (outcome.state, "no answer within 0.2 s" in outcome.output) == (State.CRITICAL, True)


@pytest.mark.parametrize(
    ("preset", "handler", "words"),
    [
        ("smtp", saying(b"554 no service\r\n"), "554 no service"),
        ("imap", saying(b"* BYE overloaded\r\n"), "* BYE overloaded"),
        ("pop3", saying(b"-ERR locked\r\n"), "-ERR locked"),
        ("ftp", saying(b"421 too many users\r\n"), "421 too many users"),
        ("mysql", saying(mysql_packet(0, b"\xff\x10\x04Too many connections")), "Too many connections"),
        ("postgres", postgres(postgres_error(b"57P03", b"the database system is starting up")), "is starting up"),
        ("postgres", postgres(postgres_error(b"53300", b"sorry, too many clients already")), "too many clients"),
        ("ldap", answering((LDAP_BIND, ldap(51))), "busy"),
    ],
)
async def test_servers_that_say_they_cannot_serve(preset, handler, words):
    outcome = await probe(handler, {"preset": preset})
    assert outcome.state is State.CRITICAL
    assert words in outcome.output


@pytest.mark.parametrize(
    ("preset", "handler"),
    [
        ("postgres", postgres(postgres_error(b"28000", b"no pg_hba.conf entry"))),
        ("ldap", answering((LDAP_BIND, ldap(48)))),
        ("mysql", mysql(mysql_packet(2, b"\xfemysql_clear_password\0"), mysql_error(4, 1045, b"Access denied"))),
    ],
)
async def test_servers_that_refuse_us_are_well(preset, handler):
    assert (await probe(handler, {"preset": preset})).state is State.OK


# TLS


@pytest.fixture
def server_tls(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1", "mail.example.test").configure_cert(context)
    return context


async def test_tls_with_a_known_authority(server_tls, ca_file):
    outcome = await probe(GOOD["imap"][0], {"preset": "imap", "tls": True, "ca_file": ca_file}, tls=server_tls)
    assert outcome.state is State.OK, outcome.output


async def test_tls_for_another_name(server_tls, ca_file):
    options = {"tls": True, "ca_file": ca_file, "server_name": "www.example.test"}
    outcome = await probe(silent, options, tls=server_tls)
    assert outcome.state is State.CRITICAL
    assert "Hostname mismatch" in outcome.output


async def test_tls_with_an_unknown_authority(server_tls):
    outcome = await probe(silent, {"tls": True}, tls=server_tls)
    assert outcome.state is State.CRITICAL
    assert "certificate not valid: unable to get local issuer certificate" in outcome.output
    assert (await probe(silent, {"tls": True, "verify": False}, tls=server_tls)).state is State.OK


async def test_large_answers_through_tls(server_tls):
    handler = saying(b"x" * 10000 + b"welcome")
    assert (await probe(handler, {"tls": True, "verify": False, "expect": "welcome"}, tls=server_tls)).state is State.OK


@pytest.mark.parametrize("handler", [hang_up, endless, saying(b"220 plain\r\n")])
async def test_tls_with_a_server_that_speaks_none(handler):
    outcome = await probe(handler, {"tls": True})
    assert outcome.state is State.CRITICAL


async def test_tls_handshake_that_never_ends():
    outcome = await probe(silent, {"tls": True, "timeout": 0.3})
    assert "no answer within 0.3 s" in outcome.output


async def test_a_missing_file_of_authorities_is_our_fault(tmp_path: Path):
    outcome = await probe(silent, {"tls": True, "ca_file": str(tmp_path / "none.pem")})
    assert (outcome.state, "none.pem" in outcome.output) == (State.UNKNOWN, True)


# Options


@pytest.mark.parametrize(
    ("options", "key"),
    [
        ({}, "port"),
        ({"port": 70000}, "port"),
        ({"preset": "gopher"}, "preset"),
        ({"preset": "ssh", "expect": "x"}, "preset"),
        ({"preset": "ssh", "tls": True}, "port"),
        ({"port": 1, "expect_regex": "("}, "expect_regex"),
        ({"port": 1, "send": r"\q"}, "send"),
        ({"port": 1, "warn_time": "fast"}, "warn_time"),
    ],
)
def test_wrong_options_are_named(options, key):
    with pytest.raises(OptionError, match=f"option {key}"):
        parse_options("tcp", options)


def test_presets_know_their_ports():
    assert parse_options("tcp", {"preset": "imap"}).effective_port == 143
    assert parse_options("tcp", {"preset": "imap", "tls": "true"}).effective_port == 993
    assert parse_options("tcp", {"preset": "imap", "port": "10143"}).effective_port == 10143


async def test_an_endless_line_is_bounded():
    async with serving(endless) as port, await Wire.open(LOCALHOST, port) as wire:
        with pytest.raises(WireError, match=f"longer than {LONGEST_LINE}"):
            await wire.read_line()
