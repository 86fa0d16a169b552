"""A small fleet in a database, with whatever a test does not care about filled in."""

from typing import Any

from db.queries import inventory
from db.session import Database

DECLARED: dict[str, Any] = {
    "probe": "icmp",
    "options": {},
    "interval": 300,
    "retry_interval": 60,
    "max_attempts": 3,
    "flap_enabled": True,
    "flap_low": 25.0,
    "flap_high": 30.0,
}


def declared(full_name: str, customer_id: int, **fields: Any) -> dict[str, Any]:
    """Build the row of a service (or, without a slash, a host) as `upsert_objects` takes it."""
    _, _, service = full_name.partition("/")
    return {
        **DECLARED,
        "kind": "service" if service else "host",
        "full_name": full_name,
        "name": service or full_name,
        "customer_id": customer_id,
        **fields,
    }


def put(database: Database, *full_names: str) -> dict[str, int]:
    """Store objects of one customer; return their ids by full name."""
    with database.write() as w:
        customer_id = inventory.upsert_customers(w, [{"key": "acme", "name": "Acme S.p.A.", "notes": ""}])["acme"]
        return inventory.upsert_objects(w, [declared(name, customer_id) for name in full_names])
