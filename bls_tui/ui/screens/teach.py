"""Teaching a rule from a mail: pick the words, say what they mean, see what would change, save."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widget import Widget

from bls_tui.desk.calls.permits import IncompleteError
from bls_tui.desk.spans import moment
from bls_tui.desk.text import line
from bls_tui.errors import BlsError
from bls_tui.locale import N_, _, ngettext
from bls_tui.service.processes import taught
from bls_tui.service.processes.taught import Lesson
from bls_tui.service.processes.views_data import VerdictChange
from bls_tui.ui.bench import Bench
from bls_tui.ui.crash import Sturdy, words
from bls_tui.ui.render import runs, wordpick
from bls_tui.ui.render.cells import Cell, Entry, Flow, Key, Line, Role
from bls_tui.ui.screens.base import BREAKPOINTS
from bls_tui.ui.screens.dialogs import Dialog, labelled
from bls_tui.ui.screens.process_forms import Done, MailAim, described
from bls_tui.ui.widgets.cells import Bar, Paragraphs
from bls_tui.ui.widgets.grid import Grid
from bls_tui.ui.widgets.pick import Option, Pick
from checks.backups import INFORMATIONAL
from checks.rules.expected.states import RunState

ADDRESS, DOMAIN, ANYBODY = "address", "domain", "anybody"
_CLASSES = {
    "OK": N_("OK: it went well"),
    "WARNING": N_("WARNING: it went, with remarks"),
    "PARTIAL": N_("PARTIAL: not all of it"),
    "FAILED": N_("FAILED: there is no copy"),
    INFORMATIONAL: N_("informational: no result of a run"),
}
_LISTED = 40


class PreviewFirstError(BlsError):
    """A rule is saved only after it was seen what it changes."""

    def __init__(self, lesson: Lesson, changes: Sequence[VerdictChange]) -> None:
        super().__init__("")
        self.lesson, self.changes = lesson, changes


class TeachForm(Dialog):
    """What the words picked mean, for whose mails; Enter shows what would change."""

    def __init__(self, aim: MailAim, lesson: Lesson, bench: Bench, done: Done) -> None:
        super().__init__(_("Teach a rule"), ())
        self.aim, self.lesson, self.bench, self.done = aim, lesson, bench, done

    def aims(self) -> Sequence[Sequence[Cell]]:
        """Return the mail it is made from."""
        return described(self.aim)

    def fields(self) -> Sequence[Widget]:
        """Return words, class and scope."""
        sender = line(self.aim.sender)
        scopes = [
            Option(ADDRESS, _("mails of {address}").format(address=sender)),
            Option(DOMAIN, _("mails of {domain}").format(domain=f"@{sender.rpartition('@')[2]}")),
            Option(ANYBODY, _("mails of anybody")),
        ]
        return [
            Pick("verdict", _("They mean"), [Option(one, _(_CLASSES[one])) for one in taught.CLASSES]),
            *labelled("subject", _("Words in the subject"), self.lesson.subject_words),
            *labelled("words", _("Words in the text"), self.lesson.words),
            Pick("scope", _("In"), scopes, ADDRESS if self.aim.sender else ANYBODY),
            *labelled("job", _("Job, where the mail names none (optional)")),
            *labelled("note", _("Note (optional)")),
        ]

    def _filled(self) -> Lesson:
        chosen = self.query_one("#pick-verdict", Pick).key
        if not chosen:
            raise IncompleteError(_("Say what the words mean."))
        scope, sender = self.query_one("#pick-scope", Pick).key, self.aim.sender
        senders = {ADDRESS: sender, DOMAIN: f"@{sender.rpartition('@')[2]}"}
        return Lesson(
            verdict=chosen,
            words=self.value("words"),
            subject_words=self.value("subject"),
            sender=senders.get(scope, ""),
            job=self.value("job"),
            note=self.value("note"),
            from_message=self.aim.message_id,
        )

    async def perform(self) -> None:
        """Show what would change, before anything is saved."""
        lesson = self._filled()
        raise PreviewFirstError(lesson, await self.bench.call(taught.preview, lesson))

    def complain(self, error: Exception) -> None:
        """Show an expected error while the form stays, and what a rule would change over it."""
        if isinstance(error, PreviewFirstError):
            super().complain(BlsError(""))
            self.app.push_screen(PreviewDialog(error, self.bench, self.done), self._saved)
        else:
            super().complain(error)

    def _saved(self, saved: bool | None) -> None:
        if saved:
            self.dismiss(True)


class PreviewDialog(Dialog):
    """What a rule would change of the mails there are; Enter saves it, Esc goes back to the form."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", show=False),
        Binding("q", "cancel", show=False),
    ]

    def __init__(self, found: PreviewFirstError, bench: Bench, done: Done) -> None:
        super().__init__(_("What the rule would change"), ())
        self._lesson, self._changes = found.lesson, found.changes
        self.bench, self.done = bench, done

    def aims(self) -> Sequence[Sequence[Cell]]:
        """Return the mails whose verdict changes."""
        return preview(self._changes, self.bench)

    async def perform(self) -> None:
        """Save the rule."""
        bench = self.bench
        saved = await bench.call(taught.save, self._lesson, bench.user, bench.clock(), bench.processes.accounts)
        count = ngettext("{count} mail was read anew.", "{count} mails were read anew.", saved.read_anew)
        mails = count.format(count=saved.read_anew)
        await self.done(_("Rule {id} is taught; {mails}").format(id=saved.rule_id, mails=mails), saved.undo)


