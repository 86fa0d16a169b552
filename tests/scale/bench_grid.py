"""How fast the workbench is with the whole fleet: `python -m tests.scale grid`.

Prints each figure with its budget and their ratio (below 1 is within). A benchmark, not a test: machines differ.
"""

import asyncio
import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC
from typing import NamedTuple

from textual.app import App, ComposeResult

from bls_tui.service.monitoring.views_data import Viewer
from bls_tui.ui.app import BlsApp
from bls_tui.ui.bench import Bench
from bls_tui.ui.keys import Keys
from bls_tui.ui.live import LiveStore, Reading
from bls_tui.ui.render import objects
from bls_tui.ui.render.cells import Entry
from bls_tui.ui.themes import DARK
from bls_tui.ui.widgets.grid import Grid
from db.rows import LeaseRow, StatusRow
from db.session import Database
from tests.support.rows import NOW, status_row

SIZE = (120, 40)
KEYS = 200
UPDATES = 300
BUDGETS_MS = {"ready": 500.0, "key": 30.0, "update": 3.0}


def fleet(count: int) -> list[StatusRow]:
    """Make as many services as the lab fleet has, one in fifty in trouble."""
    rows = []
    for number in range(count):
        bad = number % 50 == 0
        rows.append(
            status_row(
                f"host{number // 8:05}/service {number % 8}", object_id=number + 1, host_id=number // 8 + 1,
                customer=f"Customer {number // 400:02}", state="CRITICAL" if bad else "OK", seq=number,
                problem_id=number + 1 if bad else None, problem_since=NOW - number if bad else None,
                output=f"response in {number % 97} ms, size 1523 bytes", changed_at=NOW - number,
            )
        )  # fmt: skip
    return rows


class GridApp(App[None]):
    """Only the list."""

    def __init__(self, rows: list[StatusRow]) -> None:
        super().__init__()
        self.rows = {row.object_id: row for row in rows}
        self.register_theme(DARK)
        self.theme = DARK.name
        self.grid = Grid(objects.columns(), lambda key: (objects.wide(self.rows[key], NOW),))

    def compose(self) -> ComposeResult:
        yield self.grid


class Cost(NamedTuple):
    """Milliseconds of waiting, the next frame of Textual included (up to 17), and of processor time."""

    wall: float
    cpu: float


class Painted:
    """Waits for paints: the time from before an act until the screen was drawn."""

    def __init__(self, app: App[None]) -> None:
        self._app = app
        self._drawn = asyncio.Event()
        display = app._display

        def noted(*arguments: object) -> None:
            display(*arguments)  # type: ignore[arg-type]
            self._drawn.set()

        app._display = noted  # type: ignore[method-assign,assignment]

    async def after(self, act: Callable[[], object]) -> Cost:
        """Return what it took from before `act` until the next paint."""
        self._drawn.clear()
        start, cpu = time.perf_counter(), time.process_time()
        act()
        await asyncio.wait_for(self._drawn.wait(), 5)
        return Cost((time.perf_counter() - start) * 1000, (time.process_time() - cpu) * 1000)


def report(name: str, figure: float, budget: float, cpu: float | None = None) -> None:
    """Print a figure in milliseconds against its budget."""
    busy = "" if cpu is None else f"   (CPU {cpu:6.2f} ms)"
    print(f"{name:48} {figure:8.2f} ms   budget {budget:6.1f} ms   ratio {figure / budget:5.2f}{busy}")


def report_p95(name: str, costs: list[Cost]) -> None:
    """Print the 95th percentile of waiting and of processor time."""
    wall, cpu = (statistics.quantiles(values, n=20)[-1] for values in zip(*costs, strict=True))
    report(name, wall, BUDGETS_MS["key"], cpu)


async def bench_grid(rows: list[StatusRow]) -> None:
    """Measure the list alone."""
    app = GridApp(rows)
    gc.freeze()  # as the live picture does after a full reading
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        painted = Painted(app)
        entries = [Entry(row.object_id) for row in rows]
        ready = await painted.after(lambda: app.grid.show(entries))
        report(f"grid, {len(rows)} rows: ready (show -> paint)", ready.wall, BUDGETS_MS["ready"], ready.cpu)
        moves = [await painted.after(lambda: app.grid.move(1)) for _ in range(KEYS)]
        report_p95("grid: move -> paint, p95", moves)
        pages = [await painted.after(lambda: app.grid.move_page(1)) for _ in range(KEYS // 4)]
        report_p95("grid: page -> paint, p95", pages)
        await one_row(app, painted, visible=True)
        await one_row(app, painted, visible=False)


async def one_row(app: GridApp, painted: Painted, *, visible: bool) -> None:
    """Measure CPU of one changed row, painting included."""
    app.grid.move_end(last=False)
    await asyncio.sleep(0.2)
    key = 5 if visible else len(app.rows) - 5
    costs = []
    for number in range(UPDATES):
        start = time.process_time()
        app.rows[key] = replace(app.rows[key], output=f"changed {number}")
        app.grid.refresh_keys([key])
        if visible:
            await painted.after(lambda: None)
        costs.append((time.process_time() - start) * 1000)
    report(f"grid: one {'visible' if visible else 'invisible'} row update, CPU median", statistics.median(costs),
           BUDGETS_MS["update"])  # fmt: skip


async def bench_workbench(rows: list[StatusRow]) -> None:
    """Measure the Status screen of the workbench with a live picture that changes as the whole fleet does."""
    viewer = Viewer("", 1e9)
    database = Database("sqlite:////nowhere/never-opened.db")
    live = LiveStore(database, lambda: NOW, lambda: viewer)
    lease = LeaseRow(1, "bench", NOW, NOW, {})
    live._take_in(Reading(NOW, 1, 1, True, tuple(rows), lease))
    bench = Bench(database, live, lambda: NOW, UTC, "bench", lambda: viewer, Keys())
    app = BlsApp(bench, follow=False)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        start = time.perf_counter()
        await app.action_show_part("status")
        await pilot.pause()
        report("status screen: opened with every row", (time.perf_counter() - start) * 1000, BUDGETS_MS["ready"])
        painted = Painted(app)
        keys = []
        for number in range(KEYS):
            if number % 20 == 0:  # what 39 results a second look like to a viewer
                changed = [replace(row, seq=row.seq + 1, checked_at=NOW) for row in rows[number * 39 :][:39]]
                live._take_in(Reading(NOW, number + 2, 1, False, tuple(changed), lease))
                app.tell_live()
            keys.append(await painted.after(lambda: app.simulate_key("j")))
        report_p95("status screen, live: key -> paint, p95", keys)
        start = time.process_time()
        changed = [replace(row, seq=row.seq + 9) for row in rows[:39]]
        live._take_in(Reading(NOW, 999, 1, False, tuple(changed), lease))
        app.screen.live_changed()
        await pilot.pause()
        report("status screen: 39 results taken in, CPU", (time.process_time() - start) * 1000, 1000 * 0.05)


def run(rows: int = 11_600) -> None:
    """Measure the list alone, then the Status screen."""
    made = fleet(rows)
    asyncio.run(bench_grid(made))
    asyncio.run(bench_workbench(made))


if __name__ == "__main__":
    run()
