"""The mail screen: its lists, a thread, deciding about mails that wait, and what the top line counts."""

import pytest

from bls_tui.desk.mail.facts import RuleAction
from bls_tui.service.mail import triage
from bls_tui.ui.screens.mail import MailScreen
from bls_tui.ui.screens.mail_lists import LISTS
from bls_tui.ui.screens.mail_search import SearchForm
from bls_tui.ui.screens.mail_triage import AppendForm, CallFromMail, RuleForm
from bls_tui.ui.screens.texts import TextScreen
from bls_tui.ui.screens.thread import MessageScreen, ThreadScreen
from bls_tui.ui.widgets.cells import Paragraphs
from db.errors import DatabaseUnavailable
from db.queries import mailboxes, messages
from tests.support.demo import NOW
from tests.support.demo_mail import OFFICE
from tests.ui.test_hostile_text import dangerous
from tests.ui.workbench import NARROW, PHONE, SIZES, WIDE, XWIDE, workbench


def run(database, size=NARROW, **more):
    return workbench(database, size, office=OFFICE, **more)


async def to_list(driven, name):
    driven.app.screen.show_list(name)
    await driven.settle()


async def in_triage(driven, sender):
    """Put the cursor on the mail of a sender that waits."""
    await driven.press("4")
    await to_list(driven, "triage")
    screen = driven.app.screen
    key = next(key for key, row in screen._rows.items() if sender in row.message.sender_address)
    screen.grid.select(key)
    screen.tick()


def subjects(database, place):
    with database.read() as r:
        return {row.subject for row in messages.changed_since(r, 0) if row.place == place}


class TestLists:
    @pytest.mark.parametrize("name", SIZES)
    @pytest.mark.parametrize("shown", LISTS)
    async def test_each_looks_so(self, mails, picture, shown, name):
        async with run(mails(), SIZES[name]) as driven:
            await driven.app.run_action("show_part('mail')")
            await driven.settle()
            await to_list(driven, shown)
            await driven.pilot.pause(0.3)
            await driven.settle()

            assert driven.text == picture

    async def test_a_very_wide_screen_has_the_mailboxes_beside_it(self, mails, picture):
        async with run(mails(), XWIDE) as driven:
            await driven.press("4")
            await driven.pilot.pause(0.3)
            await driven.settle()

            assert driven.text == picture

    async def test_the_key_goes_through_all_lists(self, mails):
        async with run(mails()) as driven:
            await driven.press("4")
            seen = []
            for _list in LISTS:
                seen.append(driven.app.screen.list_name)
                await driven.press("v")

            assert seen == list(LISTS)
            assert driven.app.screen.list_name == "conversations"
            await driven.press("left")
            assert driven.app.screen.list_name == "rules"

    @pytest.mark.parametrize("wanted", ["from:mario", "cust:rossi", "outlook", "!num:000001", "age:>30m !vpn"])
    async def test_the_filter_keeps_what_matches(self, mails, wanted):
        async with run(mails()) as driven:
            await driven.press("4")
            driven.app.screen.apply_filter(wanted)
            await driven.settle()

            assert "Outlook" in driven.text
            assert "VPN" not in "\n".join(driven.text.splitlines()[3:8])

    async def test_a_wrong_filter_is_explained(self, mails):
        async with run(mails()) as driven:
            await driven.press("4", "slash")
            await driven.type("is:nice")

            assert "unread" in driven.text

    async def test_without_mail_it_says_what_is_true(self, desk):
        async with run(desk()) as driven:
            await driven.press("4")

            assert "No call has mail yet." in driven.text
            assert "No mailbox has been read" in driven.text

    async def test_a_database_that_is_away_leaves_what_was_read(self, mails, monkeypatch):
        database = mails()
        async with run(database) as driven:
            await driven.press("4")
            monkeypatch.setattr(database, "read", _away)
            await driven.look(later=30)

            assert "VPN drops daily" in driven.text
            assert "STALE" in driven.text
            assert "The server is gone." in driven.text

    async def test_what_changed_is_read_from_the_feed(self, mails):
        database = mails()
        async with run(database) as driven:
            await driven.press("4")
            with database.write() as w:
                row = next(row for row in messages.changed_since(w, 0) if row.place == "triage")
                messages.place(w, row.id, "archive", was="triage")
            assert await driven.bench.mail.look()
            driven.app.tell_live()
            await driven.settle()

            assert len(driven.bench.mail.view.triage) == 2
            assert not await driven.bench.mail.look()


