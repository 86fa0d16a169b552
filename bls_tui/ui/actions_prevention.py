"""What a key can do with the course of values: charts, and the outlook."""

from __future__ import annotations

from bls_tui.locale import N_
from bls_tui.ui.action import CHART, MONITORING, OBJECTS, OUTLOOK, Action, Needs, Section

_CHART = frozenset({CHART})

PREVENTION_ACTIONS: tuple[Action, ...] = (
    Action(
        "chart",
        ("h",),
        N_("chart"),
        N_("How its values went: lowest, mean and highest, with thresholds, states and downtimes"),
        Section.LOOK,
        OBJECTS | {OUTLOOK},
        Needs.OBJECT,
        hint=9,
    ),
    Action("wider", ("minus",), N_("longer"), N_("A longer time: hour, day, week, month, year"), Section.LOOK, _CHART,
           hint=2),
    Action("narrower", ("plus",), N_("shorter"), N_("A shorter time"), Section.LOOK, _CHART, hint=2),
    Action("earlier", ("left",), N_("earlier"), N_("Half a screen back in time"), Section.LOOK, _CHART, hint=3),
    Action("later", ("right",), N_("later"), N_("Half a screen on in time, up to now"), Section.LOOK, _CHART, hint=3),
    Action(
        "compare",
        ("b",),
        N_("beside"),
        N_("Two metrics side by side: the two that are marked with Space; again: all"),
        Section.LOOK,
        _CHART,
        hint=4,
    ),
    Action(
        "outlook",
        ("O",),
        N_("outlook"),
        N_("What will be full, expire, wear out or saturate in the next 30 days, and what is unusual now"),
        Section.GO,
        MONITORING,
    ),
)  # fmt: skip
"""In the order help shows them."""
