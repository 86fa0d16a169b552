"""The inventory as the poller needs it: devices with their checks, options parsed and secrets fetched once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import structlog

from checks.model import Check, FlapPolicy, Kind, Outcome, Policy, SnmpCredentials, State, Target
from checks.probes import ActiveProbe, OptionError, SnmpProbe, UnknownProbe, load, parse_options
from checks.probes.base import Context, ProbeOptions
from checks.rules import declared
from checks.rules.downtimes import Recurrence
from checks.rules.periods import PeriodError, TimePeriod
from checks.secrets import SecretError, snmp_credentials
from db.queries import feed, inventory
from db.rows import DocumentRow, ObjectRow
from db.session import Reader

log = structlog.get_logger(__name__)

PASSIVE = "passive"
OWN_ENDING = 5.0  # seconds past its own timeout in which a probe ends by itself


class Misdeclared:
    """Stands for a probe that cannot be run as declared: its outcome says why."""

    options = ProbeOptions

    def __init__(self, reason: str) -> None:
        self.reason = reason

    async def run(self, target: Target, options: Any, context: Context) -> Outcome:  # noqa: ARG002 - Probe's signature
        """Return UNKNOWN with the reason."""
        return Outcome(State.UNKNOWN, self.reason)


@dataclass(frozen=True, slots=True)
class Planned:
    """One check ready to run: its probe and the options, parsed."""

    check: Check
    probe: ActiveProbe | SnmpProbe | Misdeclared
    options: Any
    snmp: bool

    def patience(self, usual: float) -> float:
        """Return the seconds one run may take: the usual, or more where the options allow the probe more."""
        own = getattr(self.options, "timeout", None)
        return usual if own is None else max(usual, own + OWN_ENDING)

    @property
    def warns_of_unusual(self) -> bool:
        """True where a value that is unusual at this hour is a warning."""
        return getattr(self.options, "baseline", None) == "warn"

    @property
    def passive(self) -> bool:
        """True where results are handed in instead of fetched."""
        return self.check.probe == PASSIVE


@dataclass(frozen=True, slots=True)
class Device:
    """A host with everything that is checked on it. `parents` are the hosts it is reached through."""

    host_id: int
    name: str
    target: Target
    host: Planned
    services: tuple[Planned, ...] = ()
    parents: tuple[int, ...] = ()

    @property
    def checks(self) -> tuple[Planned, ...]:
        """The host's own check and those of its services."""
        return (self.host, *self.services)

    def bundles(self) -> dict[int, tuple[Planned, ...]]:
        """Return what is checked together, by interval in seconds; the host's own check comes first."""
        found: dict[int, list[Planned]] = {}
        for planned in self.checks:
            if not planned.passive:
                found.setdefault(planned.check.policy.interval, []).append(planned)
        return {interval: tuple(checks) for interval, checks in found.items()}


@dataclass(frozen=True, slots=True)
class Maintenance:
    """A recurring downtime and the objects it concerns: hosts, with their services, and single services."""

    key: str
    recurrence: Recurrence
    object_ids: tuple[int, ...]
    comment: str


@dataclass(frozen=True, slots=True)
class Fleet:
    """Everything that is looked after. `head` is the feed number of the inventory it was made from."""

    head: int
    devices: Mapping[int, Device]
    periods: Mapping[str, TimePeriod] = field(default_factory=dict)
    maintenance: tuple[Maintenance, ...] = ()

    @property
    def planned(self) -> dict[int, Planned]:
        """Every check by its object id."""
        return {planned.check.object_id: planned for device in self.devices.values() for planned in device.checks}

    @property
    def parents(self) -> dict[int, tuple[int, ...]]:
        """The parents of the hosts that have some."""
        return {host_id: device.parents for host_id, device in self.devices.items() if device.parents}


