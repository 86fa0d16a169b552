"""What was found as an inventory file, to be read before it is applied: each choice has its reason beside it. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bls_tui.desk.text import safe
from bls_tui.inventory.discovery.compare import Change
from bls_tui.inventory.discovery.guess import ETHERNET, guess
from bls_tui.inventory.discovery.links import Link, parents
from bls_tui.inventory.discovery.naming import Named, named
from bls_tui.inventory.discovery.wording import ports_text, speed, volume_text
from bls_tui.inventory.export import text_of
from bls_tui.inventory.this_machine import PORTS
from bls_tui.locale import _
from checks.discovery.model import Device, Machine, Port

Table = dict[str, Any]
_TEMPLATE_PORTS: Mapping[str, Mapping[str, int]] = {
    "linux": {"ssh": 22},
    "windows": {"rdp": 3389},
    "domain-controller": {"rdp": 3389, "ldap": 389},
    "printer": {"jetdirect": 9100},
}
"""Services of our templates that need an open port, by name."""
_SERVER = frozenset(("snmp-cpu", "snmp-memory", "snmp-storage", "snmp-interfaces", "snmp-uptime"))
_TEMPLATE_PROBES: Mapping[str, frozenset[str]] = {
    "linux": _SERVER,
    "windows": _SERVER,
    "domain-controller": _SERVER,
    "nas": _SERVER - {"snmp-cpu"},
    "switch": frozenset(("snmp-interfaces", "snmp-uptime")),
    "router": frozenset(("snmp-interfaces", "snmp-uptime")),
}
"""SNMP probes that our templates have already."""
_SERVICE_NAMES = {"snmp-storage": "disk", "snmp-interfaces": "network"}
_UPLINK_WORDS = re.compile(r"(?i)\b(uplink|trunk|wan|core|backbone|dorsale|isp|internet)\b")
_MANY_BEHIND = 8
"""Hardware addresses behind a port from which on it leads to other switches."""
_MOST_SHOWN = 12
_COMMENT = 116
"""Characters of a comment's line."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a proposal is made for.

    `known` are the hosts of the inventory, name by address; `silent` those in the range that did not answer.
    `credentials` are tables of SNMP credentials the inventory lacks, by name.
    """

    title: str
    customer: str
    known: Mapping[str, str] = field(default_factory=dict)
    silent: Mapping[str, str] = field(default_factory=dict)
    credentials: Mapping[str, Table] = field(default_factory=dict)
    gateways: Sequence[str] = ()
    new_customer: bool = True
    changes: Sequence[Change] = ()
    """What differs from the last time."""


def propose(machines: Sequence[Machine], wanted: Wanted) -> str:
    """Return the TOML text."""
    found = named(machines)
    links = parents(found, wanted.gateways)
    known = {one.name: name for one in found if (name := _known(one, wanted))}
    new = [one for one in found if one.name not in known]
    parts = [_comment(wanted.title), *_preamble(new, wanted)]
    taken = set(wanted.known.values())
    names = known | {one.name: _unlike(one.name, taken) for one in new}
    parts += ["\n".join(_host(one, links.get(one.name), names, wanted)) for one in new]
    parts += _rest(found, known, wanted)
    return "\n".join(part for part in parts if part)


def _known(one: Named, wanted: Wanted) -> str:
    addresses = (one.machine.address, *one.also)
    return next((wanted.known[address] for address in addresses if address in wanted.known), "")


def _unlike(name: str, taken: set[str]) -> str:
    found = name
    number = 2
    while found in taken:
        found, number = f"{name}-{number}", number + 1
    taken.add(found)
    return found


def _preamble(new: Sequence[Named], wanted: Wanted) -> Iterator[str]:
    if new and wanted.new_customer:
        yield text_of(("customer", wanted.customer), {})
    used = {one.machine.device.credentials for one in new if one.machine.device is not None}
    for name, table in wanted.credentials.items():
        if name in used:
            yield text_of(("snmp", name), table)


def _comment(text: str) -> str:
    """Return text as lines of a comment; what devices say cannot end it."""
    lines, line = [], "#"
    for word in safe(text).split():
        if len(line) + len(word) > _COMMENT and line != "#":
            lines.append(line)
            line = "#  "
        line += f" {word}"
    return "\n".join([*lines, line]) + "\n"


def _host(one: Named, link: Link | None, names: Mapping[str, str], wanted: Wanted) -> Iterator[str]:
    machine, device = one.machine, one.machine.device
    choice = guess(machine)
    yield from (_comment(line).rstrip("\n") for line in _about(one, choice.template, choice.reason, link, names))
    table: Table = {"customer": wanted.customer, "address": machine.address}
    if device is not None:
        table["snmp"] = device.credentials
        if device.location:
            table["notes"] = " ".join(safe(device.location).split())
    if choice.template:
        table["templates"] = [choice.template]
    if link is not None:
        table["parents"] = [names.get(link.parent, link.parent)]
    host = ("host", names[one.name])
    yield text_of(host, table)
    for name, (service, reason) in _services(machine, choice.template).items():
        if reason:
            yield _comment(reason).rstrip("\n")
        yield text_of((*host, "service", name), service)


def _about(one: Named, template: str, reason: str, link: Link | None, names: Mapping[str, str]) -> Iterator[str]:
    machine, device = one.machine, one.machine.device
    how = {"icmp": _("answers pings"), "tcp": _("answers on TCP"), "snmp": _("answers SNMP")}[machine.answered]
    ports = ports_text(machine.open)
    yield _("{address} {how}; open: {ports}; name from: {source}").format(
        address=machine.address, how=how, ports=ports, source=one.source
    )
    if one.also:
        yield _("the same device: {addresses}").format(addresses=", ".join(one.also))
    if device is not None:
        yield _("SNMP {credentials}: {descr}").format(credentials=device.credentials, descr=device.descr[:160])
        if device.partial:
            yield _("not everything could be read: {why}").format(why=device.partial)
    yield (_("template {template}: {reason}") if template else _("no template: {reason}")).format(
        template=template, reason=reason
    )
    if link is not None:
        yield _("parent {parent}: {reason}").format(parent=names.get(link.parent, link.parent), reason=link.reason)
    if device is not None and "snmp-storage" in _TEMPLATE_PROBES.get(template, ()) and device.volumes:
        yield _("disk watches {volumes}").format(volumes=_volumes(device))


def _volumes(device: Device) -> str:
    shown = ", ".join(map(volume_text, device.volumes[:_MOST_SHOWN]))
    more = len(device.volumes) - _MOST_SHOWN
    return shown + (_(" and {count} more").format(count=more) if more > 0 else "")


def _services(machine: Machine, template: str) -> dict[str, tuple[Table, str]]:
    """Return services besides those of the template, and those of it that go, each with its reason."""
    found: dict[str, tuple[Table, str]] = {}
    expected = _TEMPLATE_PORTS.get(template, {})
    for name, port in expected.items():
        if port not in machine.open:
            found[name] = ({"remove": True}, _("port {port} is not open").format(port=port))
    if machine.device is not None:
        found |= _measured(machine.device, template)
    for port in machine.open:
        if port in PORTS and port not in expected.values():
            name, service = PORTS[port]
            found.setdefault(name, (dict(service), _("port {port} is open").format(port=port)))
    return found


def _measured(device: Device, template: str) -> dict[str, tuple[Table, str]]:
    """Return the SNMP services that the device can answer and its template does not have."""
    has = _TEMPLATE_PROBES.get(template, frozenset())
    reasons = dict(device.readings)
    if device.volumes:
        reasons["snmp-storage"] = _volumes(device)
    if any(port.type == ETHERNET for port in device.ports) and template != "printer":
        reasons["snmp-interfaces"] = _("{count} interfaces").format(count=len(device.ports))
    reasons.setdefault("snmp-uptime", "")
    found = {}
    for probe, reason in sorted(reasons.items()):
        if probe not in has:
            name = _SERVICE_NAMES.get(probe, probe.removeprefix("snmp-"))
            options = {"down": "ignore"} if probe == "snmp-interfaces" else {}
            found[name] = ({"probe": probe, **options}, reason)
    uplinks = _uplinks(device) if template == "switch" else {}
    if uplinks:
        pattern = "|".join(re.escape(port.name) for port, _reason in uplinks.values())
        reason = "; ".join(f"{port.name} {speed(port.speed)}: {why}" for port, why in uplinks.values())
        found["uplinks"] = ({"probe": "snmp-interfaces", "include": f"^({pattern})$"}, reason)
    return found


def _uplinks(device: Device) -> dict[int, tuple[Port, str]]:
    """Return the ports that must be up, by index, each with its reason."""
    behind = Counter(device.bridge.values())
    neighbours = {one.port: one for one in device.neighbours}
    found = {}
    for port in device.ports:
        if not port.up:
            continue
        if neighbour := neighbours.get(port.index):
            protocol = neighbour.protocol.upper()
            found[port.index] = (port, _("{protocol} sees {name}").format(protocol=protocol, name=neighbour.name))
        elif _UPLINK_WORDS.search(port.alias):
            found[port.index] = (port, _("its description is {alias}").format(alias=port.alias))
        elif behind[port.index] >= _MANY_BEHIND:
            found[port.index] = (port, _("{count} machines are behind it").format(count=behind[port.index]))
    return found


def _rest(found: Sequence[Named], known: Mapping[str, str], wanted: Wanted) -> Iterator[str]:
    if wanted.changes:
        yield _comment(_("Since the last time:")) + "".join(map(_comment, map(change_line, wanted.changes)))
    there = [f"{known[one.name]} ({one.machine.address})" for one in found if one.name in known]
    if there:
        yield _comment(_("In the inventory already: {hosts}").format(hosts=", ".join(there)))
    if wanted.silent:
        silent = ", ".join(f"{name} ({address})" for address, name in wanted.silent.items())
        yield _comment(_("In the inventory, but without an answer: {hosts}").format(hosts=silent))


def change_line(change: Change) -> str:
    """Return one change as a line."""
    sign = {"new": "+", "gone": "-", "changed": "~"}[change.kind]
    name = "" if change.name == change.address else f" {change.name}"
    return f"{sign} {change.address}{name}: {change.detail}"
