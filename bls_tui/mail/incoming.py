"""What of a mail that was read decides where it belongs."""

from __future__ import annotations

from bls_tui.desk.mail.facts import Incoming, Kind
from bls_tui.mail.reading.model import Bounce, ReadMail

_FAILED = "failed"
_TRANSIENT = "4"


def incoming(mail: ReadMail) -> Incoming:
    """Return the facts that `bls_tui.desk.mail.matching` decides by."""
    others = dict.fromkeys(one.address for one in mail.from_ if one.key != mail.sender.key)
    return Incoming(
        sender=mail.sender.address,
        subject=mail.subject,
        text=mail.text,
        in_reply_to=mail.in_reply_to,
        references=mail.references,
        others=tuple(others),
        kind=Kind(mail.kind.value),
        bulk=mail.bulk,
        dmarc_failed=mail.dmarc_failed,
        loop=mail.loop,
        about=_about(mail),
        failed=_failed(mail.bounce) if mail.bounce else (),
    )


def _about(mail: ReadMail) -> str:
    if mail.bounce is not None and mail.bounce.original_id:
        return mail.bounce.original_id
    return mail.pec.refers_to if mail.pec is not None else ""


def _failed(bounce: Bounce) -> tuple[str, ...]:
    """Return the addresses given up for good; those that are only late, or full for now, may work tomorrow."""
    lost = (one for one in bounce.recipients if one.action == _FAILED and not one.status.startswith(_TRANSIENT))
    return tuple(one.address for one in lost) if bounce.permanent else ()
