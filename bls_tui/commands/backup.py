"""`bls backup`: what the recognisers make of a backup program's mail, without any mailbox or database."""

from __future__ import annotations

import click

from bls_tui.bootstrap import Invocation
from bls_tui.locale import _


@click.group(help=_("Look at result mails of backup programs."))
def backup() -> None:
    """Look at result mails of backup programs."""


@backup.command(help=_("Say what the backup mail FILE (raw RFC 5322; - for standard input) means, and by which words."))
@click.argument("file", metavar="FILE")
@click.option("--json", "as_json", is_flag=True, help=_("Print one JSON object."))
@click.pass_obj
def explain(invocation: Invocation, file: str, as_json: bool) -> None:
    """Print the verdict on one mail, with its evidence."""
    from bls_tui.commands.mail import read_file
    from bls_tui.mail import reading
    from bls_tui.mail.backups import backup_mail
    from bls_tui.plain import backup as plain
    from bls_tui.plain.look import Look, write, write_json
    from bls_tui.zones import zone
    from checks.backups import judge

    raw = read_file(file)
    where = zone(invocation.config.ui.timezone)
    found = judge(backup_mail(reading.read(raw), raw), zone=where)
    if as_json:
        write_json(plain.data(found))
    else:
        write(plain.text(found, where), Look.of_stdout())
