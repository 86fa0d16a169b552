"""`bls mail trim` in text and JSON: what the author of a text wrote, and what a view folds away."""

from collections.abc import Iterator
from typing import Any

from bls_tui.desk.text import safe
from bls_tui.locale import N_, _, ngettext
from bls_tui.mail.quotes import Fold, FoldKind, Trimmed

KINDS = {
    FoldKind.QUOTE: N_("quotation"),
    FoldKind.SIGNATURE: N_("signature"),
    FoldKind.DISCLAIMER: N_("legal notice"),
    FoldKind.FORWARD: N_("forwarded mail"),
}


def data(trimmed: Trimmed) -> dict[str, Any]:
    """Return both parts as JSON; `line` is where a folded part begins, counted from 1."""
    return {
        "visible_text": trimmed.visible,
        "folded": [{"kind": fold.kind.value, "line": fold.at + 1, "text": fold.text} for fold in trimmed.folds],
    }


def text(trimmed: Trimmed) -> Iterator[str]:
    """Yield what is visible, then one line for each part that is folded."""
    yield safe(trimmed.visible) if trimmed.visible else _("Nothing is left when quotations and signatures are folded.")
    for fold in trimmed.folds:
        yield folded_line(fold)


def folded_line(fold: Fold) -> str:
    """Return the line that stands for a folded part."""
    count = sum(1 for one in fold.text.split("\n") if one.strip())
    lines = ngettext("{count} line", "{count} lines", count).format(count=count)
    return f"[+ {_(KINDS[fold.kind])}: {lines}]"
