"""What an apply would change: the fleet as declared against the fleet as the database has it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any, TypeVar

from bls_tui.inventory.fleet import Declared, Fleet
from bls_tui.inventory.parse import FILE
from bls_tui.mistakes import key_text
from db.queries import inventory
from db.rows import DocumentRow, ObjectRow
from db.session import Reader

K = TypeVar("K")
V = TypeVar("V")
COMPARED = tuple(field.name for field in fields(Declared) if field.name not in ("kind", "full_name", "name", "host"))
HIDDEN = (FILE, "host", "customer")
"""Kinds of documents that are shown as objects, customers and sites, or not at all."""
SECRET_WORDS = ("password", "secret", "token", "community", "passphrase")


@dataclass(frozen=True, slots=True)
class Difference:
    """One key of an object that changes."""

    key: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Changed:
    """An object that stays and changes."""

    declared: Declared
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Present:
    """What the database holds, in the terms of the inventory; the same fields as `Fleet`."""

    objects: Mapping[str, Declared]
    customers: Mapping[str, tuple[str, str]]
    sites: Mapping[tuple[str, str], str]
    documents: Mapping[tuple[str, str], DocumentRow]


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything an apply would do. Names in `customers`, `sites` and `documents` that go are in the `gone_*`.

    `replaced` is what the database has in place of `documents`, as far as it has them.
    """

    added: tuple[Declared, ...]
    changed: tuple[Changed, ...]
    removed: tuple[str, ...]
    customers: Mapping[str, tuple[str, str]]
    gone_customers: tuple[str, ...]
    sites: Mapping[tuple[str, str], str]
    gone_sites: tuple[tuple[str, str], ...]
    documents: tuple[DocumentRow, ...]
    replaced: Mapping[tuple[str, str], DocumentRow]
    gone_documents: tuple[tuple[str, str], ...]
    present: int

    @property
    def empty(self) -> bool:
        """True where nothing at all is to be written."""
        return not any(getattr(self, field.name) for field in fields(self) if field.name != "present")

    @property
    def quiet(self) -> bool:
        """True where nothing looked after changes; at most the record of which files were applied does."""
        return not (self.added or self.changed or self.removed or any(self.other_changes()))

    @property
    def removes_most(self) -> bool:
        """True where more than half of the objects would go."""
        return len(self.removed) * 2 > self.present

    def other_changes(self) -> Iterator[tuple[str, str, str]]:
        """Yield (sign, kind, key) of what changes besides objects: customers, contracts, credentials, templates."""
        yield from (("+", "customer", key) for key in self.customers)
        yield from (("-", "customer", key) for key in self.gone_customers)
        yield from (("+", "site", "/".join(key)) for key in self.sites)
        yield from (("-", "site", "/".join(key)) for key in self.gone_sites)
        yield from (("+", row.kind, row.key) for row in self._shown() if (row.kind, row.key) not in self.replaced)
        yield from (("~", kind, key) for (kind, key), differences in self.document_differences().items() if differences)
        yield from (("-", kind, key) for kind, key in self.gone_documents if kind not in HIDDEN)

    def document_differences(self) -> dict[tuple[str, str], tuple[Difference, ...]]:
        """Return what changes in documents that stay, by (kind, key); nothing where one only moves in its file."""
        pairs = ((row, self.replaced.get((row.kind, row.key))) for row in self._shown())
        return {
            (row.kind, row.key): tuple(_source_differences(before.source, row.source))
            for row, before in pairs
            if before is not None
        }

    def _shown(self) -> Iterator[DocumentRow]:
        return (row for row in self.documents if row.kind not in HIDDEN)


def make_plan(fleet: Fleet, present: Present) -> Plan:
    """Compare."""
    documents = _new(fleet.documents, present.documents)
    return Plan(
        added=tuple(item for name, item in fleet.objects.items() if name not in present.objects),
        changed=tuple(_changes(fleet.objects, present.objects)),
        removed=tuple(name for name in present.objects if name not in fleet.objects),
        customers=_new(fleet.customers, present.customers),
        gone_customers=_gone(fleet.customers, present.customers),
        sites=_new(fleet.sites, present.sites),
        gone_sites=_gone(fleet.sites, present.sites),
        documents=tuple(documents.values()),
        replaced={at: present.documents[at] for at in documents if at in present.documents},
        gone_documents=_gone(fleet.documents, present.documents),
        present=len(present.objects),
    )


