"""The poller does what others hang on to it, and goes on when it fails."""

import asyncio

from checks.engine import chores
from db.errors import DatabaseUnavailable
from db.session import Database


async def test_chores_are_done_again_and_again_whatever_one_of_them_does(
    sqlite_database: Database, monkeypatch
) -> None:
    monkeypatch.setattr(chores, "EVERY", 0.01)
    done: list[str] = []
    twice, loop = asyncio.Event(), asyncio.get_running_loop()

    def away(database: Database, now: float) -> None:
        done.append("away")
        raise DatabaseUnavailable("the server is gone")

    def broken(database: Database, now: float) -> None:
        raise ZeroDivisionError

    def well(database: Database, now: float) -> None:
        done.append("well")
        if done.count("well") == 2:
            loop.call_soon_threadsafe(twice.set)

    task = asyncio.create_task(chores.run(sqlite_database, [away, broken, well]))
    await twice.wait()
    task.cancel()
    assert done[:4] == ["away", "well", "away", "well"]


async def test_a_chore_that_keeps_something_going_is_told_when_polling_ends(
    sqlite_database: Database, monkeypatch
) -> None:
    monkeypatch.setattr(chores, "EVERY", 0.01)
    began, loop = asyncio.Event(), asyncio.get_running_loop()

    class Lasting:
        closed = 0

        def __call__(self, database: Database, now: float) -> None:
            loop.call_soon_threadsafe(began.set)

        def close(self) -> None:
            self.closed += 1

    lasting = Lasting()
    task = asyncio.create_task(chores.run(sqlite_database, [lasting]))
    await began.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert lasting.closed == 1
