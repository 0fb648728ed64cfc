"""The library's own cases for projections and their views, for the servers a test module names; unmodified.

The case of an application with dynamic consistency boundaries is here too: its events are kept in memory by
the library's module, because ours has no recorder of that kind, and the view is ours.
"""

from __future__ import annotations

import gc
import json
from collections.abc import Iterator
from typing import ClassVar

import pytest
from eventsourcing.persistence import Tracking
from eventsourcing.tests.projection import (
    AggregateEventCountersProjectionTestCase,
    EventCountersView,
    EventCountersViewTestCase,
    EventSourcedProjectionTestCase,
    TaggedDecisionCountersProjectionTestCase,
)

from answerable.ledger.eventsourcing import JetStreamTrackingRecorder
from tests.ledger.eventsourcing.conformance import WithFactory


class EventCounters(EventCountersView, JetStreamTrackingRecorder):
    """Counts events in a view that needs no database: its state stands with its position."""

    upstream: ClassVar[str] = "Application"

    def get_created_event_counter(self) -> int:
        return self._counters()["created"]

    def get_subsequent_event_counter(self) -> int:
        return self._counters()["subsequent"]

    def incr_created_event_counter(self, tracking: Tracking) -> None:
        self.update(tracking, lambda state: self._counted(state, "created"))

    def incr_subsequent_event_counter(self, tracking: Tracking) -> None:
        self.update(tracking, lambda state: self._counted(state, "subsequent"))

    def _counters(self) -> dict[str, int]:
        return self._read(self.select_state(self.upstream))

    def _counted(self, state: bytes, kind: str) -> bytes:
        counters = self._read(state)
        return json.dumps(counters | {kind: counters[kind] + 1}).encode()

    @staticmethod
    def _read(state: bytes) -> dict[str, int]:
        return {"created": 0, "subsequent": 0, **json.loads(state or b"{}")}


class UpstreamCounters(EventCounters):
    """The same, of the application that the library's case calls ``upstream``."""

    upstream = "upstream"


class DCBCounters(EventCounters):
    """The same, of an application of the library's other kind."""

    upstream = "DCBApplication"


class CountersView(WithFactory, EventCountersViewTestCase):
    """A view's change and its position are recorded both or neither."""

    def construct_event_counters_view(self) -> EventCountersView:
        view = self.factory.tracking_recorder(UpstreamCounters)
        assert isinstance(view, UpstreamCounters)
        return view


class _LeavesNothing:
    """Lets go of the views that the library's runners leave open, which closes them."""

    @pytest.fixture(autouse=True)
    def _collected(self) -> Iterator[None]:
        yield
        gc.collect()


class Projections(_LeavesNothing, AggregateEventCountersProjectionTestCase):
    """A projection runs on this module's subscription into a view of this module."""

    view_class = EventCounters

    @pytest.fixture(autouse=True)
    def _environment(self, variables: dict[str, str]) -> None:
        type(self).env = variables


class EventSourcedProjections(EventSourcedProjectionTestCase):
    """An application follows another one, each in a stream of its own."""

    @pytest.fixture(autouse=True)
    def _environment(self, variables: dict[str, str]) -> None:
        own = f"{variables['LEDGER_STREAM']}-counters"
        type(self).env = variables | {"COUNTERS_LEDGER_STREAM": own, "COUNTERS_LEDGER_SUBJECT_PREFIX": own}


class TaggedDecisions(_LeavesNothing, TaggedDecisionCountersProjectionTestCase):
    """A projection of the library's other kind of application, whose events are in memory, fills our view."""

    view_class = DCBCounters

    @pytest.fixture(autouse=True)
    def _environment(self, variables: dict[str, str]) -> None:
        type(self).env = variables | {
            "PERSISTENCE_MODULE": "eventsourcing.dcb.popo",
            "MAPPER_TOPIC": "eventsourcing.dcb.msgpack:MessagePackMapper",
            "EVENTCOUNTERS_PERSISTENCE_MODULE": variables["PERSISTENCE_MODULE"],
        }
