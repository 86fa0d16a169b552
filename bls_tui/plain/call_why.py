"""`bls why call N` in text and JSON: every interval of both clocks, counted or not, with its cause."""

from collections.abc import Iterator
from datetime import tzinfo
from typing import Any

from bls_tui.desk.calls import words
from bls_tui.desk.clock_words import hours, interval_line
from bls_tui.desk.text import fit, line
from bls_tui.locale import _
from bls_tui.plain import call_data
from bls_tui.plain.call import clock_line
from bls_tui.plain.data import instant
from bls_tui.plain.look import Look
from bls_tui.service.desk.call_views_data import CallView


def data(view: CallView) -> dict[str, Any]:
    """Return both clocks as JSON, each with its `intervals`."""
    return {
        **instant("generated", view.generated_at),
        "number": view.row.number,
        "state": view.row.state.value,
        "contract": view.contract.contract.key or None,
        "sla1": call_data.of_clock(view.clocks[0]),
        "sla2": call_data.of_clock(view.clocks[1]),
    }


def text(view: CallView, look: Look, zone: tzinfo) -> Iterator[str]:
    """Yield the lines: each clock, then what was counted of each stretch of time and why."""
    row = view.row
    yield from look.wrap(f"{row.number}  {words.state_word(row.state, row.reason)}  {row.subject}")
    contract = view.contract.contract
    yield from look.wrap(_("Contract: {name}").format(name=contract.name or contract.key or _("none")), "  ")
    for clock in view.clocks:
        yield from look.wrap(clock_line(clock, zone, view.generated_at))
        for interval in clock.intervals:
            yield fit(line("  " + interval_line(interval, zone)), look.width)
        counted = sum(interval.seconds for interval in clock.intervals if interval.counted)
        yield _("  counted in all: {hours}").format(hours=hours(counted))
