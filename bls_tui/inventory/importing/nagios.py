"""A configuration of Nagios Core as hosts with their services."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bls_tui.inventory.importing.foreign import (
    Check,
    Configuration,
    Fate,
    ForeignHost,
    ForeignPeriod,
    ForeignService,
    Place,
    Remark,
    Rhythm,
)
from bls_tui.inventory.importing.nagios_commands import check
from bls_tui.inventory.importing.nagios_files import read
from bls_tui.inventory.importing.nagios_templates import Templates, chosen, registered, split
from bls_tui.locale import _

_NOT_TAKEN = {
    "hostescalation": "escalation",
    "serviceescalation": "escalation",
    "hostdependency": "dependency",
    "servicedependency": "dependency",
    "contact": "contact",
    "contactgroup": "group of contacts",
}
_NO_DAYS = frozenset(("timeperiod_name", "alias", "exclude", "use", "name", "register"))


@dataclass(slots=True)
class _Object:
    """A definition with everything it inherits."""

    says: Mapping[str, str]
    place: Place


@dataclass(slots=True)
class _World:
    """Everything by kind and name, while it is being put together."""

    macros: Mapping[str, str]
    unit: float
    patterns: bool
    commands: dict[str, str] = field(default_factory=dict)
    hosts: dict[str, _Object] = field(default_factory=dict)
    groups: dict[str, set[str]] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)


def load(path: Path) -> Configuration:
    """Read a configuration of Nagios: its main file, one object file, or a folder. Raises ImportingError."""
    sources = read(path)
    remarks = sources.remarks
    templates = Templates(sources.definitions, remarks)
    world = _World(
        sources.macros,
        _number(sources.settings.get("interval_length", "")) or 60.0,
        sources.settings.get("use_regexp_matching", "0") == "1",
        remarks=remarks,
    )
    by_kind: dict[str, list[_Object]] = {}
    for definition in sources.definitions:
        if registered(definition):
            by_kind.setdefault(definition.kind, []).append(_Object(templates.resolved(definition), definition.place))
    world.commands = {
        one.says["command_name"]: one.says.get("command_line", "")
        for one in by_kind.get("command", ())
        if "command_name" in one.says
    }
    _name_hosts(world, by_kind.get("host", ()))
    _fill_groups(world, by_kind.get("hostgroup", ()))
    services = _services(world, by_kind.get("service", ()))
    hosts = tuple(_host(world, name, one, services.get(name, ())) for name, one in world.hosts.items())
    periods = tuple(_period(one) for one in by_kind.get("timeperiod", ()) if "timeperiod_name" in one.says)
    remarks += _left_out(by_kind)
    return Configuration(hosts, periods, tuple(remarks))


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _name_hosts(world: _World, found: Iterable[_Object]) -> None:
    for one in found:
        for name in split(one.says.get("host_name", "")):
            if name in world.hosts:
                world.remarks.append(
                    Remark(one.place, name, Fate.LEFT_OUT, _("a host of that name is defined already"))
                )
            else:
                world.hosts[name] = one
        if not one.says.get("host_name"):
            world.remarks.append(Remark(one.place, _("host"), Fate.LEFT_OUT, _("it has no host_name")))


def _fill_groups(world: _World, found: Sequence[_Object]) -> None:
    """Collect the members of every group: those it names, those that name it, those of the groups it takes in."""
    names = tuple(world.hosts)
    takes_in: dict[str, list[str]] = {}
    for one in found:
        group = one.says.get("hostgroup_name", "")
        members, unknown = chosen(one.says.get("members", ""), names, patterns=world.patterns)
        world.groups.setdefault(group, set()).update(members)
        takes_in[group] = split(one.says.get("hostgroup_members", ""))
        world.remarks += [_unknown(one.place, item) for item in unknown]
    for name, one in world.hosts.items():
        for group in split(one.says.get("hostgroup_name", "")):
            world.groups.setdefault(group, set()).add(name)
    for _round in range(len(takes_in)):
        grown = {
            group: set().union(*(world.groups.get(one, set()) for one in inner)) for group, inner in takes_in.items()
        }
        if all(more <= world.groups[group] for group, more in grown.items()):
            break
        for group, more in grown.items():
            world.groups[group] |= more


def _unknown(place: Place, item: str) -> Remark:
    return Remark(place, item, Fate.LEFT_OUT, _("no host or group of that name"))


def _services(world: _World, found: Iterable[_Object]) -> dict[str, list[ForeignService]]:
    by_host: dict[str, dict[str, ForeignService]] = {}
    direct_first = sorted(found, key=lambda one: "host_name" not in one.says)
    for one in direct_first:
        name = one.says.get("service_description", "")
        if not name:
            world.remarks.append(Remark(one.place, _("service"), Fate.LEFT_OUT, _("it has no service_description")))
            continue
        hosts = _hosts_of(world, one)
        if not hosts:
            world.remarks.append(Remark(one.place, name, Fate.LEFT_OUT, _("it is on no host")))
        for host in sorted(hosts):
            _placed(world, by_host.setdefault(host, {}), host, name, one)
    return {host: list(services.values()) for host, services in by_host.items()}


def _placed(world: _World, services: dict[str, ForeignService], host: str, name: str, one: _Object) -> None:
    if name in services:
        detail = _("{host} has a service of that name already, from {place}")
        detail = detail.format(host=host, place=services[name].place)
        world.remarks.append(Remark(one.place, name, Fate.LEFT_OUT, detail))
        return
    services[name] = ForeignService(name, _check(world, host, one), _rhythm(world, one), one.place)


def _hosts_of(world: _World, one: _Object) -> set[str]:
    """Return the hosts of a service: those named, those of its groups, without those excluded by either."""
    direct = one.says.get("host_name", "")
    groups, unknown = chosen(one.says.get("hostgroup_name", ""), tuple(world.groups), patterns=world.patterns)
    taken_groups = [item[1:].strip() for item in split(one.says.get("hostgroup_name", "")) if item.startswith("!")]
    named, more = chosen(direct, tuple(world.hosts), patterns=world.patterns)
    excluded, _none = chosen(
        ",".join(item[1:] for item in split(direct) if item.startswith("!")),
        tuple(world.hosts),
        patterns=world.patterns,
    )
    world.remarks += [_unknown(one.place, item) for item in (*unknown, *more)]
    through_groups = set().union(*(world.groups[group] for group in groups))
    out = set().union(*(world.groups.get(group, set()) for group in taken_groups))
    return named | (through_groups - out - excluded)


def _host(world: _World, name: str, one: _Object, services: Sequence[ForeignService]) -> ForeignHost:
    says = one.says
    return ForeignHost(
        name=name,
        address=says.get("address", "") or name,
        check=_check(world, name, one),
        rhythm=_rhythm(world, one),
        place=one.place,
        alias=says.get("alias", ""),
        customer=says.get("_CUSTOMER", says.get("_customer", "")),
        parents=tuple(parent for parent in split(says.get("parents", "")) if parent in world.hosts),
        groups=tuple(sorted(group for group, members in world.groups.items() if name in members)),
        services=tuple(services),
    )


def _check(world: _World, host: str, one: _Object) -> Check | None:
    called = one.says.get("check_command", "")
    if not called:
        return None
    found = check(called, world.commands, _macros(world, host, one))
    if found is None:
        detail = _("no command {name} is defined").format(name=called.partition("!")[0])
        world.remarks.append(Remark(one.place, called, Fate.LEFT_OUT, detail))
    return found


def _macros(world: _World, host: str, one: _Object) -> dict[str, str]:
    """Return the macros of a check; the host's address and names stay, as our plugin probe knows them."""
    on = world.hosts[host].says
    known = dict(world.macros)
    known |= {"HOSTALIAS": on.get("alias", host), "HOSTDISPLAYNAME": on.get("display_name", host)}
    known |= {"SERVICEDISPLAYNAME": one.says.get("display_name", one.says.get("service_description", ""))}
    known |= {f"_HOST{key[1:].upper()}": value for key, value in on.items() if key.startswith("_")}
    if one.says is not on:
        known |= {f"_SERVICE{key[1:].upper()}": value for key, value in one.says.items() if key.startswith("_")}
    return known


