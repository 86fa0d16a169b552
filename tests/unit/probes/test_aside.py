import asyncio
import threading

import pytest

from checks.probes.aside import MOST_THREADS, AsideError, aside


async def test_a_result_and_an_error_come_back():
    assert await aside(lambda: 42) == 42
    with pytest.raises(ZeroDivisionError):
        await aside(lambda: 1 / 0)


async def test_calls_that_hang_are_left_behind_and_bounded():
    release = threading.Event()
    tasks = [asyncio.create_task(aside(release.wait)) for _ in range(MOST_THREADS)]
    await asyncio.sleep(0.05)
    with pytest.raises(AsideError, match="stuck"):
        await aside(lambda: 1)
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks, timeout=1)
    assert all(task.cancelled() for task in tasks)
    release.set()
    for _ in range(100):
        try:
            assert await aside(lambda: 1) == 1
        except AsideError:
            await asyncio.sleep(0.02)
        else:
            return
    pytest.fail("the places are not given back")


def test_a_loop_that_ended_meanwhile_is_no_error():
    release = threading.Event()

    async def leave():
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await aside(release.wait)

    asyncio.run(leave())
    release.set()
