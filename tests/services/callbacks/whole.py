"""The whole computation: what all deliveries owe and how it ended, which the kept rows must equal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from answerable.calendar import CallbackDate, Month
from answerable.queries.callbacks import CallbackRow, CallbackState
from answerable_services.callbacks.schedule import Delivery, RecordedCallback, Schedule

Outcomes = Mapping[tuple[str, int], RecordedCallback]
"""What was recorded, by delivery and ordinal."""


def first_end(outcome: RecordedCallback) -> CallbackState | None:
    """Tell how a callback ended first: one that was missed stays so."""
    return CallbackState.MISSED if outcome.missed_on is not None else outcome.end()


class WholeSchedule(Schedule):
    """A schedule that works everything out from all deliveries."""

    def open_rows(
        self, deliveries: Iterable[Delivery], outcomes: Outcomes, *, on: date, until: date
    ) -> list[CallbackRow]:
        """List the callbacks due up to a day that have not ended, oldest first.

        Arguments:
            deliveries: of which.
            outcomes: what was recorded.
            on: the day on which they are looked at.
            until: the last due day wanted.
        """
        rows = [
            self.row(delivery, at, outcome, on)
            for delivery in deliveries
            for at, outcome in self._with_outcomes(delivery, outcomes, until)
            if not delivery.is_cancelled and (outcome is None or outcome.end(on) is None)
        ]
        return sorted(rows, key=lambda row: (row.due_on, row.delivery, row.ordinal))

    def _with_outcomes(
        self, delivery: Delivery, outcomes: Outcomes, until: date
    ) -> Iterator[tuple[CallbackDate, RecordedCallback | None]]:
        for at in self.dates(delivery.accepted_on, until):
            outcome = outcomes.get((delivery.delivery, at.ordinal))
            if outcome is not None or not delivery.is_cancelled:
                yield at, outcome

    def by_month(
        self, deliveries: Iterable[Delivery], outcomes: Outcomes, until: date
    ) -> dict[Month, dict[CallbackState | None, int]]:
        """Count the callbacks due up to a day, by the month they were due in and how they ended first.

        One that was missed counts as missed, though it was made up for later: a call afterwards must not
        better the record of the month.

        Returns:
            The months, oldest first; in each the number by end, None for those that have not ended.
        """
        counts: dict[Month, dict[CallbackState | None, int]] = {}
        for delivery in deliveries:
            for at, outcome in self._with_outcomes(delivery, outcomes, until):
                of_month = counts.setdefault(Month.of(at.due_on), {})
                end = None if outcome is None else first_end(outcome)
                of_month[end] = of_month.get(end, 0) + 1
        return dict(sorted(counts.items()))
