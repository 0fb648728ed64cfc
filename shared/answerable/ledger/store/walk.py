"""Walking: all events between two sequences, in order, ending even where the server has lost some.

A feed waits for the next event for ever. The server may hold an event as existing whose bytes it can no
longer read, and then never sends it; so where a walk hears nothing, it asks for that event by itself.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing

from answerable.ledger.store.ledger import Ledger
from answerable.ledger.store.recorded import Recorded

_ASK_AFTER_S = 1.0


async def walk(
    ledger: Ledger, *, start: int, end: int, limit: int = 1000
) -> AsyncGenerator[list[Recorded], None]:
    """Give the events behind one sequence up to another, several at a time; missing ones are left out.

    Arguments:
        ledger: where from.
        start: the sequence before the first.
        end: the last sequence.
        limit: events in one batch, at most.

    Raises:
        Unavailable: the server does not answer.
    """
    if start >= end:
        return
    async with (
        ledger.follow(start=start) as feed,
        aclosing(feed.batches(limit=limit, idle_s=_ASK_AFTER_S)) as batches,
    ):
        async for batch in batches:
            if not batch:
                coming = await ledger.reader.next(">", after=feed.position)
                if coming is None or coming.sequence > end:
                    return
                continue
            if batch[-1].sequence <= end:
                yield batch
            elif inside := [message for message in batch if message.sequence <= end]:
                yield inside
            if batch[-1].sequence >= end:
                return
