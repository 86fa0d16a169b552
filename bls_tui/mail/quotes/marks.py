"""Single lines that mean something: markers over a copied mail, rules, advertisements of devices, legal notices."""

import re

from bls_tui.mail.quotes.vocabulary import (
    ABOVE,
    BANNERS,
    CLOSINGS,
    DEVICES,
    DISCLAIMERS,
    FORWARDED,
    LEGAL_WORDS,
    MINE,
    ORIGINAL,
    SENT_END,
    SENT_FROM,
)

ABOVE_CHARS = 200
MARKER_CHARS = 300
ADVERT_CHARS = 160
ADVERT_WORDS = 8
"""Words an advertisement has at most, from its first to the first comma or full stop."""
OWN_DEVICE_WORDS = 4
FEW_WORDS = 4
RULE_CHARS = 3
TRACKING_DOT = "ᐧ"
"""A mark that a mail tracker leaves at the end of a text."""

_EDGES = " -_=*#>~+:：.[]|—–«»<\t"
_DASHES = re.compile(r"[-_=*#~+<>—–]{2}|[-—–]\s")
_DASHED_END = re.compile(r"[-_=*#~+<>—–]{2}$|\s[-—–]$")
_RULE = re.compile(r"(?:[-_=*#~+.,—–⎯─━]\s?){3,}|[—–⎯─━]{2,}")
_SIGNATURE_RULE = re.compile(r"--|—|––|__")
_LINK = re.compile(r"\[?(?:https?://|www\.)\S*|<[^<>]*>|\([^()]*://[^()]*\)|\[[^\[\]]*://[^\[\]]*\]")
_HEAD = re.compile(r"[^,;!?]*")
_SENTENCE_END = re.compile(r"\.\s")
_WORD = re.compile(r"[\w@&'’.!-]+")
_SENT_FROM = re.compile(r"(?:" + "|".join(map(re.escape, SENT_FROM)) + r")(?!\w)|(?:发自|發自|来自|來自|从我的|從我的)")
_PRODUCT_TOKENS = frozenset(word for word in DEVICES if word.isascii())
_FOREIGN_PRODUCTS = tuple(word for word in DEVICES if not word.isascii())
_LOOSE_PRODUCTS = (
    "iphone",
    "ipad",
    "android",
    "outlook",
    "phone",
    "mobil",
    "galaxy",
    "samsung",
    "huawei",
    "blackberry",
    "smartphone",
)
_PGP_START = "-----BEGIN PGP SIGNATURE-----"
_PGP_MESSAGE = "-----BEGIN PGP SIGNED MESSAGE-----"
_PGP_END = "-----END PGP SIGNATURE-----"


def marker(form: str, *, header_follows: bool) -> tuple[str, ...] | None:
    """Return ORIGINAL or FORWARDED when the line announces a copied mail, None otherwise.

    It is believed between dashes, before a colon, or over a block of labels: else it is only a phrase.
    """
    if len(form) > MARKER_CHARS:
        return None
    dashed = _DASHES.match(form) is not None and _DASHED_END.search(form) is not None
    key = form.strip(_EDGES).casefold()
    for phrases in (ORIGINAL, FORWARDED):
        if key.startswith(phrases) and (dashed or _dashes_after(key, phrases)) and _DASHES.match(form):
            return phrases
        if key in phrases and (dashed or header_follows or form.endswith((":", "："))):
            return phrases
    return None


def _dashes_after(key: str, phrases: tuple[str, ...]) -> bool:
    """Tell whether dashes follow the phrase, as where a conversion has run the marker and the labels together."""
    return any(key.startswith(phrase) and key[len(phrase) :].lstrip().startswith("--") for phrase in phrases)


def asks_above(form: str) -> bool:
    """Tell whether the line asks to answer above it."""
    if len(form) > ABOVE_CHARS:
        return False
    folded = form.casefold()
    return any(phrase in folded for phrase in ABOVE)


def is_rule(form: str) -> bool:
    """Tell whether the line is a rule: dashes, underscores, stars and the like, three or more."""
    return _RULE.fullmatch(form) is not None


