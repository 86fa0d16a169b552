"""Rounds over the folders of a real server: everything is taken once and moved, whatever else happens there."""

import pytest

from bls_tui.mail.imap import rounds
from bls_tui.mail.imap.errors import FolderMissing, LedgerUnavailable
from bls_tui.mail.imap.ledger import Entry, State
from bls_tui.mail.imap.rounds import Memory
from tests.support.mailbox import Clock, MemoryLedger, account, mail, one_round, subjects

pytestmark = pytest.mark.server("dovecot")


def numbered(ledger):
    return subjects([raw for _arrival, raw in ledger.taken])


def test_what_is_new_is_taken_to_the_byte_and_moved(dovecot, user):
    mails = [mail(number) for number in range(3)]
    dovecot.deliver(user, *mails)
    ledger = MemoryLedger()
    outcome = one_round(account(dovecot, user), ledger)
    assert [raw for _arrival, raw in ledger.taken] == mails
    assert outcome.taken == 3
    assert not outcome.more
    assert (outcome.count.on_server, outcome.count.known, outcome.count.in_error) == (3, 3, 0)
    assert dovecot.contents(user) == []
    assert dovecot.contents(user, "Processed") == mails
    assert set(ledger.states().values()) == {State.MOVED}
    arrival = ledger.taken[0][0]
    assert (arrival.uid, arrival.size, arrival.folder, arrival.truncated) == (1, len(mails[0]), "INBOX", False)
    assert arrival.received_at == pytest.approx(1_795_000_000, abs=3e8)


def test_left_mails_are_taken_once_and_stay_unread(dovecot, user):
    dovecot.deliver(user, mail(1), mail(2))
    ledger = MemoryLedger()
    who = account(dovecot, user, moves=False)
    assert one_round(who, ledger).taken == 2
    assert one_round(who, ledger).taken == 0
    client = dovecot.client(user)
    client.select("INBOX")
    assert client.search(None, "UNSEEN")[1] == [b"1 2"]
    client.logout()
    assert ledger.counts[-1].known == ledger.counts[-1].on_server == 2


def test_read_by_somebody_else_is_taken_all_the_same(dovecot, user):
    dovecot.deliver(user, mail(1))
    client = dovecot.client(user)
    client.select("INBOX")
    client.store("1", "+FLAGS", r"(\Seen)")
    client.logout()
    ledger = MemoryLedger()
    one_round(account(dovecot, user), ledger)
    assert numbered(ledger) == ["Stampante 1"]


def test_what_somebody_else_takes_away_is_gone_and_no_error(dovecot, user):
    dovecot.deliver(user, mail(1), mail(2), mail(3))
    ledger = MemoryLedger(refuse=lambda raw: "not this one" if b"Stampante 2" in raw else "")
    who = account(dovecot, user, moves=False)
    one_round(who, ledger)
    assert ledger.states() == {1: State.DONE, 2: State.ERROR, 3: State.DONE}
    client = dovecot.client(user)
    client.select("INBOX")
    client.store("1:2", "+FLAGS", r"(\Deleted)")
    client.expunge()
    client.logout()
    outcome = one_round(who, ledger)
    assert ledger.states() == {1: State.GONE, 2: State.GONE, 3: State.DONE}
    assert (outcome.count.on_server, outcome.count.known, outcome.count.in_error) == (1, 1, 0)


def test_a_message_deleted_between_listing_and_fetching_is_no_error(dovecot, user):
    dovecot.deliver(user, mail(1), mail(2), mail(3))

    def delete(raw):
        if b"Stampante 1" in raw:
            client = dovecot.client(user)
            client.select("INBOX")
            client.store("2", "+FLAGS", r"(\Deleted)")
            client.expunge()
            client.logout()
        return ""

    ledger = MemoryLedger(refuse=delete)
    one_round(account(dovecot, user), ledger, memory=Memory(careful=True))
    assert numbered(ledger) == ["Stampante 1", "Stampante 3"]
    assert ledger.errors == []
    assert one_round(account(dovecot, user), ledger).count.in_error == 0


