"""Mails of processes that need a technician, and the rules technicians taught, as lines of lists."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import tzinfo

from bls_tui.desk.spans import moment
from bls_tui.desk.text import line, pad, safe
from bls_tui.locale import N_, _
from bls_tui.service.processes.views_data import ProcessRow, UnclearMail
from bls_tui.ui.render import runs
from bls_tui.ui.render.cells import Cell, Flow, Line, Role
from checks.rules.expected.states import RunState
from db.rows_runs import TaughtRuleRow

_WORDS = {
    "unrecognised": (N_("NOT RECOGNISED"), N_("no process of the inventory is meant by it, or several alike")),
    "unknown": (N_("NOT UNDERSTOOD"), N_("no rule says how it went")),
    "unbound": (N_("OF NO RUN"), N_("it is older than every run of its job")),
}
_WORD = 15
_EXCERPT = 3


def lines(mail: UnclearMail, now: float, zone: tzinfo, *, phone: bool) -> tuple[Line, ...]:
    """Return a mail as one line, or two for a phone."""
    word = Cell(pad(_word(mail), _WORD), Role.WARNING)
    at = Cell(moment(mail.row.received_at, zone, now), Role.DIM)
    sender, subject = Cell(line(mail.row.sender_address) + "  ", Role.DIM), Cell(line(mail.row.subject))
    if phone:
        return Flow((word,), (at,)), Flow((Cell("  "), subject))
    return (Flow((word, Cell(" "), sender, subject), (at,)),)


def _word(mail: UnclearMail) -> str:
    return _(_WORDS[mail.row.read.state][0]) if mail.row.read.state in _WORDS else line(mail.row.read.state)


def detail(mail: UnclearMail, rows: Mapping[str, ProcessRow]) -> list[tuple[Cell, ...]]:
    """Return the lines below the list: why it is here, what it may be about, and how it begins."""
    read = mail.row.read
    why = _(_WORDS[read.state][1]) if read.state in _WORDS else ""
    about = [
        (_("product"), read.product),
        (_("job"), read.job),
        (_("machine"), read.host),
        (_("mailbox"), mail.account),
    ]
    told = ", ".join(f"{name} {line(value)}" for name, value in about if value)
    verdict = RunState(read.verdict)
    first = (Cell(_word(mail), Role.WARNING), Cell(f": {why}. "), runs.word(verdict), Cell(f"  {told}", Role.DIM))
    names = names_of(mail.candidates, rows)
    may = (Cell(_("may be about {jobs}").format(jobs=names) if names else _("no job is like it"), Role.DIM),)
    text = [row for row in safe(mail.text).splitlines() if row.strip()]
    return [first, may, *((Cell(row),) for row in text[:_EXCERPT])]


def names_of(keys: Collection[str], rows: Mapping[str, ProcessRow]) -> str:
    """Return the names of processes."""
    return ", ".join(line(rows[key].name if key in rows else key) for key in keys)


def rule(row: TaughtRuleRow, now: float, zone: tzinfo, *, phone: bool) -> tuple[Line, ...]:
    """Return a rule as one line, or two for a phone."""
    known = row.verdict in RunState.__members__
    verdict = Cell(pad(row.verdict, 14), runs.role_of_run(RunState(row.verdict)) if known else Role.DIM)
    picked = [(_("subject"), row.subject_words), (_("text"), row.words)]
    words = "  ".join(f'{name} "{line(text)}"' for name, text in picked if text)
    who = Cell(f"{line(row.created_by)} {moment(row.created_at, zone, now)}", Role.DIM)
    sender = Cell(line(row.sender or _("anybody")) + "  ", Role.DIM)
    if phone:
        return Flow((verdict, sender), (who,)), Flow((Cell("  " + words),))
    return (Flow((verdict, sender, Cell(words), Cell(f"  {line(row.note)}", Role.DIM)), (who,)),)
