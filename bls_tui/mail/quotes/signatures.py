"""Unmarked signatures: the name, closing and contact lines at the end of a text, as far as they can be told."""

import re
from dataclasses import dataclass

from bls_tui.mail.quotes import marks
from bls_tui.mail.quotes.lines import Line, read

MAX_LINES = 12
"""Lines at the end in which a signature is sought."""
MAX_CHARS = 70
"""Longer lines are sentences."""
NAME_WORDS = 5
SHORT_NAME = 2

_CONTACT = re.compile(
    r"(?:tel|cell|cel|mob|mobile|phone|ph|fax|e-?mail|mail|web|skype|tél|téléphone|telefon|móvil|p\.?\s?iva|pec"
    r"|via mobile|via cell)\b|(?:https?://|www\.)\S+|\S+@\S+\.\S+|[+(]?\d[\d\s()./-]{6,}",
    re.IGNORECASE,
)
_VIA = re.compile(
    r"(?:sent |written |inviato |da |from |via |by )+(?:my |mio )?(?:mobile|phone|cell\w*|iphone|android)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Signed:
    """A text and its signature, "" where there is none."""

    body: str
    signature: str


def split_signature(text: str, sender: str = "") -> Signed:
    """Part a text from the signature at its end.

    Args:
        text: a text without quotations.
        sender: the name its sender gives, by which unmarked signatures are known.

    A signature begins at its mark ("-- "), at a closing ("Cordiali saluti"), at the sender's name, or at an
    advertisement or contact line, and goes on to the end. It never takes the first line.
    """
    lines = read(text.replace("\r\n", "\n").rstrip())
    start = _start(lines, _names(sender))
    if start is None:
        return Signed(text.strip(), "")
    return Signed(
        "\n".join(line.raw for line in lines[:start]).strip(), "\n".join(line.raw for line in lines[start:]).strip()
    )


def _start(lines: list[Line], names: frozenset[str]) -> int | None:
    candidates = [index for index in range(max(1, len(lines) - MAX_LINES), len(lines)) if not lines[index].blank]
    marked = next((index for index in candidates if marks.is_signature_rule(lines[index].form)), None)
    if marked is not None:
        return marked
    start: int | None = None
    for index in reversed(candidates):
        form = lines[index].form
        if len(form) > MAX_CHARS and not marks.is_advert(form):
            break
        if _signs(form, names):
            start = index
    return start


def _signs(form: str, names: frozenset[str]) -> bool:
    return (
        marks.is_closing(form)
        or _is_name(form, names)
        or marks.is_advert(form)
        or marks.is_rule(form)
        or _VIA.match(form) is not None
        or _CONTACT.match(form) is not None
    )


def _names(sender: str) -> frozenset[str]:
    name = sender.partition("@")[0].casefold()
    return frozenset(word for word in re.split(r"[\W\d_]+", name) if len(word) > SHORT_NAME)


def _is_name(form: str, names: frozenset[str]) -> bool:
    """Tell whether a short line holds a part of the sender's name, beside what may stand with it."""
    found = re.findall(r"[^\W\d_]+", form.casefold())
    return 0 < len(found) <= NAME_WORDS and bool(names & set(found))
