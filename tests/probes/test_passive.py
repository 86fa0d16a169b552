import pytest

from checks.model import State
from checks.probes import OptionError, parse_options
from tests.support.probing import run


@pytest.mark.parametrize(
    ("seconds", "words"), [(93600, "26 h"), (5400, "90 min"), (45, "45 s"), (172800, "2 d"), (3601, "3601 s")]
)
async def test_silence_is_told_in_words(seconds, words):
    outcome = await run("passive", {"freshness": seconds})
    assert (outcome.state, outcome.output) == (State.UNKNOWN, f"no result for {words}")


async def test_the_state_of_silence_is_chosen():
    outcome = await run("passive", {"freshness": 60, "freshness_state": "CRITICAL"})
    assert outcome.state is State.CRITICAL


def test_wrong_state():
    with pytest.raises(OptionError, match="option freshness_state"):
        parse_options("passive", {"freshness_state": "DOWN"})
