"""The library's own test cases for persistence modules, unmodified, against a real server."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

import pytest
from eventsourcing.persistence import InfrastructureFactory
from eventsourcing.tests.persistence import (
    AggregateRecorderTestCase,
    ApplicationRecorderTestCase,
    NonInterleavingNotificationIDsBaseCase,
)

from answerable.ledger.eventsourcing import (
    Factory,
    JetStreamAggregateRecorder,
    JetStreamApplicationRecorder,
)
from answerable.ledger.server import Endpoint
from tests.ledger.eventsourcing.environment import environment

pytestmark = pytest.mark.server


class OnJetStream:
    """Gives each test a factory on a new stream of its own."""

    factory: ClassVar[InfrastructureFactory[Any]]

    @pytest.fixture(autouse=True)
    def _factory(self, shared_server: Endpoint, fresh_name: str) -> Iterator[None]:
        with InfrastructureFactory.construct(environment(shared_server, fresh_name)) as factory:
            assert isinstance(factory, Factory)
            type(self).factory = factory
            yield
            factory.close()


class TestAggregateRecorder(OnJetStream, AggregateRecorderTestCase):
    """The aggregate recorder keeps each aggregate's sequence, all or none."""

    def create_recorder(self) -> JetStreamAggregateRecorder:
        recorder = self.factory.aggregate_recorder()
        assert isinstance(recorder, JetStreamAggregateRecorder)
        return recorder


class TestSnapshotRecorder(OnJetStream, AggregateRecorderTestCase):
    """Snapshots are kept by the same rules, in a stream of their own."""

    def create_recorder(self) -> JetStreamAggregateRecorder:
        recorder = self.factory.aggregate_recorder(purpose="snapshots")
        assert isinstance(recorder, JetStreamAggregateRecorder)
        return recorder


class TestApplicationRecorder(OnJetStream, ApplicationRecorderTestCase[JetStreamApplicationRecorder]):
    """The application recorder keeps one sequence of everything, without gaps."""

    EXPECT_CONTIGUOUS_NOTIFICATION_IDS = True

    def create_recorder(self) -> JetStreamApplicationRecorder:
        recorder = self.factory.application_recorder()
        assert isinstance(recorder, JetStreamApplicationRecorder)
        return recorder

    def test_insert_subscribe(self) -> None:
        """A subscription gives what was recorded before and after it began."""
        self.optional_test_insert_subscribe()


class TestNonInterleavingNotificationIDs(OnJetStream, NonInterleavingNotificationIDsBaseCase):
    """Two saves of 1,000 events at once stand one behind the other."""

    def create_recorder(self) -> JetStreamApplicationRecorder:
        recorder = self.factory.application_recorder()
        assert isinstance(recorder, JetStreamApplicationRecorder)
        return recorder


del AggregateRecorderTestCase, ApplicationRecorderTestCase, NonInterleavingNotificationIDsBaseCase
