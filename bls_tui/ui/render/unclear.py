"""Mails of processes that need a technician, and the rules technicians taught, as lines of lists."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import tzinfo

from bls_tui.desk.text import line, pad, safe
from bls_tui.locale import N_, _
from bls_tui.service.processes.views_data import ProcessRow, UnclearMail
from bls_tui.ui.render import runs
from bls_tui.ui.render.cells import Cell, Column, Columned, Flow, Line, Role
from checks.rules.expected.states import RunState
from db.rows_runs import TaughtRuleRow

_WORDS = {
    "unrecognised": (N_("NOT RECOGNISED"), N_("no process of the inventory is meant by it, or several alike")),
    "unknown": (N_("NOT UNDERSTOOD"), N_("no rule says how it went")),
    "unbound": (N_("OF NO RUN"), N_("it is older than every run of its job")),
}
_WORD = 15
_MAILS = (
    Column(N_("WHY"), width=_WORD),
    Column(N_("FROM"), width=12, grow=1),
    Column(N_("SUBJECT"), width=12, grow=2),
    Column(N_("RECEIVED"), width=16),
)
_RULES = (
    Column(N_("MEANS"), width=13),
    Column(N_("IN MAILS OF"), width=12, grow=1),
    Column(N_("WORDS"), width=20, grow=2),
    Column(N_("BY"), width=8),
    Column(N_("TAUGHT"), width=16, min_grid=100),
    Column(N_("NOTE"), width=8, grow=1, min_grid=110),
)
_EXCERPT = 3


def mail_columns() -> tuple[Column, ...]:
    """Return the columns of the unclear mails, titled in the user's language."""
    return tuple(Column(_(one.title), one.width, one.grow, one.min_grid) for one in _MAILS)


def rule_columns() -> tuple[Column, ...]:
    """Return the columns of the taught rules, titled in the user's language."""
    return tuple(Column(_(one.title), one.width, one.grow, one.min_grid) for one in _RULES)


def lines(mail: UnclearMail, now: float, zone: tzinfo, *, phone: bool) -> tuple[Line, ...]:
    """Return a mail as one line, or two for a phone."""
    word = Cell(pad(_word(mail), _WORD), Role.WARNING)
    at = Cell(runs.at(mail.row.received_at, zone, now), Role.DIM)
    sender, subject = Cell(line(mail.row.sender_address), Role.DIM), Cell(line(mail.row.subject))
    if phone:
        return Flow((word,), (at,)), Flow((Cell("  "), subject))
    return (Columned((word, sender, subject, at)),)


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


def rule_facts(row: TaughtRuleRow) -> list[tuple[str, str]]:
    """Return everything a rule says, as (name, value)."""
    facts = [
        (_("means"), row.verdict), (_("in mails of"), row.sender or _("anybody")), (_("subject"), row.subject_words),
        (_("text"), row.words), (_("product"), row.product), (_("job"), row.job), (_("note"), row.note),
        (_("taught by"), row.created_by),
    ]  # fmt: skip
    return [(name, line(value)) for name, value in facts if value]


def rule_detail(row: TaughtRuleRow, now: float, zone: tzinfo) -> list[tuple[Cell, ...]]:
    """Return the lines below the list for a rule."""
    lines = [(Cell(f"{name}: ", Role.DIM), Cell(value)) for name, value in rule_facts(row)]
    return [*lines, (Cell(_("taught: {at}").format(at=runs.at(row.created_at, zone, now)), Role.DIM),)]


def rule(row: TaughtRuleRow, now: float, zone: tzinfo, *, phone: bool) -> tuple[Line, ...]:
    """Return a rule as one line, or two for a phone."""
    known = row.verdict in RunState.__members__
    verdict = Cell(row.verdict, runs.role_of_run(RunState(row.verdict)) if known else Role.DIM)
    picked = [(_("subject"), row.subject_words), (_("text"), row.words)]
    words = Cell("  ".join(f'{name} "{line(text)}"' for name, text in picked if text))
    who, at = Cell(line(row.created_by), Role.DIM), Cell(runs.at(row.created_at, zone, now), Role.DIM)
    sender = Cell(line(row.sender or _("anybody")), Role.DIM)
    if phone:
        return Flow((verdict, Cell("  "), sender), (who, Cell(" "), at)), Flow((Cell("  "), words))
    return (Columned((verdict, sender, words, who, at, Cell(line(row.note), Role.DIM))),)
