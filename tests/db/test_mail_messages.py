"""Messages in the database: stored once, found again by any id, put where they belong."""

import zlib

import pytest
from sqlalchemy import select

from db.errors import Conflict, DatabaseRefused
from db.queries import messages, search
from db.rows_mail import AttachmentRow, RecipientName
from db.session import Database
from db.tables import mail as tables
from tests.support.calls import AT
from tests.support.messages import Desk, message, written

RAW = b"From: anna@acme.example\r\n\r\n\x00\xff" + b"ciao " * 500


@pytest.fixture
def desk(database: Database) -> Desk:
    with database.write() as w:
        return Desk(w)


def found(database: Database, query: str) -> list[tuple[int, str]]:
    with database.read() as r:
        return [(hit.call_id, hit.ref) for hit in search.words(r, query)]


def test_a_message_comes_back_as_it_was_stored(database: Database, desk: Desk) -> None:
    new = message(
        customer_id=desk.customer_id, suggested_call_id=desk.calls[1], reason="sender", sent_at=AT - 5, size=2519,
        html=True, in_reply_to=("x@y",), refs=("w@y", "x@y"), facts={"pec": {"kind": "accettazione"}},
    )  # fmt: skip
    with database.write() as w:
        made = messages.add(w, new, RAW)
        seq = w.seq
    with database.read() as r:
        row = messages.get(r, made)
        assert row is not None
        assert all(getattr(row, name) == getattr(new, name) for name in messages._STORED)
        assert (row.id, row.seq, row.call_number, row.suggested_number) == (made, seq, "", "26-000002")
        assert (row.customer_key, row.customer) == ("acme", "Acme")
        assert row.attachments == (AttachmentRow(1, "registro.txt", "text/plain", 12),)
        assert messages.raw(r, made) == RAW
        assert messages.changed_since(r, seq - 1) == messages.triage(r) == [row]
        assert messages.changed_since(r, seq) == []
        assert messages.get(r, 99) is None
        assert messages.raw(r, 99) is None


def test_bytes_are_stored_compressed(database: Database) -> None:
    with database.write() as w:
        messages.add(w, message(), RAW)
        content = w.connection.execute(select(tables.message_raw.c.content)).scalar_one()
    assert zlib.decompress(content) == RAW
    assert len(content) < len(RAW) / 5


def test_what_no_database_can_hold_is_left_out(database: Database) -> None:
    new = message(
        "nul\0@x", subject="a\0b", body="\ud800\0", recipients=(RecipientName("to", "\0x", "a\0@b"),),
        attachments=(AttachmentRow(1, "\0.txt", "a/b", 1),), refs=("\0r",), facts={"k\0": "\ud800"},
    )  # fmt: skip
    with database.write() as w:
        made = messages.add(w, new, None)
        row = messages.get(w, made)
    assert row is not None
    assert (row.identity, row.subject, row.body, row.facts) == ("nul@x", "ab", "?", {"k": "?"})
    assert (row.recipients[0].address, row.attachments[0].filename, row.refs) == ("a@b", ".txt", ("r",))


def test_the_same_mail_comes_in_once_for_each_role(database: Database) -> None:
    with database.write() as w:
        first = messages.add(w, message(), None)
        other = messages.add(w, message(role="process", place="run"), None)
        out = messages.add(w, message(direction="out", digest="d2"), None)
    with pytest.raises(DatabaseRefused), database.write() as w:
        messages.add(w, message(), None)
    with database.read() as r:
        by_identity = {role: messages.by_identity(r, role, "a@example") for role in tables.ROLES}
        assert {role: row and row.id for role, row in by_identity.items()} == {"desk": first, "process": other}
        assert messages.by_digest(r, "desk", "d1") == by_identity["desk"]
        assert messages.by_digest(r, "desk", "d2") is None, out
        assert messages.by_identity(r, "desk", "b@example") is None


def test_every_id_leads_to_its_message(database: Database, desk: Desk) -> None:
    with database.write() as w:
        first = messages.add(w, message(), None)
        second = messages.add(w, message("b@example", place="call", call_id=desk.calls[0]), None)
        for _ in range(2):
            messages.learn_id(w, second, "opec@pec.example")
        messages.learn_id(w, second, "a@example")
        messages.learn_id(w, second, "")
        messages.learn_id(w, second, "è" * 1001)
    with database.read() as r:
        led = messages.by_ids(r, ["a@example", "b@example", "opec@pec.example", "è" * 1001, "", "none@example"])
        assert {alias: row.id for alias, row in led.items()} == dict.fromkeys(
            ("a@example", "b@example", "opec@pec.example"), second
        )
        assert messages.by_ids(r, []) == {}
    with database.write() as w:
        messages.place(w, first, "call", desk.calls[1], was="triage")
        assert messages.by_ids(w, ["a@example"])["a@example"].id == first, "the older one of two in calls"


