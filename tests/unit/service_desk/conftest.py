"""A desk with a small company behind it: three technicians, a coordinator, customers with contracts, some objects."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from db.queries import inventory
from db.rows import DocumentRow
from db.session import Database

ROME = ZoneInfo("Europe/Rome")
MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0


def at(text: str) -> float:
    """A wall-clock time of Rome."""
    return datetime.fromisoformat(text).replace(tzinfo=ROME).timestamp()


MONDAY = at("2026-03-02 09:00")
"""A Monday morning at opening time."""

DOCUMENTS = [
    ("technician", "anna", {"name": "Anna Rossi", "competences": {"mail": 4, "backup": 2}}),
    ("technician", "bruno", {"name": "Bruno Verdi", "competences": {"mail": 2, "backup": 4}}),
    ("technician", "carla", {"name": "Carla Neri", "competences": {"mail": 1}}),
    ("technician", "dora", {"name": "Dora Capo", "roles": ["coordinator"]}),
    ("customer", "rossi", {"name": "Rossi SpA", "site": {"hq": {"name": "Sede"}}}),
    ("customer", "bianchi", {"name": "Bianchi Srl"}),
    ("contact", "mario", {"customer": "rossi", "name": "Mario Rossi", "mail": "mario@rossi.example"}),
    ("typology", "mail", {"name": "Posta"}),
    ("typology", "backup", {"name": "Backup"}),
    ("typology", "exotic", {"name": "Rarità"}),
    ("supplier", "acme", {"name": "ACME"}),
    ("calendar", "office", {"country": "IT", "province": "MI"}),
    (
        "contract",
        "rossi-2026",
        {
            "customer": "rossi",
            "includes": ["monitoring", "help_desk"],
            "calendar": "office",
            "lead": "carla",
            "sla1": "2h",
            "sla2": "16h",
            "hours": 10,
        },
    ),
    ("contract", "bianchi-2026", {"customer": "bianchi", "includes": ["help_desk"], "sla1": "4h", "sla2": "24h"}),
]


def declare(database: Database, documents: list[tuple[str, str, dict]]) -> None:
    """Put documents into the inventory, as `bls inventory apply` does."""
    with database.write() as w:
        inventory.put_documents(w, [DocumentRow(kind, key, "test.toml", 1, source) for kind, key, source in documents])


@pytest.fixture
def company(database: Database) -> Database:
    """A database with the small company in it, and a host with a service of each customer."""
    return established(database)


def established(database: Database) -> Database:
    """Put the small company into a database."""
    with database.write() as w:
        ids = inventory.upsert_customers(
            w,
            [
                {"key": "rossi", "name": "Rossi SpA", "notes": ""},
                {"key": "bianchi", "name": "Bianchi Srl", "notes": ""},
            ],
        )
        inventory.upsert_sites(w, [{"customer_id": ids["rossi"], "key": "hq", "name": "Sede"}])
        inventory.upsert_objects(w, [row for key in ids for row in _objects(key, ids[key])])
    declare(database, DOCUMENTS)
    return database


def _objects(customer: str, customer_id: int) -> list[dict]:
    common = {
        "customer_id": customer_id,
        "address": "127.0.0.1",
        "probe": "tcp",
        "options": {},
        "interval": 300,
        "retry_interval": 60,
        "max_attempts": 3,
        "flap_enabled": True,
        "flap_low": 25.0,
        "flap_high": 30.0,
    }
    host = f"srv-{customer}"
    return [
        common | {"kind": "host", "full_name": host, "name": host},
        common | {"kind": "service", "full_name": f"{host}/backup", "name": "backup", "host": host},
    ]


def object_id(database: Database, name: str) -> int:
    """The id of a host or service by its full name."""
    with database.read() as r:
        return {full: id_ for id_, full in inventory.find(r, name)}[name]