def load_fleet(r: Reader) -> Fleet:
    """Read the inventory. What is declared wrongly is logged and becomes a check that says so; nothing is raised."""
    documents = inventory.documents(r)
    objects = inventory.objects(r)
    parents = inventory.parents(r)
    credentials = _all_credentials(documents)
    planner = _Planner()
    services: dict[int, list[Planned]] = {}
    for row in objects:
        if row.kind == Kind.SERVICE:
            services.setdefault(row.host_id, []).append(planner.plan(row))
    devices = {
        row.id: Device(
            host_id=row.id,
            name=row.full_name,
            target=Target(row.address or row.full_name, credentials.get(row.snmp or "")),
            host=planner.plan(row),
            services=tuple(services.get(row.id, ())),
            parents=parents.get(row.id, ()),
        )
        for row in objects
        if row.kind == Kind.HOST
    }
    customers = {row.id: row.key for row in inventory.customers(r)}
    return Fleet(feed.inventory_head(r), devices, _periods(documents), _maintenance(documents, objects, customers))


class _Planner:
    """Plans checks; identical options are parsed once and shared, which keeps thousands of checks small."""

    def __init__(self) -> None:
        self._parsed: dict[tuple[str, str], tuple[Mapping[str, Any], Any, Any]] = {}
        self._policies: dict[Policy, Policy] = {}

    def plan(self, row: ObjectRow) -> Planned:
        values, probe, options = self._parse(row)
        policy = Policy(
            kind=Kind(row.kind),
            max_attempts=row.max_attempts,
            interval=row.interval,
            retry_interval=row.retry_interval,
            flap=FlapPolicy(row.flap_enabled, row.flap_low, row.flap_high),
        )
        check = Check(
            object_id=row.id,
            host_id=row.host_id,
            full_name=row.full_name,
            name=row.name if row.kind == Kind.SERVICE else "",
            probe=row.probe,
            options=values,
            policy=self._policies.setdefault(policy, policy),
            check_period=row.check_period,
        )
        return Planned(check, probe, options, snmp=isinstance(probe, SnmpProbe))

    def _parse(self, row: ObjectRow) -> tuple[Mapping[str, Any], Any, Any]:
        key = (row.probe, json.dumps(row.options, sort_keys=True))
        if key not in self._parsed:
            self._parsed[key] = (row.options, *_probe(row))
        return self._parsed[key]


def _probe(row: ObjectRow) -> tuple[Any, Any]:
    try:
        return load(row.probe), parse_options(row.probe, row.options)
    except (UnknownProbe, OptionError) as error:
        reason = f"{row.probe} cannot run as declared: {error}"
    except Exception as error:
        log.exception("probe cannot be loaded", probe=row.probe, object=row.full_name)
        reason = f"{row.probe} cannot be loaded: {type(error).__name__}: {error}"
    return Misdeclared(reason), None


def _all_credentials(documents: Iterable[DocumentRow]) -> dict[str, SnmpCredentials]:
    found = {}
    for row in documents:
        if row.kind == "snmp":
            try:
                values = {key: value for key, value in row.source.items() if value is not None}
                found[row.key] = snmp_credentials(values, Path(row.origin).parent)
            except (SecretError, TypeError) as error:
                log.error("SNMP credentials cannot be used", name=row.key, reason=str(error))  # noqa: TRY400
    return found


def _periods(documents: Iterable[DocumentRow]) -> Mapping[str, TimePeriod]:
    sources = {row.key: row.source for row in documents if row.kind == "period"}
    try:
        return declared.periods(sources)
    except (PeriodError, KeyError) as error:
        log.error("check periods cannot be used; everything is checked always", reason=str(error))  # noqa: TRY400
        return {}


def _maintenance(
    documents: Iterable[DocumentRow], objects: Iterable[ObjectRow], customers: Mapping[int, str]
) -> tuple[Maintenance, ...]:
    ids = {row.full_name: row.id for row in objects}
    customer_of = {row.full_name: customers.get(row.customer_id, "") for row in objects if row.kind == Kind.HOST}
    found = []
    for row in documents:
        if row.kind == "downtime":
            try:
                recurrence = declared.recurrence(row.source)
            except (PeriodError, KeyError) as error:
                log.error("recurring downtime cannot be used", name=row.key, reason=str(error))  # noqa: TRY400
                continue
            names = sorted(declared.concerned(row.source, customer_of) & ids.keys())
            comment = str(row.source.get("comment") or "")
            found.append(Maintenance(row.key, recurrence, tuple(ids[name] for name in names), comment))
    return tuple(found)
