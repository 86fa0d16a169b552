"""The target `mail`: a damaged mail through everything that reads it without a database, and onto the screen."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterable, Iterator
from datetime import UTC
from zoneinfo import ZoneInfo

from bls_tui.desk.mail import matching
from bls_tui.desk.mail.facts import CallFacts, Known, Stored
from bls_tui.desk.mail.senders import Senders
from bls_tui.desk.people import Directory
from bls_tui.mail import reading, threads
from bls_tui.mail.backups import backup_mail
from bls_tui.mail.imap.ledger import Arrival
from bls_tui.mail.incoming import incoming
from bls_tui.mail.quotes import extract_forwarded, fragments, trim
from bls_tui.mail.reading import ReadMail, message
from bls_tui.plain import backup as plain_backup
from bls_tui.plain import mail as plain_mail
from bls_tui.plain import mailroom, quotes
from bls_tui.plain.look import Look
from bls_tui.service.mail.ingest import new_message
from bls_tui.service.mail.views import message_view
from bls_tui.service.mail.views_data import TriageItem
from bls_tui.ui.render import mail as screen
from bls_tui.ui.render import thread
from bls_tui.ui.render.cells import Columned, Line
from bls_tui.ui.render.page import Paper
from checks.backups import judge
from db.rows_mail import MessageRow
from tests.fuzz import corpus
from tests.fuzz.mutations import mutated

FORBIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff"
    "\U000e0000-\U000e0fff]"
)
"""What a terminal acts on, or nobody sees: written down again here, as the code under test must not judge itself."""
ROME = ZoneInfo("Europe/Rome")
SECRET = b"k" * 32
CALL = CallFacts("26-000001", "rossi", participants=frozenset({"mario@rossi.example"}))
NOW = 1_772_000_000.0
KNOWN = Known(
    secrets=(SECRET,),
    senders=Senders(
        contacts={"mario@rossi.example": (("mario", "rossi"),)},
        customer_domains={"rossi.example": frozenset({"rossi"})},
        own=frozenset({"desk@bls.example"}),
    ),
    stored={"a@rossi.example": Stored(1, "26-000001"), "1@bls.example": Stored(2, "26-000001", outgoing=True)},
    call={"26-000001": CALL}.get,
)
PEOPLE = Directory()
LOOK = Look()
PAPERS = (Paper(100, False, NOW, UTC), Paper(45, True, NOW, UTC))
ARRIVAL = Arrival("desk", "desk", "INBOX", 1, 1, 100, NOW)


def make(chance: random.Random) -> bytes:
    """Return a damaged mail."""
    return mutated(chance, corpus.mails())


def check(case: bytes) -> Iterator[str]:
    """Read it, decide about it and show it. Raises where anything is wrong."""
    mail = message._read(case, truncated=False)  # `read` would hide what it raises
    yield "reading"
    _attachments(mail, case)
    assert reading.identity(mail, case)
    assert "\0" not in mail.text + mail.subject + mail.sender.name + mail.sender.address
    yield "attachments"
    matching.match(incoming(mail), KNOWN)
    _threads(mail)
    yield "matching"
    trimmed = trim(mail.text)
    assert not mail.text.strip() or trimmed.visible.strip() or trimmed.folds, "a text that is not shown at all"
    yield "folding"
    fragments(mail.text)
    extract_forwarded(mail.text)
    yield "fragments"
    verdict = judge(backup_mail(mail, case), zone=ROME)
    yield "judging"
    _look(plain_mail.text(mail))
    _look([json.dumps(plain_mail.data(mail))])
    yield "bls mail inspect"
    _look([*quotes.text(trimmed), *plain_backup.text(verdict, ROME)])
    yield "bls mail trim, bls backup explain"
    view = message_view(row_of(mail, case), PEOPLE)
    yield "the view of a message"
    _look(mailroom.message(view, LOOK, UTC))
    yield "bls mail show"
    for paper in PAPERS:
        _paint(told.line for told in thread.thread([view], paper, unfolded=True))
    _paint(screen.waiting(TriageItem(view, "stranger", "", "", "", ()), NOW, two_line=False))
    yield "the mail screen"


def _attachments(mail: ReadMail, case: bytes) -> None:
    for one in mail.attachments:
        assert not {"/", "\\", "\0"} & set(one.filename), f"an attachment named {one.filename!r}"
        assert one.filename not in {"", ".", ".."}
    for one in mail.attachments[:3]:
        assert len(reading.attachment_bytes(case, one.index)) == one.size


def _threads(mail: ReadMail) -> None:
    other = threads.Threadable(2, "b@rossi.example", (mail.message_id,), mail.references)
    found = [threads.Threadable(1, mail.message_id, mail.in_reply_to, mail.references, mail.date), other]
    assert sorted(threads.parents(found)) == [1, 2]
    assert sorted(one for one, _depth in threads.flatten(threads.thread(found))) == [1, 2]


def _paint(lines: Iterable[Line]) -> None:
    """Look at lines of the screen, in which not even an end of line may be."""
    for line in lines:
        cells = line.cells if isinstance(line, Columned) else (*line.left, *line.right)
        for cell in cells:
            if found := FORBIDDEN.search(cell.text):
                raise AssertionError(f"{found[0]!r} in a cell of the screen: {cell.text[:200]!r}")


def _look(lines: Iterable[str]) -> None:
    """Look at what is shown as a terminal does."""
    for line in "\n".join(lines).split("\n"):
        if found := FORBIDDEN.search(line):
            raise AssertionError(f"{found[0]!r} in a line that is shown: {line[:200]!r}")


def row_of(mail: ReadMail, case: bytes) -> MessageRow:
    """Return a mail as it would be stored."""
    new = new_message(mail, ARRIVAL, reading.identity(mail, case), digest=reading.digest(case), size=len(case), now=NOW)
    values = {name: getattr(new, name) for name in new.__dataclass_fields__}
    return MessageRow(**values, id=1, seq=1, call_number="", suggested_number="", customer_key="", customer="")
