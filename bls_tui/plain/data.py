"""The JSON form of what every view holds. Keys are stable: they are added to, never renamed.

A point in time appears twice: `KEY` as ISO 8601 in UTC and `KEY_epoch` as seconds since the epoch. Foreign text is raw.
"""

from collections.abc import Mapping
from typing import Any

from bls_tui.desk import signs, spans
from bls_tui.service.monitoring.views import PollerView, Totals
from db.rows import AcknowledgementRow, DowntimeRow, EventRow, StatusRow


def instant(key: str, at: float | None) -> dict[str, Any]:
    """Return the two entries of a point in time."""
    return {key: spans.iso(at), f"{key}_epoch": at}


def of_object(row: StatusRow, now: float) -> dict[str, Any]:
    """Return an object with its state, flags and whose it is."""
    return {
        "object": row.full_name,
        "kind": row.kind,
        "host": row.host,
        "service": row.name if row.kind == "service" else None,
        "address": row.address,
        "customer": row.customer,
        "customer_key": row.customer_key,
        "site": row.site,
        "probe": row.probe,
        "interval_s": row.interval,
        "state": row.state,
        "state_type": row.state_type,
        "attempt": row.attempt,
        "max_attempts": row.max_attempts,
        "hard_state": row.hard_state,
        "output": row.output,
        "flags": signs.flags(row, now),
        "acknowledged_by": row.acknowledged_by,
        "acknowledgement": row.acknowledgement,
        "in_downtime": row.in_downtime,
        "flapping": row.flapping,
        "flap_percent": row.flap_percent,
        "stale": signs.stale(row, now),
        **instant("since", row.changed_at),
        **instant("problem_since", row.problem_since),
        **instant("last_ok", row.last_ok_at),
        **instant("checked", row.checked_at),
        **instant("next_check", row.next_check_at),
    }


def of_called(row: StatusRow, now: float, calls: Mapping[int, str]) -> dict[str, Any]:
    """Return an object as `of_object` does, with the number of the open call about it (`calls` by object id)."""
    call = calls.get(row.object_id)
    return of_object(row, now) | {"flags": signs.flags(row, now, called=call is not None), "call": call}


def of_poller(poller: PollerView) -> dict[str, Any]:
    """Return who polls and how it is doing."""
    return {
        "holder": poller.holder,
        "heartbeat_age_s": poller.heartbeat_age,
        "stale": poller.stale,
        "health": dict(poller.health),
    }


def of_totals(totals: Totals) -> dict[str, Any]:
    """Return the fleet in numbers."""
    return {
        "hosts": dict(totals.hosts),
        "services": dict(totals.services),
        "host_count": totals.host_count,
        "service_count": totals.service_count,
        "newest_result_age_s": totals.newest_age,
        "oldest_result_age_s": totals.oldest_age,
        "stale_objects": totals.stale,
    }


def of_event(row: EventRow) -> dict[str, Any]:
    """Return one line of the log."""
    return {
        "id": row.id,
        **instant("at", row.at),
        "kind": row.kind,
        "object": row.full_name or None,
        "customer": row.customer or None,
        "from_state": row.from_state,
        "state": row.state,
        "state_type": row.state_type,
        "attempt": row.attempt,
        "notify": row.notify,
        "text": row.text,
        "cause": row.cause,
        "actor": row.actor,
    }


def of_acknowledgement(row: AcknowledgementRow | None) -> Mapping[str, Any] | None:
    """Return an acknowledgement, None for none."""
    if row is None:
        return None
    return {
        "author": row.author,
        "comment": row.comment,
        "sticky": row.sticky,
        **instant("at", row.at),
        **instant("expires", row.expires_at),
    }


def of_downtime(row: DowntimeRow, object_name: str | None = None) -> dict[str, Any]:
    """Return a downtime."""
    return {
        "id": row.id,
        "object": object_name,
        "kind": row.kind,
        "with_services": row.with_services,
        **instant("starts", row.starts_at),
        **instant("ends", row.ends_at),
        "duration_s": row.duration,
        "author": row.author,
        "comment": row.comment,
        **instant("started", row.started_at),
    }
