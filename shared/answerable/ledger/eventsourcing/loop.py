"""An event loop in a thread of its own, for synchronous callers of asynchronous code."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from concurrent.futures import CancelledError, Future
from typing import Any, TypeVar

from answerable.errors import Refused, Unavailable

T = TypeVar("T")

_CLOSE_WITHIN_S = 10.0


class LoopThread:
    """One asyncio event loop in a daemon thread, which others hand their coroutines to.

    Arguments:
        name: the thread's name.
    """

    def __init__(self, name: str) -> None:
        self._loop = asyncio.new_event_loop()
        self._lock = threading.Lock()
        self._is_closed = False
        self._asked: set[Future[Any]] = set()
        self._thread = threading.Thread(target=self._serve, name=name, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()

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

    def close(self, last: Coroutine[Any, Any, None] | None = None) -> None:
        """Cancel what was asked for, end the thread and release its loop; a second call does nothing.

        Arguments:
            last: what runs when nothing asked for does any more, such as the end of a connection: whoever
                waits is told of the closing, not of a connection that is gone.
        """
        with self._lock:
            if self._is_closed:
                if last is not None:
                    last.close()
                return
            self._is_closed = True
            asked = list(self._asked)
        for future in asked:
            future.cancel()
        winding_down = asyncio.run_coroutine_threadsafe(self._wind_down(last), self._loop)
        try:
            winding_down.result(_CLOSE_WITHIN_S)
        finally:
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(_CLOSE_WITHIN_S)
            self._loop.close()

    async def _wind_down(self, last: Coroutine[Any, Any, None] | None) -> None:
        if last is not None:
            await last
        remaining = asyncio.all_tasks() - {asyncio.current_task()}
        for task in remaining:
            task.cancel()
        await asyncio.gather(*remaining, return_exceptions=True)
        await self._loop.shutdown_asyncgens()
