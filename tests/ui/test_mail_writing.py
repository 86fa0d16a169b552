"""Writing from the workbench: the editor, drafts, the review, the moment in which a mail can be called back."""

import stat
import sys

import pytest
from textual.widgets import TextArea

from bls_tui.desk.calls.model import CallState
from bls_tui.service.desk import call_verbs, calls
from bls_tui.service.desk.call_views import call_view
from bls_tui.service.mail.views import thread_view
from bls_tui.ui import editor
from bls_tui.ui.drafts import Draft, Drafts
from bls_tui.ui.enclosing import AttachError, completions, read_all
from bls_tui.ui.saving import file_name, save_bytes
from bls_tui.ui.screens.compose import ComposeScreen
from bls_tui.ui.screens.review import ReviewForm
from db.queries import outbox
from tests.support.demo_mail import OFFICE
from tests.ui.workbench import NARROW, PHONE, SIZES, WIDE, workbench

NUMBER = "26-000001"


def run(database, size=NARROW, **more):
    return workbench(database, size, **({"office": OFFICE} | more))


async def begin(driven, key, text=""):
    await driven.app.run_action("show_part('mail')")
    await driven.settle()
    driven.app.screen.open_call(NUMBER)
    await driven.settle()
    await driven.press(key)
    if text:
        await driven.type(text)


def waiting(database):
    with database.read() as r:
        return [
            row for row in outbox.waiting(r) if row.purpose in ("reply", "forward") or row.subject.endswith("router")
        ]


def take(database):
    calls.act(database, NUMBER, call_verbs.take(), "kb", driven_now(database))


def driven_now(database):
    return thread_view(database, NUMBER, "kb", 1_790_000_000.0).generated_at


class TestReply:
    async def test_it_goes_to_the_customer_and_is_held(self, mails):
        database = mails()
        async with run(database) as driven:
            await begin(driven, "r", "Soon")
            await driven.press("escape", "enter")
            assert isinstance(driven.app.screen, ReviewForm)
            assert "PUBLIC: the customer reads it" in driven.text
            await driven.press("enter")
            await driven.until(lambda: not isinstance(driven.app.screen, ReviewForm | ComposeScreen))
            await driven.settle()

            (row,) = waiting(database)
            assert row.state == "held"
            assert [one.address for one in row.recipients] == ["ada@acme.example"]
            assert "goes out in" in driven.text

    async def test_it_is_called_back_and_offered_again(self, mails):
        database = mails()
        async with run(database) as driven:
            await begin(driven, "r", "Soon")
            await driven.press("escape", "enter", "enter")
            await driven.until(lambda: not isinstance(driven.app.screen, ReviewForm | ComposeScreen))
            await driven.settle()
            await driven.press("u")
            assert not waiting(database)
            await driven.press("r")

            assert driven.app.screen.query_one(TextArea).text.startswith("Soon")
            assert "Going on with what you wrote" in driven.text

    async def test_the_countdown_ends(self, mails):
        async with run(mails()) as driven:
            await begin(driven, "r", "Soon")
            await driven.press("escape", "enter", "enter")
            await driven.until(lambda: not isinstance(driven.app.screen, ReviewForm | ComposeScreen))
            await driven.look(later=30)

            assert "goes out in" not in driven.text

    async def test_the_call_is_suspended_in_the_same_moment(self, mails):
        database = mails()
        take(database)
        async with run(database) as driven:
            await begin(driven, "r", "Please look")
            await driven.press("escape", "enter")
            driven.app.screen.query_one("#then").value = "suspend: customer"
            await driven.settle()
            await driven.press("enter")
            await driven.until(lambda: not isinstance(driven.app.screen, ReviewForm | ComposeScreen))
            await driven.settle()

            assert call_view(database, NUMBER, "kb", driven.clock.now).call.state is CallState.SUSPENDED
            await driven.press("u")
            assert call_view(database, NUMBER, "kb", driven.clock.now).call.state is CallState.IN_PROGRESS
            assert not waiting(database)

    async def test_closing_needs_a_solution(self, mails):
        database = mails()
        take(database)
        async with run(database) as driven:
            await begin(driven, "r", "It works")
            await driven.press("escape", "enter")
            driven.app.screen.query_one("#then").value = "close"
            await driven.settle()
            assert driven.app.screen.query_one("#group-solution").display
            assert not driven.app.screen.query_one("#group-supplier").display
            await driven.press("enter")
            assert isinstance(driven.app.screen, ReviewForm)
            assert not waiting(database)

            driven.app.screen.query_one("#solution").value = "New cable."
            await driven.press("enter")
            await driven.until(lambda: not isinstance(driven.app.screen, ReviewForm | ComposeScreen))
            assert call_view(database, NUMBER, "kb", driven.clock.now).call.state is CallState.CLOSED

    async def test_who_would_not_get_it_is_told_once(self, mails):
        database = mails()
        async with run(database) as driven:
            await begin(driven, "r", "Soon")
            await driven.press("escape", "enter")
            driven.app.screen.query_one("#to").value = "ada@acme.example, nonsense"
            await driven.press("enter")
            assert "left out: nonsense" in " ".join(driven.text.split())
            assert not waiting(database)
            await driven.press("enter")
            await driven.until(lambda: bool(waiting(database)))

            assert [one.address for one in waiting(database)[0].recipients] == ["ada@acme.example"]

    async def test_a_call_that_changed_meanwhile_shows_both_versions(self, mails):
        database = mails()
        async with run(database) as driven:
            await begin(driven, "r", "Soon")
            await driven.press("escape", "enter")
            calls.act(database, NUMBER, call_verbs.take(), "mr", driven.clock.now)
            await driven.press("enter")
            assert "you saw" in driven.text
            assert not waiting(database)
            await driven.press("enter")

            await driven.until(lambda: bool(waiting(database)))

    async def test_where_nothing_can_be_sent_it_says_so(self, mails):
        async with run(mails(), office=None) as driven:
            await begin(driven, "r")

            assert "Nothing can be sent" in driven.text

    async def test_who_is_unknown_may_only_look(self, mails):
        async with run(mails(), user="nobody") as driven:
            await begin(driven, "r")

            assert not isinstance(driven.app.screen, ComposeScreen)

    @pytest.mark.parametrize("name", SIZES)
    async def test_the_review_looks_so(self, mails, picture, name):
        async with run(mails(), SIZES[name]) as driven:
            await begin(driven, "r", "Soon")
            await driven.press("escape", "enter")

            assert driven.text == picture


