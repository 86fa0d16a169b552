"""The table of what may be done to a call: from which states, to which state, by whom. Nothing else is possible."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bls_tui.desk.calls.model import CallState
from bls_tui.desk.roles import Role


class Act(StrEnum):
    """Everything that can happen to a call; each event is one of these."""

    OPEN = "open"
    ASSIGN = "assign"
    TAKE = "take"
    SUSPEND = "suspend"
    RESUME = "resume"
    REASSIGN = "reassign"
    HAND_OVER = "hand_over"
    CLOSE = "close"
    MERGE = "merge"
    UNDO = "undo"
    POSTPONE = "postpone"
    AMEND = "amend"
    AGREE_DUE = "agree_due"
    JUDGE = "judge"
    REPLY = "reply"
    NOTE = "note"
    RECEIVE = "receive"
    REMIND = "remind"
    ALERT = "alert"
    PROPOSE_CLOSING = "propose_closing"
    DECLINE_CLOSING = "decline_closing"
    REFER = "refer"
    LINK = "link"
    UNLINK = "unlink"
    SPLIT = "split"
    ABSORB = "absorb"
    CONSULT = "consult"
    PLAN_VISIT = "plan_visit"
    CHANGE_VISIT = "change_visit"
    CANCEL_VISIT = "cancel_visit"
    LOG_TIME = "log_time"
    CORRECT_TIME = "correct_time"
    DROP_TIME = "drop_time"
    START_WATCH = "start_watch"
    STOP_WATCH = "stop_watch"
    OBSERVE = "observe"
    EXPLAIN = "explain"


@dataclass(frozen=True, slots=True)
class Rule:
    """An act is possible in these states, leads to `to` (None: the state stays) and is open to these roles."""

    states: frozenset[CallState]
    roles: frozenset[Role]
    to: CallState | None = None


_OPEN, _ASSIGNED, _WORKING, _SUSPENDED, _CLOSED = CallState
_LIVE = frozenset({_OPEN, _ASSIGNED, _WORKING, _SUSPENDED})
_EVER = _LIVE | {_CLOSED}
_PEOPLE = frozenset({Role.TECHNICIAN, Role.COORDINATOR, Role.LEAD})
_ANYBODY = _PEOPLE | {Role.SYSTEM}


def _in(*states: CallState) -> frozenset[CallState]:
    return frozenset(states)


RULES: Mapping[Act, Rule] = {
    Act.ASSIGN: Rule(_in(_OPEN), _ANYBODY, _ASSIGNED),
    Act.TAKE: Rule(_in(_OPEN, _ASSIGNED), _PEOPLE, _WORKING),
    Act.SUSPEND: Rule(_in(_WORKING), _PEOPLE, _SUSPENDED),
    Act.RESUME: Rule(_in(_SUSPENDED), _ANYBODY, _WORKING),
    Act.REASSIGN: Rule(_in(_ASSIGNED, _WORKING), _ANYBODY, _ASSIGNED),
    Act.HAND_OVER: Rule(_in(_WORKING), _PEOPLE, _ASSIGNED),
    Act.CLOSE: Rule(_in(_WORKING), _PEOPLE, _CLOSED),
    Act.MERGE: Rule(_LIVE, _PEOPLE, _CLOSED),
    Act.UNDO: Rule(_LIVE, _PEOPLE),
    Act.POSTPONE: Rule(_in(_SUSPENDED), _PEOPLE),
    Act.AMEND: Rule(_LIVE, _PEOPLE),
    Act.AGREE_DUE: Rule(_LIVE, _PEOPLE),
    Act.JUDGE: Rule(_LIVE, frozenset({Role.LEAD})),
    Act.REPLY: Rule(_EVER, _PEOPLE),
    Act.NOTE: Rule(_EVER, _ANYBODY),
    Act.RECEIVE: Rule(_EVER, _ANYBODY),
    Act.REMIND: Rule(_in(_SUSPENDED), _ANYBODY),
    Act.ALERT: Rule(_LIVE, frozenset({Role.SYSTEM})),
    Act.PROPOSE_CLOSING: Rule(_in(_ASSIGNED, _WORKING, _SUSPENDED), _ANYBODY),
    Act.DECLINE_CLOSING: Rule(_LIVE, _PEOPLE),
    Act.REFER: Rule(_LIVE, _PEOPLE),
    Act.LINK: Rule(_EVER, _ANYBODY),
    Act.UNLINK: Rule(_EVER, _PEOPLE),
    Act.SPLIT: Rule(_LIVE, _PEOPLE),
    Act.ABSORB: Rule(_LIVE, _PEOPLE),
    Act.CONSULT: Rule(_LIVE, _PEOPLE),
    Act.PLAN_VISIT: Rule(_LIVE, _PEOPLE),
    Act.CHANGE_VISIT: Rule(_LIVE, _PEOPLE),
    Act.CANCEL_VISIT: Rule(_EVER, _PEOPLE),
    Act.LOG_TIME: Rule(_EVER, _PEOPLE),
    Act.CORRECT_TIME: Rule(_EVER, _PEOPLE),
    Act.DROP_TIME: Rule(_EVER, _PEOPLE),
    Act.START_WATCH: Rule(_LIVE, _PEOPLE),
    Act.STOP_WATCH: Rule(_EVER, _PEOPLE),
    Act.OBSERVE: Rule(_EVER, _ANYBODY),
    Act.EXPLAIN: Rule(_in(_CLOSED), _PEOPLE),
}
"""DESIGN's moves, and merging, which ends a duplicate wherever it stands. A closed call stays closed: of what is left
to do to one, nothing leads out."""

MOVES = tuple(act for act, rule in RULES.items() if rule.to is not None)
"""The acts that change the state, in the order they are offered."""

UNDOABLE = frozenset({Act.TAKE, Act.ASSIGN, Act.REASSIGN, Act.HAND_OVER, Act.SUSPEND})
UNDO_SECONDS = 60.0
"""How long after a move it can be taken back."""
