"""What the mail screen and the conversation of a call show."""

from bls_tui.service.desk import call_verbs as verbs
from bls_tui.service.desk import calls
from bls_tui.service.mail import triage
from bls_tui.service.mail.views import links, mail_view, one_message, thread_view
from bls_tui.service.mail.views_data import MessageView
from db.queries import conversations, mailboxes
from tests.unit.service_desk.conftest import HOUR
from tests.unit.service_mail.conftest import Mailbox, mail
from tests.unit.service_mail.test_filing import opened


def test_the_conversation_of_a_call_is_in_one_order_with_what_happened_meanwhile(mailbox: Mailbox) -> None:
    number = mailbox.take(mail()).call_number
    mailbox.now += HOUR
    calls.act(mailbox.database, number, verbs.take(), "anna", mailbox.now)
    calls.act(mailbox.database, number, verbs.note("chiamare dopo le 11"), "anna", mailbox.now + 1)
    mailbox.now += HOUR
    answer = mail(
        subject=f"R: [BLS#{number}] La posta non parte", message_id="<2@rossi.example>",
        text="Ora va.\n\nIl giorno lun 2 mar 2026 alle ore 09:00 BLS <desk@bls.example> ha scritto:\n> Provi ora\n",
        In_Reply_To="<1@rossi.example>", Date="Mon, 02 Mar 2026 11:00:00 +0100",
    )  # fmt: skip
    mailbox.take(answer)
    view = thread_view(mailbox.database, number, "anna", mailbox.now)
    first, second = view.messages
    assert (first.answers, second.answers) == (None, first.id)
    assert second.visible.strip() == "Ora va."
    assert [fold.kind.value for fold in second.folds] == ["quote"]
    assert [item.at for item in view.items] == sorted(item.at for item in view.items)
    between = [item.text for item in view.items if not isinstance(item, MessageView)]
    assert any("note" in text for text in between)
    assert not any("mario" in text.lower() and "receive" in text for text in between), "told once, by the mail itself"
    assert [one.unread for one in view.messages] == [True, True]
    with mailbox.database.write() as w:
        conversations.mark_read(w, "anna", [first.id])
    assert [one.unread for one in thread_view(mailbox.database, number, "anna", mailbox.now).messages] == [False, True]


def test_the_screen_lists_conversations_triage_and_what_goes_wrong(mailbox: Mailbox) -> None:
    number = mailbox.take(mail()).call_number
    closed = opened(mailbox)
    mailbox.take(mail("x@altrove.example", f"R: [BLS#{closed}] posta", "outlook non parte", "<3@x>"))
    with mailbox.database.write() as w:
        mailboxes.failed(w, "desk", "INBOX", "desk", "the server refuses the login", mailbox.now, mailbox.now + 60)
    view = mail_view(mailbox.database, "anna", mailbox.now)
    assert [(row.number, row.unread) for row in view.conversations] == [(number, 1)]
    (item,) = view.triage
    assert (item.reason, item.suggested_number, item.typology) == ("suspicious", closed, "Posta")
    (folder,) = view.folders
    assert (folder.row.error, folder.row.next_try_at, folder.stale) == (
        "the server refuses the login", mailbox.now + 60, True,
    )  # fmt: skip
    assert view.unread == 1


def test_a_message_is_shown_wherever_it_lies(mailbox: Mailbox) -> None:
    message = mailbox.take(mail("x@altrove.example"))
    triage.archive(mailbox.database, message.id, "anna", mailbox.now)
    shown = one_message(mailbox.database, message.id, "anna", mailbox.now)
    assert shown is not None
    assert (shown.place, shown.sender_address) == ("archive", "x@altrove.example")
    assert one_message(mailbox.database, 4711, "anna", mailbox.now) is None


def test_links_say_where_they_lead() -> None:
    found = links("see https://bank.example@evil.example/login. and http://a.it/x) then again http://a.it/x")
    assert [(link.host, link.url) for link in found] == [
        ("evil.example", "https://bank.example@evil.example/login"),
        ("a.it", "http://a.it/x"),
    ]
