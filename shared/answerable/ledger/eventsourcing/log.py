"""Aggregates' events on a stream: written behind the right version, read by aggregate and by position.

The broker checks sequences and knows nothing of versions, so the version check is made here, against
the head of the aggregate, and the broker's check of that head's sequence makes it hold: if anybody
wrote meanwhile, nothing is written. This is the asynchronous core, with the errors of this project;
the recorders are its synchronous face with the library's errors.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterable, Sequence
from contextlib import aclosing
from itertools import pairwise
from typing import Any
from uuid import UUID

from eventsourcing.persistence import Notification, StoredEvent

from answerable.errors import Conflict, Corrupt, Invalid
from answerable.events.subjects import may_change_site
from answerable.ledger.eventsourcing.codec import Codec
from answerable.ledger.eventsourcing.memory import Head, Memory
from answerable.ledger.integrity.guard import Guard
from answerable.ledger.store.ledger import Ledger
from answerable.ledger.store.recorded import Entry, Recorded

REMEMBERED = 50_000
"""Aggregates of which the last version and sequence are kept in memory, where nothing else is said."""

_WINDOW = 4000
_LOADS_AT_ONCE = 32


class EventLog:
    """Writes and reads stored events on one stream.

    Arguments:
        ledger: the stream; everything here runs on its connection's event loop.
        codec: how an event becomes a message.
        may_skip: whether versions of one aggregate may leave gaps, as those of snapshots do.
        beside: how the subjects begin of messages that stand in the stream and are no events.
        remembered: aggregates of which something is kept in memory, at most.
    """

    def __init__(
        self,
        ledger: Ledger,
        codec: Codec,
        *,
        may_skip: bool = False,
        beside: str | None = None,
        remembered: int = REMEMBERED,
    ) -> None:
        self._ledger = ledger
        self._codec = codec
        self._may_skip = may_skip
        self._beside = beside
        self.memory: Memory[Any] = Memory(remembered)

    @property
    def guard(self) -> Guard:
        """What stands before every write."""
        return self._ledger.guard

    @property
    def ledger(self) -> Ledger:
        """The stream that is written to."""
        return self._ledger

    async def insert(
        self, events: Sequence[StoredEvent], *, in_chunks: bool = False, ahead: Sequence[Entry] = ()
    ) -> list[int]:
        """Write events, all or none, in their order, and give their sequences.

        The first event of an aggregate may have any version, each later one must have the next.

        Arguments:
            events: of one aggregate or of several, mixed as they happened; 1,000 at most.
            in_chunks: whether more may be written, as several saves: each all or none.
            ahead: what is written in front of the first event, with it or not at all.

        Raises:
            Conflict: a version does not follow the last one stored; nothing was written.
            TooLarge: there are too many events, or one is too large; nothing was written.
            Invalid: an event cannot be stored, or is of another site than its aggregate.
            PartlyWritten: the first chunks stand, a later one failed.
            Unavailable: the server does not take them, or does not say so; see `Appender.append`.
        """
        if not events:
            return []
        firsts: dict[str, StoredEvent] = {}
        for event in events:
            firsts.setdefault(str(event.originator_id), event)
        try:
            return await self._insert(events, await self._believe(firsts), ahead, in_chunks=in_chunks)
        except Conflict:
            # What was believed may be out of date; the stream itself decides.
            return await self._insert(events, await self._read_heads(firsts), ahead, in_chunks=in_chunks)

    async def _believe(self, firsts: dict[str, StoredEvent]) -> dict[str, Head | None]:
        """Give what is believed of each aggregate: its remembered head, or that it is new.

        A wrong belief costs one more try, because the stream checks it; reading first would cost
        every new aggregate a round trip. A version behind the first tells that it is not new.
        """
        heads = {originator_id: self.memory.head(originator_id) for originator_id in firsts}
        unknown = [
            originator_id
            for originator_id, head in heads.items()
            if head is None and firsts[originator_id].originator_version > 1
        ]
        return heads | await self._read_heads(unknown) if unknown else heads

    async def _read_heads(self, originator_ids: Iterable[str]) -> dict[str, Head | None]:
        wanted = list(originator_ids)
        return dict(zip(wanted, await asyncio.gather(*map(self._read_head, wanted)), strict=True))

    async def _read_head(self, originator_id: str) -> Head | None:
        last = await self._ledger.reader.last(self._codec.scope(originator_id))
        return None if last is None else self._learn(last, self._codec.decode(last))

    def _learn(self, message: Recorded, event: StoredEvent) -> Head:
        head = Head(event.originator_version, message.sequence, message.subject)
        self.memory.learn(str(event.originator_id), head)
        return head

    async def _insert(
        self,
        events: Sequence[StoredEvent],
        heads: dict[str, Head | None],
        ahead: Sequence[Entry],
        *,
        in_chunks: bool,
    ) -> list[int]:
        try:
            entries = self._plan(events, heads)
            sequences = (await self._ledger.append([*ahead, *entries], in_chunks=in_chunks))[len(ahead) :]
        except BaseException:
            # Cancelled or not acknowledged, it may have been written: what was known is no longer.
            self.memory.forget(heads)
            raise
        for event, entry, sequence in zip(events, entries, sequences, strict=True):
            self.memory.learn(
                str(event.originator_id), Head(event.originator_version, sequence, entry.subject)
            )
        return sequences

    def _plan(self, events: Sequence[StoredEvent], heads: dict[str, Head | None]) -> list[Entry]:
        """Check each version against the one before and make the messages.

        Raises:
            Conflict: a version does not follow.
            Invalid: an event is of another subject than its aggregate.
        """
        entries: list[Entry] = []
        latest = dict(heads)
        begun: set[str] = set()
        for event in events:
            originator_id = str(event.originator_id)
            subject, body = self._codec.encode(event)
            previous = latest[originator_id]
            if previous is not None:
                self._check(event, subject, previous)
            if originator_id in begun:
                entries.append(Entry(subject, body))
            else:
                begun.add(originator_id)
                scope = self._codec.scope(originator_id)
                expected = 0 if previous is None else previous.sequence
                entries.append(Entry(subject, body, expected, None if scope == subject else scope))
            latest[originator_id] = Head(event.originator_version, 0, subject)
        return entries

    def _check(self, event: StoredEvent, subject: str, previous: Head) -> None:
        version = event.originator_version
        if version <= previous.version or (version != previous.version + 1 and not self._may_skip):
            raise Conflict(
                f"{event.originator_id} is at version {previous.version}, "
                f"which version {version} cannot follow: load it again and decide anew"
            )
        if subject != previous.subject and not may_change_site(subject):
            raise Invalid(
                f"{event.originator_id} is kept under {previous.subject}, so version {version} "
                f"cannot be written to {subject}: an aggregate belongs to one site"
            )

    def learn(self, message: Recorded) -> None:
        """Take note of a message that somebody else wrote.

        Raises:
            Corrupt: the message is not of this log's codec.
        """
        self._learn(message, self._codec.decode(message))

    async def history(self, originator_id: UUID | str) -> list[StoredEvent]:
        """Give all events of an aggregate, oldest first, and remember its head.

        Raises:
            Corrupt: a version is missing or doubled.
        """
        scope = self._codec.scope(originator_id)
        messages = await self._ledger.reader.aggregate(scope)
        events = [self._codec.decode(message) for message in messages]
        if events and len(events) < events[-1].originator_version and may_change_site(scope):
            # A person who has moved has events of other sites too: these stand under subjects of their own.
            messages = await self._ledger.reader.history(scope)
            events = [self._codec.decode(message) for message in messages]
        for earlier, later in pairwise(events):
            if later.originator_version != earlier.originator_version + 1 and not self._may_skip:
                raise Corrupt(
                    f"version {later.originator_version} of {originator_id} is stored behind version "
                    f"{earlier.originator_version}: somebody wrote past the recorder"
                )
        if events:
            self._learn(messages[-1], events[-1])
        return events

    async def notified(self, originator_id: UUID | str) -> list[Notification]:
        """Give all events of an aggregate with their notification ids, oldest first."""
        return self.announce(await self._ledger.reader.history(self._codec.scope(originator_id)))

    async def last(self, originator_id: UUID | str) -> StoredEvent | None:
        """Give the last event of an aggregate, or None."""
        message = await self._ledger.reader.last(self._codec.scope(originator_id))
        if message is None:
            return None
        event = self._codec.decode(message)
        self._learn(message, event)
        return event

    async def after(self, originator_id: UUID | str, version: int) -> list[StoredEvent]:
        """Give an aggregate's events behind a version, oldest first.

        A reader that keeps aggregates asks for what is new, which is nothing or one event in most cases: the
        last event tells, and the history is read only where it does not.
        """
        last = await self.last(originator_id)
        if last is None or last.originator_version <= version:
            return []
        if last.originator_version == version + 1:
            return [last]
        return [event for event in await self.history(originator_id) if event.originator_version > version]

    async def preload(self, originator_ids: Iterable[str]) -> dict[str, list[StoredEvent]]:
        """Read the histories of several aggregates at once, and remember their heads.

        Arguments:
            originator_ids: whose; an aggregate without events gets an empty history.
        """
        turn = asyncio.Semaphore(_LOADS_AT_ONCE)

        async def load(originator_id: str) -> list[StoredEvent]:
            async with turn:
                return await self.history(originator_id)

        wanted = list(dict.fromkeys(originator_ids))
        return dict(zip(wanted, await asyncio.gather(*map(load, wanted)), strict=True))

    async def max_notification_id(self) -> int | None:
        """Give the sequence of the last event of all, or None where there is none."""
        last = await self._ledger.reader.last(self._codec.everything)
        return None if last is None else last.sequence

    async def notifications(
        self, start: int, limit: int, *, stop: int | None = None, topics: Sequence[str] = ()
    ) -> list[Notification]:
        """Give the events from a position on.

        Arguments:
            start: the first sequence, inclusive.
            limit: how many, at most.
            stop: the last sequence, inclusive; the end of the stream where None.
            topics: only events of these topics; all where empty.
        """
        end = await self.max_notification_id() or 0
        if stop is not None:
            end = min(end, stop)
        start = max(start, 1)
        found: list[Notification] = []
        if start > end or limit < 1:
            return found
        window = _WINDOW if topics else min(limit, end - start + 1, _WINDOW)
        async with (
            self._ledger.follow(start=start - 1, window=window) as feed,
            aclosing(feed.batches(limit=window)) as batches,
        ):
            async for batch in batches:
                inside = [message for message in batch if message.sequence <= end]
                found.extend(self.announce(inside, topics))
                if len(found) >= limit or batch[-1].sequence >= end:
                    break
        return found[:limit]

    def announce(self, messages: Iterable[Recorded], topics: Sequence[str] = ()) -> list[Notification]:
        """Turn messages into the library's notifications, keeping those of the topics; all where empty."""
        notifications = []
        for message in messages:
            if self._beside is not None and message.subject.startswith(self._beside):
                continue
            event = self._codec.decode(message)
            if not topics or event.topic in topics:
                notifications.append(
                    Notification(
                        originator_id=event.originator_id,
                        originator_version=event.originator_version,
                        topic=event.topic,
                        state=event.state,
                        id=message.sequence,
                    )
                )
        return notifications

    async def follow(self, start: int) -> AsyncGenerator[list[Recorded], None]:
        """Give the messages behind a position as they come, for ever; close the generator to leave."""
        async with self._ledger.follow(start=start) as feed, aclosing(feed.batches()) as batches:
            async for batch in batches:
                yield batch
