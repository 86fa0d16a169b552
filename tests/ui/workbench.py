"""Drives the workbench in a test: its clock stands still, and it looks at the database only when told."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC

from textual.pilot import Pilot

from bls_tui.service.mail.office import Office
from bls_tui.service.monitoring.views_data import Viewer
from bls_tui.ui.app import BlsApp
from bls_tui.ui.bench import Bench
from bls_tui.ui.keys import Keys
from bls_tui.ui.live import LiveStore
from bls_tui.ui.widgets.callpane import CallPane
from bls_tui.ui.widgets.whypane import WhyPane
from db.session import Database
from tests.support.demo import NOW

PHONE, NARROW, WIDE, XWIDE = (45, 30), (80, 24), (120, 40), (160, 50)
SIZES = {"phone": PHONE, "narrow": NARROW, "wide": WIDE}
PATIENCE = 200
"""Turns of the event loop, 10 ms each, that a condition is awaited."""


@dataclass
class Clock:
    """Tells the time it is given."""

    now: float = NOW

    def __call__(self) -> float:
        return self.now


@dataclass
class Driven:
    """A running workbench."""

    app: BlsApp
    pilot: Pilot[None]
    bench: Bench
    clock: Clock

    @property
    def text(self) -> str:
        """What the terminal shows."""
        return "\n".join(strip.text.rstrip() for strip in self.app.screen._compositor.render_strips())

    async def press(self, *keys: str) -> None:
        """Press keys, and wait until everything they began is done."""
        for key in keys:
            await self.pilot.press(key)
            await self.settle()

    async def type(self, text: str) -> None:
        """Type text into the field that has the focus."""
        names = {" ": "space", ":": "colon", ",": "comma", "!": "exclamation_mark", "/": "slash", '"': "quotation_mark"}
        await self.press(*(names.get(character, character) for character in text))

    async def settle(self) -> None:
        """Wait until workers are done and messages are handled."""
        for _ in range(3):
            await self.pilot.pause()
            await self.app.workers.wait_for_complete([w for w in self.app.workers if w.group != "live"])
        await self.pilot.pause()

    async def look(self, later: float = 0.0) -> None:
        """Let time pass and look at the database."""
        self.clock.now += later
        await self.bench.look()
        self.app.tell_live()
        await self.settle()
        for screen in self.app.screen_stack:
            if hasattr(screen, "tick"):
                screen.tick()
        await self.settle()

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait for a condition; fails with the screen when it does not come."""
        for _ in range(PATIENCE):
            if condition():
                return
            await self.pilot.pause(0.01)
        raise AssertionError(f"waited in vain; the screen was:\n{self.text}")


@asynccontextmanager
async def workbench(
    database: Database,
    size: tuple[int, int] = NARROW,
    *,
    holder: str = "",
    keys: Keys | None = None,
    ascii_only: bool = False,
    theme: str = "bls-dark",
    looked: bool = True,
    user: str = "kb",
    forgiving: bool = False,
    office: Office | None = None,
) -> AsyncIterator[Driven]:
    """Run the workbench on a database until the block ends."""
    clock = Clock()
    viewer = Viewer(holder, 20.0)
    live = LiveStore(database, clock, lambda: viewer)
    bench = Bench(database, live, clock, UTC, user, lambda: viewer, keys or Keys(), office=office or Office())
    app = BlsApp(bench, theme=theme, ascii_only=ascii_only, follow=False, forgiving=forgiving)
    async with app.run_test(size=size) as pilot:
        driven = Driven(app, pilot, bench, clock)
        await driven.settle()
        if looked:
            await driven.look()
        await rested(driven)
        yield driven


async def rested(driven: Driven) -> None:
    """Wait until the pane of reasons has read what it explains."""
    panes: list[WhyPane | CallPane] = [p for p in driven.app.screen.query(WhyPane) if p.region.width and p.wants]
    panes += [p for p in driven.app.screen.query(CallPane) if p.region.width]
    await driven.until(lambda: all(pane.explained for pane in panes))
    await driven.settle()