def test_a_bad_message_is_put_away_after_three_attempts_while_others_flow(dovecot, user):
    dovecot.deliver(user, mail("bad"), mail(1))
    ledger = MemoryLedger(refuse=lambda raw: "cannot be understood" if b"bad" in raw else "")
    who, clock = account(dovecot, user), Clock()
    assert one_round(who, ledger, clock=clock).taken == 1
    one_round(who, ledger, clock=clock)  # not due yet
    assert len(ledger.errors) == 1
    for attempt in range(2, 4):
        clock.now += 4000
        dovecot.deliver(user, mail(attempt))
        assert one_round(who, ledger, clock=clock).taken == 1
        assert len(ledger.errors) == attempt
    assert numbered(ledger) == ["Stampante 1", "Stampante 2", "Stampante 3"]
    assert subjects(dovecot.contents(user, "Error")) == ["Stampante bad"]
    assert dovecot.contents(user) == []
    assert ledger.counts[-1].in_error == 1
    assert "cannot be understood" in ledger.errors[-1]
    clock.now += 4000
    one_round(who, ledger, clock=clock)
    assert len(ledger.errors) == 3


def test_where_everything_fails_nothing_is_put_away(dovecot, user):
    dovecot.deliver(user, *(mail(number) for number in range(12)))
    broken = [True]
    ledger = MemoryLedger(refuse=lambda _raw: "a table is missing" if broken[0] else "")
    who, clock = account(dovecot, user), Clock()
    for _attempt in range(5):
        one_round(who, ledger, clock=clock)
        clock.now += 4000
    assert dovecot.contents(user, "Error") == []
    assert ledger.counts[-1].in_error == 12
    broken[0] = False
    assert one_round(who, ledger, clock=clock).taken == 12


def test_what_was_taken_and_not_moved_before_a_crash_is_only_moved(dovecot, user):
    dovecot.deliver(user, mail(1), mail(2))
    ledger = MemoryLedger()
    one_round(account(dovecot, user, moves=False), ledger)
    assert one_round(account(dovecot, user), ledger).taken == 0
    assert len(ledger.taken) == 2
    assert len(dovecot.contents(user, "Processed")) == 2
    assert set(ledger.states().values()) == {State.MOVED}


def test_a_folder_made_anew_is_listed_anew(dovecot, user):
    client = dovecot.client(user)
    client.create("Backup")
    dovecot.deliver(user, mail(1), mail(2), folder="Backup")
    ledger, memory = MemoryLedger(), Memory()
    who = account(dovecot, user, moves=False)
    first = one_round(who, ledger, "Backup", memory=memory)
    client.delete("Backup")
    client.create("Backup")
    dovecot.deliver(user, mail(3), mail(2), folder="Backup")
    client.logout()
    second = one_round(who, ledger, "Backup", memory=memory)
    assert second.count.uidvalidity != first.count.uidvalidity
    assert second.taken == 2
    old = [entry.state for (validity, _uid), entry in ledger.lines.items() if validity == first.count.uidvalidity]
    assert old == [State.GONE, State.GONE]


def test_a_missing_folder_says_its_name(dovecot, user):
    with pytest.raises(FolderMissing, match="Backup/Veeam"):
        one_round(account(dovecot, user), MemoryLedger(), "Backup/Veeam")


def test_folder_names_in_any_script(dovecot, user):
    who = account(dovecot, user, processed="Già & letti/Ñandú 日本")
    dovecot.deliver(user, mail(1))
    one_round(who, MemoryLedger())
    client = dovecot.client(user)
    names = b" ".join(client.list()[1])
    client.logout()
    assert b"Gi&AOA- &- letti/&ANE-and&APo- &ZeVnLA-" in names
    ledger = MemoryLedger()
    assert one_round(account(dovecot, user), ledger, "Già & letti/Ñandú 日本").taken == 1


