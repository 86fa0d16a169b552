"""From what another system describes to tables of our inventory, with a remark on everything that changes. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from bls_tui.inventory.importing.arguments import UntranslatableError
from bls_tui.inventory.importing.fitting import fitted
from bls_tui.inventory.importing.foreign import (
    Check,
    Configuration,
    Fate,
    ForeignHost,
    ForeignPeriod,
    ForeignService,
    Remark,
    Rhythm,
)
from bls_tui.inventory.importing.plugins import CREDENTIALS, translate
from bls_tui.inventory.model import MAX_INTERVAL
from bls_tui.locale import _
from checks.rules.periods import TimePeriod

Table = dict[str, Any]
_KEPT = re.compile(r"\$(?:HOSTADDRESS|HOSTNAME|SERVICEDESC|USER1)\$")
_USUAL: Mapping[str, object] = {"interval": 300, "retry_interval": 60, "max_attempts": 3, "flapping": True}
"""What holds in our inventory where nothing is said."""


@dataclass(slots=True)
class Converted:
    """Tables of an inventory by kind and key, and the report."""

    tables: dict[tuple[str, str], Table] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)
    services: int = 0


@dataclass(slots=True)
class _Making:
    """A host on its way: its table but for the services, and these."""

    host: ForeignHost
    table: Table
    services: dict[str, Table] = field(default_factory=dict)


def convert(found: Configuration, customer: str, zone: str) -> Converted:
    """Make an inventory of a configuration.

    Args:
        found: what was read.
        customer: key of the customer of hosts that name none.
        zone: time zone that time periods are meant in.
    """
    found = fitted(found)
    made = Converted(remarks=list(found.remarks))
    periods = dict(_periods(found.periods, zone, made))
    made.tables |= {("customer", key): {} for key in sorted({host.customer or customer for host in found.hosts})}
    hosts = [_host(host, customer, periods, made) for host in found.hosts]
    used = {table["check_period"] for one in hosts for table in _policies(one) if "check_period" in table}
    used |= {name for period in used for name in periods[period].get("excludes", ())}
    made.tables |= {("period", name): table for name, table in periods.items() if name in used}
    shared = _shared(hosts, {group for host in found.hosts for group in host.groups})
    made.tables |= {("template", name): {"service": services} for name, (services, _hosts) in shared.items()}
    for one in hosts:
        templates = [name for name, (_services, members) in shared.items() if one.host.name in members]
        common = {service for name in templates for service in shared[name][0]}
        own = {name: table for name, table in one.services.items() if name not in common}
        named = {"templates": templates} if templates else {}
        made.tables["host", one.host.name] = one.table | named | ({"service": own} if own else {})
        made.services += len(one.services)
    return made


def _policies(one: _Making) -> Iterator[Table]:
    yield one.table
    yield from one.services.values()


def _host(host: ForeignHost, customer: str, periods: Mapping[str, Table], made: Converted) -> _Making:
    table: Table = {"customer": host.customer or customer, "address": host.address}
    if host.parents:
        table["parents"] = list(host.parents)
    table |= _policy(host.rhythm, {}, periods, made, host)
    if host.alias and host.alias != host.name and "notes" not in table:
        table["notes"] = host.alias
    making = _Making(host, table)
    if host.check is not None and (check := _measured(host.check, making, host, made)) != {"probe": "icmp"}:
        table["check"] = check
    if host.check is None and host.rhythm.passive:
        table["check"] = _passive(host.rhythm)
    for service in host.services:
        if (inner := _service(service, making, periods, made)) is not None:
            making.services[service.name] = inner
    return making


def _service(service: ForeignService, making: _Making, periods: Mapping[str, Table], made: Converted) -> Table | None:
    host = making.host
    policy = _policy(service.rhythm, making.table, periods, made, service)
    if service.rhythm.passive:
        made.remarks.append(Remark(service.place, f"{host.name}/{service.name}", Fate.TRANSLATED, "passive"))
        return _passive(service.rhythm) | policy
    if service.check is None:
        made.remarks.append(
            Remark(service.place, f"{host.name}/{service.name}", Fate.LEFT_OUT, _("nothing measures it"))
        )
        return None
    return _measured(service.check, making, service, made) | policy


def _passive(rhythm: Rhythm) -> Table:
    stale = {"freshness": rhythm.freshness} if rhythm.freshness else {}
    return {"probe": "passive", **stale}


def _measured(check: Check, making: _Making, what: ForeignHost | ForeignService, made: Converted) -> Table:
    """Return the probe of a check: ours where one can do the same, else the plugin as it is."""
    host = making.host
    name = host.name if what is host else f"{host.name}/{what.name}"
    try:
        kind, options = translate(check.argv, host.address)
        if credentials := options.pop(CREDENTIALS, None):
            _speak(credentials, making, made)
    except UntranslatableError as error:
        reason = _("it needs a shell") if check.needs_shell else str(error)
        made.remarks.append(Remark(what.place, name, Fate.PLUGIN, reason))
        return {"probe": "plugin", "command": [_literal(word) for word in check.argv]}
    made.remarks.append(Remark(what.place, name, Fate.TRANSLATED, kind))
    return {"probe": kind, **{key: _plain(value) for key, value in options.items()}}


def _speak(credentials: Table, making: _Making, made: Converted) -> None:
    """Give the host these SNMP credentials. Raises UntranslatableError when it has others already."""
    credentials = {key: _plain(value) for key, value in credentials.items()}
    known = (name for (kind, name), table in made.tables.items() if kind == "snmp" and table == credentials)
    count = sum(kind == "snmp" for kind, _name in made.tables)
    name = next(known, f"imported-{count + 1}")
    if making.table.get("snmp", name) != name:
        raise UntranslatableError(_("other SNMP credentials than the host's other services"))
    made.tables["snmp", name] = credentials
    making.table["snmp"] = name


def _literal(word: str) -> str:
    """Write a word so that our plugin probe passes it on as it is, its own macros aside."""
    parts = re.split(f"({_KEPT.pattern})", word)
    return "".join(part if _KEPT.fullmatch(part) else part.replace("$", "$$") for part in parts)


def _plain(value: object) -> object:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _policy(
    rhythm: Rhythm, around: Table, periods: Mapping[str, Table], made: Converted, what: ForeignHost | ForeignService
) -> Table:
    """Return the keys that say how often; those that hold anyway, by `around` or by default, are left out."""
    wanted: Table = {
        "interval": _within("interval", rhythm.interval, made, what),
        "retry_interval": _within("retry_interval", rhythm.retry_interval, made, what),
        "max_attempts": None if rhythm.max_attempts is None else min(rhythm.max_attempts, 100),
        "check_period": rhythm.period if rhythm.period in periods else None,
        "flapping": rhythm.flapping,
        "notes": rhythm.notes or None,
    }
    if "check_period" in around and wanted["check_period"] is None:
        detail = _("checked in the period of its host, {period}").format(period=around["check_period"])
        made.remarks.append(Remark(what.place, what.name, Fate.CHANGED, detail))
    holds = {**_USUAL, **around, "notes": None}
    return {key: value for key, value in wanted.items() if value is not None and value != holds.get(key)}


def _within(key: str, seconds: float | None, made: Converted, what: ForeignHost | ForeignService) -> int | None:
    if seconds is None:
        return None
    value = min(max(round(seconds), 1), MAX_INTERVAL)
    if seconds > MAX_INTERVAL:
        detail = _("{key} {seconds:g} s became {value} s, the longest here").format(
            key=key, seconds=seconds, value=value
        )
        made.remarks.append(Remark(what.place, what.name, Fate.CHANGED, detail))
    return value


def _periods(found: Iterable[ForeignPeriod], zone: str, made: Converted) -> Iterator[tuple[str, Table]]:
    """Yield the periods that are not simply always; one that cannot be read is left out and told."""
    named = {period.name: period for period in found}
    for period in named.values():
        if _always(period):
            continue
        try:
            TimePeriod.parse(zone, period.days)
        except ValueError as error:
            made.remarks.append(Remark(period.place, period.name, Fate.LEFT_OUT, str(error)))
            continue
        known = [name for name in period.excludes if name in named and not _always(named[name])]
        yield period.name, {"zone": zone, "days": dict(period.days), **({"excludes": known} if known else {})}


def _always(period: ForeignPeriod) -> bool:
    days = {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}
    whole = {day for day, windows in period.days.items() if windows.replace(" ", "") == "00:00-24:00"}
    return days <= whole and not period.excludes


def _shared(hosts: Iterable[_Making], groups: set[str]) -> dict[str, tuple[Table, frozenset[str]]]:
    """Gather services that several hosts have alike into templates, named after the group of just these hosts."""
    having: dict[tuple[str, str], tuple[Table, set[str]]] = {}
    for one in hosts:
        for name, table in one.services.items():
            having.setdefault((name, repr(sorted(table.items()))), (table, set()))[1].add(one.host.name)
    by_hosts: dict[frozenset[str], Table] = {}
    for (name, _text), (table, named) in having.items():
        if len(named) > 1:
            by_hosts.setdefault(frozenset(named), {})[name] = table
    of_groups: dict[frozenset[str], str] = {}
    all_hosts = list(hosts)
    for group in sorted(groups):
        members = frozenset(one.host.name for one in all_hosts if group in one.host.groups)
        of_groups.setdefault(members, group)
    found: dict[str, tuple[Table, frozenset[str]]] = {}
    for number, (members, services) in enumerate(by_hosts.items(), start=1):
        name = of_groups.get(members) or f"imported-{number}"
        found[name if name not in found else f"{name}-{number}"] = (services, members)
    return found