def test_a_message_is_put_in_a_call_and_is_searched_there(database: Database, desk: Desk) -> None:
    one, two, _ = desk.calls
    with database.write() as w:
        made = messages.add(w, message(reason="stranger", suggested_call_id=one), None)
    assert found(database, "ripartito") == []
    with database.write() as w:
        messages.place(w, made, "call", one, was="triage")
        with pytest.raises(Conflict, match=r"“R: Backup fermo” was moved in the meantime: it is in call 26-000001"):
            messages.place(w, made, "archive", was="triage")
    assert found(database, "ripartito bianchi registro") == [(one, str(made))]
    with database.write() as w:
        with pytest.raises(Conflict):
            messages.place(w, made, "call", two, was="call", was_call_id=two)
        messages.place(w, made, "call", two, was="call", was_call_id=one)
    assert found(database, "ripartito") == [(two, str(made))]
    with database.write() as w:
        messages.place(w, made, "archive", was="call", was_call_id=two)
        with pytest.raises(Conflict, match="no message with the id 99"):
            messages.place(w, 99, "archive", was="triage")
    assert found(database, "ripartito") == []
    with database.read() as r:
        (row,) = messages.archived(r, 5)
        assert (row.id, row.call_id, row.reason, row.suggested_call_id) == (made, None, "", None)
        assert messages.counts(r) == {"archive": 1}


@pytest.mark.parametrize(
    "changes",
    [{"place": "call"}, {"place": "outbox"}, {"place": "somewhere"}, {"kind": "letter"}, {"role": "x"}, {"call_id": 1}],
)
def test_what_does_not_go_together_is_refused(database: Database, desk: Desk, changes: dict) -> None:
    assert desk.calls[0] == 1
    with pytest.raises(DatabaseRefused), database.write() as w:
        messages.add(w, message(**changes), None)


def test_a_call_shows_its_mail_oldest_first_with_what_waits_to_be_sent(database: Database, desk: Desk) -> None:
    one = desk.calls[0]
    with database.write() as w:
        late = messages.add(w, message("b@x", received_at=AT + 9, place="call", call_id=one), None)
        reply = messages.add(w, written(received_at=AT + 20, call_id=one, parent_id=late), None)
        first = messages.add(w, message("a@x", received_at=AT, place="call", call_id=one), None)
        note = written("n@x", received_at=AT + 30, place="call", call_id=one, internal=True, sender_address="mr@x")
        inside = messages.add(w, note, None)
        messages.add(w, message("c@x", place="call", call_id=desk.calls[1], sender_address="eva@x"), None)
    with database.read() as r:
        assert [row.id for row in messages.of_call(r, one)] == [first, late, reply, inside]
        assert messages.participants(r, one) == {"anna@acme.example", "help@desk.example"}
        assert messages.participants(r, 99) == set()


def test_receipts_and_bounces_are_evidence(database: Database) -> None:
    with database.write() as w:
        reply = messages.add(w, written(), None)
        receipt = messages.add(w, message("r@x", kind="receipt", evidence_of=reply), None)
        bounce = messages.add(w, message("b@x", kind="bounce", received_at=AT + 1), None)
        messages.set_evidence(w, bounce, reply)
        with pytest.raises(Conflict):
            messages.set_evidence(w, 99, reply)
    with database.read() as r:
        assert [row.id for row in messages.evidence_of(r, reply)] == [receipt, bounce]


def test_it_is_said_later_whose_message_it_is(database: Database, desk: Desk) -> None:
    with database.write() as w:
        made = messages.add(w, message(), None)
        messages.set_customer(w, made, desk.customer_id)
        row = messages.get(w, made)
        assert row is not None
        assert row.customer == "Acme"
        with pytest.raises(Conflict):
            messages.set_customer(w, 99, None)


def test_bytes_are_deleted_a_few_at_a_time(database: Database) -> None:
    count = messages.PRUNED_AT_ONCE + 3
    with database.write() as w:
        made = [messages.add(w, message(f"{n}@x", received_at=AT + n), b"raw") for n in range(count)]
    pruned = []
    while not pruned or pruned[-1]:
        with database.write() as w:
            pruned.append(messages.prune_raw(w, AT + count - 1))
    assert pruned == [messages.PRUNED_AT_ONCE, 2, 0]
    with database.read() as r:
        assert messages.raw(r, made[0]) is None
        assert messages.raw(r, made[-1]) == b"raw"
        assert messages.get(r, made[0]) is not None
