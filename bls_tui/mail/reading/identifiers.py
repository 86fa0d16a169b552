"""Message-IDs as they are written: folded, several, without brackets, amid words."""

from __future__ import annotations

import re

MAX_IDS = 1000
"""Ids of one header that are kept, the last ones: the nearest relatives."""
MAX_LENGTH = 998
"""Characters of one id (RFC 5322 §2.1.1: no line is longer)."""

_BRACKETED = re.compile(r"<([^<>]*)>")
_BLANK = re.compile(r"\s+")


def parse(value: str) -> tuple[str, ...]:
    """Return the ids in a header value, without brackets, in order."""
    found = [_BLANK.sub("", match) for match in _BRACKETED.findall(value)] or _bare(value)
    return tuple([identifier for identifier in found if 0 < len(identifier) <= MAX_LENGTH][-MAX_IDS:])


def first(value: str) -> str:
    """Return the first id in a header value, "" when there is none."""
    return next(iter(parse(value)), "")


def _bare(value: str) -> list[str]:
    words = [word.strip("<>,;\"'()") for word in value.split()]
    return words if len(words) == 1 else [word for word in words if "@" in word]
