"""Sending what is to be stored: a plain publish for one event, one atomic batch for several.

Source: ADR-50 (atomic batch publishing).
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from uuid import uuid4

from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.errors import MaxPayloadError, NoRespondersError
from pydantic_core import from_json

from answerable.errors import StorageFailed, TooLarge, Unavailable
from answerable.ledger.store.api import Code, parse_reply
from answerable.ledger.store.client import LedgerClient, Message
from answerable.ledger.store.recorded import Entry

EXPECTED = "Nats-Expected-Last-Subject-Sequence"
EXPECTED_SCOPE = "Nats-Expected-Last-Subject-Sequence-Subject"
BATCH_ID = "Nats-Batch-Id"
BATCH_SEQUENCE = "Nats-Batch-Sequence"
BATCH_COMMIT = "Nats-Batch-Commit"

# The server counts headers against its limit and ends the connection over it; the client library does not.
HEADER_ROOM = 1024
# The server takes 50 open batches a stream (ADR-50); others write to it too.
_OPEN_BATCHES = 16


def _headers(entry: Entry) -> dict[str, str]:
    if entry.expected is None:
        return {}
    headers = {EXPECTED: str(entry.expected)}
    if entry.scope is not None:
        headers[EXPECTED_SCOPE] = entry.scope
    return headers


def _header_lines(batch_id: str, number: int, entry: Entry) -> bytes:
    """Write the headers of a message inside a batch."""
    lines = f"{BATCH_ID}: {batch_id}\r\n{BATCH_SEQUENCE}: {number}\r\n"
    lines += "".join(f"{name}: {value}\r\n" for name, value in _headers(entry).items())
    return lines.encode()


class Sender:
    """Sends entries once and reads what the server says.

    Arguments:
        client: the connection.
        timeout_s: seconds to wait for an answer.
    """

    def __init__(self, client: LedgerClient, *, timeout_s: float) -> None:
        self._client = client
        self._timeout_s = timeout_s
        self._batches = asyncio.Semaphore(_OPEN_BATCHES)

    async def send(self, entries: Sequence[Entry]) -> list[int]:
        """Send entries, all or none, and give the sequences that the server acknowledges.

        Raises:
            NoRespondersError: no stream takes them; nothing was written.
            NatsError: no answer came; they may have been written.
            OSError: the connection broke; they may have been written.
            AnswerableError: the server refused; nothing was written.
        """
        if len(entries) == 1:
            reply = await self._request(entries[0], _headers(entries[0]))
            return [int(self._read_ack(reply, entries)["seq"])]
        async with self._batches:
            batch_id = uuid4().hex
            try:
                await self._begin(entries, batch_id)
            except NoRespondersError:
                raise
            except (NatsError, OSError) as error:
                # Without its last message a batch is nothing.
                message = f"no answer to the beginning of a batch for {entries[0].subject}: {error!r}"
                raise Unavailable(message) from error
            return await self._commit(entries, batch_id)

    async def _begin(self, entries: Sequence[Entry], batch_id: str) -> None:
        """Send all messages of a batch but the last."""
        first, count = entries[0], len(entries)
        reply = await self._request(first, {BATCH_ID: batch_id, BATCH_SEQUENCE: "1", **_headers(first)})
        if reply.data:
            if from_json(reply.data).get("error", {}).get("err_code") == Code.BATCH_INCOMPLETE:
                message = (
                    f"the server cannot begin a batch of {count} events for {first.subject}; nothing was "
                    "written: it keeps open batches on its disk, look whether that is full"
                )
                raise StorageFailed(message)
            self._read_ack(reply, entries)
        await self._client.publish_all(
            Message(entry.subject, _header_lines(batch_id, number, entry), entry.body)
            for number, entry in enumerate(entries[1:-1], start=2)
        )

    async def _commit(self, entries: Sequence[Entry], batch_id: str) -> list[int]:
        """Send the last message of a batch, which makes all of it stand."""
        last, count = entries[-1], len(entries)
        headers = {BATCH_ID: batch_id, BATCH_SEQUENCE: str(count), BATCH_COMMIT: "1", **_headers(last)}
        final = int(self._read_ack(await self._request(last, headers), entries)["seq"])
        return list(range(final - count + 1, final + 1))

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
