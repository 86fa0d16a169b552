"""What of a mail that was read decides where it belongs."""

from __future__ import annotations

from collections.abc import Collection

from bls_tui.desk.mail.addresses import CERTIFIERS, domain, within
from bls_tui.desk.mail.facts import Incoming, Kind
from bls_tui.mail.reading.certified import is_receipt, vouches
from bls_tui.mail.reading.model import Bounce, Pec, ReadMail

_FAILED = "failed"
_TRANSIENT = "4"
_UNCLEAR = frozenset({"several-from", "ambiguous-from", "no-address-in-from"})
"""Defects with which a mail names no sender that everybody reads alike."""


def incoming(mail: ReadMail, certifiers: Collection[str] = ()) -> Incoming:
    """Return the facts that `bls_tui.desk.mail.matching` decides by; for `certifiers` see `author`."""
    sender, others = author(mail, certifiers)
    return Incoming(
        sender=sender,
        subject=mail.subject,
        text=mail.text,
        in_reply_to=mail.in_reply_to,
        references=mail.references,
        others=others,
        kind=Kind(mail.kind.value),
        bulk=mail.bulk,
        dmarc_failed=mail.dmarc_failed,
        loop=mail.loop,
        about=_about(mail),
        failed=_failed(mail.bounce) if mail.bounce else (),
    )


def author(mail: ReadMail, certifiers: Collection[str] = ()) -> tuple[str, tuple[str, ...]]:
    """Return the address a mail may be taken to be from, and further ones it names as its authors.

    The sender of a mail in an envelope of certified mail is believed where a provider says so: one of the large ones,
    or of the domains `certifiers`. Else the mail is from whoever sent the envelope, for anybody can write one around
    what anybody else seems to say. A mail that does not name its sender clearly is from nobody ("").
    """
    enveloped = mail.pec is not None and not is_receipt(mail.pec)
    if mail.pec is not None and enveloped and not _certified(mail.pec, mail.sender.address, certifiers):
        return mail.pec.sender, ()
    if _UNCLEAR & set(mail.defects):
        return "", ()
    others = dict.fromkeys(one.address for one in mail.from_ if one.key != mail.sender.key)
    return mail.sender.address, tuple(others)


def _certified(pec: Pec, sender: str, certifiers: Collection[str]) -> bool:
    provider = domain(pec.sender)
    return vouches(pec, sender) and (within(provider, CERTIFIERS) or within(provider, certifiers))


def doubtful(mail: ReadMail) -> bool:
    """Tell whether a mail is not to be taken as said by the sender it names."""
    sender, others = author(mail)
    return mail.dmarc_failed or bool(others) or sender.lower() != mail.sender.key


def _about(mail: ReadMail) -> str:
    if mail.bounce is not None and mail.bounce.original_id:
        return mail.bounce.original_id
    return mail.pec.refers_to if mail.pec is not None else ""


def _failed(bounce: Bounce) -> tuple[str, ...]:
    """Return the addresses given up for good; those that are only late, or full for now, may work tomorrow."""
    lost = (one for one in bounce.recipients if one.action == _FAILED and not one.status.startswith(_TRANSIENT))
    return tuple(one.address for one in lost) if bounce.permanent else ()
