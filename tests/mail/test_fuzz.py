"""A short fuzz run with a fixed seed, and whether the fuzzing finds what it is there to find."""

import sys
import time
import types

import pytest

from tests.fuzz import mails, runner, targets

SEED = 20_260_302
CASES = 150


@pytest.mark.parametrize("start", range(0, 6 * CASES, CASES))
def test_damaged_mails_are_read_judged_and_shown(start):
    for number in range(start, start + CASES):
        wrong, _seconds = runner.attempt(mails, runner.case(mails, SEED, number), limit=10.0)
        assert not wrong, f"python -m tests.fuzz --seed {SEED}, number {number}: {wrong}"


@pytest.fixture
def odd(monkeypatch):
    """A target of ten cases with one that raises, one that is slow, and one that ends its process."""

    def check(case):
        if case == b"3":
            raise ValueError("three")
        if case == b"5":
            end = time.process_time() + 5
            while time.process_time() < end:
                pass
        if case == b"7":
            sys.exit(3)
        yield "checking"

    odd = types.ModuleType("tests.fuzz.odd")
    odd.check = check
    odd.make = lambda chance: str(numbers[chance.random()]).encode()
    numbers = {runner.random.Random(f"1:{number}").random(): number for number in range(10)}
    monkeypatch.setitem(sys.modules, "tests.fuzz.odd", odd)
    monkeypatch.setitem(targets.TARGETS, "odd", "tests.fuzz.odd")


@pytest.mark.parametrize("workers", [1, 2])
def test_what_raises_hangs_or_dies_is_found_and_the_rest_goes_on(odd, tmp_path, workers):
    found = []
    plan = runner.Plan("odd", 1, 10, None, limit=0.2)
    tally = runner.run(plan, workers, lambda _tally, _seconds: None, found.append)
    assert sorted((one.number, one.what.splitlines()[-1]) for one in found) == [
        (3, "ValueError: three"),
        (5, "tests.fuzz.runner.Hang: more than 0.2 s of processor time"),
        (7, "the process ended with 3"),
    ]
    assert tally.failures == 3
    assert tally.cases >= 8
    kept = [runner.keep(one, tmp_path).read_bytes() for one in sorted(found, key=lambda one: one.number)]
    assert kept == [b"3", b"5", b"7"]


@pytest.mark.parametrize("sign", ["\x1b[31m", "\u202e", "\u2066", "\x9b", "\u200b", "\r"])
def test_what_a_terminal_would_act_on_is_found(sign):
    with pytest.raises(AssertionError, match="in a line that is shown"):
        mails._look([f"a line {sign} with something in it"])


def test_a_seed_makes_the_same_mails_again():
    assert [runner.case(mails, 1, number) for number in range(20)] == [
        runner.case(mails, 1, number) for number in range(20)
    ]
    assert runner.case(mails, 1, 0) != runner.case(mails, 2, 0)
