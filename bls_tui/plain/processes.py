"""`bls processes` and `bls process` as text: jobs with their strips, one with its runs, mails nobody understood."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import tzinfo
from zoneinfo import ZoneInfo

from bls_tui.desk import run_signs, signs, spans
from bls_tui.desk.text import fit, line, pad
from bls_tui.locale import N_, _, ngettext
from bls_tui.plain.look import Look
from bls_tui.service.monitoring.views_why import stale_poller
from bls_tui.service.processes.views_data import (
    MailboxRow,
    ProcessesView,
    ProcessRow,
    ProcessView,
    RunMailView,
    RunView,
    UnclearMail,
    UnclearView,
    VerdictChange,
)
from bls_tui.service.processes.words import why_of
from checks.rules.expected.learned import Trend
from checks.rules.expected.states import RunState, severity
from checks.rules.expected.strip import by_day
from db.rows_runs import RunRow, TaughtRuleRow

COLOURS: Mapping[RunState, str] = {
    RunState.FAILED: "CRITICAL",
    RunState.MISSING: "DOWN",
    RunState.PARTIAL: "WARNING",
    RunState.WARNING: "WARNING",
    RunState.LATE: "WARNING",
    RunState.UNKNOWN: "UNKNOWN",
    RunState.SKIPPED: "PENDING",
    RunState.EXPECTED: "PENDING",
}
"""The state of an object whose colour a run's borrows."""
WHY: Mapping[str, str] = {
    "unrecognised": N_("no process of the inventory, or several alike"),
    "unknown": N_("no rule understands it"),
    "unbound": N_("older than every run"),
}
RUNS = 10
"""Runs of one job that are printed."""
_DAYS = 30
_STATE, _GOOD = 9, 5
_ASCII = {signs.SHAPES[state]: signs.ASCII_SHAPES[state] for state in signs.SHAPES}


def text(view: ProcessesView, rows: Sequence[ProcessRow], look: Look) -> Iterator[str]:
    """Yield the lines: what cannot be read, the jobs, how many are in which state, and mails that need somebody."""
    if view.poller.stale:
        yield from look.wrap(stale_poller(view.poller.holder, view.poller.heartbeat_age))
    for box in view.mailboxes:
        if not box.readable or box.failing_since is not None:
            yield from look.wrap(_unreadable(box, view.generated_at))
    if not view.rows:
        yield from look.wrap(_("No process is expected. Declare processes in the inventory: docs/processes.md."))
    elif not rows:
        yield _("No process matches.")
    for row in rows:
        yield _row(row, look, view.generated_at)
    if rows:
        yield _tally(rows)
    if view.unclear:
        yield unclear_line(view.unclear)


def unclear_line(count: int) -> str:
    """Return how many mails need a technician."""
    told = ngettext("{count} mail needs a technician", "{count} mails need a technician", count).format(count=count)
    return f"{told} (bls process mails)"


def _unreadable(box: MailboxRow, now: float) -> str:
    since = box.failing_since or box.passed_at
    if since is None:
        told = _("The mailbox {name} was never read completely").format(name=box.account)
    else:
        text_ = _("The mailbox {name} is not read since {age}")
        told = text_.format(name=box.account, age=spans.short(now - since))
    told = f"{told}: {box.error}" if box.error else told
    held = ngettext("{count} job is held.", "{count} jobs are held.", box.held).format(count=box.held)
    return f"{told}; {held}" if box.held else f"{told}."


def _row(row: ProcessRow, look: Look, now: float) -> str:
    good = _("never") if row.summary.good_days is None else _("{days:.0f}d").format(days=row.summary.good_days)
    room = max(look.width - 2 - _STATE - 1 - _GOOD - 2 - _DAYS, 20)
    customer = room // 3
    name = pad(line(row.name), room - customer - 1)
    head = f"{sign(row.state, look)} {look.paint(pad(row.state.value, _STATE), _colour(row.state))}"
    return f"{head}{name} {pad(line(row.customer), customer)} {pad(good, _GOOD)} {strip(row, look, now)}".rstrip()


def strip(row: ProcessRow, look: Look, now: float) -> str:
    """Return one sign a day for the last 30 days, the worst run of each."""
    days = by_day(row.summary.marks, now, ZoneInfo(row.zone), _DAYS)
    return "".join(look.paint(_shape(state, look), _colour(state)) for state in days)


def sign(state: RunState | None, look: Look) -> str:
    """Return the sign of a state."""
    return look.paint(_shape(state, look), _colour(state))


def _shape(state: RunState | None, look: Look) -> str:
    shape = run_signs.sign(state)
    return _ASCII.get(shape, shape) if look.ascii_only else shape


def _colour(state: RunState | None) -> str:
    return COLOURS.get(state, "") if state else ""


def _tally(rows: Sequence[ProcessRow]) -> str:
    counts = Counter(row.state for row in rows)
    told = (f"{counts[state]} {state.value}" for state in sorted(counts, key=severity, reverse=True))
    count = ngettext("{count} process", "{count} processes", len(rows)).format(count=len(rows))
    return f"{count}: {', '.join(told)}"


