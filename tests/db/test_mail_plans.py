"""What is asked again and again of mail and runs reads an index, however much there is; no list reads the texts."""

import re
from collections.abc import Callable

import pytest
from sqlalchemy import event

from db.queries import call_lists, messages, outbox, process_mails, runs
from db.queries.conversations import conversations, unread_count
from db.queries.mailboxes import errors, pending
from db.session import Database, Reader
from tests.support.calls import AT

ASKED: dict[str, Callable[[Reader], object]] = {
    "by identity": lambda r: messages.by_identity(r, "desk", "a@x"),
    "by digest": lambda r: messages.by_digest(r, "desk", "d"),
    "by ids": lambda r: messages.by_ids(r, ["a@x", "b@x"]),
    "of a call": lambda r: messages.of_call(r, 1),
    "participants": lambda r: messages.participants(r, 1),
    "evidence": lambda r: messages.evidence_of(r, 1),
    "triage": messages.triage,
    "archived": lambda r: messages.archived(r, 50),
    "changed messages": lambda r: messages.changed_since(r, 7),
    "conversations": lambda r: conversations(r, login="mr", limit=200),
    "changed conversations": lambda r: conversations(r, login="mr", limit=200, since_seq=7),
    "unread": lambda r: unread_count(r, "mr"),
    "pending of a folder": lambda r: pending(r, "help", "INBOX", 7),
    "errors": errors,
    "outbox waiting": outbox.waiting,
    "outbox due": outbox.next_due,
    "outbox failed": outbox.failed,
    "outbox of a call": lambda r: outbox.of_call(r, 1),
    "outbox of a message": lambda r: outbox.of_message(r, 1),
    "runs due": lambda r: runs.due(r, AT),
    "open runs": runs.open_ones,
    "latest runs": lambda r: runs.latest(r, ["a", "b"], AT),
    "last good": runs.last_good,
    "mails of a run": lambda r: runs.mails(r, 1),
    "mails of a message": lambda r: runs.mails_of_message(r, 1),
    "attention": process_mails.needing_attention,
    "suspended": lambda r: call_lists.suspended(r, "supplier", ref="T-1"),
}
GROWING = (
    "messages|message_ids|message_reads|mail_ledger|outbox|outbox_recipients|expected_runs|run_mails|process_mails"
)
PARTIAL = "ix_(?:mail_ledger_error|expected_runs_open|calls_wake)"
SCAN = re.compile(rf"SCAN (?:{GROWING}|calls|last|one|mine)\b(?! USING (?:COVERING INDEX|INDEX {PARTIAL}))")


def plans(database: Database, ask: Callable[[Reader], object]) -> str:
    """Return how SQLite goes about everything that `ask` executes."""
    executed = []

    @event.listens_for(database.engine, "before_cursor_execute")
    def remember(_connection: object, _cursor: object, statement: str, parameters: object, *_: object) -> None:
        executed.append((statement, parameters))

    with database.read() as r:
        ask(r)
        event.remove(database.engine, "before_cursor_execute", remember)
        steps = [
            step[-1]
            for statement, parameters in executed
            if statement.startswith("SELECT")
            for step in r.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        ]
    return "\n".join(steps)


@pytest.mark.parametrize("asked", ASKED)
def test_it_reads_an_index(sqlite_database: Database, asked: str) -> None:
    steps = plans(sqlite_database, ASKED[asked])
    assert steps
    assert not SCAN.search(steps), steps
