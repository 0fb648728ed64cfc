"""What the tests of answers share: a view that was filled with events, with a clock beside it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from answerable.clock import FixedClock
from answerable.projection.writing.testing import View
from answerable.queries.callbacks import (
    DeliveryCallbacks,
    Due,
    DueList,
    History,
    HistoryAnswer,
    OfDelivery,
)
from answerable_services.callbacks.answers import Answers
from tests.identity.proofs import EVERYTHING
from tests.services.callbacks.given import (
    SCHEDULES,
)

NOON = datetime(2016, 3, 14, 4, tzinfo=UTC)
FIRST, SECOND = date(2016, 2, 14), date(2016, 3, 14)


class Desk:
    """A view and a clock that can be asked."""

    def __init__(self, view: View, at: datetime) -> None:
        self.view = view
        self.answers = Answers(SCHEDULES, FixedClock(at))

    def due(self, **query: Any) -> DueList:
        with self.view.connect() as connection:
            return self.answers.due(connection, Due(**query), EVERYTHING.at(query.get("site")))

    def history(self, **query: Any) -> HistoryAnswer:
        with self.view.connect() as connection:
            return self.answers.history(connection, History(**query), EVERYTHING.at(query.get("site")))

    def of_delivery(self, number: int) -> DeliveryCallbacks:
        with self.view.connect() as connection:
            return self.answers.of_delivery(connection, OfDelivery(delivery=f"delivery-{number}"), EVERYTHING)

    def missed(self) -> list[tuple[str, datetime]]:
        with self.view.connect() as connection:
            return [(str(miss.target), miss.occurred_at or NOON) for miss in self.answers.missed(connection)]


Given = Callable[..., Desk]
