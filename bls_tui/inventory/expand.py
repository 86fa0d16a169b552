"""From declarations to the fleet: lays templates under hosts, fills in defaults, checks every reference and option."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bls_tui.inventory import references
from bls_tui.inventory.desk_references import desk_problems
from bls_tui.inventory.fleet import Declared, Fleet
from bls_tui.inventory.layers import Merged, Part, TemplateLoopError, chain, lay_over
from bls_tui.inventory.model import Customer, Layer
from bls_tui.inventory.names import plausible_address
from bls_tui.inventory.parse import Declaration, InventoryError, Places
from bls_tui.inventory.probing import ProbeChecker
from bls_tui.inventory.problems import Problem
from bls_tui.inventory.process_references import process_problems
from bls_tui.inventory.references import Index
from bls_tui.locale import _
from checks.model import FlapPolicy, Kind, Policy

HOST_PROBE = "icmp"
"""What a host's own check is when nobody says otherwise."""


def expand(
    declarations: Mapping[tuple[str, str], Declaration], built_in: Mapping[str, Declaration], places: Places
) -> Fleet:
    """Put the fleet together.

    Args:
        declarations: everything declared, by kind and key.
        built_in: the templates that come with bls; declared ones of the same name win.
        places: where to look up the lines of mistakes.

    Raises:
        InventoryError: listing every mistake found.
    """
    index = Index(declarations, built_in)
    expansion = _Expansion(index)
    objects = {item.full_name: item for item in expansion.objects()}
    problems = [
        *references.template_problems(index),
        *expansion.problems,
        *references.parent_loops(objects, index),
        *references.document_problems(objects, index),
        *desk_problems(index),
        *process_problems(objects, index),
    ]
    if problems:
        mistakes = {places.mistake(p.declaration, p.path, p.message): None for p in problems}
        raise InventoryError(sorted(mistakes, key=lambda mistake: (mistake.file, mistake.line)))
    documents = {at: declaration.row() for at, declaration in declarations.items()}
    return Fleet(_customers(index), _sites(index), objects, documents)


def _customers(index: Index) -> dict[str, tuple[str, str]]:
    tables = {key: d.table for key, d in index.of("customer").items()}
    return {key: (table.name or key, table.notes) for key, table in tables.items() if isinstance(table, Customer)}


def _sites(index: Index) -> dict[tuple[str, str], str]:
    return {
        (key, site): declaration.table.site[site].name or site
        for key, declaration in index.of("customer").items()
        if isinstance(declaration.table, Customer)
        for site in declaration.table.site
    }


class _Expansion:
    """One pass over the hosts; `problems` gathers what is wrong with them."""

    def __init__(self, index: Index) -> None:
        self.problems: list[Problem] = []
        self._index = index
        self._below: dict[tuple[str, tuple[str, ...]], Merged] = {}
        self._probes = ProbeChecker()

    def objects(self) -> Iterator[Declared]:
        """Yield every host, each followed by its services."""
        for name, declaration in self._index.of("host").items():
            yield from self._host(name, declaration)

    def _host(self, name: str, declaration: Declaration) -> Iterator[Declared]:
        try:
            merged = lay_over(self._under(declaration), declaration)
        except TemplateLoopError:
            return  # reported with the template that builds on itself
        self.problems += references.host_problems(name, declaration, merged, self._index)
        self.problems += (
            Problem(by, path, _("there is no such service to remove")) for by, path in merged.removed_in_vain
        )
        host = _Host(name, declaration, merged, self._address(name, declaration, merged))
        check = merged.check if merged.check.probe else _with_default_probe(merged.check)
        yield self._object(host, "", check)
        for service, part in merged.services.items():
            yield self._object(host, service, part)

    def _under(self, declaration: Declaration) -> Merged:
        """What the host is laid over: the defaults of its file, then its templates. Hosts alike share the result."""
        defaults = self._index.of("defaults").get(declaration.origin)
        layers = [d.table for d in (declaration, defaults) if d is not None and isinstance(d.table, Layer)]
        names = next((tuple(layer.templates) for layer in layers if layer.templates is not None), ())
        key = (defaults.origin if defaults else "", names)
        if key not in self._below:
            templates = self._index.of("template")
            chosen = dict.fromkeys(chain(names, templates))
            self._below[key] = _lay([*([defaults] if defaults else []), *(templates[name] for name in chosen)])
        return self._below[key]

    def _address(self, name: str, declaration: Declaration, merged: Merged) -> str:
        address: str = merged.get("address") or name
        try:
            return plausible_address(address)
        except ValueError as error:
            self.problems.append(Problem(declaration, ("address",), str(error)))
            return address

    def _object(self, host: _Host, service: str, part: Part) -> Declared:
        if service:
            self.problems += references.period_problems(part.policy, ("service", service), self._index)
        has_snmp = host.merged.get("snmp") is not None
        self.problems += self._probes.problems(part, host.declaration, service, has_snmp=has_snmp)
        return host.declared(service, part)


class _Host:
    """A host with all its layers merged, from which its objects are made."""

    def __init__(self, name: str, declaration: Declaration, merged: Merged, address: str) -> None:
        self.name = name
        self.declaration = declaration
        self.merged = merged
        self.address = address

    def declared(self, service: str, part: Part) -> Declared:
        """Make the object of a service, or of the host itself where `service` is ""."""
        policy = Policy(Kind.SERVICE if service else Kind.HOST)
        flapping = self._policy("flapping", part)
        flap = policy.flap if flapping is None else FlapPolicy(flapping.enabled, flapping.low, flapping.high)
        notes = part.policy.get("notes") if service else self.merged.values.get("notes")
        return Declared(
            kind=policy.kind.value,
            full_name=f"{self.name}/{service}" if service else self.name,
            name=service or self.name,
            host=self.name,
            customer=self.merged.get("customer") or "",
            site=self.merged.get("site"),
            address="" if service else self.address,
            snmp=None if service else self.merged.get("snmp"),
            parents=() if service else tuple(sorted(set(self.merged.get("parents") or ()))),
            probe=part.probe or "",
            options=part.options,
            interval=self._policy("interval", part) or policy.interval,
            retry_interval=self._policy("retry_interval", part) or policy.retry_interval,
            max_attempts=self._policy("max_attempts", part) or policy.max_attempts,
            flap_enabled=flap.enabled,
            flap_low=flap.low,
            flap_high=flap.high,
            check_period=self._policy("check_period", part),
            notes=notes.value if notes else "",
        )

    def _policy(self, key: str, part: Part) -> Any:
        said = part.policy.get(key)
        return said.value if said is not None else self.merged.get(key)


def _lay(declarations: Iterable[Declaration]) -> Merged:
    merged = Merged()
    for declaration in declarations:
        merged = lay_over(merged, declaration)
    return merged


def _with_default_probe(part: Part) -> Part:
    return Part(HOST_PROBE, part.options, part.policy, part.said_in)
