"""What /proc tells of this machine: processors, load, memory, processes, uptime (proc(5))."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from checks.rules.thresholds import number

_IDLE, _IOWAIT, _STEAL, _LAST_COUNTED = 3, 4, 7, 8


class FiguresError(Exception):
    """/proc lacks a figure or has it in an unknown form; the message names the file."""


@dataclass(frozen=True, slots=True)
class CpuShares:
    """Percent of the processors' time between two readings."""

    busy: float
    iowait: float
    steal: float


@dataclass(frozen=True, slots=True)
class Usage:
    """Bytes of memory or swap."""

    total: int
    used: int

    @property
    def percent(self) -> float:
        """Percent in use."""
        return 100.0 * self.used / self.total if self.total > 0 else 0.0


def read_text(root: Path, name: str) -> str:
    """Return a file under /proc. Raises FiguresError."""
    try:
        return (root / "proc" / name).read_text(encoding="ascii", errors="replace")
    except OSError as error:
        raise FiguresError(f"/proc/{name}: {error.strerror}") from error


def cpu_times(root: Path) -> list[int]:
    """Return the time counters of all processors together, in ticks since the start. Raises FiguresError."""
    for line in read_text(root, "stat").splitlines():
        words = line.split()
        if words[:1] == ["cpu"] and len(words) > _LAST_COUNTED:
            return [_whole(word, "stat") for word in words[1 : _LAST_COUNTED + 1]]
    raise FiguresError("/proc/stat: no line for the processors")


def cpu_shares(before: Sequence[int], after: Sequence[int]) -> CpuShares | None:
    """Compare two readings; None when no time passed or the counters started anew.

    The times of guests are within those of user and nice. Idle and waiting times may go back a little (proc(5)).
    """
    steps = [max(0, late - early) for early, late in zip(before, after, strict=True)]
    total = sum(steps)
    if total == 0 or sum(after) < sum(before):
        return None
    share = [100.0 * step / total for step in steps]
    return CpuShares(100.0 - share[_IDLE] - share[_IOWAIT], share[_IOWAIT], share[_STEAL])


def processors(root: Path) -> int:
    """Count the processors that run."""
    lines = read_text(root, "stat").splitlines()
    return max(1, sum(1 for line in lines if line[:3] == "cpu" and line[3:4].isdigit()))


def load_averages(root: Path) -> tuple[float, float, float]:
    """Return the load averages over 1, 5 and 15 minutes. Raises FiguresError."""
    one, five, fifteen = (number(word) for word in (read_text(root, "loadavg").split() + [""] * 3)[:3])
    if one is None or five is None or fifteen is None:
        raise FiguresError("/proc/loadavg: three numbers expected")
    return one, five, fifteen


def memory(root: Path) -> Usage:
    """Return the memory; what the kernel could give back at once counts as free. Raises FiguresError."""
    table = _meminfo(root)
    if "MemTotal" not in table:
        raise FiguresError("/proc/meminfo: no MemTotal")
    free = table.get("MemAvailable")
    if free is None:
        free = sum(table.get(name, 0) for name in ("MemFree", "Buffers", "Cached"))
    return Usage(table["MemTotal"], max(0, table["MemTotal"] - free))


def swap(root: Path) -> Usage:
    """Return the swap space; its total is 0 where there is none. Raises FiguresError."""
    table = _meminfo(root)
    total = table.get("SwapTotal", 0)
    return Usage(total, total - table.get("SwapFree", total))


def uptime(root: Path) -> float:
    """Return the seconds since the machine started. Raises FiguresError."""
    seconds = number(read_text(root, "uptime").partition(" ")[0].strip())
    if seconds is None:
        raise FiguresError("/proc/uptime: a number expected")
    return seconds


def process_count(root: Path) -> int:
    """Count the processes. Raises FiguresError."""
    try:
        return sum(1 for entry in (root / "proc").iterdir() if entry.name.isdigit())
    except OSError as error:
        raise FiguresError(f"/proc: {error.strerror}") from error


def _meminfo(root: Path) -> Mapping[str, int]:
    table = {}
    for line in read_text(root, "meminfo").splitlines():
        name, _, rest = line.partition(":")
        words = rest.split()
        if words and words[0].isdigit():
            table[name] = int(words[0]) * (1024 if words[1:] == ["kB"] else 1)
    return table


def _whole(text: str, name: str) -> int:
    try:
        return int(text)
    except ValueError as error:
        raise FiguresError(f"/proc/{name}: {text!r} is no number") from error
