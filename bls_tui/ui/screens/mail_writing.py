"""Beginning to write about the call a screen is about: an answer, a note, a forward to a supplier, a new mail."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from textual.widget import Widget

from bls_tui.desk.calls.permits import IncompleteError
from bls_tui.desk.text import line, safe
from bls_tui.errors import BlsError
from bls_tui.locale import _
from bls_tui.service.desk.call_views import call_view
from bls_tui.service.mail import writing
from bls_tui.service.mail.writing import FORWARD, NEW, REPLY, Prepared
from bls_tui.ui.bench import Bench
from bls_tui.ui.drafts import Draft
from bls_tui.ui.render.cells import Cell, Role
from bls_tui.ui.screens.base import BlsScreen
from bls_tui.ui.screens.call_forms import Asked
from bls_tui.ui.screens.compose import NOTE, ComposeScreen, Composing
from bls_tui.ui.screens.dialogs import Dialog
from bls_tui.ui.widgets.pick import Option, Pick
from bls_tui.ui.work import begin
from db.errors import DatabaseError


class SupplierForm(Dialog):
    """To which supplier a call is passed on. The answer is kept in `chosen`."""

    def __init__(self, bench: Bench, number: str) -> None:
        super().__init__(_("Forward to a supplier"), ())
        self._bench, self._number = bench, number
        self.chosen = ""

    def aims(self) -> Sequence[Sequence[Cell]]:
        """Return the call."""
        return [(Cell(self._number, Role.STRONG),)]

    def fields(self) -> Sequence[Widget]:
        """Return the suppliers."""
        suppliers = self._bench.desk.people.suppliers
        return [Pick("supplier", _("Supplier"), [Option(key, one.name) for key, one in suppliers.items()])]

    async def perform(self) -> None:
        """Keep the answer."""
        self.chosen = self.query_one(Pick).key
        if not self.chosen:
            raise IncompleteError(_("Say to which supplier."))


class Writing(BlsScreen):
    """A screen from which mail about a call is written."""

    def about_call(self) -> str | None:
        """Return the number of the call, None without one."""
        raise NotImplementedError

    def answered(self) -> int | None:
        """Return the message that a reply answers, None for the last that came in."""
        return None

    def do_reply(self) -> None:
        """Reply to the customer and all copies."""
        self._begin(REPLY)

    def do_write_note(self) -> None:
        """Write an internal note."""
        self._begin(NOTE)

    def do_new_mail(self) -> None:
        """Write a mail that answers none."""
        self._begin(NEW)

    def do_forward(self) -> None:
        """Pass it on to a supplier."""
        number = self.about_call()
        kept = self.bench.drafts.find(number, FORWARD) if number else None
        if number is None or (kept is not None and kept.supplier):
            self._begin(FORWARD, kept.supplier if kept else "")
            return
        form = SupplierForm(self.bench, number)
        self.app.push_screen(form, lambda done: self._begin(FORWARD, form.chosen) if done else None)

    def _begin(self, purpose: str, supplier: str = "") -> None:
        number, bench = self.about_call(), self.bench
        view = bench.desk.view
        if number is None:
            self.say(_("There is no call to write about."), Role.WARNING)
        elif view is not None and not view.known:
            text = _("{login} is not a known technician: you may look, not touch.")
            self.say(text.format(login=line(view.login)), Role.WARNING)
        elif purpose != NOTE and not bench.office.sends:
            self.say(_("Nothing can be sent: bls.toml names no address of ours, [mail] address."), Role.WARNING)
        else:
            begin(self, partial(self._begin_writing, number, purpose, supplier, self.answered()), "ask")

    async def _begin_writing(self, number: str, purpose: str, supplier: str, answers: int | None) -> None:
        bench = self.bench
        kept = bench.drafts.find(number, purpose)
        if kept is not None:
            supplier, answers = kept.supplier, kept.answers
        try:
            prepared = await self._prepared(number, purpose, supplier, answers)
            view = await bench.call(call_view, number, bench.user, bench.clock(), bench.viewer())
        except (BlsError, DatabaseError) as error:
            self.fail(error)
            return
        answers = prepared.answers if prepared is not None else None
        text = safe(prepared.text) if prepared is not None else ""
        draft = kept or Draft(number, purpose, text, supplier=supplier, answers=answers)
        asked = Asked(bench, (view.row,), view)
        self.app.push_screen(
            ComposeScreen(Composing(asked, prepared, text), draft, resumed=kept is not None), self._sent
        )

    async def _prepared(self, number: str, purpose: str, supplier: str, answers: int | None) -> Prepared | None:
        bench = self.bench
        common = (bench.user, bench.clock())
        if purpose == NOTE:
            return None
        if purpose == FORWARD:
            return await bench.call(
                writing.prepare_forward, number, supplier, *common, office=bench.office, answers=answers
            )
        if purpose == NEW:
            return await bench.call(writing.prepare_new, number, *common, office=bench.office)
        return await bench.call(writing.prepare_reply, number, *common, office=bench.office, answers=answers)

    def _sent(self, told: str | None) -> None:
        if told:
            self.say(told)
            begin(self, self._look, "look")

    async def _look(self) -> None:
        await self.bench.look()
        self.live_changed()
