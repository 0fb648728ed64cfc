"""The library's own test cases for persistence modules, unmodified, against one real server.

Which cases there are, and which cannot apply and why, is said in `tests.ledger.eventsourcing.conformance`.
The cases of application recorders are run on process recorders too in the long form only
(``ANSWERABLE_SOAK=1``): they take seconds, and what they call is the same code.
"""

from __future__ import annotations

import pytest

from answerable.ledger.server.embedded import Endpoint
from tests.ledger.eventsourcing import conformance
from tests.ledger.eventsourcing.environment import environment
from tests.soak import in_long_form

pytestmark = pytest.mark.server


@pytest.fixture
def variables(shared_server: Endpoint, fresh_name: str) -> dict[str, str]:
    return environment(shared_server, fresh_name)


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


class TestApplication(conformance.Applications):
    pass
