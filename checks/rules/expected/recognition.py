"""Which jobs a mail is about, by what the inventory says of each; several jobs or machines in one mail are told apart.

All that a process says must hold: account, sender, words of the subject, product, name of the job, machine. Job and
machine may be those of the whole mail, or those of one item in it; an item then speaks for that process alone. Where
several processes fit, the one that says more wins; where none does, a technician decides: nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from checks.rules.expected.names import like, machine_like, plain, product_like

Score = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Recognition:
    """How the mails of one process are recognised; "" and () ask for nothing.

    Senders are addresses with `*` for anything, or "@domain"; one of them must fit. All words must be in the subject.
    `job` and `host` may hold `*`.
    """

    account: str = ""
    senders: tuple[str, ...] = ()
    subject: tuple[str, ...] = ()
    product: str = ""
    job: str = ""
    host: str = ""


@dataclass(frozen=True, slots=True)
class MailFacts:
    """What is known of a mail: the account it came to, its headers, and what the recogniser of its text found."""

    account: str
    sender: str
    subject: str
    product: str = ""
    job: str = ""
    host: str = ""
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class Match:
    """A mail is about this process: as a whole, or with the one item that is named."""

    job: str
    item: str = ""


@dataclass(frozen=True, slots=True)
class Recognised:
    """The processes a mail is about. `rivals` are those that fit equally well, of which none was taken."""

    matches: tuple[Match, ...] = ()
    rivals: tuple[str, ...] = ()


def recognise(facts: MailFacts, processes: Mapping[str, Recognition]) -> Recognised:
    """Tell which processes a mail is about, by key."""
    fitting = {key: one for key, one in processes.items() if _envelope(facts, one)}
    whole = {key: _score(one) for key, one in fitting.items() if _names(facts, one, "")}
    rest = {key: one for key, one in fitting.items() if key not in whole}
    found, rivals = _best("", whole)
    for item in dict.fromkeys(facts.items):
        matches, others = _best(item, {key: _score(one) for key, one in rest.items() if _names(facts, one, item)})
        found, rivals = found + matches, rivals + others
    return Recognised(tuple(found), tuple(sorted(set(rivals))))


def _envelope(facts: MailFacts, wanted: Recognition) -> bool:
    subject = plain(facts.subject)
    return (
        wanted.account in ("", facts.account)
        and (not wanted.senders or any(_sent_by(facts.sender, sender) for sender in wanted.senders))
        and all(plain(words) in subject for words in wanted.subject)
        and (not wanted.product or product_like(wanted.product, facts.product))
    )


def _sent_by(sender: str, wanted: str) -> bool:
    return like(f"*{wanted}" if wanted.startswith("@") else wanted, sender)


def _names(facts: MailFacts, wanted: Recognition, item: str) -> bool:
    """Tell whether job and machine are those of the mail, or of one `item` in it ("" for the mail alone)."""
    by_job = like(wanted.job, facts.job) if facts.job else False
    by_host = machine_like(wanted.host, facts.host) if facts.host else False
    item_job = bool(item) and like(wanted.job, item)
    item_host = bool(item) and machine_like(wanted.host, item)
    job = not wanted.job or by_job or item_job
    return job and (not wanted.host or by_host or item_host)


def _score(wanted: Recognition) -> Score:
    """Say how particular a process is about its mails: job before machine before subject, product, sender, account."""
    return (
        _particular(wanted.job),
        _particular(wanted.host),
        len(wanted.subject),
        sum(map(len, wanted.subject)),
        bool(wanted.product),
        max(map(_particular, wanted.senders), default=0),
        bool(wanted.account),
    )


def _particular(pattern: str) -> int:
    """0 for nothing, 1 for a pattern, 2 for a name in full."""
    return 0 if not pattern else 1 if "*" in pattern or pattern.startswith("@") else 2


def _best(item: str, scores: Mapping[str, Score]) -> tuple[list[Match], list[str]]:
    best = max(scores.values(), default=())
    winners = [key for key, score in scores.items() if score == best]
    if len(winners) > 1:
        return [], winners
    return [Match(key, item) for key in winners], []
