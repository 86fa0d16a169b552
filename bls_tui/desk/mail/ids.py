"""Message-IDs that only we can make: a mail that carries one answers a mail of ours, whoever sends it.

The local part of the id is `bls.CALL.MESSAGE.RANDOM.SIGNATURE`, for instance
`bls.26-001234.reply.k3v9x2.f4c1…`: lower-case letters, digits, `-` and `.` alone, so that no server has a reason to
rewrite it, short enough not to be wrapped in a quotation. The signature is HMAC-SHA256 over what stands before it, cut
to 100 bits (RFC 2104 §5 allows 80 and more) and written in base32. The same text stands in square brackets inside the
mail for servers that give it another Message-ID, as those of certified mail always do.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from base64 import b32encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

MARK = "bls"
SIGNATURE_LENGTH = 20
"""Characters of base32, five bits each."""
MOST_TRIED = 50
"""Tokens of a body that are verified; whoever puts more into one mail is not answering a mail of ours."""

_PART = r"[a-z0-9][a-z0-9-]{0,31}"
_TOKEN = re.compile(
    rf"{MARK}\.(?P<number>\d\d-\d{{6,9}})\.(?P<ref>{_PART})\.(?P<random>{_PART})\.(?P<signature>[a-z2-7]{{20}})(?![a-z0-9-])",
    re.IGNORECASE,
)
_CLAIM = re.compile(rf"{MARK}\.(\d\d-\d{{6,9}})\.", re.IGNORECASE)
_NUMBER = re.compile(r"\d\d-\d{6,9}")
_WORD = re.compile(_PART)


@dataclass(frozen=True, slots=True)
class Signed:
    """What a verified id says: the number of the call, and which message of ours it was given to."""

    call_number: str
    message_ref: str


def make(secret: bytes, call_number: str, message_ref: str, random: str, domain: str) -> str:
    """Return the Message-ID of a mail that leaves a call, without angle brackets.

    Args:
        secret: the key in use; `verify` accepts older ones as well.
        call_number: such as "26-001234".
        message_ref: what the mail is, such as "reply" or its number: up to 32 of a-z, 0-9 and "-".
        random: makes the id unique; as `message_ref`, from `secrets.token_hex` for instance.
        domain: what stands behind the "@".

    Raises:
        ValueError: a part is not made of the characters it may have, or the secret is empty.
    """
    if not secret:
        raise ValueError("message ids are not signed with an empty secret")
    if not _NUMBER.fullmatch(call_number):
        raise ValueError(f"{call_number!r} is no number of a call")
    for part in (message_ref, random):
        if not _WORD.fullmatch(part):
            raise ValueError(f"{part!r} does not fit into a message id")
    content = f"{MARK}.{call_number}.{message_ref}.{random}"
    return f"{content}.{_signature(secret, content)}@{domain}"


def verify(secrets: Sequence[bytes], message_id: str) -> Signed | None:
    """Return what an id says that one of our secrets has signed, None for every other text.

    Whatever stands behind the "@" is not looked at; letters may have changed their case on the way.
    """
    local = message_id.strip().strip("<>").partition("@")[0]
    found = _TOKEN.fullmatch(local)
    return _verified(secrets, found) if found else None


def forged(secrets: Sequence[bytes], message_id: str) -> str:
    """Return the number in an id that looks like one of ours and is not, "" for all others.

    Such an id was made up, cut, or signed with a secret that is no more.
    """
    found = _CLAIM.match(message_id.strip().strip("<>"))
    return found[1] if found and verify(secrets, message_id) is None else ""


def marker(message_id: str) -> str:
    """Return the line that says inside the mail what its Message-ID says."""
    return f"[{message_id.partition('@')[0]}]"


def in_body(secrets: Sequence[bytes], text: str) -> Iterator[Signed]:
    """Yield what the markers in a text say, first ones first; those whose signature is wrong are passed over."""
    for count, found in enumerate(_TOKEN.finditer(text)):
        if count == MOST_TRIED:
            return
        signed = _verified(secrets, found)
        if signed is not None:
            yield signed


def _verified(secrets: Sequence[bytes], found: re.Match[str]) -> Signed | None:
    content, _dot, signature = found.group().lower().rpartition(".")
    # Every secret is tried to the end: how long it takes must not tell which of them came close.
    good = [hmac.compare_digest(_signature(secret, content), signature) for secret in secrets if secret]
    return Signed(found["number"], found["ref"].lower()) if any(good) else None


def _signature(secret: bytes, content: str) -> str:
    digest = hmac.new(secret, content.encode(), hashlib.sha256).digest()
    return b32encode(digest).decode().lower()[:SIGNATURE_LENGTH]
