"""The whole way, with a real IMAP server, a real SMTP listener and `bls poller` as its own process: in, out, back."""

import email
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import TypeVar

import pytest

from bls_tui import config
from bls_tui.bootstrap import refresh_inventory
from bls_tui.desk.mail import ids
from bls_tui.mail.settings import signing_secrets
from bls_tui.service.desk import call_verbs as verbs
from bls_tui.service.desk import calls
from bls_tui.service.desk.calls_store import load
from bls_tui.service.desk.calls_verify import verify_calls
from bls_tui.service.mail import writing
from bls_tui.service.mail.views import thread_view
from bls_tui.service.mail.wiring import office
from bls_tui.service.processes import directory, planning
from checks import clock
from db import schema
from db.queries import mailboxes, messages, outbox, proposals, runs
from db.session import Database
from tests.support.dovecot import PASSWORD, Dovecot
from tests.support.smtp_server import Inbox, serving

BLS = Path(sys.executable).with_name("bls")
DAY = 86400.0
PATIENCE = 25.0
"""Seconds for each step; the chores of the poller are done every three."""
T = TypeVar("T")

INVENTORY = """
[technician.anna]
name = "Anna Neri"


[customer.rossi]
name = "Rossi SpA"

[contact.mario]
customer = "rossi"
name = "Mario Rossi"
mail = "mario@rossi.example"
language = "it"

[contract.rossi-2026]
customer = "rossi"
includes = ["monitoring", "help_desk"]
sla1 = "2h"
sla2 = "16h"

[process.nightly]
customer = "rossi"
mailbox = "backup"
sender = "@rossi.example"
job = "nightly"
at = "mon-sun 00:00"

[process.silent]
customer = "rossi"
mailbox = "backup"
sender = "@rossi.example"
job = "silent"
at = "mon-sun 00:00"
late_after = "1m"
hold = "1m"
"""
BLS_TOML = """
[database]
url = "sqlite:///{folder}/bls.db"

[inventory]
paths = ["inventory.toml"]
this_machine = false

[poller]
stale_after = 5

[mail]
firm = "BLS"
address = "desk@bls.example"
secret = {{ env = "BLS_TEST_SECRET" }}
hold = 3

[smtp]
host = "127.0.0.1"
port = {smtp}
tls = "none"
timeout = 5

[mailbox.desk]
host = "127.0.0.1"
port = {imap}
tls = "none"
user = "desk-{name}@bls.example"
password = {{ env = "BLS_TEST_PASSWORD" }}
poll = 5

[mailbox.backup]
host = "127.0.0.1"
port = {imap}
tls = "none"
user = "backup-{name}@bls.example"
password = {{ env = "BLS_TEST_PASSWORD" }}
role = "process"
poll = 5
"""


