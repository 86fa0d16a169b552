"""Values of devices in words, for comments and reports. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from checks.discovery.model import Volume

_UNITS = ("B", "kB", "MB", "GB", "TB", "PB")
_STEP = 1024


def ports_text(ports: Iterable[int]) -> str:
    """Return TCP ports as `22, 80`, a dash for none."""
    return ", ".join(map(str, ports)) or "–"


def size(count: float) -> str:
    """Return bytes in a unit that leaves few digits."""
    for unit in _UNITS[:-1]:
        if count < _STEP:
            return f"{count:.3g} {unit}"
        count /= _STEP
    return f"{count:.3g} {_UNITS[-1]}"


def volume_text(volume: Volume) -> str:
    """Return a volume as `/var 100 GB (12 %)`."""
    return f"{volume.descr} {size(volume.total_bytes)} ({volume.percent:.0f} %)"


def speed(bits: int | None) -> str:
    """Return bits per second as `10 Gbit/s`, "" where unknown."""
    if not bits:
        return ""
    for factor, unit in ((1_000_000_000, "Gbit/s"), (1_000_000, "Mbit/s")):
        if bits >= factor:
            return f"{bits / factor:g} {unit}"
    return f"{bits} bit/s"