class TestNote:
    async def test_it_never_leaves(self, mails):
        database = mails()
        async with run(database) as driven:
            await begin(driven, "c", "They shout")
            assert "INTERNAL: never leaves the house" in driven.text
            await driven.press("escape", "enter")
            assert "INTERNAL" in driven.text
            await driven.press("enter")
            await driven.until(lambda: not isinstance(driven.app.screen, ReviewForm | ComposeScreen))
            await driven.settle()

            assert not waiting(database)
            assert any(
                item.body == "They shout"
                for item in thread_view(database, NUMBER, "kb", 0).items
                if hasattr(item, "body")
            )


class TestForward:
    async def test_it_goes_to_the_supplier_alone_and_proposes_to_wait(self, mails):
        database = mails()
        take(database)
        async with run(database, WIDE) as driven:
            await begin(driven, "f")
            driven.app.screen.query_one("#supplier").value = "telco"
            await driven.press("enter")
            await driven.until(lambda: isinstance(driven.app.screen, ComposeScreen))
            assert "PUBLIC, to the supplier" in driven.text
            await driven.press("escape", "enter")
            form = driven.app.screen
            assert form.picked("then") == "supplier"
            form.query_one("#ticket").value = "T-1"
            form.query_one("#when").value = "4h"
            await driven.press("enter")
            await driven.until(lambda: bool(waiting(database)))

            assert [one.address for one in waiting(database)[0].recipients] == ["noc@telco.example"]
            assert call_view(database, NUMBER, "kb", driven.clock.now).call.state is CallState.SUSPENDED


class TestDrafts:
    async def test_what_is_written_survives_a_closed_screen(self, mails):
        async with run(mails()) as driven:
            await begin(driven, "r", "Half a")
            await driven.press("escape", "escape")
            assert "You began to write (reply)" in " ".join(driven.text.split())
            await driven.press("r")

            assert driven.app.screen.query_one(TextArea).text.startswith("Half a")

    async def test_it_survives_the_end_of_the_workbench(self, mails):
        database = mails()
        async with run(database) as driven:
            await begin(driven, "r", "Half a")
        async with run(mails()) as driven:
            await begin(driven, "r")

            assert driven.app.screen.query_one(TextArea).text.startswith("Half a")

    async def test_it_is_thrown_away_after_a_question(self, mails):
        async with run(mails()) as driven:
            await begin(driven, "r", "Half a")
            await driven.press("escape", "X", "enter")
            assert not driven.bench.drafts.of_call(NUMBER)
            await driven.press("r")

            assert "Half" not in driven.app.screen.query_one(TextArea).text

    async def test_nothing_is_kept_where_nothing_was_written(self, mails):
        async with run(mails()) as driven:
            await begin(driven, "r")
            await driven.press("escape", "escape")

            assert not driven.bench.drafts.of_call(NUMBER)

    def test_only_its_owner_may_read_it(self, tmp_path):
        drafts = Drafts(tmp_path / "drafts")
        drafts.keep(Draft("26-000001", "reply", "secret \udcff"), 5.0)
        (file,) = (tmp_path / "drafts").iterdir()

        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
        assert drafts.find("26-000001", "reply").text == "secret \udcff"

    def test_a_broken_file_is_no_draft(self, tmp_path):
        drafts = Drafts(tmp_path)
        (tmp_path / "26-000001-reply.json").write_text('{"number": 1, "what": []}')

        assert drafts.find("26-000001", "reply") is None


