"""An IMAP account as the connection needs it: no files, no configuration, the secret fetched when it is used."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True)
class Limits:
    """How long each step may take, in seconds: connecting with login, a listing or a move, one message or batch."""

    connect: float = 45.0
    listing: float = 120.0
    message: float = 240.0


@dataclass(frozen=True, slots=True)
class Account:
    """One account: where it is, how to get in, and what to do with its mail.

    Attributes:
        secret: yields password or token, called at each login; raises SecretError.
        max_bytes: of larger messages only header and text are fetched.
        poll: seconds between two rounds.
        moves: messages are moved to `processed` or `error` once read; otherwise nothing is changed on the server.
    """

    name: str
    role: Literal["desk", "process"]
    host: str
    port: int
    tls: Literal["tls", "starttls", "none"]
    ca_file: str
    user: str
    secret: Callable[[], str] = field(repr=False)
    auth: Literal["password", "xoauth2"] = "password"
    folders: tuple[str, ...] = ("INBOX",)
    moves: bool = True
    processed: str = "Processed"
    error: str = "Error"
    poll: float = 60.0
    max_bytes: int = 25_000_000
    limits: Limits = Limits()
