"""A cluster of three: what was acknowledged stands once and in order, whichever server is killed."""

from __future__ import annotations

import asyncio
import random
from collections import Counter, defaultdict
from collections.abc import Sequence
from contextlib import AsyncExitStack, aclosing
from functools import partial
from typing import NamedTuple

import pytest
from eventsourcing.persistence import StoredEvent

from answerable.errors import Conflict, Unavailable
from answerable.ledger.eventsourcing import EventLog, FramedCodec
from answerable.ledger.store.ledger import Ledger
from answerable.ledger.store.recorded import Entry, Recorded
from answerable.ledger.store.stream import StreamDesign
from tests.ledger.cluster import SIZE, Cluster
from tests.ledger.servers import open_ledger, until
from tests.soak import chances, note, times

pytestmark = [pytest.mark.server, pytest.mark.slow]

RECOVERED_WITHIN_S = 60.0
"""Generous for a loaded machine; the test notes how long it really took."""

_WRITERS = 6
_SHARED = [f"shared{number}" for number in range(5)]


class Fact(NamedTuple):
    """One event as it was acknowledged, or as the stream holds it."""

    sequence: int
    aggregate: str
    version: int
    state: bytes


def fact(message: Recorded, codec: FramedCodec) -> Fact:
    event = codec.decode(message)
    return Fact(message.sequence, str(event.originator_id), event.originator_version, event.state)


class Writer:
    """Saves events of aggregates that others write to as well, and never says the same thing twice.

    After a conflict it loads again and decides anew. What was not acknowledged it leaves alone: that may
    stand or not.
    """

    def __init__(self, name: str, log: EventLog, chance: random.Random) -> None:
        self._name = name
        self._log = log
        self._chance = chance
        self.acknowledged: list[Fact] = []
        self.doubtful: list[list[bytes]] = []
        self.conflicts = 0
        self.is_stopped = False
        self.alive_at = 0.0

    async def run(self) -> None:
        saves = 0
        while not self.is_stopped:
            saves += 1
            shape = self._shape()
            while not await self._save(f"{self._name}/{saves}", shape):
                self.conflicts += 1

    def _shape(self) -> list[str]:
        """Choose the aggregates of one save: mostly one event, sometimes a batch over several."""
        names = [*_SHARED, f"own-{self._name}"]
        if self._chance.random() < 0.6:
            return [self._chance.choice(names)]
        return self._chance.choices(names, k=self._chance.randint(2, 30))

    async def _save(self, label: str, shape: Sequence[str]) -> bool:
        """Save one event for each name in the shape; False where somebody else wrote first."""
        versions = {name: await self._version(name) for name in dict.fromkeys(shape)}
        events = []
        for place, name in enumerate(shape):
            versions[name] += 1
            events.append(StoredEvent(name, versions[name], "said", f"{label}/{place}".encode()))
        try:
            sequences = await self._log.insert(events)
        except Conflict:
            return False
        except Unavailable:
            self.doubtful.append([event.state for event in events])
            return True
        self.acknowledged += [
            Fact(sequence, name, event.originator_version, event.state)
            for sequence, name, event in zip(sequences, shape, events, strict=True)
        ]
        self.alive_at = asyncio.get_running_loop().time()
        return True

    async def _version(self, name: str) -> int:
        head = self._log.memory.head(name)
        if head is not None:
            return head.version
        last = await self._log.last(name)
        return 0 if last is None else last.originator_version


async def follow(ledger: Ledger, codec: FramedCodec, found: list[Fact]) -> None:
    """Collect everything that the stream holds, as it comes."""
    async with ledger.follow() as feed, aclosing(feed.batches()) as batches:
        async for batch in batches:
            found += [fact(message, codec) for message in batch]


def has(found: Sequence[Fact], enough: int) -> bool:
    return len(found) >= enough


async def kill_and_watch(cluster: Cluster, stream: str, victim: int, writers: Sequence[Writer]) -> float:
    """Kill a server, wait until every writer writes again, and give the seconds until the last one did."""
    loop = asyncio.get_running_loop()
    killed_at = loop.time()
    await cluster.kill(victim)
    await until(lambda: all(writer.alive_at > killed_at for writer in writers), RECOVERED_WITHIN_S)
    recovered_s = max(writer.alive_at for writer in writers) - killed_at
    await cluster.restart(victim)
    await cluster.until_whole(stream)
    return recovered_s


