"""The list of expected processes: rows, the lines below it, and what is wrong with the mailboxes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import tzinfo
from zoneinfo import ZoneInfo

from bls_tui.desk.spans import short
from bls_tui.desk.text import fit, line, pad
from bls_tui.locale import N_, _, ngettext
from bls_tui.service.processes.views_data import MailboxRow, ProcessesView, ProcessRow
from bls_tui.ui.render import runs
from bls_tui.ui.render.cells import Cell, Column, Flow, Line, Role, column_widths
from checks.rules.expected.judging import Cause
from checks.rules.expected.states import RunState
from db.rows_runs import RunRow

_FLAGS, _WORD, _GOOD, _DUE = 5, 8, 7, 8
_COLUMNS = (
    Column("", width=_FLAGS),
    Column(N_("STATE"), width=_WORD),
    Column(N_("JOB"), width=8, grow=3),
    Column(N_("CUSTOMER"), width=8, grow=1),
    Column(N_("LAST DAYS"), width=runs.NARROW_DAYS),
    Column("", width=runs.WIDE_DAYS - runs.NARROW_DAYS - 1, min_grid=100),
    Column(N_("GOOD"), width=_GOOD),
    Column(N_("DUE"), width=_DUE),
    Column(N_("SIZE"), width=14, min_grid=120),
    Column(N_("TOOK"), width=13, min_grid=120),
)
"""The strip lies under two of them, so that it takes the room of the second where that is shown."""
_STRIP, _MORE_STRIP = 4, 5
_PHONE_CUSTOMER = 12


def columns() -> tuple[Column, ...]:
    """Return the columns of the list, titled in the user's language."""
    return tuple(
        Column(_(column.title) if column.title else "", column.width, column.grow, column.min_grid, column.right)
        for column in _COLUMNS
    )


def flags(row: ProcessRow) -> str:
    """Return the letters after the sign: c call, h held, p proposed, u not watched by contract."""
    told = (("c", bool(row.call)), ("h", row.held), ("p", row.proposal is not None), ("u", not row.monitored))
    return "".join(letter for letter, present in told if present)


def wide(row: ProcessRow, now: float, width: int) -> tuple[Line, ...]:
    """Return a row under the columns of a list `width` cells wide."""
    widths = column_widths(_COLUMNS, width)
    days = widths[_STRIP] + (widths[_MORE_STRIP] + 1 if widths[_MORE_STRIP] else 0)
    found = row.summary
    role = runs.role_of_run(row.state)
    plain = {
        0: Cell(f"{runs.sign(row.state).text} {flags(row)}", role),
        1: runs.word(row.state),
        2: Cell(line(row.name), Role.STRONG),
        3: Cell(line(row.customer), Role.DIM),
        6: Cell(runs.since_good(found.good_at, now), _good_role(row)),
        7: Cell(runs.until_due(found.due_at, now), Role.WARNING if found.late else Role.DIM),
        8: runs.size(found.size),
        9: runs.took(found.duration),
    }
    cells: list[Cell] = []
    for number, size in enumerate(widths):
        if number == _STRIP:
            cells += [*runs.strip(found.marks, now, ZoneInfo(row.zone), days), Cell(" ")]
        elif size and number in plain:
            cells += [Cell(pad(plain[number].text, size), plain[number].role), Cell(" ")]
    return (Flow(tuple(cells[:-1])),)


def phone(row: ProcessRow, now: float) -> tuple[Line, ...]:
    """Return a row as two lines: what, its state and how long since it went well; then whose, the strip, and when."""
    found = row.summary
    mark = Cell(f"{runs.sign(row.state).text} ", runs.role_of_run(row.state))
    first = Flow(
        (mark, Cell(line(row.name) + " ", Role.STRONG), Cell(flags(row), Role.KEY)),
        (Cell(runs.since_good(found.good_at, now), _good_role(row)),),
    )
    marks = runs.strip(found.marks, now, ZoneInfo(row.zone), runs.NARROW_DAYS)
    second = Flow(
        (Cell("  "), Cell(pad(fit(line(row.customer), _PHONE_CUSTOMER), _PHONE_CUSTOMER) + " ", Role.DIM), *marks),
        (Cell(runs.until_due(found.due_at, now), Role.WARNING if found.late else Role.DIM),),
    )
    return first, second


def _good_role(row: ProcessRow) -> Role:
    days = row.summary.good_days
    return Role.WARNING if row.summary.latest is not None and (days is None or days > 1.5) else Role.TEXT  # noqa: PLR2004 - a night and some


def brief(row: ProcessRow, now: float, zone: tzinfo, *, two_line: bool) -> tuple[Line, ...]:
    """Return a job as it stands on Now: one line, or two for a phone."""
    sign = Cell(f"{runs.sign(row.state).text} ", runs.role_of_run(row.state))
    name, whose = Cell(line(row.name) + "  ", Role.STRONG), Cell(line(row.customer) + "  ", Role.DIM)
    told = Cell(reason(row.current, now, zone, held=row.held) if row.current else "")
    age = (Cell(runs.since_good(row.summary.good_at, now), Role.DIM),)
    if two_line:
        return Flow((sign, name, runs.word(row.state)), age), Flow((Cell("  "), whose, told))
    return (Flow((sign, runs.word(row.state), Cell("  "), name, whose, told), age),)


