"""A factory's one connection, and the streams that are opened on it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

from answerable.errors import Conflict
from answerable.ledger.eventsourcing.library_errors import as_persistence_errors
from answerable.ledger.eventsourcing.loop import LoopThread
from answerable.ledger.integrity.guard import REMEDY
from answerable.ledger.store.client import LedgerClient
from answerable.ledger.store.ledger import Ledger, disconnect
from answerable.ledger.store.stream import StreamDesign

_OPEN_WITHIN_S = 60.0


class Connection:
    """One connection in an event loop's thread; made at first use, and anew at the first use after closing.

    Arguments:
        connect: opens it.
        name: the thread's.
        may_install: whether a stream that is missing is made.
        thread: the event loop to live in; one in a thread of its own where not given.
    """

    def __init__(
        self,
        connect: Callable[[], Coroutine[Any, Any, LedgerClient]],
        name: str,
        *,
        may_install: bool,
        thread: LoopThread | None = None,
    ) -> None:
        self._connect = connect
        self._name = name
        self._may_install = may_install
        self._given_thread = thread
        self._is_used = False
        self._opening = threading.Lock()
        self._thread: LoopThread | None = None
        self._client: LedgerClient | None = None

    def open(self, design: StreamDesign) -> tuple[Ledger, LoopThread]:
        """Give the stream, which is what it must be, and the thread that works on it.

        Raises:
            OperationalError: the server does not answer, or the stream is missing.
            InternalError: the stream is not what it must be.
        """
        with as_persistence_errors():
            thread, client = self._opened()
            ledger = Ledger(client, design)
            try:
                thread.run(_prepare(ledger, may_install=self._may_install), _OPEN_WITHIN_S)
            except BaseException:
                if not self._is_used:
                    # An application that fails to start leaves nobody who could close this.
                    self.close()
                raise
            self._is_used = True
            return ledger, thread

    def close(self) -> None:
        """End the connection and the thread; a second call does nothing."""
        with self._opening:
            thread, self._thread, self._client = self._thread, None, None
            self._is_used = False
        if thread is not None:
            thread.close()

    def _opened(self) -> tuple[LoopThread, LedgerClient]:
        with self._opening:
            if self._thread is None or self._client is None or self._thread.is_closed:
                thread = self._given_thread or LoopThread(self._name)
                try:
                    client = thread.run(self._connect(), _OPEN_WITHIN_S)
                except BaseException:
                    thread.close()
                    raise
                thread.say_at_end(partial(disconnect, client))
                self._thread, self._client = thread, client
            return self._thread, self._client


async def _prepare(ledger: Ledger, *, may_install: bool) -> None:
    """Make the stream where that is allowed and it is missing; otherwise check it.

    Where messages are missing, the stream can be read, and nothing more is written to it.
    """
    if may_install:
        try:
            await ledger.install()
        except Conflict:
            pass
        else:
            return
    found = await ledger.verify(may_lack=True)
    if found.lacking and not ledger.design.last_only:
        ledger.guard.halt(
            f"stream {ledger.design.name} lacks {found.lacking} of {found.last_sequence} messages; {REMEDY}"
        )
