"""Now: what is broken, whose it is, since when, and who has it, grouped by cause."""

from __future__ import annotations

from collections.abc import Sequence

from textual.containers import Vertical
from textual.widget import Widget

from bls_tui.desk.spans import short
from bls_tui.desk.text import line
from bls_tui.locale import _, ngettext
from bls_tui.service.desk.call_views_data import ProposalRow
from bls_tui.service.monitoring.views_data import ProblemGroup
from bls_tui.ui import actions
from bls_tui.ui.actions import Action
from bls_tui.ui.bench import Bench
from bls_tui.ui.render import bars, customers, mine, problems, proposals
from bls_tui.ui.render.cells import Cell, Entry, Flow, Key, Line, Role
from bls_tui.ui.screens.acting import call_about
from bls_tui.ui.screens.base import WIDE
from bls_tui.ui.screens.call import CallScreen
from bls_tui.ui.screens.call_from import accept
from bls_tui.ui.screens.objectlists import ObjectListScreen
from bls_tui.ui.screens.proposals import Proposed, Proposing
from bls_tui.ui.widgets.cells import Bar, Paragraphs
from bls_tui.ui.widgets.grid import Grid
from bls_tui.ui.widgets.minepane import MinePane
from bls_tui.ui.widgets.whypane import WhyPane
from db.rows import StatusRow


