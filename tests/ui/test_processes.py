"""The screens of processes: what they look like, and what their keys do."""

import shutil
from pathlib import Path

import pytest
from textual.widgets import Input

from bls_tui.desk import process_filters, run_signs
from bls_tui.desk.people import DirectoryError
from bls_tui.service.desk.call_views import call_view
from bls_tui.service.processes import acts
from bls_tui.service.processes.mailbox_state import Account
from bls_tui.service.processes.views import process_view, unclear_view
from bls_tui.ui import live_processes
from bls_tui.ui.render.ascii import to_ascii
from bls_tui.ui.screens.call import CallScreen
from bls_tui.ui.screens.call_forms import SuspendForm
from bls_tui.ui.screens.call_new import NewCallForm
from bls_tui.ui.screens.process import ProcessScreen
from bls_tui.ui.screens.process_forms import BindForm, SkipForm, VerdictForm
from bls_tui.ui.screens.processes import Heading, ProcessesScreen
from bls_tui.ui.screens.proposals import DismissForm
from bls_tui.ui.screens.teach import PickWords, PreviewDialog, TeachForm
from bls_tui.ui.screens.unclear import TaughtScreen, UnclearScreen
from checks.rules.expected.states import RunState
from db.queries import feed, inventory, mailboxes, runs
from db.session import Database
from tests.support.demo import HOSTILE, NOW, Demo
from tests.support.demo_desk import furnish, populate
from tests.support.demo_processes import JOBS, expect, judge_by_hand
from tests.ui.test_hostile_text import dangerous
from tests.ui.workbench import NARROW, PHONE, SIZES, WIDE, XWIDE, workbench

VIEWS = {
    "list": (),
    "late": ("enter",),
    "page": ("at mail-store", "enter"),
    "run": ("at sql-nightly", "w"),
    "unclear": ("m",),
    "words": ("m", "t", "down", "down", "space", "right", "right", "space"),
    "rules": ("L",),
    "verdict": ("e",),
    "bind": ("m", "b"),
    "help": ("question_mark",),
}
TOLD = HOSTILE.replace("\0", "")


@pytest.fixture(scope="session")
def _expecting(tmp_path_factory):
    folder = tmp_path_factory.mktemp("processes")
    database = populate(Demo(f"sqlite:///{folder / 'jobs.db'}"))
    expect(database)
    judge_by_hand(database)
    database.close()
    evil = furnish(Demo(f"sqlite:///{folder / 'hostile.db'}"), TOLD)
    expect(evil, tuple(job for job in JOBS if job.key in ("mail-store", "tape", "file-server")), TOLD)
    evil.close()
    for name in ("none", "boxes"):
        made = furnish(Demo(f"sqlite:///{folder / f'{name}.db'}"))
        if name == "boxes":
            with made.write() as w:
                mailboxes.passed(w, "backup", "INBOX", "process", 1, 4, 4, 0, NOW - 20)
        made.close()
    return folder


@pytest.fixture
def jobs(_expecting: Path, tmp_path):
    """Return a fresh copy of one of the databases: jobs, hostile, boxes (a mailbox and no job), none."""

    def copy(name: str = "jobs") -> Database:
        for file in _expecting.glob(f"{name}.db*"):
            shutil.copy(file, tmp_path / file.name)
        return Database(f"sqlite:///{tmp_path / f'{name}.db'}")

    return copy


async def to_processes(driven):
    await driven.app.run_action("show_part('processes')")
    await rested(driven)


async def rested(driven):
    await driven.settle()
    panes = [pane for pane in driven.app.screen.query("ProcessPane") if pane.region.width]
    await driven.until(lambda: all(pane.explained for pane in panes))
    await driven.settle()


async def follow(driven, *keys):
    for key in keys:
        if key.startswith("at "):
            driven.app.screen.grid.select(key[3:])
            driven.app.screen.draw()
        else:
            await driven.press(key)
    await rested(driven)


