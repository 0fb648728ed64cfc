"""Retrying and discarding: parked events come into the view after all, or are left out by decision."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from answerable.errors import Busy, Conflict, Corrupt, NotFound, Refused
from answerable.ledger.store.ledger import Ledger
from answerable.projection.filling.parked import ParkedState
from answerable.projection.filling.rebuilding import rebuild
from answerable.projection.filling.retrying import Decision, Retried, discard, retry
from answerable.projection.views.store import Store
from tests.ledger.servers import until
from tests.projection.databases import OnPostgresql, OnSqlite
from tests.projection.examples import ImmuneTopics, NewerTopics, Topics
from tests.projection.following import (
    CLOCK,
    counts,
    has_reached,
    passed,
    running,
    sequences,
    states,
    write,
    write_again,
)

PARKED, BEHIND, DISCARDED, MENDED = (
    ParkedState.PARKED,
    ParkedState.BEHIND,
    ParkedState.DISCARDED,
    ParkedState.MENDED,
)


def decided(sequence: int) -> Decision:
    return Decision(sequence, reason="typed twice", actor="staff-first")


async def stuck(ledger: Ledger, store: Store) -> int:
    """Build a view in which contact 1 is parked at event 2 and waits at 4 and 5; give the last sequence."""
    await write(ledger, range(3), lambda number: "poison" if number == 1 else "a")
    await write_again(ledger, 1, 2, "a")
    await write_again(ledger, 1, 3, "b")
    last = await write(ledger, range(5, 6))
    async with running(Topics(), store, ledger):
        await until(has_reached(store, last))
    assert states(store.serving()) == {2: PARKED, 4: BEHIND, 5: BEHIND}
    return last


class Retrying:
    async def test_in_order(self, ledger: Ledger, store: Store) -> None:
        """Once the code is mended, an event is taken with what waits behind it, in the aggregate's order."""
        await stuck(ledger, store)
        retried = await retry(ImmuneTopics(), store, ledger, CLOCK)

        assert retried == [Retried(2, is_taken=True), Retried(4, is_taken=True), Retried(5, is_taken=True)]
        assert sequences(store.serving().dump()) == {"a": [1, 3, 6, 4], "poison": [2], "b": [5]}
        assert states(store.serving()) == {2: MENDED}
        assert passed(store.serving())[0].attempts == 2
        assert await retry(ImmuneTopics(), store, ledger, CLOCK) == []

    async def test_still_poison(self, ledger: Ledger, store: Store) -> None:
        """What fails again has one attempt more, and nothing else has changed."""
        await stuck(ledger, store)
        before = store.serving().dump()
        retried = await retry(Topics(), store, ledger, CLOCK, sequence=2)

        assert retried == [Retried(2, is_taken=False, error="ValueError: bitter")]
        assert store.serving().dump() == before
        assert states(store.serving()) == {2: PARKED, 4: BEHIND, 5: BEHIND}
        assert passed(store.serving())[0].attempts == 2

    @pytest.mark.parametrize("topic", ["poison", "huge"])
    async def test_up_to_the_next_one(self, ledger: Ledger, store: Store, topic: str) -> None:
        """Behind a discarded event the next may fail: those between are taken, the others wait on."""
        await stuck(ledger, store)
        await write_again(ledger, 1, 4, topic)
        last = await write_again(ledger, 1, 5, "b")
        async with running(Topics(), store, ledger):
            await until(has_reached(store, last))
        retried = await discard(Topics(), store, ledger, CLOCK, decided(2))

        assert [(one.sequence, one.is_taken) for one in retried] == [(4, True), (5, True), (7, False)]
        assert states(store.serving()) == {2: DISCARDED, 7: PARKED, 8: BEHIND}
        assert sequences(store.serving().dump()) == {"a": [1, 3, 6, 4], "b": [5]}

    async def test_one_aggregate_at_a_time(self, ledger: Ledger, store: Store) -> None:
        """Named by any of its events, only that aggregate is retried; others are not held up by one."""
        last = await write(ledger, range(4), lambda number: "poison" if number < 2 else "a")
        async with running(Topics(), store, ledger):
            await until(has_reached(store, last))

        assert [one.sequence for one in await retry(Topics(), store, ledger, CLOCK)] == [1, 2]
        assert [one.sequence for one in await retry(ImmuneTopics(), store, ledger, CLOCK, 2)] == [2]
        assert states(store.serving()) == {1: PARKED, 2: MENDED}
        with pytest.raises(NotFound, match="event 3 does not wait"):
            await retry(Topics(), store, ledger, CLOCK, 3)

    async def test_a_running_service_sees_it(
        self, ledger: Ledger, store: Store, another_store: Callable[[], Store]
    ) -> None:
        """The service that fills the view forgets the rows it held, and lets the aggregate go on."""
        await stuck(ledger, store)
        async with running(Topics(), store, ledger) as runner:
            last = await write(ledger, range(6, 9))
            await until(has_reached(store, last))
            await retry(ImmuneTopics(), another_store(), ledger, CLOCK)
            await write(ledger, range(9, 12))
            last = await write_again(ledger, 1, 4, "b")
            await until(has_reached(store, last))
            assert runner.progress.error is None

        assert counts(store.serving().dump()) == {"a": 10, "poison": 1, "b": 2}
        assert states(store.serving()) == {2: MENDED}

    async def test_under_load(self, ledger: Ledger, store: Store, another_store: Callable[[], Store]) -> None:
        """Retried again and again while the service writes the same rows, every event is taken once."""
        other, done = another_store(), asyncio.Event()

        async def retrying() -> None:
            while not done.is_set():
                await retry(ImmuneTopics(), other, ledger, CLOCK)

        last = await write(ledger, range(1))
        async with running(Topics(), store, ledger):
            await until(has_reached(store, last))
            task = asyncio.create_task(retrying())
            for begin in range(1, 101, 20):
                await write(ledger, range(begin, begin + 20), lambda n: "poison" if n % 5 == 0 else "a")
                last = await write_again(ledger, begin + 4, 2, "a")
                await until(has_reached(store, last))
            done.set()
            await task
        await retry(ImmuneTopics(), other, ledger, CLOCK)

        taken = sequences(store.serving().dump())
        assert sorted(taken["a"] + taken["poison"]) == list(range(1, last + 1))
        assert len(taken["poison"]) == 20
        assert set(states(store.serving()).values()) == {MENDED}

    async def test_not_during_a_rebuild(self, ledger: Ledger, store: Store) -> None:
        """A rebuild takes everything anew, so nothing is retried or discarded beside it."""
        await stuck(ledger, store)
        with store.rebuilding():
            with pytest.raises(Busy):
                await retry(ImmuneTopics(), store, ledger, CLOCK)
            with pytest.raises(Busy):
                await discard(Topics(), store, ledger, CLOCK, decided(2))

    async def test_only_by_the_version_that_filled_it(self, ledger: Ledger, store: Store) -> None:
        """A program of another version writes no rows of its own into the view."""
        await stuck(ledger, store)
        with pytest.raises(Conflict, match="version 2"):
            await retry(NewerTopics(), store, ledger, CLOCK)


