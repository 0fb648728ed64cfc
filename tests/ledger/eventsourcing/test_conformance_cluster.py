"""The same cases on three servers that keep three copies, with one client that knows all of them.

The cases of whole applications, with a hundred threads at one aggregate, and those of application recorders
on process recorders take half a minute and run in the long form only (``ANSWERABLE_SOAK=1``), and so does
the loss of a leader.
"""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from eventsourcing.persistence import InfrastructureFactory, StoredEvent, Tracking

from tests.ledger.cluster import Cluster
from tests.ledger.eventsourcing import conformance
from tests.ledger.eventsourcing.environment import environment
from tests.soak import in_long_form

pytestmark = pytest.mark.server


@pytest.fixture
def variables(shared_cluster: Cluster, fresh_name: str) -> dict[str, str]:
    return environment(shared_cluster.endpoint, fresh_name, LEDGER_REPLICAS="3")


class TestAggregateRecorder(conformance.AggregateRecorder):
    pass


class TestSnapshotRecorder(conformance.SnapshotRecorder):
    pass


class TestApplicationRecorder(conformance.ApplicationRecorder):
    pass


@in_long_form
class TestProcessAsApplicationRecorder(conformance.ProcessAsApplicationRecorder):
    pass


class TestNonInterleavingNotificationIDs(conformance.NonInterleavingNotificationIDs):
    pass


class TestTrackingRecorder(conformance.TrackingRecorder):
    pass


class TestProcessAsTrackingRecorder(conformance.ProcessAsTrackingRecorder):
    pass


class TestProcessRecorder(conformance.ProcessRecorder):
    pass


class TestFactory(conformance.Factories):
    pass


class TestExampleApplication(conformance.ExampleApplication):
    pass


@in_long_form
class TestApplication(conformance.Applications):
    pass


@in_long_form
async def test_process_outlives_the_leader(mortal_cluster: Cluster, fresh_name: str) -> None:
    """A process whose stream loses its leader goes on by itself: every step stands once, with its event."""
    steps = 40
    is_begun = asyncio.Event()
    loop = asyncio.get_running_loop()

    def follow() -> list[int]:
        variables = environment(mortal_cluster.endpoint, fresh_name, LEDGER_REPLICAS="3")
        factory = InfrastructureFactory[Any].construct(variables)
        try:
            recorder = factory.process_recorder()
            for step in range(1, steps + 1):
                event = StoredEvent("a", step, "topic", b"state")
                recorder.insert_events([event], tracking=Tracking("upstream", step))
                if step == steps // 4:
                    loop.call_soon_threadsafe(is_begun.set)
            assert recorder.max_tracking_id("upstream") == steps
            return [found.id for found in recorder.select_notifications(None, 2 * steps)]
        finally:
            factory.close()

    following = asyncio.create_task(asyncio.to_thread(follow))
    await is_begun.wait()
    await mortal_cluster.kill(await mortal_cluster.leader(fresh_name))

    assert await following == list(range(2, 2 * steps + 1, 2))
