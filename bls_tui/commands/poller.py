"""`bls poller`: poll without a screen."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bls_tui import logs
from bls_tui.bootstrap import Invocation, build_poller, refresh_inventory
from bls_tui.errors import BlsError
from bls_tui.locale import _
from checks import clock

if TYPE_CHECKING:
    from checks.engine import Poller


@click.command(
    help=_(
        "Poll without a screen until SIGTERM or Ctrl-C, which write everything first. Where another process polls "
        "already, wait to take over from it."
    )
)
@click.option("--for", "seconds", type=click.FloatRange(min=0), metavar=_("SECONDS"), help=_("End after this time."))
@click.option(
    "--stats",
    "stats_file",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar=_("FILE"),
    help=_("Write at the end what was done, how late and at what cost, as JSON."),
)
@click.pass_context
def poller(ctx: click.Context, *, seconds: float | None, stats_file: Path | None) -> None:
    """Poll."""
    run: Invocation = ctx.obj
    _start_log(run)
    from checks.engine.health import cpu_seconds  # after the log: it must be the one to load structlog, without rich

    if problem := refresh_inventory(run.config, run.database):
        _log().error("inventory not applied; the old one stays in use", reason=problem)
    started, cpu_before = clock.monotonic(), cpu_seconds()
    engine = build_poller(run.config, run.database)
    engine.run(seconds)
    if stats_file is not None:
        figures = statistics(engine, clock.monotonic() - started, cpu_seconds() - cpu_before)
        _write(stats_file, json.dumps(figures, indent=1) + "\n")


def _start_log(run: Invocation) -> None:
    section = run.config.log
    if not section.file:
        logs.to_stderr(section.level)
        return
    try:
        logs.to_file(run.config.log_path, section.level)
    except OSError as error:
        raise BlsError(
            _("the log {path} cannot be written: {error}").format(path=run.config.log_path, error=error)
        ) from error


def _log() -> Any:
    import structlog

    return structlog.get_logger(__name__)


def statistics(engine: Poller, seconds: float, cpu: float) -> dict[str, Any]:
    """Return what `--stats` writes. CPU seconds include finished children (plugins)."""
    from checks.engine.health import rss_mb

    counters, health = engine.counters, engine.status.health
    checks = counters.results
    return {
        "seconds": round(seconds, 2),
        "checks": checks,
        "results_per_second": round(checks / seconds, 2) if seconds else 0.0,
        "latency_ms": counters.percentiles(),
        "errors": dict(counters.errors),
        "overruns": counters.overruns,
        "dropped": health.dropped if health else 0,
        "refused": health.refused if health else 0,
        "waiting": health.waiting if health else 0,
        "hosts": health.hosts if health else 0,
        "services": health.services if health else 0,
        "cpu_seconds": round(cpu, 2),
        "cpu_ms_per_result": round(cpu * 1000 / checks, 4) if checks else None,
        "rss_mb": round(rss_mb(), 1),
    }


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise BlsError(_("{path} cannot be written: {reason}").format(path=path, reason=error)) from error
