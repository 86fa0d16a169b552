"""Everything about one call as sections of lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from textwrap import wrap

from bls_tui.desk import assignment
from bls_tui.desk.calls import words
from bls_tui.desk.clock_words import hours, interval_line
from bls_tui.desk.spans import long
from bls_tui.desk.text import line, safe
from bls_tui.locale import N_, _
from bls_tui.service.desk.call_views_data import CallView, ContractCard, TimelineItem
from bls_tui.ui.render import calls
from bls_tui.ui.render.cells import Cell, Flow, Role
from bls_tui.ui.render.page import Paper, Part, Piece
from bls_tui.ui.render.state import role_of_state

_RELATIONS = {
    "refers_to": N_("takes up"),
    "call": N_("tied to"),
    "absorbed": N_("merged into this one:"),
    "split_from": N_("split from"),
    "merged_into": N_("merged into"),
}
_LEAST = 10


def head(view: CallView, paper: Paper) -> list[tuple[Cell, ...]]:
    """Return the lines above the sections: state and owner, whose it is, both clocks, what is awaited."""
    row, now, zone = view.row, paper.now, paper.zone
    lines = calls.detail(row, now, zone)
    if not view.known:
        text = _("{login} is not a known technician: you may look, not touch.").format(login=line(view.login))
        lines.append((Cell(text, Role.WARNING),))
    else:
        moves = words.listed(view.moves) or _("nothing: a closed call stays closed")
        lines.append((Cell(_("Possible now: {moves}.").format(moves=moves), Role.DIM),))
    return lines


def parts(view: CallView, paper: Paper, aside: Paper) -> list[Part]:
    """Return the sections that have something to say; `aside` is the paper of the second column."""
    sections: list[tuple[str, Callable[[CallView, Paper], Iterator[Piece]], bool]] = [
        (_("Contract"), _contract, True),
        (_("Details"), _details, True),
        (_("Tied to"), _ties, True),
        (_("Work"), _work, True),
        (_("Described"), _text, False),
        (_("Closed"), _closing, False),
        (_("What happened"), _timeline, False),
    ]
    built = (Part(title, tuple(make(view, aside if beside else paper)), beside) for title, make, beside in sections)
    return [part for part in built if part.pieces]


def contract_lines(card: ContractCard, level: str) -> list[tuple[Cell, ...]]:
    """Return the contract card: what is included, who leads it, and the hours left."""
    contract = card.contract
    if not contract.key:
        return [(Cell(_("No contract: nothing is promised, and no work is included."), Role.WARNING),)]
    lines: list[tuple[Cell, ...]] = [(Cell(line(contract.name or contract.key), Role.STRONG),)]
    if not card.covered:
        lines.append((Cell(_("NOT INCLUDED: {level}").format(level=level), Role.WARNING),))
    lines.append((Cell(_("includes {services}").format(services=card.includes or _("nothing"))),))
    lines.append((Cell(_("lead: {name}").format(name=line(card.lead_name) or _("nobody"))),))
    if card.balance.left is not None:
        role = Role.WARNING if card.balance.left <= 0 else Role.TEXT
        lines.append((Cell(_("hours left: {hours}").format(hours=hours(card.balance.left)), role),))
    pauses = ", ".join(words.word(reason) for reason in sorted(contract.pausing)) or _("nothing")
    lines.append((Cell(_("pauses for: {reasons}").format(reasons=pauses), Role.DIM),))
    return lines


def why(view: CallView, paper: Paper) -> list[tuple[Cell, ...]]:
    """Return every interval of both clocks, counted or not, with its cause."""
    lines: list[tuple[Cell, ...]] = []
    for clock in view.clocks:
        spent = f"{hours(clock.clock.spent)} / {'-' if clock.clock.limit is None else hours(clock.clock.limit)}"
        due = clock.clock.due
        until = (
            ""
            if due is None or clock.clock.stopped_at is not None
            else ", " + _("due {when}").format(when=paper.at(due))
        )
        head_cell = Cell(f"SLA{clock.cell.text}, {clock.cell.word}, {spent}{until}", Role.TITLE)
        lines += [(), (head_cell,)] if lines else [(head_cell,)]
        for interval in clock.intervals:
            role = Role.TEXT if interval.counted else Role.DIM
            lines.append((Cell(line(interval_line(interval, paper.zone)), role),))
    return lines


def _contract(view: CallView, paper: Paper) -> Iterator[Piece]:
    level = words.word(view.call.details.level)
    for number, cells in enumerate(contract_lines(view.contract, level)):
        yield from _wrapped(("contract", number), cells, paper)


def _details(view: CallView, paper: Paper) -> Iterator[Piece]:
    call, contact = view.call, view.contact
    opened = _("opened {when} by {who} ({origin})")
    told = [opened.format(when=paper.at(call.opened_at), who=line(call.opened_by), origin=words.word(call.origin))]
    if contact is not None:
        vip = "VIP" if contact.vip else ""
        told.append(" ".join(line(text) for text in (contact.name, contact.phone, contact.mail, vip) if text))
    if call.verdict is not None:
        judged = (
            _("judged BLOCKING by {who}: {why}") if call.verdict.blocking else _("judged not blocking by {who}: {why}")
        )
        told.append(judged.format(who=line(call.verdict.author), why=line(call.verdict.reason)))
    for one in view.candidates:
        obstacles = assignment.obstacle_words(one.obstacles) if one.obstacles else ""
        told.append(_("candidate {who}: {score}").format(who=line(one.login), score=obstacles or f"{one.score:.1f}"))
    for number, text in enumerate(told):
        yield from _wrapped(("detail", number), (Cell(text),), paper)


def _ties(view: CallView, paper: Paper) -> Iterator[Piece]:
    for thing in view.objects:
        since = paper.at(thing.problem_since) if thing.problem_since is not None else ""
        role = role_of_state(thing.state) if thing.state else Role.DIM
        cells = (Cell(f"{thing.state or '-'} ", role), Cell(line(thing.full_name) or f"#{thing.object_id}"))
        yield Piece(("object", thing.object_id), (Flow(cells, (Cell(since, Role.DIM),)),), opens=thing.object_id)
    for other in view.calls:
        text = f"{_(_RELATIONS[other.relation])} {other.number} "
        cells = (Cell(text, Role.STRONG), Cell(line(other.subject)))
        yield Piece(("call", other.number), (Flow(cells, (Cell(words.word(other.state), Role.DIM),)),))


def _work(view: CallView, paper: Paper) -> Iterator[Piece]:
    for watch in view.watches:
        text = _("{who}'s stopwatch runs: {span}").format(
            who=line(watch.technician), span=long(max(0.0, paper.now - watch.start))
        )
        yield Piece(("watch", watch.technician), (Flow((Cell(text, Role.KEY),)),))
    for row in view.time:
        inside = _("in the contract") if row.included else _("not in the contract")
        text = f"{paper.at(row.start)} {hours(row.seconds)} {line(row.technician)}, {words.word(row.kind)}, {inside}"
        note = f": {line(row.note)}" if row.note else ""
        yield Piece(("time", row.key), (Flow((Cell(text + note),)),))
    for visit in view.visits:
        days = ", ".join(paper.at(day.start) for day in visit.days)
        text = _("on site {days}, {place}").format(days=days, place=line(visit.place))
        cancelled = _("CANCELLED") if visit.cancelled else ""
        yield Piece(("visit", visit.key), (Flow((Cell(text),), (Cell(cancelled, Role.WARNING),)),))


def _text(view: CallView, paper: Paper) -> Iterator[Piece]:
    yield from _body("text", view.call.text, paper, "")


def _closing(view: CallView, paper: Paper) -> Iterator[Piece]:
    closing = view.call.closing
    if closing is not None:
        text = _("{outcome}, {when}, {who}").format(
            outcome=words.word(closing.outcome), when=paper.at(closing.at), who=line(closing.author)
        )
        yield Piece("closing", (Flow((Cell(text, Role.STRONG),)),))
        yield from _body("solution", closing.solution, paper, "  ")


def _timeline(view: CallView, paper: Paper) -> Iterator[Piece]:
    for number, item in enumerate(reversed(view.timeline)):
        when = Cell(paper.at(item.at) + "  ", Role.DIM)
        author = f"{line(item.author_name or item.author)}: " if item.author else ""
        undone = " " + _("(taken back)") if item.undone else ""
        role = role_of_state(item.state) if item.state else Role.DIM if item.undone else Role.TEXT
        yield Piece(
            ("event", len(view.timeline) - number),
            (Flow((when, Cell(author, Role.DIM), Cell(line(item.text) + undone, role))), *_below(item, paper)),
        )


def _below(item: TimelineItem, paper: Paper) -> list[Flow]:
    rows = [part for row in safe(item.body).splitlines() for part in wrap(row, max(_LEAST, paper.width - 6)) or [""]]
    return [Flow((Cell("    " + row),)) for row in rows]


def _body(name: str, text: str, paper: Paper, indent: str) -> Iterator[Piece]:
    width = max(_LEAST, paper.width - 2 - len(indent))
    rows = [part for row in safe(text).splitlines() for part in wrap(row, width) or [""]]
    for number, row in enumerate(rows):
        yield Piece((name, number), (Flow((Cell(indent + row),)),))


def _wrapped(key: tuple[str, int], cells: tuple[Cell, ...], paper: Paper) -> Iterator[Piece]:
    (cell,) = cells
    rows = wrap(cell.text, max(_LEAST, paper.width - 2)) or [""]
    yield Piece(key, tuple(Flow((Cell(row, cell.role),)) for row in rows))
