"""What the database server says about itself."""

from sqlalchemy import text

from db.session import Reader


def size(r: Reader) -> int:
    """Return how large the database is, in bytes."""
    if r.connection.dialect.name == "postgresql":
        return int(r.connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one())
    pages = r.connection.execute(text("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"))
    return int(pages.scalar_one())


def clock(r: Reader) -> float | None:
    """Return the server's time in epoch seconds, None where the database has no clock of its own (SQLite)."""
    if r.connection.dialect.name != "postgresql":
        return None
    return float(r.connection.execute(text("SELECT extract(epoch FROM clock_timestamp())")).scalar_one())


def damage(r: Reader) -> list[str]:
    """Return what SQLite finds wrong with its file, none where it is sound; PostgreSQL has pg_amcheck for that."""
    if r.connection.dialect.name == "postgresql":
        return []
    return [line for (line,) in r.connection.execute(text("PRAGMA quick_check")) if line != "ok"]
