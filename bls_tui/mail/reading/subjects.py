"""The subject a thread has in common: reply and forward prefixes and our own tag taken off."""

from __future__ import annotations

import re

PREFIXES = (
    "re", "r", "rif", "ris", "i", "fw", "fwd", "fwd_", "inoltro", "inoltra", "inol", "aw", "wg", "antw", "antwort",
    "tr", "rép", "sv", "vs", "vb", "vl", "res", "enc", "rv", "odp", "pd", "ynt", "doorst",
)  # fmt: skip
"""Reply and forward as programmes in Italian, English, German, French, Nordic and other languages write them."""
TAG = re.compile(r"\s*\[\s*BLS\s*#[0-9A-Za-z-]{1,20}\s*\]\s*", re.IGNORECASE)

_PREFIX = re.compile(
    rf"\s*(?:{'|'.join(sorted(map(re.escape, PREFIXES), key=len, reverse=True))})"
    r"\s?(?:\[\d{1,4}\]|\(\d{1,4}\)|\^\d{1,4}|\d{1,2})?\s?[:：]",
    re.IGNORECASE,
)


def base(subject: str) -> str:
    """Return `subject` without any reply or forward prefix, counted and repeated ones too, and without our tag."""
    text = TAG.sub(" ", subject).strip()
    position = 0
    while match := _PREFIX.match(text, position):
        position = match.end()
    return " ".join(text[position:].split())
