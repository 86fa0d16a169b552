"""The log: structlog and the standard library's logging, into a file or onto standard error, and the end of a crash."""

from __future__ import annotations

import logging
import sys
from collections.abc import MutableMapping
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bls_tui.places import state_directory
from checks import clock

if TYPE_CHECKING:
    from structlog.typing import Processor

MAX_BYTES = 5_000_000
KEPT_FILES = 5


def to_file(path: Path, level: str) -> None:
    """Log into `path` from now on, rotated at 5 MB; nothing goes to the terminal. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    _use(RotatingFileHandler(path, maxBytes=MAX_BYTES, backupCount=KEPT_FILES, encoding="utf-8"), level)


def to_stderr(level: str) -> None:
    """Log onto standard error from now on: systemd's journal takes it."""
    _use(logging.StreamHandler(), level)


def record_crash(trace: str, path: Path | None = None) -> Path:
    """Append a traceback to the log file and return its path. Raises OSError."""
    from bls_tui.desk.text import safe  # noqa: PLC0415 - only needed when something went wrong

    target = path or state_directory() / "bls.log"
    target.parent.mkdir(parents=True, exist_ok=True)
    stamp = datetime.fromtimestamp(clock.now(), UTC).isoformat(timespec="seconds")
    with target.open("a", encoding="utf-8") as log:
        log.write(f"{stamp} [critical] bls stopped on an unexpected error\n{safe(trace)}\n")
    return target


def _use(handler: logging.Handler, level: str) -> None:
    structlog = _structlog()
    shared: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    formatter = structlog.stdlib.ProcessorFormatter
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, formatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler.setFormatter(formatter(processors=[formatter.remove_processors_meta, _render], foreign_pre_chain=shared))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for chatty in ("alembic", "apscheduler"):  # they tell of every plugin loaded and every job run
        logging.getLogger(chatty).setLevel(logging.WARNING)


def _structlog() -> Any:
    """Import structlog without rich, which it loads when it finds it: only the screens may, and it takes 50 ms."""
    if "structlog" not in sys.modules and "rich" not in sys.modules:
        sys.modules["rich"] = None  # type: ignore[assignment]  # Python's way to say: there is none
        try:
            import structlog  # noqa: PLC0415
        finally:
            del sys.modules["rich"]
    import structlog  # noqa: PLC0415

    return structlog


def _render(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> str:
    """Write `2026-11-22T10:00:00Z [info] what happened key='value'`; foreign text in it cannot act on a terminal."""
    from bls_tui.desk.text import line, safe  # noqa: PLC0415 - not needed until something is logged

    stamp, level, what = event.pop("timestamp", ""), event.pop("level", "info"), str(event.pop("event", ""))
    trace = event.pop("exception", "")
    pairs = "".join(f" {key}={value!r}" for key, value in sorted(event.items()))
    return line(f"{stamp} [{level}] {what}{pairs}") + (f"\n{safe(str(trace))}" if trace else "")
