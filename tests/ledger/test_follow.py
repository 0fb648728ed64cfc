"""Following: every message once and in order, whatever happens to consumer, connection or server."""

from __future__ import annotations

import asyncio
import os
import re
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
from nats.aio.msg import Msg

from answerable.errors import Busy, Unavailable
from answerable.ledger import feed_names as naming
from answerable.ledger.server.accounts import FEEDS, feed_names
from answerable.ledger.server.embedded import Endpoint
from answerable.ledger.store import follow
from answerable.ledger.store.api import ask
from answerable.ledger.store.follow import Feed
from answerable.ledger.store.ledger import Ledger
from answerable.ledger.store.recorded import Entry
from answerable.ledger.store.stream import StreamDesign
from tests.ledger.servers import OPERATOR, MortalServer, open_ledger, until

pytestmark = pytest.mark.server


async def fill(ledger: Ledger, count: int, *, token: str = "a", expected: int = 0) -> None:
    """Append numbered messages to one subject."""
    for begin in range(0, count, 1000):
        size = min(1000, count - begin)
        sequences = await ledger.append(
            [
                Entry(
                    f"{ledger.design.name}.{token}",
                    str(begin + position).encode(),
                    None if position else expected,
                )
                for position in range(size)
            ]
        )
        expected = sequences[-1]


async def read(feed: Feed, count: int, *, limit: int = 1000) -> list[int]:
    """Read so many messages or a few more, give their sequences; fails where they do not come.

    A batch is what has arrived: the last one may go beyond the count by up to the limit less one.
    """
    sequences: list[int] = []
    async with asyncio.timeout(30):
        async for batch in feed.batches(limit=limit):
            assert 0 < len(batch) <= limit
            sequences.extend(message.sequence for message in batch)
            if len(sequences) >= count:
                return sequences
    return sequences


@pytest.fixture
async def mortal_ledger(mortal_server: MortalServer) -> AsyncIterator[Ledger]:
    """A ledger on a server that the test may kill."""
    async with open_ledger(
        mortal_server.endpoint, StreamDesign(name="mortal", subjects=("mortal.>",))
    ) as ledger:
        await ledger.install()
        yield ledger


async def consumers(ledger: Ledger) -> list[str]:
    reply = await ask(ledger.client, f"CONSUMER.NAMES.{ledger.design.name}", {}, what="listing")
    return list(reply["consumers"] or [])


@pytest.mark.parametrize("window", [1, 7, 4000])
async def test_order(ledger: Ledger, window: int) -> None:
    """Messages come in the order of writing, whatever the window."""
    await fill(ledger, 300)

    async with ledger.follow(window=window) as feed:
        assert await read(feed, 300, limit=50) == list(range(1, 301))


async def test_contents(ledger: Ledger, fresh_name: str) -> None:
    """A message comes with its subject and its very bytes."""
    await ledger.append([Entry(f"{fresh_name}.a", b"\x00{}\xff\r\n", 0)])

    async with ledger.follow() as feed:
        async for (message,) in feed.batches():
            assert message == (1, f"{fresh_name}.a", b"\x00{}\xff\r\n")
            break


async def test_filters(ledger: Ledger, fresh_name: str) -> None:
    """Only the subjects asked for come, still in the order of the ledger."""
    await fill(ledger, 2, token="a")
    await fill(ledger, 2, token="b")
    await fill(ledger, 2, token="c")

    async with ledger.follow(filters=[f"{fresh_name}.a", f"{fresh_name}.c"]) as feed:
        assert await read(feed, 4) == [1, 2, 5, 6]


async def test_from_a_position(ledger: Ledger) -> None:
    """A feed begins behind the position, and a later one where that one ended."""
    await fill(ledger, 10)
    async with ledger.follow(start=4) as feed:
        first = await read(feed, 3, limit=3)
    async with ledger.follow(start=feed.position) as later:
        rest = await read(later, 6 - len(first))

    assert first[:3] == [5, 6, 7]
    assert first + rest == list(range(5, 11))


