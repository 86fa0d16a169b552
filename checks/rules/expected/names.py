"""Comparing names that people and programs write differently: letter case, blanks, wildcards, domains of machines."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_WORD = re.compile(r"\w+")


@lru_cache(maxsize=8192)  # the patterns of a thousand processes are compared with every mail
def plain(text: str) -> str:
    """Return a text without letter case, composed (NFC), and with single blanks."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def like(pattern: str, text: str) -> bool:
    """Tell whether a name is as a pattern says, where `*` stands for anything. Linear in both."""
    first, *rest = plain(pattern).split("*")
    name = plain(text)
    if not rest:
        return name == first
    *middle, last = rest
    if not name.startswith(first) or not name.endswith(last) or len(name) < len(first) + len(last):
        return False
    at, end = len(first), len(name) - len(last)
    for part in middle:
        found = name.find(part, at, end)
        if found < 0:
            return False
        at = found + len(part)
    return True


def machine_like(pattern: str, text: str) -> bool:
    """Tell whether a machine is as a pattern says; either name may lack its domain (`srv1`, `srv1.firm.example`)."""
    if like(pattern, text):
        return True
    wanted, told = plain(pattern), plain(text)
    short = wanted.split(".")[0]
    if ("." in wanted) == ("." in told) or "*" in wanted or short.isdigit():
        return False
    return bool(short) and short == told.split(".")[0]


def product_like(wanted: str, told: str) -> bool:
    """Tell whether a product is meant: every word of `wanted` is one of `told` ("Veeam" for "Veeam Agent")."""
    return set(_words(wanted)) <= set(_words(told)) and bool(_words(wanted))


def _words(text: str) -> list[str]:
    return _WORD.findall(plain(text))
