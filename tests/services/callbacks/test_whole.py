"""Whatever happened: the kept rows are what all deliveries owe, worked out anew."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import example, settings
from hypothesis import given as given_any
from hypothesis import strategies as st

from answerable.calendar import callback_date
from answerable.clock import FixedClock
from answerable.events.base import Event
from answerable.projection.writing.testing import View
from answerable.queries.callbacks import (
    CallbackRow,
    CallbackState,
    DueCounts,
    DueList,
    HistoryAnswer,
    MonthCount,
)
from answerable_services.callbacks.projection import CallbacksProjection
from answerable_services.callbacks.schedule import Delivery, RecordedCallback
from tests.services.callbacks.asking import NOON, Desk
from tests.services.callbacks.given import (
    PLAN,
    SCHEDULE,
    SCHEDULES,
    accepted,
    attempted,
    completed,
    missed,
    opened,
)
from tests.services.callbacks.whole import first_end


@settings(deadline=None, max_examples=40)
@given_any(
    days=st.lists(st.dates(date(2014, 1, 1), date(2016, 6, 1)), min_size=1, max_size=4),
    ends=st.lists(
        st.tuples(
            st.integers(1, 4),
            st.integers(1, 15),
            st.sampled_from((completed, missed, attempted)),
            st.integers(0, 40),
        ),
        max_size=20,
        unique_by=lambda end: end[:3],
    ),
    on=st.dates(date(2015, 1, 1), date(2018, 1, 1)),
)
# Of which nothing was recorded for longer than rows reach ahead.
@example(days=[date(2016, 3, 2)], ends=[(1, 15, missed, 0)], on=date(2017, 12, 1))
@example(days=[date(2016, 3, 2)], ends=[(1, 15, completed, 0)], on=date(2017, 12, 1))
def test_the_same_as_the_whole_computation(
    days: list[date], ends: list[tuple[int, int, Callable[..., Event], int]], on: date
) -> None:
    """Whatever was made, missed and tried, the kept rows say what all deliveries and outcomes say."""
    deliveries = {
        (of := f"delivery-{n}"): Delivery(of, "xm01", f"customer-{n}", "line 4", day, NOON, of)
        for n, day in enumerate(days, 1)
    }
    outcomes: dict[tuple[str, int], RecordedCallback] = {}
    events: list[Event] = [opened(), *(accepted(n, day) for n, day in enumerate(days, 1))]
    for version, (number, ordinal, kind, late) in enumerate(ends, 1):
        if number > len(days):
            continue
        at = callback_date(days[number - 1], ordinal, PLAN, SCHEDULE.holidays)
        done_on = at.due_on + timedelta(days=late)
        moment = datetime(done_on.year, done_on.month, done_on.day, 2, tzinfo=UTC)
        events.append(kind(number, ordinal, at.due_on, moment, version=version))
        key = (f"delivery-{number}", ordinal)
        known = outcomes.get(key, RecordedCallback(due_on=at.due_on))
        outcomes[key] = {
            completed: replace(known, completed_on=done_on, satisfaction=5),
            missed: replace(known, missed_on=done_on),
            attempted: replace(known, attempts=known.attempts + 1),
        }[kind]
    moment = datetime(on.year, on.month, on.day, 4, tzinfo=UTC)
    view = View(CallbacksProjection(SCHEDULES), FixedClock(moment)).given(events)
    desk = Desk(view, moment)
    until = on + timedelta(days=7)
    months = SCHEDULE.by_month(deliveries.values(), outcomes, on)
    try:
        answer, history = desk.due(), desk.history(months=120, limit=500)
        assert [*answer.callbacks, *answer.upcoming] == SCHEDULE.open_rows(
            deliveries.values(), outcomes, on=on, until=until
        )
        assert history.months == tuple(
            MonthCount(
                month=str(month),
                due=sum(counts.values()),
                completed=counts.get(CallbackState.COMPLETED, 0),
                missed=counts.get(CallbackState.MISSED, 0),
            )
            for month, counts in months.items()
        )
        must_be_counted(answer, history, {key for key, known in outcomes.items() if first_end(known)})
        must_page(desk, history)
    finally:
        view.close()


def must_be_counted(answer: DueList, history: HistoryAnswer, ended: set[tuple[str, int]]) -> None:
    """Compare what is kept of today, and of all ends, with the lists themselves."""
    # A clock that is behind the events still owes what they have ended.
    callbacks, upcoming = (
        [row for row in rows if (row.delivery, row.ordinal) not in ended]
        for rows in (answer.callbacks, answer.upcoming)
    )
    assert answer.counts == DueCounts(
        owed=len(callbacks), overdue=sum(row.days_over > 0 for row in callbacks), upcoming=len(upcoming)
    )
    states = Counter(row.state for row in history.ended)
    assert {one.state: one.count for one in history.counts} == {
        state: states[state] for state in (CallbackState.COMPLETED, CallbackState.MISSED)
    }
    assert history.total == len(history.ended)


def must_page(desk: Desk, history: HistoryAnswer) -> None:
    """Go through the ends of each kind by threes."""
    for state in (None, CallbackState.COMPLETED, CallbackState.MISSED):
        found, after = list[CallbackRow](), None
        while True:
            page = desk.history(limit=3, state=state, after=after)
            found += page.ended
            after = page.after
            if after is None:
                break
        assert found == [row for row in history.ended if state in {None, row.state}]
