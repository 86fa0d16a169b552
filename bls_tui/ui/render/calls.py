"""A call as lines of a list: columned, two lines for a phone, and the detail lines under a list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, tzinfo

from bls_tui.desk import assignment, signs
from bls_tui.desk.calls import words
from bls_tui.desk.calls.model import CallState, Priority
from bls_tui.desk.calls.wakes import Reason
from bls_tui.desk.clock import Alarm, Phase
from bls_tui.desk.spans import moment, short
from bls_tui.desk.text import line
from bls_tui.locale import N_, _
from bls_tui.service.desk.call_candidates import Fared
from bls_tui.service.desk.call_views_data import ClockCell, QueueRow, StillBad
from bls_tui.ui.render.cells import Cell, Column, Columned, Flow, Line, Role
from bls_tui.ui.render.state import role_of_state

_COLUMNS = (
    Column("", width=4),
    Column(N_("CALL"), width=7),
    Column(N_("STATE"), width=11),
    Column(N_("SLA1"), width=11),
    Column(N_("SLA2"), width=11),
    Column(N_("CLOCK"), width=5),
    Column(N_("WHO"), width=8, min_grid=90),
    Column(N_("CUSTOMER"), width=6, grow=1),
    Column(N_("SUBJECT"), width=10, grow=3),
)
_INDENT = " " * 5
_WAITING = {Reason.PROCESS: N_("s. process"), Reason.CUSTOMER: N_("s. customer"), Reason.SUPPLIER: N_("s. supplier")}
_PHASES = {
    Phase.RUNNING: N_("runs"),
    Phase.OUT_OF_HOURS: N_("off h"),
    Phase.SUSPENDED: N_("susp"),
    Phase.STOPPED: N_("stop"),
    Phase.VOID: N_("-"),
}
_ALARMS = {Alarm.BREACHED: Role.CRITICAL, Alarm.WARNING: Role.WARNING}


def columns() -> tuple[Column, ...]:
    """Return the columns of the queue, titled in the user's language."""
    return tuple(
        Column(_(column.title) if column.title else "", column.width, column.grow, column.min_grid)
        for column in _COLUMNS
    )


def short_number(number: str, now: float) -> str:
    """Return the number without the year of today: "#123" for 26-000123."""
    year, _dash, rest = number.partition("-")
    this = f"{datetime.fromtimestamp(now).astimezone().year % 100:02}"
    return f"#{int(rest)}" if year == this and rest.isdigit() else number


def clock_role(cell: ClockCell) -> Role:
    """Return the role of a clock: what is late stands out, what rests is dim."""
    if cell.clock.alarm in _ALARMS:
        return Role.WARNING if cell.clock.phase is Phase.STOPPED else _ALARMS[cell.clock.alarm]
    return Role.TEXT if cell.clock.phase is Phase.RUNNING else Role.DIM


def state(row: QueueRow) -> Cell:
    """Return the state in a short word, with the reason of a suspension."""
    if row.reason is not None:
        return Cell(_(_WAITING[row.reason]), Role.DIM)
    role = Role.KEY if row.state is CallState.OPEN else Role.STRONG if row.state is CallState.IN_PROGRESS else Role.TEXT
    return Cell(words.word(row.state), role)


def sign(row: QueueRow) -> Cell:
    """Return shape and letters: b judged blocking, k can be closed, e somebody looks at it."""
    clocks = [cell.clock.alarm for cell in (row.sla1, row.sla2) if cell.clock.stopped_at is None]
    shape, role = "·", Role.DIM
    if Alarm.WARNING in clocks:
        shape, role = "▲", Role.WARNING
    if Alarm.BREACHED in clocks:
        shape, role = "■", Role.CRITICAL
    if row.overdue_since is not None:
        shape, role = "▼", Role.DOWN
    flags = (("b", row.blocking), ("k", bool(row.closing)), ("e", bool(row.present)))
    return Cell(shape + " " + "".join(letter for letter, here in flags if here), role)


def phase(row: QueueRow) -> Cell:
    """Return what the clock does that still matters: runs, off h(ours), susp(ended)."""
    cell = row.sla1 if row.sla1.clock.stopped_at is None else row.sla2
    return Cell(_(_PHASES[cell.clock.phase]), Role.DIM)


def subject(row: QueueRow) -> str:
    """Return the subject, after who looks at the call now."""
    here = ", ".join(line(one.name) for one in row.present)
    return (_("({who} here)").format(who=here) + " " if here else "") + line(row.subject)


def wide(row: QueueRow, now: float) -> tuple[Line, ...]:
    """Return a call under the columns of the queue; what needs a decision below it."""
    first = Columned(
        (
            sign(row),
            Cell(short_number(row.number, now), Role.STRONG),
            state(row),
            Cell(row.sla1.text, clock_role(row.sla1)),
            Cell(row.sla2.text, clock_role(row.sla2)),
            phase(row),
            Cell(line(row.owner_name) or "-", Role.DIM),
            Cell(line(row.customer), Role.DIM),
            Cell(subject(row)),
        )
    )
    return (first, *_urgent(row, now, _INDENT))


