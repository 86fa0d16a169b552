"""Fetching scalars and walking table columns, against agents of every quality.

Every loop here ends: a GET that fails is split until it holds one OID, and a walk goes on only while each answer
brings rows not seen before, up to a cap.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from checks.snmp.ber import GET, GETBULK, GETNEXT, Message, Request
from checks.snmp.values import END_OF_MIB_VIEW, NO_SUCH_INSTANCE, NO_SUCH_OBJECT, Oid, Value

OIDS_PER_GET = 16
COLUMNS_PER_WALK = 10
MAX_ROWS = 5000
"""Rows of one column after which a walk stops and is partial."""

_TOO_BIG = 1
_NO_SUCH_NAME = 2
_END = frozenset((END_OF_MIB_VIEW, NO_SUCH_OBJECT, NO_SUCH_INSTANCE))


class Device(Protocol):
    """A device that answers one request at a time."""

    @property
    def max_repetitions(self) -> int:
        """Rows to ask for in one GETBULK; 0 for a device that knows only GETNEXT (SNMPv1)."""

    async def send(self, request: Request) -> Message:
        """Send one request and return the answer. Raises SnmpError."""


async def get_scalars(device: Device, oids: Collection[Oid], found: dict[Oid, Value]) -> None:
    """GET the OIDs and put the values that exist into `found`, as they come.

    tooBig halves the request (RFC 3416 section 4.2.1); an error that names one OID (v1 noSuchName, genErr) drops that
    one; OIDs left out of an answer are asked again as long as each answer holds at least one of them.
    """
    ordered = sorted(oids)
    work = deque(tuple(ordered[at : at + OIDS_PER_GET]) for at in range(0, len(ordered), OIDS_PER_GET))
    while work:
        chunk = work.popleft()
        answer = await device.send(Request(GET, chunk))
        if answer.error_status:
            work.extendleft(reversed(_smaller_gets(chunk, answer)))
            continue
        values = {oid: value for oid, value in answer.varbinds if oid in chunk}
        found.update((oid, value) for oid, value in values.items() if not value.absent)
        missing = tuple(oid for oid in chunk if oid not in values)
        if missing and values:
            work.appendleft(missing)


def _smaller_gets(chunk: tuple[Oid, ...], answer: Message) -> list[tuple[Oid, ...]]:
    if len(chunk) == 1:
        return []
    if answer.error_status != _TOO_BIG and 1 <= answer.error_index <= len(chunk):
        return [chunk[: answer.error_index - 1] + chunk[answer.error_index :]]
    middle = len(chunk) // 2
    return [chunk[:middle], chunk[middle:]]


@dataclass(slots=True)
class _Column:
    """One column on the way: `position` is the last OID the agent gave for it."""

    oid: Oid
    position: Oid
    rows: dict[Oid, Value]
    fresh: bool = False
    ended: bool = False
    repeats: bool = False

    def owns(self, oid: Oid) -> bool:
        return oid[: len(self.oid)] == self.oid and len(oid) > len(self.oid)

    def take(self, oid: Oid, value: Value) -> None:
        """Keep a row. One that is known already means that the agent runs in circles."""
        index = oid[len(self.oid) :]
        if index in self.rows:
            self.repeats = True
            return
        self.rows[index] = value
        self.position = oid
        self.fresh = True


@dataclass(frozen=True, slots=True)
class _Group:
    """Columns walked side by side in one request."""

    columns: Sequence[_Column]
    repetitions: int


async def walk_columns(
    device: Device, columns: Collection[Oid], found: dict[Oid, dict[Oid, Value]], partial: set[Oid]
) -> None:
    """Walk table columns side by side and put their rows into `found`, as they come.

    A column is in `partial` from its first request until its end was seen; it stays there when the agent repeats
    itself, fails at it, or has more than MAX_ROWS rows. Rows out of order are followed in the agent's order.
    """
    ordered = sorted(columns)
    partial.update(ordered)
    walked = [_Column(oid, oid, found.setdefault(oid, {})) for oid in ordered]
    starts = range(0, len(walked), COLUMNS_PER_WALK)
    work = deque(_Group(walked[at : at + COLUMNS_PER_WALK], device.max_repetitions) for at in starts)
    while work:
        group = work.popleft()
        answer = await device.send(_next_request(group))
        following = _after_error(group, answer) if answer.error_status else _after_rows(group, answer)
        partial.difference_update(column.oid for column in group.columns if column.ended)
        work.extendleft(reversed(following))


def _next_request(group: _Group) -> Request:
    positions = tuple(column.position for column in group.columns)
    if group.repetitions:
        return Request(GETBULK, positions, group.repetitions)
    return Request(GETNEXT, positions)


def _after_error(group: _Group, answer: Message) -> list[_Group]:
    """Split a failed request: first the column the agent names, then the repetitions, then the columns."""
    columns, repetitions = list(group.columns), group.repetitions
    named = answer.error_index - 1
    if answer.error_status == _NO_SUCH_NAME and (0 <= named < len(columns) or len(columns) == 1):
        columns.pop(named if len(columns) > 1 else 0).ended = True  # how v1 says: nothing after this one
        return [_Group(columns, repetitions)] if columns else []
    if answer.error_status != _TOO_BIG and 0 <= named < len(columns) and len(columns) > 1:
        failing = columns.pop(named)
        return [_Group([failing], repetitions), _Group(columns, repetitions)]
    if repetitions > 1:
        return [_Group(columns, repetitions // 2)]
    if len(columns) > 1:
        middle = len(columns) // 2
        return [_Group(columns[:middle], repetitions), _Group(columns[middle:], repetitions)]
    return []


def _after_rows(group: _Group, answer: Message) -> list[_Group]:
    for column in group.columns:
        column.fresh = column.repeats = False
    if _shuffled(group.columns, answer.varbinds):
        _take_by_owner(group.columns, answer.varbinds)
    else:
        _take_by_slot(group.columns, answer.varbinds)
    progress = any(column.fresh or column.ended for column in group.columns)
    going = [column for column in group.columns if _goes_on(column, progress=progress)]
    return [_Group(going, group.repetitions)] if going else []


def _goes_on(column: _Column, *, progress: bool) -> bool:
    """Tell whether to ask on: not without new rows, unless a short answer left this column out and served others."""
    if column.ended or len(column.rows) >= MAX_ROWS:
        return False
    return column.fresh or (progress and not column.repeats)


def _shuffled(columns: Sequence[_Column], varbinds: Sequence[tuple[Oid, Value]]) -> bool:
    """Tell whether an answer mixes up its columns: a right one never holds an OID before the column of its slot."""
    count = len(columns)
    return any(oid < columns[at % count].oid for at, (oid, value) in enumerate(varbinds) if value.tag not in _END)


def _take_by_slot(columns: Sequence[_Column], varbinds: Sequence[tuple[Oid, Value]]) -> None:
    count = len(columns)
    for at, (oid, value) in enumerate(varbinds):
        column = columns[at % count]
        if column.ended:
            continue
        if value.tag in _END or not column.owns(oid):
            column.ended = True
        else:
            column.take(oid, value)


def _take_by_owner(columns: Sequence[_Column], varbinds: Sequence[tuple[Oid, Value]]) -> None:
    for oid, value in varbinds:
        owner = next((column for column in columns if column.owns(oid)), None)
        if owner is not None and value.tag not in _END:
            owner.take(oid, value)
    for column in columns:
        column.ended = not column.fresh and not column.repeats
