"""`bls search` in text and JSON: the calls in whose texts some words are."""

from collections.abc import Iterator
from datetime import tzinfo
from typing import Any

from bls_tui.desk import spans
from bls_tui.desk.calls import words
from bls_tui.desk.text import fit, line
from bls_tui.locale import _
from bls_tui.plain.data import instant
from bls_tui.plain.look import Look
from bls_tui.service.desk.call_views_data import Found, SearchView


def data(view: SearchView) -> dict[str, Any]:
    """Return the view as JSON: `found`, best first."""
    return {"words": view.words, "found": [_found(one) for one in view.found]}


def _found(one: Found) -> dict[str, Any]:
    return {
        "number": one.number,
        "subject": one.subject,
        "customer": one.customer,
        "state": one.state.value,
        "kind": one.kind,
        "excerpt": one.excerpt,
        **instant("opened", one.opened_at),
    }


def text(view: SearchView, look: Look, zone: tzinfo, now: float) -> Iterator[str]:
    """Yield the lines: two for each call found."""
    if not view.found:
        yield from look.wrap(_("No call contains {words}.").format(words=view.words))
    for one in view.found:
        opened = spans.moment(one.opened_at, zone, now)
        head = f"{one.number}  {words.word(one.state)}  {opened}  {one.customer}: {one.subject}"
        yield fit(line(head), look.width)
        yield from look.wrap(f"{kind_word(one.kind)}: {one.excerpt}", "           ")


def kind_word(kind: str) -> str:
    """Return which text of a call something was found in."""
    known = {
        "call": _("description"),
        "note": _("note"),
        "message": _("message"),
        "solution": _("solution"),
    }
    return known.get(kind, kind)
