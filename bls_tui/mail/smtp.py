"""One attempt to hand a message to the mail server: what it answered for each recipient, and whether to try again.

Nothing is raised for what a server or the network does: every way in which it can fail is a `Delivery`.
"""

from __future__ import annotations

import base64
import re
import smtplib
import ssl
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

from bls_tui.desk.mail.addresses import valid
from bls_tui.locale import _
from bls_tui.mail.compose import ComposeError, ascii_domain
from checks.model import Secret
from checks.secrets import SecretError

LONGEST_ANSWER = 500
_LINE_ENDS = re.compile(rb"\r\n|\r|\n")
_DOTS = re.compile(rb"(?m)^\.")
_FINE = range(200, 300)
_PERMANENT = range(500, 600)
_GO_AHEAD = 354
_END = b"\r\n.\r\n"
_TOO_BIG = 552
_LOGIN_CODES = (530, 534, 535, 538)
"""Said where a login is missing or wrong (RFC 4954 §6)."""
_HIDDEN = "***"


class Tls(StrEnum):
    """How the connection is encrypted."""

    TLS = "tls"
    STARTTLS = "starttls"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Server:
    """The mail server. `secret` fetches the password, or with `xoauth2` the token, each time it is needed.

    Attributes:
        ca_file: authorities its certificate is checked against, None for those of this machine.
        timeout: seconds for a connection and for an answer.
        last_timeout: seconds until a whole message is accepted (RFC 5321 §4.5.3.2.6).
        name: what we call ourselves in EHLO; None for the name of this machine.
    """

    host: str
    port: int
    tls: Tls = Tls.STARTTLS
    user: str = ""
    secret: Callable[[], Secret] | None = field(default=None, repr=False)
    xoauth2: bool = False
    ca_file: Path | None = None
    timeout: float = 60.0
    last_timeout: float = 600.0
    name: str | None = None


class Status(StrEnum):
    """What became of a message for one recipient; the words of the outbox."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    DEFERRED = "deferred"


class Problem(StrEnum):
    """What went wrong for all recipients at once."""

    NONE = ""
    UNREACHABLE = "unreachable"
    TLS = "tls"
    LOGIN = "login"
    SECRET = "secret"  # noqa: S105 - a word, no password
    BUSY = "busy"
    REFUSED = "refused"
    TOO_BIG = "too_big"
    DROPPED = "dropped"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server said: `code` as in RFC 5321, 0 where it said nothing and `text` is ours."""

    code: int
    text: str

    def __str__(self) -> str:
        return f"{self.code} {self.text}".strip() if self.code else self.text


@dataclass(frozen=True, slots=True)
class Result:
    """The answer for one recipient."""

    address: str
    status: Status
    answer: Answer


@dataclass(frozen=True, slots=True)
class Delivery:
    """What an attempt came to.

    Attributes:
        results: one for each recipient, in their order.
        answer: the last word of the server, or what kept us from hearing it.
        problem: what went wrong for all, if something did.
    """

    results: tuple[Result, ...]
    answer: Answer
    problem: Problem = Problem.NONE

    @property
    def retry(self) -> bool:
        """Whether another attempt is due: somebody's mail is neither accepted nor refused."""
        return any(one.status is Status.DEFERRED for one in self.results)

    @property
    def uncertain(self) -> bool:
        """Whether the message may have been accepted all the same: the line went dead before the server's last word.

        Another attempt carries the same Message-ID, so that most systems drop the second one.
        """
        return self.problem is Problem.UNCERTAIN


class _AttemptError(Exception):
    """The attempt ended for everybody."""

    def __init__(self, status: Status, problem: Problem, answer: Answer) -> None:
        super().__init__(str(answer))
        self.status, self.problem, self.answer = status, problem, answer


def deliver(server: Server, sender: str, recipients: Sequence[str], message: bytes) -> Delivery:
    """Hand a message to the server once, for all recipients that it takes.

    Args:
        server: where, and how to log in.
        sender: envelope sender, where bounces go; "" for what was written by itself (RFC 3834 §4).
        recipients: addresses, each once.
        message: as `compose` made it.
    """
    try:
        secret = server.secret().value if server.user and server.secret else ""
    except SecretError as error:
        return _all(recipients, Status.DEFERRED, Answer(0, str(error)), Problem.SECRET)
    try:
        envelope = _Envelope(_wire(sender) if sender else "", tuple(map(_wire, recipients)))
        with _connection(server, secret) as smtp:
            answers, answer, problem = _converse(smtp, envelope, message, server.last_timeout)
    except ComposeError as error:
        return _all(recipients, Status.REFUSED, Answer(0, str(error)), Problem.REFUSED)
    except _AttemptError as failed:
        delivery = _all(recipients, failed.status, failed.answer, failed.problem)
    else:
        results = (Result(address, *said) for address, said in zip(recipients, answers, strict=True))
        delivery = Delivery(tuple(results), answer, problem)
    return _without(server, secret, delivery)


