"""What is looked after: declared documents, customers, sites and monitored objects.

Whatever changes here moves `feed.inventory_head`, which tells the poller and the screens to load it again.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import ColumnElement, Table, bindparam, delete, func, select, tuple_, update
from sqlalchemy import insert as sql_insert
from sqlalchemy import text as sql_text

from db.errors import Conflict
from db.queries.feed import mark_inventory
from db.queries.sql import chunks, execute_many, insert
from db.rows import CustomerRow, DocumentRow, ObjectRow, SiteRow
from db.session import Reader, Writer
from db.tables import inventory as tables
from db.tables.operations import acknowledgements, downtimes
from db.tables.states import object_states, problems

REMOVED_BY = "inventory"
FOUND_AT_MOST = 20
MANY = 500

_DOCUMENT = tuple(tables.documents.c[name] for name in DocumentRow.__slots__)
_CUSTOMER = tuple(tables.customers.c[name] for name in CustomerRow.__slots__)
_DECLARED = (
    "kind", "full_name", "host_id", "name", "customer_id", "site_id", "address", "snmp", "probe", "options", "interval",
    "retry_interval", "max_attempts", "flap_enabled", "flap_low", "flap_high", "check_period", "notes",
)  # fmt: skip
_OPTIONAL: Mapping[str, Any] = {
    "host_id": None, "site_id": None, "address": "", "snmp": None, "check_period": None, "notes": ""
}  # fmt: skip


def documents(r: Reader) -> list[DocumentRow]:
    """Return every declared item."""
    statement = select(*_DOCUMENT).order_by(tables.documents.c.kind, tables.documents.c.key)
    return [DocumentRow(*row) for row in r.connection.execute(statement)]


def put_documents(w: Writer, rows: Sequence[DocumentRow]) -> None:
    """Store declared items, in place of those of the same kind and key."""
    _upsert(w, tables.documents, ("kind", "key"), [asdict(row) for row in rows])
    mark_inventory(w)


def delete_documents(w: Writer, keys: Sequence[tuple[str, str]]) -> None:
    """Forget declared items, given as (kind, key)."""
    c = tables.documents.c
    statement = delete(tables.documents).where(c.kind == bindparam("a_kind"), c.key == bindparam("a_key"))
    execute_many(w, statement, [{"a_kind": kind, "a_key": key} for kind, key in keys])
    mark_inventory(w)


def customers(r: Reader) -> list[CustomerRow]:
    """Return the customers that are not removed, by name."""
    c = tables.customers.c
    statement = select(*_CUSTOMER).where(c.removed_at.is_(None)).order_by(c.name)
    return [CustomerRow(*row) for row in r.connection.execute(statement)]


def customer_id(r: Reader, key: str) -> int | None:
    """Return the id of a customer, removed ones included; None where there never was one of that key."""
    statement = select(tables.customers.c.id).where(tables.customers.c.key == key)
    found: int | None = r.connection.execute(statement).scalar_one_or_none()
    return found


def upsert_customers(w: Writer, rows: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """Store customers (`key`, `name`, `notes`), removed ones again too; return their ids by key."""
    _upsert(w, tables.customers, ("key",), [{"notes": "", **row, "removed_at": None} for row in rows])
    mark_inventory(w)
    c = tables.customers.c
    return _ids(w, c.key, c.id, [row["key"] for row in rows])


def sites(r: Reader) -> list[SiteRow]:
    """Return the sites that are not removed."""
    c = tables.sites.c
    return [
        SiteRow(*row)
        for row in r.connection.execute(select(c.id, c.customer_id, c.key, c.name).where(c.removed_at.is_(None)))
    ]


def upsert_sites(w: Writer, rows: Sequence[Mapping[str, Any]]) -> dict[tuple[int, str], int]:
    """Store sites (`customer_id`, `key`, `name`), removed ones again too; return their ids by customer and key."""
    _upsert(w, tables.sites, ("customer_id", "key"), [{**row, "removed_at": None} for row in rows])
    mark_inventory(w)
    c = tables.sites.c
    wanted = {(row["customer_id"], row["key"]) for row in rows}
    return {
        (customer_id, key): site_id
        for site_id, customer_id, key in w.connection.execute(select(c.id, c.customer_id, c.key))
        if (customer_id, key) in wanted
    }


def upsert_objects(w: Writer, rows: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """Store hosts and services, removed ones again too; return their ids by full name.

    Args:
        w: the change to write in.
        rows: the columns of `objects`; `host_id`, `site_id`, `address`, `snmp`, `check_period` and `notes` may be left
            out. A service without `host_id` belongs to the host named before the first "/" of its full name.

    Raises:
        Conflict: a service names a host that does not exist.
    """
    hosts = [_declared(w, row) for row in rows if row["kind"] == "host"]
    _upsert(w, tables.objects, ("full_name",), hosts)
    services = [_declared(w, row) for row in rows if row["kind"] == "service"]
    _find_hosts(w, services)
    _upsert(w, tables.objects, ("full_name",), services)
    ids = _object_ids(w, [row["full_name"] for row in rows])
    _await_first_results(w)
    execute_many(
        w,
        update(object_states).where(object_states.c.object_id == bindparam("an_object")).values(seq=w.seq),
        [{"an_object": object_id} for object_id in ids.values()],
    )
    mark_inventory(w)
    _renew_statistics(w, len(rows))
    return ids


def _renew_statistics(w: Writer, changed: int) -> None:
    """Tell PostgreSQL's planner of a new fleet: it finds out by itself only after minutes of reading whole tables."""
    if changed >= MANY and w.connection.dialect.name == "postgresql":
        w.connection.execute(sql_text("ANALYZE objects, object_states"))


