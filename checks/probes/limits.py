"""Thresholds as probe options and what a number means under them."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BeforeValidator

from checks.model import SEVERITY, Metric, State
from checks.probes.base import as_text
from checks.rules.thresholds import Range, judge


def _checked(text: str) -> str:
    if text:
        Range.parse(text)
    return text


RangeText = Annotated[str, BeforeValidator(as_text), AfterValidator(_checked)]
"""A Nagios range as text, a bare number allowed; empty for no limit."""


def worst(*states: State) -> State:
    """Return the worst of the states of a service, OK for none."""
    return max(states, key=SEVERITY.__getitem__, default=State.OK)


def judged(metric: Metric) -> State:
    """Judge a metric by the limits it carries."""
    return judge(metric.value, metric.warn, metric.crit)


def time_metric(seconds: float, warn: str, crit: str) -> Metric:
    """Make the metric `time` of a probe that measures how long an answer takes."""
    return Metric("time", seconds, "s", warn or None, crit or None, 0)
