"""What can be put into a mail while it is written: a template, a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual import on
from textual.suggester import Suggester
from textual.widget import Widget
from textual.widgets import Input

from bls_tui.desk.calls.permits import IncompleteError
from bls_tui.desk.mail.templates import When
from bls_tui.desk.text import line, safe
from bls_tui.locale import _
from bls_tui.service.mail import writing
from bls_tui.ui.enclosing import AttachError, completions, size_of
from bls_tui.ui.render.cells import Cell, Role
from bls_tui.ui.render.thread import size
from bls_tui.ui.screens.call_forms import Asked, described
from bls_tui.ui.screens.dialogs import Dialog
from bls_tui.ui.screens.mail_files import chosen_numbers
from bls_tui.ui.widgets.cells import Bar
from bls_tui.ui.widgets.pick import Option, Pick

_SHOWN = 6


class TemplateForm(Dialog):
    """Which of the inventory's texts."""

    def __init__(self, asked: Asked, insert: Callable[[str], None]) -> None:
        super().__init__(_("Insert a template"), ())
        self._asked, self._insert = asked, insert

    def aims(self) -> Sequence[Sequence[Cell]]:
        """Return the call, and whether there are templates."""
        none = () if self._templates() else ((Cell(_("The inventory has no templates to pick."), Role.WARNING),),)
        return [*described(self._asked.rows), *none]

    def _templates(self) -> list[Option]:
        known = self._asked.people.templates
        return [Option(key, one.name or key) for key, one in known.items() if one.when is When.HAND]

    def fields(self) -> Sequence[Widget]:
        """Return the templates."""
        return [Pick("template", _("Template"), self._templates())]

    async def perform(self) -> None:
        """Fill it in and insert it."""
        bench, chosen = self._asked.bench, self.query_one(Pick).key
        if not chosen:
            raise IncompleteError(_("Say which template."))
        number = self._asked.rows[0].number
        text = await bench.call(writing.from_template, number, chosen, bench.user, bench.clock(), office=bench.office)
        self._insert(safe(text))


class PathSuggester(Suggester):
    """Completes a path from what is there."""

    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        """Return the first path that begins so."""
        return next(iter(completions(value)), None) if value else None


class AttachForm(Dialog):
    """The path of a file; Right completes it."""

    def __init__(self, known: Sequence[str], done: Callable[[str, int], None]) -> None:
        super().__init__(_("Attach a file"), ())
        self._known, self._done = known, done

    def aims(self) -> Sequence[Sequence[Cell]]:
        """Return what goes along already."""
        return [(Cell(_("attached: "), Role.DIM), Cell(line(path))) for path in self._known]

    def fields(self) -> Sequence[Widget]:
        """Return the path and what matches it."""
        title = Bar()
        title.show((Cell(_("Path (Right completes)"), Role.DIM),))
        field = Input("~/", id="path", compact=True, select_on_focus=False, suggester=PathSuggester())
        return [title, field, Bar(id="matches")]

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        try:
            text = size(size_of(event.value))
        except AttachError:
            found = completions(event.value)
            more = f" +{len(found) - _SHOWN}" if len(found) > _SHOWN else ""
            names = " | ".join(line(path.rstrip("/").rpartition("/")[2]) for path in found[:_SHOWN])
            text = names + more if found else _("nothing matches")
        self.query_one("#matches", Bar).show((Cell(f"  {text}", Role.DIM),))

    async def perform(self) -> None:
        """Take it."""
        path = self.value("path")
        if path in self._known:
            raise AttachError(_("{path} goes along already.").format(path=path))
        self._done(path, size_of(path))


class DropForm(Dialog):
    """Which file does not go along."""

    def __init__(self, known: Sequence[str], done: Callable[[tuple[str, ...]], None]) -> None:
        super().__init__(_("Take a file out"), ())
        self._known, self._done = tuple(known), done

    def aims(self) -> Sequence[Sequence[Cell]]:
        """Return the files."""
        return [(Cell(f"{n:>3} ", Role.KEY), Cell(line(path))) for n, path in enumerate(self._known, start=1)]

    def fields(self) -> Sequence[Widget]:
        """Return the numbers."""
        title = Bar()
        title.show((Cell(_("Which numbers, with commas"), Role.DIM),))
        return [title, Input("1" if len(self._known) == 1 else "", id="which", compact=True, select_on_focus=False)]

    async def perform(self) -> None:
        """Take them out."""
        dropped = {number - 1 for number in chosen_numbers(self.value("which"), len(self._known))}
        self._done(tuple(path for at, path in enumerate(self._known) if at not in dropped))