def _declared(w: Writer, row: Mapping[str, Any]) -> dict[str, Any]:
    given = {**_OPTIONAL, **row}
    return {name: given[name] for name in _DECLARED} | {"removed_at": None, "seq": w.seq}


def _find_hosts(w: Writer, services: Sequence[dict[str, Any]]) -> None:
    names = {row["full_name"].partition("/")[0] for row in services if row["host_id"] is None}
    ids = _object_ids(w, names)
    for row in services:
        host = row["full_name"].partition("/")[0]
        row["host_id"] = row["host_id"] or ids.get(host)
        if row["host_id"] is None:
            raise Conflict(f"Service {row['full_name']} belongs to a host that does not exist: {host}.")


def _await_first_results(w: Writer) -> None:
    """Give every object without a state the state PENDING."""
    o = tables.objects.c
    pending: dict[str, Any] = {
        "state": "PENDING", "state_type": "HARD", "attempt": 1, "hard_state": "PENDING", "output": "", "details": "",
        "elapsed_ms": 0.0, "latency_ms": 0.0, "flap_bits": 0, "flap_percent": 0.0, "flapping": False, "seq": w.seq,
    }  # fmt: skip
    without = (
        select(o.id, *(bindparam(None, value, object_states.c[name].type) for name, value in pending.items()))
        .outerjoin(object_states, object_states.c.object_id == o.id)
        .where(object_states.c.object_id.is_(None))
    )
    w.connection.execute(sql_insert(object_states).from_select(["object_id", *pending], without))


def remove_objects(w: Writer, full_names: Iterable[str], now: float) -> None:
    """Stop looking after objects: history stays, what is open on them (problem, acknowledgement, downtime) ends."""
    ids = list(_object_ids(w, full_names).values())
    for chunk in chunks(ids):
        _end_all(w, chunk, now)
        statement = update(tables.objects).where(tables.objects.c.id.in_(chunk), tables.objects.c.removed_at.is_(None))
        w.connection.execute(statement.values(removed_at=now, seq=w.seq))
    mark_inventory(w)


def _end_all(w: Writer, ids: Sequence[int], now: float) -> None:
    p, a, d = problems.c, acknowledgements.c, downtimes.c
    for statement in (
        update(problems).where(p.object_id.in_(ids), p.closed_at.is_(None)).values(closed_at=now, seq=w.seq),
        update(acknowledgements)
        .where(a.object_id.in_(ids), a.cleared_at.is_(None))
        .values(cleared_at=now, cleared_by=REMOVED_BY),
        update(downtimes)
        .where(d.object_id.in_(ids), d.ended_at.is_(None))
        .values(ended_at=now, cancelled_by=REMOVED_BY),
        update(object_states).where(object_states.c.object_id.in_(ids)).values(seq=w.seq),
    ):
        w.connection.execute(statement)


