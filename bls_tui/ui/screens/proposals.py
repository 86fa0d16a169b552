"""The proposals of calls on Now: accept, link, dismiss with a reason."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import NamedTuple

from textual.widget import Widget

from bls_tui.desk.calls.permits import IncompleteError
from bls_tui.desk.proposals import DISMISSALS, Dismissal, ProposalState
from bls_tui.desk.text import line
from bls_tui.locale import _
from bls_tui.service.desk import proposals as service
from bls_tui.service.desk.call_views_data import ProposalRow
from bls_tui.ui.actions import Needs
from bls_tui.ui.bench import Bench
from bls_tui.ui.render.cells import Cell, Role
from bls_tui.ui.screens.base import BlsScreen
from bls_tui.ui.screens.dialogs import Dialog, labelled
from bls_tui.ui.widgets.pick import Option, Pick


class Proposed(NamedTuple):
    """The identity of a proposal in a list."""

    proposal_id: int


class ProposalDialog(Dialog):
    """A question about one proposal, which it repeats."""

    def __init__(self, title: str, row: ProposalRow, bench: Bench, done: Callable[[str], Awaitable[None]]) -> None:
        super().__init__(title, ())
        self.row, self.bench, self.done = row, bench, done

    def aims(self) -> Sequence[Sequence[Cell]]:
        """Return the proposal."""
        row = self.row
        return [(Cell(line(row.full_name), Role.STRONG), Cell(f"  {line(row.customer)}  {line(row.text)}"))]


class DismissForm(ProposalDialog):
    """Why no call is needed."""

    def fields(self) -> Sequence[Widget]:
        """Return reason and note."""
        reasons = [Option(reason.value, _(text)) for reason, text in DISMISSALS.items()]
        return [Pick("reason", _("Reason"), reasons), *labelled("note", _("Note (required for another reason)"))]

    async def perform(self) -> None:
        """Dismiss it."""
        chosen, bench = self.query_one(Pick).key, self.bench
        if not chosen:
            raise IncompleteError(_("Say why no call is needed."))
        dismiss = partial(service.dismiss_proposal, note=self.value("note"))
        await bench.call(dismiss, self.row.proposal_id, Dismissal(chosen), bench.user, bench.clock())
        await self.done(_("Proposal dismissed."))


class LinkProposalForm(ProposalDialog):
    """Which open call it belongs to."""

    def fields(self) -> Sequence[Widget]:
        """Return the calls of the customer."""
        rows = self.bench.desk.rows.values()
        same = [row for row in rows if row.customer_key == self.row.customer_key]
        return [Pick("call", _("Open call"), [Option(row.number, f"{row.number} {row.subject}") for row in same])]

    async def perform(self) -> None:
        """Link it."""
        number, bench = self.query_one(Pick).key, self.bench
        if not number:
            raise IncompleteError(_("Say which call it belongs to."))
        await bench.call(service.link_proposal, self.row.proposal_id, number, bench.user, bench.clock())
        await self.done(_("Linked to call {number}.").format(number=number))


class Proposing(BlsScreen):
    """A screen with proposals in its list."""

    def proposal(self) -> ProposalRow | None:
        """Return the proposal at the cursor."""
        raise NotImplementedError

    def pending(self) -> list[ProposalRow]:
        """Return the proposals to decide."""
        view = self.bench.desk.view
        return [] if view is None else [row for row in view.proposals if row.state is ProposalState.PENDING]

    def obstacle(self, needs: Needs) -> str | None:
        """Deciding needs a proposal and somebody known."""
        if needs is Needs.PROPOSAL:
            view = self.bench.desk.view
            if self.proposal() is None:
                return _("There is no proposal of a call here.")
            if view is not None and not view.known:
                return _("{login} is not a known technician: you may look, not touch.").format(login=view.login)
        return super().obstacle(needs)

    def do_dismiss(self) -> None:
        """Dismiss it."""
        row = self.proposal()
        if row is not None:
            self.app.push_screen(DismissForm(_("Dismiss the proposal"), row, self.bench, self._decided))

    def do_link_proposal(self) -> None:
        """Link it to an open call."""
        row = self.proposal()
        if row is not None:
            self.app.push_screen(LinkProposalForm(_("Link the proposal"), row, self.bench, self._decided))

    async def _decided(self, text: str) -> None:
        self.say(text)
        await self.bench.look()
        self.live_changed()
