"""A field that completes what is typed from a list: Right takes the completion, the matches stand below it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.suggester import SuggestFromList
from textual.widgets import Input

from bls_tui.desk.text import line
from bls_tui.errors import BlsError
from bls_tui.locale import _
from bls_tui.ui.render.cells import Cell, Role
from bls_tui.ui.widgets.cells import Bar

_SHOWN = 4


class Option(NamedTuple):
    """Something that can be chosen: what it stands for, and what it is called on screen."""

    key: str
    label: str


class PickError(BlsError):
    """What was typed names nothing, or several things; the message says which."""


def resolve(options: Sequence[Option], typed: str, field: str) -> str:
    """Return the key meant by a key, a name, or a part of one name; "" for nothing typed. Raises PickError."""
    wanted = typed.strip().casefold()
    if not wanted:
        return ""
    for exact in (lambda one: one.key.casefold() == wanted, lambda one: line(one.label).casefold() == wanted):
        found = [one for one in options if exact(one)]
        if len(found) == 1:
            return found[0].key
    found = matching(options, wanted)
    if len(found) == 1:
        return found[0].key
    if not found:
        raise PickError(_("{field}: nothing is called {text!r}.").format(field=field, text=line(typed)))
    names = ", ".join(line(one.label) for one in found[:_SHOWN])
    raise PickError(_("{field}: {text!r} may be {names}.").format(field=field, text=line(typed), names=names))


def matching(options: Sequence[Option], wanted: str) -> list[Option]:
    """Return the options whose key or name contains some text."""
    found = wanted.strip().casefold()
    return [one for one in options if found in one.key.casefold() or found in one.label.casefold()]


class Pick(Vertical):
    """A label, the field, and the options that match what is typed."""

    DEFAULT_CSS = "Pick { height: auto; }"

    def __init__(self, name: str, label: str, options: Sequence[Option], value: str = "") -> None:
        super().__init__(id=f"pick-{name}")
        self._name, self._label, self.options = name, label, tuple(options)
        known = {one.key: line(one.label) for one in options}
        self._value = known.get(value, line(value))

    def compose(self) -> ComposeResult:
        """Lay out label, field and matches."""
        title = Bar()
        title.show((Cell(self._label, Role.DIM),))
        yield title
        yield Input(self._value, id=self._name, compact=True, select_on_focus=False, suggester=self._suggester())
        yield Bar(id=f"matches-{self._name}")

    def on_mount(self) -> None:
        """Show what can be chosen."""
        self._show(self._value)

    @property
    def key(self) -> str:
        """The key of what is chosen, "" for nothing. Raises PickError."""
        return resolve(self.options, self.query_one(Input).value, self._label)

    def offer(self, options: Sequence[Option]) -> None:
        """Offer other options."""
        self.options = tuple(options)
        field = self.query_one(Input)
        field.suggester = self._suggester()
        self._show(field.value)

    def _suggester(self) -> SuggestFromList:
        return SuggestFromList([line(one.label) for one in self.options], case_sensitive=False)

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        self._show(event.value)

    def _wanted(self, typed: str) -> str:
        """Return the part of what is typed that is being completed."""
        return typed

    def _show(self, typed: str) -> None:
        found = matching(self.options, self._wanted(typed))
        names = " | ".join(line(one.label) for one in found[:_SHOWN])
        more = f" +{len(found) - _SHOWN}" if len(found) > _SHOWN else ""
        text = names + more if found else _("nothing matches")
        self.query_one(f"#matches-{self._name}", Bar).show((Cell(f"  {text}", Role.DIM),))


class PickMany(Pick):
    """A field for several of the options, with commas between them."""

    @property
    def keys(self) -> list[str]:
        """The keys of what is chosen, each once. Raises PickError."""
        typed = self.query_one(Input).value.split(",")
        found = [resolve(self.options, part, self._label) for part in typed]
        return list(dict.fromkeys(key for key in found if key))

    def _wanted(self, typed: str) -> str:
        return typed.rpartition(",")[2].strip()
