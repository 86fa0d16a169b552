"""`bls call N` in text: everything about a call, read from top to bottom."""

from collections.abc import Iterable, Iterator
from datetime import tzinfo

from bls_tui.desk import spans
from bls_tui.desk.assignment import obstacle_words
from bls_tui.desk.calls import words
from bls_tui.desk.calls.model import Level, TimeRow, Visit
from bls_tui.desk.calls.wakes import SupplierWake
from bls_tui.desk.clock_words import hours
from bls_tui.desk.text import line, safe
from bls_tui.locale import N_, _
from bls_tui.plain.calls import waiting
from bls_tui.plain.look import Look
from bls_tui.service.desk.call_views_data import CallView, ClockView, ContractCard, TimelineItem

RECENT = 40
"""Lines of the timeline shown unless all are asked for."""
RELATIONS = {
    "refers_to": N_("takes up"),
    "call": N_("see also"),
    "absorbed": N_("merged into this one:"),
    "split_from": N_("taken out of"),
    "merged_into": N_("merged into"),
}
"""How another call is related, before its number."""


def text(view: CallView, look: Look, zone: tzinfo, *, everything: bool = False) -> Iterator[str]:
    """Yield the lines: what it is, what was promised, what comes next, what it is tied to, what happened."""
    yield from _header(view, look, zone)
    yield from _contract(view.contract, view.call.details.level, look)
    for clock in view.clocks:
        yield from look.wrap(clock_line(clock, zone, view.generated_at), "  ")
    yield from _next(view, look, zone)
    yield from _candidates(view, look)
    yield from _ties(view, look, zone)
    yield from _work(view, look, zone)
    yield from _timeline(view, look, zone, everything=everything)


def _header(view: CallView, look: Look, zone: tzinfo) -> Iterator[str]:
    row, call, now = view.row, view.call, view.generated_at
    yield from look.wrap(f"{row.number}  {words.state_word(row.state, row.reason)}  {row.subject}")
    whose = filter(None, (view.customer, view.site, _contact(view)))
    yield from look.wrap(" - ".join(whose), "  ")
    kind = (view.typology, words.word(row.level), _("priority {priority}").format(priority=words.word(row.priority)))
    marks = [_("consultancy")] if row.consultancy else []
    yield from look.wrap(", ".join([*filter(None, kind), *marks]), "  ")
    opened = _("Opened {when} by {author} ({origin}).").format(
        when=spans.moment(call.opened_at, zone, now), author=call.opened_by, origin=words.word(call.origin)
    )
    owner = _("It is {name}'s.").format(name=view.owner_name) if row.owner else _("Nobody has it.")
    yield from look.wrap(f"{opened} {owner}", "  ")
    if call.text:
        yield from paragraphs(call.text, look, "  ")


def _contact(view: CallView) -> str:
    contact = view.contact
    if contact is None:
        return view.call.details.contact
    return " ".join(filter(None, (contact.name, contact.phone, contact.mail, "VIP" if contact.vip else "")))


def _contract(card: ContractCard, level: Level, look: Look) -> Iterator[str]:
    contract = card.contract
    if not contract.key:
        yield from look.wrap(_("No contract: nothing is promised, and no work is included."), "  ")
        return
    name = contract.name or contract.key
    included = card.includes or _("nothing")
    yield from look.wrap(_("Contract {name}: includes {services}.").format(name=name, services=included), "  ")
    if not card.covered:
        yield from look.wrap(_("NOT INCLUDED: {level}.").format(level=words.word(level)), "  ")
    told = [_("lead: {name}").format(name=card.lead_name or _("nobody"))]
    if card.balance.left is not None:
        told.append(_("hours paid in advance left: {hours}").format(hours=hours(card.balance.left)))
    pauses = ", ".join(words.word(reason) for reason in sorted(contract.pausing))
    told.append(_("pauses when suspended for: {reasons}").format(reasons=pauses or _("nothing")))
    yield from look.wrap("; ".join(told), "  ")


def clock_line(view: ClockView, zone: tzinfo, now: float) -> str:
    """Return a clock as a sentence: what is left, what it does, what is promised and until when."""
    clock = view.clock
    parts = [f"SLA{view.cell.text}"]
    if clock.stopped_at is None:
        parts.append(view.cell.word)
    if clock.limit is not None:
        parts.append(_("{spent} of {limit} used").format(spent=hours(clock.spent), limit=hours(clock.limit)))
    else:
        parts.append(_("nothing is promised"))
    if clock.due is not None and clock.stopped_at is None:
        due = spans.moment(clock.due, zone, now)
        parts.append((_("agreed for {when}") if clock.agreed else _("due {when}")).format(when=due))
    return ", ".join(parts)


