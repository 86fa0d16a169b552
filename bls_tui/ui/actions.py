"""Everything a key can do. One table feeds the bindings, the footer, the help, the palette and the user's key file."""

from __future__ import annotations

from collections.abc import Mapping

from bls_tui.locale import N_
from bls_tui.ui.action import (
    CALL,
    CALLS,
    CHART,
    DESK,
    EXPECTED,
    JOB,
    LISTS,
    LOG,
    MAIL,
    MAILS,
    MONITORING,
    NOW,
    OBJECT,
    OBJECTS,
    OUTLOOK,
    PROCESSES,
    RULES,
    STATUS,
    THREAD,
    UNCLEAR,
    Action,
    Needs,
    Section,
)
from bls_tui.ui.actions_desk import DESK_ACTIONS
from bls_tui.ui.actions_mail import MAIL_ACTIONS
from bls_tui.ui.actions_prevention import PREVENTION_ACTIONS
from bls_tui.ui.actions_processes import PROCESS_ACTIONS

__all__ = [
    "ACTIONS",
    "BY_ID",
    "CALL",
    "CALLS",
    "CHART",
    "DESK",
    "EXPECTED",
    "JOB",
    "LOG",
    "MAIL",
    "MAILS",
    "NOW",
    "OBJECT",
    "OUTLOOK",
    "PROCESSES",
    "RULES",
    "STATUS",
    "THREAD",
    "UNCLEAR",
    "Action",
    "Needs",
    "Section",
    "hinted",
    "on_screen",
]