class TestTroubles:
    async def test_a_mailbox_that_cannot_be_read_is_on_now(self, mails):
        async with run(mails()) as driven:
            assert "Mailbox backup/INBOX unreadable since" in driven.text
            assert "login refused" in driven.text
            assert "New mail is NOT arriving" in flat(driven.text)

    async def test_a_mailbox_that_nobody_looks_into_any_more_is_told(self, mails):
        database = mails()
        with database.write() as w:
            mailboxes.passed(w, "backup", "INBOX", "process", 1, 3, 3, 0, NOW - 7200)
        async with run(database) as driven:
            assert "Mailbox backup/INBOX was last read 2h 00m ago" in flat(driven.text)

    async def test_the_top_line_counts_on_every_screen(self, mails):
        async with run(mails(), WIDE) as driven:
            for key in ("1", "2", "3", "4", "6"):
                await driven.press(key)
                assert "3 unread 3 in triage 3 mail ERRORS" in driven.text

    async def test_a_message_put_aside_is_tried_again(self, mails):
        database = mails()
        async with run(database) as driven:
            await driven.press("4")
            await to_list(driven, "errors")
            await driven.press("G", "t")
            assert "broken part" in driven.text
            await driven.press("enter")

            with database.read() as r:
                assert [(row.state, row.attempts) for row in mailboxes.errors(r)] == [("error", 0)]

    async def test_a_rule_is_ended_after_a_question(self, mails):
        database = mails()
        async with run(database) as driven:
            await driven.press("4")
            await to_list(driven, "rules")
            await driven.press("X")
            assert triage.rules(database)
            await driven.press("enter")

            assert not triage.rules(database)


class TestTriage:
    async def test_it_is_appended_where_suggested_and_taken_back(self, mails):
        database = mails()
        async with run(database) as driven:
            await in_triage(driven, "eve@")
            await driven.press("a")
            assert isinstance(driven.app.screen, AppendForm)
            assert "eve@elsewhere.example" in driven.text
            assert "About [BLS#26-000001]" in driven.text
            await driven.press("enter")
            assert "About [BLS#26-000001]" in {one.strip() for one in subjects(database, "call")}

            await driven.press("u")
            assert "About [BLS#26-000001]" in {one.strip() for one in subjects(database, "triage")}

    async def test_the_question_is_about_the_mail_at_the_key_press(self, mails):
        database = mails()
        async with run(database) as driven:
            await in_triage(driven, "eve@")
            await driven.press("x")
            with database.write() as w:
                row = next(row for row in messages.triage(w) if "telco" in row.sender_address)
                messages.place(w, row.id, "archive", was="triage")
            await driven.look()
            await driven.press("enter")

            assert "About [BLS#26-000001]" in {one.strip() for one in subjects(database, "archive")}

    async def test_it_opens_a_new_call(self, mails):
        database = mails()
        async with run(database) as driven:
            await in_triage(driven, "who@stranger")
            await driven.press("n")
            assert isinstance(driven.app.screen, CallFromMail)
            assert "who@stranger.example" in driven.text
            driven.app.screen.query_one("#customer").value = "Nord Logistica Srl"
            await driven.press("enter")

            await driven.until(lambda: isinstance(driven.app.screen, ThreadScreen))
            assert "Nord Logistica Srl" in driven.text
            assert "Offerta posta" in driven.text

    async def test_a_new_call_that_refers_needs_to_say_to_which(self, mails):
        async with run(mails()) as driven:
            await in_triage(driven, "who@stranger")
            await driven.press("N")
            driven.app.screen.query_one("#customer").value = "Nord Logistica Srl"
            driven.app.screen.query_one("#refers").value = ""
            await driven.press("enter")

            assert "Say to which call it refers." in driven.text

    async def test_a_rule_is_made_for_the_whole_domain_and_taken_back(self, mails):
        database = mails()
        async with run(database) as driven:
            await in_triage(driven, "who@stranger")
            await driven.press("A")
            form = driven.app.screen
            assert isinstance(form, RuleForm)
            form.query_one("#match").value = "@stranger.example"
            form.query_one("#action").value = "archive"
            await driven.press("enter")
            assert ("@stranger.example", RuleAction.ARCHIVE) in {
                (one.match, one.action) for one in triage.rules(database)
            }

            await driven.press("u")
            assert "@stranger.example" not in {one.match for one in triage.rules(database)}

    async def test_who_is_unknown_may_only_look(self, mails):
        database = mails()
        async with run(database, user="nobody") as driven:
            await in_triage(driven, "eve@")
            await driven.press("x", "enter")

            assert "may only look" in flat(driven.text)
            assert len(driven.bench.mail.view.triage) == 3


