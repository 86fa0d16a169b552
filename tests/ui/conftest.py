"""The demo database of the screens, built once and copied for every test."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from bls_tui.locale import use_language
from db.session import Database
from tests.support.demo import HOSTILE, Demo, hostile
from tests.support.demo_desk import furnish, populate
from tests.support.demo_mail import correspond


class Screens(SingleFileSnapshotExtension):
    """One text file a picture, so that a change is read as a picture."""

    _write_mode = WriteMode.TEXT
    file_extension = "txt"


@pytest.fixture
def picture(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    """Compare with the picture of this test."""
    return snapshot.use_extension(Screens)


@pytest.fixture(autouse=True)
def _english() -> None:
    use_language("en")


@pytest.fixture(scope="session")
def _built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    for name, make in (("demo", Demo), ("hostile", hostile)):
        make(f"sqlite:///{folder / f'{name}.db'}").database.close()
    empty = Demo(f"sqlite:///{folder / 'empty.db'}", things=(), polled=True)
    empty.database.close()
    return folder


@pytest.fixture
def made(_built: Path, tmp_path: Path) -> Callable[[str], Database]:
    """Return a fresh copy of one of the databases: demo, hostile, empty."""

    def copy(name: str) -> Database:
        for file in _built.glob(f"{name}.db*"):
            shutil.copy(file, tmp_path / file.name)
        return Database(f"sqlite:///{tmp_path / f'{name}.db'}")

    return copy


@pytest.fixture(scope="session")
def _desks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("desk")
    populate(Demo(f"sqlite:///{folder / 'desk.db'}")).close()
    populate(Demo(f"sqlite:///{folder / 'hostile.db'}"), HOSTILE.replace("\0", "")).close()
    furnish(Demo(f"sqlite:///{folder / 'none.db'}")).close()
    return folder


@pytest.fixture(scope="session")
def _posts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("mail")
    correspond(Demo(f"sqlite:///{folder / 'mail.db'}")).close()
    correspond(Demo(f"sqlite:///{folder / 'hostile.db'}"), HOSTILE.replace("\0", "")).close()
    return folder


@pytest.fixture
def mails(_posts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Database]:
    """Return a fresh copy of one of the databases with mail: mail, hostile; drafts are kept in the test's folder."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))

    def copy(name: str = "mail") -> Database:
        for file in _posts.glob(f"{name}.db*"):
            shutil.copy(file, tmp_path / file.name)
        return Database(f"sqlite:///{tmp_path / f'{name}.db'}")

    return copy


@pytest.fixture
def desk(_desks: Path, tmp_path: Path) -> Callable[..., Database]:
    """Return a fresh copy of one of the databases with a desk: desk, hostile, none."""

    def copy(name: str = "desk") -> Database:
        for file in _desks.glob(f"{name}.db*"):
            shutil.copy(file, tmp_path / file.name)
        return Database(f"sqlite:///{tmp_path / f'{name}.db'}")

    return copy
