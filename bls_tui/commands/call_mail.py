"""`bls call mail` and `bls call forward`: a mail to the customer of a call, or to a supplier."""

import mimetypes
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click

from bls_tui.bootstrap import Invocation, who
from bls_tui.commands.call_common import changed_shown, message_option, on_a_call
from bls_tui.commands.mail_desk import office
from bls_tui.desk.mail.recipients import Field, Recipient
from bls_tui.desk.mail.words import word
from bls_tui.desk.spans import long
from bls_tui.errors import RefusedError
from bls_tui.locale import _
from bls_tui.mail.compose import Attached
from bls_tui.plain import mailroom as plain
from bls_tui.plain.look import write_json
from bls_tui.service.desk.calls_store import number_of
from bls_tui.service.mail.views import one_message
from bls_tui.service.mail.writing import Prepared, Written, checked, prepare_forward, prepare_reply, send
from checks import clock

_attach = click.option("--attach", multiple=True, type=click.Path(path_type=Path), help=_("A file that goes along."))
_cc = click.option("--cc", multiple=True, metavar="ADDRESS", help=_("Somebody more in copy."))


@click.command(help=_("Answer the customer of call N by mail: the contact, whoever wrote last, and all copies."))
@on_a_call
@message_option(_("What is written; the signature follows it."))
@click.option("--subject", help=_("Another subject than the call's."))
@click.option("--no-quote", is_flag=True, help=_("Do not repeat the mail that is answered."))
@_cc
@_attach
@click.pass_obj
def mail(  # noqa: PLR0917 - click hands them over by name
    run: Invocation,
    number: str,
    message: str,
    subject: str | None,
    no_quote: bool,
    cc: Sequence[str],
    attach: Sequence[Path],
    expect: int | None,
    as_json: bool,
) -> None:
    """Answer."""
    now, house = clock.now(), office(run)
    made = prepare_reply(run.database, number_of(number, now), who(), now, office=house)
    made = replace(made, subject=subject or made.subject)
    _send(run, made, message, cc, attach, quotes=not no_quote, expect=expect, as_json=as_json)


@click.command(
    help=_("Pass call N on to the supplier KEY by mail; suspend it for the supplier once they gave a number.")
)
@on_a_call
@click.argument("supplier", metavar="KEY")
@message_option(_("What is written; empty: the usual text."), required=False)
@click.option("--no-quote", is_flag=True, help=_("Do not repeat the customer's last mail."))
@_cc
@_attach
@click.pass_obj
def forward(  # noqa: PLR0917 - click hands them over by name
    run: Invocation,
    number: str,
    supplier: str,
    message: str,
    no_quote: bool,
    cc: Sequence[str],
    attach: Sequence[Path],
    expect: int | None,
    as_json: bool,
) -> None:
    """Forward."""
    now, house = clock.now(), office(run)
    made = prepare_forward(run.database, number_of(number, now), supplier, who(), now, office=house)
    _send(run, made, message, cc, attach, quotes=not no_quote, expect=expect, as_json=as_json)


def _send(
    run: Invocation,
    made: Prepared,
    message: str,
    cc: Sequence[str],
    attach: Sequence[Path],
    *,
    quotes: bool,
    expect: int | None,
    as_json: bool,
) -> None:
    house, now = office(run), clock.now()
    letter = Written(
        number=made.number,
        purpose=made.purpose,
        recipients=_recipients(run, made, cc),
        subject=made.subject,
        text=f"{message.rstrip()}{made.text}" if message else made.text,
        answers=made.answers,
        quotes=quotes,
        attachments=tuple(map(_attached, attach)),
        language=made.language,
    )
    with changed_shown(run):
        sent = send(run.database, letter, who(), now, office=house, seen=expect)
    shown = one_message(run.database, sent.message_id, who(), now)
    if as_json and shown is not None:
        write_json(plain.of_message(shown))
        return
    told = _("Held for {span}, then sent. To call it back: bls mail callback {id}")
    click.echo(told.format(span=long(house.hold), id=sent.outbox_id))


def _recipients(run: Invocation, made: Prepared, cc: Sequence[str]) -> tuple[Recipient, ...]:
    """Return everybody it goes to. Raises RefusedError for somebody asked for who cannot be written to."""
    copies = tuple(Recipient(Field.CC, "", address) for address in cc)
    found = checked(run.database, (*made.recipients, *copies), clock.now(), office=office(run))
    for one in found.left_out:
        if one.recipient in copies:
            text = _("{address} cannot be written to: {why}")
            raise RefusedError(text.format(address=one.recipient.address, why=word(one.why)))
    return found.recipients


def _attached(path: Path) -> Attached:
    try:
        data = path.read_bytes()
    except OSError as error:
        reason = error.strerror or error
        raise RefusedError(_("{path} cannot be read: {reason}").format(path=path, reason=reason)) from error
    return Attached(path.name, mimetypes.guess_type(path.name)[0] or "application/octet-stream", data)