def shown(driven, kind):
    screen = driven.app.screen
    assert isinstance(screen, kind), f"{type(screen)}:\n{driven.text}"
    return screen


def row(driven, key):
    return driven.bench.processes.rows[key]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("view", VIEWS)
async def test_processes_on_a_normal_afternoon(jobs, picture, view, size):
    async with workbench(jobs(), SIZES[size]) as driven:
        await to_processes(driven)
        await follow(driven, *VIEWS[view])

        assert driven.text == picture


@pytest.mark.parametrize("view", ["list", "page"])
async def test_a_very_wide_screen(jobs, picture, view):
    async with workbench(jobs(), (200, 50)) as driven:
        await to_processes(driven)
        await follow(driven, *VIEWS[view])

        assert driven.text == picture


def test_every_sign_has_one_of_its_own_in_ascii_too():
    plain = [to_ascii(run_signs.sign(state)) for state in RunState]

    assert len(set(plain)) == len(plain)
    assert all(one.isascii() and len(one) == 1 and one != run_signs.NOTHING for one in plain)


async def test_now_shows_what_is_late_or_failed_and_opens_it(jobs, picture):
    async with workbench(jobs(), NARROW) as driven:
        await driven.press("G")
        assert driven.text == picture
        await driven.press("enter")
        shown(driven, ProcessScreen)


@pytest.mark.parametrize("size", [PHONE, NARROW, WIDE, XWIDE], ids=["phone", "narrow", "wide", "xwide"])
@pytest.mark.parametrize("view", [view for view in VIEWS if view not in ("run", "help")])
async def test_hostile_text_is_shown_safely(jobs, view, size):
    async with workbench(jobs("hostile"), size) as driven:
        await to_processes(driven)
        await follow(driven, *VIEWS[view])

        assert dangerous(driven.text) == set()


async def test_a_hostile_mail_is_opened_safely(jobs):
    async with workbench(jobs("hostile"), WIDE) as driven:
        await to_processes(driven)
        await follow(driven, "m", "enter")

        assert "[@click=app.quit]x" in driven.text
        assert dangerous(driven.text) == set()


@pytest.mark.parametrize("name", ["none", "boxes"])
@pytest.mark.parametrize("size", SIZES)
async def test_without_processes_it_says_what_is_true_and_what_to_do(jobs, picture, name, size):
    async with workbench(jobs(name), SIZES[size]) as driven:
        await to_processes(driven)

        assert driven.text == picture


async def test_what_is_late_stands_on_top_in_every_order(jobs):
    async with workbench(jobs(), NARROW) as driven:
        await to_processes(driven)
        screen = shown(driven, ProcessesScreen)
        for _turn in range(4):
            heading, *keys = screen.grid.keys
            assert isinstance(heading, Heading)
            assert {keys[0], keys[1]} == {"file-server", "tape"}
            await driven.press("o")


async def test_the_order_is_by_days_since_the_last_good_run_then_customer_due_and_name(jobs):
    async with workbench(jobs(), NARROW) as driven:
        await to_processes(driven)
        screen = shown(driven, ProcessesScreen)

        def rest():
            keys = [key for key in screen.grid.keys if isinstance(key, str)]
            return keys[2:]

        days = [row(driven, key).summary.good_days for key in rest()]
        assert days[:-1] == sorted(days[:-1], reverse=True)
        assert days[-1] is None, "what never ran comes last"
        await driven.press("o")
        assert [row(driven, key).customer for key in rest()] == sorted(row(driven, key).customer for key in rest())
        await driven.press("o")
        assert [row(driven, key).summary.due_at for key in rest()] == sorted(
            row(driven, k).summary.due_at for k in rest()
        )
        await driven.press("o")
        names = [row(driven, key).name.casefold() for key in rest()]
        assert names == sorted(names)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("cust:nord", {"nas-offsite", "sql02-log", "tape"}),
        ("st:failed,partial", {"sql-nightly", "mail-store"}),
        ("st:bad", {"sql-nightly", "mail-store"}),
        ("job:sql", {"sql-nightly", "sql02-log"}),
        ("is:late", {"file-server", "tape"}),
        ("is:held", {"tape"}),
        ("is:never", {"archive"}),
        ("good:>2d !is:late", {"sql-nightly"}),
        ("box:tapes", {"tape"}),
        ("obj:web01", {"sql-nightly"}),
        ('"file server"', {"file-server"}),
    ],
)
async def test_the_filter(jobs, text, found):
    async with workbench(jobs(), NARROW) as driven:
        await to_processes(driven)
        screen = shown(driven, ProcessesScreen)
        screen.apply_filter(text)
        await driven.settle()

        assert {key for key in screen.grid.keys if isinstance(key, str)} == found
        assert f"{len(found)} of 8" in driven.text


