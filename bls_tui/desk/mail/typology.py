"""A guess at the typology of a call from the words of its first mail: a suggestion for whoever opens it, never more."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from bls_tui.desk.people import Typology

READ = 20_000
"""Characters of a text that are read; what a call is about is said at its beginning."""
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A typology and the words that suggest it, as the inventory writes them."""

    typology: str
    words: tuple[str, ...]


def suggest(typologies: Iterable[Typology], subject: str, text: str) -> Suggestion | None:
    """Return the typology of which most words are found, those of the subject counting double; None without any.

    Of two that are equal the one with the longer words wins, then the first by key. Case and accents do not matter.
    """
    title, body = _plain(subject), _plain(text[:READ])
    found: list[tuple[int, int, str, tuple[str, ...]]] = []
    for one in typologies:
        in_title = {word for word in one.words if _says(title, word)}
        hits = tuple(word for word in one.words if word in in_title or _says(body, word))
        if hits:
            found.append((-len(hits) - len(in_title), -sum(map(len, hits)), one.key, hits))
    return Suggestion(min(found)[2], min(found)[3]) if found else None


def _says(text: str, word: str) -> bool:
    plain = _plain(word).strip()
    return bool(plain) and re.search(rf"(?<!\w){re.escape(plain)}(?!\w)", text) is not None


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return _BLANKS.sub(" ", "".join(one for one in decomposed if not unicodedata.combining(one)))
