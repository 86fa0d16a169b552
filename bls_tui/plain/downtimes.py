"""`bls downtime list` in text and JSON."""

from collections.abc import Iterator
from datetime import tzinfo
from typing import Any

from bls_tui.desk import spans
from bls_tui.desk.text import fit, line
from bls_tui.locale import _
from bls_tui.plain import data as json_of
from bls_tui.plain.look import Look
from bls_tui.service.monitoring.views import DowntimesView


def data(view: DowntimesView) -> dict[str, Any]:
    """Return the view as JSON: `downtimes`, in the order they begin."""
    return {
        **json_of.instant("generated", view.generated_at),
        "downtimes": [json_of.of_downtime(row, name) for row, name in view.downtimes],
    }


def text(view: DowntimesView, look: Look, zone: tzinfo) -> Iterator[str]:
    """Yield a line for each downtime: its number, when, of what, by whom, why."""
    if not view.downtimes:
        yield _("No downtime is in effect or planned.")
    for row, name in view.downtimes:
        start, end = (spans.moment(at, zone, view.generated_at) for at in (row.starts_at, row.ends_at))
        flexible = _(" (flexible, {span})").format(span=spans.short(row.duration)) if row.duration is not None else ""
        yield fit(line(f"{row.id:>5}  {start} - {end}{flexible}  {name}  {row.author}: {row.comment}"), look.width)
