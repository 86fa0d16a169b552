"""An IMAP server with odd habits: it says what a test puts into its mouth."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Self

Answer = Callable[[bytes], bytes | None]
"""From a command without its tag to the untagged lines, or a whole answer beginning with NO or BAD; None: hang up."""

USUAL: dict[bytes, bytes] = {
    b"CAPABILITY": b"* CAPABILITY IMAP4rev1 MOVE UIDPLUS IDLE\r\n",
    b"LOGIN": b"",
    b"LIST": b'* LIST (\\HasNoChildren) "/" INBOX\r\n* LIST () "/" Processed\r\n* LIST () "/" Error\r\n',
    b"SELECT": b"* 1 EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n* OK [UIDNEXT 2] ok\r\n",
    b"UID SEARCH": b"* SEARCH 1\r\n",
    b"LOGOUT": b"* BYE\r\n",
}


class OddServer:
    """Answers as usual, except for the commands that `habits` knows (by their beginning)."""

    def __init__(self, habits: dict[bytes, bytes | Answer]) -> None:
        self._habits = {**USUAL, **habits}
        self.heard: list[bytes] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                connection, _address = self._listener.accept()
                threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection: socket.socket) -> None:
        with suppress(OSError, ValueError), connection, connection.makefile("rb") as lines:
            connection.sendall(b"* OK hello\r\n")
            for line in lines:
                tag, _blank, command = line.strip().partition(b" ")
                self.heard.append(command)
                answer = self._answer(command)
                if answer is None:
                    return
                if not answer.startswith((b"NO", b"BAD", b"+")):
                    answer += tag + b" OK done\r\n"
                elif not answer.startswith(b"+"):
                    answer = tag + b" " + answer
                connection.sendall(answer)

    def _answer(self, command: bytes) -> bytes | None:
        known = [words for words in self._habits if command.upper().startswith(words)]
        if not known:
            return b""
        habit = self._habits[max(known, key=len)]
        return habit(command) if callable(habit) else habit
