"""`bls report sla` and `bls report noise` in text, CSV and JSON."""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import tzinfo
from typing import Any

from bls_tui.desk.calls import words
from bls_tui.desk.clock_words import hours
from bls_tui.desk.proposals import DISMISSALS
from bls_tui.desk.spans import moment
from bls_tui.desk.text import fit, line, pad
from bls_tui.locale import _
from bls_tui.plain import report_words as say
from bls_tui.plain.data import instant
from bls_tui.plain.look import Look
from bls_tui.plain.now import widest
from bls_tui.service.desk.report_data import CheckNoise, NoiseReport, ReportedCall, SlaReport, SlaRow

_RISKY = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula."""


def data(report: SlaReport) -> dict[str, Any]:
    """Return the report as JSON."""
    return {
        **instant("generated", report.generated_at),
        "customer": report.customer,
        "customer_key": report.customer_key,
        **instant("start", report.start),
        **instant("end", report.end),
        "opened": report.opened,
        "closed": report.closed,
        **{f"sla{sla}": dict(zip(("kept", "broken"), report.counted(sla), strict=True)) for sla in (1, 2)},
        "calls": [_call(one) for one in report.calls],
        "hours": {"inside_s": dict(report.hours.inside), "outside_s": dict(report.hours.outside)},
        "contracts": [{"key": card.contract.key, "left_s": card.balance.left} for card in report.cards],
        "availability": [
            {
                "object": one.full_name,
                "kind": one.kind,
                "share": one.share,
                "bad_s": one.bad,
                "watched_s": one.watched,
                "problems": one.problems,
            }
            for one in report.availability
        ],
        "proposals": {state.value: count for state, count in report.proposals.items()},
    }


def _call(one: ReportedCall) -> dict[str, Any]:
    return {
        "number": one.number,
        "subject": one.subject,
        "contract": one.contract,
        "level": one.level.value,
        "priority": one.priority.value,
        "state": one.state.value,
        "owner": one.owner,
        "outcome": one.outcome,
        **instant("opened", one.opened_at),
        **instant("closed", one.closed_at),
        "sla1": _sla(one.sla1),
        "sla2": _sla(one.sla2),
    }


def _sla(row: SlaRow) -> dict[str, Any]:
    return {
        "kept": row.kept,
        "spent_s": row.spent,
        "limit_s": row.limit,
        "late_s": row.late,
        "reason": row.reason,
        "waited_s": {reason.value: seconds for reason, seconds in row.waited.items()},
        **instant("due", row.due),
        **instant("stopped", row.stopped_at),
    }


def text(report: SlaReport, look: Look, zone: tzinfo) -> Iterator[str]:
    """Yield the lines: the month in numbers, call by call, hours, availability, proposals."""
    yield from look.wrap(say.title(report, zone))
    yield from _pairs(say.counts(report), look)
    yield _("Calls:") if report.calls else _("No calls.")
    yield from _calls(report.calls, look, zone)
    yield _("Hours worked (inside, outside the contract):")
    for kind, inside, outside in say.worked(report):
        yield f"  {pad(kind, 20)} {inside:>9} {outside:>9}"
    for card in report.cards:
        yield from look.wrap(say.contract(card), "  ")
    yield _("Availability:") if report.availability else _("Nothing is monitored.")
    yield from _availability(report, look)
    if any(report.proposals.values()):
        yield _("Calls proposed by monitoring:")
        yield from _pairs(say.proposals(report), look)


def _pairs(pairs: Iterator[tuple[str, str]], look: Look) -> Iterator[str]:
    for name, value in pairs:
        yield fit(f"  {pad(name, 28)} {value}", look.width)


def _calls(calls: Sequence[ReportedCall], look: Look, zone: tzinfo) -> Iterator[str]:
    for call in calls:
        promises = (f"{row.sla}: {say.kept(row)} {say.spent(row)}" for row in (call.sla1, call.sla2))
        yield fit(line(f"  {call.number}  {'  '.join(promises)}  {words.word(call.state)}"), look.width)
        closed = "" if call.closed_at is None else f" > {say.day(call.closed_at, zone)} {call.outcome}"
        yield fit(line(f"    {say.day(call.opened_at, zone)}{closed}: {call.subject}"), look.width)
        for reason in say.reasons(call):
            yield from look.wrap(reason, "    ")


def _availability(report: SlaReport, look: Look) -> Iterator[str]:
    names = widest((line(one.full_name) for one in report.availability), look.width - 40)
    for one in report.availability:
        trouble = (
            _("{count} problems, {hours}").format(count=one.problems, hours=hours(one.bad)) if one.problems else ""
        )
        yield f"  {pad(line(one.full_name), names)}  {say.share(one):>9}  {trouble}".rstrip()


def table(report: SlaReport, zone: tzinfo) -> str:
    """Return the calls of the report as CSV (RFC 4180): a header, then a row for each call, times as hours."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(
        (
            "number", "opened", "closed", "state", "level", "priority", "owner", "outcome", "sla1", "sla1_spent_h",
            "sla1_limit_h", "sla1_reason", "sla2", "sla2_spent_h", "sla2_limit_h", "sla2_reason", "subject",
        )
    )  # fmt: skip
    for call in report.calls:
        cells = (
            call.number,
            say.day(call.opened_at, zone),
            "" if call.closed_at is None else say.day(call.closed_at, zone),
            call.state.value,
            call.level.value,
            call.priority.value,
            call.owner,
            call.outcome,
            *_promise(call.sla1),
            *_promise(call.sla2),
            call.subject,
        )
        writer.writerow([_cell(cell) for cell in cells])
    return out.getvalue()


def _promise(row: SlaRow) -> tuple[str, str, str, str]:
    word = {True: "kept", False: "broken", None: ""}[row.kept]
    limit = "" if row.limit is None else f"{row.limit / 3600:.2f}"
    return word, f"{row.spent / 3600:.2f}", limit, row.reason


def _cell(value: str) -> str:
    """Return a value that a spreadsheet takes for text and a terminal for nothing else."""
    plain = line(value)
    return f"'{plain}" if plain.startswith(_RISKY) else plain


def noise_data(report: NoiseReport) -> dict[str, Any]:
    """Return the noise as JSON: `checks`, most dismissed first."""
    return {
        **instant("start", report.start),
        **instant("end", report.end),
        "checks": [
            {
                "object": one.check,
                "customer": one.customer,
                "proposed": one.proposed,
                "dismissed": one.dismissed,
                "reasons": {reason.value: count for reason, count in one.reasons.items()},
            }
            for one in report.checks
        ],
    }


def noise_text(report: NoiseReport, look: Look, zone: tzinfo) -> Iterator[str]:
    """Yield the lines: a check each, with how many of its proposals were dismissed and why."""
    since = moment(report.start, zone, report.end)
    if not report.checks:
        yield _("No proposal was dismissed since {when}.").format(when=since)
        return
    yield _("Dismissed proposals since {when}:").format(when=since)
    for one in report.checks:
        yield from look.wrap(_noise(one), "  ")


def _noise(one: CheckNoise) -> str:
    why = ", ".join(f"{_(DISMISSALS[reason])} {count}" for reason, count in one.reasons.items())
    return _("{check} ({customer}): {dismissed} of {proposed} dismissed: {why}").format(
        check=one.check, customer=one.customer, dismissed=one.dismissed, proposed=one.proposed, why=why
    )
