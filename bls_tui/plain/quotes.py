"""`bls mail trim` in text and JSON: what the author of a text wrote, and what a view folds away."""

from collections.abc import Iterator
from typing import Any

from bls_tui.desk.text import safe
from bls_tui.locale import _
from bls_tui.mail.quotes import Trimmed
from bls_tui.mail.quotes.words import folded_line


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