def one(view: ProcessView, look: Look, zone: tzinfo) -> Iterator[str]:
    """Yield one job: what is expected of it, how it is doing, its last runs with the mails that tell of them."""
    row, found, now = view.row, view.row.summary, view.generated_at
    yield fit(line(f"{row.state.value}  {row.name}  ({row.customer})"), look.width)
    yield strip(row, look, now).strip() or _("It never ran yet.")
    facts = (
        (_("Schedule"), f"{view.schedule} ({row.zone})"),
        (_("Mails"), ", ".join(f"{key} {value}" for key, value in view.recognition)),
        (_("Items"), ", ".join(view.items)),
        (_("Objects"), ", ".join(row.objects)),
        (_("Proposes"), view.policy if row.monitored else _("nothing: no contract includes monitoring")),
        (_("Last good"), spans.moment(found.good_at, zone, now) if found.good_at is not None else _("never")),
        (_("Next due"), spans.moment(found.due_at, zone, now) if found.due_at is not None else ""),
        (_("Size"), _trend(found.size, size)),
        (_("Duration"), _trend(found.duration, spans.long)),
        (_("Held"), _("its mailbox cannot be read") if row.held else ""),
        (_("Call"), row.call),
        (_("Proposal"), str(row.proposal or "")),
        (_("Notes"), view.notes),
    )
    for label, value in facts:
        if value:
            yield from look.wrap(f"{label}: {line(value)}")
    for run in view.runs[:RUNS]:
        yield from run_lines(run, look, zone, now)
    if len(view.runs) > RUNS:
        yield _("… and {count} runs before (--json)").format(count=len(view.runs) - RUNS)


def run_lines(run: RunView, look: Look, zone: tzinfo, now: float) -> Iterator[str]:
    """Yield a run, then its mails."""
    row = run.row
    yield _run_head(run, look, zone, now)
    why = why_of(row) if not run.by else f"{run.by}: {row.note}"
    if why:
        yield from look.wrap(why, indent="    ")
    for mail in run.mails:
        yield fit(line(f"    {_mail(mail, zone, now)}"), look.width)


def _run_head(run: RunView, look: Look, zone: tzinfo, now: float) -> str:
    row = run.row
    when = spans.moment(row.scheduled_at, zone, now)
    told = [size(row.size_bytes) if row.size_bytes is not None else ""]
    told += [spans.short(row.duration_s) if row.duration_s is not None else ""]
    told += [_("held") if row.held else "", *run.calls]
    return f"{sign(run.state, look)} {row.id:>6}  {when}  {row.state}  {'  '.join(filter(None, told))}".rstrip()


def _mail(mail: RunMailView, zone: tzinfo, now: float) -> str:
    mark = "*" if mail.decided else "-"
    item = f" {mail.item}" if mail.item else ""
    when = spans.moment(mail.received_at, zone, now)
    return f"{mark} {mail.message_id}  {when}  {mail.verdict.value}{item}  {mail.subject}  [{mail.rule}]"


def _trend(trend: Trend | None, write: Callable[[float], str]) -> str:
    if trend is None:
        return ""
    if trend.usual is None or trend.ratio is None:
        return write(trend.latest)
    return _("{latest}, usually {usual}").format(latest=write(trend.latest), usual=write(trend.usual))


def size(count: float) -> str:
    """Return a number of bytes for people, in binary units."""
    for unit in ("B", "KiB", "MiB", "GiB"):
        if abs(count) < 1024:  # noqa: PLR2004
            return f"{count:.4g} {unit}"
        count /= 1024
    return f"{count:.4g} TiB"


def unclear(view: UnclearView, look: Look, zone: tzinfo) -> Iterator[str]:
    """Yield the mails that need a technician, newest first, and what can be done with them."""
    if not view.mails:
        yield _("Every mail was understood and belongs to a process.")
        return
    for mail in view.mails:
        yield from _unclear(mail, look, zone, view.generated_at)
    yield from look.wrap(
        _("bls process bind MESSAGE JOB says what it is about, bls process teach MESSAGE how to read it, "
          "bls process ignore MESSAGE that it is no result.")
    )  # fmt: skip


def _unclear(mail: UnclearMail, look: Look, zone: tzinfo, now: float) -> Iterator[str]:
    row = mail.row
    when = spans.moment(row.received_at, zone, now)
    yield fit(line(f"{row.read.message_id:>6}  {when}  {row.sender_address}  {row.subject}"), look.width)
    said = ", ".join(filter(None, (row.read.product, row.read.job, row.read.host)))
    may = _("; perhaps {jobs}").format(jobs=", ".join(mail.candidates)) if mail.candidates else ""
    why = _(WHY.get(row.read.state, row.read.state))
    yield from look.wrap(f"{row.read.verdict}: {why}{may}" + (f" ({said})" if said else ""), indent="        ")


def rules(rows: Sequence[TaughtRuleRow], look: Look) -> Iterator[str]:
    """Yield the taught rules, newest first."""
    if not rows:
        yield _("No rule was taught.")
    for row in rows:
        words = " + ".join(filter(None, (row.subject_words, row.words)))
        yield fit(line(f"{row.id:>4}  {row.verdict}  {row.sender or '*'}  {words}  ({row.created_by})"), look.width)


def changes(found: Sequence[VerdictChange], look: Look, zone: tzinfo, now: float) -> Iterator[str]:
    """Yield the stored mails that a rule would change."""
    count = len(found)
    told = ngettext("{count} stored mail would change", "{count} stored mails would change", count)
    yield f"{told.format(count=count)}{':' if found else '.'}"
    for row in found:
        when = spans.moment(row.received_at, zone, now)
        said = f"{row.message_id:>6}  {when}  {row.before} > {row.after}  {row.sender}  {row.subject}"
        yield fit(line(said), look.width)


def run_said(row: RunRow, zone: tzinfo, now: float) -> str:
    """Return a run in a line, after somebody did something to it."""
    by = f" ({row.decided_by}: {row.note})" if row.decided_by else ""
    return line(f"{row.id}  {row.job}  {spans.moment(row.scheduled_at, zone, now)}  {row.state}{by}")
