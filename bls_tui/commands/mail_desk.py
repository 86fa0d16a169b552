"""`bls mail` about the mail of the desk: what came, what waits, what is decided about it, what goes out."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from bls_tui.bootstrap import Invocation, who
from bls_tui.commands.common import json_option, look, viewer, zone_of
from bls_tui.desk.mail.facts import RuleAction
from bls_tui.errors import NotFoundError
from bls_tui.locale import _
from bls_tui.plain import mailroom as plain
from bls_tui.plain.look import write, write_json
from checks import clock

if TYPE_CHECKING:
    from bls_tui.service.mail.office import Office
    from bls_tui.service.mail.views_data import MailView, MessageView

_message = click.argument("message", type=int, metavar="ID")


def office(run: Invocation) -> Office:
    """Return how this house writes mail."""
    from bls_tui.service.mail.wiring import office as made

    return made(run.config)


def _view(run: Invocation) -> MailView:
    from bls_tui.service.mail.views import mail_view

    return mail_view(run.database, who(), clock.now(), viewer(run.config))


@click.command("list", help=_("What waits for a decision, what goes wrong, and the conversations, newest first."))
@json_option
@click.pass_obj
def list_(run: Invocation, *, as_json: bool) -> None:
    """Print the mail of the desk."""
    view = _view(run)
    if as_json:
        write_json(plain.data(view))
        return
    drawn = look(run.config, ascii_only=False)
    write(plain.text(view, drawn), drawn)


@click.command(help=_("The mailboxes: last reconciliation with the server, and messages that could not be taken in."))
@json_option
@click.pass_obj
def mailboxes(run: Invocation, *, as_json: bool) -> None:
    """Print how the reading of the mailboxes goes."""
    view = _view(run)
    if as_json:
        found = plain.data(view)
        write_json({key: found[key] for key in ("generated", "generated_epoch", "mailboxes", "troubles")})
        return
    drawn = look(run.config, ascii_only=False)
    write(plain.mailboxes(view, drawn), drawn)


@click.command(help=_("What is held, waits for the mail server, or failed."))
@json_option
@click.pass_obj
def outbox(run: Invocation, *, as_json: bool) -> None:
    """Print the outbox."""
    view = _view(run)
    if as_json:
        found = plain.data(view)
        write_json({key: found[key] for key in ("generated", "generated_epoch", "waiting", "failed")})
        return
    drawn = look(run.config, ascii_only=False)
    write(plain.outbox((*view.waiting, *view.failed), drawn, view.generated_at), drawn)


@click.command(help=_("Call the mail with this ID of the outbox back while it is held."))
@click.argument("outbox_id", type=int, metavar="ID")
@click.pass_obj
def callback(run: Invocation, outbox_id: int) -> None:
    """Cancel a mail."""
    from bls_tui.service.mail.writing import call_back

    call_back(run.database, outbox_id, who(), clock.now())


@click.command(help=_("Send the failed mail with this ID of the outbox again, to those who did not get it."))
@click.argument("outbox_id", type=int, metavar="ID")
@click.pass_obj
def resend(run: Invocation, outbox_id: int) -> None:
    """Try again."""
    from bls_tui.service.mail.writing import send_again

    send_again(run.database, outbox_id, who(), clock.now())


@click.command(
    help=_("Show one message; --raw writes it byte by byte, --save N writes an attachment, to standard output.")
)
@_message
@click.option("--raw", is_flag=True, help=_("The message as it came."))
@click.option("--save", type=int, metavar="N", help=_("Attachment N of the message."))
@json_option
@click.pass_obj
def show(run: Invocation, message: int, *, raw: bool, save: int | None, as_json: bool) -> None:
    """Print one message."""
    if raw or save is not None:
        sys.stdout.buffer.write(_bytes(run, message, save))
        return
    shown = _shown(run, message)
    if as_json:
        write_json(plain.of_message(shown))
        return
    drawn = look(run.config, ascii_only=False)
    write(plain.message(shown, drawn, zone_of(run.config)), drawn)


def _shown(run: Invocation, message: int) -> MessageView:
    from bls_tui.service.mail.views import one_message

    found = one_message(run.database, message, who(), clock.now())
    if found is None:
        raise NotFoundError(_("There is no message {id}.").format(id=message))
    return found


def _bytes(run: Invocation, message: int, attachment: int | None) -> bytes:
    from bls_tui.service.mail.originals import attachment_of, original

    if attachment is None:
        return original(run.database, message)
    return attachment_of(run.database, message, attachment)


@click.command(help=_("The conversation of the call N, with what happened meanwhile."))
@click.argument("number", metavar="N")
@json_option
@click.pass_obj
def thread(run: Invocation, number: str, *, as_json: bool) -> None:
    """Print a conversation."""
    from bls_tui.service.desk.calls_store import number_of
    from bls_tui.service.mail.views import thread_view

    now = clock.now()
    view = thread_view(run.database, number_of(number, now), who(), now)
    if as_json:
        write_json(plain.of_thread(view))
        return
    drawn = look(run.config, ascii_only=False)
    write(plain.thread(view, drawn, zone_of(run.config)), drawn)


@click.command("file", help=_("Put the message ID, which waits for a decision, into the call N."))
@_message
@click.argument("number", metavar="N")
@json_option
@click.pass_obj
def file_(run: Invocation, message: int, number: str, *, as_json: bool) -> None:
    """Append."""
    from bls_tui.commands.call_common import finish
    from bls_tui.service.desk.calls_store import number_of
    from bls_tui.service.mail import triage

    now = clock.now()
    done = triage.append(run.database, message, number_of(number, now), who(), now, office=office(run))
    finish(run, done.call.number, as_json=as_json)


@click.command("open", help=_("Open a call with the message ID, which waits; options replace what it suggests."))
@_message
@click.option("--customer", metavar="KEY", help=_("Whose call it is."))
@click.option("--contact", metavar="KEY", help=_("Who wrote."))
@click.option("--subject", help=_("Subject of the call."))
@click.option("--typology", metavar="KEY", help=_("Typology of the call."))
@click.option("--take", is_flag=True, help=_("Take it in charge at once."))
@json_option
@click.pass_obj
def open_(  # noqa: PLR0917 - click hands them over by name
    run: Invocation,
    message: int,
    customer: str | None,
    contact: str | None,
    subject: str | None,
    typology: str | None,
    take: bool,
    as_json: bool,
) -> None:
    """Open a call."""
    from dataclasses import replace

    from bls_tui.commands.call_common import finish
    from bls_tui.service.mail import triage

    now = clock.now()
    new = triage.prefilled(run.database, message, now, office=office(run))
    new = replace(
        new,
        customer=new.customer if customer is None else customer,
        contact=new.contact if contact is None else contact,
        subject=new.subject if subject is None else subject,
        typology=new.typology if typology is None else typology,
        take=take,
    )
    done = triage.as_new_call(run.database, message, new, who(), now)
    finish(run, done.call.number, as_json=as_json)


@click.command(help=_("Put the message ID, which waits for a decision, out of the way."))
@_message
@click.pass_obj
def archive(run: Invocation, message: int) -> None:
    """Archive."""
    from bls_tui.service.mail import triage

    triage.archive(run.database, message, who(), clock.now())


@click.command(help=_("Let the message ID, from the archive or a call, wait for a decision again."))
@_message
@click.pass_obj
def back(run: Invocation, message: int) -> None:
    """Bring back."""
    from bls_tui.service.mail import triage

    triage.back(run.database, message, who(), clock.now())


@click.command(help=_("The rules about senders that are in force."))
@json_option
@click.pass_obj
def rules(run: Invocation, *, as_json: bool) -> None:
    """Print the rules."""
    from bls_tui.service.mail import triage

    found = triage.rules(run.database)
    if as_json:
        write_json({"rules": [plain.of_rule(rule) for rule in found]})
        return
    drawn = look(run.config, ascii_only=False)
    write(plain.rules(found, drawn), drawn)


@click.command(
    help=_(
        "Say what is always done with mails of SENDER (an address, or @domain) that belong to no call by themselves: "
        "archive them, open a call, or append them to the call N."
    )
)
@click.argument("sender", metavar="SENDER")
@click.argument("action", type=click.Choice([action.value for action in RuleAction]))
@click.option("--customer", default="", metavar="KEY", help=_("For call: whose call it is; else the sender's own."))
@click.option("--call", "number", default="", metavar="N", help=_("For append: which call."))
@click.pass_obj
def always(run: Invocation, sender: str, action: str, *, customer: str, number: str) -> None:
    """Add a rule."""
    from bls_tui.service.desk.calls_store import number_of
    from bls_tui.service.mail import triage

    now = clock.now()
    call = number_of(number, now) if number else ""
    made = triage.add_rule(run.database, sender, RuleAction(action), who(), now, customer=customer, call=call)
    click.echo(made)


@click.command(help=_("End the rule about a sender with this ID."))
@click.argument("rule", type=int, metavar="ID")
@click.pass_obj
def never(run: Invocation, rule: int) -> None:
    """Remove a rule."""
    from bls_tui.service.mail import triage

    triage.remove_rule(run.database, rule, who(), clock.now())


@click.command(
    help=_("Take the message in anew that could not be: ACCOUNT FOLDER UIDVALIDITY UID as `mailboxes` says.")
)
@click.argument("account")
@click.argument("folder")
@click.argument("uidvalidity", type=int)
@click.argument("uid", type=int)
@click.pass_obj
def retry(run: Invocation, account: str, folder: str, uidvalidity: int, uid: int) -> None:
    """Retry one message."""
    from bls_tui.service.mail.originals import try_again
    from db.rows_mail import LedgerKey

    try_again(run.database, LedgerKey(account, folder, uidvalidity, uid), who(), clock.now())


COMMANDS = (
    list_, show, thread, file_, open_, archive, back, rules, always, never, outbox, callback, resend, mailboxes, retry,
)  # fmt: skip
"""What joins the group `bls mail`."""