async def test_live(ledger: Ledger) -> None:
    """A reader that waits at the end gets what is written next."""
    async with ledger.follow() as feed:
        reading = asyncio.create_task(read(feed, 5))
        await until(lambda: feed.pending == 0)
        await fill(ledger, 5)

        assert await reading == [1, 2, 3, 4, 5]


async def test_pending_reaches_zero(ledger: Ledger) -> None:
    """How much is still to come is known, and is nothing at the end."""
    await fill(ledger, 2500)

    async with ledger.follow(window=500) as feed:
        await read(feed, 1, limit=1)
        early = feed.pending
        await read(feed, 2499)

        assert early is not None
        assert early > 0
        assert feed.pending == 0


async def test_idle(ledger: Ledger) -> None:
    """A reader that asks for it is told when nothing comes, and still gets what comes later."""
    seen: list[int] = []
    async with asyncio.timeout(20), ledger.follow() as feed:
        async for batch in feed.batches(idle_s=0.05):
            seen.append(len(batch))
            if len(seen) == 2:
                await fill(ledger, 3)
            if sum(seen) >= 3:
                break

    assert seen[:2] == [0, 0]
    assert sum(seen) == 3


@pytest.mark.parametrize("window", [5, 4000])
async def test_consumer_deleted(ledger: Ledger, fresh_name: str, window: int) -> None:
    """A consumer that is deleted behind the feed's back is made anew: nothing is lost, nothing doubled."""
    await fill(ledger, 100)
    async with ledger.follow(window=window) as feed:
        seen = await read(feed, 10, limit=5)
        for name in await consumers(ledger):
            await ask(ledger.client, f"CONSUMER.DELETE.{fresh_name}.{name}", None, what="deleting")
        await fill(ledger, 100, token="b")

        assert seen + await read(feed, 200 - len(seen)) == list(range(1, 201))


class Faulty(Feed):
    """Loses or doubles one message on its way from the connection to the feed."""

    fault_at = 0
    times = 1

    async def _on_message(self, message: Msg) -> None:
        if (
            self.fault_at
            and message.reply.startswith("$JS.ACK")
            and message.data == str(self.fault_at).encode()
        ):
            self.fault_at = 0
            for _ in range(self.times):
                await super()._on_message(message)
        else:
            await super()._on_message(message)


@pytest.mark.parametrize("times", [0, 2], ids=["lost", "doubled"])
async def test_message_lost_or_doubled(ledger: Ledger, times: int) -> None:
    """A message lost or doubled on the way is noticed, and the feed reads again from before it."""
    await fill(ledger, 50)
    async with Faulty(ledger.client, ledger.design.name) as feed:
        feed.fault_at, feed.times = 20, times

        assert await read(feed, 50) == list(range(1, 51))


async def test_waiting_while_consumer_deleted(ledger: Ledger, fresh_name: str) -> None:
    """The same for a reader that waits at the end."""
    async with ledger.follow() as feed:
        reading = asyncio.create_task(read(feed, 3))
        await until(lambda: feed.pending == 0)
        for name in await consumers(ledger):
            await ask(ledger.client, f"CONSUMER.DELETE.{fresh_name}.{name}", None, what="deleting")
        await fill(ledger, 3)

        assert await reading == [1, 2, 3]


async def test_server_killed(mortal_server: MortalServer, mortal_ledger: Ledger) -> None:
    """A feed outlives the server's death in the middle of a read."""
    await fill(mortal_ledger, 3000)
    async with mortal_ledger.follow(window=100) as feed:
        seen = await read(feed, 50, limit=50)
        await mortal_server.kill()
        await mortal_server.start()
        await fill(mortal_ledger, 100, token="b")

        assert seen + await read(feed, 3100 - len(seen)) == list(range(1, 3101))


