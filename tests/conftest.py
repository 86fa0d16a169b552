"""What every test may use: the recordings beside the project, and real servers that are skipped or required."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from db import schema
from db.session import Database
from tests.support import postgres

settings.register_profile("suite", max_examples=40)
settings.register_profile("thorough", max_examples=1000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "suite"))
ROOT = Path(__file__).resolve().parent.parent
PROGRAMS = {
    "snmpd": ("snmpd", "/usr/sbin/snmpd"),
    "postgresql": ("postgres", "/usr/lib/postgresql/15/bin/postgres"),
    "plugins": ("check_tcp", "/usr/lib/nagios/plugins/check_tcp"),
    "dovecot": ("dovecot", "/usr/sbin/dovecot"),
    "tmux": ("tmux", "/usr/bin/tmux"),
    "nagios4": ("nagios4", "/usr/sbin/nagios4"),
}


def find_program(server: str) -> str | None:
    """Return the path of a server's program, or None where it is not installed."""
    name, usual = PROGRAMS[server]
    return shutil.which(name) or (usual if Path(usual).exists() else None)


def required(server: str) -> bool:
    """Tell whether a missing server must fail the run (BLS_TEST_REQUIRE is 'all' or lists it)."""
    wanted = os.environ.get("BLS_TEST_REQUIRE", "").replace(",", " ").split()
    return "all" in wanted or server in wanted


@pytest.fixture(autouse=True)
def _servers(request: pytest.FixtureRequest) -> None:
    for marker in request.node.iter_markers("server"):
        server = marker.args[0]
        if find_program(server) is None:
            message = f"{server} is not installed on this machine"
            if required(server):
                pytest.fail(f"{message}, and BLS_TEST_REQUIRE asks for it")
            pytest.skip(message)


SQLITE_ENOUGH = ("tests/unit/", "tests/ui/")
ON_BOTH = ("test_any_order", "test_filing", "test_writing", "test_runs", "test_proposing", "test_calls", "test_pass")
"""What stands above the database is tested on PostgreSQL where locks and order matter; tests/db tests all queries."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the PostgreSQL variant of tests that would only test the same queries again."""

    def twice(item: pytest.Item) -> bool:
        place = item.path.relative_to(ROOT).as_posix()
        return "[postgresql" in item.name and place.startswith(SQLITE_ENOUGH) and item.path.stem not in ON_BOTH

    left_out = [item for item in items if twice(item)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if not twice(item)]


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of recordings and mails beside the project."""
    path = ROOT.parent / "shared"
    if not path.is_dir():
        pytest.skip("the recordings (../shared) are not beside this checkout")
    return path


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.server("postgresql"))])
def backend(request: pytest.FixtureRequest) -> str:
    """Either database, in turn: whatever is stored must behave the same on both."""
    return request.param


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Server]:
    """The PostgreSQL server of this run. Tests with the marker may ask for it; the check comes first."""
    server = postgres.Server.create()
    yield server
    server.remove()


@pytest.fixture(scope="session")
def postgres_template(postgres_server: postgres.Server) -> str:
    """The name of a PostgreSQL database with the schema, to copy."""
    name = postgres_server.fresh_database()
    _create_schema(postgres_server.url(name))
    return name


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with the schema, to copy."""
    path = tmp_path_factory.mktemp("template") / "bls.db"
    _create_schema(f"sqlite:///{path}")
    return path


def _create_schema(url: str) -> None:
    database = Database(url)
    schema.ensure(database)
    database.close()


@pytest.fixture
def empty_database(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database without any table."""
    if backend == "sqlite":
        yield from _closing(f"sqlite:///{tmp_path}/bls.db")
    else:
        # Asked for by name, so that no server is started where the test is skipped for want of one.
        yield from _on_server(request.getfixturevalue("postgres_server"), "template1")


@pytest.fixture
def database(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A fresh database with the schema."""
    if backend == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "bls.db")
        yield from _closing(f"sqlite:///{tmp_path}/bls.db")
    else:
        template = request.getfixturevalue("postgres_template")
        yield from _on_server(request.getfixturevalue("postgres_server"), template)


@pytest.fixture
def sqlite_database(sqlite_template: Path, tmp_path: Path) -> Iterator[Database]:
    """A fresh SQLite database with the schema, for what concerns SQLite alone."""
    shutil.copy(sqlite_template, tmp_path / "bls.db")
    yield from _closing(f"sqlite:///{tmp_path}/bls.db")


def _closing(url: str) -> Iterator[Database]:
    database = Database(url)
    yield database
    database.close()


def _on_server(server: postgres.Server, template: str) -> Iterator[Database]:
    name = server.fresh_database(template)
    yield from _closing(server.url(name))
    server.drop_database(name)
