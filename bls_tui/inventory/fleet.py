"""The inventory put together: what the database should hold, with templates expanded and defaults filled in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from db.rows import DocumentRow


@dataclass(frozen=True, slots=True)
class Declared:
    """A host or service, complete. `host` is its host's name (its own for a host); intervals in seconds."""

    kind: str
    full_name: str
    name: str
    host: str
    customer: str
    site: str | None
    address: str
    snmp: str | None
    parents: tuple[str, ...]
    probe: str
    options: Mapping[str, Any]
    interval: int
    retry_interval: int
    max_attempts: int
    flap_enabled: bool
    flap_low: float
    flap_high: float
    check_period: str | None
    notes: str


@dataclass(frozen=True, slots=True)
class Fleet:
    """Everything looked after: `customers` by key as (name, notes), `sites` by (customer, key) as names."""

    customers: Mapping[str, tuple[str, str]]
    sites: Mapping[tuple[str, str], str]
    objects: Mapping[str, Declared]
    documents: Mapping[tuple[str, str], DocumentRow]
