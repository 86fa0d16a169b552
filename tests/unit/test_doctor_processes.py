"""What `bls doctor` says of expected processes."""

from datetime import date

from bls_tui.service.setup.doctor_processes import examine_processes
from bls_tui.service.setup.findings import Level
from db.rows import DocumentRow

CUSTOMER = DocumentRow("customer", "acme", "f.toml", 1, {})
BACKUP = {"backup": "process"}


def process(key: str, **source) -> DocumentRow:
    return DocumentRow("process", key, "f.toml", 2, {"customer": "acme", "mailbox": "backup", "at": "22:00", **source})


def found(*rows, mailboxes=BACKUP):
    findings = examine_processes([CUSTOMER, *rows], mailboxes, date(2026, 6, 10))
    return [(finding.level, finding.found) for finding in findings]


def test_nothing_is_said_where_nothing_is_expected():
    assert found() == []


def test_all_is_well():
    assert found(process("a", job="A"), process("b", job="B")) == [(Level.OK, "2 are expected")]


def test_a_mailbox_that_is_not_read_is_told():
    [(level, text)] = found(process("a", job="A"), process("b", job="B"), mailboxes={})
    assert level is Level.WARN
    assert text == "2 processes wait for their mail in 'backup', which bls.toml does not have: none goes MISSING"


def test_a_mailbox_of_calls_is_told():
    [(level, text)] = found(process("a"), mailboxes={"backup": "desk"})
    assert (level, text) == (Level.WARN, "1 process waits for its mail in 'backup', whose mails become calls")


def test_processes_whose_mails_cannot_be_told_apart_are_told():
    [(level, text)] = found(process("a", job="N"), process("b", job="N", at="06:00"))
    assert (level, text) == (Level.WARN, "the mails of a, b cannot be told apart: none is bound")


def test_a_document_that_cannot_be_understood_is_told():
    [(level, text)] = found(process("a", at="never"))
    assert level is Level.WARN
    assert text.startswith("inventory: process a: 'never' does not end in a time of the day")
