"""Who wrote a mail: a program that reports a run, or a person (or a seller) who writes about one."""

from __future__ import annotations

from checks.backups.patterns import fold
from checks.backups.text import Prepared
from checks.backups.words import words

_SOME_LINES = 400
_OWN_WORDS = 3


def answered(mail: Prepared) -> bool:
    """Tell whether a person answered a report: a reply that quotes, greets or thanks."""
    if mail.subject.prefix != "reply":
        return False
    context = words().context
    body = fold("\n".join(mail.lines[:_SOME_LINES]))
    return any(pattern.search(body) for pattern in (context.quoting, context.greeting, context.closing))


def passed_on_with_words(mail: Prepared) -> bool:
    """Tell whether somebody wrote something above a report they passed on."""
    for count, line in enumerate(mail.lines[:_SOME_LINES]):
        if words().context.forwarded.search(fold(line)):
            own = " ".join(mail.lines[:count]).split()
            return len(own) >= _OWN_WORDS
    return False


def personal(mail: Prepared) -> bool:
    """Tell whether a mail of no known product reads like a letter, a reply or an offer."""
    context = words().context
    body = fold("\n".join(mail.lines[:_SOME_LINES]))
    subject = mail.subject.folded
    greeted = context.greeting.search(body) and not context.impersonal.search(body)
    letter = bool(greeted and (context.closing.search(body) or "?" in body))
    offer = bool(context.commercial.search(subject) or context.commercial.search(body))
    return letter or offer or answered(mail) or (mail.subject.prefix == "reply") or subject.endswith("?")