async def test_server_killed_while_waiting(mortal_server: MortalServer, mortal_ledger: Ledger) -> None:
    """A reader that waits at the end while the server dies gets what is written afterwards, once."""
    await fill(mortal_ledger, 10)
    async with mortal_ledger.follow() as feed:
        reading = asyncio.create_task(read(feed, 20))
        await until(lambda: feed.position == 10)
        await mortal_server.kill()
        await mortal_server.start()
        await fill(mortal_ledger, 10, token="b")

        assert await reading == list(range(1, 21))


async def test_silent_server(mortal_server: MortalServer, mortal_ledger: Ledger) -> None:
    """A server that hangs is noticed by its silence, and the feed goes on when it answers again."""
    await fill(mortal_ledger, 3)
    feed = Feed(mortal_ledger.client, "mortal", heartbeat_s=0.2)
    async with feed:
        seen = await read(feed, 3)
        waiting = asyncio.create_task(read(feed, 3))
        await until(lambda: feed._outstanding > 0)
        os.kill(mortal_server.endpoint.pid, signal.SIGSTOP)
        try:
            await until(lambda: feed._is_broken)
        finally:
            os.kill(mortal_server.endpoint.pid, signal.SIGCONT)
        await fill(mortal_ledger, 3, token="b")

        assert seen + await waiting == [1, 2, 3, 4, 5, 6]


async def test_leaves_nothing(ledger: Ledger) -> None:
    """A feed that is left takes its consumer along."""
    await fill(ledger, 3)
    async with ledger.follow() as feed:
        await read(feed, 3)
        assert len(await consumers(ledger)) == 1

    async with asyncio.timeout(10):
        while await consumers(ledger):
            await asyncio.sleep(0.02)


async def test_connection_closed(ledger: Ledger) -> None:
    """A feed whose connection was closed by its owner ends with an error instead of waiting for ever."""
    async with asyncio.timeout(20):
        async with ledger.follow() as feed:
            await ledger.close()
            with pytest.raises(Unavailable, match="connection was closed"):
                await read(feed, 1)


async def test_processes_of_one_user(shared_server: Endpoint, ledger: Ledger) -> None:
    """Two connections of a user share its names: together they have so many feeds, none of them twice."""
    await fill(ledger, 3)
    async with open_ledger(shared_server, ledger.design) as other, AsyncExitStack() as stack:
        for number in range(FEEDS):
            feed = await stack.enter_async_context((ledger if number % 2 else other).follow())
            assert await read(feed, 3) == [1, 2, 3]
        taken = await consumers(ledger)
        with pytest.raises(Busy, match="all 64 names"):
            await ledger.follow()._make({"ack_policy": "none", "description": "one too many"})

    assert sorted(taken) == list(feed_names(OPERATOR))


async def test_a_connection_with_all_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """One connection that has all names of its user says so, and gives the next one when one is free."""
    monkeypatch.setattr(naming, "_WITHIN_S", 0.05)
    names = naming.FeedNames("scoring")
    taken = [await names.take() for _ in range(FEEDS)]
    with pytest.raises(Busy, match="scoring reads through 64 consumers"):
        await names.take()
    names.give_back("scoring-07")

    assert sorted(taken) == list(feed_names("scoring"))
    assert await names.take() == "scoring-07"


async def test_names_where_nobody_is_named() -> None:
    """Without a user, or with one whose name no consumer can have, names are made up."""
    names = [await naming.FeedNames(user).take() for user in (None, None, "a user.of > theirs")]

    assert len(set(names)) == 3
    assert all(re.fullmatch("feed-[0-9a-f]{32}", name) for name in names)


async def test_held_up(ledger: Ledger) -> None:
    """A reader that was held up for long does not ask under its old name, and loses nothing."""
    await fill(ledger, 50)
    async with ledger.follow(window=20) as feed:
        first = await read(feed, 10, limit=10)
        was_called = feed._consumer
        feed._turned_at -= follow._PAUSE_S
        rest = await read(feed, 50 - len(first), limit=10)

        assert first + rest == list(range(1, 51))
        assert (feed.renewals, feed._consumer == was_called) == (1, False)
