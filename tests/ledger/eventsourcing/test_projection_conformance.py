"""The library's own test cases for projections, unmodified, against one real server."""

from __future__ import annotations

import pytest

from answerable.ledger.server.embedded import Endpoint
from tests.ledger.eventsourcing import conformance_of_projections as conformance
from tests.ledger.eventsourcing.environment import environment

pytestmark = pytest.mark.server


@pytest.fixture
def variables(shared_server: Endpoint, fresh_name: str) -> dict[str, str]:
    return environment(shared_server, fresh_name)


class TestCountersView(conformance.CountersView):
    pass


class TestProjection(conformance.Projections):
    pass


class TestEventSourcedProjection(conformance.EventSourcedProjections):
    pass


class TestTaggedDecisions(conformance.TaggedDecisions):
    pass
