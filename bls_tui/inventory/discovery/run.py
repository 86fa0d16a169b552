"""One discovery as it is stored: what was asked for, how far it came, what was found. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from pydantic import TypeAdapter, ValidationError

from bls_tui.errors import BlsError
from bls_tui.locale import _
from checks.discovery.model import Machine

VERSION = 1


class RunError(BlsError):
    """A stored discovery cannot be read."""


@dataclass(frozen=True, slots=True)
class Run:
    """A discovery. Times are epoch seconds, `finished_at` None while it is not through; `done` are addresses."""

    cidrs: tuple[str, ...]
    excluded: tuple[str, ...]
    started_at: float
    finished_at: float | None = None
    done: tuple[str, ...] = ()
    machines: tuple[Machine, ...] = ()
    version: int = VERSION

    def with_answer(self, address: str, machine: Machine | None) -> Run:
        """Return the run with one more address looked at."""
        found = self.machines if machine is None else (*self.machines, machine)
        return replace(self, done=(*self.done, address), machines=found)


_ADAPTER: TypeAdapter[Run] = TypeAdapter(Run)


def to_json(run: Run) -> bytes:
    """Return a run as JSON."""
    return _ADAPTER.dump_json(run, indent=1)


def from_json(data: bytes, path: Any) -> Run:
    """Read a run. Raises RunError naming `path`."""
    try:
        run = _ADAPTER.validate_json(data)
    except ValidationError as error:
        message = _("{path} is no stored discovery: {reason}")
        raise RunError(message.format(path=path, reason=error.errors()[0]["msg"])) from error
    if run.version != VERSION:
        raise RunError(_("{path} is of another version of bls; discover again").format(path=path))
    return run
