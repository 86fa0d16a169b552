"""The expected processes of the demo: jobs in every state with five weeks of runs, and mails nobody understands."""

from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from itertools import count

from bls_tui.mail.imap.ledger import Arrival
from bls_tui.service.mail.ingest import FilingByRole, Ingest
from bls_tui.service.processes import acts, directory, planning
from bls_tui.service.processes.filing import ProcessFiling
from bls_tui.service.processes.keeper import RunKeeper
from bls_tui.service.processes.mailbox_state import Account
from checks.rules.expected.states import RunState
from db.queries import inventory, mailboxes, runs
from db.rows import DocumentRow
from db.rows_runs import RunRow
from db.session import Database
from tests.support.demo import NOW

MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0
WEEKS = 5 * 7 * DAY
ACCOUNTS = {"backup": Account(("INBOX",)), "tapes": Account(("INBOX",))}
GIB = 2**30


@dataclass(frozen=True)
class Job:
    """A process of the demo: its document, and what the runs of the last days said, the latest last.

    `told` has a letter a run: o OK, w WARNING, p PARTIAL, f FAILED, r FAILED and then OK, - no mail; runs before those
    were OK.
    """

    key: str
    document: dict
    told: str = ""
    size: float = 40.0


JOBS = (
    Job("sql-nightly", {"customer": "acme", "name": "SQL nightly", "at": "22:00", "duration": "2h",
                        "objects": ["web01"], "notes": "Dumps to the NAS, then to tape."}, "off", 45),
    Job("nas-offsite", {"customer": "nord", "name": "NAS-3 offsite", "cron": "30 2 * * *", "objects": ["nas01"]},
        "wooor", 310),
    Job("sql02-log", {"customer": "nord", "name": "sql02 logs", "cron": "0 */6 * * *", "objects": ["sql02"]},
        "o-oo", 2),
    Job("file-server", {"customer": "rossi", "name": "File server at noon", "at": "mon-fri 13:00", "hold": "4h",
                        "objects": ["fs-rossi"]}, "oo-", 120),
    Job("pec-archive", {"customer": "rossi", "name": "PEC archive", "at": "sat 20:00"}, "ow", 6),
    Job("mail-store", {"customer": "acme", "name": "Mail store", "at": "03:00", "items": ["mbx1", "mbx2"],
                       "propose": "second"}, "oop", 80),
    Job("tape", {"customer": "nord", "name": "Tape library", "at": "06:00", "mailbox": "tapes"}, "oo-", 900),
    Job("archive", {"customer": "acme", "name": "New archive", "cron": "0 23 1 12 *"}),
)  # fmt: skip
_STATUS = {"o": "SUCCESS", "w": "WARNING", "p": "PARTIAL", "f": "FAILED"}


