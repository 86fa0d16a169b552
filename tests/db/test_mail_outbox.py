"""The outbox: held for a moment, claimed by one program at a time, delivered to each recipient once."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from db.errors import Conflict, DatabaseRefused
from db.queries import messages, outbox
from db.rows_mail import NewOutgoing, OutboxRow, RecipientName
from db.session import Database, Writer
from tests.support.calls import AT
from tests.support.messages import Desk, written

TO = (
    RecipientName("to", "Anna", "Anna@acme.example"),
    RecipientName("cc", "", "eva@acme.example"),
    RecipientName("bcc", "", "anna@ACME.example"),
)


def hold(w: Writer, identity: str = "o@desk.example", **changes: object) -> int:
    made = messages.add(w, written(identity), None)
    values = {"send_at": AT + 10, "created_by": "mr", "purpose": "reply", "account": "help", "recipients": TO}
    return outbox.hold(w, NewOutgoing(made, **(values | changes)))


def claimed(database: Database, now: float, holder: str = "poller", limit: int = 9) -> list[int]:
    with database.write() as w:
        return [row.id for row in outbox.claim_due(w, holder, now, limit)]


def row_of(database: Database, outbox_id: int) -> OutboxRow:
    with database.read() as r:
        row = outbox.get(r, outbox_id)
    assert row is not None
    return row


def test_a_message_is_held_sent_and_over(database: Database) -> None:
    with database.write() as w:
        desk = Desk(w)
        made = messages.add(w, written(call_id=desk.calls[0]), None)
        sending = outbox.hold(w, NewOutgoing(made, AT + 10, "mr", "reply", "help", TO))
        with pytest.raises(Conflict, match="in the outbox already"):
            outbox.hold(w, NewOutgoing(made, AT + 10, "mr", "reply", "help", TO))
    row = row_of(database, sending)
    assert (row.state, row.call_id, row.subject, row.purpose) == ("held", desk.calls[0], "R: Backup fermo", "reply")
    assert [(one.address, one.kind, one.status) for one in row.recipients] == [
        ("Anna@acme.example", "to", "pending"), ("eva@acme.example", "cc", "pending"),
    ]  # fmt: skip
    assert claimed(database, AT + 9) == []
    assert claimed(database, AT + 10) == [sending]
    with database.write() as w:
        outbox.result(w, sending, "Anna@acme.example", "accepted", "250 ok", AT + 11)
        outbox.result(w, sending, "eva@acme.example", "refused", "550 5.1.1\0", AT + 11)
        with pytest.raises(Conflict):
            outbox.result(w, sending, "Anna@acme.example", "refused", "", AT + 12)
        with pytest.raises(Conflict):
            outbox.result(w, sending, "none@acme.example", "refused", "", AT + 12)
        outbox.finished(w, sending, "sent", AT + 12)
        seq = w.seq
    with database.read() as r:
        (row,) = outbox.of_call(r, desk.calls[0])
        assert (row.state, row.ended_at, row.attempts, row.claimed_by, row.seq) == ("sent", AT + 12, 1, "", seq)
        assert [(one.status, one.answer) for one in row.recipients] == [
            ("accepted", "250 ok"),
            ("refused", "550 5.1.1"),
        ]
        assert outbox.of_message(r, made) == row
        assert outbox.changed_since(r, seq - 1) == [row]
        assert outbox.waiting(r) == outbox.failed(r) == []
        assert outbox.get(r, 99) is outbox.of_message(r, 99) is outbox.next_due(r) is None


def test_it_is_taken_back_only_while_it_is_held(database: Database) -> None:
    with database.write() as w:
        first, second = hold(w, "a@x"), hold(w, "b@x", send_at=AT + 20)
        outbox.cancel(w, second, "mr", AT + 5)
        with pytest.raises(Conflict, match=r"“R: Backup fermo” is cancelled in the meantime"):
            outbox.cancel(w, second, "mr", AT + 5)
        assert outbox.next_due(w) == AT + 10
    assert claimed(database, AT + 30) == [first]
    with database.write() as w:
        with pytest.raises(Conflict, match="is queued in the meantime"):
            outbox.cancel(w, first, "mr", AT + 31)
        with pytest.raises(Conflict, match="no message 99"):
            outbox.cancel(w, 99, "mr", AT)
    row = row_of(database, second)
    assert (row.state, row.ended_at, row.ended_by) == ("cancelled", AT + 5, "mr")


def test_a_claim_is_one_programs_until_it_is_stale(database: Database) -> None:
    with database.write() as w:
        sending = hold(w)
    assert claimed(database, AT + 10, "one") == [sending]
    assert claimed(database, AT + 10 + outbox.CLAIM_SECONDS - 1, "two") == []
    assert claimed(database, AT + 10 + outbox.CLAIM_SECONDS, "two") == [sending]
    assert row_of(database, sending).claimed_by == "two"
    with database.write() as w:
        outbox.finished(w, sending, "sent", AT + 700)
        with pytest.raises(Conflict):
            outbox.finished(w, sending, "sent", AT + 701)
        with pytest.raises(Conflict):
            outbox.deferred(w, sending, AT + 800)


def test_programs_that_claim_at_once_get_different_messages(database: Database) -> None:
    with database.write() as w:
        ids = {hold(w, f"{number}@x") for number in range(30)}

    def claim(holder: int) -> list[int]:
        return [made for _ in range(5) for made in claimed(database, AT + 10, f"program {holder}", 3)]

    with ThreadPoolExecutor(4) as pool:
        got = [made for found in pool.map(claim, range(4)) for made in found]
    assert len(got) == len(set(got)) == 30
    assert set(got) == ids


def test_what_is_put_off_is_tried_again_in_its_turn(database: Database) -> None:
    with database.write() as w:
        early, late = hold(w, "a@x"), hold(w, "b@x", send_at=AT + 11)
    assert claimed(database, AT + 20) == [early, late]
    with database.write() as w:
        outbox.result(w, early, "eva@acme.example", "deferred", "451 later", AT + 20)
        outbox.deferred(w, early, AT + 80)
        assert outbox.next_due(w) == AT + 80
        outbox.deferred(w, late, AT + 70)
    row = row_of(database, early)
    assert (row.state, row.attempts, row.next_try_at, row.claimed_at) == ("queued", 1, AT + 80, None)
    assert claimed(database, AT + 60) == []
    assert claimed(database, AT + 90, limit=1) == [late]
    assert claimed(database, AT + 90) == [early]


def test_what_failed_is_sent_again_to_whom_it_did_not_reach(database: Database) -> None:
    with database.write() as w:
        sending = hold(w)
        with pytest.raises(Conflict):
            outbox.retry(w, sending, AT)
    assert claimed(database, AT + 10) == [sending]
    with database.write() as w:
        outbox.result(w, sending, "Anna@acme.example", "accepted", "250 ok", AT + 11)
        outbox.result(w, sending, "eva@acme.example", "refused", "550 no", AT + 11)
        outbox.finished(w, sending, "failed", AT + 11)
        assert [row.id for row in outbox.failed(w)] == [sending]
        outbox.retry(w, sending, AT + 50)
    row = row_of(database, sending)
    assert [(one.status, one.answer, one.at) for one in row.recipients] == [
        ("accepted", "250 ok", AT + 11), ("pending", "", None),
    ]  # fmt: skip
    assert claimed(database, AT + 50) == [sending]


def test_words_nobody_knows_are_refused(database: Database) -> None:
    with pytest.raises(DatabaseRefused), database.write() as w:
        hold(w, purpose="spam")


def test_addresses_that_mail_does_not_reach_are_remembered(database: Database) -> None:
    with database.write() as w:
        made = messages.add(w, written(), None)
        outbox.bad_address(w, "Eva@Acme.example", "5.1.1\0 unknown", made, AT)
        outbox.bad_address(w, "eva@acme.example", "5.2.2 full", None, AT + 9)
        (bad,) = outbox.bad_addresses(w).values()
        assert (bad.address, bad.since, bad.reason, bad.message_id) == ("eva@acme.example", AT, "5.2.2 full", None)
        outbox.good_address(w, "EVA@acme.example")
        assert outbox.bad_addresses(w) == {}
