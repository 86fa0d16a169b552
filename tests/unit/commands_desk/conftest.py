"""A small company with a desk, and `bls` run as a user runs it, in one process, by whomever at whatever time."""

import io
import json
import sys
from dataclasses import dataclass

import pytest

from bls_tui import bootstrap, cli
from checks import clock
from db.queries import inventory
from db.session import Database
from tests.unit.service_desk.conftest import DOCUMENTS, MONDAY, declare

OBJECT = {
    "address": "127.0.0.1", "options": {}, "interval": 300, "retry_interval": 60, "max_attempts": 3,
    "flap_enabled": True, "flap_low": 25.0, "flap_high": 30.0,
}  # fmt: skip


@dataclass
class Desk:
    """The desk as a user meets it. `now` moves only when told to; `user` is who types."""

    database: Database
    config: str
    capsys: pytest.CaptureFixture[str]
    now: float = MONDAY
    user: str = "anna"

    def run(self, *arguments: str) -> tuple[int, str, str]:
        """Run one command: exit code, standard output, standard error."""
        code = cli.run(["--config", self.config, *arguments])
        out = self.capsys.readouterr()
        return code, out.out, out.err

    def text(self, *arguments: str) -> str:
        """Run a command that succeeds and fits 80 columns; return what it prints."""
        code, out, err = self.run(*arguments)
        assert (err, code) == ("", 0)
        assert [each for each in out.splitlines() if len(each) > 80] == []
        assert not set(out) & set("\x1b\x9b\u202e\x07")
        return out

    def data(self, *arguments: str) -> dict:
        """Run a command that succeeds with --json; return the object it prints."""
        code, out, err = self.run(*arguments, "--json")
        assert (err, code) == ("", 0)
        assert out.isascii()
        return json.loads(out)

    def refused(self, *arguments: str) -> str:
        """Run a command that is refused; return its one line."""
        code, out, err = self.run(*arguments)
        assert (code, out) == (2, "")
        assert len(err.splitlines()) == 1
        return err

    def opened(self, subject: str = "La posta non parte", *arguments: str) -> str:
        """Open a call of Rossi and return its number."""
        return self.data("call", "new", subject, "--customer", "rossi", "--typology", "mail", *arguments)["number"]

    def taken(self, subject: str = "La posta non parte", *arguments: str) -> str:
        """Open a call and take it at once."""
        return self.opened(subject, "--take", *arguments)

    def said(self, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
        """Put something on standard input."""
        monkeypatch.setattr(sys, "stdin", io.StringIO(text))


@pytest.fixture
def desk(sqlite_database: Database, tmp_path, monkeypatch, capsys) -> Desk:
    with sqlite_database.write() as w:
        names = {"rossi": "Rossi SpA", "bianchi": "Bianchi Srl"}
        ids = inventory.upsert_customers(w, [{"key": key, "name": name, "notes": ""} for key, name in names.items()])
        inventory.upsert_sites(w, [{"customer_id": ids["rossi"], "key": "hq", "name": "Sede"}])
        host = {"kind": "host", "full_name": "nas", "name": "nas", "probe": "icmp", "customer_id": ids["rossi"]}
        inventory.upsert_objects(w, [OBJECT | host])
    declare(sqlite_database, DOCUMENTS)
    config = tmp_path / "bls.toml"
    url = sqlite_database.url
    config.write_text(f'[database]\nurl = "{url}"\n[ui]\ntimezone = "Europe/Rome"\nlanguage = "en"\n')
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    made = Desk(sqlite_database, str(config), capsys)
    monkeypatch.setattr(clock, "now", lambda: made.now)
    monkeypatch.setattr(bootstrap.getpass, "getuser", lambda: made.user)
    return made
