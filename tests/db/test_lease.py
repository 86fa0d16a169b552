"""The lease of the poller: never two holders."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from db.errors import LeaseLost
from db.queries import lease
from db.session import Database

STALE = 30.0


def acquire(database: Database, holder: str, now: float) -> int | None:
    with database.write() as w:
        return lease.acquire(w, holder, now, STALE)


def check(database: Database, epoch: int) -> None:
    with database.write() as w:
        lease.check(w, epoch)


def renew(database: Database, holder: str, epoch: int, now: float) -> None:
    with database.write() as w:
        lease.renew(w, holder, epoch, now, {"queue": 3})


def test_nobody_polls_at_first(database: Database) -> None:
    with database.read() as r:
        assert lease.get(r).holder == ""


def test_the_first_gets_it_and_the_second_does_not(database: Database) -> None:
    epoch = acquire(database, "first", 100.0)
    assert epoch == 1
    assert acquire(database, "second", 100.0 + STALE) is None
    check(database, epoch)


def test_a_stale_lease_is_taken_over_and_the_old_holder_notices(database: Database) -> None:
    old = acquire(database, "first", 100.0)
    new = acquire(database, "second", 100.1 + STALE)
    assert (old, new) == (1, 2)
    with pytest.raises(LeaseLost, match="taken over by second"):
        check(database, 1)
    with pytest.raises(LeaseLost):
        renew(database, "first", 1, 140.0)
    check(database, 2)


def test_a_sign_of_life_keeps_it(database: Database) -> None:
    epoch = acquire(database, "first", 100.0)
    renew(database, "first", epoch, 129.0)
    assert acquire(database, "second", 131.0) is None
    with database.read() as r:
        row = lease.get(r)
    assert (row.holder, row.acquired_at, row.heartbeat_at, row.health) == ("first", 100.0, 129.0, {"queue": 3})


def test_what_is_given_back_is_free_at_once(database: Database) -> None:
    epoch = acquire(database, "first", 100.0)
    with database.write() as w:
        lease.release(w, "first", epoch, 101.0)
    with pytest.raises(LeaseLost, match="released"):
        check(database, epoch)
    assert acquire(database, "second", 101.0) == 2
    with database.write() as w:
        lease.release(w, "first", epoch, 102.0)
    check(database, 2)


def test_a_clock_that_was_far_ahead_does_not_block_for_ever(database: Database) -> None:
    acquire(database, "first", 1e9)
    assert acquire(database, "second", 1e6) == 2


def test_of_many_threads_one_gets_it(database: Database) -> None:
    won: list[int] = []
    together = threading.Barrier(8)

    def compete(number: int) -> None:
        together.wait()
        if epoch := acquire(database, f"thread {number}", 100.0):
            won.append(epoch)

    threads = [threading.Thread(target=compete, args=[number]) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert won == [1]


def test_programs_that_take_it_from_each_other_never_hold_it_both(database: Database) -> None:
    program = (
        "import sys; from db.errors import LeaseLost; from db.queries import lease; from db.session import Database\n"
        f"database = Database({database.url!r})\n"
        "for turn in range(60):\n"
        "    with database.write() as w:\n"
        "        epoch = lease.acquire(w, sys.argv[1], float(turn), 0.5)\n"
        "    while epoch is not None:\n"
        "        try:\n"
        "            with database.write() as w:\n"
        "                lease.check(w, epoch)\n"
        "                print(w.seq, epoch, sys.argv[1])\n"
        "        except LeaseLost:\n"
        "            break\n"
        "        with database.write() as w:\n"
        "            if turn % 3 == 0:\n"
        "                lease.release(w, sys.argv[1], epoch, float(turn))\n"
        "            break\n"
    )
    programs = [
        subprocess.Popen(
            [sys.executable, "-c", program, name], cwd=Path(__file__).parents[2], stdout=subprocess.PIPE, text=True
        )
        for name in ("one", "two")
    ]
    lines = [line.split() for each in programs for line in each.communicate(timeout=60)[0].splitlines()]
    assert [each.returncode for each in programs] == [0, 0]
    held = sorted((int(seq), int(epoch), name) for seq, epoch, name in lines)
    epochs = [epoch for _, epoch, _ in held]
    assert epochs == sorted(epochs)
    assert len({(epoch, name) for _, epoch, name in held}) == len(set(epochs))
