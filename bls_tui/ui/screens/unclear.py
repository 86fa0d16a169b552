"""The mails of processes that need a technician, and the rules technicians taught."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial

from textual.containers import Vertical
from textual.widget import Widget

from bls_tui.desk.text import line, safe
from bls_tui.errors import BlsError
from bls_tui.locale import _, ngettext
from bls_tui.service.processes import acts, taught
from bls_tui.service.processes.views import unclear_view
from bls_tui.service.processes.views_data import UnclearMail, UnclearView
from bls_tui.ui import actions
from bls_tui.ui.bench import Bench
from bls_tui.ui.render import bars, unclear
from bls_tui.ui.render.cells import Cell, Column, Entry, Flow, Key, Line, Role
from bls_tui.ui.screens.acting import show_plain
from bls_tui.ui.screens.dialogs import ConfirmDialog
from bls_tui.ui.screens.lists import ListScreen
from bls_tui.ui.screens.process_acting import MailActing, ProcessBase
from bls_tui.ui.screens.process_forms import MailAim
from bls_tui.ui.widgets.cells import Paragraphs
from bls_tui.ui.work import begin
from db.errors import DatabaseError
from db.rows_runs import TaughtRuleRow


class _UnclearList(ProcessBase, ListScreen):
    """A list read from the view of what is unclear, each time the processes are."""

    MODE = actions.PROCESSES

    def __init__(self, bench: Bench) -> None:
        self.view: UnclearView | None = None
        self._words: tuple[str, ...] = ()
        super().__init__(bench)

    def panes(self) -> Sequence[Widget]:
        """The list, and the detail of the row at the cursor below it."""
        return [Vertical(self.grid, Paragraphs(id="detail"), id="panes", classes="-below")]

    def live_changed(self) -> None:
        """Read again when the processes were."""
        if self.view is None or self.seen != self.bench.processes.version:
            self.seen = self.bench.processes.version
            begin(self, self._load, "unclear")
        self.tick()

    async def _load(self) -> None:
        bench = self.bench
        try:
            self.view = await bench.call(unclear_view, bench.user, bench.clock())
        except (BlsError, DatabaseError) as error:
            self.fail(error)
            return
        self.draw()
        self.tick()

    def title_right(self, now: float) -> Sequence[Cell]:
        """Return the age of what is shown."""
        *before, _age, _blank = super().title_right(now)
        read = None if self.view is None else self.bench.processes.looked_at
        return (*before, bars.pane_age(read, now, self.bench.live.poller(now)), Cell(" "))

    def compile_filter(self, text: str) -> None:
        """Take a filter into use: every word must occur."""
        self._words = tuple(text.casefold().split())

    def _holds(self, *texts: str) -> bool:
        said = "\n".join(texts).casefold()
        return all(word in said for word in self._words)

    def nothing(self) -> Sequence[str]:
        """Return why there is nothing in the list."""
        if self.view is None:
            return bars.not_read(None, 0.0)
        return [bars.no_match(self.total(), self.filter_text)] if self.filter_text else self.all_well()

    def all_well(self) -> Sequence[str]:
        """Return what an empty list says."""
        raise NotImplementedError

    def leave(self) -> None:
        """Go back to where we came from."""
        self.app.pop_screen()


class UnclearScreen(_UnclearList, MailActing):
    """The mails that need a technician. Its keys are ids of messages."""

    PART = actions.UNCLEAR

    def columns(self) -> tuple[Column, ...]:
        """Return the columns of the list."""
        return unclear.mail_columns()

    def wanted(self) -> list[Entry]:
        """Return the mails that match the filter, newest first."""
        found = () if self.view is None else self.view.mails
        shown = (mail for mail in found if self._holds(mail.row.sender_address, mail.row.subject, mail.row.read.state))
        return [Entry(mail.message_id, 2 if self.phone else 1) for mail in shown]

    def _mail(self, key: Key | None) -> UnclearMail | None:
        found = () if self.view is None else self.view.mails
        return next((mail for mail in found if mail.message_id == key), None)

    def mail(self) -> MailAim | None:
        """Return the mail at the cursor."""
        found = self._mail(self.grid.cursor)
        if found is None:
            return None
        return MailAim(found.message_id, found.row.sender_address, found.row.subject, found.candidates)

    def paint(self, key: Key) -> Sequence[Line]:
        """Return the lines of a mail."""
        found = self._mail(key)
        if found is None:
            return (Flow((Cell(_("settled meanwhile"), Role.DIM),)),)
        return unclear.lines(found, self.bench.clock(), self.bench.zone, phone=self.phone)

    def all_well(self) -> Sequence[str]:
        """Return that no mail waits."""
        return [_("No mail of a process needs a technician: every one is understood and belongs to a run.")]

    def total(self) -> int:
        """Return how many mails wait."""
        return 0 if self.view is None else len(self.view.mails)

    def heading(self) -> str:
        """Return how many mails wait."""
        count = ngettext("{count} unclear mail", "{count} unclear mails", self.total()).format(count=self.total())
        return _("Processes > {mails}").format(mails=count)

    def show_detail(self) -> None:
        """Say why the mail at the cursor is here, and how it begins."""
        if self.is_mounted:
            found = self._mail(self.grid.cursor)
            lines = [] if found is None else unclear.detail(found, self.bench.processes.rows)
            self.query_one("#detail", Paragraphs).show(lines)

    def open_key(self, key: Key, *, by_digit: bool) -> None:  # noqa: ARG002 - both open at once
        """Show the whole mail."""
        self.grid.select(key)
        aim = self.mail()
        if aim is not None:
            self.open_mail(aim)

    def do_ignore(self) -> None:
        """Put the mail away."""
        aim = self.mail()
        if aim is not None:
            begin(self, partial(self._ignore, aim), "act", latest=False)

    async def _ignore(self, aim: MailAim) -> None:
        bench = self.bench
        try:
            decided = await bench.call(acts.ignore, aim.message_id, bench.user, bench.clock())
        except (BlsError, DatabaseError) as error:
            self.fail(error)
            return
        await self.done(_("Put away as no result: {subject}.").format(subject=line(aim.subject)), decided.undo)

    def do_why(self) -> None:
        """Show the whole mail: why it is here stands below the list."""
        self.open_key(self.grid.cursor, by_digit=False)

    def do_text(self) -> None:
        """Show the mail as plain text."""
        found = self._mail(self.grid.cursor)
        if found is not None:
            show_plain(self, [found.row.sender_address, found.row.subject, "", *safe(found.text).split("\n")])

    def do_taught_rules(self) -> None:
        """Show the rules technicians taught."""
        self.app.push_screen(TaughtScreen(self.bench))


class TaughtScreen(_UnclearList):
    """The rules technicians taught, newest first: the newest that fits decides. Its keys are their ids."""

    PART = actions.RULES

    def columns(self) -> tuple[Column, ...]:
        """Return the columns of the list."""
        return unclear.rule_columns()

    def wanted(self) -> list[Entry]:
        """Return the rules that match the filter."""
        found = () if self.view is None else self.view.rules
        shown = (
            row for row in found if self._holds(row.sender, row.subject_words, row.words, row.verdict, row.created_by)
        )
        return [Entry(row.id, 2 if self.phone else 1) for row in shown]

    def _rule(self, key: Key | None) -> TaughtRuleRow | None:
        found = () if self.view is None else self.view.rules
        return next((row for row in found if row.id == key), None)

    def paint(self, key: Key) -> Sequence[Line]:
        """Return the lines of a rule."""
        found = self._rule(key)
        if found is None:
            return (Flow((Cell(_("removed meanwhile"), Role.DIM),)),)
        return unclear.rule(found, self.bench.clock(), self.bench.zone, phone=self.phone)

    def all_well(self) -> Sequence[str]:
        """Return that nobody taught a rule, and how to."""
        return [_("Nobody has taught a rule yet. On an unclear mail, t teaches one from its words.")]

    def total(self) -> int:
        """Return how many rules there are."""
        return 0 if self.view is None else len(self.view.rules)

    def heading(self) -> str:
        """Return how many rules there are."""
        count = ngettext("{count} taught rule", "{count} taught rules", self.total()).format(count=self.total())
        return _("Processes > {rules}, the newest that fits decides").format(rules=count)

    def open_key(self, key: Key, *, by_digit: bool) -> None:  # noqa: ARG002 - both open at once
        """Show the mail it was made from."""
        self.grid.select(key)
        self.do_text()

    def do_text(self) -> None:
        """Show the rule as plain text."""
        row = self._rule(self.grid.cursor)
        if row is None:
            return
        show_plain(self, [f"{name}: {value}" for name, value in unclear.rule_facts(row)])

    def show_detail(self) -> None:
        """Show everything the rule at the cursor says."""
        if self.is_mounted:
            found, bench = self._rule(self.grid.cursor), self.bench
            lines = [] if found is None else unclear.rule_detail(found, bench.clock(), bench.zone)
            self.query_one("#detail", Paragraphs).show(lines)

    def do_why(self) -> None:
        """Show the rule."""
        self.do_text()

    def do_remove_rule(self) -> None:
        """Remove it, after a question."""
        row = self._rule(self.grid.cursor)
        if row is None:
            return
        if (reason := self.look_only()) is not None:
            self.say(reason, Role.WARNING)
            return
        self.app.push_screen(RemoveRule(row, partial(self._remove, row)))

    async def _remove(self, row: TaughtRuleRow) -> None:
        bench = self.bench
        count = await bench.call(taught.remove, row.id, bench.user, bench.clock(), bench.processes.accounts)
        text = ngettext("{count} mail was read anew.", "{count} mails were read anew.", count).format(count=count)
        await self.done(_("Rule {id} is removed; {mails}").format(id=row.id, mails=text), None)


class RemoveRule(ConfirmDialog):
    """Asks for a yes, repeating the rule."""

    def __init__(self, row: TaughtRuleRow, deed: Callable[[], Awaitable[None]]) -> None:
        super().__init__(_("Remove the rule"), (), deed)
        self._row = row

    def aims(self) -> Sequence[Sequence[Cell]]:
        """Return the rule."""
        row = self._row
        words = f'"{line(row.subject_words)}" "{line(row.words)}"'
        return [(Cell(f"{row.verdict}  ", Role.STRONG), Cell(line(row.sender or _("anybody"))), Cell(f"  {words}"))]
