"""Mail: conversations, what waits in triage, what goes out, what goes wrong, and the rules about senders."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widget import Widget

from bls_tui.desk.mail import filters
from bls_tui.desk.text import line
from bls_tui.locale import _
from bls_tui.service.desk.call_views_data import QueueRow
from bls_tui.service.mail.views import CONVERSATIONS
from bls_tui.service.mail.views_data import FolderView, MailView, MessageView, TriageItem, Trouble
from bls_tui.ui import actions
from bls_tui.ui.actions import Action, Needs
from bls_tui.ui.bench import Bench
from bls_tui.ui.render import bars, mail
from bls_tui.ui.render.cells import Cell, Column, Entry, Flow, Key, Line, Role
from bls_tui.ui.screens.acting import show_plain
from bls_tui.ui.screens.lists import ListScreen
from bls_tui.ui.screens.mail_lists import LISTS, TALKS, Row, Rows, listed, worst_first
from bls_tui.ui.screens.mail_search import SearchForm
from bls_tui.ui.screens.mail_triage import Triaging
from bls_tui.ui.screens.mail_writing import Writing
from bls_tui.ui.screens.thread import MessageScreen, ThreadScreen
from bls_tui.ui.widgets.cells import Bar, Paragraphs
from bls_tui.ui.widgets.mailpane import MailPane
from db.rows_mail import ConversationRow, SenderRuleRow


class MailScreen(ListScreen, Triaging, Writing):
    """One of the lists; which one, the line of tabs says."""

    PART = MODE = actions.MAIL
    TELLS_OF_MAIL = True

    def __init__(self, bench: Bench) -> None:
        self.filter = filters.parse("")
        self.list_name = "conversations"
        self._rows: Rows = {}
        self._counted: tuple[int, Mapping[str, int]] = (-1, {})
        self._painted: Mapping[Key, Row] = {}
        super().__init__(bench)

    def panes(self) -> Sequence[Widget]:
        """The tabs, the list, below it what the row says when narrow, beside it the mails when wide."""
        left = Vertical(Bar(id="customers-title"), Paragraphs(id="customers"), id="left")
        main = Vertical(Bar(id="tabs"), self.grid, Paragraphs(id="detail"), id="main")
        right = VerticalScroll(MailPane(self.bench, id="mail-pane"), id="right", can_focus=False)
        return [Horizontal(left, main, right, id="panes")]

    def columns(self) -> tuple[Column, ...]:
        """Return the columns of conversations; other lists run across."""
        return mail.columns()

    def wanted(self) -> list[Entry]:
        """Return the rows of the list that match the filter."""
        view, now = self.bench.mail.view, self.bench.clock()
        self._rows = {} if view is None else LISTS[self.list_name][1](view)
        shown = {key: row for key, row in self._rows.items() if self.filter.matches(listed(row), now)}
        held = {key: self._painted[key] for key in self.grid.keys if key in self._painted}
        self._painted = {**held, **shown}
        return [Entry(key, self._height(row)) for key, row in shown.items()]

    def paint(self, key: Key) -> Sequence[Line]:
        """Return the lines of a row."""
        row = self._painted.get(key)
        return (Flow((Cell(_("gone meanwhile"), Role.DIM),)),) if row is None else self._lines(row)

    def _height(self, row: Row) -> int:
        """Return how many lines `_lines` gives, without making them."""
        if isinstance(row, ConversationRow):
            return 2 if self.phone else 1
        return 1 if isinstance(row, SenderRuleRow) else 2

    def _lines(self, row: Row) -> Sequence[Line]:
        now, zone, narrow = self.bench.clock(), self.bench.zone, self.phone
        if isinstance(row, ConversationRow):
            return mail.conversation(row, now, two_line=narrow)
        if isinstance(row, TriageItem):
            return mail.waiting(row, now, two_line=narrow)
        if isinstance(row, MessageView):
            return mail.outgoing(row, now, zone, two_line=narrow)
        if isinstance(row, FolderView):
            return mail.folder(row, now, zone)
        return mail.trouble(row, now, zone) if isinstance(row, Trouble) else mail.rule(row, now, zone)

    def nothing(self) -> Sequence[str]:
        """Return why there is nothing in the list."""
        store = self.bench.mail
        if store.view is None:
            return [line(store.failure)] if store.failure else bars.not_read(None, 0.0)
        if self.filter_text:
            return [bars.no_match(self.total(), self.filter_text)]
        texts = {
            "conversations": _("No call has mail yet."),
            "unread": _("You have read everything that came in to calls that are not closed."),
            "mine": _("None of your calls has mail."),
            "triage": _("Nothing waits for a decision."),
            "outbox": _("Nothing is on its way out."),
            "errors": "",
            "rules": _("No rule about a sender. In triage, {key} makes one.").format(key=self._key("always")),
        }
        told = [texts[self.list_name]] if texts[self.list_name] else []
        if not store.view.folders:
            told.append(
                _("No mailbox has been read: bls.toml describes them, [mailbox.NAME], and the poller reads them.")
            )
        if self.list_name == "outbox" and not self.bench.office.sends:
            told.append(_("Nothing can be sent either: bls.toml names no address of ours, [mail] address."))
        return told

    def _key(self, action: str) -> str:
        return self.bench.keys.first(actions.BY_ID[action])

    def total(self) -> int:
        """Return how many rows the list has."""
        return len(self._rows)

    def heading(self) -> str:
        """Return the list with its figure."""
        name, view = _("Mail > {list}").format(list=_(LISTS[self.list_name][0])), self.bench.mail.view
        if view is None:
            return name
        if len(view.conversations) < CONVERSATIONS or self.list_name not in TALKS:
            return f"{name} {len(self._rows)}"
        text = _("{list} {count}, of the newest {most}; {key} searches all")
        return text.format(list=name, count=len(self._rows), most=CONVERSATIONS, key=self._key("search"))

    def title_left(self, now: float) -> Sequence[Cell]:
        """Say what is wrong with the reading itself."""
        store = self.bench.mail
        failed = [Cell("  " + line(store.failure), Role.WARNING)] if store.failure and store.view is not None else []
        return (*super().title_left(now), *failed)

    def title_right(self, now: float) -> Sequence[Cell]:
        """Return what waits, and the age of the mail shown."""
        waits = [Cell(self.waiting.words(self._key("refresh")), Role.KEY), Cell("  ")] if self.waiting else []
        return (*waits, bars.pane_age(self.bench.mail.looked_at, now), Cell(" "))

    def live_changed(self) -> None:
        """Redraw when the mail was read again."""
        if self.seen != self.bench.mail.version or self.bench.mail.view is None:
            self.seen = self.bench.mail.version
            self.draw()
        self.report_tests()
        self.tick()

    def show_detail(self) -> None:
        """Show the tabs, and what the row at the cursor says."""
        if not self.is_mounted:
            return
        view = self.bench.mail.view
        self.query_one("#tabs", Bar).show(self._tabs(view))
        row = self.row
        self.query_one("#detail", Paragraphs).show(list(self._detail(row)))
        if self.query_one("#right").display:
            self.query_one(MailPane).show_row(row)
        if self.query_one("#left").display and view is not None:
            self.query_one("#customers-title", Bar).show((Cell(_(" Mailboxes"), Role.TITLE),))
            now, zone = self.bench.clock(), self.bench.zone
            lines = [_flow(one) for folder in worst_first(view.folders) for one in mail.folder(folder, now, zone)]
            self.query_one("#customers", Paragraphs).show(lines or [(Cell(_("none read yet"), Role.DIM),)])

    def _tabs(self, view: MailView | None) -> list[Cell]:
        cells = [Cell(" ")]
        if view is not None and self._counted[0] != self.bench.mail.version:
            self._counted = (
                self.bench.mail.version,
                {name: len(rows_of(view)) for name, (_t, rows_of) in LISTS.items()},
            )
        for name, (title, _rows_of) in LISTS.items():
            here = name == self.list_name
            count = self._counted[1].get(name, 0)
            if self.phone and not here:
                continue
            role = Role.TITLE if here else Role.KEY if count and name in ("unread", "triage") else Role.DIM
            text = f"{_(title)} {count}"
            cells += [Cell(f"[{text}]" if here else f" {text} ", role)]
        if self.phone:
            cells.append(Cell("  " + _("{key}: next list").format(key=self._key("next_list")), Role.DIM))
        return cells

    def _detail(self, row: Row | None) -> Iterator[Sequence[Cell]]:
        if isinstance(row, ConversationRow):
            head = f"{row.number} {line(row.customer)}"
            yield (Cell(f"{head}  ", Role.STRONG), Cell(line(row.subject)))
            yield (Cell(f"{mail.arrow(row.direction)} {line(row.last_from)}: ", Role.DIM), Cell(line(row.snippet)))
        elif isinstance(row, TriageItem):
            yield (Cell(mail.sender_of(row.message) + "  ", Role.STRONG), Cell(line(row.message.subject)))
            yield mail.why(row)
            yield (Cell(line(row.message.visible, 400)),)
        elif isinstance(row, MessageView):
            yield (Cell(line(row.subject), Role.STRONG),)
            yield mail.how_sent(row, self.bench.clock(), self.bench.zone)
            yield from mail.deliveries(row, self.bench.clock(), self.bench.zone)
        elif isinstance(row, FolderView):
            yield (Cell(mail.folder_state(row, self.bench.clock(), self.bench.zone)),)
        elif isinstance(row, Trouble):
            yield (Cell(line(row.subject), Role.STRONG),)
            yield (Cell(line(row.row.error, 400), Role.WARNING),)

    @property
    def row(self) -> Row | None:
        """What is at the cursor."""
        key = self.grid.cursor
        return None if key is None else self._rows.get(key)

    def compile_filter(self, text: str) -> None:
        """Take a filter into use."""
        self.filter = filters.parse(text)

    def obstacle(self, needs: Needs) -> str | None:
        """Triage needs a mail that waits, writing a conversation."""
        if needs is Needs.TRIAGE and self.in_triage() is None:
            return _("No mail that waits in triage is at the cursor.")
        if needs is Needs.MAIL and self.about_call() is None:
            return _("No conversation is at the cursor.")
        return super().obstacle(needs)

    def obstacle_to(self, action: Action) -> str | None:
        """Only what failed can be tried again, only what is held or a rule be taken out."""
        row = self.row
        if action.id == "try_again" and not (_failed(row) or isinstance(row, Trouble)):
            return _("Nothing here can be tried again.")
        if action.id == "withdraw" and not (_held(row) or isinstance(row, SenderRuleRow)):
            return _("Nothing here can be taken out: no mail that is still held, and no rule.")
        return super().obstacle_to(action)

    def in_triage(self) -> TriageItem | None:
        """Return the mail that waits at the cursor."""
        return self.row if isinstance(self.row, TriageItem) else None

    def about_call(self) -> str | None:
        """Return the number of the call at the cursor."""
        return self.row.number if isinstance(self.row, ConversationRow) else None

    def chosen_calls(self) -> Sequence[QueueRow]:
        """Return the call at the cursor, while it is in the queue."""
        row = self.row
        found = self.bench.desk.rows.get(row.call_id) if isinstance(row, ConversationRow) else None
        return [] if found is None else [found]

    def open_call(self, number: str) -> None:
        """Show the mail of a call."""
        self.app.push_screen(ThreadScreen(self.bench, number, self.MODE))

    def open_key(self, key: Key, *, by_digit: bool) -> None:  # noqa: ARG002 - both open at once
        """Open a conversation, or one message."""
        row = self._rows.get(key)
        if isinstance(row, ConversationRow):
            self.open_call(row.number)
        elif isinstance(row, TriageItem):
            self.app.push_screen(MessageScreen(self.bench, row.message.id, self.MODE))
        elif isinstance(row, MessageView):
            self.app.push_screen(MessageScreen(self.bench, row.id, self.MODE))
        elif row is not None:
            self.show_lines(row)

    def show_lines(self, row: Row) -> None:
        """Show a row in full, to read and copy."""
        texts = ["".join(cell.text for cell in _flow(one)) for one in self._lines(row)]
        show_plain(self, texts)

    def do_unread(self) -> None:
        """Mark the conversation as unread."""
        row = self.row
        if isinstance(row, ConversationRow):
            self.mark_unread([row.last_id])

    def do_text(self) -> None:
        """Show the row as plain text."""
        if self.row is not None:
            self.show_lines(self.row)

    def do_next_list(self) -> None:
        """Go to the next list."""
        self._step(1)

    def do_previous_list(self) -> None:
        """Go to the list before."""
        self._step(-1)

    def _step(self, step: int) -> None:
        names = list(LISTS)
        self.show_list(names[(names.index(self.list_name) + step) % len(names)])

    def show_list(self, name: str) -> None:
        """Show a list by its name in `LISTS`."""
        self.list_name = name
        self.grid.two_line = self.phone or name not in (*TALKS, "triage")
        self.hold.release()
        self.draw(whole=True)
        self.tick()

    def action_do(self, action_id: str) -> None:
        """Do what the registry calls `action_id`; each list has an action that shows it."""
        name = action_id.removeprefix("show_")
        if name != action_id and name in LISTS:
            self.show_list(name)
        else:
            super().action_do(action_id)

    def on_resize(self) -> None:
        """Lists that run across have no titles of columns."""
        super().on_resize()
        self.grid.two_line = self.phone or self.list_name not in (*TALKS, "triage")

    def do_search(self) -> None:
        """Search the texts of all mails."""
        self.app.push_screen(SearchForm(self.bench, self._found))

    def _found(self, number: str, message_id: int) -> None:
        self.app.push_screen(ThreadScreen(self.bench, number, self.MODE, at=message_id))


def _failed(row: Row | None) -> bool:
    return isinstance(row, MessageView) and row.sending is not None and row.sending.state == "failed"


def _held(row: Row | None) -> bool:
    return isinstance(row, MessageView) and row.sending is not None and row.sending.state == "held"


def _flow(one: Line) -> tuple[Cell, ...]:
    return (*one.left, Cell("  "), *one.right) if isinstance(one, Flow) else one.cells
