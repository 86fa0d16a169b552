"""Quotes, signatures and forwarded parts of a text, found so that a view can fold them. Pure."""

from bls_tui.mail.quotes.folding import trim
from bls_tui.mail.quotes.forwarded import Forwarded, extract_forwarded
from bls_tui.mail.quotes.fragments import Fragment, fragments
from bls_tui.mail.quotes.model import Fold, FoldKind, Trimmed
from bls_tui.mail.quotes.signatures import Signed, split_signature

__all__ = [
    "Fold",
    "FoldKind",
    "Forwarded",
    "Fragment",
    "Signed",
    "Trimmed",
    "extract_forwarded",
    "fragments",
    "split_signature",
    "trim",
]