def is_signature_rule(form: str) -> bool:
    """Tell whether the line is the mark over a signature ("-- ", RFC 3676 section 4.3, and its loose forms)."""
    return _SIGNATURE_RULE.fullmatch(form) is not None


def is_closing(form: str) -> bool:
    """Tell whether the line is what is written over one's name ("Cordiali saluti,")."""
    return form.rstrip(" ,.!;").casefold() in CLOSINGS


def leads_on(form: str) -> bool:
    """Tell whether a line announces what follows it: it ends with a colon or a comma and is no closing."""
    return form.endswith((":", ",")) and not is_closing(form)


def is_advert(form: str) -> bool:
    """Tell whether the line is what a phone or mail program says of itself ("Inviato da iPhone")."""
    if form == TRACKING_DOT:
        return True
    text = _advert_text(form)
    if not text:
        return False
    start = _SENT_FROM.match(text)
    if start is not None:
        return "outlook" in start.group() or _names_device(text[start.end() :], mine=_possessive(start.group()))
    return text.endswith(SENT_END) and len(text) <= MARKER_CHARS and _mentions_device(text)


def may_be_advert(form: str) -> bool:
    """Tell whether the line reads like an advertisement that only its place can prove ("via mobile")."""
    text = _advert_text(form)
    tokens = _WORD.findall(text)
    return (
        1 < len(tokens) <= FEW_WORDS
        and bool({"from", "via", "da", "vom", "con"} & set(tokens[:2]))
        and _device(tokens[1:])
    )


def _advert_text(form: str) -> str:
    """The line without brackets, links and case, "" where it is too long to be an advertisement."""
    text = _LINK.sub(" ", form.strip(" <>()[]*_•|-")) if "://" in form or "<" in form else form
    text = text.split("http", 1)[0].strip(" <>()[]*_•|-.").casefold()
    return text if len(text) <= ADVERT_CHARS else ""


def _possessive(start: str) -> bool:
    return start.rsplit(maxsplit=1)[-1] in MINE


def _names_device(rest: str, *, mine: bool) -> bool:
    """Tell whether what follows "sent from" is a device: a known one, or after "my" one with a figure in its name."""
    head = _HEAD.match(_SENTENCE_END.split(rest, maxsplit=1)[0])
    tokens = _WORD.findall(head.group()) if head else []
    if not 0 < len(tokens) <= ADVERT_WORDS:
        return False
    mine = mine or tokens[0] in MINE
    return _device(tokens) or (mine and len(tokens) <= OWN_DEVICE_WORDS and any(map(_has_figure, tokens)))


def _has_figure(token: str) -> bool:
    return any(character.isdigit() for character in token)


def _device(tokens: list[str]) -> bool:
    return any(token.strip(".'’") in _PRODUCT_TOKENS or _mentions_device(token) for token in tokens)


def _mentions_device(text: str) -> bool:
    return any(word in text for word in _LOOSE_PRODUCTS) or any(word in text for word in _FOREIGN_PRODUCTS)


def begins_disclaimer(form: str) -> bool:
    """Tell whether the line begins as legal notices do."""
    return form.strip(" *_-#>").casefold().startswith(DISCLAIMERS)


def is_legal(paragraph: str) -> bool:
    """Tell whether a paragraph speaks as a legal notice (or a plea for trees) does."""
    folded = paragraph.casefold()
    return any(word in folded for word in LEGAL_WORDS)


def begins_banner(form: str) -> bool:
    """Tell whether the line begins as the warnings do that a gateway puts over mail from outside."""
    return form.strip(" *_-#>!⚠️").casefold().startswith(BANNERS)


def pgp_end(forms: list[str], start: int) -> int | None:
    """Return the index after an OpenPGP wrapper line or signature block that begins at `start`, None without one."""
    if forms[start] == _PGP_MESSAGE:
        end = start + 1
        while end < len(forms) and forms[end].startswith(("Hash:", "Comment:", "Charset:")):
            end += 1
        return end
    if forms[start] != _PGP_START:
        return None
    return next((index + 1 for index in range(start, len(forms)) if forms[index] == _PGP_END), len(forms))