def test_bytes_that_are_no_mail_are_taken_as_they_are(dovecot, user):
    odd = [
        b"\x00\x01\x02 not a header\r\n\xff\xfe\r\n",
        b"Subject: =?utf-8?b?broken\r\n\r\n" + bytes(range(1, 256)) + b"\r\n",
        b"\r\n\r\n",
        b"Subject: " + b"x" * 100_000 + b"\r\n\r\n",
    ]
    dovecot.drop(user, *odd)
    ledger = MemoryLedger()
    outcome = one_round(account(dovecot, user), ledger)
    assert outcome.taken == 4
    assert ledger.errors == []
    assert any(b"\xff\xfe" in raw for _arrival, raw in ledger.taken)


def test_large_mails_lose_their_attachments_and_stay_on_the_server(dovecot, user):
    boundary = "teil"
    parts = [
        f"--{boundary}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nIl log è allegato.\r\n",
        f"--{boundary}\r\nContent-Type: application/zip; name=log.zip\r\nContent-Transfer-Encoding: base64\r\n\r\n",
        ("A" * 76 + "\r\n") * (60_000_000 // 78),
        f"--{boundary}--\r\n",
    ]
    head = {"Content-Type": f"multipart/mixed; boundary={boundary}", "MIME-Version": "1.0"}
    large = mail("large", body="".join(parts), **head)
    dovecot.drop(user, large, mail(2))
    ledger = MemoryLedger()
    assert one_round(account(dovecot, user), ledger).taken == 2
    arrival, raw = next(taken for taken in ledger.taken if b"large" in taken[1])
    assert arrival.truncated
    assert arrival.size >= 59_000_000
    assert len(raw) < 2000
    assert "Il log è allegato.".encode() in raw
    assert b"log.zip" in raw
    assert b"AAAA" not in raw
    assert len(dovecot.contents(user)) == 1
    again = one_round(account(dovecot, user), ledger)
    assert (again.taken, again.count.on_server, again.count.known) == (0, 1, 1)


def test_a_large_mail_fits_where_that_is_allowed(dovecot, user):
    dovecot.drop(user, mail(1, body="x" * 30_000_000))
    ledger = MemoryLedger()
    one_round(account(dovecot, user, max_bytes=100_000_000), ledger)
    assert len(ledger.taken[0][1]) > 30_000_000
    assert dovecot.contents(user) == []


def test_a_round_is_bounded_and_begins_with_the_oldest(dovecot, user, monkeypatch):
    monkeypatch.setattr(rounds, "PER_ROUND", 4)
    monkeypatch.setattr(rounds, "FETCHED_AT_ONCE", 3)
    dovecot.deliver(user, *(mail(number) for number in range(6)))
    ledger = MemoryLedger()
    first = one_round(account(dovecot, user), ledger)
    assert (first.taken, first.more) == (4, True)
    assert numbered(ledger) == [f"Stampante {number}" for number in range(4)]
    assert (first.count.on_server, first.count.known) == (6, 4)
    assert one_round(account(dovecot, user), ledger).more is False
    assert len(ledger.taken) == 6


def test_what_the_ledger_cannot_write_now_is_nobodys_fault(dovecot, user):
    dovecot.deliver(user, mail(1))
    ledger = MemoryLedger(away=True)
    with pytest.raises(LedgerUnavailable):
        one_round(account(dovecot, user), ledger)
    ledger.away = False
    assert ledger.errors == []
    assert one_round(account(dovecot, user), ledger).taken == 1


def test_nothing_is_listed_again_while_nothing_happens(dovecot, user):
    dovecot.deliver(user, mail(1))
    ledger, memory = MemoryLedger(), Memory()
    who = account(dovecot, user, moves=False)
    for _round in range(3):
        one_round(who, ledger, memory=memory)
    assert memory.settled is not None
    ledger.lines.clear()  # would be seen if it were looked at
    assert one_round(who, ledger, memory=memory).count.known == 1
    dovecot.deliver(user, mail(2))
    assert one_round(who, ledger, memory=memory).count.on_server == 2


def test_a_quarantined_message_that_is_already_away_is_not_forgotten(dovecot, user):
    ledger = MemoryLedger()
    who = account(dovecot, user)
    validity = one_round(who, ledger).count.uidvalidity
    ledger.lines[validity, 99] = Entry(State.QUARANTINED, 3, moved_to="Error")
    assert one_round(who, ledger).count.in_error == 1
