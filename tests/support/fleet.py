"""A small fleet in a fresh SQLite database: a gateway with two hosts behind it, and their services."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from db import schema
from db.queries import inventory, lease, problems, states
from db.session import Database

NOW = 1_790_000_000.0
BASE = {
    "options": {},
    "interval": 300,
    "retry_interval": 60,
    "max_attempts": 3,
    "flap_enabled": True,
    "flap_low": 25.0,
    "flap_high": 30.0,
}
OBJECTS = ("gw", "web01", "web01/http", "web01/disk C:", "sql02", "sql02/mssql")


class Fleet:
    """The database and the ids of its objects by full name."""

    def __init__(self, folder: Path) -> None:
        self.database = Database(f"sqlite:///{folder / 'bls.db'}")
        schema.ensure(self.database)
        with self.database.write() as w:
            customers = inventory.upsert_customers(
                w,
                [{"key": "acme", "name": "Acme S.p.A.", "notes": ""}, {"key": "nord", "name": "Nord Srl", "notes": ""}],
            )
            self.ids = inventory.upsert_objects(
                w, [self._declared(name, customers["nord" if name.startswith("sql") else "acme"]) for name in OBJECTS]
            )
            inventory.set_parents(w, {self.ids["web01"]: [self.ids["gw"]], self.ids["sql02"]: [self.ids["gw"]]})

    @staticmethod
    def _declared(full_name: str, customer_id: int) -> dict[str, Any]:
        host, _, service = full_name.partition("/")
        kind = (
            {"kind": "service", "name": service, "probe": "tcp"}
            if service
            else {"kind": "host", "name": host, "probe": "icmp"}
        )
        return (
            BASE
            | kind
            | {"full_name": full_name, "customer_id": customer_id, "address": "" if service else "127.0.0.1"}
        )

    def judged(
        self, full_name: str, state: str, *, at: float = NOW - 10, since: float = NOW - 720, **fields: Any
    ) -> None:
        """Store a HARD state as the poller does, with its problem where it is one."""
        object_id = self.ids[full_name]
        good = state in ("OK", "UP")
        cause = fields.pop("cause", None)
        with self.database.write() as w:
            row = next(row for row in states.load(w) if row.object_id == object_id)
            values = {
                "state": state, "hard_state": state, "output": f"{full_name} says {state}", "started_at": at,
                "checked_at": at, "next_check_at": at + 300, "changed_at": since, "hard_changed_at": since,
                "last_ok_at": at if good else since - 30,
            }  # fmt: skip
            states.save(w, [replace(row, **(values | fields))])
            if good:
                problems.close(w, object_id, since)
            elif fields.get("state_type", "HARD") == "HARD":
                problems.open_(w, object_id, since, state, self.ids[cause] if cause else None)

    def all_well(self) -> None:
        """Give every object a good, fresh state."""
        for name in OBJECTS:
            self.judged(name, "OK" if "/" in name else "UP")

    def polled(self, holder: str = "root@mon pid 7", at: float = NOW - 2) -> None:
        """Let a poller hold the lease."""
        with self.database.write() as w:
            assert lease.acquire(w, holder, at, 20) is not None
