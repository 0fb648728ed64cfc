"""The event log: versions are checked, nothing is written twice, and its memory may be wrong."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest
from eventsourcing.persistence import StoredEvent

from answerable.errors import Conflict, Corrupt, Invalid, TooLarge
from answerable.ledger.eventsourcing import EventLog, FramedCodec
from answerable.ledger.server.embedded import Endpoint
from answerable.ledger.store.ledger import Ledger
from answerable.ledger.store.recorded import Entry
from tests.ledger.servers import LossyProxy, open_ledger

pytestmark = pytest.mark.server


def made(originator_id: str, *versions: int, state: bytes = b"state") -> list[StoredEvent]:
    return [StoredEvent(originator_id, version, "topic", state) for version in versions]


@pytest.fixture
def codec(fresh_name: str) -> FramedCodec:
    return FramedCodec(fresh_name)


@pytest.fixture
def log(ledger: Ledger, codec: FramedCodec) -> EventLog:
    return EventLog(ledger, codec)


@pytest.fixture
def other(ledger: Ledger, codec: FramedCodec) -> EventLog:
    """Another writer of the same stream, with a memory of its own."""
    return EventLog(ledger, codec)


async def stored(log: EventLog) -> list[tuple[object, int]]:
    return [(event.originator_id, event.originator_version) for event in await log.notifications(1, 10_000)]


async def test_mixed_order_kept(log: EventLog) -> None:
    """Events of several aggregates in one save stand in the order given."""
    events = [*made("a", 1), *made("b", 1), *made("a", 2), *made("b", 2), *made("a", 3)]

    assert await log.insert(events) == [1, 2, 3, 4, 5]
    assert await stored(log) == [("a", 1), ("b", 1), ("a", 2), ("b", 2), ("a", 3)]


@pytest.mark.parametrize("first", [0, 1, 7])
async def test_first_version(log: EventLog, first: int) -> None:
    """An aggregate may begin at any version, and goes on with the next."""
    await log.insert(made("a", first))

    assert await log.insert(made("a", first + 1)) == [2]


@pytest.mark.parametrize("version", [1, 2, 4])
@pytest.mark.parametrize("capacity", [10, 0], ids=["remembered", "forgotten"])
async def test_version_must_follow(ledger: Ledger, codec: FramedCodec, version: int, capacity: int) -> None:
    """A version that is not the next is refused, whether or not the last one is remembered."""
    log = EventLog(ledger, codec, remembered=capacity)
    await log.insert(made("a", 1, 2))

    with pytest.raises(Conflict, match=rf"at version 2, which version {version} cannot follow"):
        await log.insert(made("a", version))

    assert await log.insert(made("a", 3)) == [3]


async def test_failed_save_is_forgotten(log: EventLog, other: EventLog) -> None:
    """After a conflict nothing is remembered of the aggregate: the next save asks the stream."""
    await log.insert([*made("a", 1), *made("b", 1)])
    await other.insert(made("a", 2))

    with pytest.raises(Conflict):
        await log.insert([*made("a", 2), *made("b", 2)])

    assert (log.memory.head("a"), log.memory.head("b")) == (None, None)


async def test_all_or_none(log: EventLog) -> None:
    """One conflict in a save of many leaves nothing of it."""
    await log.insert(made("b", 1))

    with pytest.raises(Conflict):
        await log.insert([*made("a", 1, 2), *made("b", 1), *made("c", 1)])

    assert await stored(log) == [("b", 1)]
    assert await log.insert(made("a", 1)) == [2]


async def test_chunks(log: EventLog) -> None:
    """More events than one save holds are refused, unless chunks are asked for; the log then goes on."""
    events = [event for version in range(1, 401) for name in "abc" for event in made(name, version)]

    with pytest.raises(TooLarge, match="ask for chunks"):
        await log.insert(events)

    assert await log.insert(events, in_chunks=True) == list(range(1, 1201))
    assert await log.insert(made("b", 401)) == [1201]


async def test_two_writers_race(log: EventLog, other: EventLog) -> None:
    """Of two that decide on the same state, one is told of the conflict."""
    await log.insert(made("a", 1))
    await other.history("a")

    outcomes = await asyncio.gather(
        log.insert(made("a", 2, state=b"mine")),
        other.insert(made("a", 2, state=b"theirs")),
        return_exceptions=True,
    )

    assert {type(outcome) for outcome in outcomes} == {Conflict, list}
    assert await stored(log) == [("a", 1), ("a", 2)]


async def test_stale_memory(log: EventLog, other: EventLog) -> None:
    """Who has loaded what another wrote can go on, though the memory is of an older state."""
    await log.insert(made("a", 1))
    await other.insert(made("a", 2))

    assert await log.insert(made("a", 3)) == [3]


async def test_zero_based_after_guess(log: EventLog, other: EventLog) -> None:
    """Version 1 is taken for a first one until the stream shows that there is a version 0."""
    await log.insert(made("a", 0))

    assert await other.insert(made("a", 1)) == [2]


async def test_gaps_where_allowed(ledger: Ledger, codec: FramedCodec) -> None:
    """Snapshots skip versions, and still never go back."""
    snapshots = EventLog(ledger, codec, may_skip=True)
    await snapshots.insert(made("a", 10))
    await EventLog(ledger, codec, may_skip=True).insert(made("a", 20))
    await snapshots.insert(made("a", 35))

    with pytest.raises(Conflict):
        await snapshots.insert(made("a", 30))

    assert await stored(snapshots) == [("a", 10), ("a", 20), ("a", 35)]


async def test_largest_save(log: EventLog) -> None:
    """1,000 events are one save; 1,001 are refused, and nothing of them is written."""
    with pytest.raises(TooLarge, match="1001 events"):
        await log.insert(made("a", *range(1, 1002)))

    assert await log.insert(made("a", *range(1, 1001))) == list(range(1, 1001))


async def test_memory_is_bounded(ledger: Ledger, codec: FramedCodec) -> None:
    """However many aggregates are written, no more heads are kept than said."""
    log = EventLog(ledger, codec, remembered=5)

    await log.insert([event for number in range(50) for event in made(f"a{number}", 1)])

    assert len(log.memory) == 5


async def test_preload(log: EventLog, other: EventLog) -> None:
    """Histories are read at once, each aggregate's own, and their heads are remembered."""
    await other.insert([event for number in range(60) for event in made(f"a{number}", 1, 2)])

    histories = await log.preload([*(f"a{number}" for number in range(60)), "unknown", "a0"])

    assert {originator_id: len(events) for originator_id, events in histories.items()} == {
        **{f"a{number}": 2 for number in range(60)},
        "unknown": 0,
    }
    assert all(log.memory.head(f"a{number}") is not None for number in range(60))


