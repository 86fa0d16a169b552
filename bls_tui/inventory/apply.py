"""Writes a plan: rows, documents and the events that tell what happened, all in the caller's one transaction."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bls_tui.inventory.fleet import Declared
from bls_tui.inventory.plan import Difference, Plan
from db.queries import history, inventory
from db.rows import NewEvent
from db.session import Writer

EVENT = "INVENTORY"
TEXT_LIMIT = 500
_ROW = (
    "kind", "full_name", "name", "address", "snmp", "probe", "options", "interval", "retry_interval", "max_attempts",
    "flap_enabled", "flap_low", "flap_high", "check_period", "notes",
)  # fmt: skip


def apply_plan(w: Writer, plan: Plan, actor: str, now: float) -> None:
    """Make the database what the plan says. Removed objects keep their history."""
    customer_ids = _customers(w, plan)
    site_ids = _sites(w, plan, customer_ids)
    ids = _objects(w, [*plan.added, *(item.declared for item in plan.changed)], customer_ids, site_ids)
    _parents(w, plan, ids)
    if plan.removed:
        inventory.remove_objects(w, plan.removed, now)
    if plan.gone_sites:
        inventory.remove_sites(w, [(customer_ids[customer], key) for customer, key in plan.gone_sites], now)
    if plan.gone_customers:
        inventory.remove_customers(w, plan.gone_customers, now)
    _documents(w, plan)
    history.append(w, list(_events(plan, ids, actor, now)))


def _customers(w: Writer, plan: Plan) -> dict[str, int]:
    known = {row.key: row.id for row in inventory.customers(w)}
    rows = [{"key": key, "name": name, "notes": notes} for key, (name, notes) in plan.customers.items()]
    return {**known, **(inventory.upsert_customers(w, rows) if rows else {})}


def _sites(w: Writer, plan: Plan, customer_ids: dict[str, int]) -> dict[tuple[str, str], int]:
    keys = {number: key for key, number in customer_ids.items()}
    known = {(keys[row.customer_id], row.key): row.id for row in inventory.sites(w) if row.customer_id in keys}
    rows = [{"customer_id": customer_ids[c], "key": key, "name": name} for (c, key), name in plan.sites.items()]
    added = inventory.upsert_sites(w, rows) if rows else {}
    return {**known, **{(keys[number], key): site_id for (number, key), site_id in added.items()}}


def _objects(
    w: Writer,
    items: Iterable[Declared],
    customer_ids: dict[str, int],
    site_ids: dict[tuple[str, str], int],
) -> dict[str, int]:
    rows: list[dict[str, Any]] = [
        {
            **{key: getattr(item, key) for key in _ROW},
            "customer_id": customer_ids[item.customer],
            "site_id": site_ids[item.customer, item.site] if item.site else None,
        }
        for item in items
    ]
    return inventory.upsert_objects(w, rows) if rows else {}


def _parents(w: Writer, plan: Plan, ids: dict[str, int]) -> None:
    changed = [item.declared for item in plan.changed if any(d.key == "parents" for d in item.differences)]
    hosts = [item for item in (*plan.added, *changed) if item.kind == "host"]
    known = {row.full_name: row.id for row in inventory.objects(w)} if any(host.parents for host in hosts) else ids
    links = {ids[host.full_name]: [known[parent] for parent in host.parents] for host in hosts}
    if links:
        inventory.set_parents(w, links)


def _documents(w: Writer, plan: Plan) -> None:
    if plan.documents:
        inventory.put_documents(w, plan.documents)
    if plan.gone_documents:
        inventory.delete_documents(w, plan.gone_documents)


def _events(plan: Plan, ids: dict[str, int], actor: str, now: float) -> Iterable[NewEvent]:
    for item in plan.changed:
        text = describe(item.differences)
        yield NewEvent(at=now, kind=EVENT, object_id=ids[item.declared.full_name], text=text, actor=actor)
    for (kind, key), differences in plan.document_differences().items():
        if differences:
            yield NewEvent(at=now, kind=EVENT, text=describe(differences, f"{kind} {key}: "), actor=actor)
    if summary := summarise(plan):
        yield NewEvent(at=now, kind=EVENT, text=summary, actor=actor)


def summarise(plan: Plan) -> str:
    """Say in English, for the history, how much changes; "" where only the record of files does."""
    counts = {"added": len(plan.added), "changed": len(plan.changed), "removed": len(plan.removed)}
    parts = [f"{count} {word}" for word, count in counts.items() if count]
    others = sum(1 for _change in plan.other_changes())
    if others:
        parts.append(f"{others} other changes" if others > 1 else "1 other change")
    return f"inventory: {', '.join(parts)}" if parts else ""


def describe(differences: Iterable[Difference], subject: str = "") -> str:
    """Say what changes about an object or a document."""
    text = subject + ", ".join(map(show_difference, differences))
    return text if len(text) <= TEXT_LIMIT else text[: TEXT_LIMIT - 1] + "…"


def show_difference(difference: Difference) -> str:
    """Write one difference as "interval: 300 → 60"; "-" stands for nothing."""
    return f"{difference.key}: {_shown(difference.before)} → {_shown(difference.after)}"


def _shown(value: Any) -> str:
    if value is None or value in ("", (), [], {}):
        return "-"
    return ", ".join(map(str, value)) if isinstance(value, tuple | list) else str(value)
