"""`bls replay FILE`: what the state machine makes of a sequence of results."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

import click
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bls_tui.desk.text import safe
from bls_tui.errors import BlsError
from bls_tui.locale import _
from checks.model import FlapPolicy, Kind, Policy, State, Track
from checks.rules.state import Circumstances, Observation, Step, advance

STATES = {
    Kind.HOST: (State.UP, State.DOWN),
    Kind.SERVICE: (State.OK, State.WARNING, State.CRITICAL, State.UNKNOWN),
}
Seconds = Annotated[float, Field(allow_inf_nan=False)]
Percent = Annotated[float, Field(ge=0, le=100)]


class ReplayError(BlsError):
    """The file cannot be replayed; the message names the file and the key."""


class _Input(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Flapping(_Input):
    """The flapping thresholds of a replay, in percent."""

    enabled: bool = True
    low: Percent = 25.0
    high: Percent = 30.0


class Given(_Input):
    """One result of a replay, and what surrounds it. `started_at` is `at` where it is not given."""

    at: Seconds
    state: str
    started_at: Seconds | None = None
    host_up: bool = True
    parents_up: bool = True
    parent_recovered: bool = False
    in_downtime: bool = False
    acknowledged: Literal["normal", "sticky"] | None = None


class Replay(_Input):
    """A replay file. An object that starts PENDING has no state yet; any other initial state is HARD and announced."""

    kind: Literal["host", "service"] = "service"
    max_attempts: Annotated[int, Field(ge=1)] = 3
    initial_state: str = "PENDING"
    flapping: Flapping = Flapping()
    results: list[Given]


@click.command(
    help=_("Replay results from a JSON file through the state machine and print each state, attempt and call.")
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help=_("Print one JSON object."))
def replay(file: Path, as_json: bool) -> None:
    """Print what every result led to."""
    given = read(file)
    rows = [_row(result, step) for result, step in steps(given)]
    if as_json:
        click.echo(json.dumps({"results": rows}))
        return
    click.echo("\n".join(_lines(rows)))


def read(file: Path) -> Replay:
    """Read a replay file; raises ReplayError."""
    try:
        given = Replay.model_validate_json(file.read_bytes())
    except OSError as error:
        raise ReplayError(_("{file}: {reason}").format(file=file, reason=error.strerror)) from error
    except ValidationError as error:
        raise ReplayError(_fault(file, error)) from error
    _check_states(file, given)
    return given


def steps(given: Replay) -> Iterator[tuple[Given, Step]]:
    """Yield every result with what it did."""
    kind = Kind(given.kind)
    flap = FlapPolicy(given.flapping.enabled, given.flapping.low, given.flapping.high)
    policy = Policy(kind, max_attempts=given.max_attempts, flap=flap)
    initial = State(given.initial_state)
    track = Track(state=initial, hard_state=initial)
    now = -math.inf
    for result in given.results:
        now = max(now, result.at)
        step = advance(track, _observation(result, now), policy, _circumstances(result))
        track = step.track
        yield result, step


def _observation(result: Given, now: float) -> Observation:
    """Return a result as it comes in at `now`: one out of order is a late one, not a clock that was set back."""
    started_at = result.at if result.started_at is None else result.started_at
    return Observation(State(result.state), started_at, now)


def _circumstances(result: Given) -> Circumstances:
    return Circumstances(
        host_up=result.host_up,
        parents_up=result.parents_up,
        in_downtime=result.in_downtime,
        acknowledged=result.acknowledged,
        parent_recovered_since=result.parent_recovered,
    )


def _row(result: Given, step: Step) -> dict[str, Any]:
    track = step.track
    return {
        "at": int(result.at) if result.at.is_integer() else result.at,
        "state": track.state,
        "type": track.state_type,
        "attempt": track.attempt,
        "flapping": track.flapping,
        "flap_percent": round(track.flap_percent, 2),
        "notify": step.notify,
    }


def _lines(rows: list[dict[str, Any]]) -> Iterator[str]:
    for row in rows:
        flapping = _("flapping") if row["flapping"] else ""
        yield (
            f"{row['at']:>10}  {row['state']:<11}  {row['type']}  {row['attempt']:>2}  "
            f"{row['flap_percent']:>5.1f} %  {row['notify'] or '':<13}  {flapping}"
        ).rstrip()


def _check_states(file: Path, given: Replay) -> None:
    allowed = STATES[Kind(given.kind)]
    named = [("initial_state", given.initial_state, (*allowed, State.PENDING))]
    named += [(f"results[{number}].state", result.state, allowed) for number, result in enumerate(given.results)]
    for key, state, names in named:
        if state not in names:
            raise ReplayError(
                _("{file}: {key}: {state!r} is no state of a {kind}; allowed are {allowed}").format(
                    file=file, key=key, state=state, kind=given.kind, allowed=", ".join(names)
                )
            )
    if given.flapping.low > given.flapping.high:
        raise ReplayError(_("{file}: flapping: low is above high").format(file=file))


def _fault(file: Path, error: ValidationError) -> str:
    """Return the first fault of a replay file as a sentence: file, key, and what is wrong with it."""
    fault = error.errors(include_url=False)[0]
    key = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in fault["loc"]).lstrip(".")
    what = _("there is no such key") if fault["type"] == "extra_forbidden" else fault["msg"]
    return safe(f"{file}: {key}: {what}" if key else f"{file}: {what}")
