"""Carries out sentences of Icinga 2's configuration language on the object at hand. No input or output.

What cannot be carried out is left out with a remark, sentence by sentence; the rest of the object stays.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from bls_tui.inventory.importing.foreign import Fate, Place, Remark
from bls_tui.inventory.importing.icinga import syntax as s
from bls_tui.inventory.importing.icinga.tokens import LanguageError
from bls_tui.inventory.importing.icinga.values import (
    COMPUTED,
    FUNCTIONS,
    METHODS,
    Computed,
    Value,
    ValueRefusedError,
    binary,
    call,
    item,
    text,
    truth,
)
from bls_tui.locale import _

MOST_STEPS = 20_000_000
"""Sentences and expressions of one import; more is a loop that does not end."""
DEEPEST = 60
"""Templates importing templates, and sentences within one another."""

Table = dict[str, Value]


class TooMuchError(LanguageError):
    """The configuration does not come to an end."""


@dataclass(slots=True)
class Scope:
    """What names mean in a place: its variables, those around it, and the object that is being made."""

    file: str
    variables: Table
    this: Table | None = None
    define: Callable[[s.Definition, Scope], None] | None = None
    load: Callable[[Scope, Table, str, int], None] | None = None
    include: Callable[[s.Include, Scope], None] | None = None
    depth: int = 0

    def inner(self, **changes: Value) -> Scope:
        """Return a scope within this one, with further variables."""
        return Scope(
            self.file, self.variables | changes, self.this, self.define, self.load, self.include, self.depth + 1
        )  # fmt: skip


@dataclass(slots=True)
class Machine:
    """Carries out what is written. `constants` are known everywhere; remarks gather what was left out."""

    constants: Table
    remarks: list[Remark]
    steps: int = 0
    told: set[tuple[str, int]] = field(default_factory=set)

    def run(self, body: Sequence[s.Node], scope: Scope) -> None:
        """Carry out sentences one after the other. Raises TooMuchError."""
        if scope.depth > DEEPEST:
            raise TooMuchError(body[0].line if body else 0, _("templates within templates without an end"))
        for node in body:
            try:
                self._statement(node, scope)
            except TooMuchError:
                raise
            except LanguageError as error:
                self.remark(scope.file, error.line, str(error))
            except ValueRefusedError as error:
                self.remark(scope.file, node.line, str(error))
            except RecursionError:
                self.remark(scope.file, node.line, _("too many brackets"))

    def remark(self, file: str, line: int, what: str, why: str = "") -> None:
        """Tell once that something was left out."""
        if (file, line) not in self.told:
            self.told.add((file, line))
            self.remarks.append(Remark(Place(file, line), what, Fate.LEFT_OUT, why or _("is not understood here")))

    def _statement(self, node: s.Node, scope: Scope) -> None:
        match node:
            case s.Set():
                self._set(node, scope)
            case s.Import():
                self._import(node, scope)
            case s.Where():
                raise LanguageError(node.line, "assign where")
            case s.If():
                self._if(node, scope)
            case s.For():
                for key, value in pairs(self.value(node.over, scope), node.line):
                    inner = scope.inner(**({node.key: key} if node.key else {}), **{node.value: value})
                    self.run(node.body, inner)
            case s.Definition() if scope.define is not None:
                scope.define(node, scope)
            case s.Include() if scope.include is not None:
                scope.include(node, scope)
            case s.Definition() | s.Include():
                raise LanguageError(node.line, _("a definition inside another"))
            case _:
                self.value(node, scope)

    def _import(self, node: s.Import, scope: Scope) -> None:
        if scope.load is None or scope.this is None:
            raise LanguageError(node.line, "import")
        scope.load(scope, scope.this, text(self.value(node.name, scope)), node.line)

    def _if(self, node: s.If, scope: Scope) -> None:
        for condition, body in node.branches:
            if truth(self.value(condition, scope)):
                self.run(body, scope)
                return
        self.run(node.otherwise, scope)

    def _set(self, node: s.Set, scope: Scope) -> None:
        value = self.value(node.value, scope)
        if node.constant and isinstance(node.target, s.Name):
            self.constants.setdefault(node.target.name, value)
        elif node.local and isinstance(node.target, s.Name):
            scope.variables[node.target.name] = value
        else:
            holder, key = self._place(node.target, scope)
            if node.sign != "=":
                value = binary(node.sign[:-1], holder.get(key), value)
            holder[key] = value

    def _place(self, target: s.Node, scope: Scope) -> tuple[Table, str]:
        """Return the dictionary and the key that a target means; dictionaries on the way there are made."""
        if isinstance(target, s.Name):
            if target.name in scope.variables:
                return scope.variables, target.name
            return (self.constants if scope.this is None else scope.this), target.name
        if isinstance(target, s.Literal) and isinstance(target.value, str) and scope.this is not None:
            return scope.this, target.value
        if not isinstance(target, s.Item):
            raise LanguageError(target.line, "=")
        if isinstance(target.of, s.Name) and target.of.name in _HOLDERS:
            holder: Value = self._holder(target.of.name, scope)
        else:
            outer, key = self._place(target.of, scope)
            holder = outer.get(key)
            if holder is None:
                holder = outer[key] = {}
        if not isinstance(holder, dict):
            raise LanguageError(target.line, f"{text(self.value(target.key, scope))} =")
        return holder, text(self.value(target.key, scope))

    def _holder(self, name: str, scope: Scope) -> Table:
        if name == "globals":
            return self.constants
        if name == "locals":
            return scope.variables
        return scope.this if scope.this is not None else self.constants

    def value(self, node: s.Node, scope: Scope) -> Value:  # noqa: C901, PLR0911 - one case for each kind of expression
        """Return what an expression is worth. Raises LanguageError, ValueRefusedError."""
        self.steps += 1
        if self.steps > MOST_STEPS:
            raise TooMuchError(node.line, _("the configuration does not come to an end"))
        match node:
            case s.Literal(value=value):
                return value
            case s.Name(name=name):
                return self._named(node, name, scope)
            case s.Item(of=of, key=key):
                return item(self.value(of, scope), self.value(key, scope))
            case s.Array(items=items):
                return [self.value(one, scope) for one in items]
            case s.Table(body=body):
                made: Table = {}
                inner = scope.inner()
                inner.this = made
                self.run(body, inner)
                return made
            case s.Unary(sign=sign, operand=operand):
                return self._unary(sign, self.value(operand, scope))
            case s.Binary():
                return self._binary(node, scope)
            case s.Call():
                return self._call(node, scope)
            case s.Code():
                return COMPUTED
            case _:
                raise LanguageError(node.line, type(node).__name__.lower())

    def _unary(self, sign: str, value: Value) -> Value:
        if sign == "!":
            return not truth(value)
        if isinstance(value, str | list | dict | Computed):
            raise ValueRefusedError(sign)
        return -(value or 0.0) if sign == "-" else (value or 0.0)

    def _binary(self, node: s.Binary, scope: Scope) -> Value:
        left = self.value(node.left, scope)
        if node.sign == "&&":
            return self.value(node.right, scope) if truth(left) else left
        if node.sign == "||":
            return left if truth(left) else self.value(node.right, scope)
        if node.sign == "??":
            return self.value(node.right, scope) if left is None else left
        return binary(node.sign, left, self.value(node.right, scope))

    def _named(self, node: s.Node, name: str, scope: Scope) -> Value:
        if name in scope.variables:
            return scope.variables[name]
        if name in _HOLDERS:
            return self._holder(name, scope)
        if scope.this is not None and name in scope.this:
            return scope.this[name]
        if name in self.constants:
            return self.constants[name]
        if scope.this is not None and name in _UNSET:
            return None
        raise LanguageError(node.line, name)

    def _call(self, node: s.Call, scope: Scope) -> Value:
        arguments = [self.value(argument, scope) for argument in node.arguments]
        if isinstance(node.function, s.Name):
            return call(FUNCTIONS, node.function.name, arguments)
        if isinstance(node.function, s.Item) and isinstance(node.function.key, s.Literal):
            of = self.value(node.function.of, scope)
            if of is None and node.function.key.value in ("contains", "len", "get"):
                return None
            return call(METHODS, text(node.function.key.value), [of, *arguments])
        raise LanguageError(node.line, "()")


_HOLDERS = frozenset(("this", "globals", "locals"))
_UNSET = frozenset(("vars", "groups", "address", "address6", "display_name", "zone", "notes", "command", "arguments"))
"""Attributes that are null where an object does not set them."""


def pairs(over: Value, line: int) -> Sequence[tuple[Value, Value]]:
    """Return what a loop goes over: (key, value) of a dictionary in the order of its keys, or items twice."""
    if over is None:
        return ()
    if isinstance(over, Mapping):
        return [(key, over[key]) for key in sorted(over)]
    if isinstance(over, list):
        return [(one, one) for one in over]
    raise LanguageError(line, "for")
