"""The shape of what is known about one language: the words mail programs write around quotes."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Language:
    """Words of one language, alternatives parted by "|".

    Attributes:
        code: ISO 639-1.
        starts: the first words of an opener ("On … wrote:").
        wrote: its verb.
        sender, date, to, copy, subject, reply_to: labels of a header block.
        original, forwarded: what stands between dashes above a copied mail, or before a colon.
        above: the request to answer above a line.
        sent_from: how the advertisement of a phone or mail program begins ("Sent from my iPhone").
        sent_end: how it ends, where the program is named before the verb.
        mine: possessives after which any short device name is believed.
        disclaimers: how legal notices begin.
        banners: how warnings that a gateway puts on top begin.
    """

    code: str
    starts: str = ""
    wrote: str = ""
    sender: str = ""
    date: str = ""
    to: str = ""
    copy: str = ""
    subject: str = ""
    reply_to: str = ""
    original: str = ""
    forwarded: str = ""
    above: str = ""
    sent_from: str = ""
    sent_end: str = ""
    mine: str = ""
    disclaimers: str = ""
    banners: str = ""


def words(text: str) -> tuple[str, ...]:
    """Return the alternatives of one field, case folded."""
    return tuple(word.strip().casefold() for word in text.split("|") if word.strip())
