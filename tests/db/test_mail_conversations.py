"""The mail of calls in lists, and what each has read of it."""

import pytest

from db.queries import calls, messages
from db.queries.conversations import conversations, mark_read, mark_unread, unread, unread_count
from db.rows_desk import NewCallEvent
from db.session import Database
from tests.support.calls import AT
from tests.support.messages import Desk, message, written


@pytest.fixture
def desk(database: Database) -> Desk:
    with database.write() as w:
        return Desk(w)


def test_each_call_with_mail_is_one_line(database: Database, desk: Desk) -> None:
    one, two, closed = desk.calls
    with database.write() as w:
        messages.add(w, message("a@x", place="call", call_id=one), None)
        mine = messages.add(w, written(received_at=AT + 5, call_id=one, snippet="Ora riparte"), None)
        last = messages.add(w, message("b@x", place="call", call_id=two, received_at=AT + 9, sender_name=""), None)
        messages.add(w, message("c@x", place="call", call_id=closed, received_at=AT + 3), None)
        messages.add(w, message("d@x"), None)
    with database.read() as r:
        first, second, third = conversations(r, login="mr", limit=9)
        assert (first.call_id, first.number, first.customer, first.last_id) == (two, "26-000002", "Acme", last)
        assert (first.last_at, first.last_from, first.direction) == (AT + 9, "anna@acme.example", "in")
        assert (second.call_id, second.last_id, second.last_from, second.snippet) == (one, mine, "mr", "Ora riparte")
        assert (second.count, second.unread, second.direction, second.state) == (2, 1, "out", "open")
        assert (third.call_id, third.state, third.unread) == (closed, "closed", 0)
        assert [row.call_id for row in conversations(r, login="mr", limit=1)] == [two]
        assert unread(r, "mr", closed) != []


def test_of_two_messages_of_one_instant_the_later_stored_is_the_last(database: Database, desk: Desk) -> None:
    with database.write() as w:
        for identity in ("a@x", "b@x"):
            last = messages.add(w, message(identity, place="call", call_id=desk.calls[0]), None)
    with database.read() as r:
        (row,) = conversations(r, login="mr", limit=9)
        assert (row.last_id, row.count) == (last, 2)


def test_what_changed_is_asked_for_alone(database: Database, desk: Desk) -> None:
    one, two, _ = desk.calls
    with database.write() as w:
        messages.add(w, message("a@x", place="call", call_id=one), None)
        messages.add(w, message("b@x", place="call", call_id=two), None)
        seq = w.seq
    with database.read() as r:
        assert conversations(r, login="mr", limit=9, since_seq=seq) == []
    with database.write() as w:
        calls.append(w, one, 1, [NewCallEvent(AT, "mr", "take", {})])
    with database.write() as w:
        messages.add(w, message("c@x", place="call", call_id=two), None)
    with database.read() as r:
        assert [row.call_id for row in conversations(r, login="mr", limit=9, since_seq=seq)] == [two, one]
        assert [row.count for row in conversations(r, login="mr", limit=9, since_seq=seq + 1)] == [2]


def test_everybody_reads_alone(database: Database, desk: Desk) -> None:
    one, two, closed = desk.calls
    with database.write() as w:
        made = [messages.add(w, message(f"{call_id}@x", place="call", call_id=call_id), None) for call_id in desk.calls]
        messages.add(w, message("r@x", place="call", call_id=one, kind="receipt"), None)
        messages.add(w, message("t@x"), None)
        messages.add(w, written(call_id=one), None)
        assert unread_count(w, "mr") == 2
        for _ in range(2):
            mark_read(w, "mr", made[:1])
        mark_read(w, "mr", [])
        assert (unread_count(w, "mr"), unread_count(w, "kb")) == (1, 2)
        assert unread(w, "mr", one) == []
        assert unread(w, "mr", two) == [made[1]]
        assert unread(w, "mr", closed) == [made[2]]
        mark_unread(w, "mr", made)
        assert unread_count(w, "mr") == 2