def phone(row: QueueRow, now: float) -> tuple[Line, ...]:
    """Return a call as two lines for a phone, and a third where it needs a decision."""
    first = Flow(
        (sign(row), Cell(" "), Cell(short_number(row.number, now) + " ", Role.STRONG), Cell(line(row.customer))),
        (state(row),),
    )
    second = Flow(
        (
            Cell("  " + row.sla1.text, clock_role(row.sla1)),
            Cell("  "),
            Cell(row.sla2.text, clock_role(row.sla2)),
            Cell(" "),
            phase(row),
            Cell("  " + subject(row)),
        )
    )
    return (first, second, *_urgent(row, now, "  "))


def height(row: QueueRow, *, two_line: bool) -> int:
    """Return how many lines `wide` or `phone` gives."""
    return (2 if two_line else 1) + bool(row.overdue_since is not None or row.closing)


def _urgent(row: QueueRow, now: float, indent: str) -> Iterator[Line]:
    if row.overdue_since is not None:
        text = _("WAKE-UP OVERDUE by {span}: {what}")
        told = text.format(span=short(now - row.overdue_since), what=line(row.waits_for))
        yield Flow((Cell(indent), Cell(f" {told} ", Role.DOWN)))
    elif row.closing:
        yield Flow((Cell(indent), Cell(_("Can it be closed? {why}").format(why=line(row.closing)), Role.KEY)))


def detail(row: QueueRow, now: float, zone: tzinfo) -> list[tuple[Cell, ...]]:
    """Return the lines under the queue for the call at the cursor: what, whose, until when."""
    since = moment(row.since, zone, now)
    owner = line(row.owner_name) or _("nobody")
    reason = words.state_word(row.state, row.reason)
    head = _("{number} {state} since {at}, {owner}").format(number=row.number, state=reason, at=since, owner=owner)
    return [
        (Cell(head + "  ", Role.STRONG), Cell(line(row.subject))),
        (Cell(" · ".join(whose(row))),),
        clocks(row, now, zone),
        *waiting(row, now, zone),
    ]


def whose(row: QueueRow) -> Iterator[str]:
    """Yield customer, place, contact, and what kind of call it is."""
    for text in (row.customer, row.site, row.contact, row.typology):
        if text:
            yield line(text)
    yield words.word(row.level)
    if row.priority is not Priority.NORMAL:
        yield words.word(row.priority)
    if row.blocking:
        yield _("BLOCKING")
    if row.consultancy:
        yield _("consultancy")
    if row.unpaid:
        yield _("not in the contract")


def clocks(row: QueueRow, now: float, zone: tzinfo) -> tuple[Cell, ...]:
    """Return both clocks as words: what is left, what each does, and when it is due."""
    cells: list[Cell] = []
    for cell in (row.sla1, row.sla2):
        due = "" if cell.clock.due is None or cell.clock.stopped_at is not None else moment(cell.clock.due, zone, now)
        word = "" if cell.clock.stopped_at is not None else f" {cell.word}"
        text = f"SLA{cell.text}{word}" + (f" ({_('due {when}').format(when=due)})" if due else "")
        cells += [Cell(text, clock_role(cell)), Cell("   ")]
    return tuple(cells[:-1])


def candidates(found: Iterable[Fared]) -> list[tuple[Cell, ...]]:
    """Return how everybody would fare if a call were assigned now."""
    lines: list[tuple[Cell, ...]] = [(Cell(_("Who could have it now:"), Role.DIM),)]
    for one in found:
        made = _("competence {competence}, load {load}, {closed} closed for this customer").format(
            competence=one.competence, load=f"{one.load:.1f}", closed=one.closed_for_customer
        )
        head = Cell(f"  {line(one.name or one.login)} {one.score:.1f}  ", Role.DIM if one.obstacles else Role.STRONG)
        why = (Cell(assignment.obstacle_words(one.obstacles) + "; ", Role.WARNING),) if one.obstacles else ()
        lines.append((head, *why, Cell(made, Role.DIM)))
    return lines if len(lines) > 1 else [(Cell(_("The inventory has no technicians."), Role.WARNING),)]


def still_bad(one: StillBad) -> Line:
    """Return a closed call whose object is bad, as a line below the queue."""
    text = _("{number} is closed, but {object} is {state}: explain, or open a new call").format(
        number=one.number, object=line(one.full_name), state=one.word
    )
    return Flow((Cell(f"{signs.shape(one.word)} ", role_of_state(one.word)), Cell(text, Role.KEY)))


def named(row: QueueRow) -> str:
    """Return a call in a few words, to be told beside what it is about."""
    owner, state = line(row.owner_name) or _("nobody"), words.state_word(row.state, row.reason)
    return _("Call {number}: {state}, {owner}.").format(number=row.number, state=state, owner=owner)


def waiting(row: QueueRow, now: float, zone: tzinfo) -> Iterator[tuple[Cell, ...]]:
    """Yield what is awaited, whether it can be closed, and who looks at it."""
    if row.overdue_since is not None:
        late = _("WAKE-UP OVERDUE by {span}: {what}")
        yield (Cell(late.format(span=short(now - row.overdue_since), what=line(row.waits_for)), Role.DOWN),)
    elif row.wake_at is not None:
        text = _("waits for {what} until {when}")
        yield (Cell(text.format(what=line(row.waits_for), when=moment(row.wake_at, zone, now))),)
    if row.closing:
        yield (Cell(_("Can it be closed? {why}").format(why=line(row.closing)), Role.KEY),)
    if row.present:
        names = ", ".join(line(one.name) for one in row.present)
        yield (Cell(_("{who} looks at it now").format(who=names), Role.KEY),)