def remove_customers(w: Writer, keys: Iterable[str], now: float) -> None:
    """Stop looking after customers; their rows stay for the history."""
    c = tables.customers.c
    for chunk in chunks(keys):
        statement = update(tables.customers).where(c.key.in_(chunk), c.removed_at.is_(None))
        w.connection.execute(statement.values(removed_at=now))
    mark_inventory(w)


def remove_sites(w: Writer, keys: Iterable[tuple[int, str]], now: float) -> None:
    """Stop looking after sites, given as (customer id, key); their rows stay for the history."""
    c = tables.sites.c
    for chunk in chunks(keys):
        statement = update(tables.sites).where(tuple_(c.customer_id, c.key).in_(chunk), c.removed_at.is_(None))
        w.connection.execute(statement.values(removed_at=now))
    mark_inventory(w)


def set_parents(w: Writer, parents_of: Mapping[int, Iterable[int]]) -> None:
    """Say which hosts each of these hosts is reached through; hosts not named keep theirs."""
    c = tables.host_parents.c
    for chunk in chunks(parents_of):
        w.connection.execute(delete(tables.host_parents).where(c.host_id.in_(chunk)))
    links = [
        {"host_id": host_id, "parent_id": parent_id}
        for host_id, parent_ids in parents_of.items()
        for parent_id in dict.fromkeys(parent_ids)
    ]
    execute_many(w, sql_insert(tables.host_parents), links)
    mark_inventory(w)


def objects(r: Reader) -> list[ObjectRow]:
    """Return every object that is not removed, each host before its services."""
    o = tables.objects.c
    columns = [func.coalesce(o.host_id, o.id) if name == "host_id" else o[name] for name in ObjectRow.__slots__]
    statement = select(*columns).where(o.removed_at.is_(None)).order_by(o.host_id.is_not(None), o.id)
    return [ObjectRow(*row) for row in r.connection.execute(statement)]


def parents(r: Reader) -> dict[int, tuple[int, ...]]:
    """Return the parents of each host that has some; removed hosts are left out on both sides."""
    c = tables.host_parents.c
    host, parent = tables.objects.alias("host"), tables.objects.alias("parent")
    statement = (
        select(c.host_id, c.parent_id)
        .join(host, host.c.id == c.host_id)
        .join(parent, parent.c.id == c.parent_id)
        .where(host.c.removed_at.is_(None), parent.c.removed_at.is_(None))
        .order_by(c.host_id, c.parent_id)
    )
    found: dict[int, tuple[int, ...]] = {}
    for host_id, parent_id in r.connection.execute(statement):
        found[host_id] = (*found.get(host_id, ()), parent_id)
    return found


def find(r: Reader, text: str) -> list[tuple[int, str]]:
    """Return the objects (id, full name) that `text` can mean.

    The one with exactly that full name; else those that differ in case only; else the names that begin with it, then
    those that contain it, at most 20.
    """
    o = tables.objects.c
    statement = select(o.id, o.full_name).where(o.removed_at.is_(None))
    if exact := r.connection.execute(statement.where(o.full_name == text)).all():
        return [(object_id, name) for object_id, name in exact]
    wanted = text.casefold()
    named = [(name.casefold(), name, object_id) for object_id, name in r.connection.execute(statement)]
    if same := [(object_id, name) for folded, name, object_id in named if folded == wanted]:
        return same
    matching = sorted(
        (not folded.startswith(wanted), folded, name, object_id)
        for folded, name, object_id in named
        if wanted in folded
    )
    return [(object_id, name) for *_, name, object_id in matching[:FOUND_AT_MOST]]


def _upsert(w: Writer, table: Table, key: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        statement = insert(w, table)
        changed = {name: statement.excluded[name] for name in rows[0] if name not in key}
        execute_many(w, statement.on_conflict_do_update(index_elements=list(key), set_=changed), rows)


def _object_ids(r: Reader, full_names: Iterable[str]) -> dict[str, int]:
    return _ids(r, tables.objects.c.full_name, tables.objects.c.id, full_names)


def _ids(r: Reader, key: ColumnElement[str], id_: ColumnElement[int], keys: Iterable[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for chunk in chunks(keys):
        found.update((name, number) for name, number in r.connection.execute(select(key, id_).where(key.in_(chunk))))
    return found
