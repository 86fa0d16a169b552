"""Into an account: connection, encryption, login with a password or a token."""

from __future__ import annotations

import imaplib
import socket
import ssl
from collections.abc import Iterator

import imapclient

from bls_tui.locale import _
from bls_tui.mail.imap.account import Account
from bls_tui.mail.imap.errors import MailboxRefused, MailboxUnavailable, ServerRefused
from bls_tui.mail.imap.steps import Steps
from checks.secrets import SecretError


def connect(account: Account, steps: Steps) -> imapclient.IMAPClient:
    """Connect and log in.

    Raises:
        MailboxUnavailable: the server cannot be reached, or its certificate is not trusted.
        MailboxRefused: it does not let us in.
    """
    secret = _secret(account)
    steps.hide(secret)
    context = _context(account) if account.tls == "tls" else None
    with steps.step(account.limits.connect):
        client = _Client(account, context, steps)
    try:
        _enter(client, account, secret, steps)
    except BaseException:
        steps.abort()
        raise
    return client


class _Client(imapclient.IMAPClient):  # type: ignore[misc]  # untyped
    """A client whose socket is known to the steps from the start, so that even a greeting ends in time."""

    def __init__(self, account: Account, context: ssl.SSLContext | None, steps: Steps) -> None:
        self._steps = steps
        timeout = imapclient.SocketTimeout(account.limits.connect, account.limits.connect)
        super().__init__(account.host, account.port, ssl=context is not None, ssl_context=context, timeout=timeout)
        self.normalise_times = False

    def something_waits(self) -> bool:
        """Tell whether the server has said something that nobody has read, even if it left the socket already."""
        found: bool = self._imap.something_waits()
        return found

    def _create_IMAP4(self) -> imaplib.IMAP4:  # noqa: N802 - its name in imapclient
        return _Imap(self.host, self.port, self._timeout.connect, context=self.ssl_context, steps=self._steps)


class _Imap(imaplib.IMAP4):
    """Connects as imaplib does, and encrypts at once where there is a context."""

    def __init__(self, host: str, port: int, timeout: float, *, context: ssl.SSLContext | None, steps: Steps) -> None:
        self._context = context
        self._steps = steps
        super().__init__(host, port, timeout)

    def something_waits(self) -> bool:
        """Tell whether the server has said something that nobody has read, even if it left the socket already."""
        self.sock.settimeout(0)
        try:
            return bool(self.file.peek(1))  # type: ignore[union-attr]  # a BufferedReader
        except OSError:
            return False

    def _create_socket(self, timeout: float | None) -> socket.socket:
        connection = socket.create_connection((self.host, self.port), timeout)
        self._steps.watch(connection)
        if self._context is None:
            return connection
        encrypted = self._context.wrap_socket(connection, server_hostname=self.host, do_handshake_on_connect=False)
        self._steps.watch(encrypted)
        encrypted.do_handshake()
        return encrypted


def _enter(client: imapclient.IMAPClient, account: Account, secret: str, steps: Steps) -> None:
    try:
        with steps.step(account.limits.connect):
            if account.tls == "starttls":
                client.starttls(_context(account))
                steps.watch(client.socket())
        with steps.step(account.limits.connect):
            _log_in(client, account, secret)
    except ServerRefused as error:
        raise MailboxRefused(str(error)) from error


def _log_in(client: imapclient.IMAPClient, account: Account, secret: str) -> None:
    # client.capabilities() would remember for ever what the server offers before the login.
    offered = client._imap.capabilities  # noqa: SLF001
    if account.auth == "xoauth2":
        _with_token(client, account.user, secret)
    elif secret.isascii() and account.user.isascii() and "LOGINDISABLED" not in offered:
        client.login(account.user, secret)
    else:
        client.plain_login(account.user, secret)


def _with_token(client: imapclient.IMAPClient, user: str, token: str) -> None:
    """XOAUTH2: the token first; a refusal comes as a challenge, which is to be answered with nothing."""
    answers: Iterator[bytes] = iter([f"user={user}\1auth=Bearer {token}\1\1".encode()])
    refusals: list[bytes] = []

    def answer(challenge: bytes) -> bytes:
        if challenge:
            refusals.append(challenge)
        return next(answers, b"")

    try:
        client.sasl_login("XOAUTH2", answer)
    except imapclient.exceptions.LoginError as error:
        reason = " ".join(part.decode("utf-8", "replace") for part in refusals)
        raise imapclient.exceptions.LoginError(f"{error} {reason}".strip()) from error


def _secret(account: Account) -> str:
    try:
        secret = account.secret()
    except SecretError as error:
        raise MailboxRefused(str(error)) from error
    if any(character in secret for character in "\r\n\0"):
        raise MailboxRefused(_("the password of {user} holds a line break").format(user=account.user))
    return secret


def _context(account: Account) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=account.ca_file or None)
    except (OSError, ssl.SSLError) as error:
        problem = _("the authorities in {file} cannot be read: {reason}")
        raise MailboxUnavailable(problem.format(file=account.ca_file, reason=error)) from error
