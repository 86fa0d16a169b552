"""The sections of bls.toml about mail that is sent: [mail] and [smtp]."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from bls_tui.config_base import SecretReference, Section
from bls_tui.desk.mail.addresses import domain, valid
from bls_tui.locale import _

PORTS: Mapping[str, int] = {"tls": 465, "starttls": 587, "none": 25}


def _address(text: str) -> str:
    if text and not valid(text):
        raise ValueError(_("{address!r} is no mail address").format(address=text))
    return text


def _domain(text: str) -> str:
    if text and not valid(f"a@{text}"):
        raise ValueError(_("{domain!r} is no domain").format(domain=text))
    return text.lower()


class MailSection(Section):
    """What holds for all mail of the desk."""

    firm: str = Field(default="", description='our name to customers, as in "Anna Rossi via Firm" and under texts')
    address: Annotated[str, AfterValidator(_address)] = Field(
        default="", description="address of the desk: mail is sent from it and answered to it"
    )
    addresses: tuple[Annotated[str, AfterValidator(_address)], ...] = Field(
        default=(), strict=False, description="further addresses of the desk; what comes from them is ours"
    )
    domain: Annotated[str, AfterValidator(_domain)] = Field(
        default="", description="what stands behind the @ of our Message-IDs; empty: the domain of the address"
    )
    secret: SecretReference = Field(
        default="",
        description="what signs our Message-IDs, { env | file | command = … }. "
        "Empty: made once and kept in the user's data directory; users of one database need the same",
    )
    old_secrets: tuple[SecretReference, ...] = Field(
        default=(), strict=False, description="secrets that earlier Message-IDs were signed with"
    )
    language: Literal["it", "en"] = Field(default="it", description="for customers who have not shown theirs: it or en")
    certifiers: tuple[Annotated[str, AfterValidator(_domain)], ...] = Field(
        default=(),
        strict=False,
        description="domains of providers whose certified mail (PEC) is believed, besides the large ones",
    )
    hold: int = Field(default=20, ge=0, le=3600, description="seconds a message can be called back before it is sent")

    @property
    def own(self) -> tuple[str, ...]:
        """Every address of the desk."""
        return tuple(dict.fromkeys(filter(None, (self.address, *self.addresses))))

    @property
    def id_domain(self) -> str:
        """What stands behind the @ of our Message-IDs."""
        return self.domain or domain(self.address) or "bls.invalid"


class SmtpSection(Section):
    """The server that mail is handed to."""

    host: str = Field(default="", description="name of the server; empty: nothing is sent, and mails wait")
    port: int = Field(default=0, ge=0, le=65535, description="its port; 0: 465 with tls, 587 with starttls, else 25")
    tls: Literal["tls", "starttls", "none"] = Field(
        default="starttls", description="tls, starttls, or none (a password then travels in the clear)"
    )
    ca_file: str = Field(
        default="", description="file of the authorities its certificate is checked against; empty: this machine's"
    )
    user: str = Field(default="", description="login; empty: the server asks for none")
    password: SecretReference = Field(
        default="", description="{ env | file | command = … } that yields the password, or with xoauth2 the token"
    )
    auth: Literal["password", "xoauth2"] = Field(
        default="password", description="password, or xoauth2 (the token is fetched anew at each login)"
    )
    timeout: int = Field(default=60, ge=5, le=900, description="seconds the server may take for an answer")

    @property
    def real_port(self) -> int:
        """The port, the usual one where none is named."""
        return self.port or PORTS[self.tls]

    @model_validator(mode="after")
    def _sensible(self) -> Self:
        if bool(self.user) != bool(self.password):
            raise ValueError(_("a login needs a user and a password"))
        return self
