"""The views of the queue that somebody keeps under a name: show one, keep what is shown, forget one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.widget import Widget

from bls_tui.desk.calls.permits import IncompleteError
from bls_tui.desk.text import line
from bls_tui.locale import _
from bls_tui.service.desk import saved_views
from bls_tui.service.desk.saved_views import SavedView, Sort
from bls_tui.ui.bench import Bench
from bls_tui.ui.render.cells import Cell, Role
from bls_tui.ui.screens.dialogs import Choice, Dialog
from bls_tui.ui.widgets.pick import Option, Pick

_LISTED = 6


class ViewsForm(Dialog):
    """Asks for a name. `current` is what the queue shows now, `show` puts a view on the screen."""

    def __init__(
        self, bench: Bench, views: Sequence[SavedView], current: tuple[str, Sort], show: Callable[[SavedView], None]
    ) -> None:
        super().__init__(_("Views you keep"), ())
        self._bench, self._views, self._show = bench, views, show
        self._filter, self._sort = current

    def aims(self) -> Sequence[Sequence[Cell]]:
        """Return the views there are, and what is shown now."""
        kept: list[tuple[Cell, ...]] = [
            (Cell(line(view.name), Role.STRONG), Cell(f"  {line(view.filter)}  {view.sort.value}"))
            for view in self._views[:_LISTED]
        ]
        now = _("Shown now: {filter}  {sort}").format(filter=line(self._filter) or "-", sort=self._sort.value)
        return [*(kept or [(Cell(_("You keep none yet."), Role.DIM),)]), (Cell(now, Role.DIM),)]

    def fields(self) -> Sequence[Widget]:
        """Return the name and what to do."""
        return [
            Pick("name", _("Name"), [Option(view.name, view.name) for view in self._views]),
            Choice(_("keep what is shown now under this name"), value=not self._views, id="keep"),
            Choice(_("forget it"), id="forget"),
        ]

    async def perform(self) -> None:
        """Show, keep or forget."""
        bench, typed = self._bench, self.value("name")
        if not typed:
            raise IncompleteError(_("Say which view."))
        if self.checked("keep") and self.checked("forget"):
            raise IncompleteError(_("Either keep it or forget it."))
        if self.checked("keep"):
            view = SavedView(typed, self._filter, self._sort)
            await bench.call(saved_views.save, bench.user, view)
            self._show(view)
            return
        name = self.query_one(Pick).key
        if self.checked("forget"):
            await bench.call(saved_views.forget, bench.user, name)
        else:
            self._show(next(view for view in self._views if view.name == name))
