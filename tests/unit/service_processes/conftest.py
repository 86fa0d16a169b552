"""The small company of the desk, with jobs that confirm by mail to a mailbox, and the poller's part of their lives."""

from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from itertools import count

import pytest

from bls_tui.mail.imap.ledger import Arrival
from bls_tui.service.desk.desk_pass import DeskPass
from bls_tui.service.mail.ingest import FilingByRole, Ingest
from bls_tui.service.processes.filing import ProcessFiling
from bls_tui.service.processes.mailbox_state import Account
from db.queries import feed, mailboxes, messages, process_mails, proposals, runs
from db.rows_desk import ProposalRow
from db.rows_mail import MessageRow
from db.rows_runs import ProcessMailRow, RunRow
from db.session import Database
from tests.unit.service_desk.conftest import ROME, at, company, declare  # noqa: F401 - fixtures

ACCOUNTS = {"backup": Account(("INBOX",))}
NIGHTLY = {
    "customer": "rossi", "name": "Nightly of srv", "mailbox": "backup", "sender": "@rossi.example", "job": "nightly",
    "at": "mon-fri 22:00", "duration": "1h", "late_after": "1h", "hold": "2h", "objects": ["srv-rossi"],
}  # fmt: skip
MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0


def own_script(job: str, status: str, sender: str = "script@rossi.example", **said: str) -> EmailMessage:
    """Return a mail in the published form for own scripts."""
    made = EmailMessage()
    made["From"], made["To"] = sender, "backup@bls.example"
    made["Subject"] = f"[BACKUP][job={job}][status={status}]"
    made.set_content("\n".join(f"{key}={value}" for key, value in {"job_id": job, "status": status, **said}.items()))
    return made


def plain_mail(subject: str, text: str, sender: str = "script@rossi.example") -> EmailMessage:
    """Return any mail."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, "backup@bls.example", subject
    made.set_content(text)
    return made


@dataclass
class Office:
    """A poller at work: `at` lets time pass to an instant, `receive` takes a mail in, `deaf` loses the mailbox."""

    database: Database
    now: float
    desk: DeskPass = field(default_factory=lambda: DeskPass(ACCOUNTS))
    failing: bool = False
    _numbers: "count[int]" = field(default_factory=lambda: count(1))

    def at(self, text: str, *, step: float = HOUR) -> None:
        """Let time pass until then, with a pass over the mailbox and one of the desk every `step` seconds."""
        until = at(text)
        while self.now < until:
            self.now = min(self.now + step, until)
            self.beat()

    def beat(self) -> None:
        """Read the mailbox and let the desk do its work, now."""
        with self.database.write() as w:
            if self.failing:
                mailboxes.failed(w, "backup", "INBOX", "process", "connection refused", self.now, self.now + MINUTE)
            else:
                mailboxes.passed(w, "backup", "INBOX", "process", 1, 0, 0, 0, self.now)
        self.desk(self.database, self.now)

    def receive(self, mail: EmailMessage, *, sent: float | None = None, beat: bool = True) -> MessageRow:
        """Take a mail in, now; it was sent then."""
        number = next(self._numbers)
        if mail["Date"] is None:
            mail["Date"] = format_datetime(datetime.fromtimestamp(sent or self.now, ROME))
        if mail["Message-ID"] is None:
            mail["Message-ID"] = f"<{number}@rossi.example>"
        return self.take(mail.as_bytes(), number, beat=beat)

    def take(self, raw: bytes, number: int | None = None, *, beat: bool = True) -> MessageRow:
        """Take these bytes in."""
        number = number or next(self._numbers)
        filing = FilingByRole({"process": ProcessFiling(lambda: self.now, ACCOUNTS)})
        ingest = Ingest(self.database, filing, clock=lambda: self.now)
        ingest.take(raw, Arrival("backup", "process", "INBOX", 1, number, len(raw), self.now))
        if beat:
            self.desk(self.database, self.now)
        with self.database.read() as r:
            found = messages.get(r, max(row.id for row in messages.changed_since(r, 0)))
        assert found is not None
        return found

    def declare(self, key: str, **document: object) -> None:
        """Put a process into the inventory; what is not said is as in NIGHTLY."""
        declare(self.database, [("process", key, {**NIGHTLY, **document})])
        self.mark()

    def mark(self) -> None:
        with self.database.write() as w:
            feed.mark_inventory(w)

    def runs(self, job: str = "nightly") -> list[RunRow]:
        """The runs of a job that are not merely expected."""
        with self.database.read() as r:
            return [run for run in runs.of_job(r, job, 0.0, 1e12) if run.state != "EXPECTED"]

    def states(self, job: str = "nightly") -> list[str]:
        """Their states."""
        return [run.state for run in self.runs(job)]

    def ahead(self, job: str = "nightly") -> list[RunRow]:
        """The runs of a job that are expected, and nothing more."""
        with self.database.read() as r:
            return [run for run in runs.of_job(r, job, 0.0, 1e12) if run.state == "EXPECTED"]

    def proposals(self) -> list[ProposalRow]:
        """Those that wait for a decision."""
        with self.database.read() as r:
            return proposals.open_ones(r)

    def unclear(self) -> list[ProcessMailRow]:
        """The mails a technician has to look at."""
        with self.database.read() as r:
            return process_mails.needing_attention(r)


@pytest.fixture
def office(company: Database) -> Office:  # noqa: F811 - the fixture
    """Monday noon, and one job expected every night of a working day."""
    made = Office(company, at("2026-03-02 12:00"))
    made.declare("nightly")
    made.beat()
    return made
