"""The log file: where it is, structlog into it with rotation, and the last word of a crash."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from bls_tui.places import state_directory
from checks import clock


def record_crash(trace: str, path: Path | None = None) -> Path:
    """Append a traceback to the log file and return its path. Raises OSError."""
    from bls_tui.desk.text import safe  # noqa: PLC0415 - only needed when something went wrong

    target = path or state_directory() / "bls.log"
    target.parent.mkdir(parents=True, exist_ok=True)
    stamp = datetime.fromtimestamp(clock.now(), UTC).isoformat(timespec="seconds")
    lines = "".join(f"{safe(line)}\n" for line in trace.splitlines())
    with target.open("a", encoding="utf-8") as log:
        log.write(f"{stamp} [critical] bls stopped on an unexpected error\n{lines}")
    return target
