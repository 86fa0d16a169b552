"""A small part of the fuzzing at every test; `python -m tests.fuzz snmp` tries 100,000 answers."""

import pytest

from tests.fuzz.snmp_answers import run


@pytest.mark.parametrize("seed", [1, 2])
def test_broken_snmp_answers_end_and_hang_nothing(seed):
    assert run(1500, seed) == []
