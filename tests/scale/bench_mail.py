"""How long the database takes with years of mail and runs in it: conversations, a thread, the ledger, on SQLite."""

import random
import tempfile

from db import schema
from db.queries import mailboxes, messages, runs
from db.queries.conversations import conversations, mark_read, unread_count
from db.rows_mail import LedgerKey, NewMessage, RecipientName
from db.rows_runs import NewRun
from db.session import Database, Writer
from tests.scale import bench_mail_screen
from tests.scale.bench_calls import NOW, _print, _reading, _timed
from tests.scale.calls import DAY, fill

CALLS = 3_000
JOBS = 500
UIDS = 50_000
INBOX = ("help", "INBOX")


def run(mails: int = 10_000) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory(prefix="bls-bench-") as name:
        database = Database(f"sqlite:///{name}/bls.db")
        schema.ensure(database)
        fill(database, NOW, history=CALLS - 500, live=500)
        with database.write() as w:
            _print(f"store {mails:,} messages", _timed(lambda: _mails(w, mails)), None)
        with database.write() as w:
            _print(f"a year of {JOBS} jobs", _timed(lambda: _runs(w)), None)
        with database.write() as w:
            for uid in range(UIDS):
                mailboxes.stored(w, LedgerKey(*INBOX, 1, uid), 1, "d", 1, NOW)
        _measure(database)
        bench_mail_screen.measure(database, name)
        database.close()


def _mails(w: Writer, count: int) -> None:
    chance = random.Random(1)  # noqa: S311 - no secret
    body = "il backup di stanotte non è partito " * 150
    for number in range(count):
        made = NewMessage(
            direction="in" if number % 3 else "out", role="desk", place="call", identity=f"{number}@example",
            received_at=NOW + number, call_id=1 + (number if number < CALLS else chance.randrange(CALLS)),
            sender_name="Anna", sender_address="anna@example", subject="R: backup", snippet=body[:160], body=body,
            recipients=(RecipientName("to", "", "help@example"),),
        )  # fmt: skip
        message_id = messages.add(w, made, body.encode())
        if number % 4:
            mark_read(w, "mr", [message_id])


def _runs(w: Writer) -> None:
    row: list[NewRun] = []
    for job in range(JOBS):
        for day in range(365):
            at = NOW - day * DAY
            row.append(NewRun(f"job{job}", 1, at, at, at, at, at, None, "OK", decided_at=at))
    runs.create(w, row)


def _measure(database: Database) -> None:
    jobs = [f"job{number}" for number in range(JOBS)]

    def of_login(limit: int) -> float:
        return _reading(database, lambda r: conversations(r, login="mr", limit=limit))

    _print("the last 500 conversations", of_login(500), 0.030)
    _print(f"all {CALLS:,} conversations", of_login(CALLS), 0.060)
    _print("unread messages", _reading(database, lambda r: unread_count(r, "mr")), 0.030)
    _print("a thread", _reading(database, lambda r: messages.of_call(r, 1)), 0.010)
    _print("by 30 ids", _reading(database, lambda r: messages.by_ids(r, [f"{n}@example" for n in range(30)])), 0.010)
    _print(f"a folder of {UIDS:,}", _reading(database, lambda r: mailboxes.pending(r, *INBOX, 1)), 0.500)
    _print("30 days of all jobs", _reading(database, lambda r: runs.latest(r, jobs, NOW - 30 * DAY)), 0.300)
    _print("when each job was last good", _reading(database, runs.last_good), 0.060)
