"""One step of a conversation: it ends in time, and whatever goes wrong in it has a name and tells no secret."""

from __future__ import annotations

import os
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from imapclient.exceptions import IMAPClientAbortError, IMAPClientError, ProtocolError

from bls_tui.locale import _
from bls_tui.mail.imap.errors import GarbledAnswer, MailboxUnavailable, ServerRefused

LONGEST_ANSWER = 300
"""Characters of a server's words that are kept."""
_QUOTED = ("b'", 'b"')


class Steps:
    """Times the steps of one connection and translates what they raise."""

    def __init__(self, server: str) -> None:
        self._server = server
        self._secrets: set[str] = set()
        self._socket: socket.socket | None = None
        self._aborted = threading.Event()

    def hide(self, secret: str) -> None:
        """Keep a secret out of every message from now on."""
        if secret:
            self._secrets.add(secret)

    def watch(self, connection: socket.socket) -> None:
        """Name the socket that the steps are taken on."""
        self._socket = connection
        if self._aborted.is_set():
            self.abort()

    def abort(self) -> None:
        """Cut the connection, whatever it is doing; safe from any thread."""
        self._aborted.set()
        if self._socket is not None:
            with suppress(OSError), socket.socket(fileno=os.dup(self._socket.fileno())) as twin:
                twin.shutdown(socket.SHUT_RDWR)

    @contextmanager
    def step(self, seconds: float) -> Iterator[None]:
        """Do something with the server within so many seconds.

        Raises:
            MailboxUnavailable: no connection any more, or not in time; the session is of no use.
            ServerRefused: the server said NO or BAD.
            GarbledAnswer: the server said what cannot be understood.
        """
        late = threading.Event()
        timer = threading.Timer(seconds, self._too_late, [late])
        timer.daemon = True
        if self._socket is not None:
            with suppress(OSError):
                self._socket.settimeout(seconds)
        timer.start()
        try:
            yield
        except (IMAPClientAbortError, OSError, EOFError) as error:
            raise MailboxUnavailable(self._lost(error, seconds, late=late.is_set())) from error
        except ProtocolError as error:
            raise GarbledAnswer(f"{self._server}: {self.said(error)}") from error
        except IMAPClientError as error:
            raise ServerRefused(f"{self._server}: {self.said(error)}") from error
        except (ValueError, TypeError, LookupError, AttributeError, AssertionError, RecursionError) as error:
            raise GarbledAnswer(f"{self._server}: {type(error).__name__}: {self.said(error)}") from error
        finally:
            timer.cancel()

    def said(self, error: BaseException) -> str:
        """Return what an error says, on one line and without secrets."""
        text = " ".join(_bare(error).split()) or type(error).__name__
        for secret in self._secrets:
            text = text.replace(secret, "…")
        return text[:LONGEST_ANSWER]

    def _too_late(self, late: threading.Event) -> None:
        late.set()
        self.abort()

    def _lost(self, error: BaseException, seconds: float, *, late: bool) -> str:
        if late or isinstance(error, TimeoutError):
            reason = _("no answer within {seconds} s").format(seconds=f"{seconds:g}")
        elif isinstance(error, ssl.SSLCertVerificationError):
            reason = _("its certificate is not trusted: {reason}").format(reason=error.verify_message)
        elif isinstance(error, ConnectionRefusedError):
            reason = _("it refuses connections")
        elif isinstance(error, socket.gaierror):
            reason = _("no address is known by that name")
        else:
            reason = _("the connection broke: {reason}").format(reason=self.said(error))
        return f"{self._server}: {reason}"


def _bare(error: BaseException) -> str:
    """Return the server's words, which imaplib puts into its exceptions as bytes and imapclient as b'…'."""
    words = error.args[0] if len(error.args) == 1 else error
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words)
    return text[2:-1] if text[:2] in _QUOTED and text[-1:] == text[1] else text
