"""Reading single messages and one aggregate's history, always from the stream's leader.

A direct get may be answered by a replica that lags, which is no ground to decide on.
"""

from __future__ import annotations

from base64 import b64decode
from contextlib import aclosing
from datetime import datetime
from typing import TYPE_CHECKING, Any

from answerable.errors import NotFound, NotInstalled, Unavailable
from answerable.ledger.store.api import ask
from answerable.ledger.store.follow import Feed
from answerable.ledger.store.recorded import Recorded
from answerable.retries import again

if TYPE_CHECKING:
    from answerable.ledger.store.client import LedgerClient

# In a cluster a request is lost with its server, and refused or left unanswered until another one leads.
_PATIENCE_S = 12.0
_TRY_S = 1.5
_FIRST_PAUSE_S = 0.1
_LONGEST_PAUSE_S = 0.5


class Reader:
    """Reads messages of one stream.

    Arguments:
        client: the connection.
        stream: the stream's name.
    """

    def __init__(self, client: LedgerClient, stream: str) -> None:
        self._client = client
        self._stream = stream

    async def _get(self, request: dict[str, Any]) -> Recorded | None:
        try:
            reply = await self._ask(request)
        except NotFound:
            return None
        message = reply["message"]
        return Recorded(message["seq"], message["subject"], b64decode(message.get("data", "")))

    async def _ask(self, request: dict[str, Any]) -> dict[str, Any]:
        return await again(
            lambda: ask(
                self._client,
                f"STREAM.MSG.GET.{self._stream}",
                request,
                what=f"reading from {self._stream}",
                timeout_s=_TRY_S,
            ),
            on=self._may_pass,
            first_s=_FIRST_PAUSE_S,
            longest_s=_LONGEST_PAUSE_S,
            within_s=_PATIENCE_S,
        )

    def _may_pass(self, error: Exception) -> bool:
        is_away = isinstance(error, Unavailable) and not isinstance(error, NotInstalled)
        return is_away and not self._client.is_closed

    async def get(self, sequence: int) -> Recorded | None:
        """Give the message at a sequence, or None."""
        return await self._get({"seq": sequence})

    async def last(self, subject: str) -> Recorded | None:
        """Give the last message of a subject or filter, or None."""
        return await self._get({"last_by_subj": subject})

    async def next(self, subject: str, *, after: int) -> Recorded | None:
        """Give the first message of a subject or filter behind a sequence, or None."""
        return await self._get({"seq": after + 1, "next_by_subj": subject})

    async def next_stored_at(self, subject: str, *, after: int) -> datetime | None:
        """Tell when the server stored the first message behind a sequence, by the machine's own clock."""
        try:
            reply = await self._ask({"seq": after + 1, "next_by_subj": subject})
        except NotFound:
            return None
        return datetime.fromisoformat(reply["message"]["time"])

    async def aggregate(self, scope: str) -> list[Recorded]:
        """Give all messages of the one subject that a filter finds an aggregate under, oldest first.

        The last message names the subject. A consumer of the filter itself, with its wildcard, costs
        the server ten times as much: 20 ms in a stream of 100,000 aggregates.
        """
        last = await self.last(scope)
        return [] if last is None else await self._until(last.subject, last)

    async def aggregate_page(self, scope: str, *, after: int, limit: int) -> list[Recorded]:
        """Give some messages of the one subject that a filter finds, oldest first; see `aggregate`.

        Arguments:
            scope: the filter.
            after: the sequence behind which they lie.
            limit: how many, at most; no more than a few times as many are read.
        """
        last = await self.last(scope)
        if last is None or last.sequence <= after:
            return []
        found: list[Recorded] = []
        first = await self.next(last.subject, after=after)
        if first is not None and (limit == 1 or first.sequence == last.sequence):
            return [first]
        async with (
            Feed(self._client, self._stream, filters=(last.subject,), start=after, window=limit) as feed,
            aclosing(feed.batches(limit=limit)) as batches,
        ):
            async for batch in batches:
                found.extend(batch)
                if len(found) >= limit or found[-1].sequence >= last.sequence:
                    break
        return found[:limit]

    async def aggregate_page_before(self, scope: str, *, before: int | None, limit: int) -> list[Recorded]:
        """Give some messages of the one subject that a filter finds, newest first; see `aggregate`.

        The server reads a subject forwards only, but counts what lies behind a sequence without reading
        it: so the place where the newest few begin is found by counting.

        Arguments:
            scope: the filter.
            before: the sequence before which they lie; the newest of all where left out.
            limit: how many, at most; no more than twice as many are read.
        """
        last = await self.last(scope)
        if last is None:
            return []
        end = last.sequence + 1 if before is None else min(before, last.sequence + 1)
        if limit == 1 and end > last.sequence:
            return [last]
        start, number = await self._beginning_of(last.subject, end, limit)
        if not number:
            return []
        found: list[Recorded] = []
        async with (
            Feed(self._client, self._stream, filters=(last.subject,), start=start, window=number) as feed,
            aclosing(feed.batches(limit=number)) as batches,
        ):
            async for batch in batches:
                found.extend(batch)
                if len(found) >= number:
                    break
        return [message for message in found if message.sequence < end][: -limit - 1 : -1]

    async def _beginning_of(self, subject: str, end: int, limit: int) -> tuple[int, int]:
        """Find a sequence with at least so many of a subject's messages between it and an end, or with all.

        Returns:
            The sequence, and how many lie behind it and before the end: no more than twice the limit.
        """
        beyond = await self._count(subject, end - 1)
        low, many = 0, await self._count(subject, 0) - beyond
        high, few = end - 1, 0
        is_even = True
        while many > 2 * limit and high - low > 1:
            # Where a matter's events lie evenly one step is enough; halving helps where they do not.
            share = (many - 1.5 * limit) / (many - few) if is_even else 0.5
            middle = min(max(low + int((high - low) * share), low + 1), high - 1)
            there = await self._count(subject, middle) - beyond
            if there >= limit:
                low, many = middle, there
            else:
                high, few = middle, there
            is_even = not is_even
        return low, many

    async def _count(self, subject: str, after: int) -> int:
        async with Feed(self._client, self._stream, filters=(subject,), start=after, window=1) as feed:
            return await feed.count()

    async def history(self, subject: str) -> list[Recorded]:
        """Give all messages of a subject or filter, oldest first."""
        last = await self.last(subject)
        return [] if last is None else await self._until(subject, last)

    async def _until(self, subject: str, last: Recorded) -> list[Recorded]:
        """Give all messages up to the last; most histories have one, and one more request tells."""
        first = await self.next(subject, after=0)
        if first is not None and first.sequence == last.sequence:
            return [last]
        found: list[Recorded] = []
        async with (
            Feed(self._client, self._stream, filters=(subject,), start=0, window=256) as feed,
            aclosing(feed.batches()) as batches,
        ):
            async for batch in batches:
                found.extend(batch)
                if found[-1].sequence >= last.sequence:
                    break
        return [message for message in found if message.sequence <= last.sequence]
