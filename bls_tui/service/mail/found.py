"""Words looked for in the texts of mails."""

from dataclasses import dataclass

from db.queries import messages, search
from db.session import Database

MOST = 100
_LOOKED_AT = 400


@dataclass(frozen=True, slots=True)
class FoundMail:
    """A mail of a call that has all the words; the excerpt is foreign and raw."""

    message_id: int
    number: str
    customer: str
    subject: str
    sender: str
    at: float
    excerpt: str


def found_mails(database: Database, words: str) -> tuple[FoundMail, ...]:
    """Return the mails of calls in which every word is, newest first."""
    with database.read() as r:
        hits = [hit for hit in search.words(r, words, _LOOKED_AT) if hit.kind == "message" and hit.ref.isdigit()]
        found = []
        for hit in hits[:MOST]:
            row = messages.get(r, int(hit.ref))
            if row is not None:
                excerpt = "".join(part.text for part in hit.snippet)
                sender = row.sender_name or row.sender_address or row.author
                found.append(FoundMail(row.id, hit.number, hit.customer, row.subject, sender, row.received_at, excerpt))
    return tuple(sorted(found, key=lambda one: -one.at))
