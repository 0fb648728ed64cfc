"""The schedule of callbacks: which are owed, and where each stands on a day."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from answerable.calendar import CallbackPlan, Month, china, is_working_day
from answerable.queries.callbacks import CallbackRow, CallbackState
from answerable_services.callbacks.schedule import Delivery, RecordedCallback
from tests.services.callbacks.whole import WholeSchedule

SCHEDULE = WholeSchedule(
    CallbackPlan(article="000-4.5", monthly=12, then_every_months=3, grace_working_days=3), china()
)
SHANGHAI = ZoneInfo("Asia/Shanghai")

days = st.dates(date(2015, 6, 1), date(2027, 6, 30))


def delivery_of(accepted_on: date) -> Delivery:
    recorded_at = datetime.combine(accepted_on, time(), UTC)
    return Delivery("delivery-1", "xm01", "customer-1", "line 4", accepted_on, recorded_at, "delivery-1")


def rows_on(
    on: date, *outcomes: tuple[int, RecordedCallback], accepted_on: date = date(2016, 1, 12)
) -> list[CallbackRow]:
    known = {("delivery-1", ordinal): outcome for ordinal, outcome in outcomes}
    return SCHEDULE.open_rows([delivery_of(accepted_on)], known, on=on, until=on)


@given(accepted_on=days, span=st.integers(0, 1500))
def test_due_days_are_working_days(accepted_on: date, span: int) -> None:
    """Every due day is a working day, by the holidays that are known, and no earlier than the anniversary."""
    dates = SCHEDULE.dates(accepted_on, accepted_on + timedelta(days=span))

    assert all(at.due_on >= at.nominal_on for at in dates)
    assert all(is_working_day(at.due_on, china()) for at in dates)


@given(accepted_on=days)
def test_twelve_a_year_then_four(accepted_on: date) -> None:
    """Twelve anniversaries lie in the first year, four in each later one."""
    dates = SCHEDULE.dates(accepted_on, accepted_on + timedelta(days=4 * 366))
    months = [Month.of(at.nominal_on).since(Month.of(accepted_on)) for at in dates]

    assert months[:20] == [*range(1, 13), 15, 18, 21, 24, 27, 30, 33, 36]


@given(accepted_on=days)
def test_month_end_is_clipped(accepted_on: date) -> None:
    """An anniversary has the delivery's own day, or is the last of a shorter month."""
    for at in SCHEDULE.dates(accepted_on, accepted_on + timedelta(days=800)):
        clipped = at.nominal_on == Month.of(at.nominal_on).last_day and at.nominal_on.day < accepted_on.day
        assert at.nominal_on.day == accepted_on.day or clipped


@given(accepted_on=days, near=st.integers(-50, 1500), further=st.integers(0, 900))
def test_ordinals_are_stable(accepted_on: date, near: int, further: int) -> None:
    """Ordinals count from 1 without a gap, days increase, and looking further changes nothing before."""
    until = accepted_on + timedelta(days=near)
    first = SCHEDULE.dates(accepted_on, until)
    longer = SCHEDULE.dates(accepted_on, until + timedelta(days=further))

    assert longer[: len(first)] == first
    assert [at.ordinal for at in longer] == list(range(1, len(longer) + 1))
    assert all(a.due_on < b.due_on for a, b in pairwise(longer))


@given(accepted_on=days)
def test_moments_of_missing_increase(accepted_on: date) -> None:
    """A later callback is never missed before an earlier one, announced years or not."""
    ends = [SCHEDULE.missed_at(at.due_on, UTC) for at in SCHEDULE.dates(accepted_on, date(2028, 12, 31))]

    assert ends == sorted(set(ends))


