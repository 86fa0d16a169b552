"""Makes the rows of calls for tests: one plain call, to be varied with `replace`."""

from dataclasses import replace
from typing import Any

from db.queries import inventory
from db.rows_desk import CallRow, ClockRow, NewCallEvent
from db.session import Writer

AT = 1_790_000_000.0
CLOCK = ClockRow("running", "ok", 0.0, 0.0, 3600.0, AT + 2700, AT + 3600, None, agreed=False)
SUSPENDED = {
    "state": "suspended", "wait_reason": "supplier", "wake_at": AT + 7200, "waits_for": "Rossi Telecom",
    "awaited_ref": "T-77",
}  # fmt: skip


def customer(w: Writer, key: str = "acme") -> int:
    """Make a customer with a site; return the id."""
    customer_id = inventory.upsert_customers(w, [{"key": key, "name": key.title(), "notes": ""}])[key]
    inventory.upsert_sites(w, [{"customer_id": customer_id, "key": "hq", "name": "Trieste"}])
    return customer_id


def call(customer_id: int, number: str = "26-000001", **changes: Any) -> CallRow:
    """Return a call that was just opened, with some columns as given."""
    row = CallRow(
        number=number, version=1, customer_id=customer_id, site="hq", contact="anna", contract="acme-full",
        typology="backup", level="help_desk", priority="normal", origin="phone", subject="Backup fermo",
        opened_at=AT, opened_by="mr", state="open", since=AT, owner="", assigned_at=None, taken_at=None,
        blocking=False, consultancy=False, wait_reason=None, wake_at=None, waits_for="", awaited=None,
        awaited_ref="", closing_proposed_at=None, closing_evidence="", closed_at=None, closed_by="", outcome=None,
        solution="", touched_at=AT, clocks_at=AT, sla1=CLOCK, sla2=replace(CLOCK, limit=28_800.0), next_at=AT + 600,
    )  # fmt: skip
    return replace(row, **changes)


def closed(at: float, **changes: Any) -> dict[str, Any]:
    """Return the columns of a call closed at an instant."""
    return {
        "state": "closed", "closed_at": at, "closed_by": "mr", "outcome": "solved", "solution": "Riavviato il NAS",
        "next_at": None, **changes,
    }  # fmt: skip


def event(kind: str = "open", at: float = AT, **data: Any) -> NewCallEvent:
    """Return an event about to be appended."""
    return NewCallEvent(at, "mr", kind, data)
