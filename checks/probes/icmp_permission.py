"""May this process ping, and which command grants it."""

from __future__ import annotations

import errno
import socket
import sys
from dataclasses import dataclass
from pathlib import Path

from checks.probes.icmp_socket import IcmpPermissionError, open_socket

GROUP_RANGE = Path("/proc/sys/net/ipv4/ping_group_range")

GRANT_COMMAND = 'sudo sysctl -w net.ipv4.ping_group_range="0 2147483647"'
"""Lets every user of the machine open datagram ICMP sockets, as most distributions do; for IPv6 as well."""

GRANT_FOR_GOOD = "echo 'net.ipv4.ping_group_range = 0 2147483647' | sudo tee /etc/sysctl.d/50-ping.conf"
"""The same, kept over a restart of the machine."""


@dataclass(frozen=True, slots=True)
class IcmpPermission:
    """How pings can be sent, per family: "raw", "datagram", "denied" or "absent" (no such family on the machine)."""

    ipv4: str
    ipv6: str

    @property
    def granted(self) -> bool:
        """True when IPv4 hosts can be pinged."""
        return self.ipv4 in ("raw", "datagram")


def examine() -> IcmpPermission:
    """Try both families, sending nothing."""
    return IcmpPermission(_try(socket.AF_INET), _try(socket.AF_INET6))


def grant_command() -> str:
    """Return the command that lets this user ping: the sysctl where the kernel has it, else the capability."""
    if GROUP_RANGE.exists():
        return GRANT_COMMAND
    return f"sudo setcap cap_net_raw+ep {Path(sys.executable).resolve()}"


def _try(family: int) -> str:
    try:
        sock, raw = open_socket(family)
    except IcmpPermissionError:
        return "denied"
    except OSError as error:
        return "absent" if error.errno in (errno.EAFNOSUPPORT, errno.EPROTONOSUPPORT) else "denied"
    sock.close()
    return "raw" if raw else "datagram"
