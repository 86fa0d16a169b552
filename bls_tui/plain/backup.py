"""`bls backup explain` in text and JSON: the verdict on one mail and the words it rests on."""

from collections.abc import Iterator
from datetime import tzinfo
from typing import Any

from bls_tui.desk.spans import full, iso, long
from bls_tui.desk.text import line
from bls_tui.locale import _
from checks.backups import Reading, product_of

WIDTH = 12
"""Cells of the labels."""


def data(reading: Reading) -> dict[str, Any]:
    """Return a reading as JSON: first what scripts rely on, then what the mail tells besides."""
    return {
        "verdict": reading.verdict.value,
        "product": reading.product,
        "job": reading.job,
        "rule": reading.rule,
        "evidence": reading.evidence,
        "host": reading.host,
        "items": [
            {"name": item.name, "verdict": item.verdict.value, "matched": item.matched} for item in reading.items
        ],
        "started_at": iso(reading.started_at),
        "ended_at": iso(reading.ended_at),
        "size_bytes": reading.size_bytes,
        "duration_s": reading.duration_s,
        "informational": reading.informational,
        "confidence": reading.confidence,
    }


def text(reading: Reading, zone: tzinfo) -> Iterator[str]:
    """Yield what a person wants to know of a verdict: on what it rests, and where the format is known from."""
    yield from _row(_("Verdict"), _verdict(reading))
    yield from _row(_("Product"), reading.product)
    yield from _row(_("Job"), reading.job)
    yield from _row(_("Host"), reading.host)
    yield from _row(_("Rule"), reading.rule)
    yield from _row(_("Words"), reading.evidence)
    for item in reading.items:
        yield from _row(_("Object"), f"{item.verdict.value}  {item.name}")
    yield from _row(_("Started"), full(reading.started_at, zone) if reading.started_at is not None else "")
    yield from _row(_("Ended"), full(reading.ended_at, zone) if reading.ended_at is not None else "")
    yield from _row(_("Duration"), long(reading.duration_s) if reading.duration_s is not None else "")
    yield from _row(_("Size"), _("{size} bytes").format(size=f"{reading.size_bytes:,}") if reading.size_bytes else "")
    yield from _row(_("Confidence"), f"{reading.confidence:.0%}")
    yield from _row(_("Format"), _source(reading))


def _verdict(reading: Reading) -> str:
    if reading.informational:
        return _("{verdict} (no result of a run)").format(verdict=reading.verdict.value)
    return reading.verdict.value


def _source(reading: Reading) -> str:
    product = product_of(reading.rule)
    if product is None:
        return ""
    seen = _("seen") if product.verified else _("not verified")
    return _("{source} ({seen}, version {version})").format(source=product.source, seen=seen, version=product.version)


def _row(label: str, value: str) -> Iterator[str]:
    """Yield a labelled line, nothing for an empty value."""
    if value:
        yield f"{label:<{WIDTH}}  {line(value)}"
