"""A mailbox for tests: accounts of the dovecot, a ledger in memory, mails to deliver, a line that can be cut."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

from bls_tui.mail.imap.account import Account, Limits
from bls_tui.mail.imap.errors import LedgerLost, LedgerUnavailable
from bls_tui.mail.imap.ledger import Arrival, Count, Entry, State
from bls_tui.mail.imap.rounds import Memory, Outcome, Round
from bls_tui.mail.imap.session import Session
from tests.support.dovecot import PASSWORD, Dovecot

NOW = 1_800_000_000.0


def account(server: Dovecot, user: str, **changes: Any) -> Account:
    """An account on the server, without encryption; anything can be changed."""
    return replace(plain_account(server.port, user), **{"ca_file": str(server.ca_file), **changes})


def plain_account(port: int, user: str) -> Account:
    """An account on a server of this machine, without encryption."""
    return Account(
        name=user,
        role="desk",
        host="localhost",
        port=port,
        tls="none",
        ca_file="",
        user=user,
        secret=lambda: PASSWORD,
        limits=Limits(5, 10, 20),
    )


def mail(number: int | str, body: str = "", **headers: str) -> bytes:
    """A small mail of its own identity."""
    usual = {
        "From": "Anna Rossi <anna@acme.example>",
        "To": "assistenza@bls.example",
        "Subject": f"Stampante {number}",
        "Date": "Mon, 05 Jan 2026 09:00:00 +0100",
        "Message-ID": f"<mail-{number}@acme.example>",
    }
    written = "".join(f"{name}: {value}\r\n" for name, value in {**usual, **headers}.items() if value)
    return f"{written}\r\n{body or f'La stampante {number} non stampa.'}\r\n".encode()


def subjects(messages: Collection[bytes]) -> list[str]:
    """The subjects of raw messages, sorted."""
    return sorted(
        line[9:].decode() for raw in messages for line in raw.splitlines() if line.lower().startswith(b"subject: ")
    )


@dataclass
class MemoryLedger:
    """A ledger that forgets; `refuse` says what is wrong with a message ("" nothing)."""

    refuse: Callable[[bytes], str] = lambda _raw: ""
    lines: dict[tuple[int, int], Entry] = field(default_factory=dict)
    taken: list[tuple[Arrival, bytes]] = field(default_factory=list)
    counts: list[Count] = field(default_factory=list)
    failures: list[tuple[str, float]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    away: bool = False
    lost: bool = False

    def uidvalidity(self) -> int | None:
        return self.counts[-1].uidvalidity if self.counts else None

    def renumbered(self, uidvalidity: int) -> None:
        for key, entry in self.lines.items():
            if key[0] != uidvalidity and entry.state is not State.MOVED:
                self.lines[key] = replace(entry, state=State.GONE)

    def entries(self, uidvalidity: int) -> Mapping[int, Entry]:
        done = (State.MOVED, State.GONE)
        return {uid: entry for (of, uid), entry in self.lines.items() if of == uidvalidity and entry.state not in done}

    def take(self, raw: bytes, arrival: Arrival) -> None:
        self._write()
        if problem := self.refuse(raw):
            raise ValueError(problem)
        self.taken.append((arrival, raw))
        self.lines[arrival.uidvalidity, arrival.uid] = Entry(State.DONE, size=arrival.size)

    def moved(self, uidvalidity: int, uids: Collection[int], folder: str) -> None:
        self._write()
        for uid in uids:
            entry = self.lines[uidvalidity, uid]
            state = State.MOVED if entry.state is State.DONE else entry.state
            self.lines[uidvalidity, uid] = replace(entry, state=state, moved_to=folder)

    def erred(self, uidvalidity: int, uid: int, size: int, error: str, next_try_at: float) -> None:
        self._write()
        self.errors.append(error)
        attempts = self.lines.get((uidvalidity, uid), Entry(State.ERROR)).attempts + 1
        self.lines[uidvalidity, uid] = Entry(State.ERROR, attempts, size, next_try_at)

    def quarantined(self, uidvalidity: int, uid: int, error: str) -> None:
        self._write()
        self.errors.append(error)
        self.lines[uidvalidity, uid] = replace(self.lines[uidvalidity, uid], state=State.QUARANTINED)

    def gone(self, uidvalidity: int, uids: Collection[int]) -> None:
        for uid in uids:
            self.lines[uidvalidity, uid] = replace(self.lines[uidvalidity, uid], state=State.GONE)

    returned = gone

    def passed(self, count: Count) -> None:
        self._write()
        self.counts.append(count)

    def failed(self, error: str, next_try_at: float) -> None:
        self._write()
        self.failures.append((error, next_try_at))

    def states(self) -> dict[int, State]:
        """The state of every message, by UID."""
        return {uid: entry.state for (_validity, uid), entry in self.lines.items()}

    def _write(self) -> None:
        if self.lost:
            raise LedgerLost("somebody else polls")
        if self.away:
            raise LedgerUnavailable("the disk is full")


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> float:
        return self.now


def one_round(
    who: Account, ledger: Any, folder: str = "INBOX", *, memory: Memory | None = None, clock: Clock | None = None
) -> Outcome:
    """Log in, do one round over a folder, and leave."""
    session = Session(who)
    try:
        session.open()
        return Round(session, folder, ledger, memory or Memory(), clock=clock or Clock()).run()
    finally:
        session.close()


class Line:
    """A TCP line to a server that breaks after so many bytes of answers, on every connection (None: never)."""

    def __init__(self, port: int, *, cut_after: int | None = None) -> None:
        self._target = port
        self.cut_after = cut_after
        self.connections = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self._open: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _address = self._listener.accept()
                self.connections += 1
                far = socket.create_connection(("127.0.0.1", self._target))
                self._open += [near, far]
                threading.Thread(target=self._carry, args=(near, far, None), daemon=True).start()
                threading.Thread(target=self._carry, args=(far, near, self.cut_after), daemon=True).start()

    def _carry(self, source: socket.socket, sink: socket.socket, most: int | None) -> None:
        carried = 0
        with suppress(OSError):
            while data := source.recv(65536):
                if most is not None and carried + len(data) > most:
                    sink.sendall(data[: most - carried])
                    break
                sink.sendall(data)
                carried += len(data)
        for end in (source, sink):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def cut(self) -> None:
        """Cut all connections there are."""
        for end in self._open:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        self._open.clear()

    def close(self) -> None:
        self._listener.close()
        self.cut()
