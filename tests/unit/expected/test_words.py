"""The database keeps the words of these rules: they are the same on both sides."""

from checks.rules.expected.binding import Clue
from checks.rules.expected.states import BAD, GOOD, OPEN, RunState, severity
from db.tables import runs


def test_states_and_clues_are_those_of_the_database():
    assert set(runs.RUN_STATES) == set(RunState)
    assert set(runs.BOUND_BY) == set(Clue)


def test_every_state_has_its_place():
    assert len({severity(state) for state in RunState}) == len(RunState)
    assert len(GOOD | BAD | OPEN) == len(GOOD) + len(BAD) + len(OPEN)
