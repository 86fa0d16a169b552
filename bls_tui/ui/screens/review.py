"""Looking a mail over before it goes: to whom, who reads it, what becomes of the call in the same moment."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import replace
from email.utils import getaddresses
from typing import ClassVar, Protocol

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widget import Widget
from textual.widgets import Input

from bls_tui.desk.calls.acts import Act
from bls_tui.desk.calls.model import Outcome
from bls_tui.desk.calls.permits import IncompleteError
from bls_tui.desk.calls.wakes import Reason
from bls_tui.desk.calls.words import word
from bls_tui.desk.mail import words
from bls_tui.desk.mail.recipients import Dropped, Field, Recipient
from bls_tui.desk.text import line
from bls_tui.errors import BlsError
from bls_tui.locale import _, ngettext
from bls_tui.service.desk import call_verbs, calls
from bls_tui.service.desk.call_verbs import Verb
from bls_tui.service.desk.calls_store import CallChangedError
from bls_tui.service.mail import writing
from bls_tui.service.mail.writing import FORWARD, Prepared, Written
from bls_tui.ui.drafts import Draft, Held
from bls_tui.ui.enclosing import read_all
from bls_tui.ui.render.cells import Cell, Role
from bls_tui.ui.render.thread import visibility
from bls_tui.ui.screens import call_forms
from bls_tui.ui.screens.call_forms import Asked, SuspendForm
from bls_tui.ui.screens.call_options import object_options
from bls_tui.ui.screens.dialogs import Choice, labelled, until
from bls_tui.ui.widgets.cells import Paragraphs
from bls_tui.ui.widgets.pick import Option, Pick, PickError

_FIELDS = ((Field.TO, "to"), (Field.CC, "cc"), (Field.BCC, "bcc"))
_THEN = {
    "customer": ("when",),
    "process": ("when", "object"),
    "supplier": ("when", "supplier", "ticket"),
    "close": ("outcome", "solution"),
}
_GROUPS = ("when", "object", "supplier", "ticket", "outcome", "solution")


class LeftOutError(BlsError):
    """Somebody would not get the mail; sending again sends it without them."""


class Composed(Protocol):
    """The screen the mail was written on."""

    def finish(self, told: str) -> None:
        """It is sent."""

    def change(self, draft: Draft) -> None:
        """Something about it was changed here."""

    @property
    def supplier(self) -> str:
        """The name of the supplier it goes to."""


class ReviewForm(SuspendForm):
    """Everything about the mail but its text, and what becomes of the call."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "submit", show=False)]

    def __init__(self, asked: Asked, prepared: Prepared | None, draft: Draft, composed: Composed) -> None:
        super().__init__(_("Review") if prepared else _("INTERNAL note: review"), asked, self._nothing)
        self._prepared, self._draft, self._composed = prepared, draft, composed
        self._seen = asked.rows[0].version
        self._warned: tuple[Dropped, ...] = prepared.left_out if prepared else ()
        self._left = False

    async def _nothing(self, verb: object) -> None:
        raise NotImplementedError

    def on_mount(self) -> None:
        """Show only the fields that what follows needs."""
        self._show_groups()

    def question(self) -> Sequence[Cell]:
        """Return who will read it."""
        seen = visibility(self._draft.purpose, self._composed.supplier)
        return (Cell(f" {self._title}  ", Role.TITLE), seen)

    def on_unmount(self) -> None:
        """What was typed here is kept with the draft."""
        if self._prepared is not None and not self._left and self.query("#to"):
            self._composed.change(self._changed())

    def about(self) -> list[tuple[Cell, ...]]:
        """Return who reads it, what is attached, and who was left out and why."""
        lines: list[tuple[Cell, ...]] = [
            (Cell(_("attached: "), Role.DIM), Cell(line(path))) for path in self._draft.attachments
        ]
        if self._prepared is None:
            count = self._draft.text.strip().count("\n") + 1
            lines.append((Cell(ngettext("{count} line", "{count} lines", count).format(count=count), Role.DIM),))
        return lines

    def fields(self) -> Sequence[Widget]:
        """Return recipients, subject, quoting, what becomes of the call, and an agreed date."""
        if self._prepared is None:
            return []
        draft, prepared = self._draft, self._prepared
        given = {Field.TO: draft.to, Field.CC: draft.cc, Field.BCC: draft.bcc}
        labels = {Field.TO: _("To"), Field.CC: _("Copy"), Field.BCC: _("Blind copy")}
        people: list[Widget] = []
        for kind, name in _FIELDS:
            typed = given[kind]
            people += labelled(name, labels[kind], _written(prepared.recipients, kind) if typed is None else typed)
        quoting = [Choice(_("quote the mail answered"), value=draft.quotes, id="quotes")] if prepared.quoted else []
        dropped = Paragraphs(id="dropped")
        dropped.show([(Cell(text, Role.WARNING),) for text in _left_out(prepared.left_out)])
        return [
            *people,
            dropped,
            *labelled("subject", _("Subject"), line(prepared.subject if draft.subject is None else draft.subject)),
            *quoting,
            *self._then_fields(),
            *labelled("due", _("Agreed with the customer: due (2h, 18:00, 2026-11-23 09:00; empty: as it is)")),
        ]

    def _then_fields(self) -> Iterator[Widget]:
        asked, draft = self.asked, self._draft
        acts = asked.view.acts if asked.view else ()
        options = [Option("take", word(Act.TAKE))] if Act.TAKE in acts else []
        if Act.SUSPEND in acts:
            options += [Option(reason.value, _("suspend: {reason}").format(reason=word(reason))) for reason in Reason]
        if Act.CLOSE in acts:
            options.append(Option("close", _("close")))
        usual = Reason.SUPPLIER.value if draft.purpose == FORWARD and Act.SUSPEND in acts else ""
        if options:
            yield Pick("then", _("The call then (empty: stays as it is)"), options, usual)
        suppliers = [Option(key, one.name) for key, one in asked.people.suppliers.items()]
        objects = object_options(asked.bench, asked.rows[0].customer_key)
        outcomes = [Option(one.value, word(one)) for one in Outcome if one is not Outcome.MERGED]
        groups: dict[str, Sequence[Widget]] = {
            "when": labelled("when", _("Until (2h, 18:00, 2026-11-23 09:00; customer: empty for the usual reminders)")),
            "object": [Pick("object", _("The object that has to turn good (empty: that of the call)"), objects)],
            "supplier": [Pick("supplier", _("Supplier"), suppliers, draft.supplier)],
            "ticket": labelled("ticket", _("Their ticket number")),
            "outcome": [Pick("outcome", _("Outcome"), outcomes, Outcome.SOLVED.value)],
            "solution": labelled("solution", _("Solution (required)")),
        }
        for name, widgets in groups.items():
            yield Vertical(*widgets, id=f"group-{name}", classes="group")

    def then(self) -> str:
        """Return what becomes of the call, "" for nothing. Raises PickError."""
        return self.picked("then") if self.query("#pick-then") else ""

    @on(Input.Changed, "#then")
    def _other_then(self) -> None:
        self._show_groups()

    def _show_groups(self) -> None:
        try:
            shown = _THEN.get(self.then(), ())
        except PickError:
            shown = ()
        for name in _GROUPS:
            for group in self.query(f"#group-{name}"):
                group.display = name in shown

    def answers(self) -> Sequence[Cell]:
        """Say what Enter does."""
        told = _(" send, held {seconds} s   ").format(seconds=int(self.asked.bench.office.hold))
        done = told if self._prepared is not None else _(" write it down   ")
        return (Cell(" " + _("Enter"), Role.KEY), Cell(done), Cell("Esc", Role.KEY), Cell(_(" back to the text")))

    async def perform(self) -> None:
        """Send it, or write the note down."""
        try:
            told = await (self._note() if self._prepared is None else self._send(self._prepared))
        except CallChangedError as error:
            self._seen = error.now.version
            raise
        self._left = True
        self._composed.finish(told)

    async def _note(self) -> str:
        bench, number = self.asked.bench, self._draft.number
        verb = call_verbs.note(self._draft.text.strip())
        done = await bench.call(calls.act, number, verb, bench.user, bench.clock(), seen=self._seen)
        if done.undo is not None:
            bench.last_act = done.undo
        return _("INTERNAL note written into {number}.").format(number=number)

    async def _send(self, prepared: Prepared) -> str:
        bench, draft = self.asked.bench, self._changed()
        people = await self._people()
        files = await asyncio.to_thread(read_all, draft.attachments)
        written = Written(
            number=draft.number,
            purpose=draft.purpose,
            recipients=people,
            subject=self.value("subject"),
            text=draft.text,
            answers=draft.answers if draft.answers is not None else prepared.answers,
            quotes=self.checked("quotes"),
            attachments=files,
            then=tuple(self._verbs()),
            language=prepared.language,
        )
        sent = await bench.call(writing.send, written, bench.user, bench.clock(), office=bench.office, seen=self._seen)
        bench.last_act = sent.undo
        bench.held = Held(sent.undo, written.subject, sent.send_at, draft)
        return ""

    async def _people(self) -> tuple[Recipient, ...]:
        """Return those it goes to. Raises LeftOutError once for those who would not get it."""
        bench = self.asked.bench
        typed = [
            Recipient(kind, name, address)
            for kind, field in _FIELDS
            for name, address in getaddresses([self.value(field)])
            if address or name
        ]
        found = await bench.call(writing.checked, typed, bench.clock(), office=bench.office)
        known = {one.recipient.address for one in self._warned}
        unknown = [one for one in found.left_out if one.recipient.address not in known]
        self._warned = (*self._warned, *unknown)
        if unknown:
            told = " ".join(_left_out(unknown))
            raise LeftOutError(told + " " + _("Enter sends it without them."))
        if not found.recipients:
            raise IncompleteError(_("Say to whom it goes."))
        return found.recipients

    def _verbs(self) -> Iterator[Verb]:
        """Yield what becomes of the call. Raises the expected errors for what is wrongly filled in."""
        bench, then = self.asked.bench, self.then()
        now, due = bench.clock(), self.value("due")
        if due:
            yield call_verbs.agree_due(until(due, now, now, bench.zone), _("agreed by mail"))
        if then == "take":
            yield call_verbs.take()
        elif then == "close":
            yield call_verbs.close(Outcome(self.picked("outcome") or Outcome.SOLVED.value), self.value("solution"))
        elif then == Reason.PROCESS.value and not self.picked("object"):
            yield call_verbs.await_own(until(self.value("when"), now, now, bench.zone))
        elif then:
            yield call_verbs.suspend(self._wake(Reason(then)))

    def _changed(self) -> Draft:
        """Return the draft with what was typed here."""
        people = {
            name: None if self._prepared and typed == _written(self._prepared.recipients, kind) else typed
            for kind, name in _FIELDS
            for typed in (self.value(name),)
        }
        subject = self.value("subject")
        kept = None if self._prepared and subject == line(self._prepared.subject) else subject
        quotes = self.checked("quotes") if self._prepared and self._prepared.quoted else self._draft.quotes
        return replace(self._draft, subject=kept, quotes=quotes, **people)  # type: ignore[arg-type]

    def explained(self, error: Exception) -> Sequence[Sequence[Cell]]:
        """Show both versions of a call that changed."""
        if isinstance(error, CallChangedError):
            return call_forms.both_versions(error, self.asked.bench)
        return super().explained(error)


def _written(people: Sequence[Recipient], kind: Field) -> str:
    """Return recipients as they are typed; a name is quoted, so that its commas part nothing."""
    return ", ".join(_one(one) for one in people if one.kind is kind)


def _one(one: Recipient) -> str:
    name = line(one.name).replace('"', "").replace("\\", "")
    return f'"{name}" <{line(one.address)}>' if name else line(one.address)


def _left_out(people: Sequence[Dropped]) -> list[str]:
    text = _("left out: {address} ({why})")
    return [text.format(address=line(one.recipient.address), why=words.word(one.why)) for one in people]
