"""The library's recorders of positions on JetStream: alone, for views, and together with events."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError, Future
from concurrent.futures import wait as wait_for
from typing import Any

from eventsourcing.persistence import (
    IntegrityError,
    ProcessRecorder,
    StoredEvent,
    Tracking,
    TrackingRecorder,
    WaitInterruptedError,
)

from answerable.errors import Unavailable
from answerable.ledger.eventsourcing.library_errors import as_persistence_errors
from answerable.ledger.eventsourcing.log import EventLog
from answerable.ledger.eventsourcing.loop import LoopThread
from answerable.ledger.eventsourcing.positions import Positions
from answerable.ledger.eventsourcing.recorders import WITHIN_S, JetStreamApplicationRecorder

_LOOK_EVERY_S = 0.05


class JetStreamTrackingRecorder(TrackingRecorder):
    """Records how far each application was followed, strictly forwards, with the state of a small view.

    A view that is a few kilobytes, such as counters, can be a subclass that needs no database: it changes
    its state with `update`, which records position and state as one message. A larger view belongs in a
    database that keeps the position too.

    Arguments:
        positions: writes and reads them.
        thread: runs that; nothing here may be called from it.
    """

    def __init__(self, positions: Positions, thread: LoopThread) -> None:
        self.positions = positions
        self._thread = thread

    def insert_tracking(self, tracking: Tracking) -> None:
        """Record a position; the state stays what it is.

        Raises:
            IntegrityError: the application was followed to there already, or beyond.
            OperationalError: the server did not acknowledge; it may have been written.
        """
        with as_persistence_errors():
            self._thread.run(self.positions.insert(tracking), WITHIN_S)

    def update(self, tracking: Tracking, change: Callable[[bytes], bytes]) -> None:
        """Record a position together with a new state, both or neither.

        Arguments:
            tracking: the position.
            change: gives the new state for the old one, which is empty at first; it may be called twice.

        Raises:
            IntegrityError: the application was followed to there already, or beyond.
            DataError: the state is larger than the server takes.
            OperationalError: the server did not acknowledge; it may have been written.
        """
        name = tracking.application_name
        with as_persistence_errors():
            behind = self._thread.run(self.positions.believed(name), WITHIN_S)
        try:
            with as_persistence_errors():
                self._thread.run(self.positions.place(tracking, change(behind.state), behind), WITHIN_S)
        except IntegrityError:
            with as_persistence_errors():
                behind = self._thread.run(self.positions.read(name), WITHIN_S)
                self._thread.run(self.positions.place(tracking, change(behind.state), behind), WITHIN_S)

    def select_state(self, application_name: str) -> bytes:
        """Give the state recorded with an application's last position; empty where there is none.

        Raises:
            OperationalError: the server does not answer.
        """
        with as_persistence_errors():
            return self._thread.run(self.positions.read(application_name), WITHIN_S).state

    def max_tracking_id(self, application_name: str) -> int | None:
        """Give the last notification id recorded for an application, or None where there is none.

        Raises:
            OperationalError: the server does not answer.
        """
        with as_persistence_errors():
            return self._thread.run(self.positions.read(application_name), WITHIN_S).notification_id

    def wait(
        self,
        application_name: str,
        notification_id: int | None,
        timeout: float = 1.0,
        interrupt: threading.Event | None = None,
    ) -> None:
        """Wait until an application was followed to a position; the server says so, nothing is polled.

        Arguments:
            application_name: whose events are followed.
            notification_id: the position; None is always reached.
            timeout: seconds to wait.
            interrupt: ends the wait when it is set, at the latest after 50 milliseconds.

        Raises:
            TimeoutError: it was not reached in time.
            WaitInterruptedError: the interrupt was set.
            OperationalError: the server does not answer.
        """
        if notification_id is None:
            return
        deadline = time.monotonic() + timeout
        with as_persistence_errors():
            reached = self._thread.submit(self.positions.until(application_name, notification_id))
            try:
                while not _ends_within(reached, deadline, interrupt):
                    if interrupt is not None and interrupt.is_set():
                        raise WaitInterruptedError
                    if time.monotonic() >= deadline:
                        raise TimeoutError(
                            f"{application_name} was not followed to notification {notification_id} "
                            f"within {timeout:g} s"
                        )
                reached.result()
            except CancelledError as error:
                raise Unavailable("the connection to the event store was closed meanwhile") from error
            finally:
                reached.cancel()

    def close(self) -> None:
        """End the connection that this shares with the other recorders of its factory.

        The library's ``ProjectionRunner`` leaves the view that it made open.
        """
        self._thread.close()


class JetStreamProcessRecorder(JetStreamTrackingRecorder, JetStreamApplicationRecorder, ProcessRecorder):
    """Records events together with the position of what they were made from, in one atomic batch.

    The position is a message of the same stream, so notification ids rise with gaps.

    Arguments:
        log: writes and reads events.
        positions: writes and reads positions, and events with them.
        thread: runs both; nothing here may be called from it.
    """

    def __init__(self, log: EventLog, positions: Positions, thread: LoopThread) -> None:
        JetStreamApplicationRecorder.__init__(self, log, thread)
        JetStreamTrackingRecorder.__init__(self, positions, thread)

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int] | None:
        """Write events and, where one is given as ``tracking``, a position: all or none.

        Raises:
            IntegrityError: a version does not follow the last one stored, or the application was followed
                to the position already.
            DataError: more than 999 events with a position, or one that cannot be stored.
            OperationalError: the server did not acknowledge; they may have been written.
            ProgrammingError: something else was to be recorded with them.
        """
        tracking: Tracking | None = kwargs.pop("tracking", None)
        if tracking is None:
            return super().insert_events(stored_events, **kwargs)
        self._refuse_extras(kwargs)
        with as_persistence_errors():
            return self._thread.run(self.positions.insert(tracking, stored_events), WITHIN_S) or None


def _ends_within(future: Future[None], deadline: float, interrupt: threading.Event | None) -> bool:
    """Tell whether a future ends before the deadline; where somebody may interrupt, look up in between."""
    left_s = max(0.0, deadline - time.monotonic())
    return bool(wait_for([future], left_s if interrupt is None else min(left_s, _LOOK_EVERY_S)).done)
