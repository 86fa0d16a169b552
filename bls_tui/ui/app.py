"""The workbench: puts screens, themes, palette and the live picture together, and nothing else."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Mapping
from functools import partial
from typing import ClassVar

from rich.console import Console
from textual.app import App
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.worker import WorkerFailed

from bls_tui import zones
from bls_tui.config import Config
from bls_tui.locale import _
from bls_tui.places import config_directory
from bls_tui.service.mail.office import Office
from bls_tui.service.monitoring.views_data import Viewer
from bls_tui.service.processes.accounts import accounts
from bls_tui.ui import actions, keyfile, over_ssh
from bls_tui.ui.ascii_filter import AsciiFilter
from bls_tui.ui.bench import Bench
from bls_tui.ui.crash import record
from bls_tui.ui.live import LiveChanged, LiveStore
from bls_tui.ui.palette import Palette
from bls_tui.ui.render import bars
from bls_tui.ui.render.cells import Role
from bls_tui.ui.screens.base import BREAKPOINTS, PARTS, BlsScreen
from bls_tui.ui.screens.call import CallScreen
from bls_tui.ui.screens.call_from import call_about
from bls_tui.ui.screens.calls import CallsScreen
from bls_tui.ui.screens.charts import ChartScreen
from bls_tui.ui.screens.dialogs import ConfirmDialog
from bls_tui.ui.screens.lists import ListScreen
from bls_tui.ui.screens.log import LogScreen
from bls_tui.ui.screens.mail import MailScreen
from bls_tui.ui.screens.now_jobs import NowWithJobs
from bls_tui.ui.screens.outlook import OutlookScreen
from bls_tui.ui.screens.processes import ProcessesScreen
from bls_tui.ui.screens.status import StatusScreen
from bls_tui.ui.screens.texts import TextScreen, help_lines
from bls_tui.ui.screens.unclear import TaughtScreen, UnclearScreen
from bls_tui.ui.themes import DARK, THEMES, fitting
from bls_tui.ui.widgets import scrollbar
from checks import clock
from checks.engine import Poller
from db.session import Database

SCREENS: Mapping[str, type[ListScreen]] = {
    "now": NowWithJobs,
    "status": StatusScreen,
    "calls": CallsScreen,
    "mail": MailScreen,
    "processes": ProcessesScreen,
    "log": LogScreen,
}


class BlsApp(App[None]):
    """The application around the screens.

    `follow` False leaves the looking to the tests, `forgiving` False the failures.
    """

    CSS_PATH = "workbench.tcss"
    HORIZONTAL_BREAKPOINTS = BREAKPOINTS
    TITLE = "bls"
    ENABLE_COMMAND_PALETTE = True
    COMMAND_PALETTE_BINDING = "ctrl+p"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+c", "leave", show=False),
        Binding("ctrl+q", "leave", show=False, priority=True),
    ]

    def __init__(
        self,
        bench: Bench,
        *,
        theme: str = DARK.name,
        ascii_only: bool = False,
        follow: bool = True,
        forgiving: bool = True,
    ) -> None:
        super().__init__()
        self.forgiving = forgiving
        scrollbar.install()
        self.bench = bench
        self._follow = follow
        for known in THEMES.values():
            self.register_theme(known)
        self.theme = theme
        if ascii_only:
            self._filters.append(AsciiFilter())

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Give every theme the variables of ours."""
        return {**super().get_theme_variable_defaults(), **DARK.variables}

    def on_mount(self) -> None:
        """Show Now and begin to look."""
        for part, screen in SCREENS.items():
            self.add_mode(part, partial(screen, self.bench))
        self.switch_mode(actions.NOW)
        for number in (signal.SIGTERM, signal.SIGHUP):
            asyncio.get_running_loop().add_signal_handler(number, self.exit)
        if self._follow:
            self.run_worker(self.bench.live.follow(self.tell_live), group="live", exit_on_error=True)
            self.run_worker(self.bench.desk.follow(self.tell_live), group="live", exit_on_error=True)
            self.run_worker(self.bench.processes.follow(self.tell_live), group="live", exit_on_error=True)
            self.run_worker(self.bench.mail.follow(self.tell_live), group="live", exit_on_error=True)

    def on_unmount(self) -> None:
        """End the threads."""
        self.bench.close()

    def _handle_exception(self, error: Exception) -> None:
        """Say what failed and go on; Textual would leave."""
        if not self.forgiving or not self.is_running:
            super()._handle_exception(error)
            return
        cause = error.error if isinstance(error, WorkerFailed) else error
        record("application", cause)
        screen = self._working_screen()
        if screen is not None:
            screen.show_crash(cause)

    async def _dispatch_message(self, message: Message) -> None:
        # Textual ends the loop of the application after a key whose action fails.
        try:
            await super()._dispatch_message(message)
        except Exception as error:
            if not self.forgiving:
                raise
            self._handle_exception(error)

    def tell_live(self) -> None:
        """Tell every screen of the stack that the picture changed."""
        for screen in self.screen_stack:
            screen.post_message(LiveChanged())
        self._ring()

    async def action_show_part(self, part: str) -> None:
        """Show a main screen, its list in front."""
        await self.switch_mode(part)
        while len(self.screen_stack) > 1:
            await self.pop_screen()

    async def action_next_part(self) -> None:
        """Show the main screen after this one."""
        place = PARTS.index(self.current_mode)
        await self.action_show_part(PARTS[(place + 1) % len(PARTS)])

    async def action_show_customer(self, key: str) -> None:
        """Show Status with the objects of one customer."""
        await self.action_show_part(actions.STATUS)
        self.call_after_refresh(self._filter_customer, key)

    def action_call_about(self, object_id: int) -> None:
        """Open the call about an object, or a new one from it."""
        if isinstance(self.screen, BlsScreen):
            call_about(self.screen, object_id)

    def action_show_alert(self) -> None:
        """Open the call that has wanted its reader longest."""
        number = next(iter(self.bench.desk.alerts.unseen), None)
        if number is not None:
            self.push_screen(CallScreen(self.bench, number, self.current_mode))

    def action_show_unclear(self) -> None:
        """Show the mails of processes that need a technician."""
        self.push_screen(UnclearScreen(self.bench))

    def action_show_taught_rules(self) -> None:
        """Show the rules technicians taught."""
        self.push_screen(TaughtScreen(self.bench))

    def action_show_chart(self, object_id: int) -> None:
        """Show how the values of an object went."""
        self.push_screen(ChartScreen(self.bench, object_id, self.current_mode))

    def action_show_outlook(self) -> None:
        """Show what will be full, expire, wear out or saturate."""
        self.push_screen(OutlookScreen(self.bench, self.current_mode))

    def action_show_help(self, part: str) -> None:
        """Show the keys of a screen."""
        keys = self.bench.keys
        self.push_screen(TextScreen(_("Keys of this screen"), partial(help_lines, part, keys), keys, "help"))

    def action_command_palette(self) -> None:
        """Open the palette."""
        if not isinstance(self.screen, Palette):
            self.push_screen(Palette())

    def action_next_theme(self) -> None:
        """Take the next theme."""
        names = list(THEMES)
        self.theme = names[(names.index(self.theme) + 1) % len(names)]

    def action_leave(self) -> None:
        """Leave; asks first when nobody would poll any more."""
        if self.bench.polls_here():
            title = _("This workbench polls. Leave, so that nobody polls?")
            self.push_screen(ConfirmDialog(title, (), self._leave))
        else:
            self.exit()

    def _ring(self) -> None:
        """Ring once for all alerts that are new, and say the newest."""
        ringing = self.bench.desk.alerts.to_ring()
        if not ringing:
            return
        if self.bench.bell:
            self.bell()
        screen = self._working_screen()
        if screen is not None:
            screen.say(bars.alert(ringing[-1], self.bench.keys.first(actions.BY_ID["alert"])), Role.KEY)

    def _working_screen(self) -> BlsScreen | None:
        return next((one for one in reversed(self.screen_stack) if isinstance(one, BlsScreen)), None)

    async def _leave(self) -> None:
        self.exit()

    def _filter_customer(self, key: str) -> None:
        if isinstance(self.screen, ListScreen):
            self.screen.apply_filter(f'cust:"{key}"')


def run(config: Config, database: Database, poller: Poller | None, user: str, office: Office | None = None) -> None:
    """Open the workbench as `user` and, behind it, the poller of this process; `office`: how this house writes mail.

    Raises KeyFileError.
    """
    keys = keyfile.load(config_directory() / keyfile.FILE)
    live = LiveStore(database, clock.now, lambda: viewer)
    zone = zones.zone(config.ui.timezone)
    viewer = Viewer(poller.holder if poller is not None else "", config.poller.stale_after, zone)
    section = config.ui
    bench = Bench(
        database, live, clock.now, zone, user, lambda: viewer, keys, bell=section.bell, shell=section.shell,
        opener=section.opener, office=office or Office(),
    )  # fmt: skip
    bench.processes.accounts = accounts(config)
    theme = fitting(config.ui.theme, Console(force_terminal=True).color_system)
    app = BlsApp(bench, theme=theme, ascii_only=config.ui.ascii)
    if poller is not None:
        poller.start()
    try:
        app.run(mouse=not over_ssh(os.environ))
    finally:
        if poller is not None:
            poller.stop()
