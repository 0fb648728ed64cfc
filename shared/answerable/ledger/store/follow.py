"""Following: an ordered feed from a position, without gaps, over restarts of the server.

A pull consumer that needs no acknowledgement, with raw requests and one callback: the way of
reading that comes nearest to what the client library can do. The consumer is the broker's and is
made anew, behind the last message seen, whenever a gap, a silence or an error shows that it is
gone. Its name is one of those that the user may have; see `FeedNames`.

Source: ADR-17 (ordered consumer), ADR-37 (pull requests).
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Self
from uuid import uuid4

import structlog
from nats.errors import Error as NatsError
from pydantic_core import to_json

from answerable.errors import Busy, NotFound, Unavailable
from answerable.ledger.server.accounts import FEEDS
from answerable.ledger.store.api import ask
from answerable.ledger.store.recorded import Recorded
from answerable.retries import again

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Sequence

    from nats.aio.msg import Msg
    from nats.aio.subscription import Subscription

    from answerable.ledger.store.client import LedgerClient

_NANOSECONDS = 1_000_000_000
_ACK_TOKENS = 9
_FIRST_PAUSE_S = 0.05
_LONGEST_PAUSE_S = 2.0
_PASSING = (Busy, NotFound, Unavailable, NatsError, OSError)
_KEPT_S = 30
# Less than the server keeps a consumer that nobody asks: after a longer pause another process may have made
# one of the same name, and its messages would be taken for those of this feed.
_PAUSE_S = 15.0

log = structlog.get_logger()


def _position(reply: str) -> tuple[int, int, int]:
    """Read stream sequence, consumer sequence and pending count from a message's reply subject."""
    tokens = reply.split(".")
    base = 5 if len(tokens) == _ACK_TOKENS else 7
    return int(tokens[base]), int(tokens[base + 1]), int(tokens[base + 3])


