"""What may be a name, and what may be an address."""

import ipaddress
import re

from bls_tui.locale import _

MAX_NAME = 200
_LABEL = re.compile(r"(?!-)[A-Za-z0-9_-]{1,63}(?<!-)")


def object_name(name: str) -> str:
    """Return `name` if it can name something. Raises ValueError saying what is wrong with it."""
    if not name or name != name.strip():
        raise ValueError(_("a name is not empty and neither begins nor ends with a space"))
    if not name.isprintable():
        raise ValueError(_("a name has no control or invisible characters"))
    if len(name) > MAX_NAME:
        raise ValueError(_("a name has at most {limit} characters").format(limit=MAX_NAME))
    return name


def host_name(name: str) -> str:
    """Return `name` if it can name a host: "host/service" must be unambiguous. Raises ValueError."""
    if "/" in name:
        raise ValueError(_('the name of a host has no "/"'))
    return object_name(name)


def plausible_address(address: str) -> str:
    """Return `address` if it is an IP address or could be a DNS name (RFC 1123). Raises ValueError."""
    try:
        ipaddress.ip_address(address)
    except ValueError:
        labels = address.removesuffix(".").split(".")
        if len(address) > 253 or labels[-1].isdigit() or not all(map(_LABEL.fullmatch, labels)):  # noqa: PLR2004 - RFC 1035
            raise ValueError(_("{address!r} is neither an IP address nor a DNS name").format(address=address)) from None
    return address
