"""How far a reader has come in another application's events: one message a step, each behind the last.

Where the reader records events of its own, the position stands in the same stream and in the same atomic
batch as they do: both are written or neither. A position may carry a few bytes that belong to it, the state
of a small view, which for the same reason are never older or newer than it.

The message, big-endian: format (1 byte, 1), notification id (8 bytes, signed), a random number (8 bytes),
state (the rest). The random number tells two readers apart that write the same step: when an
acknowledgement is lost, each finds out whose message it is that stands there.
"""

from __future__ import annotations

import secrets
import struct
from collections.abc import Sequence
from contextlib import aclosing
from typing import NamedTuple

from eventsourcing.persistence import StoredEvent, Tracking

from answerable.errors import Conflict, Corrupt, TooLarge
from answerable.ledger.eventsourcing.codec import token_of
from answerable.ledger.eventsourcing.log import EventLog
from answerable.ledger.store.ledger import Ledger
from answerable.ledger.store.recorded import Entry, Recorded
from answerable.ledger.store.stream import MAX_BATCH

_FORMAT = 1
_HEAD = struct.Struct(">Bq8s")
_NONCE_BYTES = 8


class Position(NamedTuple):
    """How far a reader has come.

    Arguments:
        notification_id: the last notification it has handled; None before the first.
        sequence: where that is recorded; 0 before the first.
        state: what it keeps with the position.
    """

    notification_id: int | None = None
    sequence: int = 0
    state: bytes = b""

    def has_reached(self, notification_id: int) -> bool:
        """Tell whether a notification was handled."""
        return self.notification_id is not None and self.notification_id >= notification_id


class Positions:
    """Records and reads positions, one for each application that is read.

    Arguments:
        ledger: the stream they stand in.
        prefix: the first token of their subjects.
        log: the events that may be recorded with them; None where there are none.
    """

    def __init__(self, ledger: Ledger, prefix: str, log: EventLog | None = None) -> None:
        self._ledger = ledger
        self._prefix = prefix
        self._log = log
        self._known: dict[str, Position] = {}

    async def believed(self, application: str) -> Position:
        """Give the position as it was last seen here, else as the stream has it."""
        known = self._known.get(application)
        return known if known is not None else await self.read(application)

    async def read(self, application: str) -> Position:
        """Give the position that is recorded last.

        Raises:
            Corrupt: it cannot be read.
            Unavailable: the server does not answer.
        """
        last = await self._ledger.reader.last(self._subject(application))
        position = Position() if last is None else _decode(last)
        self._known[application] = position
        return position

    async def insert(self, tracking: Tracking, events: Sequence[StoredEvent] = ()) -> list[int]:
        """Move a position, with events or without, and give the events' sequences.

        Raises:
            Conflict: the position is there already or beyond, or a version does not follow; nothing was
                written.
            TooLarge: more than 999 events.
            Unavailable: the server does not acknowledge.
        """
        application = tracking.application_name
        behind = await self.believed(application)
        try:
            return await self.place(tracking, behind.state, behind, events)
        except Conflict:
            # What was believed may be out of date; the stream itself decides.
            current = await self.read(application)
            if current.sequence == behind.sequence:
                raise
            return await self.place(tracking, current.state, current, events)

    async def place(
        self, tracking: Tracking, state: bytes, behind: Position, events: Sequence[StoredEvent] = ()
    ) -> list[int]:
        """Record a position with its state, directly behind another one; see `insert`."""
        if behind.has_reached(tracking.notification_id):
            raise Conflict(
                f"{tracking.application_name} was followed to {behind.notification_id} already, "
                f"so {tracking.notification_id} is not recorded: another instance may be doing the same work"
            )
        if len(events) >= MAX_BATCH:
            raise TooLarge(f"{len(events)} events with a position: at most {MAX_BATCH - 1} can be one save")
        application = tracking.application_name
        head = _HEAD.pack(_FORMAT, tracking.notification_id, secrets.token_bytes(_NONCE_BYTES))
        entry = Entry(self._subject(application), head + state, behind.sequence)
        self._known.pop(application, None)
        if self._log is not None and events:
            sequences = await self._log.insert(events, ahead=[entry])
            # A batch stands without a gap, the position in front.
            sequence = sequences[0] - 1
        else:
            sequences = []
            [sequence] = await self._ledger.append([entry])
        self._known[application] = Position(tracking.notification_id, sequence, state)
        return sequences

    async def until(self, application: str, notification_id: int) -> None:
        """Wait until a position is reached, for ever."""
        position = await self.read(application)
        if position.has_reached(notification_id):
            return
        async with (
            self._ledger.follow(
                filters=(self._subject(application),), start=position.sequence, window=100
            ) as feed,
            aclosing(feed.batches()) as batches,
        ):
            async for batch in batches:
                if _decode(batch[-1]).has_reached(notification_id):
                    return

    def _subject(self, application: str) -> str:
        return f"{self._prefix}.{token_of(application)}"


def _decode(message: Recorded) -> Position:
    """Read a position.

    Raises:
        Corrupt: the message is none.
    """
    try:
        form, notification_id, _ = _HEAD.unpack_from(message.body)
    except struct.error as error:
        raise Corrupt(f"message {message.sequence} on {message.subject} is no position: {error}") from error
    if form != _FORMAT:
        raise Corrupt(f"message {message.sequence} has position format {form}; {_FORMAT} is known")
    return Position(notification_id, message.sequence, message.body[_HEAD.size :])