class Feed:
    """A stream's messages in order, from a position on, for ever.

    Arguments:
        client: the connection.
        stream: the stream's name.
        filters: subject filters; all messages where empty.
        start: the last sequence already handled; 0 to begin at the beginning.
        window: messages asked for ahead of the reader, at most.
        heartbeat_s: seconds of silence after which the server says that it is still there; twice
            that without a word, and the consumer is made anew.
    """

    def __init__(
        self,
        client: LedgerClient,
        stream: str,
        *,
        filters: Sequence[str] = (),
        start: int = 0,
        window: int = 4000,
        heartbeat_s: float = 1.0,
    ) -> None:
        self._client = client
        self._stream = stream
        self._filters = list(filters)
        self._window = window
        self._heartbeat_s = heartbeat_s
        self.position = start
        self.pending: int | None = None
        self.announced = 0
        self.lacking = 0
        """Messages that the server passed over, where none are filtered: they are damaged or gone."""
        self._buffer: list[Recorded] = []
        self._arrived = asyncio.Event()
        self._is_broken = True
        self._consumer = ""
        self._consumer_sequence = 0
        self._outstanding = 0
        self._received = start
        self._subscription: Subscription | None = None
        self._inbox = ""
        self._turned_at = 0.0
        self.renewals = -1
        """How often the consumer was made anew; the first one does not count."""

    @property
    def unread(self) -> int | None:
        """How many messages lie behind the last one given; None before the server has said."""
        return None if self.pending is None else self.pending + len(self._buffer)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._drop()

    async def count(self) -> int:
        """Tell how many messages lie behind the position; asks the server, reads none of them."""
        await self._establish()
        return self.announced

    async def batches(
        self, *, limit: int = 1000, idle_s: float | None = None
    ) -> AsyncGenerator[list[Recorded], None]:
        """Give messages as they come, several at a time, never none unless idle is asked for.

        Arguments:
            limit: messages in one batch, at most.
            idle_s: where set, give an empty batch after so many seconds without a message.
        """
        loop = asyncio.get_running_loop()
        heard = loop.time()
        idle_since = loop.time()
        while True:
            if self._is_broken:
                await self._establish()
                heard = idle_since = loop.time()
            if self._buffer:
                batch, self._buffer = self._buffer[:limit], self._buffer[limit:]
                self.position = batch[-1].sequence
                yield batch
                await self._refill()
                heard = idle_since = loop.time()
                continue
            self._arrived.clear()
            wait_s = self._heartbeat_s * 2 if idle_s is None else min(idle_s, self._heartbeat_s * 2)
            try:
                # `wait_for` would lose a cancellation that comes with the arrival (before Python 3.12).
                async with asyncio.timeout(wait_s):
                    await self._arrived.wait()
                heard = loop.time()
            except TimeoutError:
                if loop.time() - heard > self._heartbeat_s * 2:
                    self._is_broken = True
            await self._refill()
            if idle_s is not None and not self._buffer and loop.time() - idle_since >= idle_s:
                idle_since = loop.time()
                yield []

    async def _establish(self) -> None:
        """Make the consumer behind the last message seen, trying until the server answers."""
        try:
            await again(self._renew, on=self._may_pass, first_s=_FIRST_PAUSE_S, longest_s=_LONGEST_PAUSE_S)
        except _PASSING as error:
            message = f"following {self._stream}: the connection was closed"
            raise Unavailable(message) from error

    async def _renew(self) -> None:
        await self._drop()
        await self._create()

    def _may_pass(self, error: Exception) -> bool:
        if not isinstance(error, _PASSING) or self._client.is_closed:
            return False
        level = logging.WARNING if isinstance(error, Busy) else logging.DEBUG
        log.log(level, "feed.waiting", stream=self._stream, reason=str(error))
        return True

    async def _create(self) -> None:
        self._buffer = []
        self._received = self.position
        self._consumer_sequence = 0
        self._outstanding = 0
        self._inbox = self._client.new_inbox()
        self._subscription = await self._client.subscribe(
            self._inbox, cb=self._on_message, pending_msgs_limit=-1, pending_bytes_limit=-1
        )
        configuration: dict[str, Any] = {
            # The server takes a request for an equal consumer as one for the consumer that is there.
            "description": uuid4().hex,
            "deliver_policy": "by_start_sequence",
            "opt_start_seq": self.position + 1,
            "ack_policy": "none",
            "replay_policy": "instant",
            "mem_storage": True,
            "num_replicas": 1,
            "inactive_threshold": _KEPT_S * _NANOSECONDS,
        }
        if self._filters:
            configuration["filter_subjects"] = self._filters
        reply = await self._make(configuration)
        self.pending = self.announced = int(reply["num_pending"])
        self._is_broken = False
        self._turned_at = asyncio.get_running_loop().time()
        self.renewals += 1
        await self._refill()

    async def _make(self, configuration: dict[str, Any]) -> dict[str, Any]:
        """Make the consumer under a name that is free, and give what the server says of it.

        Raises:
            Busy: the user's names are all taken.
        """
        for _ in range(FEEDS):
            self._consumer = await self._client.feed_names.take()
            with suppress(Busy):
                return await ask(
                    self._client,
                    f"CONSUMER.CREATE.{self._stream}.{self._consumer}",
                    {
                        "stream_name": self._stream,
                        "config": {"name": self._consumer, **configuration},
                        "action": "create",
                    },
                    what=f"following {self._stream}",
                )
            # It is another process's: it is not ours to drop.
            taken, self._consumer = self._consumer, ""
            self._client.feed_names.give_back(taken)
        message = f"following {self._stream}: other processes read under all {FEEDS} names of the user"
        raise Busy(message)

    async def _drop(self) -> None:
        """Leave the consumer; the server removes it by itself where this does not reach it."""
        subscription, self._subscription = self._subscription, None
        consumer, self._consumer = self._consumer, ""
        try:
            if subscription is None or self._client.is_closed:
                return
            await subscription.unsubscribe()
            if consumer:
                await self._client.publish(f"$JS.API.CONSUMER.DELETE.{self._stream}.{consumer}", b"")
        except NatsError as error:
            log.debug("feed.drop", stream=self._stream, reason=str(error))
        finally:
            if consumer:
                self._client.feed_names.give_back(consumer)

    async def _refill(self) -> None:
        """Ask for more once half of the window is free, so that the reader never waits for a round trip."""
        now = asyncio.get_running_loop().time()
        if now - self._turned_at > _PAUSE_S:
            self._is_broken = True
        self._turned_at = now
        room = self._window - self._outstanding - len(self._buffer)
        if self._is_broken or room * 2 < self._window:
            return
        self._outstanding += room
        request = {
            "batch": room,
            "expires": int(30 * _NANOSECONDS),
            "idle_heartbeat": int(self._heartbeat_s * _NANOSECONDS),
        }
        await self._client.publish(
            f"$JS.API.CONSUMER.MSG.NEXT.{self._stream}.{self._consumer}", to_json(request), reply=self._inbox
        )

    async def _on_message(self, message: Msg) -> None:
        if message.headers is not None and "Status" in message.headers:
            self._on_status(message.headers)
        elif not self._is_broken:
            sequence, consumer_sequence, pending = _position(message.reply)
            if consumer_sequence != self._consumer_sequence + 1 or sequence <= self._received:
                self._is_broken = True
            else:
                if not self._filters and sequence != self._received + 1:
                    # Nothing was lost on the way: the server itself cannot read what lies between.
                    self.lacking += sequence - self._received - 1
                    log.error(
                        "feed.lacking", stream=self._stream, first=self._received + 1, last=sequence - 1
                    )
                self._consumer_sequence = consumer_sequence
                self._received = sequence
                self._outstanding -= 1
                self.pending = pending
                self._buffer.append(Recorded(sequence, message.subject, message.data))
        self._arrived.set()

    def _on_status(self, headers: dict[str, str]) -> None:
        """Take note of a heartbeat, of an expired request, or of a consumer that is gone."""
        status = headers["Status"]
        if status == "100":
            return
        if status == "408":
            unserved = int(headers.get("Nats-Pending-Messages", 0))
            self._outstanding = max(0, self._outstanding - unserved)
        else:
            self._is_broken = True
