"""How a folded part is named in a view."""

from bls_tui.locale import N_, _, ngettext
from bls_tui.mail.quotes.model import Fold, FoldKind

KINDS = {
    FoldKind.QUOTE: N_("quotation"),
    FoldKind.SIGNATURE: N_("signature"),
    FoldKind.DISCLAIMER: N_("legal notice"),
    FoldKind.FORWARD: N_("forwarded mail"),
}


def folded_line(fold: Fold) -> str:
    """Return the line that stands for a folded part."""
    count = sum(1 for one in fold.text.split("\n") if one.strip())
    lines = ngettext("{count} line", "{count} lines", count).format(count=count)
    return f"[+ {_(KINDS[fold.kind])}: {lines}]"
