"""Enough of ten protocols to tell a working server from something that merely accepts connections.

Each conversation returns what the server said about itself, ends politely so that the server logs no error, and raises
ProtocolError for a wrong or refusing server.
"""

from __future__ import annotations

import ssl
import struct
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from checks.probes.tls_context import lenient
from checks.probes.wire import Wire, WireError, tls_reason

_MOST_LINES = 100
_MOST_ANSWER = 65536
_LENGTH_FIELD = 4


class ProtocolError(Exception):
    """The server does not speak the protocol, or says that it cannot serve; the message is a sentence part."""


@dataclass(frozen=True, slots=True)
class Preset:
    """A protocol: its usual port, its usual port inside TLS (0: none) and the conversation."""

    port: int
    tls_port: int
    converse: Callable[[Wire], Awaitable[str]]


async def ssh(wire: Wire) -> str:
    """Read the identification string; other lines may come before it (RFC 4253 §4.2)."""
    for _ in range(_MOST_LINES):
        line = await wire.read_line()
        if line.startswith("SSH-"):
            return line
    raise ProtocolError("no SSH identification among the first lines")


async def smtp(wire: Wire) -> str:
    """Read the 220 greeting (RFC 5321) and say QUIT."""
    text = await coded_reply(wire, ("220",), "SMTP")
    await _farewell(wire, b"QUIT\r\n")
    return text


async def ftp(wire: Wire) -> str:
    """Read the 220 greeting (RFC 959) and say QUIT."""
    text = await coded_reply(wire, ("220",), "FTP")
    await _farewell(wire, b"QUIT\r\n")
    return text


async def imap(wire: Wire) -> str:
    """Read the greeting: OK or PREAUTH, not BYE (RFC 9051 §7.1), and log out."""
    line = await wire.read_line()
    if not line.upper().startswith(("* OK", "* PREAUTH")):
        raise ProtocolError(f"not an IMAP welcome: {line}")
    await _farewell(wire, b"a LOGOUT\r\n")
    return line[2:]


async def pop3(wire: Wire) -> str:
    """Read the +OK greeting (RFC 1939) and say QUIT."""
    line = await wire.read_line()
    if not line.upper().startswith("+OK"):
        raise ProtocolError(f"not a POP3 welcome: {line}")
    await _farewell(wire, b"QUIT\r\n")
    return line


async def coded_reply(wire: Wire, wanted: tuple[str, ...], name: str) -> str:
    """Read a reply of SMTP or FTP, several lines perhaps; return its first line when its code is wanted."""
    first = line = await wire.read_line()
    for _ in range(_MOST_LINES):
        if line[3:4] != "-":
            break
        line = await wire.read_line()
    else:
        raise ProtocolError("an answer that does not end")
    if not first.startswith(wanted):
        raise ProtocolError(f"not the {name} answer {' or '.join(wanted)}: {first}")
    return first


async def mysql(wire: Wire) -> str:
    """Read the initial handshake packet and log in as nobody.

    Dropping the connection instead would count as a connect error, and after `max_connect_errors` of them the server
    blocks this host; an access denied does not.
    """
    packet = await _mysql_packet(wire)
    if packet[:1] == b"\xff":
        raise ProtocolError(f"MySQL says: {_mysql_error(packet)[1]}")
    if packet[:1] != b"\x0a":
        raise ProtocolError(f"not a MySQL greeting: {_shown(packet)}")
    version = packet[1:].partition(b"\0")[0].decode("utf-8", "replace")
    # HandshakeResponse41: PROTOCOL_41 | SECURE_CONNECTION | PLUGIN_AUTH, no password, no schema
    login = struct.pack("<IIB23x", 0x00088200, _MOST_ANSWER, 33) + b"monitor\0" + b"\0" + b"mysql_native_password\0"
    await wire.send(struct.pack("<I", len(login) | 1 << 24) + login)
    answer = await _mysql_packet(wire)
    if answer[:1] == b"\xfe":  # asked to use another authentication: an empty answer is enough to be denied
        await wire.send(struct.pack("<I", 3 << 24))
        answer = await _mysql_packet(wire)
    if answer[:1] == b"\xff" and _mysql_error(answer)[0] in (1040, 1129, 1203):
        raise ProtocolError(f"MySQL says: {_mysql_error(answer)[1]}")
    return f"MySQL {version}"


async def _mysql_packet(wire: Wire) -> bytes:
    size = int.from_bytes((await wire.read_exactly(4))[:3], "little")
    if not 0 < size <= _MOST_ANSWER:
        raise ProtocolError("not a MySQL server")
    return await wire.read_exactly(size)


def _mysql_error(packet: bytes) -> tuple[int, str]:
    text = packet[3:]
    if text[:1] == b"#":
        text = text[6:]
    return int.from_bytes(packet[1:3], "little"), text.decode("utf-8", "replace")


