"""Blocks of labels over a copied mail ("Da: / Inviato: / A: / Oggetto:"), in any language."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from bls_tui.mail.quotes.vocabulary import DATE, LABELS, OTHER, SENDER, TO

LABEL_CHARS = 40
MAX_BLOCK = 30
"""Lines of the longest block looked at, wrapped recipients included."""
MAX_WRAP = 3
"""Lines that one field may take when its value is wrapped."""
MAX_INLINE = 12
"""Colons looked at on one line."""
LABEL_WORDS = 2
"""Words of the longest label sought within a line."""
ENOUGH = 3
MANY = 4

A_DATE = re.compile(
    r"(?<!\d)(?:\d{1,4}[./-]\d{1,2}[./-]\d{2,4}|(?:19|20)\d\d(?!\d)|\d{1,2}[.,]?\s(?:de\s)?[^\W\d_]{3,10}\.?\s\d\d)(?!\d)"
)
"""A date with its year, in figures or with the month in letters."""


def label(form: str) -> tuple[str, str] | None:
    """Return what a line tells and its value, None when it begins with no known label."""
    head = form[:LABEL_CHARS].replace("：", ":")
    word, colon, _ = head.partition(":")
    role = LABELS.get(word.strip(" *_|-").casefold()) if colon else None
    if role is None:
        return None
    return role, form[len(word) + 1 :].strip(" *_")


def _further_labels(form: str) -> Iterator[tuple[str, str]]:
    """The labels after the first where a conversion has run the whole block together on one line."""
    pieces = form.replace("：", ":").split(":", MAX_INLINE)
    for piece, value in pairwise(pieces[1:]):
        ending = piece.rsplit(None, LABEL_WORDS)[1:]
        candidates = (" ".join(ending[begin:]).strip("*_").casefold() for begin in range(len(ending)))
        role = next((LABELS[word] for word in candidates if word in LABELS), None)
        if role is not None:
            yield role, value


class _Evidence:
    """What a block has shown so far."""

    def __init__(self) -> None:
        self.roles: set[str] = set()
        self.addressed = False
        self.dated = False

    def add(self, role: str, value: str) -> None:
        self.roles.add(role)
        self.addressed |= "@" in value
        self.dated |= role == DATE and A_DATE.search(value) is not None

    @property
    def enough(self) -> bool:
        """Four labels; or three and an address or a date; or sender or recipient and date, with both."""
        told = self.roles - {OTHER}
        if len(told) >= MANY:
            return True
        if SENDER in told and len(told) >= ENOUGH:
            return self.addressed or self.dated
        if len(told) >= ENOUGH:
            return self.dated
        return DATE in told and bool(told & {SENDER, TO}) and self.addressed and self.dated


def block_end(forms: Sequence[str], start: int) -> int | None:
    """Return the index after the block of labels that begins at `start`, None when there is no such block.

    Values may be wrapped, and one empty line may part the labels, as converted HTML has it.
    """
    if label(forms[start]) is None:
        return None
    seen, last, empty = _Evidence(), start, False
    for role, value in _further_labels(forms[start]):
        seen.add(role, value)
    for index in range(start, min(len(forms), start + MAX_BLOCK)):
        found = label(forms[index])
        if found is not None and (found[0] not in seen.roles or found[0] == OTHER):
            seen.add(*found)
            last, empty = index, False
        elif not forms[index] and not empty:
            empty = True
        elif empty or found is not None or index - last >= MAX_WRAP:
            break
        elif SENDER in seen.roles or DATE in seen.roles:
            seen.addressed |= index - last == 1 and "@" in forms[index]
            seen.dated |= index - last == 1 and A_DATE.search(forms[index]) is not None
    return last + 1 if seen.enough else None
