"""CPU and memory of a process and all its children, read from /proc: the same yardstick for every contender."""

import os
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
MIB = 2**20


def tree(pid: int) -> list[int]:
    """Return `pid` and its living descendants."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (stat := _stat(int(entry.name))):
            children.setdefault(int(stat[1]), []).append(int(entry.name))
    found = [pid]
    for parent in found:
        found.extend(children.get(parent, ()))
    return found


def cpu_seconds(pid: int) -> float:
    """Return the user and system time of a process tree, children already reaped included, in seconds."""
    total = 0
    for process in tree(pid):
        if stat := _stat(process):
            total += sum(int(field) for field in stat[11:15])
    return total / TICKS


def resident_mib(pid: int) -> float:
    """Return the resident memory of one process in MiB."""
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / MIB


def _stat(pid: int) -> list[str]:
    """Return the fields of /proc/PID/stat from the state on (proc(5)); empty when the process is gone."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return []
    return text.rpartition(")")[2].split()
