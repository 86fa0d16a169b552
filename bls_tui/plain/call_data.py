"""The JSON form of calls. Keys are stable: they are added to, never renamed. docs/desk.md lists them.

Words are those of the rules ("in_progress", "customer"), never translated; `text` and `words` are for people.
"""

from collections.abc import Mapping
from typing import Any

from bls_tui.desk.calls import codec, words
from bls_tui.desk.calls.events import Suspended
from bls_tui.desk.calls.model import TimeRow, Visit
from bls_tui.desk.clock import Clock
from bls_tui.desk.clock_why import Interval
from bls_tui.desk.clock_words import cause_words
from bls_tui.desk.contract import SERVICE_WORDS
from bls_tui.plain.data import instant
from bls_tui.service.desk.call_views_data import (
    CallView,
    ClockCell,
    ClockView,
    ContractCard,
    LinkedCall,
    LinkedObject,
    Present,
    QueueRow,
    TimelineItem,
)


def of_row(row: QueueRow) -> dict[str, Any]:
    """Return a call of a list."""
    return {
        "number": row.number,
        "version": row.version,
        "subject": row.subject,
        "customer": row.customer,
        "customer_key": row.customer_key,
        "site": row.site,
        "contact": row.contact,
        "typology": row.typology,
        "level": row.level.value,
        "priority": row.priority.value,
        "origin": row.origin.value,
        "state": row.state.value,
        "state_words": words.state_word(row.state, row.reason),
        "reason": row.reason.value if row.reason else None,
        "owner": row.owner or None,
        "owner_name": row.owner_name or None,
        "sla1": of_cell(row.sla1),
        "sla2": of_cell(row.sla2),
        "waits_for": row.waits_for or None,
        "closing_proposed": row.closing or None,
        "blocking": row.blocking,
        "consultancy": row.consultancy,
        "covered": not row.unpaid,
        "present": [_present(one) for one in row.present],
        **instant("since", row.since),
        **instant("opened", row.opened_at),
        **instant("touched", row.touched_at),
        **instant("wake", row.wake_at),
        **instant("overdue_since", row.overdue_since),
        **instant("due", row.due),
    }


def of_cell(cell: ClockCell) -> dict[str, Any]:
    """Return a clock: as text, and in seconds of counted time."""
    return {"text": cell.text, "word": cell.word, **_clock(cell.clock)}


def _clock(clock: Clock) -> dict[str, Any]:
    return {
        "phase": clock.phase.value,
        "alarm": clock.alarm.value,
        "spent_s": clock.spent,
        "limit_s": clock.limit,
        "left_s": clock.left,
        "agreed": clock.agreed,
        **instant("due", clock.due),
        **instant("stopped", clock.stopped_at),
    }


def of_clock(view: ClockView) -> dict[str, Any]:
    """Return a clock with its intervals, counted or not."""
    return of_cell(view.cell) | {"intervals": [_interval(one) for one in view.intervals]}


def _interval(one: Interval) -> dict[str, Any]:
    return {
        **instant("start", one.start),
        **instant("end", one.end),
        "seconds": one.seconds,
        "counted": one.counted,
        "cause": one.cause.value,
        "detail": one.detail,
        "words": cause_words(one),
    }


def _present(one: Present) -> dict[str, Any]:
    return {"who": one.who, "name": one.name, **instant("since", one.since)}


def of_call(view: CallView) -> dict[str, Any]:
    """Return everything about a call."""
    call = view.call
    return {
        **instant("generated", view.generated_at),
        **of_row(view.row),
        "opened_by": call.opened_by,
        "text": call.text,
        "site": view.site,
        "contact": _contact(view),
        "contract": _contract(view.contract),
        "sla1": of_clock(view.clocks[0]),
        "sla2": of_clock(view.clocks[1]),
        "suspension": _suspension(view),
        "closing": _closing(view),
        "verdict": _verdict(view),
        "moves": [act.value for act in view.moves],
        "acts": [act.value for act in view.acts],
        "may_undo": view.may_undo,
        "objects": [_object(one) for one in view.objects],
        "calls": [_linked(one) for one in view.calls],
        "time": [_time(row) for row in view.time],
        "stopwatches": [{"technician": one.technician, **instant("start", one.start)} for one in view.watches],
        "visits": [_visit(one) for one in view.visits],
        "candidates": [
            {"login": one.login, "score": one.score, "obstacles": list(one.obstacles)} for one in view.candidates
        ],
        "timeline": [_item(one) for one in view.timeline],
        "viewer": {"login": view.login, "known": view.known},
    }


def _contact(view: CallView) -> Mapping[str, Any] | None:
    one = view.contact
    if one is None:
        return None
    return {"key": one.key, "name": one.name, "mails": list(one.mails), "phones": list(one.phones), "vip": one.vip}


def _contract(card: ContractCard) -> Mapping[str, Any] | None:
    contract = card.contract
    if not contract.key:
        return None
    return {
        "key": contract.key,
        "name": contract.name,
        "includes": [service.value for service in SERVICE_WORDS if service in contract.includes],
        "covered": card.covered,
        "lead": contract.lead or None,
        "lead_name": card.lead_name or None,
        "pauses": sorted(reason.value for reason in contract.pausing),
        "prepaid_s": contract.prepaid,
        "worked_inside_s": card.balance.inside,
        "worked_outside_s": card.balance.outside,
        "left_s": card.balance.left,
    }


def _suspension(view: CallView) -> Mapping[str, Any] | None:
    suspension = view.call.standing.suspension
    if suspension is None:
        return None
    return {
        **instant("since", suspension.since),
        "note": suspension.note,
        "reminded": suspension.reminded,
        "wake": codec.dump(Suspended(suspension.wake))["wake"],
    }


def _closing(view: CallView) -> Mapping[str, Any] | None:
    closing = view.call.closing
    if closing is None:
        return None
    return {
        **instant("at", closing.at),
        "author": closing.author,
        "outcome": closing.outcome.value,
        "solution": closing.solution,
        "merged_into": closing.merged_into or None,
    }


def _verdict(view: CallView) -> Mapping[str, Any] | None:
    verdict = view.call.verdict
    if verdict is None:
        return None
    return {
        **instant("at", verdict.at),
        "author": verdict.author,
        "blocking": verdict.blocking,
        "reason": verdict.reason,
    }


def _object(one: LinkedObject) -> dict[str, Any]:
    return {
        "object": one.full_name,
        "state": one.state,
        "good": one.good,
        **instant("problem_since", one.problem_since),
    }


def _linked(one: LinkedCall) -> dict[str, Any]:
    return {"number": one.number, "relation": one.relation, "subject": one.subject, "state": one.state.value}


def _time(row: TimeRow) -> dict[str, Any]:
    return {
        "row": row.key,
        "technician": row.technician,
        **instant("start", row.start),
        **instant("end", row.end),
        "seconds": row.seconds,
        "kind": row.kind.value,
        "included": row.included,
        "note": row.note,
    }


def _visit(one: Visit) -> dict[str, Any]:
    return {
        "visit": one.key,
        "days": [{**instant("start", day.start), **instant("end", day.end)} for day in one.days],
        "technicians": list(one.technicians),
        "place": one.place,
        "note": one.note,
        "cancelled": one.cancelled,
    }


def _item(one: TimelineItem) -> dict[str, Any]:
    return {
        **instant("at", one.at),
        "author": one.author,
        "act": one.act.value if one.act else None,
        "number": one.number,
        "text": one.text,
        "body": one.body,
        "state": one.state or None,
        "undone": one.undone,
    }
