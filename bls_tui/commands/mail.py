"""`bls mail`: the mail of the desk, and what is read in a mail of a file, without any mailbox or database."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from bls_tui.commands.mail_desk import COMMANDS
from bls_tui.errors import BlsError
from bls_tui.locale import _


class MailFileError(BlsError):
    """The file holds no mail that could be read."""


@click.group(
    short_help=_("The mail of the desk; mails in files."),
    help=_("The mail of the desk: what came, what waits for a decision, what goes out. And mails kept in files."),
)
def mail() -> None:
    """Group the subcommands."""


for command in COMMANDS:
    mail.add_command(command)


json_option = click.option("--json", "as_json", is_flag=True, help=_("Print one JSON object."))


@mail.command(help=_("Show what is read in the mail FILE (raw RFC 5322; - for standard input)."))
@click.argument("file", metavar="FILE")
@json_option
def inspect(file: str, as_json: bool) -> None:
    """Print one mail."""
    from bls_tui.mail import reading
    from bls_tui.plain import mail as plain
    from bls_tui.plain.look import Look, write, write_json

    found = reading.read(read_file(file))
    if as_json:
        write_json(plain.data(found))
    else:
        write(plain.text(found), Look.of_stdout())


@mail.command(name="trim", help=_("Part the text FILE (- for standard input) in what was written and what is quoted."))
@click.argument("file", metavar="FILE")
@json_option
def trim_text(file: str, as_json: bool) -> None:
    """Print one text without its quotations and signatures."""
    from bls_tui.mail.quotes import trim
    from bls_tui.mail.reading import charsets
    from bls_tui.plain import quotes as plain
    from bls_tui.plain.look import Look, write, write_json

    trimmed = trim(charsets.decode(_bytes(file)).replace("\r\n", "\n"))
    if as_json:
        write_json(plain.data(trimmed))
    else:
        write(plain.text(trimmed), Look.of_stdout())


def read_file(file: str) -> bytes:
    """Return the bytes of a file, of standard input for `-`.

    Raises:
        MailFileError: it cannot be read or is empty.
    """
    raw = _bytes(file)
    if not raw.strip():
        raise MailFileError(_("{file} is empty: there is no mail in it").format(file=file))
    return raw


def _bytes(file: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise MailFileError(_("{file} cannot be read: {why}").format(file=file, why=why)) from error