@dataclass(frozen=True, slots=True)
class _Envelope:
    """Sender and recipients as they go over the wire."""

    sender: str
    recipients: tuple[str, ...]


_Said = tuple[Status, Answer]


def _wire(address: str) -> str:
    """Return an address with its domain in ASCII; raises ComposeError for what is no address."""
    if not valid(address):
        raise ComposeError(_("{address!r} is no mail address.").format(address=address))
    local, _at, domain = address.rpartition("@")
    return f"{local}@{ascii_domain(domain)}"


@contextmanager
def _connection(server: Server, secret: str) -> Iterator[smtplib.SMTP]:
    smtp = _connected(server)
    try:
        with _explained(Problem.DROPPED):
            if server.tls is Tls.STARTTLS:
                smtp.ehlo_or_helo_if_needed()
                smtp.starttls(context=_context(server))
            smtp.ehlo_or_helo_if_needed()
        if server.user:
            _log_in(smtp, server, secret)
        yield smtp
        with suppress(smtplib.SMTPException, OSError):
            smtp.quit()
    finally:
        smtp.close()


def _connected(server: Server) -> smtplib.SMTP:
    with _explained(Problem.UNREACHABLE):
        if server.tls is Tls.TLS:
            return smtplib.SMTP_SSL(
                server.host, server.port, server.name, timeout=server.timeout, context=_context(server)
            )
        return smtplib.SMTP(server.host, server.port, server.name, timeout=server.timeout)


def _context(server: Server) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=server.ca_file)
    except OSError as error:
        answer = Answer(0, f"{server.ca_file}: {_sentence(error)}")
        raise _AttemptError(Status.DEFERRED, Problem.TLS, answer) from error


def _log_in(smtp: smtplib.SMTP, server: Server, secret: str) -> None:
    with _explained(Problem.LOGIN):
        if not server.xoauth2:
            smtp.login(server.user, secret)
            return
        smtp.user, smtp.password = server.user, secret
        token = _token(server, secret)

        def answer(challenge: bytes | None = None) -> str:
            # A challenge here is the reason of a refusal; an empty answer to it ends the exchange.
            return "" if challenge else token

        smtp.auth("XOAUTH2", answer)


@contextmanager
def _explained(problem: Problem) -> Iterator[None]:
    """Turn what smtplib and the network raise into the end of the attempt."""
    try:
        yield
    except smtplib.SMTPAuthenticationError as error:
        raise _AttemptError(Status.DEFERRED, Problem.LOGIN, _said(error.smtp_code, error.smtp_error)) from error
    except smtplib.SMTPResponseException as error:
        answer = _said(error.smtp_code, error.smtp_error)
        # A server that does not let us in says so for now: what is wrong is on our side, and mails must not be lost.
        raise _AttemptError(Status.DEFERRED, Problem.BUSY, answer) from error
    except smtplib.SMTPNotSupportedError as error:
        unable = Problem.LOGIN if problem is Problem.LOGIN else Problem.TLS
        raise _AttemptError(Status.DEFERRED, unable, Answer(0, str(error))) from error
    except ssl.SSLError as error:
        raise _AttemptError(Status.DEFERRED, Problem.TLS, Answer(0, _sentence(error))) from error
    except (smtplib.SMTPException, OSError, UnicodeError) as error:
        raise _AttemptError(Status.DEFERRED, problem, Answer(0, _sentence(error))) from error


