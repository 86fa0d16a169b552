"""Mail as lines of lists: conversations, what waits in triage, what goes out, what goes wrong, rules."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import tzinfo
from functools import lru_cache

from bls_tui.desk.mail import filters, words
from bls_tui.desk.mail.facts import Reason, RuleAction
from bls_tui.desk.spans import moment, short
from bls_tui.desk.text import line
from bls_tui.locale import N_, _, ngettext
from bls_tui.service.mail.views_data import FolderView, MailView, MessageView, TriageItem, Trouble
from bls_tui.ui.render.calls import short_number
from bls_tui.ui.render.cells import Cell, Column, Columned, Flow, Line, Role
from db.rows_mail import ConversationRow, SenderRuleRow

_COLUMNS = (
    Column("", width=2),
    Column(N_("CALL"), width=7),
    Column(N_("FROM"), width=6, grow=1),
    Column(N_("CUSTOMER"), width=6, grow=1),
    Column(N_("SUBJECT"), width=12, grow=4),
    Column(N_("MAILS"), width=5, right=True),
    Column(N_("WHO"), width=7, min_grid=78),
    Column(N_("AGE"), width=7, right=True),
)
BAR = "▌ "
"""Before every line of what never leaves the house."""
OUTBOX_STATES = {
    "held": N_("held"),
    "queued": N_("waits"),
    "sending": N_("is being sent"),
    "sent": N_("sent"),
    "failed": N_("FAILED"),
    "cancelled": N_("called back"),
}
DELIVERIES = {
    "pending": N_("not tried yet"),
    "accepted": N_("accepted"),
    "refused": N_("REFUSED"),
    "deferred": N_("put off"),
}
_SIGNS = {"held": "·", "queued": "▲", "failed": "■"}
_ROLES = {"failed": Role.CRITICAL, "queued": Role.WARNING, "refused": Role.CRITICAL, "deferred": Role.WARNING}


_clean = lru_cache(maxsize=8192)(line)
"""Texts of conversations are painted again and again: once a second for their ages."""


def columns() -> tuple[Column, ...]:
    """Return the columns of the list, titled in the user's language."""
    return tuple(
        Column(_(one.title) if one.title else "", one.width, one.grow, one.min_grid, one.right) for one in _COLUMNS
    )


def arrow(direction: str) -> str:
    """Return the sign of a direction: "→" out, "←" in."""
    return "→" if direction == "out" else "←"


def conversation(row: ConversationRow, now: float, *, two_line: bool) -> tuple[Line, ...]:
    """Return a conversation under the columns, or as two lines for a phone."""
    strong = Role.STRONG if row.unread else Role.TEXT
    sign = Cell("●" if row.unread else " ", Role.KEY)
    number = Cell(short_number(row.number, now), Role.STRONG if row.unread else Role.TEXT)
    who = Cell(f"{arrow(row.direction)} {_clean(row.last_from)}", strong)
    age = Cell(short(now - row.last_at), Role.DIM)
    text = f"{_clean(row.subject)} — {_clean(row.snippet)}" if row.snippet else _clean(row.subject)
    count = f"{row.unread}/{row.count}" if row.unread else str(row.count)
    if two_line:
        head = Flow(
            (sign, Cell(" "), number, Cell(" "), who), (Cell(count + " ", Role.KEY if row.unread else Role.DIM), age)
        )
        return head, Flow((Cell("   "), Cell(_clean(row.customer) + " ", Role.DIM), Cell(text, strong)))
    owner = Cell(_clean(row.owner) or "-", Role.DIM)
    cells = (sign, number, who, Cell(_clean(row.customer), Role.DIM), Cell(text, strong),
             Cell(count, Role.KEY if row.unread else Role.DIM), owner, age)  # fmt: skip
    return (Columned(cells),)


def waiting(item: TriageItem, now: float, *, two_line: bool) -> tuple[Line, ...]:
    """Return a mail that waits for a decision: who, about what, why it waits, what is suggested."""
    one = item.message
    sender = Cell(f"← {sender_of(one)}", Role.STRONG)
    age = Cell(short(now - one.at), Role.DIM)
    number = Cell(short_number(item.suggested_number, now) + "?" if item.suggested_number else "", Role.KEY)
    below = Flow((Cell("    " if not two_line else "   "), *why(item)))
    if two_line:
        head = Flow((Cell("? ", Role.WARNING), sender, Cell(" "), Cell(line(one.subject))), (age,))
        return head, below
    cells = (Cell("?", Role.WARNING), number, sender, Cell(line(item.customer), Role.DIM), Cell(line(one.subject)),
             Cell(""), Cell(""), age)  # fmt: skip
    return Columned(cells), below


def why(item: TriageItem) -> tuple[Cell, ...]:
    """Return why a mail waits and what is suggested, on one line."""
    cells = [Cell(reason(item.reason), Role.WARNING)]
    if item.suggested_number:
        cells.append(Cell("  " + _("suggested: {number}").format(number=item.suggested_number), Role.KEY))
    if item.typology:
        text = _("typology {name}, from “{words}”").format(name=line(item.typology), words=line(", ".join(item.words)))
        cells.append(Cell("  " + text, Role.DIM))
    return tuple(cells)


