"""The questions before an act on calls: each repeats number, customer and subject, and ends in one verb."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from textual.widget import Widget

from bls_tui.desk.calls import words
from bls_tui.desk.calls.acts import Act
from bls_tui.desk.calls.model import Call, Level, Link, LinkKind, Outcome, Priority
from bls_tui.desk.calls.permits import IncompleteError
from bls_tui.desk.calls.wakes import Awaited, CustomerWake, ProcessWake, Reason, SupplierWake, WakeUp, customer_wake
from bls_tui.desk.calls.words import word
from bls_tui.desk.people import Directory
from bls_tui.desk.spans import moment
from bls_tui.desk.text import line
from bls_tui.errors import BlsError
from bls_tui.locale import _, ngettext
from bls_tui.service.desk import call_verbs
from bls_tui.service.desk.call_candidates import dry_run
from bls_tui.service.desk.call_verbs import Verb
from bls_tui.service.desk.call_views_data import CallView, QueueRow
from bls_tui.service.desk.calls import Done, DoneToMany
from bls_tui.service.desk.calls_store import CallChangedError
from bls_tui.service.processes.awaited import JOB
from bls_tui.ui.bench import Bench
from bls_tui.ui.render import bars, calls
from bls_tui.ui.render.cells import Cell, Role
from bls_tui.ui.screens.call_options import (
    contact_options,
    customer_options,
    job_options,
    object_options,
    person_options,
    typology_options,
)
from bls_tui.ui.screens.dialogs import Choice, Dialog, labelled, until
from bls_tui.ui.widgets.cells import Paragraphs
from bls_tui.ui.widgets.pick import Option, Pick
from bls_tui.ui.work import begin
from db.errors import DatabaseError
from db.session import Database

_LISTED = 4
JOB_PATIENCE = 86400.0
"""Seconds after a job's mail is due that a call waits for it where nothing else is said."""
Lines: TypeAlias = list[tuple[Cell, ...]]
Deed: TypeAlias = "Callable[[Verb | Pairing], Awaitable[None]]"


class PreviewNeededError(BlsError):
    """An act on several calls shows first what it would do."""

    def __init__(self, outcome: DoneToMany) -> None:
        super().__init__("")
        self.outcome = outcome


