"""Rates of interface counters between two runs of a probe."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from checks.rules.counters import rate
from checks.snmp.interfaces import Interface

_BITS = 8
_PACKET_COUNTER_BITS = 32
_BELIEVABLE = 1.5
"""Times the line speed: agents update counters in steps, so a burst may seem faster than the line."""


@dataclass(frozen=True, slots=True)
class Rates:
    """Rates of one interface since the last run: bits per second, and errors and discards of both directions."""

    in_bits: float | None = None
    out_bits: float | None = None
    errors: float | None = None
    discards: float | None = None


def remember(interfaces: Iterable[Interface], now: float, uptime: float | None) -> dict[str, Any]:
    """Return the counters as the JSON object to be given back at the next run."""
    return {
        "at": now,
        "uptime": uptime,
        "ports": {
            str(interface.index): {
                "name": interface.name,
                "bits": interface.octet_bits,
                "since": interface.discontinuity,
                "in": interface.in_octets,
                "out": interface.out_octets,
                "errors": [interface.in_errors, interface.out_errors],
                "discards": [interface.in_discards, interface.out_discards],
            }
            for interface in interfaces
        },
    }


def measure(
    interfaces: Iterable[Interface], memory: Mapping[str, Any] | None, now: float, uptime: float | None
) -> dict[int, Rates]:
    """Return the rates by interface index; no rates at the first run, after a restart or for a renumbered port."""
    memory = memory or {}
    ports: Mapping[str, Any] = memory.get("ports") or {}
    seconds = now - memory.get("at", now)
    clock = _Clock(seconds, memory.get("uptime"), uptime)
    return {
        interface.index: _rates(interface, ports.get(str(interface.index)) or {}, clock) for interface in interfaces
    }


@dataclass(frozen=True, slots=True)
class _Clock:
    seconds: float
    uptime_before: float | None
    uptime_now: float | None


def _rates(interface: Interface, before: Mapping[str, Any], clock: _Clock) -> Rates:
    if before.get("name") != interface.name or before.get("bits") != interface.octet_bits:
        return Rates()
    broken = before.get("since") != interface.discontinuity
    ceiling = interface.line_speed / _BITS * _BELIEVABLE if interface.line_speed else None

    def per_second(previous: float | None, current: float | None, bits: int, limit: float | None) -> float | None:
        return rate(
            previous,
            current,
            clock.seconds,
            bits,
            clock.uptime_before,
            clock.uptime_now,
            discontinuous=broken,
            ceiling=limit,
        )

    octets = [
        per_second(before.get(name), current, interface.octet_bits, ceiling)
        for name, current in (("in", interface.in_octets), ("out", interface.out_octets))
    ]
    errors, discards = (
        _sum(
            per_second(previous, current, _PACKET_COUNTER_BITS, None)
            for previous, current in zip(before.get(name) or (None, None), counts, strict=False)
        )
        for name, counts in (
            ("errors", (interface.in_errors, interface.out_errors)),
            ("discards", (interface.in_discards, interface.out_discards)),
        )
    )
    in_bits, out_bits = (None if value is None else value * _BITS for value in octets)
    return Rates(in_bits, out_bits, errors, discards)


def _sum(parts: Iterable[float | None]) -> float | None:
    known = [part for part in parts if part is not None]
    return sum(known) if known else None
