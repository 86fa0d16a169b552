"""Deciding about a mail that waits: each question repeats its sender and subject as they were at the key press."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from functools import partial

from textual.widget import Widget

from bls_tui.desk.calls.permits import IncompleteError
from bls_tui.desk.mail import words
from bls_tui.desk.mail.facts import RuleAction
from bls_tui.desk.text import line
from bls_tui.errors import BlsError
from bls_tui.locale import _
from bls_tui.service.desk.calls import NewCall
from bls_tui.service.mail import originals, triage, writing
from bls_tui.service.mail.marks import EndRule
from bls_tui.service.mail.views_data import MessageView, TriageItem, Trouble
from bls_tui.service.monitoring.undo import Undo
from bls_tui.ui.bench import Bench
from bls_tui.ui.render import mail
from bls_tui.ui.render.cells import Cell, Flow, Role
from bls_tui.ui.screens.call_new import NewCallForm
from bls_tui.ui.screens.call_options import call_options, customer_options
from bls_tui.ui.screens.dialogs import ConfirmDialog, Dialog, labelled
from bls_tui.ui.screens.marking import Marking
from bls_tui.ui.widgets.cells import Paragraphs
from bls_tui.ui.widgets.pick import Option, Pick
from bls_tui.ui.work import begin
from db.errors import DatabaseError
from db.rows_mail import SenderRuleRow

Done = Callable[[str, Undo | None], Awaitable[None]]
"""Told what was done, and how it is taken back."""


def described(item: TriageItem) -> list[tuple[Cell, ...]]:
    """Return whose mail a question is about."""
    one = item.message
    return [
        (Cell(_("from: "), Role.DIM), Cell(mail.sender_of(one), Role.STRONG)),
        (Cell(_("subject: "), Role.DIM), Cell(line(one.subject) or _("(none)"), Role.STRONG)),
        mail.why(item),
    ]


class TriageDialog(Dialog):
    """A question about one mail that waits."""

    def __init__(self, title: str, bench: Bench, item: TriageItem, done: Done) -> None:
        super().__init__(title, ())
        self.bench, self.item, self.done = bench, item, done

    def aims(self) -> Sequence[Sequence[Cell]]:
        """Return the mail."""
        return described(self.item)


class AppendForm(TriageDialog):
    """To which call."""

    def fields(self) -> Sequence[Widget]:
        """Return the call, the suggested one filled in."""
        suggested = self.item.suggested_number
        options = call_options(self.bench.desk.rows.values())
        if suggested and not any(one.key == suggested for one in options):
            options.insert(0, Option(suggested, suggested))
        return [Pick("call", _("Append to call"), options, suggested)]

    async def perform(self) -> None:
        """Append it."""
        number, bench, one = self.query_one(Pick).key, self.bench, self.item.message
        if not number:
            raise IncompleteError(_("Say to which call."))
        did = await bench.call(triage.append, one.id, number, bench.user, bench.clock(), office=bench.office)
        await self.done(
            _("“{subject}” appended to {number}.").format(subject=line(one.subject), number=number), did.undo
        )


class ArchiveForm(TriageDialog):
    """Asks for a yes."""

    BINDINGS = [("enter", "submit"), ("q", "cancel")]  # noqa: RUF012 - Textual's way

    async def perform(self) -> None:
        """Put it away."""
        bench, one = self.bench, self.item.message
        undo = await bench.call(triage.archive, one.id, bench.user, bench.clock())
        await self.done(_("“{subject}” archived.").format(subject=line(one.subject)), undo)


class RuleForm(TriageDialog):
    """What is always done with mails of this sender."""

    def fields(self) -> Sequence[Widget]:
        """Return whose mails, and what is done with them."""
        address = self.item.message.sender_address
        wide = "@" + address.rpartition("@")[2]
        customers = customer_options(self.bench.desk.people)
        return [
            *labelled(
                "match", _("Sender: an address, or {domain} for all of it").format(domain=line(wide)), line(address)
            ),
            Pick("action", _("Always"), [Option(one.value, words.word(one)) for one in RuleAction]),
            Pick(
                "call", _("Call (to append)"), call_options(self.bench.desk.rows.values()), self.item.suggested_number
            ),
            Pick("customer", _("Customer (for a new call; empty: the sender's own)"), customers),
        ]

    async def perform(self) -> None:
        """Make the rule."""
        chosen, bench = self._key("action"), self.bench
        if not chosen:
            raise IncompleteError(_("Say what is always done."))
        action, match, now = RuleAction(chosen), self.value("match"), bench.clock()
        add = partial(
            triage.add_rule,
            customer=self._key("customer") if action is RuleAction.CALL else "",
            call=self._key("call") if action is RuleAction.APPEND else "",
        )
        rule_id = await bench.call(add, match, action, bench.user, now)
        undo = Undo(_("rule for {match}").format(match=match), now, (EndRule(rule_id),))
        text = _("From now on {what} for {match}; this mail still waits.")
        await self.done(text.format(what=words.word(action), match=line(match)), undo)

    def _key(self, name: str) -> str:
        return self.query_one(f"#pick-{name}", Pick).key


class CallFromMail(NewCallForm):
    """A new call with the mail. `refers`: the call it takes up, None to take up none; `text` is the mail's."""

    def __init__(
        self,
        bench: Bench,
        done: Callable[[str], Awaitable[None]],
        filled: NewCall,
        item: TriageItem,
        refers: str | None,
        *,
        text: str,
    ) -> None:
        super().__init__(bench, done, filled, self._open_with_mail)
        self._item, self._refers, self._text = item, refers, text

    def question(self) -> Sequence[Cell]:
        """Return whose mail it is."""
        one = self._item.message
        title = (Cell(f" {self._title}: ", Role.TITLE), Cell(mail.sender_of(one), Role.STRONG))
        return (*title, Cell(f"  {line(one.subject)}"))

    def fields(self) -> Sequence[Widget]:
        """Return the mail, and what a call may say."""
        about = Paragraphs(id="mail")
        about.show(described(self._item))
        number = labelled("refers", _("Refers to call"), self._refers) if self._refers is not None else ()
        return [about, *number, *super().fields()]

    async def _open_with_mail(self, new: NewCall) -> str:
        bench, refers = self._bench, self.value("refers") if self._refers is not None else ""
        if self._refers is not None and not refers:
            raise IncompleteError(_("Say to which call it refers."))
        # The field has one line; who left it as it was means the text as it came.
        text = self._text if new.text == self._filled.text.strip() else new.text
        wanted = replace(new, refers_to=refers, text=text)
        did = await bench.call(triage.as_new_call, self._item.message.id, wanted, bench.user, bench.clock())
        return did.call.number


