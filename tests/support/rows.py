"""Rows as the database returns them, with whatever a test does not care about filled in."""

from typing import Any

from db.rows import StatusRow

NOW = 1_790_000_000.0


def status_row(full_name: str = "web01/http", **fields: Any) -> StatusRow:
    """Build a service (or, without a slash, a host) that is well and was just checked."""
    host, _, name = full_name.partition("/")
    values: dict[str, Any] = {
        "object_id": 1,
        "kind": "service" if name else "host",
        "full_name": full_name,
        "host_id": 1,
        "host": host,
        "name": name or host,
        "address": "127.0.0.1",
        "customer_key": "acme",
        "customer": "Acme S.p.A.",
        "site": "Milano",
        "probe": "http" if name else "icmp",
        "interval": 300,
        "max_attempts": 3,
        "state": "OK" if name else "UP",
        "state_type": "HARD",
        "attempt": 1,
        "hard_state": "OK" if name else "UP",
        "output": "fine",
        "checked_at": NOW - 10,
        "next_check_at": NOW + 290,
        "changed_at": NOW - 7200,
        "hard_changed_at": NOW - 7200,
        "last_ok_at": NOW - 10,
        "flapping": False,
        "flap_percent": 0.0,
        "acknowledged_by": None,
        "acknowledgement": "",
        "in_downtime": False,
        "problem_id": None,
        "problem_since": None,
        "cause_id": None,
        "cause_object_id": None,
        "seq": 1,
    }
    return StatusRow(**(values | fields))