def check(found: Sequence[Fact], writers: Sequence[Writer]) -> None:
    """See that all that was acknowledged stands once, where it was said to, and nothing stands in part."""
    acknowledged = {event for writer in writers for event in writer.acknowledged}
    assert [event.sequence for event in found] == list(range(1, len(found) + 1))
    assert acknowledged - set(found) == set(), "acknowledged, and not there"
    assert [state for state, count in Counter(event.state for event in found).items() if count > 1] == []

    unacknowledged = {event.state for event in found} - {event.state for event in acknowledged}
    for states in (states for writer in writers for states in writer.doubtful):
        assert len(unacknowledged & set(states)) in {0, len(states)}, "a save stands in part"
        unacknowledged -= set(states)
    assert unacknowledged == set(), "written, and nobody's"

    versions: dict[str, list[int]] = defaultdict(list)
    for event in found:
        versions[event.aggregate].append(event.version)
    for name, each in versions.items():
        assert each == list(range(1, len(each) + 1)), f"{name} is out of order"


async def test_kills_at_random(mortal_cluster: Cluster) -> None:
    """Writers and a feed outlive any server, every other time the leader: nothing is lost or doubled."""
    kills = times(1, "SOAK_KILLS", 20)
    chance = chances("cluster")
    design = StreamDesign("storm", ("storm.>",), replicas=SIZE)
    codec = FramedCodec("storm")
    async with AsyncExitStack() as stack:
        ledgers = [
            await stack.enter_async_context(open_ledger(mortal_cluster.endpoint, design))
            for _ in range(_WRITERS // 2 + 1)
        ]
        await ledgers[0].install()
        # Two writers share each connection and each memory of heads, as the commands of one service do.
        logs = [EventLog(ledger, codec) for ledger in ledgers[1:]]
        writers = [
            Writer(f"w{number}", logs[number % len(logs)], random.Random(chance.random()))
            for number in range(_WRITERS)
        ]
        found: list[Fact] = []
        async with asyncio.TaskGroup() as tasks:
            following = tasks.create_task(follow(ledgers[0], codec, found))
            writing = [tasks.create_task(writer.run()) for writer in writers]

            for number in range(kills):
                await until(partial(has, found, len(found) + chance.randint(200, 600)), RECOVERED_WITHIN_S)
                leader = await mortal_cluster.leader("storm")
                # Chance alone can leave the leader alive for the whole of a run.
                followers = [server for server in range(SIZE) if server != leader]
                victim = leader if number % 2 == 0 else chance.choice(followers)
                recovered_s = await kill_and_watch(mortal_cluster, "storm", victim, writers)
                role = "leader" if victim == leader else "follower"
                note(f"{role} killed: every writer wrote again after {recovered_s:.1f} s")

            for writer in writers:
                writer.is_stopped = True
            await asyncio.wait(writing)
            last = (await ledgers[0].verify()).last_sequence
            await until(partial(has, found, last), RECOVERED_WITHIN_S)
            following.cancel()

        acknowledged = {event for writer in writers for event in writer.acknowledged}
        note(
            f"{kills} kills, {len(acknowledged)} events acknowledged, "
            f"{len(acknowledged - set(found))} of these lost; "
            f"{last} events, {sum(writer.conflicts for writer in writers)} conflicts, "
            f"{sum(len(writer.doubtful) for writer in writers)} saves in doubt"
        )
        check(found, writers)
        assert await ledgers[1].reader.history("storm.>") == await ledgers[0].reader.history("storm.>")


async def test_one_winner(shared_cluster: Cluster, fresh_name: str) -> None:
    """Of many that write behind the same sequence at once one succeeds and every other one meets a conflict.

    In a cluster the server refuses a check while another write of that subject is under way, which does not
    yet say who comes first.
    """
    design = StreamDesign(fresh_name, (f"{fresh_name}.>",), replicas=SIZE)
    async with open_ledger(shared_cluster.endpoint, design) as ledger:
        await ledger.install()

        async def write(number: int) -> list[int]:
            body = str(number).encode()
            chain = [Entry(f"{fresh_name}.a", body, None if place else 0) for place in range(1 + number % 2)]
            return await ledger.append(chain)

        outcomes = await asyncio.gather(*map(write, range(60)), return_exceptions=True)

        assert Counter(type(outcome) for outcome in outcomes) == {list: 1, Conflict: 59}
        [sequences] = [outcome for outcome in outcomes if isinstance(outcome, list)]
        stored = await ledger.reader.history(f"{fresh_name}.>")
        assert [message.sequence for message in stored] == sequences