def eventually(look: Callable[[], T | None], what: str) -> T:
    """Return what `look` finds as soon as it finds something."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if found := look():
            return found
        time.sleep(0.1)
    raise AssertionError(f"not within {PATIENCE:g} s: {what}")


@dataclass
class House:
    """An installation: its folder, its configuration, its database, and its poller."""

    folder: Path
    server: Dovecot
    smtp_port: int
    inbox: Inbox = field(default_factory=Inbox)
    process: subprocess.Popen | None = None

    def __post_init__(self) -> None:
        (self.folder / "inventory.toml").write_text(INVENTORY)
        text = BLS_TOML.format(folder=self.folder, smtp=self.smtp_port, imap=self.server.port, name=self.folder.name)
        (self.folder / "bls.toml").write_text(text)
        self.config = config.load(self.folder / "bls.toml")
        self.database = Database(self.config.database_url)
        schema.ensure(self.database)
        assert refresh_inventory(self.config, self.database) == ""

    @property
    def office(self):
        return office(self.config)

    def poll(self) -> None:
        command = [str(BLS), "--config", str(self.folder / "bls.toml"), "poller"]
        self.process = subprocess.Popen(command, stderr=(self.folder / "log").open("a"), cwd=self.folder)

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait(10)
            self.execute("update lease set heartbeat_at = 0")  # as if its lease were over

    def execute(self, statement: str) -> None:
        with self.database.write() as w:
            w.connection.exec_driver_sql(statement)

    def append(self, role: str, *mails: EmailMessage) -> None:
        self.server.deliver(f"{role}-{self.folder.name}@bls.example", *(one.as_bytes() for one in mails))

    def received(self, index: int) -> EmailMessage | None:
        """Return a mail that the SMTP server was given."""
        if len(self.inbox.envelopes) <= index:
            return None
        return email.message_from_bytes(self.inbox.envelopes[index].content, policy=email.policy.default)

    def call(self, number: str):
        with self.database.read() as r:
            return load(r, number).call

    def desk_mail(self):
        """Return what came in to the desk, as it is stored."""
        with self.database.read() as r:
            return [row for row in messages.changed_since(r, 0) if row.role == "desk" and row.direction == "in"]


@pytest.fixture
def house(tmp_path: Path, dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    monkeypatch.setenv("BLS_TEST_SECRET", "a secret that only this test knows, long enough")
    monkeypatch.setenv("BLS_TEST_PASSWORD", PASSWORD)
    for name in ("XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    made = House(tmp_path, dovecot, port)
    yield made
    if made.process is not None and made.process.poll() is None:
        made.process.send_signal(signal.SIGTERM)
        # It may be told to end before it is ready to be told anything.
        assert made.process.wait(10) in (0, -signal.SIGTERM), (tmp_path / "log").read_text()
    made.database.close()


def mail(subject: str, text: str, number: str, sender: str = "Mario Rossi <mario@rossi.example>", **more: str):
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, "desk@bls.example", subject
    made["Date"], made["Message-ID"] = format_datetime(_now()), f"<{number}@rossi.example>"
    for name, value in more.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    return made


def _now() -> datetime:
    return datetime.fromtimestamp(clock.now(), UTC)


@pytest.mark.server("dovecot")
def test_a_customers_mail_becomes_a_call_is_answered_and_answered_again(house: House) -> None:
    house.poll()
    with serving(house.inbox, port=house.smtp_port):
        house.append("desk", mail("La posta non parte", "Buongiorno, da stamattina non riesco a inviare.", "1"))
        acknowledged = eventually(lambda: house.received(0), "the acknowledgement")
        number = house.desk_mail()[0].call_number
        ours = acknowledged["Message-ID"].strip("<>")
        assert ids.verify(signing_secrets(house.config), ours) == ids.Signed(number, "ack")
        assert (acknowledged["To"], acknowledged["In-Reply-To"]) == (
            "Mario Rossi <mario@rossi.example>",
            "<1@rossi.example>",
        )
        assert acknowledged["Auto-Submitted"] == "auto-replied"
        assert f"[BLS#{number}]" in acknowledged["Subject"]

        answer = mail("R: posta", "Ancora niente.", "2", "Privato <mario@casa.example>", In_Reply_To=f"<{ours}>")
        house.append("desk", answer)
        eventually(lambda: len(house.desk_mail()) == 2, "the answer")
        assert {row.call_number for row in house.desk_mail()} == {number}
        calls.act(house.database, number, verbs.take(), "anna", clock.now())

    # The server is away while the technician answers; the mail waits and goes out once.
    now = clock.now()
    prepared = writing.prepare_reply(house.database, number, "anna", now, office=house.office)
    written = writing.Written(
        number, prepared.purpose, prepared.recipients, prepared.subject, "Provi ora.", answers=prepared.answers
    )
    sent = writing.send(house.database, written, "anna", now, office=house.office)
    assert {one.address for one in prepared.recipients} == {"mario@casa.example", "mario@rossi.example"}
    row = eventually(lambda: _deferred(house, sent.outbox_id), "an attempt that fails")
    assert all("refused" in one.answer for one in row.recipients)
    before = len(house.inbox.envelopes)
    with serving(house.inbox, port=house.smtp_port):
        house.execute("update outbox set next_try_at = 0 where state = 'queued'")  # the pause before it is over
        eventually(lambda: _state(house, sent.outbox_id) == "sent", "the mail to be sent")
        time.sleep(4.0)  # one more round of the chores
    mine = [one for one in house.inbox.envelopes[before:] if b"Provi ora." in one.content]
    assert len(mine) == 1
    assert sorted(mine[0].rcpt_tos) == ["mario@casa.example", "mario@rossi.example"]
    with house.database.read() as r:
        assert verify_calls(house.database) == []
        assert {(row.folder, row.on_server, row.in_error) for row in mailboxes.folders(r)} == {("INBOX", 0, 0)}
    shown = thread_view(house.database, number, "anna", clock.now()).messages
    assert sum(one.direction == "in" for one in shown) == 2
    assert [one.sending.state for one in shown if one.id == sent.message_id] == ["sent"]
    assert len(house.server.contents(f"desk-{house.folder.name}@bls.example", "Processed")) == 2


def _deferred(house: House, outbox_id: int):
    with house.database.read() as r:
        row = outbox.get(r, outbox_id)
    return row if row.attempts and row.state == "queued" else None


def _state(house: House, outbox_id: int) -> str:
    with house.database.read() as r:
        return outbox.get(r, outbox_id).state


@pytest.mark.server("dovecot")
def test_a_backup_confirms_another_does_not_and_a_killed_poller_doubles_nothing(house: House) -> None:
    now = clock.now()
    with house.database.read() as r:
        known = directory.processes(r, now)
    planning.plan(house.database, known, now - 2 * DAY)  # as the poller did that ran the day before yesterday
    confirmation = mail("[BACKUP][job=nightly][status=SUCCESS]", "job_id=nightly\nstatus=SUCCESS\nbytes=5000000", "b1")
    confirmation.replace_header("Date", format_datetime(_now()))
    house.append("backup", confirmation)
    for seconds in (1.1, 1.6):
        house.poll()
        time.sleep(seconds)
        house.kill()
    house.poll()
    good = eventually(lambda: _run(house, "nightly", "OK"), "the run that is confirmed")
    assert good.size_bytes == 5_000_000
    missing = eventually(lambda: _run(house, "silent", "MISSING"), "the run that is not")
    found = eventually(lambda: _proposals(house, missing.id), "the proposal")
    assert len(found) == 1
    with house.database.read() as r:
        rows = [row for row in messages.changed_since(r, 0) if row.role == "process"]
    assert [(row.identity, row.place) for row in rows] == [("b1@rossi.example", "run")]


def _run(house: House, job: str, state: str):
    with house.database.read() as r:
        found = runs.of_job(r, job, 0, clock.now())
    return next((run for run in reversed(found) if run.state == state), None)


def _proposals(house: House, run_id: int):
    with house.database.read() as r:
        return [row for row in proposals.open_ones(r) if row.run_id == run_id]