class TestThread:
    async def test_it_looks_so(self, mails, picture):
        async with run(mails(), WIDE) as driven:
            await driven.press("4", "enter", "g")

            assert driven.text == picture

    async def test_on_a_phone(self, mails, picture):
        async with run(mails(), PHONE) as driven:
            await driven.app.run_action("show_part('mail')")
            await driven.settle()
            await driven.press("1")

            assert driven.text == picture

    async def test_opening_it_counts_as_reading_until_it_is_marked(self, mails):
        async with run(mails()) as driven:
            await driven.press("4", "enter")
            assert "NEW" in driven.text
            assert driven.bench.mail.view.unread == 1
            await driven.press("U")

            assert driven.bench.mail.view.unread == 2

    async def test_what_is_internal_has_word_and_bar_on_every_line(self, mails):
        async with run(mails(), WIDE) as driven:
            await driven.press("4", "enter")
            lines = driven.text.splitlines()
            first = next(at for at, row in enumerate(lines) if "INTERNAL note, never leaves" in row)

            assert "▌ INTERNAL" in lines[first]
            assert "▌   The customer is angry" in lines[first + 1]
            assert not any("▌" in row for row in lines if "never leaves" not in row and "angry" not in row)

    async def test_quotations_unfold_and_fold(self, mails):
        async with run(mails(), WIDE) as driven:
            await driven.press("4", "enter")
            assert "Please start it again." not in driven.text
            assert "[+ quotation: 3 lines]" in driven.text
            await driven.press("T")
            assert "Please start it again." in driven.text
            await driven.press("T")
            assert "Please start it again." not in driven.text

    async def test_message_after_message(self, mails):
        async with run(mails()) as driven:
            await driven.press("4", "enter")
            screen, seen = driven.app.screen, []
            for _step in range(4):
                seen.append(screen.message().id)
                await driven.press("J")
            await driven.press("K")

            assert len(set(seen)) == 4
            assert screen.message().id == seen[3]

    async def test_headers_come_from_the_original(self, mails):
        async with run(mails()) as driven:
            await driven.press("4", "enter", "H")

            assert isinstance(driven.app.screen, TextScreen)
            assert "Message-ID: <1@sender.example>" in driven.text

    async def test_the_server_s_answer_is_under_the_message(self, mails):
        async with run(mails(), WIDE) as driven:
            await driven.press("4", "enter")

            assert "accepted ada@acme.example" in driven.text
            assert "250 2.0.0 Ok: queued as 4F1" in driven.text
            assert "REFUSED nobody@acme.example" in driven.text

    async def test_attachments_are_saved_beside_what_is_there(self, mails, tmp_path):
        async with run(mails()) as driven:
            for _time in range(2):
                await driven.press(*(("4", "enter") if not _time else ()), "v")
                driven.app.screen.query_one("#folder").value = str(tmp_path)
                await driven.press("enter")

        found = sorted(path.name for path in tmp_path.glob("log*"))
        assert len(found) == 2
        assert all(path.stat().st_mode & 0o777 == 0o600 for path in tmp_path.glob("log*"))

    async def test_a_link_shows_its_host_and_opens_nothing(self, mails, monkeypatch):
        started = []
        monkeypatch.setattr("subprocess.Popen", lambda *words, **_more: started.append(words))
        async with run(mails()) as driven:
            driven.bench.opener = "look"
            await driven.press("4", "enter", "L")
            assert "vpn.acme.example" in driven.text
            await driven.type("1")
            await driven.press("enter")
            await driven.until(lambda: "Open this?" in driven.text)
            assert not started
            await driven.press("enter")

            assert started == [(["look", "https://vpn.acme.example/log"],)]

    async def test_a_message_in_triage_opens_by_itself(self, mails):
        async with run(mails()) as driven:
            await in_triage(driven, "who@stranger")
            await driven.press("enter")
            assert isinstance(driven.app.screen, MessageScreen)
            assert "waits in triage" in driven.text
            await driven.press("r")
            assert "not in its call" in driven.text

    async def test_the_call_page_leads_to_it(self, mails):
        async with run(mails()) as driven:
            await driven.press("4")
            number = driven.app.screen.about_call()
            await driven.press("3")
            driven.app.screen.open_call(number)
            await driven.settle()
            await driven.press("t")

            assert isinstance(driven.app.screen, ThreadScreen)


