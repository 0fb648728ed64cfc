"""What the streams' tests share: a scenario without a ledger."""

from __future__ import annotations

import pytest

from tests.services.intake.scenario import Scenario


@pytest.fixture
def desk() -> Scenario:
    """An empty site at ten in the morning."""
    return Scenario()
