"""The loop thread runs coroutines for synchronous callers and leaves nothing behind."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest

from answerable.errors import Refused, Unavailable
from answerable.ledger.eventsourcing import LoopThread


@pytest.fixture
def thread() -> Iterator[LoopThread]:
    loop_thread = LoopThread("test-loop")
    yield loop_thread
    loop_thread.close()


async def forever(ended: threading.Event) -> None:
    try:
        await asyncio.Event().wait()
    finally:
        ended.set()


def test_result(thread: LoopThread) -> None:
    """The caller gets the coroutine's result."""

    async def answer() -> int:
        return 42

    assert thread.run(answer()) == 42


def test_error(thread: LoopThread) -> None:
    """The caller gets the coroutine's error, a time-out of its own included."""

    async def fail() -> None:
        raise TimeoutError("mine")

    with pytest.raises(TimeoutError, match="mine"):
        thread.run(fail())


def test_own_loop_refused(thread: LoopThread) -> None:
    """A call from the loop itself is refused instead of waiting for itself for ever."""

    async def inner() -> None:
        await asyncio.sleep(0)

    async def outer() -> None:
        thread.run(inner())

    with pytest.raises(Refused, match="its own event loop"):
        thread.run(outer(), 5)


def test_timeout_cancels(thread: LoopThread) -> None:
    """A wait that is over cancels the coroutine."""
    ended = threading.Event()

    with pytest.raises(Unavailable, match=r"within 0\.05 s"):
        thread.run(forever(ended), 0.05)

    assert ended.wait(5)


def test_close_cancels() -> None:
    """Closing cancels what still runs, ends the thread, and may be repeated."""
    thread = LoopThread("test-loop")
    ended = threading.Event()
    future = thread.submit(forever(ended))

    thread.close()
    thread.close()

    assert ended.is_set()
    assert future.cancelled()
    assert "test-loop" not in [other.name for other in threading.enumerate()]


def test_close_wakes_the_caller() -> None:
    """Who waits for a result while the thread is closed is told so."""
    thread = LoopThread("test-loop")
    begun = threading.Event()

    async def wait() -> None:
        begun.set()
        await asyncio.Event().wait()

    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(thread.run, wait())
        assert begun.wait(5)
        thread.close()

        with pytest.raises(Unavailable, match="closed meanwhile"):
            waiting.result(5)


def test_forgotten() -> None:
    """A thread that nobody refers to says farewell and ends, without being closed."""
    ended = threading.Event()

    async def farewell() -> None:
        ended.set()

    thread = LoopThread("forgotten-loop")
    thread.say_at_end(farewell)
    [worker] = [other for other in threading.enumerate() if other.name == "forgotten-loop"]

    del thread

    assert ended.wait(5)
    worker.join(5)
    assert not worker.is_alive()


def test_closed_from_its_own_loop() -> None:
    """Closing from the loop itself, as the collection of garbage may, waits for nothing and ends it."""
    thread = LoopThread("inner-loop")
    [worker] = [other for other in threading.enumerate() if other.name == "inner-loop"]

    async def close() -> None:
        thread.close()

    with suppress(Unavailable):
        thread.run(close(), 5)

    worker.join(5)
    assert not worker.is_alive()


def test_closed_refuses() -> None:
    """Nothing runs after closing, and the error says so."""
    thread = LoopThread("test-loop")
    thread.close()

    with pytest.raises(Unavailable, match="was closed"):
        thread.run(forever(threading.Event()))
