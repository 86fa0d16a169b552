"""Databases of every released schema are brought to the newest without losing a row."""

import re
from pathlib import Path

import pytest
from sqlalchemy import MetaData, select

from db import schema
from db.migrations import runner
from db.session import Database

RELEASED = sorted((Path(__file__).parent / "released").glob("*.sql"))


@pytest.mark.parametrize("dump", RELEASED, ids=lambda path: path.stem)
def test_no_row_is_lost_on_the_way_to_the_newest_schema(empty_database: Database, dump: Path) -> None:
    runner.upgrade(empty_database.engine, dump.stem)
    with empty_database.engine.begin() as connection:
        for statement in re.findall(r"^(?:INSERT|DELETE).*;$", dump.read_text(), re.MULTILINE):
            connection.exec_driver_sql(statement.replace("%", "%%") if not empty_database.sqlite else statement)
    before = rows(empty_database)
    assert schema.current(empty_database) == dump.stem
    schema.ensure(empty_database)
    assert schema.current(empty_database) == schema.head()
    after = rows(empty_database)
    for table, old in before.items():
        for was, now in zip(old, after[table], strict=True):
            assert {name: now.get(name, value) for name, value in was.items()} == was


@pytest.mark.parametrize("dump", RELEASED, ids=lambda path: path.stem)
def test_a_released_database_holds_something_of_everything(empty_database: Database, dump: Path) -> None:
    runner.upgrade(empty_database.engine, dump.stem)
    filled = set(re.findall(r"^INSERT INTO (\w+)", dump.read_text(), re.MULTILINE))
    assert filled == set(rows(empty_database))


def rows(database: Database) -> dict[str, list[dict[str, object]]]:
    """Return what every table holds, whatever its columns are; the index of words that SQLite keeps is none."""
    found = MetaData()
    with database.engine.connect() as connection:
        found.reflect(connection)
        return {
            table.name: [
                dict(row._mapping) for row in connection.execute(select(table).order_by(*table.primary_key.columns))
            ]
            for table in found.sorted_tables
            if table.name != "alembic_version" and not table.name.startswith("search_words")
        }