def _next(view: CallView, look: Look, zone: tzinfo) -> Iterator[str]:
    call, now = view.call, view.generated_at
    if call.verdict is not None:
        verdict = _("BLOCKING") if call.verdict.blocking else _("not blocking")
        yield from look.wrap(
            _("Judged {verdict} by {author}: {reason}").format(
                verdict=verdict, author=call.verdict.author, reason=call.verdict.reason
            ),
            "  ",
        )
    for sentence in (*waiting(view.row, zone, now), *_ticket(view)):
        yield from look.wrap(sentence, "  ")
    if call.closing is not None:
        closed = _("Closed {when} by {author}, {outcome}: {solution}").format(
            when=spans.moment(call.closing.at, zone, now),
            author=call.closing.author,
            outcome=words.word(call.closing.outcome),
            solution=call.closing.solution or call.closing.merged_into,
        )
        yield from look.wrap(closed, "  ")
    moves = words.listed(view.moves) if view.moves else _("nothing")
    yield from look.wrap(_("Possible now: {moves}.").format(moves=moves), "  ")


def _ticket(view: CallView) -> Iterator[str]:
    suspension = view.call.standing.suspension
    if suspension is not None and isinstance(suspension.wake, SupplierWake):
        yield _("their ticket: {ticket}").format(ticket=suspension.wake.ticket)


def _candidates(view: CallView, look: Look) -> Iterator[str]:
    """Yield how everybody fared when the rules last chose."""
    if view.candidates:
        yield _("Chosen by the rules:")
    for one in view.candidates:
        why = obstacle_words(one.obstacles) if one.obstacles else _("score {score:.1f}").format(score=one.score)
        yield from look.wrap(f"{one.login}: {why}", "  ")


def _ties(view: CallView, look: Look, zone: tzinfo) -> Iterator[str]:
    if view.objects or view.calls:
        yield _("Tied to:")
    for thing in view.objects:
        since = ""
        if thing.problem_since is not None:
            since = _(" since {when}").format(when=spans.moment(thing.problem_since, zone, view.generated_at))
        yield from look.wrap(f"{thing.full_name} {thing.state or '-'}{since}", "  ")
    for other in view.calls:
        relation = _(RELATIONS[other.relation])
        yield from look.wrap(f"{relation} {other.number} ({words.word(other.state)}): {other.subject}", "  ")


def _work(view: CallView, look: Look, zone: tzinfo) -> Iterator[str]:
    now = view.generated_at
    if view.time or view.watches or view.visits:
        yield _("Work:")
    for row in view.time:
        yield from look.wrap(_row_of_time(row, zone, now), "  ")
    for watch in view.watches:
        running = _("{name}'s stopwatch has been running for {age}").format(
            name=watch.technician, age=spans.long(now - watch.start)
        )
        yield from look.wrap(running, "  ")
    for visit in view.visits:
        yield from look.wrap(_visit(visit, zone, now), "  ")


def _row_of_time(row: TimeRow, zone: tzinfo, now: float) -> str:
    inside = _("in the contract") if row.included else _("not in the contract")
    note = f": {row.note}" if row.note else ""
    start = spans.moment(row.start, zone, now)
    return f"#{row.key} {start} {hours(row.seconds)} {row.technician}, {words.word(row.kind)}, {inside}{note}"


def _visit(visit: Visit, zone: tzinfo, now: float) -> str:
    days = ", ".join(f"{spans.moment(day.start, zone, now)} ({hours(day.end - day.start)})" for day in visit.days)
    state = _(" CANCELLED") if visit.cancelled else ""
    people = ", ".join(visit.technicians)
    return _("#{key} on site{state}: {days}, {place}, {people}").format(
        key=visit.key, state=state, days=days, place=visit.place, people=people
    )


def _timeline(view: CallView, look: Look, zone: tzinfo, *, everything: bool) -> Iterator[str]:
    if not view.timeline:
        return
    yield _("What happened:")
    shown = view.timeline if everything else view.timeline[-RECENT:]
    if len(shown) < len(view.timeline):
        yield _("  … {count} older (--all)").format(count=len(view.timeline) - len(shown))
    for item in shown:
        yield from _happened(item, look, zone, view.generated_at)


def _happened(item: TimelineItem, look: Look, zone: tzinfo, now: float) -> Iterable[str]:
    undone = _(" (taken back)") if item.undone else ""
    author = f"{item.author_name or item.author}: " if item.author else ""
    number = f"#{item.number} " if item.number else ""
    yield from look.wrap(f"{number}{spans.moment(item.at, zone, now)} {author}{item.text}{undone}", "  ")
    if item.body:
        yield from paragraphs(item.body, look, "      ")


def paragraphs(body: str, look: Look, indent: str) -> Iterator[str]:
    """Yield what somebody wrote, made safe, its own line breaks kept."""
    for paragraph in safe(body).splitlines():
        yield from look.wrap(line(paragraph), indent) or [""]