ACTIONS: tuple[Action, ...] = (
    Action(
        "open",
        ("enter",),
        N_("open"),
        N_("Open the row; on a problem with others behind it, first show those"),
        Section.ACT,
        needs=Needs.OBJECT,
        hint=1,
        palette=False,
    ),
    Action(
        "open_row",
        tuple("123456789"),
        N_("open"),
        N_("Narrower than 60 columns: open the row with that digit"),
        Section.ACT,
        needs=Needs.PHONE,
        palette=False,
    ),
    Action(
        "acknowledge",
        ("a",),
        N_("ack"),
        N_("Acknowledge: say that you have it, and why"),
        Section.ACT,
        OBJECTS,
        Needs.PROBLEM,
        hint=2,
        argument=True,
    ),
    Action(
        "downtime",
        ("d",),
        N_("downtime"),
        N_("Schedule a downtime: from, to, why"),
        Section.ACT,
        OBJECTS,
        Needs.OBJECT,
        hint=3,
        argument=True,
    ),
    Action(
        "test",
        ("t",),
        N_("test"),
        N_("Test now: the poller checks it at once"),
        Section.ACT,
        OBJECTS,
        Needs.OBJECT,
        hint=4,
        argument=True,
    ),
    Action(
        "cancel_downtime",
        ("D",),
        N_("cancel downtime"),
        N_("Cancel a downtime of it, begun or to come"),
        Section.ACT,
        frozenset({OBJECT}),
        Needs.OBJECT,
        hint=9,
    ),
    Action(
        "shell",
        ("exclamation_mark",),
        N_("shell"),
        N_("Open a shell on the machine: ui.shell in bls.toml"),
        Section.ACT,
        OBJECTS,
        Needs.OBJECT,
        hint=10,
    ),
    Action(
        "call",
        ("c",),
        N_("call"),
        N_("Open the call about it, or a new one from it; on a proposal, accept it"),
        Section.ACT,
        OBJECTS | {PROCESSES, JOB},
        Needs.OBJECT,
        hint=5,
    ),
    Action(
        "link_proposal",
        ("l",),
        N_("link"),
        N_("Say which open call a proposal belongs to"),
        Section.ACT,
        frozenset({NOW, PROCESSES, JOB}),
        Needs.PROPOSAL,
        hint=4,
    ),
    Action(
        "dismiss",
        ("x",),
        N_("dismiss"),
        N_("Dismiss a proposal, and say why"),
        Section.ACT,
        frozenset({NOW, PROCESSES, JOB}),
        Needs.PROPOSAL,
        hint=4,
    ),
    *DESK_ACTIONS,
    *MAIL_ACTIONS,
    *PROCESS_ACTIONS,
    *PREVENTION_ACTIONS,
    Action(
        "undo",
        ("u",),
        N_("undo"),
        N_("Take back your own last acknowledgement, downtime, take, assignment or suspension, for 60 seconds"),
        Section.ACT,
    ),
    Action(
        "mark",
        ("space",),
        N_("mark"),
        N_("Mark the row; the next action is for all marked rows"),
        Section.ACT,
        OBJECTS | {CALLS, CHART},
        needs=Needs.OBJECT,
        hint=8,
        palette=False,
    ),
    Action(
        "why",
        ("w",),
        N_("why"),
        N_("Why is it in this state, and what keeps it from being told; why a call's clocks read what they do"),
        Section.LOOK,
        LISTS,
        Needs.OBJECT,
        hint=5,
        argument=True,
    ),
    Action(
        "filter",
        ("slash",),
        N_("find"),
        N_("Filter the list; up and down in the field bring back earlier filters"),
        Section.LOOK,
        hint=6,
    ),
    Action(
        "sort",
        ("o",),
        N_("order"),
        N_("Next sort order: severity, age, customer, host, service"),
        Section.LOOK,
        frozenset({STATUS}),
        hint=9,
    ),
    Action(
        "view",
        ("v",),
        N_("view"),
        N_("Next view: mine, team, unassigned, suspended, by due time, all"),
        Section.LOOK,
        frozenset({CALLS}),
        hint=5,
    ),
    Action(
        "views",
        ("V",),
        N_("kept views"),
        N_("Views you keep under a name: show one, keep what is shown now, forget one"),
        Section.LOOK,
        frozenset({CALLS}),
        hint=9,
    ),
    Action(
        "group", ("b",), N_("by customer"), N_("Group by customer, or not"), Section.LOOK, frozenset({STATUS}), hint=10
    ),
    Action("refresh", ("R",), N_("refresh"), N_("Release the held order and read again"), Section.LOOK),
    Action(
        "text", ("y",), N_("text"), N_("Show as plain text, to copy with the terminal's own selection"), Section.LOOK
    ),
    Action("down", ("j", "down"), N_("down"), N_("Next row"), Section.MOVE, palette=False),
    Action("up", ("k", "up"), N_("up"), N_("Previous row"), Section.MOVE, palette=False),
    Action("page_down", ("pagedown",), N_("page down"), N_("One page down"), Section.MOVE, palette=False),
    Action("page_up", ("pageup",), N_("page up"), N_("One page up"), Section.MOVE, palette=False),
    Action("top", ("g", "home"), N_("first"), N_("First row"), Section.MOVE, palette=False),
    Action("bottom", ("G", "end"), N_("last"), N_("Last row"), Section.MOVE, palette=False),
    Action(
        "next_problem",
        ("n",),
        N_("next problem"),
        N_("Next problem that nobody has yet"),
        Section.MOVE,
        MONITORING,
        palette=False,
    ),
    Action(
        "previous_problem",
        ("N",),
        N_("previous problem"),
        N_("Previous problem that nobody has yet"),
        Section.MOVE,
        MONITORING,
        palette=False,
    ),
    Action("go_now", ("1",), N_("Now"), N_("Problems grouped by cause"), Section.GO),
    Action("go_status", ("2",), N_("Status"), N_("Every host and service"), Section.GO),
    Action("go_calls", ("3",), N_("Calls"), N_("Every call that is not closed"), Section.GO),
    Action(
        "go_mail",
        ("4",),
        N_("Mail"),
        N_("Conversations, what waits in triage, what goes out and what goes wrong"),
        Section.GO,
    ),
    Action(
        "go_processes",
        ("5",),
        N_("Processes"),
        N_("Every expected process: what is late, what failed, when it last went well"),
        Section.GO,
    ),
    Action("go_log", ("6",), N_("Log"), N_("What happened"), Section.GO),
    Action(
        "alert",
        ("i",),
        N_("alert"),
        N_("Open the call that has wanted you longest; the header counts those"),
        Section.GO,
    ),
    Action(
        "next_pane",
        ("tab",),
        N_("next"),
        N_("Next pane; where there is only one, the next screen"),
        Section.GO,
        hint=11,
        palette=False,
    ),
    Action(
        "palette",
        ("colon", "ctrl+p"),
        N_("command"),
        N_("Run a command by name: ack fw-acme-01"),
        Section.GO,
        hint=7,
        palette=False,
    ),
    Action(
        "back", ("q", "escape"), N_("back"), N_("Go back; on Now, q leaves the workbench"), Section.GO, palette=False
    ),
    Action("help", ("question_mark",), N_("help"), N_("This list; the same key closes it"), Section.GO),
    Action("theme", (), N_("theme"), N_("Next colour theme"), Section.LOOK),
    Action("quit", (), N_("quit"), N_("Leave the workbench"), Section.GO),
)
"""The registry, in the order help shows it."""

BY_ID: Mapping[str, Action] = {action.id: action for action in ACTIONS}

PHONE_HINTS = (
    "open_row", "acknowledge", "take", "suspend", "resume", "close", "verdict", "bind", "teach", "ignore", "filter",
    "next_pane", "palette",
)  # fmt: skip
"""What a footer narrower than 60 columns shows, as far as it goes; help always follows."""


def on_screen(screen: str) -> list[Action]:
    """Return the actions of a screen in the order of the registry."""
    return [action for action in ACTIONS if screen in action.screens]


def hinted(screen: str, *, phone: bool = False) -> list[Action]:
    """Return the actions a footer shows, most useful first."""
    here = on_screen(screen)
    if phone:
        return [BY_ID[name] for name in PHONE_HINTS if BY_ID[name] in here]
    return sorted((action for action in here if action.hint), key=lambda action: action.hint)
