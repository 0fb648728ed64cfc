"""A subscription gives every notification once, waits for more, and can be stopped from anywhere."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from itertools import islice

import pytest
from eventsourcing.persistence import (
    ApplicationRecorder,
    InfrastructureFactory,
    Notification,
    StoredEvent,
    Subscription,
)

from answerable.ledger.server.embedded import Endpoint
from tests.ledger.eventsourcing.environment import environment
from tests.ledger.servers import MortalServer

pytestmark = pytest.mark.server


def made(first: int, count: int, topic: str = "topic") -> list[StoredEvent]:
    return [StoredEvent(f"a{number}", 1, topic, b"state") for number in range(first, first + count)]


def ids(subscription: Subscription[ApplicationRecorder], count: int) -> list[int]:
    return [notification.id for notification in islice(subscription, count)]


class Reader(threading.Thread):
    """Reads a subscription to its end in a thread of its own."""

    def __init__(self, subscription: Subscription[ApplicationRecorder]) -> None:
        super().__init__(daemon=True)
        self._subscription = subscription
        self.read: list[Notification] = []
        self.start()

    def run(self) -> None:
        self.read.extend(self._subscription)

    def ended(self) -> bool:
        self.join(10)
        return not self.is_alive()


@pytest.fixture
def factory(shared_server: Endpoint, fresh_name: str) -> Iterator[InfrastructureFactory]:
    factory: InfrastructureFactory = InfrastructureFactory.construct(environment(shared_server, fresh_name))
    yield factory
    factory.close()


@pytest.fixture
def recorder(factory: InfrastructureFactory) -> ApplicationRecorder:
    return factory.application_recorder()


def test_past_and_future(recorder: ApplicationRecorder) -> None:
    """What was recorded before and after the subscription began comes in order, without gaps."""
    recorder.insert_events(made(0, 500))
    with recorder.subscribe() as subscription:
        before = ids(subscription, 500)
        recorder.insert_events(made(500, 500))

        assert before + ids(subscription, 500) == list(range(1, 1001))


def test_position_and_topics(recorder: ApplicationRecorder) -> None:
    """Only notifications behind the position and of the topics are given."""
    recorder.insert_events([*made(0, 2, "kept"), *made(2, 1, "other"), *made(3, 2, "kept")])

    with recorder.subscribe(gt=1, topics=["kept"]) as subscription:
        assert ids(subscription, 3) == [2, 4, 5]


def test_more_than_the_window(recorder: ApplicationRecorder) -> None:
    """A slow reader is not overrun: nothing is lost beyond what is read ahead."""
    for part in range(6):
        recorder.insert_events(made(part * 1000, 1000))

    with recorder.subscribe() as subscription:
        assert ids(subscription, 6000) == list(range(1, 6001))


def test_stop_wakes_the_reader(recorder: ApplicationRecorder) -> None:
    """Stopping from another thread ends a reader that waits, and stopping again is no error."""
    recorder.insert_events(made(0, 1))
    subscription = recorder.subscribe(gt=1)
    reader = Reader(subscription)

    subscription.stop()
    subscription.stop()

    assert reader.ended()
    assert reader.read == []


def test_closing_the_factory_wakes_the_reader(
    factory: InfrastructureFactory, recorder: ApplicationRecorder
) -> None:
    """Closing the factory ends a reader that waits."""
    subscription = recorder.subscribe()
    reader = Reader(subscription)

    factory.close()

    assert reader.ended()
    subscription.stop()


def test_stopped_gives_nothing(recorder: ApplicationRecorder) -> None:
    """A stopped subscription is at its end, whatever is recorded."""
    recorder.insert_events(made(0, 3))
    with recorder.subscribe() as subscription:
        next(subscription)

    assert list(subscription) == []


async def test_outlives_a_restart(mortal_server: MortalServer) -> None:
    """A reader that waits while the server crashes gets what is recorded afterwards, once."""

    def begin() -> tuple[InfrastructureFactory, ApplicationRecorder]:
        factory: InfrastructureFactory = InfrastructureFactory.construct(
            environment(mortal_server.endpoint, "restarted")
        )
        return factory, factory.application_recorder()

    factory, recorder = await asyncio.to_thread(begin)
    try:
        await asyncio.to_thread(recorder.insert_events, made(0, 3))
        subscription = recorder.subscribe()
        assert await asyncio.to_thread(ids, subscription, 3) == [1, 2, 3]
        waiting = asyncio.create_task(asyncio.to_thread(ids, subscription, 2))

        await mortal_server.kill()
        await mortal_server.start()
        await asyncio.to_thread(recorder.insert_events, made(3, 2))

        assert await asyncio.wait_for(waiting, 30) == [4, 5]
    finally:
        await asyncio.to_thread(factory.close)
