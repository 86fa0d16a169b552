"""Cancelling a downtime, and a shell on the machine."""

import subprocess
from contextlib import contextmanager

import pytest

from bls_tui.ui.screens.dialogs import Dialog
from db.queries import operations
from tests.support.demo import NOW
from tests.ui.workbench import rested, workbench


def object_id(driven, name):
    return next(row.object_id for row in driven.bench.live.rows.values() if row.full_name == name)


async def page_of(driven, name):
    await driven.app.run_action("show_part('status')")
    await driven.settle()
    driven.app.screen.open_object(object_id(driven, name))
    await driven.settle()
    await rested(driven)


def downtimes(database):
    with database.read() as r:
        return operations.downtimes(r, NOW)


async def test_a_downtime_is_cancelled_after_a_question_and_can_be_taken_back(made, picture):
    database = made("demo")
    async with workbench(database) as driven:
        await page_of(driven, "voip01")
        await driven.press("D")
        assert isinstance(driven.app.screen, Dialog)
        assert driven.text == picture
        assert len(downtimes(database)) == 1
        await driven.press("enter")
        assert downtimes(database) == []
        assert "Downtime cancelled" in driven.text
        await driven.press("u")
        assert len(downtimes(database)) == 1


async def test_without_a_downtime_it_says_so(made):
    async with workbench(made("demo")) as driven:
        await page_of(driven, "nas01")
        await driven.press("D")
        assert "has no downtime" in driven.text


@pytest.fixture
def ran(monkeypatch):
    commands = []

    def run(arguments, *, check):
        commands.append(arguments)
        return subprocess.CompletedProcess(arguments, 7 if check else 0)

    @contextmanager
    def suspended(_app):
        yield

    monkeypatch.setattr("bls_tui.ui.shell.subprocess.run", run)
    monkeypatch.setattr("bls_tui.ui.app.BlsApp.suspend", suspended)
    return commands


@pytest.mark.parametrize("name", ["sql02", "sql02/cpu"])
async def test_a_shell_gets_the_address_of_the_host(made, ran, name):
    async with workbench(made("demo")) as driven:
        driven.bench.shell = "ssh {address}"
        await page_of(driven, name)
        await driven.press("exclamation_mark")
        address = driven.bench.live.rows[object_id(driven, "sql02")].address
        assert ran == [["ssh", address]]
        assert "ended with 0" in driven.text


async def test_without_a_template_it_says_what_to_set(made, ran):
    async with workbench(made("demo")) as driven:
        await driven.press("exclamation_mark")
        assert ran == []
        assert "ui.shell" in driven.text


async def test_a_program_that_is_not_there_is_named(made, monkeypatch, ran):
    def missing(arguments, *, check):
        raise FileNotFoundError(2, "No such file", arguments[0], check)

    monkeypatch.setattr("bls_tui.ui.shell.subprocess.run", missing)
    async with workbench(made("demo")) as driven:
        driven.bench.shell = "nothere {address}"
        await driven.press("exclamation_mark")
        assert "nothere does not start" in driven.text