class AgainDialog(ConfirmDialog):
    """Asks for a yes, and repeats what it is about."""

    def __init__(self, title: str, lines: Sequence[Sequence[Cell]], deed: Callable[[], Awaitable[None]]) -> None:
        super().__init__(title, (), deed)
        self._lines = lines

    def aims(self) -> Sequence[Sequence[Cell]]:
        """Return what it is about."""
        return self._lines


class Triaging(Marking):
    """A screen with mails that wait, mails on their way out, messages in error and rules."""

    def in_triage(self) -> TriageItem | None:
        """Return the mail that waits at the cursor."""
        raise NotImplementedError

    @property
    def row(self) -> object:
        """What is at the cursor."""
        raise NotImplementedError

    def open_call(self, number: str) -> None:
        """Show the mail of a call."""
        raise NotImplementedError

    def do_file(self) -> None:
        """Append it to a call."""
        self._ask(_("Append to a call"), AppendForm)

    def do_archive(self) -> None:
        """Put it out of the way."""
        self._ask(_("Archive"), ArchiveForm)

    def do_always(self) -> None:
        """Make a rule."""
        self._ask(_("Always so for this sender"), RuleForm)

    def _ask(self, title: str, form: Callable[[str, Bench, TriageItem, Done], Dialog]) -> None:
        item = self.in_triage()
        if item is not None:
            self.app.push_screen(form(title, self.bench, item, self.decided))

    def do_file_new(self) -> None:
        """Open a new call with it."""
        self._open_form(refers=False)

    def do_file_refer(self) -> None:
        """Open a new call that refers to another."""
        self._open_form(refers=True)

    def _open_form(self, *, refers: bool) -> None:
        item = self.in_triage()
        if item is not None:
            begin(self, partial(self._prefilled, item, refers=refers), "ask")

    async def _prefilled(self, item: TriageItem, *, refers: bool) -> None:
        bench = self.bench
        try:
            filled = await bench.call(triage.prefilled, item.message.id, bench.clock(), office=bench.office)
        except (BlsError, DatabaseError) as error:
            self.fail(error)
            return
        shown = replace(filled, subject=line(filled.subject), text=line(filled.text))
        known = filled.refers_to or item.suggested_number if refers else None
        self.app.push_screen(CallFromMail(bench, self._opened_with, shown, item, known, text=filled.text))

    async def _opened_with(self, number: str) -> None:
        await self.decided(_("Call {number} opened with the mail.").format(number=number), None)
        self.app.call_after_refresh(self.open_call, number)

    def do_try_again(self) -> None:
        """Send it again, or take it in again."""
        row, bench = self.row, self.bench
        if isinstance(row, Trouble):
            key = row.row.key
            text = _("The message will be taken in at the next look at {folder}.").format(folder=line(row.row.folder))
            about = [(Cell(line(row.row.error), Role.WARNING),), (Cell(line(row.subject)),)]
            again = partial(bench.call, originals.try_again, key, bench.user)  # type: ignore[call-arg]
            self._confirm(_("Take it in again"), about, again, text)
        elif isinstance(row, MessageView) and row.sending is not None:
            text = _("It will be sent again, to those who did not get it.")
            send = partial(bench.call, writing.send_again, row.sending.outbox_id, bench.user)  # type: ignore[call-arg]
            self._confirm(_("Send it again"), _leaving(row), send, text)

    def do_withdraw(self) -> None:
        """Call it back, or end the rule."""
        row, bench = self.row, self.bench
        if isinstance(row, SenderRuleRow):
            about = mail.rule(row, bench.clock(), bench.zone)
            lines = [(*one.left, Cell("  "), *one.right) for one in about if isinstance(one, Flow)]
            end = partial(bench.call, triage.remove_rule, row.id, bench.user)  # type: ignore[call-arg]
            self._confirm(_("End this rule"), lines, end, _("The rule is ended."))
        elif isinstance(row, MessageView) and row.sending is not None:
            back = partial(bench.call, writing.call_back, row.sending.outbox_id, bench.user)  # type: ignore[call-arg]
            self._confirm(_("Call it back"), _leaving(row), back, _("Called back: it is not sent."))

    def _confirm(
        self, title: str, lines: Sequence[Sequence[Cell]], deed: Callable[[float], Awaitable[None]], text: str
    ) -> None:
        async def act() -> None:
            await deed(self.bench.clock())
            await self.decided(text, None)

        self.app.push_screen(AgainDialog(title, lines, act))

    async def decided(self, text: str, undo: Undo | None) -> None:
        """Say what was done and read the mail again."""
        bench = self.bench
        if undo is not None:
            bench.last_act = undo
            text += " " + _("u takes it back for 60 s.")
        self.say(text)
        await bench.look()
        self.live_changed()


def _leaving(row: MessageView) -> list[tuple[Cell, ...]]:
    to = ", ".join(line(one.address) for one in row.recipients)
    return [
        (Cell(_("to: "), Role.DIM), Cell(to, Role.STRONG)),
        (Cell(_("subject: "), Role.DIM), Cell(line(row.subject))),
    ]
