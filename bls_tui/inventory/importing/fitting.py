"""Names and addresses of another system made fit for our inventory, each change told. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from bls_tui.inventory.importing.foreign import (
    Configuration,
    Fate,
    ForeignHost,
    ForeignPeriod,
    ForeignService,
    Remark,
    Rhythm,
)
from bls_tui.inventory.names import MAX_NAME, host_name, object_name, plausible_address
from bls_tui.locale import _


def fitted(found: Configuration) -> Configuration:
    """Return a configuration whose names our inventory takes; hosts without a usable address are left out."""
    remarks = list(found.remarks)
    hosts = list(_with_address(found.hosts, remarks))
    names = _names(hosts, remarks)
    periods = {period.name: _fit(period.name) for period in found.periods}
    return Configuration(
        tuple(_host(host, names, periods, remarks) for host in hosts),
        tuple(_period(period, periods) for period in found.periods),
        tuple(remarks),
    )


def _with_address(hosts: Iterable[ForeignHost], remarks: list[Remark]) -> Iterable[ForeignHost]:
    for host in hosts:
        try:
            plausible_address(host.address)
        except ValueError as error:
            remarks.append(Remark(host.place, host.name, Fate.LEFT_OUT, str(error)))
        else:
            yield host


def _names(hosts: Iterable[ForeignHost], remarks: list[Remark]) -> dict[str, str]:
    """Return the name that each host gets, no two the same."""
    names: dict[str, str] = {}
    taken = {host.name for host in hosts}
    for host in hosts:
        try:
            names[host.name] = host_name(host.name)
        except ValueError as error:
            name = _unlike(_fit(host.name).replace("/", "-"), taken)
            taken.add(name)
            names[host.name] = name
            detail = _("named {name} here: {reason}").format(name=name, reason=error)
            remarks.append(Remark(host.place, host.name, Fate.CHANGED, detail))
    return names


def _unlike(name: str, taken: set[str]) -> str:
    candidates = (name, *(f"{name[: MAX_NAME - 8]}-{number}" for number in range(2, len(taken) + 3)))
    return next(candidate for candidate in candidates if candidate not in taken)


def _fit(name: str) -> str:
    try:
        return object_name(name)
    except ValueError:
        return "".join(sign for sign in name if sign.isprintable()).strip()[:MAX_NAME].strip() or "unnamed"


def _host(
    host: ForeignHost, names: Mapping[str, str], periods: Mapping[str, str], remarks: list[Remark]
) -> ForeignHost:
    services: dict[str, ForeignService] = {}
    for service in host.services:
        name = _fit(service.name)
        if name in services:
            detail = _("{host} has a service of that name already, from {place}")
            detail = detail.format(host=host.name, place=services[name].place)
            remarks.append(Remark(service.place, name, Fate.LEFT_OUT, detail))
            continue
        services[name] = replace(service, name=name, rhythm=_rhythm(service.rhythm, periods))
    return replace(
        host,
        name=names[host.name],
        parents=tuple(names[parent] for parent in host.parents if parent in names and parent != host.name),
        customer=_fit(host.customer) if host.customer else "",
        groups=tuple(_fit(group) for group in host.groups),
        rhythm=_rhythm(host.rhythm, periods),
        services=tuple(services.values()),
    )


def _rhythm(rhythm: Rhythm, periods: Mapping[str, str]) -> Rhythm:
    return replace(rhythm, period=periods.get(rhythm.period, rhythm.period))


def _period(period: ForeignPeriod, periods: Mapping[str, str]) -> ForeignPeriod:
    excludes = tuple(periods.get(name, name) for name in period.excludes)
    return replace(period, name=periods[period.name], excludes=excludes)