class Post:
    """The mailboxes of the demo."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._uids = count(1)
        self.now = NOW
        filing = FilingByRole({"process": ProcessFiling(lambda: self.now, ACCOUNTS)})
        self._ingest = Ingest(database, filing, clock=lambda: self.now)

    def take(self, at: float, sender: str, subject: str, text: str, account: str = "backup") -> None:
        """Let a mail come in."""
        self.now, uid = at, next(self._uids)
        words = b64encode(subject.encode()).decode()
        head = (
            f"From: {sender}\nTo: backup@bls.example\nSubject: =?utf-8?b?{words}?=\n"
            f"Date: {format_datetime(datetime.fromtimestamp(at, UTC))}\nMessage-ID: <{uid}@jobs.example>\n"
            "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n"
        )
        raw = head.encode() + b64encode(text.encode()) + b"\n"
        self._ingest.take(raw, Arrival(account, "process", "INBOX", 1, uid, len(raw), at))

    def confirm(self, job: Job, run: RunRow, letter: str, number: int) -> None:
        """Let the mail of a run come in."""
        started, took = run.scheduled_at, 40 * MINUTE + (number % 7) * 3 * MINUTE
        if letter == "r":
            self.confirm(job, run, "f", number)
            started, letter = started + 75 * MINUTE, "o"
            took /= 8
        size = int((job.size + number % 5) * GIB)
        lines = [f"status={_STATUS[letter]}", f"started_at={_iso(started)}", f"finished_at={_iso(started + took)}"]
        if letter in "ow":
            lines.append(f"bytes={size}")
        for item in job.document.get("items", ()):
            bad = letter == "p" and item.endswith("2")
            lines += [f"item.{item}={'FAILED' if bad else 'SUCCESS'}"]
        subject = f"[BACKUP][job={job.key}][status={_STATUS[letter]}]"
        account = job.document.get("mailbox", "backup")
        self.take(started + took + 40, f"jobs@{job.document['customer']}.example", subject, "\n".join(lines), account)


def _iso(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat()


def expect(database: Database, jobs: tuple[Job, ...] = JOBS, text: str = "") -> Post:
    """Declare the jobs and let five weeks pass; `text` is put into names and mails. Return the mailboxes."""
    declare(database, jobs, text)
    post = Post(database)
    mails = sorted(_mails(database, jobs), key=lambda one: one[1].scheduled_at)
    for job, run, letter, number in mails:
        post.confirm(job, run, letter, number)
    with database.write() as w:
        mailboxes.passed(w, "backup", "INBOX", "process", 1, 240, 240, 0, NOW - 20)
        if any(job.document.get("mailbox") == "tapes" for job in jobs):
            mailboxes.passed(w, "tapes", "INBOX", "process", 1, 30, 30, 0, NOW - 12 * HOUR)
            mailboxes.failed(w, "tapes", "INBOX", "process", f"LOGIN refused{text}", NOW - 11 * HOUR, NOW + 4 * MINUTE)
    puzzle(post, text)
    RunKeeper(ACCOUNTS)(database, NOW)
    return post


def declare(database: Database, jobs: tuple[Job, ...], text: str = "") -> None:
    """Put the jobs into the inventory."""
    documents = []
    for job in jobs:
        usual = {"mailbox": "backup", "job": job.key}
        named = {"name": job.document["name"] + text, "notes": job.document.get("notes", "") + text}
        documents.append(DocumentRow("process", job.key, "d.toml", 1, {**usual, **job.document, **named}))
    with database.write() as w:
        inventory.put_documents(w, documents)
    for at in (NOW - WEEKS, NOW):
        with database.read() as r:
            known = directory.processes(r, at)
        planning.plan(database, known, at)


def _mails(database: Database, jobs: tuple[Job, ...]) -> Iterator[tuple[Job, RunRow, str, int]]:
    with database.read() as r:
        for job in jobs:
            past = [run for run in runs.of_job(r, job.key, 0.0, NOW) if run.scheduled_at + 2 * HOUR < NOW or job.told]
            told = ("o" * len(past) + job.told)[-len(past) :] if past else ""
            for number, (run, letter) in enumerate(zip(past, told, strict=True)):
                if letter != "-":
                    yield job, run, letter, number


def puzzle(post: Post, text: str = "") -> None:
    """Let mails come in that need a technician: of nobody known, not to be understood, and of no run any more."""
    post.take(NOW - 3 * HOUR, "robot@unknown.example", f"Backup job nuovo completed{text}",
              f"Backup job: nuovo\nStatus: Success\n{text}")  # fmt: skip
    body = "Ciclo delle ore 13 terminato.\nVolume: D\nEsito del ciclo: conforme al piano\n"
    for days in (5, 2, 0):
        post.take(NOW - days * DAY - 2 * HOUR, "agent@rossi.example", f"Ciclo archivi{text}", f"{body}{text}")
    old = "[BACKUP][job=sql-nightly][status=SUCCESS]"
    post.take(NOW - 100 * DAY, "jobs@acme.example", old, "status=SUCCESS")


def judge_by_hand(database: Database) -> None:
    """Let a person judge the last run of the mail store."""
    with database.read() as r:
        run = runs.history(r, "mail-store", 3)[0]
    acts.verdict(database, run.id, RunState.WARNING, "kb", NOW - HOUR, reason="mbx2 was moved that night")
