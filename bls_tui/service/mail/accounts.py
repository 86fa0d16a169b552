"""From the mailboxes of bls.toml to accounts one can connect to, and a look at whether that works."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from bls_tui.config import Config
from bls_tui.config_mailboxes import MailboxSection
from bls_tui.locale import _
from bls_tui.mail.imap.account import Account, Limits
from bls_tui.mail.imap.errors import MailboxError
from bls_tui.mail.imap.session import Session
from bls_tui.service.setup.findings import Finding, fail, ok, warn
from checks import secrets

EXAMINED_WITHIN = Limits(connect=10.0, listing=10.0, message=10.0)
"""Seconds that each step of a look at an account may take: somebody is waiting."""


def accounts(config: Config) -> list[Account]:
    """Return the accounts of the configuration."""
    return [account(name, section, config.directory) for name, section in config.mailbox.items()]


def account(name: str, section: MailboxSection, directory: Path) -> Account:
    """Return one account; files are relative to `directory`, and the secret is fetched at each login."""
    return Account(
        name=name,
        role=section.role,
        host=section.host,
        port=section.server_port,
        tls=section.tls,
        ca_file=str(Path(directory, Path(section.ca_file).expanduser())) if section.ca_file else "",
        user=section.user,
        secret=partial(_fetch, section, directory),
        auth=section.auth,
        folders=section.folders,
        moves=section.after == "move",
        processed=section.processed,
        error=section.error,
        poll=float(section.poll),
        max_bytes=section.max_bytes,
    )


def _fetch(section: MailboxSection, directory: Path) -> str:
    return secrets.resolve(section.password, directory).value


def examine_mailboxes(sections: Mapping[str, MailboxSection], directory: Path) -> Iterator[Finding]:
    """Report for each account whether it can be read, changing nothing on its server."""
    for name, section in sections.items():
        yield from _examine(name, section, directory)


def _examine(name: str, section: MailboxSection, directory: Path) -> Iterator[Finding]:
    subject = _("mailbox {name}").format(name=name)
    if section.exposed:
        yield warn(subject, _("the password crosses the network in the clear"), _("set tls to tls or starttls"))
    session = Session(replace(account(name, section, directory), limits=EXAMINED_WITHIN))
    try:
        session.open()
        yield from _look_around(session, subject)
    except MailboxError as error:
        yield fail(subject, str(error))
    finally:
        session.close()


def _look_around(session: Session, subject: str) -> Iterator[Finding]:
    account = session.account
    for folder in account.folders:
        try:
            session.select(folder, readonly=True)
        except MailboxError as error:
            yield fail(subject, str(error), _("folders there: {names}").format(names=_some(session.folders())))
    if account.moves and not session.can_move:
        yield warn(subject, _("the server can neither MOVE nor UID EXPUNGE; mails stay where they are"))
    news = _("IDLE") if session.can_idle else _("a look every {seconds} s").format(seconds=f"{account.poll:g}")
    found = _("{user} at {host}, folders {folders}, role {role}, news by {news}")
    yield ok(
        subject,
        found.format(
            user=account.user, host=account.host, folders=_some(account.folders), role=account.role, news=news
        ),
    )


def _some(names: Sequence[str], most: int = 12) -> str:
    return ", ".join(names[:most]) + (" …" if len(names) > most else "")
