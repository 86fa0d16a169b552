"""What a Nagios plugin prints (monitoring-plugins developer guidelines, "Plugin Output for Nagios").

The first line is the summary, with performance data after a bar. Further lines are details; from the first bar in them
on, everything is performance data.
"""

from __future__ import annotations

from dataclasses import dataclass

from checks.model import Metric
from checks.rules import perfdata

_MOST_REJECTED = 5


@dataclass(frozen=True, slots=True)
class PluginOutput:
    """The parts of a plugin's output; `details` end with the performance data that could not be understood."""

    summary: str
    details: str
    metrics: tuple[Metric, ...]


def parse(text: str) -> PluginOutput:
    """Take a plugin's output apart."""
    first, _, rest = text.replace("\0", "").lstrip("\r\n").partition("\n")
    summary, _, data = first.partition("|")
    details, _, more_data = rest.partition("|")
    metrics, rejected = perfdata.parse(f"{data} {more_data}")
    lines = [details.strip(), *(f"performance data {bad.token!r}: {bad.reason}" for bad in rejected[:_MOST_REJECTED])]
    return PluginOutput(summary.strip(), "\n".join(filter(None, lines)), metrics)
