"""What somebody else did to a call since it was looked at: both versions side by side, and the steps between."""

from collections.abc import Iterator
from dataclasses import fields
from datetime import tzinfo
from enum import StrEnum

from bls_tui.desk import spans
from bls_tui.desk.calls import words
from bls_tui.desk.calls.model import Call, Details
from bls_tui.desk.text import line
from bls_tui.locale import _
from bls_tui.service.desk.calls_store import CallChangedError


def changes(error: CallChangedError, zone: tzinfo, now: float) -> Iterator[str]:
    """Yield a line for each value that differs, then one for each step."""
    yield from (line(f"  {what}: {before} -> {after}") for what, before, after in differences(error.seen, error.now))
    for event in error.news:
        yield line(f"  {spans.moment(event.at, zone, now)} {event.author}: {words.word(event.act)}")


def differences(seen: Call, now: Call) -> Iterator[tuple[str, str, str]]:
    """Yield (name, value seen, value now) of what differs between two versions of a call."""
    pairs = [(_("version"), str(seen.version), str(now.version)), (_("state"), _state(seen), _state(now))]
    pairs.append((_("owner"), seen.owner or "-", now.owner or "-"))
    for field in fields(Details):
        before, after = (_word(getattr(call.details, field.name)) for call in (seen, now))
        pairs.append((field.name, before, after))
    yield from (pair for pair in pairs if pair[1] != pair[2])


def _state(call: Call) -> str:
    suspension = call.standing.suspension
    return words.state_word(call.state, suspension.wake.reason if suspension else None)


def _word(value: str) -> str:
    return words.word(value) if isinstance(value, StrEnum) else value or "-"
