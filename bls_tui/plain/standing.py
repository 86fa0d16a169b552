"""Runs in JSON, and what `bls now` says of expected processes; this module loads next to nothing."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from bls_tui.desk.text import line
from bls_tui.locale import _
from bls_tui.plain.data import instant
from bls_tui.service.processes.standing import PREFIX, Standing
from db.rows_runs import RunRow

TROUBLES = ("LATE", "FAILED", "MISSING", "PARTIAL")


def text(runs: Standing) -> Iterator[str]:
    """Yield how many processes are late or went wrong, and which mailboxes are not read; nothing where all is well."""
    counts = Counter(row.state for row in (*runs.late, *runs.bad))
    told = ", ".join(f"{counts[state]} {state}" for state in TROUBLES if counts[state])
    if told:
        yield _("Processes: {counts} (bls processes)").format(counts=told)
    if runs.mailboxes:
        names = ", ".join(line(row.job.removeprefix(PREFIX)) for row in runs.mailboxes)
        yield _("Mailboxes not read: {names} (bls processes)").format(names=names)


def of_run(row: RunRow) -> dict[str, Any]:
    """Return one run."""
    return {
        "id": row.id,
        "process": row.job,
        "state": row.state,
        "held": row.held,
        "cause": row.cause or None,
        "rule": row.rule or None,
        "evidence": row.evidence or None,
        "decided_by": row.decided_by or None,
        "note": row.note or None,
        "message": row.message_id,
        "size_bytes": row.size_bytes,
        "duration_s": row.duration_s,
        **instant("scheduled", row.scheduled_at),
        **instant("opens", row.opens_at),
        **instant("due", row.due_at),
        **instant("late_from", row.late_at),
        **instant("missing_from", row.missing_at),
        **instant("decided", row.decided_at),
        **instant("started", row.started_at),
        **instant("ended", row.ended_at),
    }
