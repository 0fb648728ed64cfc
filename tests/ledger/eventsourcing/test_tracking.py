"""Positions: strictly forwards, in one step with the events or the state that belong to them."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import Any

import pytest
from eventsourcing.persistence import (
    DataError,
    InfrastructureFactory,
    IntegrityError,
    InternalError,
    OperationalError,
    ProgrammingError,
    StoredEvent,
    Tracking,
    WaitInterruptedError,
)

from answerable.ledger.eventsourcing import (
    Factory,
    JetStreamProcessRecorder,
    JetStreamTrackingRecorder,
)
from answerable.ledger.server.embedded import Endpoint
from answerable.ledger.store.recorded import Entry
from answerable.ledger.store.stream import StreamDesign
from tests.ledger.eventsourcing.environment import environment
from tests.ledger.servers import LossyProxy, open_ledger

pytestmark = pytest.mark.server

Construct = Callable[..., Factory]


@pytest.fixture
def variables(shared_server: Endpoint, fresh_name: str) -> dict[str, str]:
    return environment(shared_server, fresh_name)


@pytest.fixture
def construct(variables: dict[str, str]) -> Iterator[Construct]:
    """Makes factories on the same streams, each an instance of the same application."""
    made: list[Factory] = []

    def make(**more: str) -> Factory:
        factory = InfrastructureFactory[Any].construct(variables | more)
        assert isinstance(factory, Factory)
        made.append(factory)
        return factory

    yield make
    for factory in made:
        factory.close()


@pytest.fixture
def process(construct: Construct) -> JetStreamProcessRecorder:
    return construct().process_recorder()


@pytest.fixture
def view(construct: Construct) -> JetStreamTrackingRecorder:
    return construct().tracking_recorder()


def events(first: int, count: int = 1) -> list[StoredEvent]:
    return [StoredEvent(f"a{number}", 1, "topic", b"state") for number in range(first, first + count)]


def at(notification_id: int, application: str = "upstream") -> Tracking:
    return Tracking(application, notification_id)


def test_positions_are_no_notifications(process: JetStreamProcessRecorder) -> None:
    """Positions take sequences of the stream and are never seen among the notifications."""
    assert process.insert_events(events(1, 2), tracking=at(7)) == [2, 3]
    assert process.insert_events([], tracking=at(8)) is None
    assert process.insert_events(events(3), tracking=at(9)) == [6]
    process.insert_tracking(at(10))

    assert process.max_notification_id() == 6
    assert [found.id for found in process.select_notifications(None, 10)] == [2, 3, 6]
    assert [found.id for found in process.select_notifications(3, 1, inclusive_of_start=False)] == [6]
    with process.subscribe() as subscription:
        assert [found.id for found in islice(subscription, 3)] == [2, 3, 6]


def test_event_conflict_leaves_the_position(process: JetStreamProcessRecorder) -> None:
    """Where an event conflicts, the position is not recorded either."""
    process.insert_events(events(1), tracking=at(1))

    with pytest.raises(IntegrityError, match="a1 is at version 1"):
        process.insert_events(events(1), tracking=at(2))

    assert process.max_tracking_id("upstream") == 1


def test_position_conflict_leaves_the_events(process: JetStreamProcessRecorder) -> None:
    """Where the position was reached, the events are not recorded either."""
    process.insert_events(events(1), tracking=at(5))

    with pytest.raises(IntegrityError, match="upstream was followed to 5"):
        process.insert_events(events(2), tracking=at(5))

    assert process.select_events("a2") == []


def test_two_instances(construct: Construct) -> None:
    """Of two instances that do the same work, the second learns it from the stream, not from its memory."""
    one, other = construct().process_recorder(), construct().process_recorder()
    one.insert_events(events(1), tracking=at(1))
    other.insert_events(events(2), tracking=at(2))

    with pytest.raises(IntegrityError, match="followed to 2"):
        one.insert_events(events(3), tracking=at(2))
    assert one.insert_events(events(3), tracking=at(3)) == [6]


def test_many_instances_one_winner(construct: Construct) -> None:
    """Of many instances that record the same step, one succeeds, although they hold the same events."""
    recorders = [construct().process_recorder() for _ in range(6)]

    def attempt(recorder: JetStreamProcessRecorder) -> bool:
        try:
            recorder.insert_events(events(1), tracking=at(1))
        except IntegrityError:
            return False
        return True

    with ThreadPoolExecutor(6) as pool:
        outcomes = list(pool.map(attempt, recorders))

    assert outcomes.count(True) == 1
    assert recorders[0].max_notification_id() == 2


@pytest.mark.parametrize("is_process", [True, False])
async def test_lost_acknowledgement(
    is_process: bool, shared_server: Endpoint, variables: dict[str, str], fresh_name: str
) -> None:
    """A step whose acknowledgement is lost stands once, and its writer learns that it is its own."""
    async with LossyProxy(shared_server.url, losses=0) as proxy:

        def record() -> int | None:
            factory = InfrastructureFactory[Any].construct(variables | {"NATS_URL": proxy.url})
            try:
                recorder = factory.process_recorder() if is_process else factory.tracking_recorder()
                assert isinstance(recorder, JetStreamTrackingRecorder)
                proxy._losses = 1
                if isinstance(recorder, JetStreamProcessRecorder):
                    recorder.insert_events(events(1, 3), tracking=at(1))
                else:
                    recorder.insert_tracking(at(1))
                return recorder.max_tracking_id("upstream")
            finally:
                factory.close()

        assert await asyncio.to_thread(record) == 1
        assert proxy.lost == 1
    async with open_ledger(shared_server, StreamDesign(fresh_name + ("" if is_process else "-VIEW"))) as read:
        assert (await read.status()).last_sequence == (4 if is_process else 1)


def test_largest_step(process: JetStreamProcessRecorder) -> None:
    """999 events and a position are one batch; with 1,000 the position has no room."""
    with pytest.raises(DataError, match="at most 999"):
        process.insert_events(events(1, 1000), tracking=at(1))

    assert len(process.insert_events(events(1, 999), tracking=at(1)) or ()) == 999


def test_nothing_else_recorded(process: JetStreamProcessRecorder) -> None:
    """What cannot be recorded with events and position is refused, and nothing is written."""
    with pytest.raises(ProgrammingError, match="priority"):
        process.insert_events(events(1), tracking=at(1), priority="high")

    assert process.max_tracking_id("upstream") is None


@pytest.mark.parametrize("name", ["Orders", "orders.v2", "订单 2", "*"])
def test_application_names(process: JetStreamProcessRecorder, name: str) -> None:
    """An application may be called anything; its position is its own."""
    process.insert_tracking(at(3, name))

    assert (process.max_tracking_id(name), process.max_tracking_id("Other")) == (3, None)


def test_state_with_its_position(view: JetStreamTrackingRecorder) -> None:
    """State and position change in one step; a step without a change keeps the state."""
    view.update(at(1), lambda state: state + b"a")
    view.insert_tracking(at(2))
    view.update(at(3), lambda state: state + b"b")

    with pytest.raises(IntegrityError):
        view.update(at(3), lambda state: state + b"c")

    assert (view.select_state("upstream"), view.max_tracking_id("upstream")) == (b"ab", 3)
    assert view.select_state("another") == b""


def test_state_of_another_instance(construct: Construct) -> None:
    """An instance whose memory is out of date changes the state that stands, not the one it remembers."""
    one, other = construct().tracking_recorder(), construct().tracking_recorder()
    one.update(at(1), lambda state: state + b"a")
    other.update(at(2), lambda state: state + b"b")

    one.update(at(3), lambda state: state + b"c")

    assert other.select_state("upstream") == b"abc"


async def test_only_the_last_position_is_kept(
    view: JetStreamTrackingRecorder, shared_server: Endpoint, fresh_name: str
) -> None:
    """A view's stream does not grow with what it has handled, and is opened again all the same."""

    def follow() -> None:
        for number in range(1, 21):
            view.insert_tracking(at(number))
        view.insert_tracking(at(1, "another"))

    await asyncio.to_thread(follow)

    async with open_ledger(shared_server, StreamDesign(f"{fresh_name}-VIEW")) as ledger:
        status = await ledger.status()
    assert (status.messages, status.last_sequence) == (2, 21)


