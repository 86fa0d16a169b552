"""Whatever people, monitoring and the desk itself do, what is stored stays what the events say."""

import os

import pytest

from bls_tui.service.desk.calls_verify import verify_calls
from db.session import Database
from tests.unit.service_desk.conftest import MONDAY
from tests.unit.service_desk.conftest import company as company  # noqa: PLC0414 - the fixture
from tests.unit.service_desk.run import Run

ACTIONS = int(os.environ.get("BLS_TEST_DESK_ACTIONS", "250"))
"""`make bench` asks for 10,000."""


@pytest.mark.timeout(3600 if ACTIONS > 1000 else 120)
@pytest.mark.parametrize("seed", [1, 2])
def test_projections_agree_with_the_events_after_a_random_run(company: Database, seed: int) -> None:
    run = Run(company, seed, MONDAY)
    for _ in range(ACTIONS):
        run.act()
    assert verify_calls(company) == []
    assert sum(count for name, count in run.outcomes.items() if name.startswith("done")) > ACTIONS / 3