class TestEditor:
    async def test_the_user_s_editor_writes_on(self, mails, monkeypatch, tmp_path):
        script = tmp_path / "editor.py"
        script.write_text(
            "import os, sys\n"
            "assert os.stat(sys.argv[1]).st_mode & 0o777 == 0o600\n"
            "open(sys.argv[1], 'a').write('from the editor')\n"
        )
        monkeypatch.setenv("VISUAL", f"{sys.executable} {script}")
        seen = []
        monkeypatch.setattr("bls_tui.ui.editor.App.suspend", _aside)
        monkeypatch.setattr("pathlib.Path.unlink", _noticing(seen))
        async with run(mails()) as driven:
            await begin(driven, "r", "Before")
            await driven.press("escape", "e")

            assert "from the editor" in driven.app.screen.query_one(TextArea).text
        assert any("bls-" in name for name in seen)

    async def test_where_it_cannot_run_the_text_stays(self, mails, monkeypatch):
        monkeypatch.setenv("VISUAL", "/no/such/editor")
        monkeypatch.setattr("bls_tui.ui.editor.App.suspend", _aside)
        async with run(mails()) as driven:
            await begin(driven, "r", "Before")
            await driven.press("escape", "e")

            assert "cannot be used" in driven.text
            assert driven.app.screen.query_one(TextArea).text.startswith("Before")

    def test_it_is_vi_when_nobody_says(self, monkeypatch):
        monkeypatch.delenv("VISUAL", raising=False)
        monkeypatch.delenv("EDITOR", raising=False)

        assert editor.command() == ["vi"]


class TestEnclosing:
    async def test_a_file_goes_along(self, mails, tmp_path):
        file = tmp_path / "report.txt"
        file.write_text("hello")
        database = mails()
        async with run(database) as driven:
            await begin(driven, "r", "See the file")
            await driven.press("escape", "a")
            driven.app.screen.query_one("#path").value = str(file)
            await driven.press("enter")
            assert "report.txt" in driven.text
            await driven.press("enter", "enter")
            await driven.until(lambda: bool(waiting(database)))

            last = thread_view(database, NUMBER, "kb", 0).messages[-1]
            assert [one.filename for one in last.attachments] == ["report.txt"]

    def test_paths_are_completed(self, tmp_path):
        (tmp_path / "one.txt").touch()
        (tmp_path / "only").mkdir()
        (tmp_path / ".hidden").touch()

        assert completions(f"{tmp_path}/on") == [f"{tmp_path}/one.txt", f"{tmp_path}/only/"]
        assert f"{tmp_path}/.hidden" not in completions(f"{tmp_path}/")
        assert completions("/no/such/place/x") == []

    def test_what_is_no_file_does_not_go_along(self, tmp_path):
        with pytest.raises(AttachError):
            read_all((str(tmp_path),))


class TestTemplates:
    async def test_one_is_inserted(self, mails):
        async with run(mails(), PHONE) as driven:
            await begin(driven, "r")
            await driven.press("escape", "t")
            driven.app.screen.query_one("#template").value = "thanks"
            await driven.press("enter")

            assert f"Thank you for call {NUMBER}." in driven.app.screen.query_one(TextArea).text


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("report.pdf", "report.pdf"),
        ("../../.ssh/authorized_keys", "ssh_authorized_keys"),
        ("/etc/passwd", "etc_passwd"),
        ("-rf", "rf"),
        (".bashrc", "bashrc"),
        ("con.txt", "_con.txt"),
        ("a\x1b]52;c;AAAA\x07b\u202egnp.exe", "a]52;c;AAAAbgnp.exe"),
        ("", "attachment-7"),
        ("\0", "attachment-7"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
    ],
)
def test_names_of_attachments_are_no_paths(name, safe):
    assert file_name(name, 7) == safe


def test_nothing_is_overwritten_nor_followed(tmp_path):
    (tmp_path / "a.txt").write_text("mine")
    (tmp_path / "b.txt").symlink_to(tmp_path / "elsewhere")

    first, second = save_bytes(str(tmp_path), "a.txt", b"x"), save_bytes(str(tmp_path), "b.txt", b"y")

    assert (first.name, second.name) == ("a (2).txt", "b (2).txt")
    assert (tmp_path / "a.txt").read_text() == "mine"
    assert not (tmp_path / "elsewhere").exists()


def _aside(_app):
    from contextlib import nullcontext  # noqa: PLC0415

    return nullcontext()


def _noticing(seen):
    from pathlib import Path  # noqa: PLC0415

    unlink = Path.unlink

    def noticed(path, missing_ok=False):
        seen.append(path.name)
        unlink(path, missing_ok=missing_ok)

    return noticed