def reason(code: str) -> str:
    """Return in words why a mail waits."""
    if code in Reason.__members__.values():
        return words.word(Reason(code))
    return _("put back by hand") if code == "hand" else line(code) or _("nobody has decided yet")


def outgoing(one: MessageView, now: float, zone: tzinfo, *, two_line: bool) -> tuple[Line, ...]:
    """Return a mail on its way out: to whom, how it stands, and what the server said."""
    sending = one.sending
    state = sending.state if sending else ""
    sign, role = _SIGNS.get(state, "·"), _ROLES.get(state, Role.TEXT)
    to = ", ".join(line(name.address) for name in one.recipients if name.kind != "bcc")
    head = Flow(
        (Cell(f"{sign} ", role), Cell(f"→ {to}  ", Role.STRONG), Cell(line(one.subject))),
        (Cell(short(now - one.at), Role.DIM),),
    )
    indent = "   " if two_line else "    "
    return head, Flow((Cell(indent), *how_sent(one, now, zone)))


def how_sent(one: MessageView, now: float, zone: tzinfo) -> tuple[Cell, ...]:
    """Return how a mail of ours stands, on one line."""
    sending = one.sending
    if sending is None:
        return ()
    word = _(OUTBOX_STATES.get(sending.state, sending.state))
    told = [word]
    if sending.state == "held":
        told.append(_("goes out in {span}").format(span=short(max(0.0, sending.send_at - now))))
    if sending.attempts:
        told.append(ngettext("{count} try", "{count} tries", sending.attempts).format(count=sending.attempts))
    if sending.next_try_at is not None:
        told.append(_("next try {when}").format(when=moment(sending.next_try_at, zone, now)))
    answers = [line(f"{one.address}: {one.answer}") for one in sending.deliveries if one.answer]
    cells = [Cell(", ".join(told), _ROLES.get(sending.state, Role.DIM))]
    if answers:
        cells.append(Cell("  " + "; ".join(answers), Role.WARNING))
    return tuple(cells)


def deliveries(one: MessageView, now: float, zone: tzinfo) -> Iterator[tuple[Cell, ...]]:
    """Yield how delivery to each recipient stands, with the answer of the mail server."""
    for way in one.sending.deliveries if one.sending else ():
        role = _ROLES.get(way.status, Role.DIM)
        when = "" if way.at is None else f" {moment(way.at, zone, now)}"
        word = _(DELIVERIES.get(way.status, way.status))
        answer = f"  {line(way.answer)}" if way.answer else ""
        yield (Cell(f"{word} ", role), Cell(line(way.address), Role.DIM), Cell(when, Role.DIM), Cell(answer, role))


def folder(view: FolderView, now: float, zone: tzinfo) -> tuple[Line, ...]:
    """Return a folder of a mailbox: read or not, why, since when, next try, and what the last pass counted."""
    row = view.row
    name = f"{line(row.account)}/{line(row.folder)}"
    counted = _("on server {server}, known {known}, in error {errors}").format(
        server=row.on_server, known=row.known, errors=row.in_error
    )
    if row.failing_since is not None:
        return Flow((Cell("■ ", Role.CRITICAL), Cell(folder_alarm(view, now, zone), Role.WARNING))), Flow(
            (Cell("    " + counted, Role.DIM),)
        )
    passed = (
        _("never read yet") if row.passed_at is None else _("read {span} ago").format(span=short(now - row.passed_at))
    )
    if row.error:
        counted += "  " + line(row.error)
    role = Role.WARNING if view.stale else Role.DIM
    shape = Cell("▲ ", Role.WARNING) if view.stale else Cell("· ", Role.DIM)
    stale = "STALE, " if view.stale else ""
    return Flow((shape, Cell(f"{name}  ", Role.STRONG), Cell(f"{stale}{passed}", role))), Flow(
        (Cell("    " + counted, Role.DIM),)
    )


def folder_state(view: FolderView, now: float, zone: tzinfo) -> str:
    """Return how reading a folder goes, in a sentence."""
    row = view.row
    if view.stale or row.failing_since is not None or row.passed_at is None:
        return folder_alarm(view, now, zone)
    text = _("Mailbox {name} was read {span} ago: on server {server}, known {known}, in error {errors}. {complaint}")
    return text.format(
        name=f"{line(row.account)}/{line(row.folder)}", span=short(now - row.passed_at), server=row.on_server,
        known=row.known, errors=row.in_error, complaint=line(row.error),
    ).rstrip()  # fmt: skip


def folder_alarm(view: FolderView, now: float, zone: tzinfo) -> str:
    """Return what is wrong with a folder: cause, since when, next try."""
    row = view.row
    name = f"{line(row.account)}/{line(row.folder)}"
    if row.failing_since is None:
        if row.passed_at is None:
            return _("Mailbox {name} has never been read. New mail is NOT arriving.").format(name=name)
        text = _("Mailbox {name} was last read {span} ago. New mail is NOT arriving.")
        return text.format(name=name, span=short(now - row.passed_at))
    text = ngettext(
        "Mailbox {name} unreadable since {since} ({count} try): {why} New mail is NOT arriving.",
        "Mailbox {name} unreadable since {since} ({count} tries): {why} New mail is NOT arriving.",
        row.failures,
    ).format(name=name, since=moment(row.failing_since, zone, now), count=row.failures, why=_closed(line(row.error)))
    if row.next_try_at is not None:
        text += " " + _("Next try in {span}.").format(span=short(max(0.0, row.next_try_at - now)))
    return text


