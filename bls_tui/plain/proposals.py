"""`bls proposals` in text and JSON: the calls that monitoring proposes."""

from collections.abc import Iterator
from typing import Any

from bls_tui.desk import signs, spans
from bls_tui.desk.proposals import HOLDS
from bls_tui.desk.text import fit, line
from bls_tui.locale import _
from bls_tui.plain.data import instant, of_poller
from bls_tui.plain.look import Look
from bls_tui.plain.processes import sign
from bls_tui.service.desk.call_views_data import ProposalRow, ProposalsView
from bls_tui.service.monitoring.views_why import stale_poller
from checks.rules.expected.states import RunState


def data(view: ProposalsView) -> dict[str, Any]:
    """Return the view as JSON: `pending`, worst first, and `held`."""
    return {
        **instant("generated", view.generated_at),
        "pending": [of_proposal(row) for row in view.pending],
        "held": [of_proposal(row) for row in view.held],
        "poller": of_poller(view.poller),
    }


def of_proposal(row: ProposalRow) -> dict[str, Any]:
    """Return a proposal."""
    return {
        "id": row.proposal_id,
        "state": row.state.value,
        "customer": row.customer,
        "customer_key": row.customer_key,
        "object": row.full_name or None,
        "word": row.word,
        "severity": row.severity,
        "text": row.text,
        "folded": row.folded,
        "hold": row.hold.value if row.hold else None,
        "call": row.call or None,
        **instant("opened", row.opened_at),
        **instant("updated", row.updated_at),
    }


def text(view: ProposalsView, look: Look) -> Iterator[str]:
    """Yield the lines: a warning where nobody watches, the proposals to decide, then those that are held."""
    if view.poller.stale:
        yield from look.wrap(stale_poller(view.poller.holder, view.poller.heartbeat_age))
    if not view.pending and not view.held:
        yield _("Nothing is proposed.")
    for row in view.pending:
        yield from _proposal(row, look, view.generated_at)
    if view.held:
        yield _("Held:")
    for row in view.held:
        yield from _proposal(row, look, view.generated_at)


def _proposal(row: ProposalRow, look: Look, now: float) -> Iterator[str]:
    age = spans.short(now - row.opened_at)
    hold = f" ({_(HOLDS[row.hold])})" if row.hold else ""
    behind = _(" +{count} behind").format(count=row.folded) if row.folded else ""
    shape = look.shape(row.word) if row.word in signs.SHAPES else _run_shape(row.word, look)
    head = f"{row.proposal_id:>5}  {shape} "
    what = line(f"{row.word} {row.full_name or row.text}{behind}  {row.customer}  {age}{hold}")
    yield head + fit(what, look.width - 9)
    yield fit(line(f"         {row.text}"), look.width)


def _run_shape(word: str, look: Look) -> str:
    return sign(RunState(word), look) if word in list(RunState) else "?"
