"""From monitoring to a call: the call there is about an object, or a new one filled in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from bls_tui.errors import BlsError
from bls_tui.locale import _
from bls_tui.service.desk import proposals
from bls_tui.service.desk.calls import NewCall
from bls_tui.service.desk.proposals import Edits
from bls_tui.ui.render.cells import Role
from bls_tui.ui.screens.base import BlsScreen
from bls_tui.ui.screens.call import CallScreen
from bls_tui.ui.screens.call_new import NewCallForm, Opener
from bls_tui.ui.work import begin
from db.errors import DatabaseError


def call_about(screen: BlsScreen, object_id: int) -> None:
    """Open the call an object is tied to, else the form of a new one about it."""
    tied = screen.bench.desk.of_object(object_id)
    if tied:
        screen.app.push_screen(CallScreen(screen.bench, tied[0].number, screen.MODE))
    elif _may_touch(screen):
        begin(screen, partial(_ask, screen, partial(proposals.from_object, object_id=object_id), None), "ask")


def accept(screen: BlsScreen, proposal_id: int) -> None:
    """Open the form that a proposal fills in; opening it accepts the proposal and takes the call."""
    if _may_touch(screen):
        opener = _Accepting(screen, proposal_id).open
        begin(screen, partial(_ask, screen, partial(proposals.prefilled, proposal_id=proposal_id), opener), "ask")


def new_from(screen: BlsScreen, fill: partial[NewCall]) -> None:
    """Open the form of a new call that `fill` fills in; it is given the time as `now`."""
    if _may_touch(screen):
        begin(screen, partial(_ask, screen, fill, None), "ask")


def _may_touch(screen: BlsScreen) -> bool:
    view = screen.bench.desk.view
    if view is None or view.known:
        return True
    screen.say(_("{login} is not a known technician: you may look, not touch.").format(login=view.login), Role.WARNING)
    return False


async def _ask(screen: BlsScreen, fill: partial[NewCall], opener: Opener | None) -> None:
    bench = screen.bench
    try:
        filled = await bench.call(fill, now=bench.clock())
    except (BlsError, DatabaseError) as error:
        screen.fail(error)
        return
    screen.app.push_screen(NewCallForm(bench, partial(_opened, screen), filled, opener))


async def _opened(screen: BlsScreen, number: str) -> None:
    screen.say(_("Call {number} opened.").format(number=number))
    await screen.bench.look()
    screen.live_changed()
    screen.app.call_after_refresh(screen.app.push_screen, CallScreen(screen.bench, number, screen.MODE))


@dataclass
class _Accepting:
    """Accepts a proposal with what the form changed of it."""

    screen: BlsScreen
    proposal_id: int

    async def open(self, new: NewCall) -> str:
        """Accept it; return the number of its call."""
        bench = self.screen.bench
        edits = Edits(
            new.subject, new.typology, new.level, new.priority, new.contact, new.text, new.customer, new.links
        )
        accepting = partial(proposals.accept_proposal, edits=edits)
        return (await bench.call(accepting, self.proposal_id, bench.user, bench.clock())).call.number
