"""Creating and upgrading the schema, on both databases."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import CheckConstraint, inspect, text

from checks import model
from db import schema
from db.errors import DatabaseTooNew, DatabaseTooOld, SchemaMissing
from db.migrations import runner
from db.queries import feed
from db.session import Database
from db.tables import base, metadata


def test_head_is_the_newest_migration() -> None:
    assert ScriptDirectory(str(runner.HERE)).get_current_head() == schema.head()


def test_an_empty_database_has_no_version(empty_database: Database) -> None:
    assert schema.current(empty_database) is None


def test_ensure_creates_everything(empty_database: Database) -> None:
    schema.ensure(empty_database)
    assert schema.current(empty_database) == schema.head()
    with empty_database.read() as r:
        assert feed.head(r) == 0


def test_migrations_and_tables_agree(database: Database) -> None:
    with database.engine.connect() as connection:
        options = {"compare_type": True, "compare_server_default": False, "include_name": _is_no_index_of_words}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, metadata) == []


def _is_no_index_of_words(name: str, kind: str, _parents: dict) -> bool:
    return kind != "table" or not name.startswith("search_words")  # FTS5's own tables: SQLAlchemy knows none such


def test_migrations_and_tables_have_the_same_check_constraints(database: Database) -> None:
    with database.engine.connect() as connection:
        found = {
            (table, check["name"]): _words(check["sqltext"])
            for table in metadata.tables
            for check in inspect(connection).get_check_constraints(table)
        }
    expected = {
        (table.name, f"ck_{table.name}_{check.name}" if check.parent is not table else check.name): check
        for table in metadata.tables.values()
        for check in _checks(table)
    }
    assert {(table, str(name)) for table, name in expected} == set(found)
    for key, check in expected.items():
        assert _words(str(check.sqltext)) <= found[key]


def _checks(table):
    inline = [check for column in table.columns for check in column.constraints]
    return [check for check in {*table.constraints, *inline} if isinstance(check, CheckConstraint)]


def _words(condition: str) -> set[str]:
    return set(re.findall(r"'(\w+)'", condition))


def test_ensure_on_an_up_to_date_database_needs_no_alembic(sqlite_database: Database) -> None:
    program = (
        "import sys; from db import schema; from db.session import Database;"
        f"schema.ensure(Database({sqlite_database.url!r})); assert 'alembic' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True, cwd=Path(__file__).parents[2])


def test_a_newer_schema_is_refused_with_what_to_do(database: Database) -> None:
    with database.write() as w:
        w.connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseTooNew, match=r"9999.*newer version.*Update BLS"):
        schema.ensure(database)
    with pytest.raises(DatabaseTooNew):
        schema.require(database)


def test_what_does_not_upgrade_asks_for_it(empty_database: Database) -> None:
    with pytest.raises(SchemaMissing, match="bls db upgrade"):
        schema.require(empty_database)
    schema.ensure(empty_database)
    schema.require(empty_database)
    with empty_database.write() as w:
        w.connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    with pytest.raises(DatabaseTooOld, match=r"0000.*bls db upgrade"):
        schema.require(empty_database)


def test_programs_that_start_at_once_upgrade_once(empty_database: Database) -> None:
    program = f"from db import schema; from db.session import Database; schema.ensure(Database({empty_database.url!r}))"
    started = [
        subprocess.Popen(
            [sys.executable, "-c", program], cwd=Path(__file__).parents[2], stderr=subprocess.PIPE, text=True
        )
        for _ in range(3)
    ]
    assert [process.communicate(timeout=60)[1] for process in started] == ["", "", ""]
    assert schema.current(empty_database) == schema.head()


def test_writing_before_the_schema_says_what_to_do(empty_database: Database) -> None:
    with pytest.raises(SchemaMissing, match="bls db upgrade"), empty_database.write():
        pytest.fail("unreachable")


def test_the_words_of_the_constraints_are_those_of_the_model() -> None:
    assert tuple(model.State) == base.STATES
    assert tuple(model.StateType) == base.STATE_TYPES
    assert tuple(model.Kind) == base.OBJECT_KINDS