def _closed(text: str) -> str:
    return f"{text.rstrip(' .')}."


def trouble(one: Trouble, now: float, zone: tzinfo) -> tuple[Line, ...]:
    """Return a message that could not be taken in."""
    row = one.row
    aside = row.state == "quarantined"
    word = _("PUT ASIDE") if aside else _("in error")
    name = _("message {uid} of {account}/{folder}").format(
        uid=row.uid, account=line(row.account), folder=line(row.folder)
    )
    tries = ngettext("{count} try", "{count} tries", row.attempts).format(count=row.attempts)
    told = (
        ""
        if row.next_try_at is None or aside
        else ", " + _("next try {when}").format(when=moment(row.next_try_at, zone, now))
    )
    head = Flow(
        (Cell("■ " if aside else "▲ ", Role.CRITICAL if aside else Role.WARNING), Cell(f"{word} ", Role.WARNING),
         Cell(f"{name} ", Role.STRONG), Cell(line(one.subject))),
        (Cell(f"{tries}{told}", Role.DIM),),
    )  # fmt: skip
    return head, Flow((Cell("    " + line(row.error), Role.WARNING),))


def rule(row: SenderRuleRow, now: float, zone: tzinfo) -> tuple[Line, ...]:
    """Return a rule about a sender: what is done, who says so, how often it decided."""
    action = words.word(RuleAction(row.action)) if row.action in RuleAction.__members__.values() else line(row.action)
    target = f" {row.call_number}" if row.call_number else f" ({line(row.customer)})" if row.customer else ""
    made = _("{who}, {when}").format(who=line(row.created_by), when=moment(row.created_at, zone, now))
    hits = ngettext("{count} mail", "{count} mails", row.hits).format(count=row.hits)
    return (
        Flow((Cell("  "), Cell(f"{line(row.match)}  ", Role.STRONG), Cell(f"{action}{target}")),
             (Cell(f"{hits}, {made}", Role.DIM),)),
    )  # fmt: skip


def sender_of(one: MessageView) -> str:
    """Return who wrote a message: name and address, or who of us."""
    if one.author_name:
        return line(one.author_name)
    if one.sender_name:
        return f"{line(one.sender_name)} <{line(one.sender_address)}>"
    return line(one.sender_address) or _("(no sender)")


def counts(view: MailView, errors: int, *, narrow: bool) -> list[Cell]:
    """Return how much mail wants somebody, for the top bar; each only where there is any."""
    cells: list[Cell] = []
    if view.unread:
        text = ngettext("{count} unread", "{count} unread", view.unread).format(count=view.unread)
        cells.append(Cell(f"m{view.unread} " if narrow else f"{text} ", Role.KEY))
    if view.triage:
        count = len(view.triage)
        text = ngettext("{count} in triage", "{count} in triage", count).format(count=count)
        cells.append(Cell(f"t{count} " if narrow else f"{text} ", Role.KEY))
    if errors:
        text = ngettext("{count} mail ERROR", "{count} mail ERRORS", errors).format(count=errors)
        cells.append(Cell(f"e{errors} " if narrow else f"{text} ", Role.CRITICAL))
    return [*cells, Cell(" ")] if cells else cells


def alarm(troubled: tuple[FolderView, ...], now: float, zone: tzinfo) -> str | None:
    """Return the sentence of the alarm bar while a mailbox is not read, else None."""
    if not troubled:
        return None
    text = folder_alarm(troubled[0], now, zone)
    more = len(troubled) - 1
    return text + (" " + ngettext("And {count} more.", "And {count} more.", more).format(count=more) if more else "")


def legend() -> list[tuple[Cell, ...]]:
    """Return what the signs and letters of mail mean, and what its filter knows."""
    signs = _("● unread   ← came in   → goes out   ? waits for a decision   ■ failed   ▲ put off, or not read for long")
    counted = _(
        "in the top line: m unread   t in triage   e mail errors: mailboxes, messages put aside, mails not sent"
    )
    example = _('cust:acme from:rossi is:unread !is:automatic age:<2d "no backup"')
    return [
        (Cell(_("Signs"), Role.TITLE),),
        (Cell(f" {signs}"),),
        (Cell(f" {counted}"),),
        (Cell(f" {BAR}", Role.INTERNAL), Cell(_("INTERNAL: never leaves the house"), Role.INTERNAL)),
        (),
        (Cell(_("Filters"), Role.TITLE),),
        (Cell(f" {example}"),),
        (Cell(" " + " ".join(f"{key}:" for key in filters.KEYS)),),
        (Cell(" " + _("is: unread in out unassigned automatic")),),
    ]
