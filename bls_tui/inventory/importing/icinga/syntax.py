"""The sentences of Icinga 2's configuration language, as a tree. Pure data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Node:
    """Something written on a line."""

    line: int


@dataclass(frozen=True, slots=True)
class Literal(Node):
    """A text, a number, true, false or null."""

    value: str | float | bool | None


@dataclass(frozen=True, slots=True)
class Name(Node):
    """A variable, a constant, or an attribute of the object at hand."""

    name: str


@dataclass(frozen=True, slots=True)
class Item(Node):
    """`of.key` or `of[key]`."""

    of: Node
    key: Node


@dataclass(frozen=True, slots=True)
class Call(Node):
    """A function with its arguments."""

    function: Node
    arguments: Sequence[Node]


@dataclass(frozen=True, slots=True)
class Array(Node):
    """`[ a, b ]`."""

    items: Sequence[Node]


@dataclass(frozen=True, slots=True)
class Table(Node):
    """`{ a = 1, b = 2 }`: statements that set the keys of a dictionary."""

    body: Sequence[Node]


@dataclass(frozen=True, slots=True)
class Unary(Node):
    """`!x`, `-x`."""

    sign: str
    operand: Node


@dataclass(frozen=True, slots=True)
class Binary(Node):
    """`a + b`, `a in b`."""

    sign: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Code(Node):
    """A function, or `{{ … }}`: computed when a check runs, so nothing for an inventory."""


@dataclass(frozen=True, slots=True)
class Set(Node):
    """`target = value`, `target += value`; `local` for `var`, `constant` for `const`."""

    target: Node
    sign: str
    value: Node
    local: bool = False
    constant: bool = False


@dataclass(frozen=True, slots=True)
class Import(Node):
    """`import "template"`."""

    name: Node


@dataclass(frozen=True, slots=True)
class Where(Node):
    """`assign where …`, or `ignore where …`."""

    ignored: bool
    condition: Node


@dataclass(frozen=True, slots=True)
class If(Node):
    """Conditions with what is done, and what is done else."""

    branches: Sequence[tuple[Node, Sequence[Node]]]
    otherwise: Sequence[Node]


@dataclass(frozen=True, slots=True)
class For(Node):
    """`for (key => value in over)`, or `for (value in over)` with key ""."""

    key: str
    value: str
    over: Node
    body: Sequence[Node]


@dataclass(frozen=True, slots=True)
class Include(Node):
    """`include`, `include_recursive`, `include_zones` with their arguments."""

    kind: str
    arguments: Sequence[Node]


@dataclass(frozen=True, slots=True)
class Definition(Node):
    """`object Host "x" { … }`, `template …`, `apply Service "x" for (k => v in list) to Host { … }`."""

    verb: str
    type: str
    name: Node | None
    body: Sequence[Node]
    target: str = ""
    default: bool = False
    key: str = ""
    value: str = ""
    over: Node | None = None
