"""How fast the mail screen is with 10,000 messages of 3,000 calls, in conversations and in one long thread."""

import asyncio
import time
from datetime import UTC
from pathlib import Path

from bls_tui.service.mail.live_view import refreshed
from bls_tui.service.mail.views import mail_view, thread_view
from bls_tui.service.monitoring.views_data import Viewer
from bls_tui.ui.app import BlsApp
from bls_tui.ui.bench import Bench
from bls_tui.ui.drafts import Drafts
from bls_tui.ui.keys import Keys
from bls_tui.ui.live import LiveStore
from bls_tui.ui.screens.mail import MailScreen
from bls_tui.ui.screens.thread import ThreadScreen
from bls_tui.ui.widgets.grid import Grid
from db.queries import conversations, feed, messages
from db.rows_mail import NewMessage
from db.session import Database
from tests.scale.bench_calls import NOW
from tests.scale.bench_grid import SIZE, Painted, report, report_p95

KEYS = 100
IN_THREAD = 120
BUDGET_MS = 500.0
CHANGED_MS = 60.0


def measure(database: Database, folder: str) -> None:
    """Print how long the screen takes with the mails of a database."""
    now = NOW + 20_000
    _timed("mail screen: everything read", BUDGET_MS, lambda: mail_view(database, "mr", now))
    view = mail_view(database, "mr", now)
    with database.read() as r:
        head, number = feed.head(r), conversations.conversations(r, login="mr", limit=1)[0].number
    with database.write() as w:
        messages.add(w, _one("new", 2, now), None)
    _timed("mail screen: one new mail read", CHANGED_MS, lambda: refreshed(database, view, head, "mr", now))
    with database.write() as w:
        call_id = next(row.call_id for row in view.conversations if row.number == number)
        for count in range(IN_THREAD):
            messages.add(w, _one(f"t{count}", call_id, now + count), None)
    _timed(f"thread of {IN_THREAD} mails read", BUDGET_MS, lambda: thread_view(database, number, "mr", now))
    asyncio.run(_screen(database, folder, number, now))


def _one(identity: str, call_id: int, at: float) -> NewMessage:
    body = "il backup di stanotte non è partito\n\n> la riga citata\n> un'altra\n\n--\nAnna Rossi\n" * 8
    return NewMessage(
        direction="in", role="desk", place="call", identity=f"{identity}@bench", received_at=at, call_id=call_id,
        sender_name="Anna", sender_address="anna@example", subject="R: backup", snippet=body[:160], body=body,
    )  # fmt: skip


def _timed(what: str, budget: float, work: object) -> None:
    start, cpu = time.perf_counter(), time.process_time()
    work()  # type: ignore[operator]
    report(what, (time.perf_counter() - start) * 1000, budget, (time.process_time() - cpu) * 1000)


async def _screen(database: Database, folder: str, number: str, now: float) -> None:
    viewer = Viewer("", 1e9)
    live = LiveStore(database, lambda: now, lambda: viewer)
    bench = Bench(database, live, lambda: now, UTC, "mr", lambda: viewer, Keys(), drafts=Drafts(Path(folder)))
    app = BlsApp(bench, follow=False)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        start = time.perf_counter()
        await bench.mail.look()
        await app.action_show_part("mail")
        await _shown(app, lambda: isinstance(app.screen, MailScreen) and bool(app.screen.grid.keys))
        report("mail screen: key -> all conversations shown", (time.perf_counter() - start) * 1000, BUDGET_MS)
        painted = Painted(app)
        report_p95("mail screen: key -> paint, p95", [await painted.after(_press(app, "j")) for _ in range(KEYS)])
        start = time.perf_counter()
        app.push_screen(ThreadScreen(bench, number, "mail"))
        await _shown(
            app, lambda: isinstance(app.screen, ThreadScreen) and any(grid.keys for grid in app.screen.query(Grid))
        )
        report(f"thread of {IN_THREAD} mails: key -> shown", (time.perf_counter() - start) * 1000, BUDGET_MS)
        await pilot.pause(0.3)
        report_p95("thread: key -> paint, p95", [await painted.after(_press(app, "j")) for _ in range(KEYS)])


def _press(app: BlsApp, key: str):
    return lambda: app.simulate_key(key)


async def _shown(app: BlsApp, condition) -> None:
    app.tell_live()
    for _turn in range(500):
        if condition():
            return
        await asyncio.sleep(0.01)
    raise TimeoutError("the screen did not show it")
