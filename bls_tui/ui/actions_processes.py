"""What a key can do to expected processes, their runs, and the mails that tell of them."""

from __future__ import annotations

from bls_tui.locale import N_
from bls_tui.ui.action import JOB, PROCESSES, RULES, UNCLEAR, Action, Needs, Section

_RUNS = frozenset({PROCESSES, JOB})
_MAILS = frozenset({UNCLEAR, JOB})

PROCESS_ACTIONS: tuple[Action, ...] = (
    Action(
        "verdict",
        ("e",),
        N_("verdict"),
        N_("Say yourself how the run went, and why; it holds whatever its mails say"),
        Section.ACT,
        _RUNS,
        Needs.RUN,
        hint=3,
    ),
    Action(
        "withdraw_verdict",
        (),
        N_("withdraw verdict"),
        N_("Let mails and clock judge the run again that a person judged"),
        Section.ACT,
        _RUNS,
        Needs.RUN,
    ),
    Action(
        "skip",
        ("s",),
        N_("skip"),
        N_("Skip the run: nothing is expected of it, and why"),
        Section.ACT,
        _RUNS,
        Needs.RUN,
        hint=4,
    ),
    Action(
        "bind",
        ("b",),
        N_("bind"),
        N_("Say which job, or which run of it, a mail is about"),
        Section.ACT,
        _MAILS,
        Needs.RUN_MAIL,
        hint=2,
    ),
    Action(
        "teach",
        ("t",),
        N_("teach"),
        N_("Teach a rule from the mail: pick the words and what they mean, see what would change, save"),
        Section.ACT,
        _MAILS,
        Needs.RUN_MAIL,
        hint=3,
    ),
    Action(
        "ignore",
        ("x",),
        N_("no result"),
        N_("The mail is no result of a run: put it away"),
        Section.ACT,
        frozenset({UNCLEAR}),
        Needs.RUN_MAIL,
        hint=4,
    ),
    Action(
        "remove_rule",
        ("x",),
        N_("remove"),
        N_("Remove the rule; the mails it decided lately are read anew"),
        Section.ACT,
        frozenset({RULES}),
        Needs.OBJECT,
        hint=2,
    ),
    Action(
        "unclear",
        ("m",),
        N_("unclear mails"),
        N_("The mails that need a technician: not recognised, not understood, or of no run"),
        Section.LOOK,
        _RUNS,
        hint=5,
    ),
    Action(
        "taught_rules",
        ("L",),
        N_("taught rules"),
        N_("The rules technicians taught: look at them, remove one"),
        Section.LOOK,
        _RUNS | {UNCLEAR},
        hint=9,
    ),
    Action(
        "order_jobs",
        ("o",),
        N_("order"),
        N_("Next order: days since last good, customer, next due, name"),
        Section.LOOK,
        frozenset({PROCESSES}),
        hint=8,
    ),
)
"""In the order help shows them."""