async def postgres(wire: Wire) -> str:
    """Ask for TLS, use it when offered, and start a session as far as the question for the password.

    A server that starts up, shuts down or has no free connection answers the start with an error of class 57 or 53.
    """
    offered = await postgres_tls(wire)
    if offered:
        try:
            await wire.start_tls(lenient(), None)
        except ssl.SSLError as error:
            raise ProtocolError(f"TLS: {tls_reason(error)}") from error
    start = struct.pack("!I", 196608) + b"user\0postgres\0database\0postgres\0\0"
    await wire.send(struct.pack("!I", len(start) + 4) + start)
    kind, size = struct.unpack("!cI", await wire.read_exactly(5))
    if kind not in (b"R", b"E", b"v") or not _LENGTH_FIELD <= size <= _MOST_ANSWER:
        raise ProtocolError("not a PostgreSQL server")
    body = await wire.read_exactly(size - _LENGTH_FIELD)
    if kind == b"E":
        _judge_postgres_error(body)
    await _farewell(wire, b"X\0\0\0\x04")
    return "PostgreSQL, TLS offered" if offered else "PostgreSQL, no TLS"


async def postgres_tls(wire: Wire) -> bool:
    """Send an SSLRequest; return whether the server agrees (PostgreSQL protocol, message formats)."""
    await wire.send(struct.pack("!II", 8, 80877103))
    answer = await wire.read_exactly(1)
    if answer not in (b"S", b"N"):
        raise ProtocolError(f"not a PostgreSQL server: {_shown(answer)}")
    return answer == b"S"


def _judge_postgres_error(body: bytes) -> None:
    fields = {field[:1]: field[1:].decode("utf-8", "replace") for field in body.split(b"\0") if field}
    if fields.get(b"C", "")[:2] in ("53", "57", "58", "XX"):
        raise ProtocolError(f"PostgreSQL says: {fields.get(b'M', 'no reason given')}")


async def ldap(wire: Wire) -> str:
    """Bind anonymously (RFC 4511 §4.2); a refused bind is a working server, busy or unavailable is not."""
    await wire.send(bytes.fromhex("300c020101600702010304008000"))
    code = await ldap_result(wire, 0x61)
    if code in (51, 52, 80):
        raise ProtocolError({51: "LDAP server is busy", 52: "LDAP server is unavailable"}.get(code, "LDAP error"))
    await _farewell(wire, bytes.fromhex("30050201024200"))
    return "LDAP, anonymous bind accepted" if code == 0 else f"LDAP, anonymous bind refused (code {code})"


async def ldap_result(wire: Wire, operation: int) -> int:
    """Read one LDAPMessage with an LDAPResult of that operation; return its result code."""
    message = await _ber(wire)
    # SEQUENCE content: INTEGER messageID, [APPLICATION n] { ENUMERATED resultCode, ... }
    at = 2 + message[1] if message[:1] == b"\x02" and len(message) > 1 else len(message)
    if message[at : at + 1] != bytes([operation]):
        raise ProtocolError(f"not an LDAP answer: {_shown(message)}")
    length = message[at + 1] if len(message) > at + 1 else 0
    result = message[at + 2 + (length & 0x7F if length & 0x80 else 0) :]
    if result[:2] != b"\x0a\x01" or len(result) < 3:  # noqa: PLR2004 - tag, length, value
        raise ProtocolError("a malformed LDAP answer")
    return result[2]


async def _ber(wire: Wire) -> bytes:
    """Read the content of one BER SEQUENCE."""
    tag, length = await wire.read_exactly(2)
    if tag != 0x30:  # noqa: PLR2004 - SEQUENCE
        raise ProtocolError("not an LDAP server")
    if length & 0x80:
        length = int.from_bytes(await wire.read_exactly(length & 0x7F), "big")
    if length > _MOST_ANSWER:
        raise ProtocolError("not an LDAP server")
    return await wire.read_exactly(length)


async def rdp(wire: Wire) -> str:
    """Ask for an X.224 connection with TLS or CredSSP (MS-RDPBCGR §2.2.1.1)."""
    await wire.send(bytes.fromhex("030000130ee000000000000100080003000000"))
    version, _, size = struct.unpack("!BBH", await wire.read_exactly(4))
    if version != 3 or not 7 <= size <= _MOST_ANSWER:  # noqa: PLR2004 - TPKT (RFC 1006)
        raise ProtocolError("not an RDP server")
    body = await wire.read_exactly(size - 4)
    if body[1:2] != b"\xd0":
        raise ProtocolError(f"RDP connection not confirmed: {_shown(body)}")
    if body[7:8] == b"\x02" and len(body) >= 15:  # noqa: PLR2004 - RDP_NEG_RSP
        chosen = int.from_bytes(body[11:15], "little")
        return f"RDP, security {({0: 'RDP', 1: 'TLS', 2: 'CredSSP', 8: 'CredSSP-EX'}).get(chosen, chosen)}"
    return "RDP, standard security"


async def _farewell(wire: Wire, data: bytes) -> None:
    """Say goodbye; a server that has gone already is no fault."""
    try:
        await wire.send(data)
    except WireError:
        return


def _shown(data: bytes) -> str:
    return data[:60].decode("latin-1")


PRESETS: Mapping[str, Preset] = {
    "ssh": Preset(22, 0, ssh),
    "smtp": Preset(25, 465, smtp),
    "imap": Preset(143, 993, imap),
    "pop3": Preset(110, 995, pop3),
    "ftp": Preset(21, 990, ftp),
    "ldap": Preset(389, 636, ldap),
    "mysql": Preset(3306, 0, mysql),
    "postgres": Preset(5432, 0, postgres),
    "rdp": Preset(3389, 0, rdp),
}
