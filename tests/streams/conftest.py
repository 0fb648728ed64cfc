"""What the streams' tests share: a scenario without a ledger."""

from __future__ import annotations

from datetime import date

import pytest

from answerable.streams.staff import commands as c
from tests.services.intake.scenario import SECOND, Scenario


@pytest.fixture
def desk() -> Scenario:
    """An empty site at ten in the morning."""
    return Scenario()


@pytest.fixture
def hired(desk: Scenario) -> Scenario:
    """A person employed since the first of March."""
    return desk.given(c.Hire, staff=SECOND, role="agent", team="one", hired_on=date(2016, 3, 1))