class NowScreen(Proposing, ObjectListScreen):
    """The landing screen. What is folded under a problem can be shown below it."""

    PART = MODE = actions.NOW
    TELLS_OF_MAIL = True

    def __init__(self, bench: Bench) -> None:
        self._customers_of = (-1, 0)
        self._desk_seen = -1
        self._expanded: set[Key] = set()
        self.mine = MinePane(bench, id="mine")
        self._groups_shown: dict[Key, ProblemGroup] = {}
        super().__init__(bench)

    def left_panes(self) -> Sequence[Widget]:
        """Customers, where there is room for a third column."""
        return [Vertical(Bar(id="customers-title"), Paragraphs(id="customers"), id="left")]

    def right_panes(self) -> Sequence[Widget]:
        """One's own calls below the reasons."""
        return [self.mine]

    @property
    def active(self) -> Grid:
        """The list of problems, or one's own calls while they have the focus."""
        return self.mine.grid if self.mine.grid.has_focus else self.grid

    def wanted(self) -> list[Entry]:
        """Return the problems, those folded under an expanded one after it."""
        groups = [group for group in self.bench.live.groups() if self._matches(group)]
        self._groups_shown = {group.root.object_id: group for group in groups}
        entries: list[Entry] = []
        for group in groups:
            expanded = group.root.object_id in self._expanded
            height = problems.height(group, expanded=expanded, two_line=self.phone)
            entries.append(Entry(group.root.object_id, height))
            if expanded:
                entries += [Entry(row.object_id, 2 if self.phone else 1) for row in group.folded]
        return entries + [Entry(Proposed(row.proposal_id), 2 if self.phone else 1) for row in self._proposals()]

    def _proposals(self) -> list[ProposalRow]:
        wanted = self.filter_text.casefold()
        return [row for row in self.pending() if wanted in f"{row.full_name} {row.customer} {row.text}".casefold()]

    def proposal(self) -> ProposalRow | None:
        """Return the proposal at the cursor."""
        return None if self.mine.grid.has_focus else self._proposal(self.grid.cursor)

    def _proposal(self, key: Key | None) -> ProposalRow | None:
        return next((row for row in self.pending() if Proposed(row.proposal_id) == key), None)

    def live_changed(self) -> None:
        """Redraw when proposals or one's own calls changed too."""
        if self._desk_seen != self.bench.desk.version:
            self._desk_seen = self.bench.desk.version
            self.draw()
        super().live_changed()

    def obstacle_to(self, action: Action) -> str | None:
        """A proposal can be opened and turned into a call, a call of one's own opened."""
        if action.id == "open" and self.mine.grid.has_focus:
            return None
        if action.id in ("open", "call") and self.proposal() is not None:
            return None
        return super().obstacle_to(action)

    def do_call(self) -> None:
        """Accept the proposal at the cursor, or open the call about a problem."""
        row = self.proposal()
        if row is None:
            super().do_call()
        else:
            accept(self, row.proposal_id)

    def title_right(self, now: float) -> Sequence[Cell]:
        """Return one's own calls before the age of the pane, where they have no pane of their own."""
        view = self.bench.desk.view
        beside = self.app.size.width >= WIDE or view is None or not view.mine
        figures = () if beside or view is None else (*mine.counted(view)[: 2 if self.phone else None], Cell("  "))
        return (*figures, *super().title_right(now))

    def _matches(self, group: ProblemGroup) -> bool:
        now = self.bench.clock()
        return any(self.filter.matches(row, now) for row in (group.root, *group.folded))

    def paint(self, key: Key) -> Sequence[Line]:
        """Return the lines of a problem, or of a row that has recovered while the order is held."""
        offered = self._proposal(key)
        if offered is not None:
            return proposals.lines(offered, self.bench.clock(), two_line=self.phone)
        if isinstance(key, Proposed):
            return (Flow((Cell(_("decided meanwhile"), Role.DIM),)),)
        group = self._groups_shown.get(key)
        if group is None:
            row = self.row(key)
            return self.paint_row(key, indent=int(row is not None and row.problem_id is not None))
        now, called = self.bench.clock(), key in self.bench.desk.tied
        if self.phone:
            return problems.phone(group, now, called=called)
        return problems.wide(group, now, expanded=key in self._expanded, called=called)

    def all_well(self, now: float) -> str:
        """Return that nothing is broken, among how many objects, and how new that is."""
        live = self.bench.live
        count = len(live.rows)
        watched = ngettext("{count:,} object watched", "{count:,} objects watched", count).format(count=count)
        if live.newest_at is None:
            return _("No open problems. {watched}, no result yet.").format(watched=watched)
        newest = short(now - live.newest_at)
        return _("No open problems. {watched}, newest result {span} ago.").format(watched=watched, span=newest)

    def total(self) -> int:
        """Return how many problems are open."""
        return len(self.bench.live.groups())

    def heading(self) -> str:
        """Return the number of problems and of customers hurt."""
        groups = self.bench.live.groups()
        if not groups:
            return _("Now")
        hurt = len({name for group in groups for name in group.customers})
        count = ngettext("{count} problem", "{count} problems", len(groups)).format(count=len(groups))
        at = ngettext("{count} customer hurt", "{count} customers hurt", hurt).format(count=hurt)
        return _("Now > {problems}, {customers}").format(problems=count, customers=at)

    def show_detail(self) -> None:
        """Explain the row at the cursor, and keep the customers up to date."""
        super().show_detail()
        offered = self.proposal()
        if offered is not None:
            self.query_one("#detail", Paragraphs).show(proposals.detail(offered, self.bench.clock()))
        if self.app.size.width >= WIDE:
            self.mine.tick()
        left = self.query_one("#left")
        if left.display:
            live, now = self.bench.live, self.bench.clock()
            age = (bars.pane_age(live.read_at, now, live.poller(now)), Cell(" "))
            self.query_one("#customers-title", Bar).show((Cell(_(" Customers"), Role.TITLE),), age)
            width = max(20, left.size.width - 3)
            if self._customers_of != (live.version, width):
                self._customers_of = (live.version, width)
                self.query_one("#customers", Paragraphs).show(customers.lines(live.rows.values(), width))

    def explain(self, pane: WhyPane, row: StatusRow | None) -> None:
        """Explain the row at the cursor, or say what a proposal is about."""
        offered = self.proposal()
        if offered is None:
            super().explain(pane, row)
        else:
            pane.tell(line(offered.full_name), proposals.detail(offered, self.bench.clock()))

    def chosen(self) -> list[StatusRow]:
        """Return the rows an act is for: none while one's own calls have the focus."""
        return [] if self.mine.grid.has_focus else super().chosen()

    def do_next_pane(self) -> None:
        """Go to one's own calls and back, where they are shown; else to the next screen."""
        if self.mine.grid.has_focus:
            self.grid.focus()
        elif self.mine.grid.keys and self.app.size.width >= WIDE:
            self.mine.grid.focus()
        else:
            super().do_next_pane()

    def detail_lines(self, row: StatusRow) -> list[tuple[Cell, ...]]:
        """Return the detail lines of a row, with what is behind it."""
        group = self._groups_shown.get(row.object_id)
        if group is None:
            return super().detail_lines(row)
        bench = self.bench
        testing, call = bench.tests.get(row.object_id), call_about(bench, row.object_id)
        return problems.detail(group, bench.clock(), bench.zone, testing, call)

    def open_key(self, key: Key, *, by_digit: bool) -> None:
        """Show what is folded under a problem first, then the object itself; a digit opens at once."""
        own = self.mine.row(key)
        if own is not None:
            self.app.push_screen(CallScreen(self.bench, own.number, self.MODE))
            return
        offered = self._proposal(key)
        group = self._groups_shown.get(key)
        if offered is not None:
            accept(self, offered.proposal_id)
        elif group is not None and group.folded and key not in self._expanded and not by_digit:
            self._expanded.add(key)
            self.draw(whole=True)
        else:
            self.open_object(key)

    def do_back(self) -> None:
        """Leave one's own calls first, then fold what was expanded."""
        if self.mine.grid.has_focus:
            self.grid.focus()
            return
        row = self.row(self.grid.cursor)
        root = (
            next((key for key in (row.object_id, row.cause_object_id) if key in self._expanded), None) if row else None
        )
        if root is None or self.filter_text or self.grid.marked:
            super().do_back()
            return
        self._expanded.discard(root)
        self.grid.select(root)
        self.draw(whole=True)

    def leave(self) -> None:
        """Leave the workbench."""
        self.do_quit()
