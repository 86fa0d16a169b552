"""What is known of the database, and what is wrong with it."""

from bls_tui.service.desk.calls_verify import verify_calls
from db import schema
from db.queries import feed, inventory, lease, server
from db.session import Database


def facts(database: Database) -> dict[str, str | int | None]:
    """Return where the database is, its schema, its size in bytes, and what it holds where the schema is current.

    Raises:
        DatabaseError: it cannot be read.
    """
    version = schema.current(database)
    with database.read() as r:
        found: dict[str, str | int | None] = {
            "database": database.name,
            "schema": version,
            "schema_needed": schema.head(),
            "bytes": server.size(r),
        }
        if version == schema.head():
            kinds = [row.kind for row in inventory.objects(r)]
            found |= {
                "changes": feed.head(r),
                "hosts": kinds.count("host"),
                "services": kinds.count("service"),
                "poller": lease.get(r).holder,
            }
    return found


def faults(database: Database) -> list[str]:
    """Return a sentence for each fault of the file and each disagreement between states or calls and their history.

    Raises:
        DatabaseError: the schema is not this version's, or the database cannot be read.
    """
    schema.require(database)
    with database.read() as r:
        damaged = server.damage(r)
    return damaged or [*schema.verify(database), *verify_calls(database)]