def _new(wanted: Mapping[K, V], present: Mapping[K, V]) -> dict[K, V]:
    return {key: value for key, value in wanted.items() if present.get(key) != value}


def _gone(wanted: Mapping[K, V], present: Mapping[K, V]) -> tuple[K, ...]:
    return tuple(key for key in present if key not in wanted)


def _changes(wanted: Mapping[str, Declared], present: Mapping[str, Declared]) -> Iterator[Changed]:
    for name, after in wanted.items():
        before = present.get(name)
        if before is not None and before != after:
            yield Changed(after, tuple(_differences(before, after)))


def _differences(before: Declared, after: Declared) -> Iterator[Difference]:
    for key in COMPARED:
        old, new = getattr(before, key), getattr(after, key)
        if key == "options":
            yield from _option_differences(old, new)
        elif old != new:
            yield Difference(key, old, new)


def _option_differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Difference]:
    for key in dict.fromkeys((*before, *after)):
        old, new = before.get(key), after.get(key)
        if old != new:
            yield _difference(key, old, new)


def _source_differences(before: Mapping[str, Any], after: Mapping[str, Any], above: str = "") -> Iterator[Difference]:
    """Compare what two documents say, tables key by key."""
    for key in dict.fromkeys((*before, *after)):
        old, new, path = before.get(key), after.get(key), f"{above}{key_text((key,))}"
        if isinstance(old, Mapping | None) and isinstance(new, Mapping | None):
            yield from _source_differences(old or {}, new or {}, f"{path}.")
        elif old != new:
            yield _difference(path, old, new)


def _difference(key: str, before: Any, after: Any) -> Difference:
    secret = any(word in key.lower() for word in SECRET_WORDS)
    return Difference(key, "****", "****") if secret else Difference(key, before, after)


def read_present(r: Reader) -> Present:
    """Read what the database holds, in the terms of the inventory."""
    customers = {row.id: row for row in inventory.customers(r)}
    sites = {row.id: row for row in inventory.sites(r)}
    rows = inventory.objects(r)
    names = {row.id: row.full_name for row in rows}
    parents = inventory.parents(r)
    customer_keys = {row.id: row.key for row in customers.values()}
    site_keys = {row.id: row.key for row in sites.values()}
    objects = {
        row.full_name: _as_declared(
            row,
            host=names.get(row.host_id, ""),
            customer=customer_keys.get(row.customer_id, ""),
            site=site_keys.get(row.site_id) if row.site_id is not None else None,
            parents=tuple(names[parent] for parent in parents.get(row.id, ()) if row.kind == "host"),
        )
        for row in rows
    }
    return Present(
        objects=objects,
        customers={row.key: (row.name, row.notes) for row in customers.values()},
        sites={
            (customer_keys[row.customer_id], row.key): row.name
            for row in sites.values()
            if row.customer_id in customers
        },
        documents={(row.kind, row.key): row for row in inventory.documents(r)},
    )


def _as_declared(row: ObjectRow, *, host: str, customer: str, site: str | None, parents: Iterable[str]) -> Declared:
    return Declared(
        kind=row.kind,
        full_name=row.full_name,
        name=row.name,
        host=host,
        customer=customer,
        site=site,
        address=row.address,
        snmp=row.snmp,
        parents=tuple(sorted(parents)),
        probe=row.probe,
        options=row.options,
        interval=row.interval,
        retry_interval=row.retry_interval,
        max_attempts=row.max_attempts,
        flap_enabled=row.flap_enabled,
        flap_low=row.flap_low,
        flap_high=row.flap_high,
        check_period=row.check_period,
        notes=row.notes,
    )
