"""An SMTP server on loopback that answers what a test wants, and one that hangs up where a test wants."""

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session


class Inbox:
    """What the server was given, and what it answers: `answers` by recipient, `last` to the whole message."""

    def __init__(self, answers: dict[str, str] | None = None, last: str = "250 taken") -> None:
        self.answers = answers or {}
        self.last = last
        self.mail_answer = ""
        self.envelopes: list[Envelope] = []

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802 - aiosmtpd's name
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return self.mail_answer or "250 ok"

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 - aiosmtpd's name
        answer = self.answers.get(address, "250 fine")
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd's name
        self.envelopes.append(envelope)
        return self.last


class _Server(Controller):
    def factory(self) -> SMTP:
        return SMTP(self.handler, **self.SMTP_kwargs)


@contextlib.contextmanager
def serving(inbox: Inbox, port: int = 0, **options) -> Iterator[int]:
    """Run a server for `inbox`, at any free port unless one is given; yield its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = port or free.getsockname()[1]
    controller = _Server(inbox, hostname="127.0.0.1", port=port, **options)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


def login(user: str, password: str) -> Callable[..., AuthResult]:
    """Return an authenticator that lets one user in."""

    def check(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data) -> AuthResult:
        good = (data.login, data.password) == (user.encode(), password.encode())
        return AuthResult(success=good, handled=good, message=None if good else f"535 no {data.password.decode()}")

    return check


def certificate(folder) -> tuple[ssl.SSLContext, str]:
    """Return a context for a server named localhost, and the file of the authority that signed it."""
    authority = trustme.CA()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("localhost").configure_cert(context)
    path = folder / "authority.pem"
    authority.cert_pem.write_to_path(str(path))
    return context, str(path)


@contextlib.contextmanager
def scripted(*exchanges: tuple[bytes, bytes | None]) -> Iterator[tuple[int, bytearray]]:
    """Run a server that answers one connection by a script, and hangs up at its end; yield port and what it heard.

    Each exchange is what it waits for at the end of what it hears (b"" at once), and what it answers; None is silence.
    """
    heard = bytearray()
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(10)

    def run() -> None:
        with contextlib.suppress(OSError), listener.accept()[0] as line:
            line.settimeout(10)
            for wanted, answer in exchanges:
                got = bytearray()
                while wanted not in got:
                    piece = line.recv(65536)
                    if not piece:
                        return
                    got += piece
                heard.extend(got)
                if answer is None:
                    threading.Event().wait(0.6)
                else:
                    line.sendall(answer)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield listener.getsockname()[1], heard
    finally:
        listener.close()
        thread.join(10)
