"""Appending: a plain publish for one event, one atomic batch for several.

A lost acknowledgement leaves open whether the event was written. It is resolved by reading the
first message behind the expected sequence: if its bytes are ours, it was; a repeat carries the
same check, so nothing is ever written twice. Two writers that append the very same bytes behind
the same sequence cannot be told apart there, which is why an event names its cause.

Source: ADR-50 (atomic batch publishing), ADR-7 (error codes).
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from uuid import uuid4

from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.errors import MaxPayloadError

from answerable.errors import Conflict, Invalid, TooLarge, Unavailable
from answerable.ledger.api import parse_reply
from answerable.ledger.read import Reader
from answerable.ledger.recorded import Entry
from answerable.ledger.stream import MAX_BATCH

EXPECTED = "Nats-Expected-Last-Subject-Sequence"
EXPECTED_SCOPE = "Nats-Expected-Last-Subject-Sequence-Subject"
BATCH_ID = "Nats-Batch-Id"
BATCH_SEQUENCE = "Nats-Batch-Sequence"
BATCH_COMMIT = "Nats-Batch-Commit"

# The server counts headers against its limit and ends the connection over it; the client library does not.
HEADER_ROOM = 1024
# The server takes 50 open batches a stream (ADR-50); others write to it too.
_OPEN_BATCHES = 16
_LONGEST_PAUSE_S = 1.0


def _headers(entry: Entry) -> dict[str, str]:
    if entry.expected is None:
        return {}
    headers = {EXPECTED: str(entry.expected)}
    if entry.scope is not None:
        headers[EXPECTED_SCOPE] = entry.scope
    return headers


def _sequence_before(entry: Entry) -> int:
    """Give the sequence that the first event of a save follows.

    Raises:
        Invalid: it does not say, so a repeat could write it twice.
    """
    if entry.expected is None:
        message = "the first event of a save must say which sequence it follows"
        raise Invalid(message)
    return entry.expected


class Appender:
    """Writes to the ledger, each event once or not at all.

    Arguments:
        client: the connection.
        reader: reads the stream that is written to, from its leader.
        timeout_s: seconds to wait for an acknowledgement.
        attempts: how often an unacknowledged write is tried.
    """

    def __init__(self, client: Client, reader: Reader, *, timeout_s: float = 2.0, attempts: int = 15) -> None:
        self._client = client
        self._reader = reader
        self._timeout_s = timeout_s
        self._attempts = attempts
        self._batches = asyncio.Semaphore(_OPEN_BATCHES)

    async def append(self, entries: Sequence[Entry]) -> list[int]:
        """Write entries, all or none, and give their sequences.

        Arguments:
            entries: in the order they shall stand; the first of each subject carries a check.

        Raises:
            Conflict: a check failed; nothing was written.
            TooLarge: more than 1,000 entries, or one over the server's limit; nothing was written.
            Invalid: the first entry has no check, so a repeat could write it twice.
            Unavailable: no acknowledgement came and the outcome could not be learned.
        """
        if not entries:
            return []
        self._refuse_unwritable(entries)
        failure: Exception | None = None
        pause_s = 0.02
        for attempt in range(self._attempts):
            if attempt:
                # A starting server refuses at once: without a pause the attempts would be gone too soon.
                await asyncio.sleep(pause_s)
                pause_s = min(pause_s * 2, _LONGEST_PAUSE_S)
            try:
                return await self._try(entries, is_repeat=attempt > 0)
            except (NatsError, OSError, Unavailable) as error:
                failure = error
        message = f"no acknowledgement for {entries[0].subject} after {self._attempts} attempts: {failure!r}"
        raise Unavailable(message)

    def _refuse_unwritable(self, entries: Sequence[Entry]) -> None:
        if len(entries) > MAX_BATCH:
            message = (
                f"{len(entries)} events in one save: at most {MAX_BATCH} can be written as one; save in parts"
            )
            raise TooLarge(message)
        largest = max(len(entry.body) for entry in entries)
        if largest + HEADER_ROOM > self._client.max_payload:
            message = (
                f"an event of {largest} bytes: the server takes at most "
                f"{self._client.max_payload - HEADER_ROOM}, headers apart"
            )
            raise TooLarge(message)
        _sequence_before(entries[0])

    async def _try(self, entries: Sequence[Entry], *, is_repeat: bool) -> list[int]:
        """Write once; before and after a repeat, look whether an earlier try was written after all."""
        if is_repeat and (written := await self._find(entries)):
            return written
        try:
            return await self._send(entries)
        except Conflict as error:
            if not is_repeat:
                raise
            if written := await self._find(entries):
                return written
            if await self._is_overtaken(entries):
                raise
            # Our own earlier try may still be under way in the cluster (error 10164).
            raise Unavailable(error.message) from error

    async def _send(self, entries: Sequence[Entry]) -> list[int]:
        if len(entries) == 1:
            reply = await self._request(entries[0], _headers(entries[0]))
            return [int(self._read_ack(reply, entries)["seq"])]
        async with self._batches:
            return await self._send_batch(entries)

    async def _send_batch(self, entries: Sequence[Entry]) -> list[int]:
        batch_id = uuid4().hex
        last = len(entries)
        for position, entry in enumerate(entries, start=1):
            headers = {BATCH_ID: batch_id, BATCH_SEQUENCE: str(position), **_headers(entry)}
            if position == last:
                headers[BATCH_COMMIT] = "1"
                ack = self._read_ack(await self._request(entry, headers), entries)
            elif position == 1:
                reply = await self._request(entry, headers)
                if reply.data:
                    self._read_ack(reply, entries)
            else:
                await self._client.publish(entry.subject, entry.body, headers=headers)
        final = int(ack["seq"])
        return list(range(final - last + 1, final + 1))

    async def _request(self, entry: Entry, headers: dict[str, str]) -> Msg:
        try:
            return await self._client.request(
                entry.subject, entry.body, timeout=self._timeout_s, headers=headers or None
            )
        except MaxPayloadError as error:
            message = f"an event for {entry.subject} is over the server's limit with its headers"
            raise TooLarge(message) from error

    @staticmethod
    def _read_ack(reply: Msg, entries: Sequence[Entry]) -> dict[str, int]:
        return parse_reply(reply.data, f"writing {len(entries)} event(s) to {entries[0].subject}")

    async def _find(self, entries: Sequence[Entry]) -> list[int]:
        """Look whether the entries were written although no acknowledgement came.

        A batch stands as one, so its two ends tell: another writer may have written the same first event.

        Raises:
            Unavailable: the server does not answer.
        """
        first, last = entries[0], entries[-1]
        begin = await self._reader.next(first.scope or first.subject, after=_sequence_before(first))
        if begin is None or (begin.subject, begin.body) != (first.subject, first.body):
            return []
        sequences = list(range(begin.sequence, begin.sequence + len(entries)))
        if last is not first:
            end = await self._reader.get(sequences[-1])
            if end is None or (end.subject, end.body) != (last.subject, last.body):
                return []
        return sequences

    async def _is_overtaken(self, entries: Sequence[Entry]) -> bool:
        """Tell whether anything was written behind one of the sequences that the entries expect."""
        for entry in entries:
            if entry.expected is not None and await self._reader.next(
                entry.scope or entry.subject, after=entry.expected
            ):
                return True
        return False
