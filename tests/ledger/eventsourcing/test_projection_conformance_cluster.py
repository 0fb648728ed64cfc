"""The library's own test cases for projections, unmodified, on three servers that keep three copies."""

from __future__ import annotations

import pytest

from tests.ledger.cluster import Cluster
from tests.ledger.eventsourcing import conformance_of_projections as conformance
from tests.ledger.eventsourcing.environment import environment

pytestmark = pytest.mark.server


@pytest.fixture
def variables(shared_cluster: Cluster, fresh_name: str) -> dict[str, str]:
    return environment(shared_cluster.endpoint, fresh_name, LEDGER_REPLICAS="3")


class TestCountersView(conformance.CountersView):
    pass


class TestProjection(conformance.Projections):
    pass


class TestEventSourcedProjection(conformance.EventSourcedProjections):
    pass


class TestTaggedDecisions(conformance.TaggedDecisions):
    pass
