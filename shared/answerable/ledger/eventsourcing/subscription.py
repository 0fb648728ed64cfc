"""A subscription for the library: an endless iterator of notifications that another thread can stop."""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Sequence
from concurrent.futures import CancelledError, Future
from contextlib import suppress

from eventsourcing.persistence import ApplicationRecorder, Notification, Subscription

from answerable.errors import AnswerableError
from answerable.ledger.eventsourcing.library_errors import as_persistence_errors
from answerable.ledger.eventsourcing.log import EventLog
from answerable.ledger.eventsourcing.loop import LoopThread
from answerable.ledger.store.recorded import Recorded

_STOP_WITHIN_S = 5.0


class JetStreamSubscription(Subscription[ApplicationRecorder]):
    """Notifications as they are recorded, from a position on, for ever; outlives restarts of the server.

    Use it as a context manager, or call `stop`: until then it holds a consumer on the server.

    Arguments:
        recorder: whose events.
        log: reads them.
        thread: runs what reads them.
        gt: the notification id to begin behind; the beginning where None.
        topics: only notifications of these topics; all where empty.
    """

    def __init__(
        self,
        recorder: ApplicationRecorder,
        log: EventLog,
        thread: LoopThread,
        gt: int | None = None,
        topics: Sequence[str] = (),
    ) -> None:
        super().__init__(recorder=recorder, gt=gt, topics=topics)
        self._log = log
        self._thread = thread
        self._ready: deque[Notification] = deque()
        self._batches = log.follow(gt or 0)
        self._turn = asyncio.Lock()
        self._stopping = threading.Lock()
        self._wait: Future[list[Recorded]] | None = None

    def __next__(self) -> Notification:
        """Give the next notification, waiting for it as long as it takes.

        Raises:
            StopIteration: the subscription was stopped, or the factory was closed.
            OperationalError: the connection was closed.
        """
        with as_persistence_errors():
            while not self._has_been_stopped:
                if self._ready:
                    return self._ready.popleft()
                batch = self._await_batch()
                self._ready.extend(self._log.announce(batch, self._topics))
        raise StopIteration

    def _await_batch(self) -> list[Recorded]:
        with self._stopping:
            if self._has_been_stopped or self._thread.is_closed:
                self._has_been_stopped = True
                return []
            wait = self._wait = self._thread.submit(self._next_batch())
        try:
            return wait.result()
        except CancelledError:
            self._has_been_stopped = True
            return []
        except BaseException:
            self._has_been_stopped = True
            raise
        finally:
            wait.cancel()

    async def _next_batch(self) -> list[Recorded]:
        async with self._turn:
            return await anext(self._batches)

    def stop(self) -> None:
        """End the iteration, also where another thread waits in it, and leave the server's consumer."""
        with self._stopping:
            super().stop()
            if self._wait is not None:
                self._wait.cancel()
        if not self._thread.is_closed:
            with suppress(AnswerableError):
                self._thread.run(self._leave(), _STOP_WITHIN_S)

    async def _leave(self) -> None:
        async with self._turn:
            await self._batches.aclose()
