"""`bls outlook` in text and JSON: what will be full, expire, wear out or saturate, and what is unusual now."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bls_tui.desk import outlook_words as words
from bls_tui.desk.plot import Piece, to_ascii
from bls_tui.desk.quantities import quantity
from bls_tui.desk.spark import chart
from bls_tui.desk.text import line, pad
from bls_tui.locale import _, ngettext
from bls_tui.plain.data import instant
from bls_tui.plain.look import Look
from bls_tui.service.monitoring.outlook import Oddity, OutlookView, Prospect

_SPARK = 20


def text(view: OutlookView, look: Look) -> Iterator[str]:
    """Yield two lines for each prospect, soonest first, then what is unusual now."""
    days = round(view.days)
    if not view.prospects:
        yield ngettext(
            "Nothing fills up, expires, wears out or saturates in the next {count} day.",
            "Nothing fills up, expires, wears out or saturates in the next {count} days.",
            days,
        ).format(count=days)
    for one in view.prospects:
        yield from _prospect(one, view.generated_at, look)
    if view.oddities:
        yield ""
        yield _("Unusual at this hour of the week:")
    for odd in view.oddities:
        yield from look.wrap(oddity(odd), "  ")
    yield ""
    yield ngettext("{count} metric looked at", "{count} metrics looked at", view.looked_at).format(
        count=view.looked_at
    ) + (
        ngettext(", {count} of them too young", ", {count} of them too young", view.young).format(count=view.young)
        if view.young
        else ""
    )


def _prospect(one: Prospect, now: float, look: Look) -> Iterator[str]:
    metric = one.row.metric
    head = f"{pad(words.fate(one.fate), 10)} {pad(words.when(one.estimate, now), 20)} "
    yield f"{head}{line(one.row.full_name)}  {line(metric.name)}  ({line(one.row.customer)})"[: look.width]
    drawn = chart(one.evidence[-_SPARK:], _SPARK, 1)[0] if one.evidence else ""
    if look.ascii_only:
        drawn = to_ascii((Piece(drawn),))[0].text
    value = quantity(metric.value or 0.0, metric.unit)
    told = [value, words.pace(one.estimate, metric.unit), words.confidence(one.estimate)]
    yield f"{pad(drawn.rjust(_SPARK), _SPARK + 11)} {', '.join(filter(None, told))}"[: look.width]


def oddity(odd: Oddity) -> str:
    """Return in words what is unusual."""
    metric = odd.row.metric
    low = odd.usual.low if metric.min is None else max(odd.usual.low, metric.min)
    high = odd.usual.high if metric.max is None else min(odd.usual.high, metric.max)
    return _("{object}  {metric} {value}, usual is {low} to {high} ({weeks} weeks seen)").format(
        object=odd.row.full_name,
        metric=metric.name,
        value=quantity(metric.value or 0.0, metric.unit),
        low=quantity(low, metric.unit),
        high=quantity(high, metric.unit),
        weeks=odd.usual.weeks,
    )


def data(view: OutlookView) -> dict[str, Any]:
    """Return the view as JSON."""
    return {
        **instant("generated", view.generated_at),
        "days": view.days,
        "metrics_looked_at": view.looked_at,
        "metrics_too_young": view.young,
        "prospects": [_prospect_data(one) for one in view.prospects],
        "unusual": [_oddity_data(one) for one in view.oddities],
    }


def _prospect_data(one: Prospect) -> dict[str, Any]:
    estimate, metric = one.estimate, one.row.metric
    return {
        "what": one.fate.value,
        "object": one.row.full_name,
        "customer": one.row.customer,
        "metric": metric.name,
        "unit": metric.unit,
        "value": metric.value,
        "limit": one.limit,
        **instant("at", estimate.at),
        **instant("earliest", estimate.earliest),
        **instant("latest", estimate.latest),
        "per_day": estimate.per_day,
        "days_of_data": estimate.days,
        "confidence": estimate.confidence.value,
        "confidence_words": words.confidence(estimate),
        "jumps": estimate.jumps,
        "cyclic": estimate.cyclic,
        "evidence": list(one.evidence),
    }


def _oddity_data(one: Oddity) -> dict[str, Any]:
    metric = one.row.metric
    return {
        "object": one.row.full_name,
        "customer": one.row.customer,
        "metric": metric.name,
        "unit": metric.unit,
        "value": metric.value,
        "usual_low": one.usual.low,
        "usual_high": one.usual.high,
        "weeks_seen": one.usual.weeks,
    }
