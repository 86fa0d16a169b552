"""SNMPv1 and v2c: devices that know us by a community string."""

from __future__ import annotations

import socket

from checks.model import SnmpCredentials
from checks.snmp.ber import Message, Request
from checks.snmp.udp import Address, Peer, shared_socket

MOST_REPETITIONS = 100
"""No agent fits more rows of a column into one datagram."""


class CommunityDevice:
    """A v1 or v2c device, reached through the shared socket."""

    def __init__(self, family: socket.AddressFamily, address: Address, credentials: SnmpCredentials) -> None:
        first_version = credentials.version == "1"
        self.max_repetitions = 0 if first_version else min(max(credentials.max_repetitions, 1), MOST_REPETITIONS)
        self._socket = shared_socket(family)
        self._peer = Peer(
            address=address,
            version=0 if first_version else 1,
            community=credentials.community.value.encode("utf-8"),
            timeout=credentials.timeout,
            retries=credentials.retries,
        )

    async def send(self, request: Request) -> Message:
        """Send one request and return the answer. Raises SnmpError."""
        return await self._socket.request(self._peer, request)
