"""The tag that a call's mails carry in their subject: `[BLS#26-001234] Posta ferma`.

Anybody can write one, so it counts only together with a sender that the call knows.
"""

from __future__ import annotations

import re

LONGEST = 110
"""Characters of a subject that is sent, the tag included; longer ones are cut and end in `[...]`."""
CUT = "[...]"
ANSWER = "Re: "

# Blanks and non-breaking spaces come in where subjects are folded or retyped, a dash where a program "improves" them.
_BLANK = r"[ \t\r\n\xa0]{0,3}"
_DASH = "[-‐‑‒–—−]"
_TAG = re.compile(
    rf"\[{_BLANK}BLS{_BLANK}#{_BLANK}(?P<year>[0-9]{{2}}){_BLANK}{_DASH}{_BLANK}(?P<count>[0-9]{{6,9}}){_BLANK}\]",
    re.IGNORECASE,
)
_BLANKS = re.compile(r"\s+")


def tag(number: str) -> str:
    """Return the tag of a call: "[BLS#26-001234]"."""
    return f"[BLS#{number}]"


def find(subject: str) -> tuple[str, ...]:
    """Return the numbers of the calls that a subject names, each once, in their order; spelling is forgiven."""
    return tuple(dict.fromkeys(f"{found['year']}-{found['count']}" for found in _TAG.finditer(subject)))


def remove(subject: str) -> str:
    """Return a subject without any tag, white space collapsed."""
    return _BLANKS.sub(" ", _TAG.sub(" ", subject)).strip()


def add(subject: str, number: str) -> str:
    """Return a subject with the tag of a call in front, once, whatever tags it had, at most `LONGEST` characters."""
    return _tagged(subject, number, LONGEST)


def answer(subject: str, number: str) -> str:
    """Return the subject of an answer, with "Re: " in front of all; `subject` has no reply prefixes any more."""
    return ANSWER + _tagged(subject, number, LONGEST - len(ANSWER))


def _tagged(subject: str, number: str, longest: int) -> str:
    rest = remove(subject)
    room = longest - len(tag(number)) - 1
    if len(rest) > room:
        rest = f"{rest[: room - len(CUT) - 1].rstrip()} {CUT}"
    return f"{tag(number)} {rest}".rstrip()