@dataclass(frozen=True, slots=True)
class Pairing:
    """What is done to two calls at once: `run` takes database, number, author, time and the version seen."""

    act: Act
    run: Callable[[Database, str, str, float, int], Done]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question is about: the calls as they were when the key was pressed, and the first of them in full.

    `view` is None for several calls.
    """

    bench: Bench
    rows: tuple[QueueRow, ...]
    view: CallView | None

    @property
    def people(self) -> Directory:
        """Who is who."""
        return self.bench.desk.people


def described(rows: Sequence[QueueRow]) -> Lines:
    """Return what a question is about: number, state, customer and subject of each call."""
    lines: Lines = [
        (
            Cell(f"{row.number} ", Role.STRONG),
            Cell(words.state_word(row.state, row.reason) + " ", Role.DIM),
            Cell(line(row.customer), Role.STRONG),
            Cell(f"  {line(row.subject)}"),
        )
        for row in rows[:_LISTED]
    ]
    more = len(rows) - _LISTED
    if more > 0:
        lines.append((Cell(ngettext("and {count} more", "and {count} more", more).format(count=more)),))
    return lines


def both_versions(error: CallChangedError, bench: Bench) -> Lines:
    """Return a call as it was seen and as it is now, what happened between, and how to go on."""
    lines: Lines = [(Cell(bars.sentence(error), Role.WARNING),)]
    for name, before, after in _differences(error.seen, error.now):
        text = _("{name}: you saw {before}, now {after}").format(name=name, before=line(before), after=line(after))
        lines.append((Cell(text),))
    now = bench.clock()
    for event in error.news:
        lines.append((Cell(f"{moment(event.at, bench.zone, now)} {line(event.author)}: {word(event.act)}", Role.DIM),))
    lines.append((Cell(_("Enter does it on the call as it is now, Esc leaves it as it is."), Role.KEY),))
    return lines


def _differences(seen: Call, now: Call) -> list[tuple[str, str, str]]:
    then, later = seen.details, now.details
    found = [
        (_("state"), word(seen.state), word(now.state)),
        (_("owner"), seen.owner or "-", now.owner or "-"),
        (_("subject"), then.subject, later.subject),
        (_("customer"), then.customer, later.customer),
        (_("contact"), then.contact, later.contact),
        (_("typology"), then.typology, later.typology),
        (_("level"), word(then.level), word(later.level)),
        (_("priority"), word(then.priority), word(later.priority)),
    ]
    return [(name, before, after) for name, before, after in found if before != after]


def preview(outcome: DoneToMany) -> Lines:
    """Return what an act on several calls would do, and how to go on."""
    count = len(outcome.done)
    will = ngettext("{count} call will change.", "{count} calls will change.", count).format(count=count)
    lines: Lines = [(Cell(will, Role.STRONG),)]
    for one in outcome.refused[:_LISTED]:
        lines.append((Cell(f"{one.number}: {line(one.reason)}", Role.WARNING),))
    lines.append((Cell(_("Enter does it, Esc leaves it."), Role.KEY),))
    return lines


class CallDialog(Dialog):
    """A question about one call or several. What it asks becomes a verb; without fields it only asks for a yes."""

    def __init__(self, title: str, asked: Asked, deed: Deed, verb: Verb | None = None) -> None:
        super().__init__(title, ())
        self.asked, self._deed, self._verb = asked, deed, verb

    def aims(self) -> Lines:
        """Return the calls it is about."""
        return [*described(self.asked.rows), *self.about()]

    def about(self) -> Lines:
        """Return what helps to decide."""
        return []

    def verb(self) -> Verb | Pairing:
        """Return what to do. Raises the expected errors for what is wrongly filled in."""
        assert self._verb is not None  # noqa: S101 - forms make their own
        return self._verb

    def picked(self, name: str) -> str:
        """Return the key chosen in a field."""
        return self.query_one(f"#pick-{name}", Pick).key

    async def perform(self) -> None:
        """Do it."""
        await self._deed(self.verb())

    def explained(self, error: Exception) -> Sequence[Sequence[Cell]]:
        """Show both versions of a call that changed, and the preview of an act on several."""
        if isinstance(error, CallChangedError):
            return both_versions(error, self.asked.bench)
        if isinstance(error, PreviewNeededError):
            return preview(error.outcome)
        return super().explained(error)


class ConfirmCall(CallDialog):
    """Asks for a yes."""

    BINDINGS = [("enter", "submit"), ("q", "cancel")]  # noqa: RUF012 - Textual's way


class AssignForm(CallDialog):
    """To whom: a colleague, or whom the rules choose."""

    def on_mount(self) -> None:
        """Ask how everybody would fare now."""
        super().on_mount()
        if self.asked.view is not None:
            begin(self, self._read, "candidates")

    async def _read(self) -> None:
        bench, row = self.asked.bench, self.asked.rows[0]
        try:
            found = await bench.call(dry_run, row.number, bench.user, bench.clock())
        except (BlsError, DatabaseError) as error:
            lines: Lines = [(Cell(bars.sentence(error), Role.WARNING),)]
        else:
            lines = calls.candidates(found)
        self.query_one("#targets", Paragraphs).show([*self.aims(), *lines])

    def fields(self) -> Sequence[Widget]:
        """Return whom and why."""
        return [
            Pick("to", _("To (empty: whom the rules choose)"), person_options(self.asked.people)),
            *labelled("reason", _("Why (optional)")),
        ]

    def verb(self) -> Verb:
        """Assign."""
        return call_verbs.assign(self.picked("to"), self.value("reason"))


class SuspendForm(CallDialog):
    """For exactly one reason, with what wakes it."""

    def fields(self) -> Sequence[Widget]:
        """Return the reason, what is awaited, and until when."""
        reasons = [Option(reason.value, word(reason)) for reason in Reason]
        suppliers = [Option(key, one.name) for key, one in self.asked.people.suppliers.items()]
        customers = dict.fromkeys(row.customer_key for row in self.asked.rows)
        objects = [one for customer in customers for one in object_options(self.asked.bench, customer)]
        tied = str(self.asked.view.objects[0].object_id) if self.asked.view and self.asked.view.objects else ""
        return [
            Pick("reason", _("Reason: process, customer or supplier"), reasons),
            *labelled("when", _("Until (2h, 18:00, 2026-11-23 09:00; customer: empty for the usual reminders)")),
            Pick("object", _("Process: the object that has to turn good (empty: that of the call)"), objects, tied),
            Pick(
                "job", _("Process: or the job whose next run has to go well"), job_options(self.asked.bench, customers)
            ),
            Pick("supplier", _("Supplier"), suppliers),
            *labelled("ticket", _("Supplier: their ticket number")),
            *labelled("note", _("Note (optional)")),
        ]

    def verb(self) -> Verb:
        """Suspend; a call at rest gets another date."""
        reason = Reason(self.picked("reason") or self._missing())
        if reason is Reason.PROCESS and not self.picked("object") and not self.picked("job"):
            bench = self.asked.bench
            at = until(self.value("when"), bench.clock(), bench.clock(), bench.zone)
            return call_verbs.await_own(at, self.value("note"))
        wake, at_rest = self._wake(reason), self.asked.rows[0].reason is not None
        return (call_verbs.postpone if at_rest else call_verbs.suspend)(wake, self.value("note"))

    def _wake(self, reason: Reason) -> WakeUp:
        bench = self.asked.bench
        now, typed = bench.clock(), self.value("when")
        if reason is Reason.CUSTOMER and not typed:
            view = self.asked.view
            contract = view.contract.contract if view else None
            calendar = contract.calendar if contract else self.asked.people.calendars["default"]
            return customer_wake(now, calendar)
        if reason is Reason.PROCESS and self.picked("job"):
            return self._job_wake(self.picked("job"), typed)
        at = until(typed, now, now, bench.zone)
        if reason is Reason.CUSTOMER:
            return CustomerWake((now + (at - now) / 2,), at)
        if reason is Reason.SUPPLIER:
            return SupplierWake(self.picked("supplier"), self.value("ticket"), at)
        target = self.picked("object")
        found = bench.live.rows.get(int(target)) if target else None
        return ProcessWake(Awaited.OBJECT, target, found.full_name if found else target, at)

    def _job_wake(self, key: str, typed: str) -> WakeUp:
        """Wait for the next run of a job, until a day after its mail is due where nothing else is said."""
        bench = self.asked.bench
        row, now = bench.processes.rows[key], bench.clock()
        due = row.summary.due_at
        at = max(due, now) + JOB_PATIENCE if due is not None and not typed else until(typed, now, now, bench.zone)
        return ProcessWake(Awaited.RUN, f"{JOB}{key}", row.name, at)

    def _missing(self) -> str:
        raise IncompleteError(_("Say what it waits for: process, customer or supplier."))


class CloseForm(CallDialog):
    """Outcome and solution."""

    def about(self) -> Lines:
        """Return the contract and what of the call is still bad."""
        view = self.asked.view
        if view is None:
            return []
        bad = [one for one in view.objects if one.good is False]
        return [
            (Cell(_("Still {state}: {object}").format(state=one.state, object=line(one.full_name)), Role.WARNING),)
            for one in bad
        ]

    def fields(self) -> Sequence[Widget]:
        """Return outcome and solution."""
        outcomes = [Option(one.value, word(one)) for one in Outcome if one is not Outcome.MERGED]
        return [
            Pick("outcome", _("Outcome"), outcomes, Outcome.SOLVED.value),
            *labelled("solution", _("Solution (required)")),
        ]

    def verb(self) -> Verb:
        """Close."""
        chosen = self.picked("outcome")
        if not chosen:
            raise IncompleteError(_("Say how it ended."))
        return call_verbs.close(Outcome(chosen), self.value("solution"))


class WordsForm(CallDialog):
    """One text: a note, a reason."""

    def __init__(self, title: str, label: str, asked: Asked, deed: Deed, make: Callable[[str], Verb]) -> None:
        super().__init__(title, asked, deed)
        self._label, self._make = label, make

    def fields(self) -> Sequence[Widget]:
        """Return the text."""
        return labelled("text", self._label)

    def verb(self) -> Verb:
        """Say it."""
        return self._make(self.value("text"))


class JudgeForm(CallDialog):
    """Whether it is blocking, and why."""

    def fields(self) -> Sequence[Widget]:
        """Return verdict and reason."""
        blocking = self.asked.rows[0].blocking
        return [
            Choice(_("BLOCKING: work on it, and count, around the clock"), value=not blocking, id="blocking"),
            *labelled("reason", _("Why (required)")),
        ]

    def verb(self) -> Verb:
        """Judge."""
        return call_verbs.judge(blocking=self.checked("blocking"), reason=self.value("reason"))


class LinkForm(CallDialog):
    """To an object, to another call, or to a closed call that it takes up."""

    def fields(self) -> Sequence[Widget]:
        """Return object and call."""
        rows = self.asked.bench.desk.rows.values()
        others = [Option(row.number, f"{row.number} {row.subject}") for row in rows if row not in self.asked.rows]
        return [
            Pick("object", _("Object"), object_options(self.asked.bench, self.asked.rows[0].customer_key)),
            Pick("call", _("or call"), others),
            *labelled("closed", _("or the number of a closed call it takes up")),
        ]

    def verb(self) -> Verb:
        """Tie."""
        if self.value("closed"):
            return call_verbs.refer(self.value("closed"))
        target = self.picked("object")
        if target:
            return call_verbs.link(Link(LinkKind.OBJECT, target))
        number = self.picked("call")
        if not number:
            raise IncompleteError(_("Say what to link it to."))
        return call_verbs.link(Link(LinkKind.CALL, number))


class EditForm(CallDialog):
    """The details of a call."""

    def fields(self) -> Sequence[Widget]:
        """Return every detail as it is."""
        assert self.asked.view is not None  # noqa: S101 - one call is edited at a time
        details, people = self.asked.view.call.details, self.asked.people
        return [
            *labelled("subject", _("Subject"), details.subject),
            Pick("customer", _("Customer"), customer_options(people), details.customer),
            Pick("contact", _("Contact"), contact_options(people), details.contact),
            Pick("typology", _("Typology"), typology_options(people), details.typology),
            Pick("level", _("Level"), [Option(one.value, word(one)) for one in Level], details.level.value),
            Pick("priority", _("Priority"), [Option(one.value, word(one)) for one in Priority], details.priority.value),
        ]

    def verb(self) -> Verb:
        """Correct what differs."""
        assert self.asked.view is not None  # noqa: S101 - one call is edited at a time
        details = self.asked.view.call.details
        changed = {"subject": self.value("subject")} | {
            name: self.picked(name) for name in ("customer", "contact", "typology", "level", "priority")
        }
        new = {name: value for name, value in changed.items() if value != getattr(details, name)}
        if not new:
            raise IncompleteError(_("Nothing differs from what it was."))
        level, priority = new.pop("level", None), new.pop("priority", None)
        return call_verbs.amend(level=level and Level(level), priority=priority and Priority(priority), **new)  # type: ignore[arg-type]
