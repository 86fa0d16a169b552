"""The inventory in plain text and JSON: what an apply changes, and what is declared where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from bls_tui.desk.text import line
from bls_tui.inventory.apply import show_difference
from bls_tui.inventory.fleet import Declared
from bls_tui.inventory.plan import Difference, Plan
from bls_tui.locale import _, ngettext
from bls_tui.service.setup.inventory import DeclaredHost


def plan_lines(plan: Plan, limit: int | None = None) -> Iterator[str]:
    """Yield the changes one a line, at most `limit` of each sort, and a summary at the end."""
    yield from _some(list(_others(plan)), limit)
    yield from _some([_added(item) for item in plan.added], limit)
    changes = (
        f"~ {item.declared.kind} {line(item.declared.full_name)}: {line(show_difference(difference))}"
        for item in plan.changed
        for difference in item.differences
    )
    yield from _some(list(changes), limit)
    yield from _some([f"- {line(name)}" for name in plan.removed], limit)
    yield summary(plan)


def _others(plan: Plan) -> Iterator[str]:
    differences = plan.document_differences()
    for sign, kind, key in plan.other_changes():
        inside = differences.get((kind, key), ())
        if not inside:
            yield f"{sign} {kind} {line(key)}"
        yield from (f"{sign} {kind} {line(key)}: {line(show_difference(one))}" for one in inside)


def _added(item: Declared) -> str:
    address = f" {item.address}" if item.address else ""
    return line(f"+ {item.kind} {item.full_name} ({item.customer}){address} {item.probe}")


def _some(lines: Sequence[str], limit: int | None) -> Iterator[str]:
    shown = lines if limit is None else lines[:limit]
    yield from shown
    if rest := len(lines) - len(shown):
        yield ngettext("  … and {count} more", "  … and {count} more", rest).format(count=rest)


def summary(plan: Plan) -> str:
    """Say in one line how much changes."""
    if plan.quiet:
        return _("Nothing changes: the database is as the files say.")
    return _("{added} added, {changed} changed, {removed} removed; {others} other changes").format(
        added=len(plan.added),
        changed=len(plan.changed),
        removed=len(plan.removed),
        others=sum(1 for _change in plan.other_changes()),
    )


def plan_json(plan: Plan, *, applied: bool) -> dict[str, Any]:
    """Return the changes as a JSON object."""
    inside = plan.document_differences()
    return {
        "applied": applied,
        "added": [{"name": item.full_name, "kind": item.kind, "customer": item.customer} for item in plan.added],
        "changed": [
            {
                "name": item.declared.full_name,
                "kind": item.declared.kind,
                "differences": _differences_json(item.differences),
            }
            for item in plan.changed
        ],
        "removed": list(plan.removed),
        "other": [
            {
                "change": sign,
                "kind": kind,
                "name": key,
                "differences": _differences_json(inside.get((kind, key), ())),
            }
            for sign, kind, key in plan.other_changes()
        ],
    }


def _differences_json(differences: Iterable[Difference]) -> list[dict[str, Any]]:
    return [{"key": one.key, "before": one.before, "after": one.after} for one in differences]


def host_lines(hosts: Iterable[DeclaredHost]) -> Iterator[str]:
    """Yield the declared hosts one a line, in columns."""
    rows = [
        (h.name, h.customer, h.address, str(h.services), ",".join(h.templates), f"{h.origin}:{h.line}") for h in hosts
    ]
    titles = (_("HOST"), _("CUSTOMER"), _("ADDRESS"), _("SERVICES"), _("TEMPLATES"), _("DECLARED IN"))
    cells = [titles, *(tuple(map(line, row)) for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(titles))]
    for row in cells:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
