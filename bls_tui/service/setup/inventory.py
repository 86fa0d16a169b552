"""Use cases of the inventory: what would change, and changing it, in one transaction."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bls_tui.errors import RefusedError
from bls_tui.inventory.apply import apply_plan
from bls_tui.inventory.collect import collect, is_unchanged
from bls_tui.inventory.export import export
from bls_tui.inventory.fleet import Fleet
from bls_tui.inventory.plan import Plan, make_plan, read_present
from bls_tui.inventory.sources import Source
from bls_tui.locale import _
from db.queries import feed
from db.queries import inventory as queries
from db.rows import DocumentRow
from db.session import Database, Reader


def check(sources: Sequence[Source], recorded: Sequence[DocumentRow]) -> Fleet:
    """Read and check the files, together with what is recorded of others. Raises InventoryError."""
    return collect(sources, recorded)


def plan(database: Database, sources: Sequence[Source], *, prune: bool = False) -> Plan:
    """Return what applying these sources would change.

    Raises:
        InventoryError: listing every mistake of the files.
        DatabaseError: the database cannot be read.
    """
    with database.read() as r:
        return _plan(r, sources, prune=prune)


def apply(
    database: Database,
    sources: Sequence[Source],
    actor: str,
    now: float,
    *,
    removal_confirmed: bool = False,
    prune: bool = False,
) -> Plan:
    """Apply these sources and return what was changed; an unchanged inventory writes nothing.

    Raises:
        InventoryError: listing every mistake of the files; nothing is applied.
        RefusedError: more than half of all objects would be removed, and that is not confirmed.
        DatabaseError: the database cannot be written; nothing is applied.
    """
    with database.read() as r:
        planned, known = _plan(r, sources, prune=prune), feed.inventory_head(r)
    if planned.empty:
        return planned
    with database.write() as w:
        if feed.inventory_head(w) != known:  # somebody else applied in between
            planned = _plan(w, sources, prune=prune)
        if planned.removes_most and not removal_confirmed:
            raise RefusedError(
                _("{removed} of {present} objects would be removed; `bls inventory apply --yes` does it").format(
                    removed=len(planned.removed), present=planned.present
                )
            )
        apply_plan(w, planned, actor, now)
    return planned


def refresh(database: Database, sources: Sequence[Source], actor: str, now: float) -> Plan | None:
    """Apply these sources if a file changed since the last time; None where none did. Raises what `apply` raises."""
    with database.read() as r:
        if is_unchanged(sources, queries.documents(r)):
            return None
    return apply(database, sources, actor, now)


def _plan(r: Reader, sources: Sequence[Source], *, prune: bool) -> Plan:
    present = read_present(r)
    return make_plan(collect(sources, list(present.documents.values()), prune=prune), present)


@dataclass(frozen=True, slots=True)
class DeclaredHost:
    """A host with what it is made of and where it is declared."""

    name: str
    customer: str
    address: str
    services: int
    templates: tuple[str, ...]
    origin: str
    line: int


def hosts(database: Database) -> list[DeclaredHost]:
    """Return every host with the file that manages it, by name."""
    with database.read() as r:
        present = read_present(r)
    services = Counter(item.host for item in present.objects.values() if item.kind == "service")
    found = []
    for item in sorted(present.objects.values(), key=lambda item: item.full_name):
        if item.kind == "host":
            row = present.documents.get(("host", item.name))
            templates = tuple(row.source.get("templates", ())) if row else ()
            origin, line = (row.origin, row.line) if row else ("", 0)
            found.append(
                DeclaredHost(item.name, item.customer, item.address, services[item.name], templates, origin, line)
            )
    return found


def exported(database: Database) -> dict[str, str]:
    """Return the inventory of the database as TOML texts, by the file that declared them."""
    with database.read() as r:
        return export(queries.documents(r))
