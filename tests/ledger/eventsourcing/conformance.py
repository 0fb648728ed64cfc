"""The library's own cases for recorders, factories and applications, for the servers a test module names.

A module that runs them gives the fixture ``variables``: how an application reaches its servers, with a stream
that nothing else uses. It names these classes as attributes of this module, so that only its own subclasses
are collected.

They are unmodified. Two kinds are left out, because they speak of something that is not here:

- ``TranscoderTestCase`` tests transcoders. This module has none: it stores the bytes that the application's
  own transcoder made. Mappers are tested with the factory.
- The recorders of dynamic consistency boundaries (``eventsourcing.dcb``) have an interface of their own, with
  appends that are conditional on any set of tags. A message of JetStream has one subject, and the check it
  carries speaks of one, so such a condition cannot be part of one atomic append.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

import pytest
from eventsourcing.persistence import InfrastructureFactory
from eventsourcing.tests.application import ApplicationTestCase, ExampleApplicationTestCase
from eventsourcing.tests.persistence import (
    AggregateRecorderTestCase,
    ApplicationRecorderTestCase,
    InfrastructureFactoryTestCase,
    NonInterleavingNotificationIDsBaseCase,
    ProcessRecorderTestCase,
    TrackingRecorderTestCase,
)
from eventsourcing.utils import Environment, get_topic

from answerable.ledger.eventsourcing import (
    Factory,
    JetStreamAggregateRecorder,
    JetStreamApplicationRecorder,
    JetStreamProcessRecorder,
    JetStreamTrackingRecorder,
)


class WithFactory:
    """Gives each test a factory on a new stream of its own."""

    factory: ClassVar[InfrastructureFactory[Any]]

    @pytest.fixture(autouse=True)
    def _factory(self, variables: dict[str, str]) -> Iterator[None]:
        factory = InfrastructureFactory[Any].construct(variables)
        assert isinstance(factory, Factory)
        type(self).factory = factory
        yield
        factory.close()


class WithEnvironment:
    """Gives each test's applications the variables, as the process's own."""

    @pytest.fixture(autouse=True)
    def _environment(self, variables: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)


class AggregateRecorder(WithFactory, AggregateRecorderTestCase):
    """The aggregate recorder keeps each aggregate's sequence, all or none."""

    def create_recorder(self) -> JetStreamAggregateRecorder:
        recorder = self.factory.aggregate_recorder()
        assert isinstance(recorder, JetStreamAggregateRecorder)
        return recorder


class SnapshotRecorder(WithFactory, AggregateRecorderTestCase):
    """Snapshots are kept by the same rules, in a stream of their own."""

    def create_recorder(self) -> JetStreamAggregateRecorder:
        recorder = self.factory.aggregate_recorder(purpose="snapshots")
        assert isinstance(recorder, JetStreamAggregateRecorder)
        return recorder


class ApplicationRecorder(WithFactory, ApplicationRecorderTestCase[JetStreamApplicationRecorder]):
    """The application recorder keeps one sequence of everything, without gaps."""

    EXPECT_CONTIGUOUS_NOTIFICATION_IDS = True

    def create_recorder(self) -> JetStreamApplicationRecorder:
        recorder = self.factory.application_recorder()
        assert isinstance(recorder, JetStreamApplicationRecorder)
        return recorder

    def test_insert_subscribe(self) -> None:
        """A subscription gives what was recorded before and after it began."""
        self.optional_test_insert_subscribe()


class ProcessAsApplicationRecorder(ApplicationRecorder):
    """The process recorder is an application recorder; without positions it leaves no gap either."""

    def create_recorder(self) -> JetStreamProcessRecorder:
        recorder = self.factory.process_recorder()
        assert isinstance(recorder, JetStreamProcessRecorder)
        return recorder


class NonInterleavingNotificationIDs(WithFactory, NonInterleavingNotificationIDsBaseCase):
    """Two saves of 1,000 events at once stand one behind the other."""

    def create_recorder(self) -> JetStreamApplicationRecorder:
        recorder = self.factory.application_recorder()
        assert isinstance(recorder, JetStreamApplicationRecorder)
        return recorder


class TrackingRecorder(WithFactory, TrackingRecorderTestCase):
    """The tracking recorder goes forwards only, in a stream that keeps the last position."""

    def create_recorder(self) -> JetStreamTrackingRecorder:
        recorder = self.factory.tracking_recorder()
        assert isinstance(recorder, JetStreamTrackingRecorder)
        return recorder


class ProcessAsTrackingRecorder(WithFactory, TrackingRecorderTestCase):
    """The process recorder is a tracking recorder, among its events."""

    def create_recorder(self) -> JetStreamProcessRecorder:
        recorder = self.factory.process_recorder()
        assert isinstance(recorder, JetStreamProcessRecorder)
        return recorder


class ProcessRecorder(WithFactory, ProcessRecorderTestCase):
    """The process recorder keeps events and the position they come from, both or neither."""

    def create_recorder(self) -> JetStreamProcessRecorder:
        recorder = self.factory.process_recorder()
        assert isinstance(recorder, JetStreamProcessRecorder)
        return recorder


class OwnTrackingRecorder(JetStreamTrackingRecorder):
    """A subclass, which the factory shall make when it is given or named."""


class Factories(InfrastructureFactoryTestCase[Factory]):
    """The factory makes mappers and all four recorders, of classes of one's own too."""

    @pytest.fixture(autouse=True)
    def _environment(self, variables: dict[str, str]) -> None:
        type(self).env = Environment("", variables)

    def expected_factory_class(self) -> type[Factory]:
        return Factory

    def expected_aggregate_recorder_class(self) -> type[JetStreamAggregateRecorder]:
        return JetStreamAggregateRecorder

    def expected_application_recorder_class(self) -> type[JetStreamApplicationRecorder]:
        return JetStreamApplicationRecorder

    def expected_tracking_recorder_class(self) -> type[JetStreamTrackingRecorder]:
        return JetStreamTrackingRecorder

    def tracking_recorder_subclass(self) -> type[JetStreamTrackingRecorder]:
        return OwnTrackingRecorder

    def expected_process_recorder_class(self) -> type[JetStreamProcessRecorder]:
        return JetStreamProcessRecorder


class ExampleApplication(WithEnvironment, ExampleApplicationTestCase):
    """An application with snapshots works on this module as on any other."""

    expected_factory_topic = get_topic(Factory)


@pytest.mark.filterwarnings("default:'log' is deprecated:DeprecationWarning")
class Applications(WithEnvironment, ApplicationTestCase):
    """Whatever the library promises of applications holds, with many threads at one aggregate too.

    One of the cases looks at a deprecated name and expects a warning, not an error.
    """
