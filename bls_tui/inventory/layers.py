"""How templates, the defaults of a file and a host are laid over one another.

Lowest first: the defaults of the host's file, its templates in order (each after the templates it builds on), the host.
A later layer wins key by key. A service (or the host's check) that names another probe starts its options afresh.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bls_tui.inventory.model import Layer, Policy, Probing, Service
from bls_tui.inventory.parse import Declaration
from bls_tui.toml_lines import KeyPath

POLICY = tuple(Policy.model_fields)
PLAIN = ("customer", "site", "parents", "snmp", "address", *POLICY)
"""Keys of a layer of which simply the last one said holds."""


@dataclass(frozen=True, slots=True)
class Said:
    """A value and which layer says it."""

    value: Any
    by: Declaration


@dataclass(frozen=True, slots=True)
class Part:
    """A service, or the check of a host, as far as the layers have said it. `said_in` are the tables, lowest first."""

    probe: str | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    policy: Mapping[str, Said] = field(default_factory=dict)
    said_in: tuple[tuple[Declaration, KeyPath], ...] = ()

    def place_of(self, key: str) -> tuple[Declaration, KeyPath]:
        """Return the declaration and key path that say `key`; the last table that could when none does."""
        for declaration, path in reversed(self.said_in):
            table = declaration.source
            for step in path:
                table = table[step]
            if key in table:
                return declaration, (*path, key)
        declaration, path = self.said_in[-1]
        return declaration, ((*path, key) if key else path)


@dataclass(frozen=True, slots=True)
class Merged:
    """Several layers as one."""

    values: Mapping[str, Said] = field(default_factory=dict)
    check: Part = Part()
    services: Mapping[str, Part] = field(default_factory=dict)
    removed_in_vain: tuple[tuple[Declaration, KeyPath], ...] = ()

    def get(self, key: str) -> Any:
        """Return what the topmost layer that says `key` says, None where none does."""
        said = self.values.get(key)
        return said.value if said else None


def lay_over(below: Merged, declaration: Declaration) -> Merged:
    """Lay one more declaration over what is below it."""
    layer = declaration.table
    assert isinstance(layer, Layer)  # noqa: S101 - for the type checker
    written = layer.model_fields_set
    values = {key: Said(getattr(layer, key), declaration) for key in PLAIN if key in written}
    check = _part(below.check, layer.check, declaration, ("check",)) if layer.check else below.check
    services, in_vain = _services(below.services, layer.service, declaration)
    return Merged({**below.values, **values}, check, services, below.removed_in_vain + in_vain)


def _services(
    below: Mapping[str, Part], written: Mapping[str, Service], declaration: Declaration
) -> tuple[Mapping[str, Part], tuple[tuple[Declaration, KeyPath], ...]]:
    if not written:
        return below, ()
    services, in_vain = dict(below), []
    for name, service in written.items():
        path = ("service", name)
        if not service.remove:
            services[name] = _part(services.get(name, Part()), service, declaration, path)
        elif services.pop(name, None) is None:
            in_vain.append((declaration, (*path, "remove")))
    return services, tuple(in_vain)


def _part(below: Part, written: Probing, declaration: Declaration, path: KeyPath) -> Part:
    if written.probe is not None and written.probe != below.probe:
        below = replace(below, probe=written.probe, options={}, said_in=())
    said = written.model_fields_set
    policy = {key: Said(getattr(written, key), declaration) for key in POLICY if key in said}
    return Part(
        probe=below.probe,
        options={**below.options, **written.options},
        policy={**below.policy, **policy},
        said_in=(*below.said_in, (declaration, path)),
    )


class TemplateLoopError(Exception):
    """A template builds on itself; `names` go once around the loop."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(" → ".join(names))
        self.names = tuple(names)


def chain(names: Sequence[str], templates: Mapping[str, Declaration], above: tuple[str, ...] = ()) -> Iterator[str]:
    """Yield the names of all templates to lay, lowest first; unknown ones are left out.

    Raises:
        TemplateLoopError: a template builds on itself.
    """
    for name in names:
        if name in above:
            raise TemplateLoopError((*above[above.index(name) :], name))
        declaration = templates.get(name)
        if declaration is None:
            continue
        assert isinstance(declaration.table, Layer)  # noqa: S101 - for the type checker
        yield from chain(declaration.table.templates or (), templates, (*above, name))
        yield name