def test_the_filter_says_what_it_does_not_know():
    with pytest.raises(process_filters.FilterError, match="known are job"):
        process_filters.parse("customer:acme")


async def test_help_tells_of_the_filter(jobs):
    async with workbench(jobs(), WIDE) as driven:
        await to_processes(driven)
        await follow(driven, "question_mark")

        text = driven.text
        assert "Say yourself how the run went" in text
        await driven.press("G")
        assert "good:>3d" in driven.text


async def test_a_mailbox_that_cannot_be_read_is_said_on_top(jobs):
    async with workbench(jobs(), NARROW) as driven:
        await to_processes(driven)

        told = " ".join(driven.text.split())
        assert "Mailbox tapes cannot be read since 03:13: LOGIN refused. Next try 14:17. 1 job is held" in told

        with driven.bench.database.write() as w:
            mailboxes.passed(w, "tapes", "INBOX", "process", 1, 4, 4, 0, NOW)
        await driven.look(30)
        assert "cannot be read" not in driven.text


async def test_the_list_follows_the_database(jobs):
    async with workbench(jobs(), NARROW) as driven:
        await to_processes(driven)
        with driven.bench.database.read() as r:
            run = runs.history(r, "sql-nightly", 3)[-1]
        acts.verdict(driven.bench.database, run.id, RunState.OK, "mr", NOW, reason="restored by hand")
        assert await driven.bench.processes.look(), "the change feed told of it"
        driven.app.tell_live()
        await driven.settle()

        assert row(driven, "sql-nightly").state is RunState.OK


async def test_nothing_is_read_while_nothing_changed(jobs):
    async with workbench(jobs(), NARROW) as driven:
        store = driven.bench.processes
        version = store.version

        assert not await store.look()
        driven.clock.now += 25
        assert await store.look(), "the clock may have moved something"
        assert store.version == version + 1


async def test_what_is_old_is_called_stale(jobs):
    async with workbench(jobs(), NARROW) as driven:
        await to_processes(driven)
        driven.clock.now += 60
        driven.app.screen.tick()
        await driven.settle()

        assert "STALE" in driven.text.split("\n")[1] + driven.text.split("\n")[2]


async def test_a_verdict_by_hand_with_its_reason_and_back(jobs):
    database = jobs()
    async with workbench(database, NARROW) as driven:
        await to_processes(driven)
        await follow(driven, "at sql-nightly", "e")
        form = shown(driven, VerdictForm)
        assert all(word in driven.text for word in ("SQL nightly", "Acme", "2026-09-20"))
        form.query_one("#state", Input).focus()
        await driven.type("OK")
        await driven.press("enter")
        assert "Say why" in driven.text, "a verdict needs a reason"
        form.query_one("#reason", Input).focus()
        await driven.type("restored by hand")
        await driven.press("enter")

        shown(driven, ProcessesScreen)
        assert row(driven, "sql-nightly").state == "OK"
        await driven.press("enter")
        assert "said by Karl Bauer: restored by hand" in " ".join(driven.text.split())
        assert "kept" in driven.text, "the mail stays as evidence"

        await driven.press("u")
        assert row(driven, "sql-nightly").state == "FAILED"