class TestSearch:
    async def test_a_find_opens_where_it_is(self, mails):
        async with run(mails()) as driven:
            await driven.press("4", "s")
            assert isinstance(driven.app.screen, SearchForm)
            await driven.type("when know")
            await driven.press("enter", "enter")
            await driven.until(lambda: isinstance(driven.app.screen, ThreadScreen))
            await driven.settle()

            assert "when will you know" in driven.app.screen.message().visible

    async def test_no_find_says_so(self, mails):
        async with run(mails()) as driven:
            await driven.press("4", "s")
            await driven.type("zebra")
            await driven.press("enter")

            assert "No mail has all of these words: zebra" in driven.text


class TestHostile:
    @pytest.mark.parametrize("size", [PHONE, NARROW, WIDE, XWIDE], ids=["phone", "narrow", "wide", "xwide"])
    @pytest.mark.parametrize("shown", LISTS)
    async def test_no_list_paints_what_a_terminal_acts_on(self, mails, shown, size):
        async with run(mails("hostile"), size) as driven:
            await driven.app.run_action("show_part('mail')")
            await driven.settle()
            await to_list(driven, shown)
            await driven.pilot.pause(0.3)
            await driven.settle()

            assert isinstance(driven.app.screen, MailScreen)
            assert dangerous(driven.text) == set()

    @pytest.mark.parametrize(
        "keys", [(), ("T",), ("H",), ("v",), ("L",), ("y",), ("r",), ("r", "escape", "enter"), ("c",)]
    )
    async def test_no_view_of_a_thread_does(self, mails, keys):
        async with run(mails("hostile"), WIDE) as driven:
            await driven.press("4", "enter", "g", "J", *keys)

            assert dangerous(driven.text) == set()

    @pytest.mark.parametrize("keys", [("enter",), ("a",), ("n",), ("N",), ("x",), ("A",)])
    @pytest.mark.parametrize("sender", ["who@", "eve@", "noc@"])
    async def test_no_question_in_triage_does(self, mails, sender, keys):
        async with run(mails("hostile"), WIDE) as driven:
            await in_triage(driven, sender)
            await driven.press(*keys)

            assert dangerous(driven.text) == set()


def flat(text):
    return " ".join(text.split())


def shown_lines(driven):
    return driven.app.screen.query_one("#lines", Paragraphs).text


def _away():
    raise DatabaseUnavailable("The server is gone.")
