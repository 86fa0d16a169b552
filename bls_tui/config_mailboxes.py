"""The [mailbox.NAME] tables of bls.toml: where mail is fetched, and what becomes of it there."""

import re
from collections.abc import Mapping
from ipaddress import ip_address
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from bls_tui.config_base import SecretReference, Section
from bls_tui.locale import _

PORTS: Mapping[str, int] = {"tls": 993, "starttls": 143, "none": 143}
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")
MEGABYTE = 1_000_000
IDLE_LIMIT = 28 * 60
"""Seconds: a server may drop who says nothing for 30 minutes (RFC 2177), and every poll is a word."""


def _folder_name(value: str) -> str:
    if not value.isprintable() or not value.strip():
        raise ValueError(_("must be the name of a folder"))
    return value


FolderName = Annotated[str, AfterValidator(_folder_name)]


class MailboxSection(Section):
    """One IMAP account."""

    host: str = Field(min_length=1, description="name of the IMAP server, as its certificate has it")
    port: int = Field(default=0, ge=0, le=65535, description="its port; 0: 993 with tls, else 143")
    tls: Literal["tls", "starttls", "none"] = Field(
        default="tls", description="tls, starttls, or none (the password then travels in the clear)"
    )
    ca_file: str = Field(
        default="", description="file of the authorities its certificate is checked against; empty: this machine's"
    )
    user: str = Field(min_length=1, description="login")
    password: SecretReference = Field(
        default="", description="{ env | file | command = … } that yields the password, or with xoauth2 the token"
    )
    auth: Literal["password", "xoauth2"] = Field(
        default="password", description="password, or xoauth2 (the token is fetched anew at each login)"
    )
    role: Literal["desk", "process"] = Field(
        default="desk", description="desk: its mails go to calls; process: they confirm backups and other processes"
    )
    folders: tuple[FolderName, ...] = Field(
        default=("INBOX",), strict=False, min_length=1, description="folders to read, / between levels"
    )
    after: Literal["move", "leave"] = Field(
        default="move", description="move read mails to the folders below, or leave them where they are"
    )
    processed: FolderName = Field(default="Processed", description="folder for what was read")
    error: FolderName = Field(default="Error", description="folder for what could not be read in three attempts")
    poll: int = Field(default=60, ge=5, le=IDLE_LIMIT, description="seconds between two looks, besides IDLE")
    max_size: int = Field(
        default=25, ge=1, le=1000, description="megabytes; of larger mails only header and text are fetched"
    )
    customer: str = Field(default="", description="customer for whom troubles of this mailbox are proposed as calls")

    @property
    def server_port(self) -> int:
        """The port to connect to."""
        return self.port or PORTS[self.tls]

    @property
    def max_bytes(self) -> int:
        """The size above which only header and text are fetched, in bytes."""
        return self.max_size * MEGABYTE

    @property
    def exposed(self) -> bool:
        """True where the password crosses a network in the clear."""
        return self.tls == "none" and not _loopback(self.host)

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if not self.password:
            raise ValueError(_("password: is missing"))
        if self.after == "move" and self.processed == self.error:
            raise ValueError(_("error: must be another folder than processed"))
        if self.after == "move" and {self.processed, self.error} & set(self.folders):
            raise ValueError(_("folders: must not hold the folders mails are moved to"))
        if len(set(self.folders)) != len(self.folders):
            raise ValueError(_("folders: one is named twice"))
        return self


def _loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _account_name(value: str) -> str:
    if not _NAME.fullmatch(value):
        raise ValueError(_("must be named with letters, digits, - and _"))
    return value


Mailboxes = dict[Annotated[str, AfterValidator(_account_name)], MailboxSection]
"""The accounts by name."""
