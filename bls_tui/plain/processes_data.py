"""`bls processes` and `bls process` in JSON. Keys are stable; foreign text is raw."""

from collections.abc import Sequence
from typing import Any

from bls_tui.plain.data import instant, of_poller
from bls_tui.plain.standing import of_run
from bls_tui.service.processes.views_data import (
    MailboxRow,
    ProcessesView,
    ProcessRow,
    ProcessView,
    RunMailView,
    RunView,
    UnclearMail,
    UnclearView,
    VerdictChange,
)
from checks.rules.expected.learned import Trend
from db.rows_runs import TaughtRuleRow


def of_processes(view: ProcessesView, rows: Sequence[ProcessRow]) -> dict[str, Any]:
    """Return the view with these of its rows: `processes`, late ones first, and `mailboxes`."""
    return {
        **instant("generated", view.generated_at),
        "processes": [of_row(row) for row in rows],
        "mailboxes": [_of_mailbox(row) for row in view.mailboxes],
        "unclear_mails": view.unclear,
        "poller": of_poller(view.poller),
    }


def of_row(row: ProcessRow) -> dict[str, Any]:
    """Return one job at a glance. `strip` has a mark for each run of the last 30 days, oldest first."""
    found = row.summary
    return {
        "process": row.key,
        "name": row.name,
        "customer": row.customer,
        "customer_key": row.customer_key,
        "mailbox": row.mailbox,
        "objects": list(row.objects),
        "zone": row.zone,
        "state": row.state.value,
        "late": found.late,
        "held": row.held,
        "monitored": row.monitored,
        "call": row.call or None,
        "proposal": row.proposal,
        "good_days": found.good_days,
        **instant("last_good", found.good_at),
        **instant("next_due", found.due_at),
        "size": _of_trend(found.size),
        "duration": _of_trend(found.duration),
        "suggested_duration": found.suggested,
        "run": of_run(row.current) if row.current else None,
        "strip": [
            {"day": mark.day.isoformat(), "state": mark.state.value, **instant("scheduled", mark.scheduled_at)}
            for mark in found.marks
        ],
    }


def of_process(view: ProcessView) -> dict[str, Any]:
    """Return one job with its runs, newest first, each with its mails, and those ahead."""
    return {
        **instant("generated", view.generated_at),
        **of_row(view.row),
        "schedule": view.schedule,
        "policy": view.policy,
        "recognised_by": dict(view.recognition),
        "items": list(view.items),
        "notes": view.notes,
        "runs": [of_run_view(run) for run in view.runs],
        "coming": [of_run(run) for run in view.coming],
    }


def of_run_view(run: RunView) -> dict[str, Any]:
    """Return one run with its mails and calls."""
    return {**of_run(run.row), "calls": list(run.calls), "mails": [_of_mail(mail) for mail in run.mails]}


def of_unclear(view: UnclearView) -> dict[str, Any]:
    """Return the mails that need a technician."""
    return {**instant("generated", view.generated_at), "mails": [_of_unclear(mail) for mail in view.mails]}


def of_rules(rows: Sequence[TaughtRuleRow]) -> dict[str, Any]:
    """Return the taught rules in force, newest first."""
    return {"rules": [_of_rule(row) for row in rows]}


def of_changes(changes: Sequence[VerdictChange]) -> list[dict[str, Any]]:
    """Return the mails a rule would change, newest first."""
    return [
        {
            "message": one.message_id,
            "from": one.sender,
            "subject": one.subject,
            "before": one.before,
            "after": one.after,
            "job_before": one.job_before,
            "job_after": one.job_after,
            **instant("received", one.received_at),
        }
        for one in changes
    ]


def _of_trend(trend: Trend | None) -> dict[str, float | None] | None:
    return None if trend is None else {"latest": trend.latest, "usual": trend.usual, "ratio": trend.ratio}


def _of_mailbox(row: MailboxRow) -> dict[str, Any]:
    return {
        "mailbox": row.account,
        "readable": row.readable,
        "processes": row.jobs,
        "held": row.held,
        "error": row.error or None,
        **instant("read", row.passed_at),
        **instant("failing_since", row.failing_since),
        **instant("next_try", row.next_try_at),
    }


def _of_mail(mail: RunMailView) -> dict[str, Any]:
    return {
        "message": mail.message_id,
        "from": mail.sender,
        "subject": mail.subject,
        "item": mail.item or None,
        "verdict": mail.verdict.value,
        "product": mail.product or None,
        "rule": mail.rule,
        "matched": mail.matched,
        "bound_by": mail.bound_by,
        "decided": mail.decided,
        **instant("at", mail.at),
        **instant("received", mail.received_at),
        **instant("ended", mail.ended_at),
    }


def _of_unclear(mail: UnclearMail) -> dict[str, Any]:
    read = mail.row.read
    return {
        "message": read.message_id,
        "why": read.state,
        "from": mail.row.sender_address,
        "subject": mail.row.subject,
        "mailbox": mail.account,
        "verdict": read.verdict,
        "product": read.product or None,
        "job": read.job or None,
        "host": read.host or None,
        "rule": read.rule or None,
        "matched": read.matched or None,
        "bound_to": list(read.jobs),
        "candidates": list(mail.candidates),
        **instant("received", mail.row.received_at),
    }


def _of_rule(row: TaughtRuleRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "sender": row.sender or None,
        "subject_words": row.subject_words or None,
        "words": row.words or None,
        "verdict": row.verdict,
        "product": row.product or None,
        "job": row.job or None,
        "note": row.note or None,
        "by": row.created_by,
        "from_message": row.from_message,
        **instant("created", row.created_at),
    }
