"""The days of an on-site intervention as people write them."""

import re
from datetime import tzinfo

from bls_tui.desk.calls.model import Span
from bls_tui.desk.spans import SpanError, parse_moment
from bls_tui.locale import _

_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})[ T](\d{1,2}:\d{2})\s*-\s*(\d{1,2}:\d{2})")


def parse_day(text: str, zone: tzinfo, now: float) -> Span:
    """Read a day from-to such as 2026-11-24 09:00-13:00. Raises SpanError."""
    match = _DAY.fullmatch(text.strip())
    if match is None:
        raise SpanError(_("{text!r} is no day; write for example 2026-11-24 09:00-13:00").format(text=text))
    date, start, end = match.groups()
    return Span(parse_moment(f"{date} {start}", zone, now), parse_moment(f"{date} {end}", zone, now))


def parse_days(text: str, zone: tzinfo, now: float) -> tuple[Span, ...]:
    """Read several days with commas or semicolons between them. Raises SpanError."""
    return tuple(parse_day(part, zone, now) for part in re.split("[,;]", text) if part.strip())
