"""An event loop in a thread of its own, for synchronous callers of asynchronous code."""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import CancelledError, Future
from contextlib import AbstractContextManager
from typing import Any, TypeVar

from answerable.errors import Refused, Unavailable

T = TypeVar("T")
Farewell = Callable[[], Coroutine[Any, Any, None]]

_CLOSE_WITHIN_S = 10.0


class LoopThread:
    """One asyncio event loop in a daemon thread, which others hand their coroutines to.

    When nobody refers to it any more, it ends by itself: the library's runners never close the views that
    they make.

    Arguments:
        name: the thread's name.
    """

    def __init__(self, name: str) -> None:
        self._loop = asyncio.new_event_loop()
        # Garbage may be collected, and with it an application closed, while this very lock is held.
        self._lock: AbstractContextManager[Any] = threading.RLock()
        self._is_closed = False
        self._asked: set[Future[Any]] = set()
        self._farewell: Farewell | None = None
        # The thread must not refer to this object, or nobody could ever let go of it.
        self._thread = threading.Thread(target=_serve, args=(self._loop,), name=name, daemon=True)
        self._thread.start()

    def __del__(self) -> None:
        # While the interpreter ends, nothing runs in the thread any more.
        if not self._is_closed and not sys.is_finalizing():
            self._is_closed = True
            self._leave_unwaited()

    def say_at_end(self, farewell: Farewell) -> None:
        """Set what runs here last, such as the end of a connection, however this thread ends."""
        self._farewell = farewell

    @property
    def is_closed(self) -> bool:
        """Whether nothing can run here any more."""
        return self._is_closed

    def submit(self, coroutine: Coroutine[Any, Any, T]) -> Future[T]:
        """Start a coroutine here and give its future; cancelling that cancels the coroutine.

        Raises:
            Unavailable: the thread was closed.
        """
        with self._lock:
            if not self._is_closed:
                future = asyncio.run_coroutine_threadsafe(coroutine, self._loop)
                self._asked.add(future)
                future.add_done_callback(self._asked.discard)
                return future
        coroutine.close()
        raise Unavailable("the connection to the event store was closed: open another")

    def run(self, coroutine: Coroutine[Any, Any, T], timeout_s: float | None = None) -> T:
        """Run a coroutine here and wait for its result; an interrupted wait cancels it.

        Arguments:
            coroutine: what to run.
            timeout_s: seconds to wait; for ever where None.

        Raises:
            Refused: called from this very loop, which would wait for itself.
            Unavailable: the time is over, or the thread was closed, before or meanwhile.
        """
        if threading.current_thread() is self._thread:
            coroutine.close()
            raise Refused(
                "a synchronous recorder was called from its own event loop, which would wait for itself "
                "for ever: await the asynchronous EventLog there, or call from another thread"
            )
        future = self.submit(coroutine)
        try:
            return future.result(timeout_s)
        except CancelledError as error:
            raise Unavailable("the connection to the event store was closed meanwhile") from error
        except TimeoutError as error:
            if future.done():
                raise
            raise Unavailable(f"no result from the event store within {timeout_s} s") from error
        finally:
            future.cancel()

    def close(self) -> None:
        """Cancel what was asked for, end the thread and release its loop; a second call does nothing.

        What `say_at_end` set runs when nothing asked for does any more: whoever waits is told of the
        closing, not of a connection that is gone. Called from the loop itself, as the collection of garbage
        may do, it waits for nothing.
        """
        with self._lock:
            if self._is_closed:
                return
            self._is_closed = True
            asked = list(self._asked)
        for future in asked:
            future.cancel()
        if threading.current_thread() is self._thread:
            self._leave_unwaited()
            return
        winding_down = asyncio.run_coroutine_threadsafe(self._wind_down(), self._loop)
        try:
            winding_down.result(_CLOSE_WITHIN_S)
        finally:
            self._end()

    def _end(self) -> None:
        """Stop the loop and the thread that is its own."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_CLOSE_WITHIN_S)

    def _leave_unwaited(self) -> None:
        """Let the thread end by itself, when it comes to it."""
        asyncio.run_coroutine_threadsafe(_leave(self._farewell), self._loop)

    async def _wind_down(self) -> None:
        await _wind_down(self._farewell)


class BorrowedLoop(LoopThread):
    """The event loop of the thread that makes this, for synchronous callers in other threads.

    A process whose own loop awaits the ledger directly has no thread to change for it. Closing runs the
    last coroutine and leaves the loop to its owner.
    """

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._thread = threading.current_thread()
        self._lock = threading.RLock()
        self._is_closed = False
        self._asked = set()
        self._farewell = None

    def __del__(self) -> None:
        """Leave the loop to its owner."""

    def _end(self) -> None:
        """Leave the loop as it is: it belongs to whoever runs it."""

    def _leave_unwaited(self) -> None:
        """Say farewell on the loop that calls."""
        if self._farewell is not None:
            asyncio.run_coroutine_threadsafe(self._farewell(), self._loop)

    async def _wind_down(self) -> None:
        if self._farewell is not None:
            await self._farewell()


def _serve(loop: asyncio.AbstractEventLoop) -> None:
    asyncio.set_event_loop(loop)
    try:
        loop.run_forever()
    finally:
        loop.close()


async def _wind_down(farewell: Farewell | None) -> None:
    """End everything that runs on this loop, the farewell first."""
    if farewell is not None:
        await farewell()
    remaining = asyncio.all_tasks() - {asyncio.current_task()}
    for task in remaining:
        task.cancel()
    await asyncio.gather(*remaining, return_exceptions=True)
    await asyncio.get_running_loop().shutdown_asyncgens()


async def _leave(farewell: Farewell | None) -> None:
    """End this loop and with it its thread."""
    try:
        await _wind_down(farewell)
    finally:
        asyncio.get_running_loop().stop()
