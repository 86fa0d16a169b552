"""What another system's configuration describes, in words that are the same for all of them. Pure data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bls_tui.errors import BlsError


class ImportingError(BlsError):
    """A configuration cannot be read at all; the message names the file and what to do."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is defined."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class Check:
    """What measures something: the program with its arguments, None where nothing does.

    `text` is the command as its system writes it; `needs_shell`: it has pipes, redirections and the like. Macros are
    replaced but for those that our plugin probe knows as well.
    """

    argv: tuple[str, ...]
    text: str = ""
    needs_shell: bool = False


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often something is checked. Seconds; None where nothing is said. `period` names a time period."""

    interval: float | None = None
    retry_interval: float | None = None
    max_attempts: int | None = None
    period: str = ""
    flapping: bool | None = None
    freshness: float | None = None
    """Seconds after which a passive result is stale; None for an active check."""
    passive: bool = False
    notes: str = ""


@dataclass(frozen=True, slots=True)
class ForeignService:
    """One service of one host."""

    name: str
    check: Check | None
    rhythm: Rhythm
    place: Place


@dataclass(frozen=True, slots=True)
class ForeignHost:
    """A host with its services. `groups` are the groups it belongs to."""

    name: str
    address: str
    check: Check | None
    rhythm: Rhythm
    place: Place
    alias: str = ""
    customer: str = ""
    parents: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    services: tuple[ForeignService, ...] = ()


@dataclass(frozen=True, slots=True)
class ForeignPeriod:
    """A time period. `days` are its rules as written, window text by days."""

    name: str
    days: Mapping[str, str]
    place: Place
    excludes: tuple[str, ...] = ()


class Fate(StrEnum):
    """What became of something."""

    TRANSLATED = "translated"
    PLUGIN = "plugin"
    CHANGED = "changed"
    LEFT_OUT = "left out"


@dataclass(frozen=True, slots=True)
class Remark:
    """One line of the report: what was at `place`, what became of it, and why."""

    place: Place
    what: str
    fate: Fate
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Configuration:
    """All that another system's configuration describes, and remarks on what could not be taken over."""

    hosts: tuple[ForeignHost, ...]
    periods: tuple[ForeignPeriod, ...] = ()
    remarks: tuple[Remark, ...] = field(default=())
