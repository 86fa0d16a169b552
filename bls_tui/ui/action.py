"""What an action is: what it is called, which keys do it, where it works and what it needs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from bls_tui.desk.calls.acts import Act
from bls_tui.locale import N_

NOW, STATUS, CALLS, LOG, OBJECT, CALL = "now", "status", "calls", "log", "object", "call"
MAIL, THREAD = "mail", "thread"
PROCESSES, JOB, UNCLEAR, RULES = "processes", "job", "unclear", "taught"
CHART, OUTLOOK = "chart", "outlook"
DESK = frozenset({CALLS, CALL, THREAD})
MAILS = frozenset({MAIL, THREAD})
EXPECTED = frozenset({PROCESSES, JOB, UNCLEAR, RULES})
MONITORING = frozenset({NOW, STATUS, LOG, OBJECT})
PREVENTION = frozenset({CHART, OUTLOOK})
LISTS = MONITORING | DESK | MAILS | EXPECTED | PREVENTION
OBJECTS = frozenset({NOW, STATUS, OBJECT})


class Needs(Enum):
    """What must be there for an action to make sense."""

    NOTHING = auto()
    OBJECT = auto()
    PROBLEM = auto()
    PHONE = auto()
    CALL = auto()
    PROPOSAL = auto()
    RUN = auto()
    RUN_MAIL = auto()
    MAIL = auto()
    TRIAGE = auto()


class Section(Enum):
    """How help groups the actions."""

    ACT = N_("Act on the row, or on all marked rows")
    MOVE = N_("Move")
    LOOK = N_("Look")
    GO = N_("Go")


@dataclass(frozen=True, slots=True)
class Action:
    """One thing a key can do.

    `id` names it in the key file and, as `do_<id>`, the method that does it. `keys` are Textual's names of keys. `hint`
    orders the footer, 0 keeps it out. `argument`: the palette offers it for any object, as `<label> fw-acme-01`.
    `acts`: what it does to a call; one of them has to be permitted there.
    """

    id: str
    keys: tuple[str, ...]
    label: str
    help: str
    section: Section
    screens: frozenset[str] = LISTS
    needs: Needs = Needs.NOTHING
    hint: int = 0
    argument: bool = False
    palette: bool = True
    acts: tuple[Act, ...] = ()
