"""What Now, Status and the page of an object show of the desk."""

import pytest

from bls_tui.desk.calls.model import Link, LinkKind
from bls_tui.service.desk import call_verbs as verbs
from bls_tui.service.desk import calls
from tests.support.demo import NOW
from tests.ui.workbench import NARROW, PHONE, WIDE, rested, workbench

SIZES = {"phone": PHONE, "narrow": NARROW, "wide": WIDE}


def object_id(driven, name):
    return next(row.object_id for row in driven.bench.live.rows.values() if row.full_name == name)


def tie(database, driven, name="fw-acme-01", subject="VPN"):
    """Tie a call of the demo to an object; return its number."""
    number = next(row.number for row in driven.bench.desk.rows.values() if subject in row.subject)
    calls.act(database, number, verbs.link(Link(LinkKind.OBJECT, str(object_id(driven, name)))), "kb", NOW)
    return number


class TestTheFlagOfACall:
    @pytest.mark.parametrize("size", SIZES)
    async def test_stands_on_now_and_status_and_goes_when_the_tie_does(self, desk, size):
        database = desk()
        async with workbench(database, SIZES[size]) as driven:
            number = tie(database, driven)
            assert "▼ c" not in driven.text
            await driven.look()
            assert "▼ c" in driven.text

            await driven.app.run_action("show_part('status')")
            await driven.settle()
            assert "▼ c" in driven.text

            tied = Link(LinkKind.OBJECT, str(object_id(driven, "fw-acme-01")))
            calls.act(database, number, verbs.unlink(tied), "kb", NOW)
            await driven.look()
            assert "▼ c" not in driven.text

    async def test_the_detail_and_the_page_name_the_call(self, desk):
        database = desk()
        async with workbench(database) as driven:
            number = tie(database, driven)
            await driven.look()
            driven.app.screen.grid.select(object_id(driven, "fw-acme-01"))
            await driven.settle()
            driven.app.screen.tick()
            await driven.settle()
            assert f"Call {number}" in driven.text

            await driven.press("enter", "enter")
            await rested(driven)
            assert f"Call {number}" in driven.text

    async def test_help_knows_it(self, desk):
        async with workbench(desk(), (80, 80)) as driven:
            await driven.press("question_mark", "G")
            assert "c call" in driven.text
