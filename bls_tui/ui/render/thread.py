"""The mail of a call as lines: messages, what happened meanwhile, and what must never be mistaken, internal notes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import Any, NamedTuple

from bls_tui.desk.calls.acts import Act
from bls_tui.desk.mail import ids
from bls_tui.desk.text import line, safe
from bls_tui.locale import N_, _, ngettext
from bls_tui.mail.quotes import Fold
from bls_tui.mail.quotes.words import folded_line
from bls_tui.service.desk.call_views_data import TimelineItem
from bls_tui.service.mail.views_data import Link, MessageView, RunItem, ThreadItem
from bls_tui.ui.render import mail
from bls_tui.ui.render.cells import Cell, Flow, Role
from bls_tui.ui.render.mail import BAR
from bls_tui.ui.render.page import Paper
from bls_tui.ui.render.state import role_of_state
from db.rows_mail import AttachmentRow, MessageRow

_INDENT = "  "
_LEAST = 10
_KB, _MB = 1024, 1024 * 1024
_RECEIPTS = {
    "accettazione": N_("PEC: taken by the sender's provider"),
    "avvenuta-consegna": N_("PEC: delivered"),
    "non-accettazione": N_("PEC: NOT taken by the sender's provider"),
    "errore-consegna": N_("PEC: NOT delivered"),
    "preavviso-errore-consegna": N_("PEC: not delivered so far"),
    "rilevazione-virus": N_("PEC: stopped, a virus was found"),
    "presa-in-carico": N_("PEC: taken over by the recipient's provider"),
}
_RUNS = {"OK": Role.OK, "WARNING": Role.WARNING, "LATE": Role.WARNING, "PARTIAL": Role.WARNING, "FAILED": Role.CRITICAL,
         "MISSING": Role.CRITICAL, "UNKNOWN": Role.UNKNOWN}  # fmt: skip
_GOOD = frozenset({"accettazione", "avvenuta-consegna", "presa-in-carico"})


class Told(NamedTuple):
    """A line of a thread: which item it belongs to, which line of it, and the message there, None for other items."""

    item: str
    number: int
    line: Flow
    message: int | None


def thread(
    items: Sequence[ThreadItem], paper: Paper, *, unfolded: bool, new: frozenset[int] = frozenset(), subject: str = ""
) -> Iterator[Told]:
    """Yield the lines of a thread, oldest first, a blank one after each message."""
    for item in items:
        if isinstance(item, MessageView):
            told = message(item, paper, unfolded=unfolded, new=item.id in new, subject=subject)
            name, number = f"m{item.id}", item.id
        else:
            told = event(item, paper) if isinstance(item, TimelineItem) else run(item, paper)
            name, number = _name(item), None
        for at, one in enumerate(told):
            yield Told(name, at, one, number)


def _name(item: TimelineItem | RunItem) -> str:
    if isinstance(item, RunItem):
        return f"r{item.run_id}"
    return f"e{item.number}" if item.number is not None else f"o{item.object_id}-{item.at}"


def message(one: MessageView, paper: Paper, *, unfolded: bool, new: bool = False, subject: str = "") -> Iterator[Flow]:
    """Yield the lines of a message: whose it is, to whom, its text, what is attached, how it was delivered."""
    internal = one.internal
    for cells in _head(one, paper, new=new, subject=subject):
        yield barred(cells, internal=internal)
    for cells in body(one, paper, unfolded=unfolded):
        yield barred(cells, internal=internal)
    for cells in _below(one, paper):
        yield barred(cells, internal=internal)
    yield Flow(())


def barred(cells: Sequence[Cell] | Flow, *, internal: bool) -> Flow:
    """Return a line, after the bar of what is internal; there everything has the one colour."""
    left, right = (cells.left, cells.right) if isinstance(cells, Flow) else (tuple(cells), ())
    if not internal:
        return Flow(left, right)
    return Flow((Cell(BAR, Role.INTERNAL), *(Cell(cell.text, Role.INTERNAL) for cell in left)), right)


def _head(one: MessageView, paper: Paper, *, new: bool, subject: str) -> Iterator[Sequence[Cell] | Flow]:
    marks = tuple(Cell(f"{text} ", role) for text, role in _marks(one, new=new))
    word = _("INTERNAL, never leaves: ") if one.internal else f"{mail.arrow(one.direction)} "
    left = (Cell(word, Role.TITLE), Cell(mail.sender_of(one) + " ", Role.TITLE), *marks)
    yield Flow(left, (Cell(paper.at(one.at), Role.DIM),))
    for kind, label in (("to", _("to")), ("cc", _("copy")), ("bcc", _("blind copy"))):
        names = ", ".join(_named(to.name, to.address) for to in one.recipients if to.kind == kind)
        if names:
            yield (Cell(f"{_INDENT}{label}: {names}", Role.DIM),)
    if subject not in one.subject or not subject:
        yield (Cell(_INDENT + _("subject: "), Role.DIM), Cell(line(one.subject) or _("(none)"), Role.STRONG))


def _marks(one: MessageView, *, new: bool) -> Iterator[tuple[str, Role]]:
    if new:
        yield _("NEW"), Role.KEY
    if one.automatic:
        yield _("automatic"), Role.DIM
    if one.kind == "bounce":
        yield _("NOT DELIVERED"), Role.CRITICAL
    if one.facts.get("pec"):
        yield "PEC", Role.STRONG
    if one.facts.get("dmarc_failed"):
        yield _("the sender's domain disowns it (DMARC)"), Role.WARNING


def _named(name: str, address: str) -> str:
    return f"{line(name)} <{line(address)}>" if name else line(address)


def body(one: MessageView, paper: Paper, *, unfolded: bool) -> Iterator[tuple[Cell, ...]]:
    """Yield the text, what is folded as one line each, or in full."""
    visible, at = [row for row in one.visible.split("\n") if not _marker(row, one)] if one.visible else [], 0
    folds = sorted(one.folds, key=lambda fold: fold.at)
    for fold in folds:
        while at < fold.at and visible:
            yield from _text(visible.pop(0), paper, Role.TEXT)
            at += 1
        yield from _folded(fold, paper, unfolded=unfolded)
        at += fold.text.count("\n") + 1
    for row in visible:
        yield from _text(row, paper, Role.TEXT)
    if not one.visible and not folds:
        yield (Cell(_INDENT + _("(no text)"), Role.DIM),)
    if one.truncated:
        yield (Cell(_INDENT + _("Cut here: the mail is longer."), Role.WARNING),)


def _marker(row: str, one: MessageView) -> bool:
    """Tell whether a line of ours is only there to recognise an answer by."""
    return one.direction == "out" and row.startswith(f"[{ids.MARK}.") and row.endswith("]")


def _folded(fold: Fold, paper: Paper, *, unfolded: bool) -> Iterator[tuple[Cell, ...]]:
    if not unfolded:
        yield (Cell(_INDENT + folded_line(fold), Role.DIM),)
        return
    for row in fold.text.split("\n"):
        yield from _text(row, paper, Role.DIM)


def _text(text: str, paper: Paper, role: Role) -> Iterator[tuple[Cell, ...]]:
    width = max(_LEAST, paper.width - len(_INDENT) - len(BAR) - 1)
    for row in wrap(safe(text), width, drop_whitespace=False) or [""]:
        yield (Cell(_INDENT + row.rstrip(), role),)


def _below(one: MessageView, paper: Paper) -> Iterator[tuple[Cell, ...]]:
    for number, file in enumerate(shown(one), start=1):
        yield (Cell(_INDENT + _("attached") + f" {number}: ", Role.KEY), Cell(attachment(file)))
    hosts = dict.fromkeys(line(link.host) or _("no host") for link in one.links)
    if hosts:
        text = ngettext("{count} link, to {hosts}", "{count} links, to {hosts}", len(one.links))
        yield (Cell(_INDENT + text.format(count=len(one.links), hosts=", ".join(hosts)), Role.DIM),)
    sent = mail.how_sent(one, paper.now, paper.zone)
    if sent:
        yield (Cell(_INDENT), *sent[:1])
    for cells in mail.deliveries(one, paper.now, paper.zone):
        yield (Cell(_INDENT * 2), *cells)
    for row in one.evidence:
        yield from evidence(row, paper)


def shown(one: MessageView) -> list[AttachmentRow]:
    """Return what is attached, what only decorates the text last."""
    return sorted(one.attachments, key=lambda file: file.inline)


def attachment(file: AttachmentRow) -> str:
    """Return name, kind and size of an attachment."""
    inside = ", " + _("in the text") if file.inline else ""
    return f"{line(file.filename)} ({line(file.content_type)}, {size(file.size)}{inside})"


def size(count: int) -> str:
    """Return a size in bytes as people read it."""
    if count < _KB:
        return f"{count} B"
    return f"{count / _KB:.0f} kB" if count < _MB else f"{count / _MB:.1f} MB"


def link(one: Link, number: int) -> tuple[Cell, ...]:
    """Return a link with the host it leads to first: what it says it is may be something else."""
    host = line(one.host) or _("no host")
    foreign = " " + _("(written with foreign letters)") if "xn--" in one.host or not one.host.isascii() else ""
    return (
        Cell(f"{number:>3}  ", Role.KEY),
        Cell(host, Role.STRONG),
        Cell(foreign, Role.WARNING),
        Cell(f"  {line(one.url)}", Role.DIM),
    )


def evidence(row: MessageRow, paper: Paper) -> Iterator[tuple[Cell, ...]]:
    """Yield what a receipt or a bounce says about the message above it."""
    pec, bounce = row.facts.get("pec"), row.facts.get("bounce")
    when = paper.at(row.received_at)
    if pec:
        kind = str(pec.get("kind", ""))
        role = Role.DIM if kind in _GOOD else Role.CRITICAL
        yield (Cell(f"{_INDENT}← {_(_RECEIPTS[kind]) if kind in _RECEIPTS else line(kind)}, {when}", role),)
    elif bounce:
        for who in bounce.get("recipients", ()):
            yield (Cell(f"{_INDENT}← {_('NOT DELIVERED')}: {_gave_up(who)}, {when}", Role.CRITICAL),)
    else:
        word = _("NOT DELIVERED") if row.kind == "bounce" else _("receipt")
        role = Role.CRITICAL if row.kind == "bounce" else Role.DIM
        yield (Cell(f"{_INDENT}← {word}: {line(row.subject)}, {when}", role),)


def _gave_up(who: Any) -> str:
    values = list(who.values()) if isinstance(who, dict) else list(who)
    return line("  ".join(str(value) for value in values if value))


def visibility(purpose: str, supplier: str) -> Cell:
    """Return who will read it, in words that cannot be mistaken."""
    if purpose == "note":
        return Cell(BAR + _("INTERNAL: never leaves the house"), Role.INTERNAL)
    if purpose == "forward":
        return Cell(_("PUBLIC, to the supplier {name}; not to the customer").format(name=line(supplier)), Role.KEY)
    return Cell(_("PUBLIC: the customer reads it"), Role.KEY)


def event(item: TimelineItem, paper: Paper) -> Iterator[Flow]:
    """Yield what happened to the call: a note as what is internal, everything else on one line and its words below."""
    author = line(item.author_name or item.author)
    when = (Cell(paper.at(item.at), Role.DIM),)
    if item.act is Act.NOTE:
        yield barred(Flow((Cell(_("INTERNAL note, never leaves: ")), Cell(author)), when), internal=True)
        for row in item.body.split("\n"):
            for cells in _text(row, paper, Role.INTERNAL):
                yield barred(cells, internal=True)
        yield Flow(())
        return
    role = role_of_state(item.state) if item.state else Role.DIM
    undone = " " + _("(taken back)") if item.undone else ""
    named = f"{author}: " if author else ""
    yield Flow((Cell("· ", Role.DIM), Cell(f"{named}{line(item.text)}{undone}", role)), when)
    for row in item.body.split("\n") if item.body else ():
        for cells in _text(row, paper, Role.DIM):
            yield Flow(cells)


def run(item: RunItem, paper: Paper) -> Iterator[Flow]:
    """Yield what became of an expected run."""
    told = _("run of {job}: {state}").format(job=line(item.job), state=line(item.state))
    yield Flow(
        (Cell("· ", Role.DIM), Cell(told, _RUNS.get(item.state, Role.DIM)), Cell(f"  {line(item.text)}", Role.DIM)),
        (Cell(paper.at(item.at), Role.DIM),),
    )
