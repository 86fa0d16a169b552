"""A small part of the fuzzing at every test; `python -m tests.fuzz --target snmp` tries as many as it is told to."""

import pytest

from tests.fuzz.snmp_answers import run


@pytest.mark.parametrize("seed", [1, 2])
def test_broken_snmp_answers_end_and_hang_nothing(seed):
    assert run(1500, seed) == []