def detail(row: ProcessRow, now: float, zone: tzinfo) -> list[tuple[Cell, ...]]:
    """Return the lines below the list: the run that matters, last good and next due, trends, and who has it."""
    found = row.summary
    head = (runs.word(row.state), Cell("  "), Cell(line(row.name), Role.STRONG), Cell(f"  {line(row.customer)}"))
    good = (
        _("never went well")
        if found.good_at is None
        else _("last good {at}").format(at=runs.at(found.good_at, zone, now))
    )
    due = _("nothing due") if found.due_at is None else _("due {at}").format(at=runs.at(found.due_at, zone, now))
    lines = [head, (Cell(why(row.current, row.held, now, zone) or _("No run has ended yet.")),)]
    lines.append((Cell(f"{good}, {due}"), *_trends(row)))
    return [*lines, _handled(row)] if _handled(row) else lines


def _trends(row: ProcessRow) -> tuple[Cell, ...]:
    size, took = runs.size(row.summary.size), runs.took(row.summary.duration)
    told = [Cell(f"  {label} ", Role.DIM) for label in (_("size"), _("took"))]
    pairs = ((told[0], size), (told[1], took))
    return tuple(cell for pair in pairs if pair[1].text for cell in pair)


def _handled(row: ProcessRow) -> tuple[Cell, ...]:
    if row.call:
        return (Cell(_("Call {number} is open about it; c opens it.").format(number=row.call), Role.KEY),)
    if row.proposal is not None:
        return (Cell(_("A call is proposed: c accepts, l links, x dismisses it."), Role.KEY),)
    if not row.monitored:
        return (Cell(_("No contract in force includes monitoring: nothing is proposed."), Role.DIM),)
    return ()


def why(run: RunRow | None, held: bool, now: float, zone: tzinfo) -> str:
    """Return in one sentence why a run is in its state, "" where there is none."""
    if run is None:
        return ""
    of = _("run of {at}: {state}").format(at=runs.when(run.scheduled_at, zone), state=run.state)
    return f"{of}, {told}" if (told := reason(run, now, zone, held=held)) else of


def reason(  # noqa: PLR0911 - one return a cause
    run: RunRow, now: float, zone: tzinfo, *, held: bool = False
) -> str:
    """Return what made the state of a run: who said it, the rule and its words, or what the clock waited for."""
    if run.cause == Cause.MANUAL:
        return line(_("said by {who}: {why}").format(who=run.decided_by, why=run.note or "-"))
    if run.cause == Cause.ITEMS_ABSENT:
        return line(_("nothing was told of {items}").format(items=run.evidence))
    state = RunState(run.state)
    if state is RunState.MISSING:
        return _("no mail until {at}").format(at=runs.at(run.missing_at, zone, now))
    if state is RunState.LATE:
        waits = _("no mail since {at} ({span})").format(at=runs.at(run.due_at, zone, now), span=short(now - run.due_at))
        return waits + ", " + (_("held: its mailbox cannot be read") if held else _missing(run, now, zone))
    if state is RunState.EXPECTED:
        return _("expected by {at}").format(at=runs.at(run.due_at, zone, now))
    if state is RunState.SKIPPED:
        return line(run.note)
    return line(": ".join(part for part in (run.rule, _quoted(run.evidence)) if part))


def _missing(run: RunRow, now: float, zone: tzinfo) -> str:
    return _("missing from {at}").format(at=runs.at(run.missing_at, zone, now))


def _quoted(text: str) -> str:
    return f'"{text}"' if text else ""


def mailboxes(rows: Iterable[MailboxRow], now: float, zone: tzinfo) -> list[tuple[Cell, ...]]:
    """Return what is wrong with the mailboxes that jobs confirm to: cause, since when, next try, and what follows."""
    return [(Cell(text, Role.WARNING),) for row in rows if (text := _trouble(row, now, zone))]


def _trouble(row: MailboxRow, now: float, zone: tzinfo) -> str:
    if not row.jobs:
        return ""
    name = line(row.account)
    if row.failing_since is not None:
        text = _("Mailbox {name} cannot be read since {at}: {error}").format(
            name=name, at=runs.at(row.failing_since, zone, now), error=line(row.error)
        )
    elif row.passed_at is None:
        text = _("Mailbox {name} was never read completely by a poller that has it in its bls.toml.").format(name=name)
    elif not row.readable:
        text = _("Mailbox {name} is not read since {at}.").format(name=name, at=runs.at(row.passed_at, zone, now))
    else:
        return ""
    return " ".join(part for part in (text.rstrip(".") + ".", _next(row, now, zone), _held(row)) if part)


def _next(row: MailboxRow, now: float, zone: tzinfo) -> str:
    if row.next_try_at is None:
        return ""
    return _("Next try {at}.").format(at=runs.at(row.next_try_at, zone, now))


def _held(row: MailboxRow) -> str:
    if not row.held:
        return ngettext("{count} job confirms to it.", "{count} jobs confirm to it.", row.jobs).format(count=row.jobs)
    text = ngettext("{count} job is held, not judged.", "{count} jobs are held, not judged.", row.held)
    return text.format(count=row.held)


def nothing(view: ProcessesView) -> list[str]:
    """Return what the list says when nothing is expected: what is true, and what to do."""
    if not view.mailboxes:
        return [
            _("No process is declared, and no mailbox of processes is read."),
            _('A mailbox: [mailbox.NAME] with role = "process" in bls.toml.'),
            _("A process: [process.NAME] in the inventory with customer, mailbox, how its mails are known, and when."),
        ]
    names = ", ".join(line(row.account) for row in view.mailboxes)
    return [
        _("No process is declared, so nothing is expected of the mailboxes read ({names}).").format(names=names),
        _("Declare one as [process.NAME] in the inventory: customer, mailbox, how its mails are known, and when."),
    ]