def _converse(
    smtp: smtplib.SMTP, envelope: _Envelope, message: bytes, last_timeout: float
) -> tuple[list[_Said], Answer, Problem]:
    """Return what was said for each recipient, at last, and about the message as a whole."""
    options = _options(smtp, envelope, message)
    with _explained(Problem.DROPPED):
        code, text = smtp.mail(envelope.sender, options)
    if _status(code) is not Status.ACCEPTED:
        problem = _problem(code)
        status = Status.DEFERRED if problem is Problem.LOGIN else _status(code)
        raise _AttemptError(status, problem, _said(code, text))
    said = [_offered(smtp, address) for address in envelope.recipients]
    if all(status is not Status.ACCEPTED for status, _answer in said):
        return said, said[-1][1] if said else Answer(0, ""), Problem.NONE
    body = _DOTS.sub(b"..", _LINE_ENDS.sub(b"\r\n", message.rstrip(b"\r\n"))) + _END
    try:
        status, problem, answer = _handed_over(smtp, body, last_timeout)
    except _AttemptError as failed:
        status, problem, answer = failed.status, failed.problem, failed.answer
    return [(status, answer) if one[0] is Status.ACCEPTED else one for one in said], answer, problem


def _options(smtp: smtplib.SMTP, envelope: _Envelope, message: bytes) -> list[str]:
    """Return what MAIL FROM asks for; ends the attempt where the server cannot take such a message."""
    options = []
    if smtp.has_extn("size"):
        limit = smtp.esmtp_features["size"]
        if limit.isdigit() and 0 < int(limit) < len(message):
            text = f"the message has {len(message)} bytes, the server takes {limit}"
            raise _AttemptError(Status.REFUSED, Problem.TOO_BIG, Answer(_TOO_BIG, text))
        options.append(f"SIZE={len(message)}")
    headers = message.partition(b"\r\n\r\n")[0]
    if not headers.isascii() or not all(map(str.isascii, (envelope.sender, *envelope.recipients))):
        if not smtp.has_extn("smtputf8"):
            text = "the server knows only addresses in ASCII (it has no SMTPUTF8)"
            raise _AttemptError(Status.REFUSED, Problem.REFUSED, Answer(0, text))
        options += ["BODY=8BITMIME", "SMTPUTF8"]
    return options


def _offered(smtp: smtplib.SMTP, address: str) -> _Said:
    with _explained(Problem.DROPPED):
        code, text = smtp.rcpt(address)
    return _status(code), _said(code, text)


def _handed_over(smtp: smtplib.SMTP, body: bytes, last_timeout: float) -> tuple[Status, Problem, Answer]:
    with _explained(Problem.DROPPED):
        code, text = smtp.docmd("DATA")
        if code != _GO_AHEAD:
            return _status(code), _problem(code), _said(code, text)
        if smtp.sock is not None:
            smtp.sock.settimeout(last_timeout)
        smtp.send(body[: -len(_END)])
    # A server may take a message only once it has the last dot; from here on nobody knows until it has answered.
    with _explained(Problem.UNCERTAIN):
        smtp.send(_END)
        code, text = smtp.getreply()
    return _status(code), _problem(code), _said(code, text)


def _status(code: int) -> Status:
    if code in _FINE:
        return Status.ACCEPTED
    return Status.REFUSED if code in _PERMANENT else Status.DEFERRED


def _problem(code: int) -> Problem:
    if code in _LOGIN_CODES:
        return Problem.LOGIN
    if code == _TOO_BIG:
        return Problem.TOO_BIG
    if code in _PERMANENT:
        return Problem.REFUSED
    return Problem.NONE if code in _FINE else Problem.BUSY


def _said(code: int, text: bytes | str) -> Answer:
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return Answer(max(code, 0), " ".join(words.split())[:LONGEST_ANSWER])


def _sentence(error: BaseException) -> str:
    reason = getattr(error, "strerror", None) or getattr(error, "reason", None) or str(error)
    return str(reason)[:LONGEST_ANSWER] or type(error).__name__


def _all(recipients: Sequence[str], status: Status, answer: Answer, problem: Problem) -> Delivery:
    return Delivery(tuple(Result(address, status, answer) for address in recipients), answer, problem)


def _token(server: Server, secret: str) -> str:
    return f"user={server.user}\x01auth=Bearer {secret}\x01\x01"


def _without(server: Server, secret: str, delivery: Delivery) -> Delivery:
    """Take the secret out of the answers: some servers repeat what they did not like."""
    if not secret:
        return delivery
    sent = (secret, f"\0{server.user}\0{secret}", _token(server, secret))
    hidden = (secret, *(base64.b64encode(one.encode()).decode() for one in sent))

    def clean(answer: Answer) -> Answer:
        text = answer.text
        for one in hidden:
            text = text.replace(one, _HIDDEN)
        return replace(answer, text=text)

    results = tuple(replace(one, answer=clean(one.answer)) for one in delivery.results)
    return replace(delivery, results=results, answer=clean(delivery.answer))