@pytest.mark.parametrize("events", [made("a", 1), made("a", *range(1, 41))], ids=["single", "batch"])
async def test_lost_acknowledgement(
    shared_server: Endpoint, ledger: Ledger, codec: FramedCodec, events: Sequence[StoredEvent]
) -> None:
    """A save whose acknowledgement is lost with the connection is found, not written again."""
    async with (
        LossyProxy(shared_server.url, losses=1) as proxy,
        open_ledger(shared_server, ledger.design, url=proxy.url) as behind_proxy,
    ):
        log = EventLog(behind_proxy, codec)
        sequences = await log.insert(events)

        assert proxy.lost == 1
        assert sequences == list(range(1, len(events) + 1))
        assert await log.history("a") == list(events)
        assert await log.insert(made("a", len(events) + 1)) == [len(events) + 1]


async def test_other_subject_refused(ledger: Ledger, fresh_name: str) -> None:
    """An aggregate stays under the subject it began under."""

    class Wandering(FramedCodec):
        """Puts even versions elsewhere."""

        def scope(self, originator_id: object) -> str:
            return f"{fresh_name}.*.{originator_id}"

        def encode(self, event: StoredEvent) -> tuple[str, bytes]:
            _, body = FramedCodec(fresh_name).encode(event)
            return f"{fresh_name}.{event.originator_version % 2}.{event.originator_id}", body

    log = EventLog(ledger, Wandering(fresh_name))
    await log.insert(made("a", 1))

    with pytest.raises(Invalid, match="belongs to one site"):
        await log.insert(made("a", 2))


async def test_written_past_the_recorder(log: EventLog, ledger: Ledger, codec: FramedCodec) -> None:
    """A history with a hole, which only another kind of writer leaves, is not taken for whole."""
    await log.insert(made("a", 1))
    subject, body = codec.encode(*made("a", 3))
    await ledger.append([Entry(subject, body, 1)])

    with pytest.raises(Corrupt, match="version 3 of a is stored behind version 1"):
        await log.history("a")


async def test_nothing(log: EventLog) -> None:
    """An empty save does nothing, and an empty stream has no notification."""
    assert await log.insert([]) == []
    assert await log.max_notification_id() is None
    assert await log.notifications(1, 10) == []
