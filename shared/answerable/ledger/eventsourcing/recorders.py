"""The library's recorders on JetStream."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any
from uuid import UUID

from eventsourcing.persistence import (
    AggregateRecorder,
    ApplicationRecorder,
    Notification,
    ProgrammingError,
    StoredEvent,
    Subscription,
)

from answerable.ledger.eventsourcing.library_errors import as_persistence_errors
from answerable.ledger.eventsourcing.log import EventLog
from answerable.ledger.eventsourcing.loop import LoopThread
from answerable.ledger.eventsourcing.subscription import JetStreamSubscription

WITHIN_S = 180.0
"""Seconds that a call waits: longer than all attempts of one append and of one read together."""


class JetStreamAggregateRecorder(AggregateRecorder):
    """Records the events of aggregates, each behind the last version of its own.

    Arguments:
        log: writes and reads them.
        thread: runs the log; nothing here may be called from it.
    """

    def __init__(self, log: EventLog, thread: LoopThread) -> None:
        self.log = log
        self._thread = thread

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int] | None:
        """Write events, all or none.

        Raises:
            IntegrityError: a version does not follow the last one stored.
            DataError: more than 1,000 events, or one that cannot be stored.
            OperationalError: the server did not acknowledge; they may have been written.
            ProgrammingError: something else was to be recorded with them.
        """
        self._insert(stored_events, kwargs)
        return None

    def _insert(self, stored_events: Sequence[StoredEvent], extras: dict[str, Any]) -> list[int]:
        self._refuse_extras(extras)
        with as_persistence_errors():
            return self._thread.run(self.log.insert(stored_events), WITHIN_S)

    @staticmethod
    def _refuse_extras(extras: dict[str, Any]) -> None:
        if unrecorded := [name for name, value in extras.items() if value is not None]:
            raise ProgrammingError(f"nothing here records {', '.join(unrecorded)}: save events only")

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        """Give an aggregate's events.

        Arguments:
            originator_id: whose.
            gt: only versions greater than this.
            lte: only versions up to this.
            desc: the last first.
            limit: how many, at most.

        Raises:
            OperationalError: the server does not answer.
        """
        with as_persistence_errors():
            if desc and limit == 1 and lte is None:
                last = self._thread.run(self.log.last(originator_id), WITHIN_S)
                events = [] if last is None else [last]
            elif gt is not None and lte is None:
                events = self._thread.run(self.log.after(originator_id, gt), WITHIN_S)
            else:
                events = self._thread.run(self.log.history(originator_id), WITHIN_S)
        chosen = (
            event
            for event in (reversed(events) if desc else events)
            if (gt is None or event.originator_version > gt)
            and (lte is None or event.originator_version <= lte)
        )
        return list(islice(chosen, limit))


class JetStreamApplicationRecorder(JetStreamAggregateRecorder, ApplicationRecorder):
    """Records events in aggregate sequences and in the one sequence of the application: the stream's own.

    Notification ids are the stream's sequences: from 1, without gaps, in the order of writing.
    """

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int] | None:
        """Write events, all or none, and give their notification ids.

        Raises:
            IntegrityError: a version does not follow the last one stored.
            DataError: more than 1,000 events, or one that cannot be stored.
            OperationalError: the server did not acknowledge; they may have been written.
            ProgrammingError: something else was to be recorded with them.
        """
        return self._insert(stored_events, kwargs) or None

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        """Give the application's events from a position on.

        Arguments:
            start: the notification id to begin at; the beginning where None.
            limit: how many, at most.
            stop: the last notification id, inclusive.
            topics: only events of these topics; all where empty.
            inclusive_of_start: whether `start` itself is wanted.

        Raises:
            OperationalError: the server does not answer.
        """
        first = 1 if start is None else start + (not inclusive_of_start)
        with as_persistence_errors():
            return self._thread.run(self.log.notifications(first, limit, stop=stop, topics=topics), WITHIN_S)

    def select_notifications_of(self, originator_id: UUID | str) -> Sequence[Notification]:
        """Give one aggregate's events with their notification ids, oldest first.

        Raises:
            OperationalError: the server does not answer.
        """
        with as_persistence_errors():
            return self._thread.run(self.log.notified(originator_id), WITHIN_S)

    def preload(self, originator_ids: Iterable[str]) -> Mapping[str, Sequence[StoredEvent]]:
        """Read the histories of several aggregates at once.

        Arguments:
            originator_ids: whose; an aggregate without events gets an empty history.

        Raises:
            OperationalError: the server does not answer.
        """
        with as_persistence_errors():
            return self._thread.run(self.log.preload(originator_ids), WITHIN_S)

    def max_notification_id(self) -> int | None:
        """Give the last event's notification id, or None where there is none.

        Raises:
            OperationalError: the server does not answer.
        """
        with as_persistence_errors():
            return self._thread.run(self.log.max_notification_id(), WITHIN_S)

    def subscribe(
        self, gt: int | None = None, topics: Sequence[str] = ()
    ) -> Subscription[ApplicationRecorder]:
        """Give an endless iterator of notifications behind a position; see `JetStreamSubscription`."""
        return JetStreamSubscription(self, self.log, self._thread, gt, topics)
