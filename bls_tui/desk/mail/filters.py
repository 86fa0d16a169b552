"""The filter language of the lists of mail: `cust:acme from:rossi is:unread age:<2d "no backup"`.

The grammar is that of the lists of objects. A bare word is looked for in the number, customer, subject, sender, owner
and the beginning of the text.

    num: cust: subj: from: owner: text:   contain the text
    is:    unread in out unassigned automatic
    age:   >1d or <10m since the last message
"""

from dataclasses import dataclass

from bls_tui.desk import terms
from bls_tui.desk.terms import FilterError, Language, Terms, span_key, text_key, word_key

__all__ = ["KEYS", "FilterError", "Listed", "MailFilter", "parse"]


@dataclass(frozen=True, slots=True)
class Listed:
    """What of a row of a list of mail can be filtered; what a list does not know is empty."""

    number: str = ""
    customer: str = ""
    subject: str = ""
    sender: str = ""
    owner: str = ""
    text: str = ""
    direction: str = ""
    unread: bool = False
    automatic: bool = False
    at: float | None = None


MailFilter = Terms[Listed]
Test = terms.Test[Listed]


def parse(text: str) -> MailFilter:
    """Read a filter. Raises FilterError with the position of the term that is wrong."""
    return terms.parse(text, _MAILS)


def _everything(row: Listed) -> str:
    return f"{row.number}\n{row.customer}\n{row.subject}\n{row.sender}\n{row.owner}\n{row.text}"


_IS: dict[str, Test] = {
    "unread": lambda row, _now: row.unread,
    "in": lambda row, _now: row.direction == "in",
    "out": lambda row, _now: row.direction == "out",
    "unassigned": lambda row, _now: not row.owner,
    "automatic": lambda row, _now: row.automatic,
}
_KEYS: dict[str, terms.Key[Listed]] = {
    "num": text_key(lambda row: row.number),
    "cust": text_key(lambda row: row.customer),
    "subj": text_key(lambda row: row.subject),
    "from": text_key(lambda row: row.sender),
    "owner": text_key(lambda row: row.owner),
    "text": text_key(lambda row: row.text),
    "is": word_key(_IS),
    "age": span_key("age", lambda row, now: None if row.at is None else now - row.at),
}
KEYS = tuple(_KEYS)
"""The keys a filter knows, for help and completion."""
_MAILS = Language(_KEYS, _everything)
