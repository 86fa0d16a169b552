"""What states, reasons, acts and the rest are called on screen; Italian terms are those of the desk itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from bls_tui.desk.calls.acts import Act
from bls_tui.desk.calls.model import CallState, Level, Origin, Outcome, Priority, WorkKind
from bls_tui.desk.calls.wakes import Reason
from bls_tui.locale import N_, _

STATES: Mapping[CallState, str] = {
    CallState.OPEN: N_("Open"),
    CallState.ASSIGNED: N_("Assigned"),
    CallState.IN_PROGRESS: N_("In progress"),
    CallState.SUSPENDED: N_("Suspended"),
    CallState.CLOSED: N_("Closed"),
}
REASONS: Mapping[Reason, str] = {
    Reason.PROCESS: N_("process"),
    Reason.CUSTOMER: N_("customer"),
    Reason.SUPPLIER: N_("supplier"),
}
LEVELS: Mapping[Level, str] = {
    Level.HELP_DESK: N_("help desk"),
    Level.TELE_ASSISTANCE: N_("tele-assistance"),
}
PRIORITIES: Mapping[Priority, str] = {
    Priority.LOW: N_("low"),
    Priority.NORMAL: N_("normal"),
    Priority.HIGH: N_("high"),
    Priority.URGENT: N_("urgent"),
}
ORIGINS: Mapping[Origin, str] = {
    Origin.PORTAL: N_("portal"),
    Origin.MAIL: N_("mail"),
    Origin.PHONE: N_("phone"),
    Origin.MONITORING: N_("monitoring"),
    Origin.TECHNICIAN: N_("technician"),
}
OUTCOMES: Mapping[Outcome, str] = {
    Outcome.SOLVED: N_("solved"),
    Outcome.WORKAROUND: N_("worked around"),
    Outcome.NO_FAULT: N_("no fault found"),
    Outcome.SUPPLIER: N_("solved by the supplier"),
    Outcome.WITHDRAWN: N_("withdrawn by the customer"),
    Outcome.MERGED: N_("merged into another call"),
}
WORK_KINDS: Mapping[WorkKind, str] = {
    WorkKind.REMOTE: N_("remote"),
    WorkKind.ON_SITE: N_("on site"),
    WorkKind.TRAVEL: N_("travel"),
}
ACTS: Mapping[Act, str] = {
    Act.OPEN: N_("open"),
    Act.ASSIGN: N_("assign"),
    Act.TAKE: N_("take in charge"),
    Act.SUSPEND: N_("suspend"),
    Act.RESUME: N_("resume"),
    Act.REASSIGN: N_("reassign"),
    Act.HAND_OVER: N_("hand over"),
    Act.CLOSE: N_("close"),
    Act.MERGE: N_("merge"),
    Act.UNDO: N_("undo"),
    Act.POSTPONE: N_("postpone the wake-up"),
    Act.AMEND: N_("edit"),
    Act.AGREE_DUE: N_("agree a due date"),
    Act.JUDGE: N_("judge whether it is blocking"),
    Act.REPLY: N_("reply"),
    Act.NOTE: N_("write an internal note"),
    Act.RECEIVE: N_("file a message"),
    Act.REMIND: N_("remind the customer"),
    Act.ALERT: N_("alert"),
    Act.PROPOSE_CLOSING: N_("propose closing"),
    Act.DECLINE_CLOSING: N_("decline closing"),
    Act.REFER: N_("refer to a closed call"),
    Act.LINK: N_("link"),
    Act.UNLINK: N_("unlink"),
    Act.SPLIT: N_("split"),
    Act.ABSORB: N_("merge another call into it"),
    Act.CONSULT: N_("turn into a consultancy"),
    Act.PLAN_VISIT: N_("plan an intervention"),
    Act.CHANGE_VISIT: N_("change an intervention"),
    Act.CANCEL_VISIT: N_("cancel an intervention"),
    Act.LOG_TIME: N_("record time"),
    Act.CORRECT_TIME: N_("correct time"),
    Act.DROP_TIME: N_("delete time"),
    Act.START_WATCH: N_("start the stopwatch"),
    Act.STOP_WATCH: N_("stop the stopwatch"),
    Act.OBSERVE: N_("record what monitoring saw"),
    Act.EXPLAIN: N_("explain"),
}

_WORDS: Mapping[type[StrEnum], Mapping[str, str]] = {
    type(next(iter(table))): {value.value: text for value, text in table.items()}
    for table in (STATES, REASONS, LEVELS, PRIORITIES, ORIGINS, OUTCOMES, WORK_KINDS, ACTS)
}


def word(value: StrEnum) -> str:
    """Return what a value of the desk is called in the user's language."""
    return _(_WORDS[type(value)][value.value])


def state_word(state: CallState, reason: Reason | None = None) -> str:
    """Return a state with its reason: "Suspended (customer)"."""
    return word(state) if reason is None else f"{word(state)} ({word(reason)})"


def listed(acts: Iterable[Act]) -> str:
    """Return acts as words in a row, for a sentence."""
    return ", ".join(word(act) for act in acts)
