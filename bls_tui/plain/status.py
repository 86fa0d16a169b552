"""`bls status` in text and JSON: hosts and services, filtered, sorted, grouped by customer."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bls_tui.desk import signs, spans
from bls_tui.desk.filters import Filter
from bls_tui.desk.sorting import by_customer, sort
from bls_tui.desk.text import fit, line, pad
from bls_tui.locale import _, ngettext
from bls_tui.plain import data as json_of
from bls_tui.plain.look import Look
from bls_tui.plain.now import nothing_watched, widest
from bls_tui.service.monitoring.views import StatusView
from bls_tui.service.monitoring.views_why import stale_poller
from db.rows import StatusRow


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows, in which order. `order` is a key of desk.sorting.SORT_KEYS, None: as the view comes."""

    chosen: Filter
    order: str | None = None
    grouped: bool = False


def select(view: StatusView, wanted: Wanted) -> list[StatusRow]:
    """Return the rows that match, in order."""
    rows = [row for row in view.rows if wanted.chosen.matches(row, view.generated_at)]
    return sort(rows, wanted.order) if wanted.order else rows


def data(view: StatusView, wanted: Wanted) -> dict[str, Any]:
    """Return the view as JSON: `objects`, each with the object that causes its problem, `totals`, `poller`."""
    names = {row.object_id: row.full_name for row in view.rows}
    return {
        **json_of.instant("generated", view.generated_at),
        "filter": wanted.chosen.text,
        "objects": [
            json_of.of_called(row, view.generated_at, view.calls)
            | {"caused_by": None if row.cause_object_id is None else names.get(row.cause_object_id)}
            for row in select(view, wanted)
        ],
        "totals": json_of.of_totals(view.totals),
        "poller": json_of.of_poller(view.poller),
    }


def text(view: StatusView, wanted: Wanted, look: Look) -> Iterator[str]:
    """Yield the lines: a warning where data is stale, the rows, and how many were shown of how many."""
    if view.poller.stale:
        yield from look.wrap(stale_poller(view.poller.holder, view.poller.heartbeat_age))
    if not view.rows:
        yield from look.wrap(nothing_watched())
        return
    rows = select(view, wanted)
    if wanted.grouped:
        for customer, group in by_customer(rows):
            yield f"{line(customer)}  {look.tally(Counter(row.state for row in group))}".rstrip()
            yield from _rows(group, look, view)
    else:
        yield from _rows(rows, look, view)
    yield _footer(rows, view, wanted)


def _rows(rows: Sequence[StatusRow], look: Look, view: StatusView) -> Iterator[str]:
    now = view.generated_at
    names = widest((line(row.full_name) for row in rows), look.width * 35 // 100)
    customers = widest((line(row.customer) for row in rows), look.width * 15 // 100)
    room = look.width - (1 + 1 + 4 + 1 + 4 + 1 + names + 1 + customers + 1 + 7 + 1)
    for row in rows:
        age = spans.short(now - row.changed_at) if row.changed_at is not None else "-"
        cells = (
            look.shape(row.state),
            pad(signs.WORDS[row.state], 4),
            pad(signs.flags(row, now, called=row.object_id in view.calls), 4),
            pad(line(row.full_name), names),
            pad(line(row.customer), customers),
            f"{age:>7}",
            fit(line(row.output), room),
        )
        yield " ".join(cells).rstrip()


def _footer(rows: Sequence[StatusRow], view: StatusView, wanted: Wanted) -> str:
    if not rows:
        return _("0 of {count} match {filter}").format(count=len(view.rows), filter=line(wanted.chosen.text))
    if len(rows) == len(view.rows):
        return ngettext("{count} object", "{count} objects", len(rows)).format(count=len(rows))
    return _("{shown} of {count} objects").format(shown=len(rows), count=len(view.rows))