def test_opened_again(construct: Construct, view: JetStreamTrackingRecorder) -> None:
    """A view that is opened again goes on where it was, although earlier positions are gone."""
    view.insert_tracking(at(1))
    view.insert_tracking(at(2))

    assert construct(LEDGER_INSTALL="n").tracking_recorder().max_tracking_id("upstream") == 2


def test_wait_is_woken(process: JetStreamProcessRecorder) -> None:
    """Who waits for a position is woken by its recording, from the first one on."""
    process.insert_tracking(at(1))
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(process.wait, "upstream", 3, 20)
        process.insert_tracking(at(2))
        process.insert_events(events(1), tracking=at(4))

        assert waiting.result(20) is None


def test_wait_is_interrupted(view: JetStreamTrackingRecorder) -> None:
    """A wait ends soon after its interrupt is set."""
    interrupt = threading.Event()
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(view.wait, "upstream", 1, 20, interrupt)
        interrupt.set()

        with pytest.raises(WaitInterruptedError):
            waiting.result(10)


def test_wait_ends_with_the_connection(view: JetStreamTrackingRecorder) -> None:
    """Closing a view tells who waits for it."""
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(view.wait, "upstream", 1, 20)
        view.insert_tracking(at(0))
        view.close()
        view.close()

        with pytest.raises(OperationalError, match="was closed"):
            waiting.result(10)


async def test_foreign_message(
    process: JetStreamProcessRecorder, shared_server: Endpoint, fresh_name: str
) -> None:
    """A message that is no position is reported as damage, with its place."""
    async with open_ledger(shared_server, StreamDesign(fresh_name)) as ledger:
        await ledger.append([Entry(f"{fresh_name}-tracking.upstream", b"?", 0)])

    with pytest.raises(InternalError, match=r"message 1 on .* is no position"):
        await asyncio.to_thread(process.max_tracking_id, "upstream")
