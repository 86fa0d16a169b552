"""How six protocols are talked into TLS after they began in clear."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from checks.probes.greetings import ProtocolError, coded_reply, ldap_result, postgres_tls
from checks.probes.wire import Wire

_MOST_LINES = 100
_LDAP_STARTTLS = bytes.fromhex("301d02010177188016312e332e362e312e342e312e313436362e3230303337")


async def smtp(wire: Wire) -> None:
    """EHLO and STARTTLS (RFC 3207)."""
    await coded_reply(wire, ("220",), "SMTP")
    await wire.send(b"EHLO monitor\r\n")
    await coded_reply(wire, ("250",), "SMTP")
    await wire.send(b"STARTTLS\r\n")
    await coded_reply(wire, ("220",), "STARTTLS")


async def imap(wire: Wire) -> None:
    """STARTTLS (RFC 9051 §6.2.1)."""
    line = await wire.read_line()
    if not line.upper().startswith("* OK"):
        raise ProtocolError(f"not an IMAP welcome: {line}")
    await wire.send(b"a STARTTLS\r\n")
    for _ in range(_MOST_LINES):
        line = await wire.read_line()
        if line.startswith("a "):
            break
    if not line.upper().startswith("A OK"):
        raise ProtocolError(f"STARTTLS refused: {line}")


async def pop3(wire: Wire) -> None:
    """STLS (RFC 2595)."""
    line = await wire.read_line()
    if not line.upper().startswith("+OK"):
        raise ProtocolError(f"not a POP3 welcome: {line}")
    await wire.send(b"STLS\r\n")
    line = await wire.read_line()
    if not line.upper().startswith("+OK"):
        raise ProtocolError(f"STARTTLS refused: {line}")


async def ftp(wire: Wire) -> None:
    """AUTH TLS (RFC 4217)."""
    await coded_reply(wire, ("220",), "FTP")
    await wire.send(b"AUTH TLS\r\n")
    await coded_reply(wire, ("234",), "AUTH TLS")


async def postgres(wire: Wire) -> None:
    """SSLRequest."""
    if not await postgres_tls(wire):
        raise ProtocolError("the PostgreSQL server offers no TLS")


async def ldap(wire: Wire) -> None:
    """StartTLS extended operation (RFC 4511 §4.14)."""
    await wire.send(_LDAP_STARTTLS)
    code = await ldap_result(wire, 0x78)
    if code != 0:
        raise ProtocolError(f"StartTLS refused (LDAP code {code})")


STARTTLS: Mapping[str, tuple[int, Callable[[Wire], Awaitable[None]]]] = {
    "smtp": (25, smtp),
    "imap": (143, imap),
    "pop3": (110, pop3),
    "ftp": (21, ftp),
    "postgres": (5432, postgres),
    "ldap": (389, ldap),
}
"""Protocol → its usual port and the conversation that ends where TLS begins."""
