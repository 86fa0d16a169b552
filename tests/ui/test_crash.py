"""A failure of the workbench itself stays in its pane."""

import pytest
from structlog.testing import capture_logs

from bls_tui.ui.render import calls, mine, objects, page, why
from bls_tui.ui.screens.dialogs import Dialog
from bls_tui.ui.work import begin
from tests.ui.test_calls import to_calls
from tests.ui.workbench import NARROW, PHONE, WIDE, rested, workbench


def broken(*_arguments, **_named):
    raise ZeroDivisionError("of \x1b[31m nothing")


@pytest.mark.parametrize("size", [PHONE, NARROW, WIDE], ids=["phone", "narrow", "wide"])
async def test_a_list_that_cannot_be_painted_says_so_and_r_tries_again(desk, picture, monkeypatch, size, logs):
    async with workbench(desk(), size, forgiving=True) as driven:
        with monkeypatch.context() as patched:
            for name in ("wide", "phone"):
                patched.setattr(objects, name, broken)
            await driven.press("R")
            await rested(driven)
            assert "could not be drawn" in driven.text
            assert driven.text == picture
            await driven.press("j")
        assert any(entry.get("exc_info") for entry in logs)
        await driven.press("R")
        assert "could not be drawn" not in driven.text
        assert "fw-acme-01" in driven.text


async def test_the_other_panes_go_on(desk, monkeypatch):
    async with workbench(desk(), WIDE, forgiving=True) as driven:
        monkeypatch.setattr(why, "brief", broken)
        await driven.press("j")
        await driven.until(lambda: "could not be" in driven.text)
        assert "Backup of Friday" in driven.text
        assert "sql02/disk C:" in driven.text
        monkeypatch.undo()
        await driven.press("R")
        await driven.until(lambda: "could not be" not in driven.text)


async def test_ones_own_calls_fail_alone(desk, monkeypatch):
    async with workbench(desk(), WIDE, forgiving=True) as driven:
        monkeypatch.setattr(mine, "lines", broken)
        await driven.press("R")
        await driven.until(lambda: "could not be" in driven.text)
        assert "fw-acme-01" in driven.text


async def test_a_page_that_cannot_be_laid_out(desk, monkeypatch):
    async with workbench(desk(), forgiving=True) as driven:
        monkeypatch.setattr(page, "parts", broken)
        await driven.press("j", "enter")
        assert "could not be drawn" in driven.text
        monkeypatch.undo()
        await driven.press("R")
        assert "could not be drawn" not in driven.text


async def test_a_form_that_fails_keeps_what_was_typed(desk, monkeypatch):
    async with workbench(desk(), forgiving=True) as driven:
        await to_calls(driven)
        await driven.press("n")
        monkeypatch.setattr(driven.app.screen, "perform", broken)
        await driven.press("enter")
        assert isinstance(driven.app.screen, Dialog)
        assert "ZeroDivisionError" in driven.text


async def test_a_live_refresh_that_fails_keeps_the_last_good_data_and_recovers(desk, monkeypatch):
    async with workbench(desk(), forgiving=True) as driven:
        monkeypatch.setattr("bls_tui.ui.live.states.status", broken)
        monkeypatch.setattr("bls_tui.ui.live.feed.head", lambda _r: 10**9)
        await driven.look(later=30)
        assert "ZeroDivisionError" in driven.text
        assert "fw-acme-01" in driven.text
        monkeypatch.undo()
        await driven.look(later=30)
        assert "ZeroDivisionError" not in driven.text


async def test_the_queue_that_cannot_be_read_keeps_the_last_one(desk, monkeypatch):
    async with workbench(desk(), forgiving=True) as driven:
        await to_calls(driven)
        monkeypatch.setattr("bls_tui.service.desk.call_views.queue_row", broken)
        await driven.look(later=30)
        assert "Backup of Friday" in driven.text
        assert "ZeroDivisionError" in driven.bench.desk.failure


async def test_a_handler_that_fails_does_not_end_the_screen(desk, monkeypatch):
    async with workbench(desk(), forgiving=True) as driven:
        await to_calls(driven)
        with monkeypatch.context() as patched:
            patched.setattr(calls, "detail", broken)
            patched.setattr(driven.app.screen, "do_view", broken)
            await driven.press("v", "j", "k")
        await driven.press("v")
        assert "Calls > mine" in driven.text
        begin(driven.app.screen, failing, "act")
        await driven.settle()
        assert "ZeroDivisionError" in driven.text


@pytest.fixture(autouse=True)
def logs():
    with capture_logs() as entries:
        yield entries


async def failing():
    broken()


async def test_in_tests_a_failure_is_raised(desk, monkeypatch):
    monkeypatch.setattr(objects, "wide", broken)
    with pytest.raises(ZeroDivisionError):
        async with workbench(desk()):
            pass
