"""Which addresses a discovery looks at. Pure."""

from __future__ import annotations

import ipaddress
from collections.abc import Collection, Iterator, Sequence

from bls_tui.errors import BlsError
from bls_tui.locale import _

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
MOST = 65_536
"""Addresses of one discovery: a /16, or an IPv6 /112."""
_POINT_TO_POINT = 2


class PlanError(BlsError):
    """What was asked for is no network, or too large a one."""


def networks(texts: Sequence[str]) -> list[Network]:
    """Return the networks of a command line: `192.0.2.0/24`, one address, or `192.0.2.10-192.0.2.20`.

    Raises:
        PlanError: one of them is none of that.
    """
    found: list[Network] = []
    for text in texts:
        try:
            first, dash, last = text.strip().partition("-")
            if dash:
                found += ipaddress.summarize_address_range(_address(first), _address(last))
            else:
                found.append(ipaddress.ip_network(first, strict=False))
        except (ValueError, TypeError):
            message = _("{text} is neither an address, nor a network such as 192.0.2.0/24, nor FIRST-LAST")
            raise PlanError(message.format(text=text)) from None
    return found


def _address(text: str) -> ipaddress.IPv4Address:
    return ipaddress.IPv4Address(text.strip())


def addresses(wanted: Sequence[Network], excluded: Sequence[Network] = ()) -> list[str]:
    """Return every address once, in order; those of a network's own and of its broadcast are no hosts.

    Raises:
        PlanError: there are more than MOST.
    """
    total = sum(network.num_addresses for network in wanted)
    if total > MOST:
        message = _("{count} addresses are too many at once; at most {most}, a /16")
        raise PlanError(message.format(count=total, most=MOST))
    found = {address: None for network in wanted for address in _hosts(network)}
    ordered = sorted(found, key=lambda address: (address.version, int(address)))
    return [str(address) for address in ordered if not any(_within(address, network) for network in excluded)]


def _hosts(network: Network) -> Iterator[ipaddress.IPv4Address | ipaddress.IPv6Address]:
    if network.num_addresses <= _POINT_TO_POINT:
        yield from network
    else:
        yield from network.hosts()


def _within(address: ipaddress.IPv4Address | ipaddress.IPv6Address, network: Network) -> bool:
    return address.version == network.version and address in network


def remaining(wanted: Sequence[str], done: Collection[str]) -> list[str]:
    """Return what a resumed discovery has still to look at."""
    return [address for address in wanted if address not in done]
