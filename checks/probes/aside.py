"""Blocking system calls beside the event loop, in threads that may be abandoned.

A name resolver or a dead network mount can hold a thread for minutes. Threads of an executor are joined when the
process ends, so a stuck one would keep the poller from stopping; these are daemon threads and are simply left behind.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

MOST_THREADS = 64
"""How many blocking calls may be under way (or stuck) at once in this process."""

_places = threading.BoundedSemaphore(MOST_THREADS)


class AsideError(Exception):
    """Every place for a blocking call is taken, most likely by calls that never come back."""


async def aside(function: Callable[[], T]) -> T:
    """Run a blocking call in a thread; when the caller is cancelled the thread is left to end on its own.

    Raises:
        AsideError: too many calls are stuck already.
    """
    if not _places.acquire(blocking=False):
        raise AsideError(f"{MOST_THREADS} system calls are stuck already")
    loop = asyncio.get_running_loop()
    future: asyncio.Future[T] = loop.create_future()
    try:
        threading.Thread(target=_work, args=(function, loop, future), daemon=True).start()
    except RuntimeError as error:
        _places.release()
        raise AsideError(str(error)) from error
    return await future


def _work(function: Callable[[], T], loop: asyncio.AbstractEventLoop, future: asyncio.Future[T]) -> None:
    try:
        result = function()
    except Exception as error:  # noqa: BLE001 - handed to whoever awaits
        _hand_over(loop, future, error=error)
    else:
        _hand_over(loop, future, result=result)
    finally:
        _places.release()


def _hand_over(
    loop: asyncio.AbstractEventLoop,
    future: asyncio.Future[T],
    result: T | None = None,
    error: Exception | None = None,
) -> None:
    def settle() -> None:
        if future.done():
            return
        if error is None:
            future.set_result(result)  # type: ignore[arg-type]  # None only where T allows it
        else:
            future.set_exception(error)

    try:
        loop.call_soon_threadsafe(settle)
    except RuntimeError:
        return  # the loop ended while the call was stuck; nobody waits for the answer
