"""Looks at what expected processes need: a mailbox that is read for them, and mails that can be told apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from bls_tui.desk import people, processes
from bls_tui.desk.people import DirectoryError
from bls_tui.desk.processes import Processes
from bls_tui.locale import _, ngettext
from bls_tui.service.setup.findings import Finding, ok, warn
from db.rows import DocumentRow

ROLE = "process"
"""The role of the mailboxes that confirmations come to."""


def examine_processes(rows: Iterable[DocumentRow], mailboxes: Mapping[str, str], today: date) -> Iterator[Finding]:
    """Report what would keep runs from being judged; nothing where no process is declared.

    `mailboxes` are the roles of those in bls.toml, by name.
    """
    documents = [(row.kind, row.key, row.source) for row in rows]
    try:
        known = processes.build(documents, people.build(documents), today)
    except DirectoryError as error:
        yield warn(_("processes"), str(error))
        return
    if not known.by_key:
        return
    found = [*_mailboxes(known, mailboxes), *_alike(known)]
    yield from found
    if not found:
        count = len(known.by_key)
        yield ok(_("processes"), ngettext("{count} is expected", "{count} are expected", count).format(count=count))


def _mailboxes(known: Processes, mailboxes: Mapping[str, str]) -> Iterator[Finding]:
    for name in sorted({process.mailbox for process in known.by_key.values()}):
        count = len(known.of_mailbox(name))
        concerned = ngettext("{count} process waits for its mail", "{count} processes wait for their mail", count)
        what = concerned.format(count=count)
        if name not in mailboxes:
            text = _("{what} in {name!r}, which bls.toml does not have: none goes MISSING")
            yield warn(_("processes"), text.format(what=what, name=name), f'[mailbox.{name}] role = "{ROLE}"')
        elif mailboxes[name] != ROLE:
            text = _("{what} in {name!r}, whose mails become calls")
            yield warn(_("processes"), text.format(what=what, name=name), f'[mailbox.{name}] role = "{ROLE}"')


def _alike(known: Processes) -> Iterator[Finding]:
    counts = Counter(known.recognitions.values())
    for recognition, count in counts.items():
        if count > 1:
            keys = ", ".join(sorted(key for key, one in known.recognitions.items() if one == recognition))
            found = _("the mails of {keys} cannot be told apart: none is bound").format(keys=keys)
            yield warn(
                _("processes"), found, _("say job, host or subject; several times of one job go into one at = […]")
            )