async def test_skipping_a_run(jobs):
    async with workbench(jobs(), NARROW) as driven:
        await to_processes(driven)
        await follow(driven, "at file-server", "s")
        shown(driven, SkipForm).query_one("#reason", Input).focus()
        await driven.type("office moved")
        await driven.press("enter")

        assert row(driven, "file-server").state == "SKIPPED"
        assert not row(driven, "file-server").summary.late


async def test_a_verdict_can_be_withdrawn(jobs):
    database = jobs()
    async with workbench(database, WIDE) as driven:
        await to_processes(driven)
        await follow(driven, "at mail-store", "enter")
        screen = shown(driven, ProcessScreen)
        judged = next(key for key in screen.grid.keys if isinstance(key, tuple) and key == ("run", _judged(database)))
        screen.grid.select(judged)
        screen.action_do("withdraw_verdict")
        await driven.settle()

        assert "said by Karl Bauer" not in driven.text


def _judged(database):
    view = process_view(database, "mail-store", "kb", NOW)
    return next(run.row.id for run in view.runs if run.row.decided_by)


async def test_the_page_shows_a_failure_and_the_success_of_the_retry(jobs):
    async with workbench(jobs(), WIDE) as driven:
        await to_processes(driven)
        await follow(driven, "at nas-offsite", "enter")

        told = driven.text
        first = told[told.index("Runs, newest first") :]
        assert first.index("OK") < first.index("decided") < first.index("kept")
        assert "status=FAILED" in first
        assert "status=SUCCESS" in first


async def test_opening_the_mail_of_a_run(jobs):
    async with workbench(jobs(), NARROW) as driven:
        await to_processes(driven)
        await follow(driven, "at mail-store", "enter", "j", "enter")

        assert "item.mbx2=FAILED" in driven.text
        await driven.press("escape")
        shown(driven, ProcessScreen)


async def test_a_call_from_a_run_is_filled_in_and_tied(jobs):
    database = jobs()
    async with workbench(database, NARROW) as driven:
        await to_processes(driven)
        await follow(driven, "at mail-store", "c")
        form = shown(driven, NewCallForm)
        assert form.query_one("#subject", Input).value == "Mail store: PARTIAL"
        await driven.press("enter")

        shown(driven, CallScreen)
        number = row(driven, "mail-store").call
        assert number
        tied = call_view(database, number, "kb", NOW).call.links
        assert [link.kind for link in tied] == ["run"]
        await driven.press("escape")
        await follow(driven, "at mail-store", "c")
        shown(driven, CallScreen)


async def test_what_is_proposed_is_accepted(jobs):
    database = jobs()
    async with workbench(database, NARROW) as driven:
        await to_processes(driven)
        await follow(driven, "at sql-nightly", "c")
        shown(driven, NewCallForm)
        await driven.press("enter")

        shown(driven, CallScreen)
        assert row(driven, "sql-nightly").call
        assert row(driven, "sql-nightly").proposal is None


async def test_what_is_proposed_is_dismissed(jobs):
    async with workbench(jobs(), NARROW) as driven:
        await to_processes(driven)
        await follow(driven, "at sql-nightly", "x")
        form = shown(driven, DismissForm)
        form.query_one("#reason", Input).value = "false_alarm"
        await driven.press("enter")

        assert row(driven, "sql-nightly").proposal is None


async def test_a_mail_is_bound_to_a_job_and_back(jobs):
    database = jobs()
    async with workbench(database, NARROW) as driven:
        await to_processes(driven)
        await follow(driven, "m")
        assert len(shown(driven, UnclearScreen).grid.keys) == 5
        await driven.press("b")
        form = shown(driven, BindForm)
        form.query_one("#job", Input).focus()
        await driven.type("file server")
        await driven.settle()
        assert "2026-09-21 11:00 LATE" in driven.text
        await driven.press("enter")

        assert len(shown(driven, UnclearScreen).grid.keys) in (4, 5)
        assert "Bound to File server at noon" in driven.text
        assert not row(driven, "file-server").summary.late
        await driven.press("u")
        assert row(driven, "file-server").summary.late


