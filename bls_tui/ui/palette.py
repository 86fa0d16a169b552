"""The command palette: actions by name, actions on an object (`ack fw-acme-01`), objects and customers to go to."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import islice
from typing import cast

from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider, SearchIcon
from textual.content import Content

from bls_tui.desk.text import line
from bls_tui.locale import _
from bls_tui.service.processes.views_data import ProcessRow
from bls_tui.ui.actions import ACTIONS, Action
from bls_tui.ui.render.cells import Cell
from bls_tui.ui.screens.acting import act_on
from bls_tui.ui.screens.base import BlsScreen
from bls_tui.ui.screens.object import ObjectScreen
from bls_tui.ui.screens.process import ProcessScreen
from bls_tui.ui.screens.targets import captured
from bls_tui.ui.widgets.cells import content
from db.rows import StatusRow

MOST = 30


def label(text: str) -> Content:
    """Return text for the list of the palette, never read as markup."""
    return content([Cell(text)])


def explained(text: str) -> str:
    """Return help for a hit. Textual reads a plain string as markup but leaves Content alone, whatever it declares."""
    return cast("str", label(text))


class BlsProvider(Provider):
    """A provider that knows the workbench behind the screen it was opened on."""

    @property
    def here(self) -> BlsScreen | None:
        """The screen the palette was opened on, None over a text or a dialog."""
        screen = self.screen
        return screen if isinstance(screen, BlsScreen) else None

    def rows(self, words: str) -> Iterator[StatusRow]:
        """Yield the objects whose name contains every word, at most thirty."""
        here = self.here
        wanted = words.casefold().split()
        found = 0
        for row in here.bench.live.rows.values() if here is not None else ():
            if all(word in row.full_name.casefold() for word in wanted):
                found += 1
                yield row
                if found >= MOST:
                    return


class ActionProvider(BlsProvider):
    """The actions of the registry, and those that take an object followed by its name."""

    def offered(self) -> list[Action]:
        """Return the actions that make sense on this screen."""
        here = self.here
        return [action for action in ACTIONS if action.palette and here is not None and here.PART in action.screens]

    async def discover(self) -> Hits:
        """Offer every action."""
        for action in self.offered():
            yield DiscoveryHit(label(_(action.label)), partial(self._do, action), _(action.label), self._help(action))

    async def search(self, query: str) -> Hits:
        """Find actions by name, and by name followed by an object."""
        matcher = self.matcher(query)
        for action in self.offered():
            score = matcher.match(_(action.label))
            if score > 0:
                yield Hit(score, label(_(action.label)), partial(self._do, action), _(action.label), self._help(action))
        verb, _blank, words = query.partition(" ")
        for action in ACTIONS:
            if action.argument and words and _(action.label).casefold().startswith(verb.casefold()):
                for row in self.rows(words):
                    text = f"{_(action.label)} {line(row.full_name)}"
                    yield Hit(2.0, label(text), partial(self._act, action, row), text, explained(line(row.customer)))

    def _help(self, action: Action) -> str:
        here = self.here
        keys = here.bench.keys.shown(action) if here is not None else ""
        return explained(f"{_(action.help)}  {keys}")

    def _do(self, action: Action) -> None:
        if self.here is not None:
            self.here.action_do(action.id)

    def _act(self, action: Action, row: StatusRow) -> None:
        if self.here is not None:
            act_on(self.here, action.id, [captured(row)])


class ObjectProvider(BlsProvider):
    """Hosts and services to open."""

    async def search(self, query: str) -> Hits:
        """Find hosts and services by name."""
        wanted = query.casefold()
        for row in self.rows(query):
            name = row.full_name.casefold()
            score = 1.5 if name == wanted else 0.9 if name.startswith(wanted) else 0.5
            help_text = f"{row.state}  {line(row.customer)}"
            yield Hit(
                score, label(line(row.full_name)), partial(self._open, row), line(row.full_name), explained(help_text)
            )

    def _open(self, row: StatusRow) -> None:
        if self.here is not None:
            self.app.push_screen(ObjectScreen(self.here.bench, row.object_id, self.here.MODE))


class CustomerProvider(BlsProvider):
    """Customers: Status with only theirs."""

    async def search(self, query: str) -> Hits:
        """Find customers by name."""
        here = self.here
        rows = here.bench.live.rows.values() if here is not None else ()
        customers = {(row.customer, row.customer_key) for row in rows}
        for name, key in sorted(customers):
            if query.casefold() in name.casefold() or query.casefold() in key.casefold():
                text = _("customer {name}").format(name=line(name))
                yield Hit(
                    1.0, label(text), partial(self._show, key), text, explained(_("Status of this customer only"))
                )

    def _show(self, key: str) -> None:
        self.app.call_later(self.app.run_action, f"show_customer({key!r})")


class ProcessProvider(BlsProvider):
    """Expected processes to open."""

    async def search(self, query: str) -> Hits:
        """Find processes by name."""
        here, wanted = self.here, query.casefold().split()
        rows = here.bench.processes.rows.values() if here is not None else ()
        found = (row for row in rows if all(word in f"{row.name} {row.key}".casefold() for word in wanted))
        for row in islice(found, MOST):
            help_text = f"{row.state}  {line(row.customer)}"
            name = line(row.name)
            yield Hit(0.8, label(name), partial(self._open, row), name, explained(help_text))

    def _open(self, row: ProcessRow) -> None:
        if self.here is not None:
            self.app.push_screen(ProcessScreen(self.here.bench, row.key, self.here.MODE))


class Palette(CommandPalette):
    """Textual's palette without its picture glyph, which not every font has."""

    def __init__(self) -> None:
        super().__init__(
            [ActionProvider, ObjectProvider, CustomerProvider, ProcessProvider],
            placeholder=_("ack fw-acme-01, a host, a customer …"),
        )

    def on_mount(self) -> None:
        """Take the picture away."""
        self.query_one(SearchIcon).icon = ":"
