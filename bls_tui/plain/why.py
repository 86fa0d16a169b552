"""`bls why` in text and JSON: the chain of reasons behind a state, and what keeps it from being told."""

from collections.abc import Iterator
from datetime import tzinfo
from typing import Any

from bls_tui.desk import signs
from bls_tui.desk.text import line
from bls_tui.locale import _
from bls_tui.plain import data as json_of
from bls_tui.plain.events import described
from bls_tui.plain.look import Look
from bls_tui.service.monitoring.views import MetricView, WhyView

RECENT = 6
"""Lines of history shown."""


def data(view: WhyView) -> dict[str, Any]:
    """Return the view as JSON: the object, its `reasons` in words, `gates`, surroundings, metrics and history."""
    known = view.object
    now = known.generated_at
    return {
        **json_of.instant("generated", now),
        **json_of.of_object(known.row, now),
        "details": known.state.details,
        "reasons": list(view.sentences),
        "gates": [{"gate": gate.key, "active": gate.active, "text": gate.text} for gate in view.gates],
        "silent": any(gate.active for gate in view.gates),
        "caused_by": known.cause.full_name if known.cause else None,
        "behind": [row.full_name for row in known.behind],
        "parents": [json_of.of_object(row, now) for row in known.parents],
        "services": [json_of.of_object(row, now) for row in known.services],
        "acknowledged": json_of.of_acknowledgement(known.acknowledgement),
        "downtimes": [json_of.of_downtime(row) for row in known.downtimes],
        "metrics": [_metric(each) for each in known.metrics],
        "history": [json_of.of_event(row) for row in known.events],
        "poller": json_of.of_poller(known.poller),
    }


def _metric(each: MetricView) -> dict[str, Any]:
    metric = each.metric
    return {
        "name": metric.name,
        "value": metric.value,
        "unit": metric.unit,
        "warn": metric.warn,
        "crit": metric.crit,
        "min": metric.min,
        "max": metric.max,
        "full_in_s": each.full_in,
        "usual_low": each.usual.low if each.usual else None,
        "usual_high": each.usual.high if each.usual else None,
        "unusual": each.unusual,
        **json_of.instant("at", metric.at),
    }


def text(view: WhyView, look: Look, zone: tzinfo) -> Iterator[str]:
    """Yield the lines: who it is, why, what holds a call back, what happened last."""
    known = view.object
    row = known.row
    whose = " - ".join(filter(None, (line(row.customer), line(row.site), line(row.address))))
    yield f"{look.shape(row.state)} {look.paint(row.state, row.state)}  {line(row.full_name)}  {whose}"
    for sentence in view.sentences:
        yield from look.wrap(sentence, "  ")
    active = [gate.text for gate in view.gates if gate.active]
    if active:
        yield from look.wrap(_("Nobody is called: {reasons}.").format(reasons="; ".join(active)), "  ")
    else:
        yield from look.wrap(_("Nothing holds a call back."), "  ")
    if known.services:
        failing = [each for each in known.services if not signs.good(each.state)]
        yield _("Services: {count}, of which not OK: {failing}").format(count=len(known.services), failing=len(failing))
        for each in failing[:RECENT]:
            yield from look.wrap(f"{signs.WORDS[each.state]} {each.name}: {each.output}", "  ")
    if known.events:
        yield _("History:")
    for event in known.events[:RECENT]:
        yield from look.wrap(described(event, zone, known.generated_at), "  ")