async def test_a_mail_is_put_away_and_back(jobs):
    async with workbench(jobs(), NARROW) as driven:
        await to_processes(driven)
        await follow(driven, "m", "x")

        assert len(shown(driven, UnclearScreen).grid.keys) == 4
        await driven.press("u")
        assert len(driven.app.screen.grid.keys) == 5


async def test_teaching_a_rule_changes_a_verdict(jobs):
    """With the keyboard alone: pick the words, say what they mean, see what changes, save; then remove the rule."""
    database = jobs()
    async with workbench(database, NARROW) as driven:
        await to_processes(driven)
        await follow(driven, "m", "t")
        shown(driven, PickWords)
        await driven.press("enter")
        assert "Pick the words first" in driven.text
        await driven.press(
            "down", "down", "down", "right", "right", "right", "space", "right", "right", "right", "space"
        )
        assert 'text: "conforme al piano"' in driven.text
        await driven.press("enter")
        form = shown(driven, TeachForm)
        assert form.query_one("#words", Input).value == "conforme al piano"
        await driven.type("OK")
        form.query_one("#job", Input).focus()
        await driven.type("file-server")
        await driven.press("enter")

        shown(driven, PreviewDialog)
        assert "3 stored mails would be read otherwise" in driven.text
        assert driven.text.count("UNKNOWN → OK") == 3
        await driven.press("escape")
        assert shown(driven, TeachForm).query_one("#job", Input).value == "file-server", "nothing typed is lost"
        assert not unclear_view(database, "kb", NOW).rules
        await driven.press("enter", "enter")

        screen = shown(driven, UnclearScreen)
        assert "Rule 1 is taught; 3 mails were read anew" in driven.text
        assert len(screen.grid.keys) == 2, "the mails are understood and bound"
        assert not row(driven, "file-server").summary.late, "the run of today has its mail"
        assert row(driven, "file-server").state == "OK"

        await driven.press("L")
        shown(driven, TaughtScreen)
        assert "conforme al piano" in driven.text
        await driven.press("x")
        assert "Remove the rule" in driven.text
        await driven.press("enter")
        assert "Nobody has taught a rule yet" in driven.text
        assert row(driven, "file-server").summary.late


async def test_teaching_is_taken_back(jobs):
    database = jobs()
    async with workbench(database, NARROW) as driven:
        await to_processes(driven)
        await follow(driven, "m", "t", "down", "down", "down", "V", "enter")
        await driven.type("info")
        await driven.press("enter", "enter")
        assert len(unclear_view(database, "kb", NOW).rules) == 1
        assert len(driven.app.screen.grid.keys) == 2

        await driven.press("u")

        assert not unclear_view(database, "kb", NOW).rules
        assert len(driven.app.screen.grid.keys) == 5


async def test_a_rule_that_does_not_fit_its_mail_is_refused(jobs):
    async with workbench(jobs(), NARROW) as driven:
        await to_processes(driven)
        await follow(driven, "m", "t", "V", "enter")
        form = shown(driven, TeachForm)
        await driven.type("FAILED")
        form.query_one("#words", Input).value = "words that are not there"
        await driven.press("enter")

        shown(driven, TeachForm)
        assert "does not decide the mail" in " ".join(driven.text.split())


async def test_somebody_unknown_looks_and_touches_nothing(jobs):
    async with workbench(jobs(), NARROW, user="guest") as driven:
        await to_processes(driven)
        await driven.press("e")
        assert "you may look, not touch" in driven.text
        await driven.press("m", "x")
        assert "you may look, not touch" in driven.text


async def test_the_header_counts_what_is_late_and_what_failed(jobs):
    async with workbench(jobs(), WIDE) as driven:
        assert "2 late 2 failed" in next(one for one in driven.text.split("\n") if "[1]Now" in one)