def _rhythm(world: _World, one: _Object) -> Rhythm:
    says = one.says
    interval, retry = _number(says.get("check_interval", "")), _number(says.get("retry_interval", ""))
    attempts = _number(says.get("max_check_attempts", ""))
    passive = says.get("active_checks_enabled", "1") == "0"
    stale = _number(says.get("freshness_threshold", "")) if says.get("check_freshness", "0") == "1" else None
    flapping = says.get("flap_detection_enabled")
    return Rhythm(
        interval=interval * world.unit if interval is not None else None,
        retry_interval=retry * world.unit if retry is not None else None,
        max_attempts=int(attempts) if attempts is not None and attempts >= 1 else None,
        period=says.get("check_period", ""),
        flapping=None if flapping is None else flapping != "0",
        freshness=stale,
        passive=passive,
        notes=says.get("notes", ""),
    )


def _period(one: _Object) -> ForeignPeriod:
    days = {}
    for key, value in one.says.items():
        if key not in _NO_DAYS:
            words = f"{key} {value}".split()
            first = next((index for index, word in enumerate(words) if ":" in word), len(words))
            days[" ".join(words[:first])] = " ".join(words[first:])
    return ForeignPeriod(one.says["timeperiod_name"], days, one.place, tuple(split(one.says.get("exclude", ""))))


def _left_out(by_kind: Mapping[str, Sequence[_Object]]) -> Iterator[Remark]:
    for kind, found in by_kind.items():
        if kind in _NOT_TAKEN:
            for one in found:
                what = (
                    one.says.get("contact_name") or one.says.get("contactgroup_name") or one.says.get("host_name", "")
                )
                yield Remark(one.place, f"{kind} {what}".strip(), Fate.LEFT_OUT, _("bls tells people through calls"))
    for kind in ("host", "service"):
        for one in by_kind.get(kind, ()):
            if handler := one.says.get("event_handler"):
                yield Remark(one.place, f"event_handler {handler}", Fate.LEFT_OUT, _("bls runs no event handlers"))