class TestStates:
    def test_nothing_is_owed_before_the_first_due_day(self) -> None:
        """The day before the first anniversary's working day, nothing is owed."""
        assert rows_on(date(2016, 2, 13)) == []

    def test_due_on_the_day(self) -> None:
        """On the due day a callback is due, and no day over."""
        (row,) = rows_on(date(2016, 2, 14))

        assert (row.state, row.nominal_on, row.due_on, row.days_over) == (
            CallbackState.DUE,
            date(2016, 2, 12),
            date(2016, 2, 14),
            0,
        )

    def test_overdue_after_it(self) -> None:
        """The day after, it is overdue by a day, in its grace and behind it."""
        (row,) = rows_on(date(2016, 2, 15))

        assert (row.state, row.days_over) == (CallbackState.OVERDUE, 1)

    def test_an_attempt_leaves_it_owed(self) -> None:
        """A call that reached nobody is counted, and the callback is owed as before."""
        (row,) = rows_on(date(2016, 2, 15), (1, RecordedCallback(date(2016, 2, 14), attempts=2)))

        assert (row.state, row.attempts) == (CallbackState.OVERDUE, 2)

    def test_a_day_before_its_end_shows_it_open(self) -> None:
        """Asked about a day before it was completed, it was owed on that day."""
        done = RecordedCallback(date(2016, 2, 14), completed_on=date(2016, 2, 16), satisfaction=5)

        assert [row.state for row in rows_on(date(2016, 2, 15), (1, done))] == [CallbackState.OVERDUE]
        assert rows_on(date(2016, 2, 16), (1, done)) == []

    def test_oldest_first(self) -> None:
        """Callbacks are listed by due day."""
        assert [row.ordinal for row in rows_on(date(2016, 4, 20))] == [1, 2, 3]

    def test_an_ended_one_keeps_its_recorded_due_day(self) -> None:
        """A table of holidays that is announced later does not move a callback that has ended."""
        done = RecordedCallback(date(2016, 2, 12), completed_on=date(2016, 2, 12), satisfaction=4)
        row = SCHEDULE.ended_row(delivery_of(date(2016, 1, 12)), 1, done)

        assert (row.due_on, row.state, row.satisfaction) == (date(2016, 2, 12), CallbackState.COMPLETED, 4)

    def test_an_ordinal_beyond_the_calendar_is_shown(self) -> None:
        """Whatever ordinal was recorded, the row is shown and nothing fails."""
        done = RecordedCallback(date(2016, 2, 12), completed_on=date(2016, 2, 12))
        row = SCHEDULE.ended_row(delivery_of(date(2016, 1, 12)), 999_999, done)

        assert row.nominal_on == date(2016, 2, 12)


class TestMissing:
    def test_three_working_days_of_grace(self) -> None:
        """A callback due on Friday 11 March 2016 is missed when Wednesday the 16th ends at the site."""
        assert SCHEDULE.missed_at(date(2016, 3, 11), SHANGHAI) == datetime(2016, 3, 16, 16, tzinfo=UTC)

    def test_grace_passes_over_holidays(self) -> None:
        """The National Day week 2016 does not count; the make-up Saturday and Sunday behind it do."""
        assert SCHEDULE.last_day(date(2016, 9, 30)) == date(2016, 10, 10)

    def test_an_unannounced_year_gets_two_weeks_more(self) -> None:
        """Where holidays are not known, nothing is written off that a later table could excuse."""
        assert SCHEDULE.last_day(date(2016, 12, 30)) == date(2017, 1, 5)
        assert SCHEDULE.last_day(date(2017, 12, 29)) == date(2018, 1, 3) + timedelta(days=14)

    def test_a_missed_one_stays_missed_in_the_month(self) -> None:
        """A call afterwards makes up for a miss, and does not better the month's count."""
        late = RecordedCallback(date(2016, 2, 14), missed_on=date(2016, 2, 18), completed_on=date(2016, 3, 1))
        counts = SCHEDULE.by_month(
            [delivery_of(date(2016, 1, 12))], {("delivery-1", 1): late}, date(2016, 3, 31)
        )

        assert counts == {
            Month(2016, 2): {CallbackState.MISSED: 1},
            Month(2016, 3): {None: 1},
        }
        assert late.end() is CallbackState.COMPLETED
        assert late.end(date(2016, 2, 29)) is CallbackState.MISSED
