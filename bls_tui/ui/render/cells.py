"""What the pure renderers hand to the widgets: cells, lines and entries. No Textual, no I/O, no clock."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, TypeAlias


class Role(StrEnum):
    """What a piece of text means; a theme turns it into colour and attributes."""

    TEXT = "text"
    DIM = "dim"
    STRONG = "strong"
    TITLE = "title"
    KEY = "key"
    STALE = "stale"
    ALARM = "alarm"
    DOWN = "down"
    CRITICAL = "critical"
    UNREACHABLE = "unreachable"
    WARNING = "warning"
    UNKNOWN = "unknown"
    PENDING = "pending"
    OK = "ok"
    INTERNAL = "internal"


class Cell(NamedTuple):
    """A piece of text, already safe to print, and its meaning."""

    text: str
    role: Role = Role.TEXT


class Columned(NamedTuple):
    """A line whose cells fall under the columns of the list, in their order."""

    cells: tuple[Cell, ...]


class Flow(NamedTuple):
    """A line that runs across the list: `left` is cut where `right` begins."""

    left: tuple[Cell, ...]
    right: tuple[Cell, ...] = ()


Line: TypeAlias = Columned | Flow
Key: TypeAlias = Hashable


class Entry(NamedTuple):
    """One thing in a list: its identity, how many lines it takes, and whether the cursor may stand on it."""

    key: Key
    height: int = 1
    selectable: bool = True


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `width` cells, or a share of what is left over when `grow` is above zero.

    A column disappears while the list is narrower than `min_grid` cells. `right` aligns numbers.
    """

    title: str
    width: int = 0
    grow: int = 0
    min_grid: int = 0
    right: bool = False


def column_widths(columns: tuple[Column, ...], width: int) -> tuple[int, ...]:
    """Share `width` cells among the columns, one blank between neighbours; 0 for a column that is not shown."""
    shown = [column for column in columns if width >= column.min_grid]
    gaps = max(0, len(shown) - 1)
    left = max(0, width - gaps - sum(column.width for column in shown))
    shares = sum(column.grow for column in shown) or 1
    last = next((column for column in reversed(shown) if column.grow), None)
    widths: list[int] = []
    given = 0
    for column in columns:
        if width < column.min_grid:
            widths.append(0)
            continue
        extra = left - given if column is last else left * column.grow // shares
        extra = extra if column.grow else 0
        given += extra
        widths.append(column.width + extra)
    return tuple(widths)
