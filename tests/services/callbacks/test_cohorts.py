"""How callbacks ended by their deliveries' age: twelve in the first year, four in each one behind it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from answerable.clock import FixedClock
from answerable.projection.writing.testing import View
from answerable.queries.callbacks import Cohorts
from answerable.streams.callback import events as callback
from answerable_services.callbacks.cohorts import CohortAnswers
from tests.identity.proofs import EVERYTHING
from tests.services.callbacks.asking import FIRST, NOON, SECOND, Given
from tests.services.callbacks.given import (
    PLAN,
    accepted,
    callback_taken_back,
    completed,
    missed,
    opened,
)
from tests.services.callbacks.plans import plans_of

DELIVERED = date(2016, 1, 14)
YEARS_AGO = date(2013, 12, 14)


def told(view: View, at: datetime = NOON, **query: Any) -> list[tuple[int, int, int, int, int]]:
    with view.connect() as connection:
        answers = CohortAnswers(PLAN, FixedClock(at))
        rows = answers.cohorts(connection, Cohorts(**query), EVERYTHING.at(query.get("site"))).rows
    return [(one.accepted, one.service_year, one.planned, one.completed, one.missed) for one in rows]


def test_each_delivery_in_its_year(given: Given) -> None:
    """By the year in which it was accepted and the year of its service, each with what is planned in one."""
    made = completed(1, 1, FIRST, datetime(2016, 2, 14, 4, tzinfo=UTC))
    lost = missed(2, 1, FIRST, datetime(2016, 2, 20, tzinfo=UTC))
    old = completed(3, 17, SECOND, datetime(2016, 3, 14, 3, tzinfo=UTC))
    view = given(
        opened(), accepted(1, DELIVERED), accepted(2, DELIVERED), accepted(3, YEARS_AGO), made, lost, old
    ).view
    assert told(view) == [(2013, 3, 4, 1, 0), (2016, 1, 12, 1, 1)]
    assert told(view, site="xm01", months=1) == [(2013, 3, 4, 1, 0)]


def test_what_is_taken_back(given: Given) -> None:
    """A call that was none is counted no more; what is owed is not counted."""
    made = completed(1, 1, FIRST, datetime(2016, 2, 14, 4, tzinfo=UTC))
    back = callback_taken_back(callback.CallWithdrawn, 1, 1, version=2)
    assert told(given(opened(), accepted(1, DELIVERED), made, back).view) == []


def test_a_period_is_read_along_an_index(given: Given) -> None:
    """However long the history is."""
    view = given(opened(), accepted(1, DELIVERED)).view
    answers = CohortAnswers(PLAN, FixedClock(NOON))
    for sight in (EVERYTHING, EVERYTHING.at("xm01")):
        with view.connect() as connection:
            plans = plans_of(connection, lambda: answers.cohorts(connection, Cohorts(), sight))  # noqa: B023
        (plan,) = (one for one in plans if "cohorts" in one)
        assert "first_day>?" in plan
