"""What may be done to a call now, and the errors that say so when something else is tried."""

from __future__ import annotations

from bls_tui.desk.calls import words
from bls_tui.desk.calls.acts import MOVES, RULES, UNDO_SECONDS, Act
from bls_tui.desk.calls.model import Call
from bls_tui.desk.roles import Actor, Role
from bls_tui.errors import RefusedError
from bls_tui.locale import _


class NotPermittedError(RefusedError):
    """The act is not in the table for the state the call is in; `possible` are the moves that are."""

    def __init__(self, call: Call, act: Act, possible: tuple[Act, ...]) -> None:
        suspension = call.standing.suspension
        values = {
            "number": call.number,
            "state": words.state_word(call.state, suspension.wake.reason if suspension else None),
            "act": words.word(act),
            "moves": words.listed(possible),
        }
        text = (
            _("Call {number} is {state}: {act} is not possible. Possible now: {moves}.")
            if possible
            else _("Call {number} is {state}: {act} is not possible, and no move leads out of there.")
        )
        super().__init__(text.format(**values))
        self.act = act
        self.possible = possible


class NotAllowedError(RefusedError):
    """The act is for somebody else."""


class IncompleteError(RefusedError):
    """The act lacks something it must say, or names something the call does not have."""


def permitted(call: Call, actor: Actor) -> tuple[Act, ...]:
    """Return every act that the state of the call and the actor's roles permit, in the order of the table."""
    return tuple(act for act in RULES if _possible(call, act) and _may(call, actor, act))


def moves(call: Call, actor: Actor | None = None) -> tuple[Act, ...]:
    """Return the moves out of the call's state, all of them or those of an actor."""
    return tuple(act for act in MOVES if _possible(call, act) and (actor is None or _may(call, actor, act)))


def authorise(call: Call, actor: Actor, act: Act) -> None:
    """Refuse what the table does not permit this actor now; raises NotPermittedError or NotAllowedError."""
    if not actor.known:
        raise NotAllowedError(_("{login} is not a known technician and may only look.").format(login=actor.login))
    check_state(call, act)
    if not _may(call, actor, act):
        text = (
            _("Only the lead of the contract judges whether call {number} is blocking.")
            if act is Act.JUDGE
            else _("Call {number}: {act} is not for {login}.")
        )
        raise NotAllowedError(text.format(number=call.number, act=words.word(act), login=actor.login))


def may_open(actor: Actor) -> bool:
    """Tell whether somebody may open calls: everybody who is known."""
    return actor.known


def check_state(call: Call, act: Act) -> None:
    """Refuse an act that the state of the call has no room for; raises NotPermittedError."""
    if not _possible(call, act):
        raise NotPermittedError(call, act, moves(call))


def check_undo(call: Call, number: int, author: str, at: float) -> None:
    """Refuse to take a move back unless it is one's own last one, less than a minute ago; raises NotPermittedError."""
    last = call.undoable
    if last is None or last.number != number or last.author != author or at - last.at > UNDO_SECONDS:
        raise NotPermittedError(call, Act.UNDO, moves(call))


def _possible(call: Call, act: Act) -> bool:
    rule = RULES.get(act)
    if rule is None or call.state not in rule.states:
        return False
    if act is Act.UNDO:
        return call.undoable is not None
    return act is not Act.DECLINE_CLOSING or call.proposal is not None


def _may(call: Call, actor: Actor, act: Act) -> bool:
    if act is Act.JUDGE:
        return Role.LEAD in actor.roles and call.details.contract in actor.leads
    return bool(RULES[act].roles & actor.roles)