class Discarding:
    async def test_it_stays_with_its_reason(self, ledger: Ledger, store: Store) -> None:
        """The row says who left the event out, when and why; what waited behind it is taken."""
        await stuck(ledger, store)
        retried = await discard(Topics(), store, ledger, CLOCK, decided(2))
        (event,) = passed(store.serving())

        assert [one.sequence for one in retried if one.is_taken] == [4, 5]
        assert counts(store.serving().dump()) == {"a": 4, "b": 1}
        assert (event.state, event.reason, event.actor) == (DISCARDED, "typed twice", "staff-first")
        assert (event.decided_at, event.error, event.attempts) == (CLOCK.now(), "ValueError", 1)

    async def test_a_rebuild_honours_it(self, ledger: Ledger, store: Store) -> None:
        """Parked, an event stops a rebuild; discarded, it is left out of that and of every later one."""
        await stuck(ledger, store)
        with pytest.raises(Corrupt, match="cannot take event 2 on"):
            await rebuild(Topics(), store, ledger, CLOCK)
        await discard(Topics(), store, ledger, CLOCK, decided(2))
        for _ in range(2):
            await rebuild(Topics(), store, ledger, CLOCK)
            (event,) = passed(store.serving())
            assert (event.sequence, event.reason, event.actor) == (2, "typed twice", "staff-first")

        assert sequences(store.serving().dump()) == {"a": [1, 3, 4, 6], "b": [5]}

    async def test_what_only_the_new_version_cannot_take(self, ledger: Ledger, store: Store) -> None:
        """The event on which a rebuild stopped can be discarded, though the served view has it."""
        await write(ledger, range(3), lambda number: "poison" if number == 1 else "a")
        await rebuild(ImmuneTopics(), store, ledger, CLOCK)
        with pytest.raises(Corrupt):
            await rebuild(NewerTopics(), store, ledger, CLOCK)

        assert await discard(NewerTopics(), store, ledger, CLOCK, decided(2)) == []
        assert counts(store.serving().dump()) == {"a": 2, "poison": 1}
        await rebuild(NewerTopics(), store, ledger, CLOCK)
        assert counts(store.serving().dump()) == {"a": 2}

    async def test_only_what_is_in_the_way(self, ledger: Ledger, store: Store) -> None:
        """An event that the view has, or that does not exist, cannot be discarded, nor one twice."""
        await stuck(ledger, store)
        with pytest.raises(NotFound, match="event 1 is not parked in the view topics"):
            await discard(Topics(), store, ledger, CLOCK, decided(1))
        with pytest.raises(NotFound, match="there is no event 99 in the ledger"):
            await discard(Topics(), store, ledger, CLOCK, decided(99))
        await discard(Topics(), store, ledger, CLOCK, decided(2))
        with pytest.raises(Refused, match="by staff-first: typed twice"):
            await discard(Topics(), store, ledger, CLOCK, decided(2))


@pytest.mark.server
class TestRetryingOnSqlite(OnSqlite, Retrying):
    pass


@pytest.mark.server
class TestRetryingOnPostgresql(OnPostgresql, Retrying):
    pass


@pytest.mark.server
class TestDiscardingOnSqlite(OnSqlite, Discarding):
    pass


@pytest.mark.server
class TestDiscardingOnPostgresql(OnPostgresql, Discarding):
    pass
