"""The objects of Icinga 2 as hosts with their services. No input or output."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

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
from bls_tui.inventory.importing.icinga.commands import Macros, NoCommandError, check
from bls_tui.inventory.importing.icinga.itl import command as itl_command
from bls_tui.inventory.importing.icinga.running import Table
from bls_tui.inventory.importing.icinga.values import Computed, Value, text
from bls_tui.inventory.importing.icinga.world import Made, World
from bls_tui.locale import N_, _

_ABOUT_ITSELF = frozenset((
    "icinga", "cluster", "cluster-zone", "ido", "icingadb", "random", "sleep", "exception", "ifw-api",
))  # fmt: skip
"""Commands that watch Icinga, or nothing."""
NOT_TAKEN: Mapping[str, str] = {
    "Notification": N_("bls tells people through calls"),
    "User": N_("bls tells people through calls"),
    "UserGroup": N_("bls tells people through calls"),
    "NotificationCommand": N_("bls tells people through calls"),
    "EventCommand": N_("bls runs no event handlers"),
    "ScheduledDowntime": N_("write it as a recurring downtime"),
}


@dataclass(slots=True)
class Found:
    """What a configuration defines, however it was read."""

    hosts: Sequence[Made]
    services: Sequence[tuple[Made, Made]]
    """(host, service)"""
    commands: Mapping[str, Table]
    periods: Sequence[Made] = ()
    dependencies: Sequence[Made] = ()
    remarks: list[Remark] = field(default_factory=list)
    compiled: bool = False
    """True where defaults stand among the attributes, so that one cannot tell them from what was said."""


def from_world(world: World) -> Found:
    """Put together what files define."""
    hosts = world.of_type("Host")
    world.group(hosts)
    found = Found(
        hosts,
        list(world.services(hosts)),
        {made.name: made.values for made in world.of_type("CheckCommand")},
        world.of_type("TimePeriod"),
        list(world.dependencies(hosts)),
        world.remarks,
    )
    for place, what, why in world.others(NOT_TAKEN):
        found.remarks.append(Remark(place, what, Fate.LEFT_OUT, _(why)))
    return found


def from_objects(made: Iterable[Made], remarks: list[Remark]) -> Found:
    """Put together what a list of compiled objects says."""
    by_type: dict[str, list[Made]] = {}
    for one in made:
        by_type.setdefault(one.type, []).append(one)
    hosts = {one.name: one for one in by_type.get("Host", ())}
    services = [
        (hosts[host], one) for one in by_type.get("Service", ()) if (host := text(one.values.get("host_name"))) in hosts
    ]
    for kind, why in NOT_TAKEN.items():
        remarks += [Remark(one.place, f"{kind} {one.name}", Fate.LEFT_OUT, _(why)) for one in by_type.get(kind, ())]
    commands = {one.name: one.values for one in by_type.get("CheckCommand", ())}
    periods, dependencies = by_type.get("TimePeriod", ()), by_type.get("Dependency", ())
    return Found(list(hosts.values()), services, commands, periods, dependencies, remarks, compiled=True)


def configuration(found: Found) -> Configuration:
    """Return hosts, services and periods in the words that all importers share."""
    parents = _parents(found)
    services: dict[str, dict[str, ForeignService]] = {}
    for host, service in found.services:
        taken = services.setdefault(host.name, {})
        if service.name in taken:
            detail = _("{host} has a service of that name already, from {place}")
            detail = detail.format(host=host.name, place=taken[service.name].place)
            found.remarks.append(Remark(service.place, service.name, Fate.LEFT_OUT, detail))
        elif (made := _service(found, host, service)) is not None:
            taken[service.name] = made
    hosts = tuple(
        _host(found, host, parents.get(host.name, ()), tuple(services.get(host.name, {}).values()))
        for host in found.hosts
    )
    return Configuration(hosts, tuple(map(_period, found.periods)), tuple(found.remarks))


def _parents(found: Found) -> dict[str, tuple[str, ...]]:
    names = {host.name for host in found.hosts}
    parents: dict[str, dict[str, None]] = {}
    for one in found.dependencies:
        child, parent = text(one.values.get("child_host_name")), text(one.values.get("parent_host_name"))
        if one.values.get("child_service_name") or one.values.get("parent_service_name"):
            reason = _("bls has dependencies of hosts only")
            found.remarks.append(Remark(one.place, f"Dependency {one.name}", Fate.LEFT_OUT, reason))
        elif child in names and parent in names and child != parent:
            parents.setdefault(child, {})[parent] = None
    return {child: tuple(named) for child, named in parents.items()}


def _host(found: Found, host: Made, parents: tuple[str, ...], services: tuple[ForeignService, ...]) -> ForeignHost:
    values = host.values
    variables = values.get("vars") if isinstance(values.get("vars"), dict) else {}
    groups = values.get("groups") if isinstance(values.get("groups"), list) else []
    customer = variables.get("customer") if isinstance(variables, dict) else None
    shown = values.get("display_name")
    return ForeignHost(
        name=host.name,
        address=text(values.get("address") or values.get("address6")) or host.name,
        check=_check(found, host, None),
        rhythm=_rhythm(found, values),
        place=host.place,
        alias=shown if isinstance(shown, str) else "",
        customer=customer if isinstance(customer, str) else "",
        parents=parents,
        groups=tuple(sorted(map(text, groups or ()))),
        services=services,
    )


def _service(found: Found, host: Made, service: Made) -> ForeignService | None:
    """Return a service, None for one that is left out with a remark."""
    values = service.values
    name = f"{host.name}/{service.name}"
    endpoint, command = text(values.get("command_endpoint")), text(values.get("check_command"))
    if endpoint:
        why = _("it runs on {endpoint}; measure it over SNMP, or by check_nrpe").format(endpoint=endpoint)
    elif command in _ABOUT_ITSELF:
        why = _("{command} is about Icinga itself").format(command=command)
    else:
        return ForeignService(service.name, _check(found, host, service), _rhythm(found, values), service.place)
    found.remarks.append(Remark(service.place, name, Fate.LEFT_OUT, why))
    return None


def _check(found: Found, host: Made, service: Made | None) -> Check | None:
    one = service or host
    name = text(one.values.get("check_command"))
    if not name or _passive(one.values):
        return None
    command = _command(found, name)
    why = _("no command {name} is defined").format(name=name)
    if command is not None:
        try:
            return check(Macros({} if service is None else service.values, host.values, command))
        except NoCommandError as error:
            why = str(error)
    found.remarks.append(Remark(one.place, f"check_command {name}", Fate.LEFT_OUT, why))
    return None


def _command(found: Found, name: str) -> Table | None:
    """Return a command; where Icinga computes a part of one of its own, ours says the same in words."""
    defined, known = found.commands.get(name), itl_command(name)
    if defined is None or known is None:
        return defined or known
    if not any(isinstance(value, Computed) for value in _parts(defined)):
        return defined
    variables = {key: value for key, value in (defined.get("vars") or {}).items() if not isinstance(value, Computed)}
    return {**known, "vars": known["vars"] | variables}


def _parts(command: Table) -> list[Value]:
    both = (command.get("vars"), command.get("arguments"))
    return [value for part in both if isinstance(part, dict) for value in part.values()]


def _passive(values: Table) -> bool:
    return values.get("enable_active_checks") is False or values.get("check_command") == "passive"


def _rhythm(found: Found, values: Table) -> Rhythm:
    flapping = values.get("enable_flapping")
    passive, interval = _passive(values), _number(values.get("check_interval"))
    attempts = _number(values.get("max_check_attempts"))
    return Rhythm(
        interval=None if passive else interval,
        retry_interval=None if passive else _number(values.get("retry_interval")),
        max_attempts=int(attempts) if attempts and attempts >= 1 else None,
        period=text(values.get("check_period")),
        flapping=bool(flapping) if isinstance(flapping, bool) and (flapping or not found.compiled) else None,
        freshness=interval if values.get("check_command") == "passive" else None,
        passive=passive,
        notes=text(values.get("notes")),
    )


def _number(value: Value) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _period(made: Made) -> ForeignPeriod:
    ranges = made.values.get("ranges")
    excludes = made.values.get("excludes")
    days = {key: text(value) for key, value in ranges.items()} if isinstance(ranges, dict) else {}
    return ForeignPeriod(made.name, days, made.place, tuple(map(text, excludes)) if isinstance(excludes, list) else ())