def preview(changes: Sequence[VerdictChange], bench: Bench) -> list[tuple[Cell, ...]]:
    """Return the mails whose verdict a rule changes: before and after, and how to go on."""
    count = ngettext(
        "{count} stored mail would be read otherwise:", "{count} stored mails would be read otherwise:", len(changes)
    )
    none = _("No stored mail would be read otherwise.")
    lines: list[tuple[Cell, ...]] = [(Cell(count.format(count=len(changes)) if changes else none, Role.STRONG),)]
    for one in changes[:_LISTED]:
        at = moment(one.received_at, bench.zone, bench.clock())
        lines.append(
            (_class(one.before), Cell(" → "), _class(one.after), Cell(f"  {at} "), Cell(line(one.subject), Role.DIM))
        )
    more = len(changes) - _LISTED
    if more > 0:
        lines.append((Cell(ngettext("and {count} more", "and {count} more", more).format(count=more)),))
    return [*lines, (), (Cell(_("Enter saves the rule, Esc goes back."), Role.KEY),)]


def _class(verdict: str) -> Cell:
    known = verdict in RunState.__members__
    return Cell(verdict if known else _("informational"), runs.role_of_run(RunState(verdict)) if known else Role.DIM)


class PickWords(Sturdy, Screen[None]):
    """A mail on the whole screen, with a cursor on its words."""

    HORIZONTAL_BREAKPOINTS = BREAKPOINTS
    AUTO_FOCUS = "#words"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,l", "word(1)", show=False),
        Binding("left,h", "word(-1)", show=False),
        Binding("down,j", "row(1)", show=False),
        Binding("up,k", "row(-1)", show=False),
        Binding("pagedown", "row(10)", show=False),
        Binding("pageup", "row(-10)", show=False),
        Binding("home,g", "row(-100000)", show=False),
        Binding("end,G", "row(100000)", show=False),
        Binding("space", "mark", show=False),
        Binding("V", "line", show=False),
        Binding("x", "drop", show=False),
        Binding("enter", "go_on", show=False),
        Binding("escape,q", "close", show=False),
    ]

    def __init__(self, bench: Bench, aim: MailAim, subject: str, text: str, done: Done) -> None:
        super().__init__()
        self.bench, self.aim, self.done = bench, aim, done
        self._subject, self._text = subject, text
        self.page = wordpick.sheet(subject, text, 72)
        self._grid = Grid((), self._paint, id="words")

    def compose(self) -> ComposeResult:
        """Lay out title, words and keys."""
        yield Bar(id="title")
        yield self._grid
        yield Paragraphs(id="notice")
        yield Bar(id="hints")

    def on_mount(self) -> None:
        """Fill in the texts."""
        self._grid.two_line = True
        self.query_one("#title", Bar).show((Cell(_(" Teach a rule: pick the words that decide"), Role.TITLE),))
        self.query_one("#notice", Paragraphs).display = True
        keys = (
            (_("Space"), _("begin, end")),
            ("V", _("line")),
            ("x", _("none")),
            (_("Enter"), _("go on")),
            ("Esc", _("back")),
        )
        self.query_one("#hints", Bar).show(
            [one for key, text in keys for one in (Cell(f" {key}", Role.KEY), Cell(f" {text} "))]
        )
        self._lay_out()

    def on_resize(self) -> None:
        """Lay the words out for the new width."""
        self._lay_out()

    def _lay_out(self) -> None:
        before = self.page
        laid = wordpick.sheet(self._subject, self._text, max(20, self.app.size.width - 4))
        self.page = wordpick.Sheet(laid.words, laid.rows, before.cursor, before.anchor, before.subject, before.text)
        self._grid.show([Entry(row) for row in range(self.page.rows)])
        self._moved()

    def _paint(self, key: Key) -> Sequence[Line]:
        return (Flow(wordpick.painted(self.page, int(str(key)))),)

    def _moved(self) -> None:
        if self.page.words:
            self._grid.select(self.page.words[self.page.cursor].row)
        self._grid.refresh()
        picked = [(_("subject"), self.page.subject_words), (_("text"), self.page.text_words)]
        told = [f'{name}: "{text}"' for name, text in picked if text]
        hint = _("Nothing is picked yet: Space on the first word, move, Space on the last.")
        self.query_one("#notice", Paragraphs).show([(Cell("  ".join(told) or hint, Role.KEY if told else Role.DIM),)])

    def action_word(self, step: int) -> None:
        """Move by words."""
        self.page = self.page.moved(step)
        self._moved()

    def action_row(self, step: int) -> None:
        """Move by rows, over empty ones."""
        rows = sorted({word.row for word in self.page.words})
        if rows:
            place = rows.index(self.page.words[self.page.cursor].row) + step
            self.page = self.page.to_row(rows[max(0, min(len(rows) - 1, place))])
        self._moved()

    def action_mark(self) -> None:
        """Begin to pick, or end it."""
        self.page = self.page.marked()
        self._moved()

    def action_line(self) -> None:
        """Pick the line."""
        self.page = self.page.whole_line()
        self._moved()

    def action_drop(self) -> None:
        """Pick nothing."""
        self.page = self.page.dropped()
        self._moved()

    def action_close(self) -> None:
        """Go back."""
        self.dismiss()

    def show_crash(self, error: BaseException) -> None:
        """Say what failed."""
        if self.query("#notice"):
            self.query_one("#notice", Paragraphs).show([(Cell(words(error), Role.WARNING),)])

    def action_go_on(self) -> None:
        """Ask what the words mean."""
        if not (self.page.subject_words or self.page.text_words):
            self.query_one("#notice", Paragraphs).show([(Cell(_("Pick the words first: Space."), Role.WARNING),)])
            return
        lesson = Lesson("", self.page.text_words, self.page.subject_words)
        self.app.push_screen(TeachForm(self.aim, lesson, self.bench, self.done), self._taught)

    def _taught(self, saved: bool | None) -> None:
        if saved:
            self.dismiss()

    @on(Grid.Moved)
    def _clicked(self, message: Grid.Moved) -> None:
        message.stop()
        self.page = self.page.to_row(int(str(message.key)))
        self._moved()
