"""How this house writes and signs mail; what of bls.toml the use cases of mail need."""

from dataclasses import dataclass, field
from datetime import tzinfo
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Office:
    """Our side of every mail.

    Attributes:
        secrets: keys that Message-IDs may be signed with, the one in use first; never shown.
        own: addresses we send from and are read at.
        firm: our name, as customers read it.
        address: what outgoing mail comes from, "" where none is sent.
        domain: what stands behind the "@" of our Message-IDs.
        hold: seconds a mail of a technician can still be called back.
        zone: of the times in what we write.
        language: for customers who have not shown theirs, "it" or "en".
        account: name of the way out, for the outbox.
        certifiers: domains whose envelopes of certified mail are believed, besides those of the large providers.
    """

    secrets: tuple[bytes, ...] = field(default=(), repr=False)
    own: frozenset[str] = frozenset()
    firm: str = ""
    address: str = ""
    domain: str = "bls.invalid"
    hold: float = 20.0
    zone: tzinfo = field(default_factory=lambda: ZoneInfo("Europe/Rome"))
    language: str = "it"
    account: str = "smtp"
    certifiers: tuple[str, ...] = ()

    @property
    def sends(self) -> bool:
        """Whether there is a way out for mail."""
        return bool(self.address)
