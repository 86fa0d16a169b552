"""In which language a customer is written to: Italian or English, the languages our texts exist in."""

from __future__ import annotations

import re

ITALIAN, ENGLISH = "it", "en"
LANGUAGES = (ITALIAN, ENGLISH)
READ = 5_000
"""Characters of a text that are read."""
FEWEST = 2
"""Telling words a text needs, and as many more than of the other language."""
_WORDS = re.compile(r"[a-zàèéìòù]+")
# Short words that every text has and that mean nothing in the other language ("a", "in", "no", "come" are in both).
_ITALIAN_WORDS = """
il lo gli la le di del della dei delle al alla che è non un una per con sono abbiamo ho si più ma se mi ci questo questa
buongiorno buonasera salve grazie saluti cordiali gentile vorrei può perché
"""
_ENGLISH_WORDS = """
the and of to is are was have has we you your our my it this that not with from for please hello hi dear regards thanks
thank can could would be been on at an i there which
"""
_TELLING = {ITALIAN: frozenset(_ITALIAN_WORDS.split()), ENGLISH: frozenset(_ENGLISH_WORDS.split())}


def spoken(declared: str, text: str = "", default: str = ITALIAN) -> str:
    """Return the language to write in.

    Args:
        declared: what the contact speaks; a language we have no texts in is answered in English. "" where not known.
        text: what the contact wrote, without quotations; "" for nothing.
        default: where neither says.
    """
    if declared:
        return declared if declared in LANGUAGES else ENGLISH
    return guess(text) or (default if default in LANGUAGES else ENGLISH)


def guess(text: str) -> str:
    """Return the language of a text by its commonest words, "" where that is not clear."""
    words = _WORDS.findall(text[:READ].lower())
    italian, english = (sum(word in _TELLING[one] for word in words) for one in LANGUAGES)
    if abs(italian - english) < FEWEST:
        return ""
    return ITALIAN if italian > english else ENGLISH
