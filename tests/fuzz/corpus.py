"""The mails that are mutated: a set of our own, and those beside the project where they are there."""

from __future__ import annotations

import base64
from functools import cache
from pathlib import Path

from tests.fuzz.own_mails import OWN

SHARED = Path(__file__).resolve().parent.parent.parent.parent / "shared"
LARGEST = 60_000
"""Bytes of a mail that is mutated; larger ones take the time of many."""


@cache
def mails() -> tuple[bytes, ...]:
    """Return them, in an order that does not change."""
    found = [*SHARED.glob("mail/raw/*/*.eml"), *SHARED.glob("backupmail/eml/*.eml")]
    texts = [path.read_bytes() for path in sorted(found)]
    return (*OWN, *(text for text in texts if len(text) <= LARGEST))


def encoded(content: bytes) -> bytes:
    """Return base64 in lines."""
    return base64.encodebytes(content)
