"""Everything about one expected process as sections of lines: its runs with their evidence, and what is expected."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from textwrap import wrap
from zoneinfo import ZoneInfo

from bls_tui.desk.quantities import quantity
from bls_tui.desk.spans import short
from bls_tui.desk.text import cells as width_of
from bls_tui.desk.text import line, pad, safe
from bls_tui.locale import N_, _
from bls_tui.service.processes.views_data import ProcessView, RunMailView, RunView
from bls_tui.ui.render import processes, runs
from bls_tui.ui.render.cells import Cell, Flow, Line, Role
from bls_tui.ui.render.page import Paper, Part, Piece
from checks.rules.expected.judging import Cause

_LEAST = 10
_ROOM_FOR_LONG = 104
_SINGLE_DAYS = 7
_POLICIES = {
    "first": N_("at the first failure"),
    "second": N_("at the second failure in a row"),
    "third": N_("at the third failure in a row"),
}
_BOUND = {
    "end": N_("by the end told in it"),
    "date": N_("by its date"),
    "received": N_("by when it arrived"),
    "hand": N_("by hand"),
}
_KNOWN_BY = {
    "mailbox": N_("mailbox"),
    "sender": N_("sender"),
    "subject": N_("subject"),
    "product": N_("product"),
    "job": N_("job"),
    "host": N_("machine"),
}


def parts(view: ProcessView, paper: Paper, aside: Paper) -> list[Part]:
    """Return the sections that have something to say; `aside` is the paper of the second column."""
    sections: list[tuple[str, Callable[[ProcessView, Paper], Iterator[Piece]], bool]] = [
        (_("Expected"), _expected, True),
        (_("Its mails are known by"), _recognition, True),
        (_("Must all be told"), _items, True),
        (_("Objects"), _objects, True),
        (_("Notes"), _notes, True),
        (_("Runs, newest first"), _runs, False),
    ]
    built = (Part(title, tuple(make(view, aside if beside else paper)), beside) for title, make, beside in sections)
    return [part for part in built if part.pieces]


def head(view: ProcessView, paper: Paper) -> list[tuple[Cell, ...]]:
    """Return the lines above the sections: state and whose it is, the strip, last good and next due, who has it."""
    row, now = view.row, paper.now
    lines = processes.detail(row, now, paper.zone)
    zone, days = ZoneInfo(row.zone), runs.LONG_DAYS if paper.width >= _ROOM_FOR_LONG else runs.WIDE_DAYS
    strip = runs.strip(marks(view, zone), now, zone, days)
    lines.insert(1, (Cell(_("{count} days ").format(count=days), Role.DIM), *strip))
    if runs.many(row.summary.marks):
        single = [mark for mark in row.summary.marks if now - mark.scheduled_at < _SINGLE_DAYS * 86400]
        each = runs.each(single[-max(_LEAST, paper.width - 12) :])
        lines.insert(2, (Cell(_("each run "), Role.DIM), *each))
    if not view.known:
        text = _("{login} is not a known technician: you may look, not touch.").format(login=line(view.login))
        lines.append((Cell(text, Role.WARNING),))
    return lines


def marks(view: ProcessView, zone: ZoneInfo) -> tuple[runs.Mark, ...]:
    """Return a mark for each run of the view, oldest first."""
    return runs.all_marks((run.row for run in reversed(view.runs)), zone)


def run_lines(run: RunView, paper: Paper) -> list[tuple[Cell, ...]]:
    """Return everything about one run: times, state and why, and all its evidence."""
    row = run.row
    times = [
        (_("scheduled"), row.scheduled_at), (_("a mail counts from"), row.opens_at), (_("due"), row.due_at),
        (_("late from"), row.late_at), (_("missing from"), row.missing_at), (_("started"), row.started_at),
        (_("ended"), row.ended_at), (_("decided"), row.decided_at),
    ]  # fmt: skip
    lines: list[tuple[Cell, ...]] = [(runs.word(run.state), Cell("  "), Cell(_told(run, paper), Role.STRONG)), ()]
    lines += [(Cell(f"{pad(name, 22)}", Role.DIM), Cell(_at(at, paper))) for name, at in times if at is not None]
    lines += [(Cell(pad(name, 22), Role.DIM), Cell(value)) for name, value in _measured(run) if value]
    for number in run.calls:
        lines.append((Cell(pad(_("call"), 22), Role.DIM), Cell(number, Role.KEY)))
    lines += [(), (Cell(_("Evidence"), Role.TITLE),)]
    pieces = [piece for one in _mail_groups(run.mails) for piece in _mail(run, one, paper)]
    lines += [entry.left for entry in pieces] or [(Cell(_("No mail has come."), Role.DIM),)]
    return lines


def _measured(run: RunView) -> tuple[tuple[str, str], ...]:
    row = run.row
    size = "" if row.size_bytes is None else quantity(row.size_bytes, "B")
    took = "" if row.duration_s is None else short(row.duration_s)
    return (_("size"), size), (_("took"), took)


def _runs(view: ProcessView, paper: Paper) -> Iterator[Piece]:
    for run in view.runs:
        yield Piece(("run", run.row.id), tuple(_run(run, paper)))
        for one in _mail_groups(run.mails):
            yield Piece(("mail", run.row.id, one[0].message_id), tuple(_mail(run, one, paper)))


def _run(run: RunView, paper: Paper) -> Iterator[Line]:
    row = run.row
    measured = [text for _name, text in _measured(run) if text]
    arrived = (
        [_("arrived {at}").format(at=_at(min(mail.received_at for mail in run.mails), paper))] if run.mails else []
    )
    call = (Cell(_("call {number}").format(number=run.calls[0]) + " ", Role.KEY),) if run.calls else ()
    first = (
        runs.sign(run.state),
        Cell(" "),
        Cell(pad(run.state.value, 9), runs.role_of_run(run.state)),
        Cell(runs.when(row.scheduled_at, paper.zone), Role.STRONG),
    )
    facts = "  ".join([*arrived, *measured])
    if paper.two_line:
        yield Flow(first, call)
    else:
        yield Flow((*first, Cell(f"  {facts}", Role.DIM)), call)
    yield from _folded(_told(run, paper), paper, "    ")


def _told(run: RunView, paper: Paper) -> str:
    row = run.row
    if row.cause == Cause.MANUAL:
        return line(_("said by {who}: {why}").format(who=run.by or row.decided_by, why=row.note or "-"))
    return processes.reason(row, paper.now, paper.zone, held=row.held)


def _mail_groups(mails: Iterable[RunMailView]) -> list[list[RunMailView]]:
    """Return what each mail says, the mails newest first."""
    ordered = sorted(mails, key=lambda mail: (-mail.received_at, mail.message_id))
    return [list(group) for _id, group in groupby(ordered, key=lambda mail: mail.message_id)]


def _mail(run: RunView, told: list[RunMailView], paper: Paper) -> Iterator[Flow]:
    """Return what one mail says: when and from whom, and for all of it and each item verdict, rule and words."""
    lead = told[0]
    by_hand = run.row.cause == Cause.MANUAL
    role = Cell(_("decided"), Role.KEY) if lead.decided and not by_hand else Cell(_("kept"), Role.DIM)
    how = _(_BOUND[lead.bound_by]) if lead.bound_by in _BOUND else line(lead.bound_by)
    head_cells = (
        Cell("    " + _("mail "), Role.DIM),
        Cell(_at(lead.received_at, paper) + " "),
        Cell(line(lead.sender)),
    )
    yield Flow(head_cells, (role, Cell(" ")))
    yield Flow((Cell(f'      "{line(lead.subject)}"'),), (Cell(how + " ", Role.DIM),))
    for one in told:
        yield from _said(one, paper)


def _said(one: RunMailView, paper: Paper) -> Iterator[Flow]:
    """Return what a mail says of all or of one item: the verdict, and the rule with the words that matched."""
    verdict = Cell(one.verdict.value, runs.role_of_run(one.verdict))
    item = Cell(f"      {line(one.item)}: " if one.item else "      ")
    rule = "" if one.item else " ".join(part for part in (line(one.product), line(one.rule)) if part)
    words = f'"{line(one.matched)}"' if one.matched else ""
    room = paper.width - width_of(item.text) - width_of(verdict.text) - 3
    if width_of(rule) + width_of(words) + 2 <= room:
        yield Flow((item, verdict, Cell(f"  {rule}", Role.DIM), Cell(f"  {words}" if rule else words)))
    else:
        yield Flow((item, verdict, Cell(f"  {rule}", Role.DIM)))
        yield from _folded(words, paper, "        ")


def _at(moment: float, paper: Paper) -> str:
    return runs.at(moment, paper.zone, paper.now)


def _folded(text: str, paper: Paper, indent: str) -> Iterator[Flow]:
    for part in wrap(text, max(_LEAST, paper.width - len(indent) - 1)):
        yield Flow((Cell(indent + part),))


def _expected(view: ProcessView, paper: Paper) -> Iterator[Piece]:
    policy = (
        _(_POLICIES[view.policy]) if view.policy in _POLICIES else _("at {policy} failures").format(policy=view.policy)
    )
    told = [
        _("runs: {schedule} ({zone})").format(schedule=line(view.schedule), zone=view.row.zone),
        _("a call is proposed {policy}").format(policy=policy),
    ]
    if view.coming:
        told.append(_("next: {times}").format(times=", ".join(_at(run.scheduled_at, paper) for run in view.coming[:3])))
        run = view.coming[0]
        times = (_at(at, paper) for at in (run.due_at, run.late_at, run.missing_at))
        told.append(
            _("its mail: due {due}, late {late}, missing {missing}").format(
                **dict(zip(("due", "late", "missing"), times, strict=True))
            )
        )
    if view.row.summary.suggested is not None:
        told.append(_("past runs end within {span}").format(span=short(view.row.summary.suggested)))
    for number, text in enumerate(told):
        yield _text(("expected", number), text, paper)


def _recognition(view: ProcessView, paper: Paper) -> Iterator[Piece]:
    for key, value in view.recognition:
        name = _(_KNOWN_BY[key]) if key in _KNOWN_BY else key
        yield _text(("known", key), f"{name}: {line(value)}", paper)


def _items(view: ProcessView, paper: Paper) -> Iterator[Piece]:
    for number, item in enumerate(view.items):
        yield _text(("item", number), line(item), paper)


def _objects(view: ProcessView, paper: Paper) -> Iterator[Piece]:
    for number, name in enumerate(view.row.objects):
        yield _text(("object", number), line(name), paper)


def _notes(view: ProcessView, paper: Paper) -> Iterator[Piece]:
    for number, row in enumerate(safe(view.notes).splitlines()):
        yield _text(("note", number), row, paper)


def _text(key: tuple[str, object], text: str, paper: Paper) -> Piece:
    rows = wrap(text, max(_LEAST, paper.width - 2)) or [""]
    return Piece(key, tuple(Flow((Cell(row),)) for row in rows))