async def test_keys_go_there_and_back(jobs):
    async with workbench(jobs(), NARROW) as driven:
        await driven.press("5")
        shown(driven, ProcessesScreen)
        await driven.press("j", "enter")
        shown(driven, ProcessScreen)
        await driven.press("escape", "m", "escape")
        shown(driven, ProcessesScreen)
        await driven.press("escape")
        assert driven.app.current_mode == "now"


async def test_digits_open_rows_on_a_phone(jobs):
    async with workbench(jobs(), PHONE) as driven:
        await to_processes(driven)
        await driven.press("3")

        assert "SQL nightly" in shown(driven, ProcessScreen).app.screen.query_one("#head").text


async def test_a_job_that_leaves_the_inventory_leaves_the_list(jobs):
    database = jobs()
    async with workbench(database, NARROW) as driven:
        await to_processes(driven)
        with database.write() as w:
            inventory.delete_documents(w, [("process", "archive")])
            feed.mark_inventory(w)
        await driven.look(1)

        assert "archive" not in driven.bench.processes.rows
        assert "7 jobs" in driven.text


async def test_a_call_waits_for_the_next_run_of_a_job(jobs):
    database = jobs()
    async with workbench(database, NARROW) as driven:
        await to_processes(driven)
        await follow(driven, "at mail-store", "c", "enter")
        shown(driven, CallScreen)
        await driven.press("s")
        form = shown(driven, SuspendForm)
        form.query_one("#reason", Input).value = "process"
        form.query_one("#job", Input).value = "Mail store"
        await driven.press("enter")

        number = row(driven, "mail-store").call
        wake = call_view(database, number, "kb", NOW).call.standing.suspension.wake
        assert (wake.awaited, wake.target, wake.name) == ("run", "job:mail-store", "Mail store")
        assert wake.deadline == row(driven, "mail-store").summary.due_at + 86400


async def test_a_mail_of_a_run_is_bound_to_another_run(jobs):
    database = jobs()
    async with workbench(database, WIDE) as driven:
        await to_processes(driven)
        await follow(driven, "at mail-store", "enter", "j", "b")
        form = shown(driven, BindForm)
        runs_offered = form.query_one("#pick-run").options
        assert len(runs_offered) > 10, "the job of the mail is filled in, with its runs"
        form.query_one("#run", Input).value = runs_offered[1].label
        await driven.press("enter")

        shown(driven, ProcessScreen)
        first, second = process_view(database, "mail-store", "kb", NOW).runs[:2]
        assert not first.mails
        assert len({mail.message_id for mail in second.mails}) == 2
        await driven.press("u")
        assert process_view(database, "mail-store", "kb", NOW).runs[0].mails


async def test_a_mailbox_of_bls_toml_that_was_never_read_is_named(jobs):
    async with workbench(jobs(), NARROW) as driven:
        driven.bench.processes.accounts = {"backup": Account(("INBOX",)), "tapes": Account(("Other",))}
        await driven.look()
        await to_processes(driven)

        assert "Mailbox tapes was never read" in driven.text


async def test_the_palette_finds_a_job_by_name(jobs):
    async with workbench(jobs(), WIDE) as driven:
        await driven.press("colon")
        await driven.type("mail store")
        await driven.until(lambda: "PARTIAL  Acme" in driven.text)
        await driven.press("down", "enter")

        assert "Mail store" in shown(driven, ProcessScreen).query_one("#head").text


async def test_what_cannot_be_read_is_said_and_the_last_picture_stays(jobs, monkeypatch):
    async with workbench(jobs(), NARROW) as driven:
        await to_processes(driven)

        def fail(*_arguments, **_named):
            raise DirectoryError("inventory: process tape: no such calendar")

        monkeypatch.setattr(live_processes, "processes_view", fail)
        await driven.look(30)

        assert "inventory: process tape" in driven.text
        assert "SQL nightly" in driven.text
