"""Plans: against a slow, obviously right calculation, day by day."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answerable.calendar import holidays_of
from answerable.calendar.workdays import is_working_day
from answerable.errors import Invalid
from answerable.obligations import Every, IfOff, Recurring, end_of_days

CHINA = holidays_of("CN")
SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
A_DAY = timedelta(days=1)
SIX = time(18)
DAYS = st.dates(date(2015, 1, 1), date(2026, 12, 31))
MONTHS = {Every.MONTH: 1, Every.QUARTER: 3, Every.YEAR: 12}


@st.composite
def plans(draw: st.DrawFn) -> Recurring:
    every = draw(st.sampled_from(Every))
    months = MONTHS.get(every)
    on = month = None
    if every is Every.WEEK:
        on = draw(st.none() | st.integers(0, 6))
    elif months is not None:
        on = draw(st.none() | st.integers(1, 31))
        month = draw(st.none() | st.integers(1, months))
    return Recurring(every, SIX, on, month, draw(st.sampled_from(IfOff)))


def slow_period(plan: Recurring, day: date) -> list[date]:
    """Give the days of the period that a day is in."""

    def key(one: date) -> tuple[int, ...]:
        match plan.every:
            case Every.WEEK:
                return one.isocalendar()[:2]
            case Every.MONTH:
                return (one.year, one.month)
            case Every.QUARTER:
                return (one.year, (one.month - 1) // 3)
            case Every.YEAR:
                return (one.year,)
        return (one.toordinal(),)

    around = (day + timedelta(days=n) for n in range(-370, 371))
    return [one for one in around if key(one) == key(day)]


def slow_due(plan: Recurring, days: list[date]) -> date | None:
    """Give the due day of a period by looking at each of its days."""
    months = sorted({(one.year, one.month) for one in days})
    due_month = months[(plan.month or len(months)) - 1]
    if plan.every in MONTHS:
        named = [one for one in days if (one.year, one.month) == due_month]
        due = named[-1] if plan.on is None else [one for one in named if one.day <= plan.on][-1]
    elif plan.every is Every.WEEK:
        due = days[-1] if plan.on is None else next(one for one in days if one.weekday() == plan.on)
    else:
        due = days[0]
    works = [one for one in days if one <= due and is_working_day(one, CHINA)]
    if plan.every is Every.WORKING_DAY or plan.if_off is IfOff.BEFORE:
        return works[-1] if works else None
    while plan.if_off is IfOff.AFTER and not is_working_day(due, CHINA):
        due += A_DAY
    return due


@given(plans(), DAYS)
def test_a_period_and_its_due_day(plan: Recurring, day: date) -> None:
    """The period of a day, the one behind it, and the day on which it falls due."""
    days = slow_period(plan, day)
    assert plan.period_of(day) == days[0]
    assert plan.next_period(days[0]) == days[-1] + A_DAY
    due = slow_due(plan, days)
    assert plan.due_on(days[0], CHINA) == due
    moment = plan.due_at(days[0], SHANGHAI, CHINA)
    assert moment == (None if due is None else datetime.combine(due, SIX, SHANGHAI))


@given(plans(), DAYS)
def test_periods_follow_one_another(plan: Recurring, day: date) -> None:
    """Each begins on the day or later, with none between them."""
    found = list(islice(plan.periods(day), 5))
    assert found[0] >= day
    assert all(plan.next_period(a) == b for a, b in pairwise(found))
    assert plan.period_of(found[0]) == found[0]
    assert found[0] == day or plan.period_of(day) < day


@given(DAYS, st.integers(0, 20), st.booleans(), st.integers(0, 23))
def test_the_end_of_days(day: date, days: int, of_work: bool, hour: int) -> None:
    """Working days are counted one by one; none ends before it began."""
    begun_at = datetime.combine(day, time(hour, 30), BERLIN)
    ended_at = end_of_days(begun_at, days, SIX, BERLIN, CHINA if of_work else None)
    last, left = day, days
    while of_work and not is_working_day(last, CHINA):
        last += A_DAY
    while left:
        last += A_DAY
        left -= not of_work or is_working_day(last, CHINA)
    assert ended_at == max(datetime.combine(last, SIX, BERLIN), begun_at)
    assert ended_at.tzinfo is UTC


def test_a_friday_on_which_nobody_works() -> None:
    """The report of Labour Day's week in 2026 is due on the Thursday; in a week of holidays none is."""
    friday = Recurring(Every.WEEK, SIX, 4, if_off=IfOff.BEFORE)
    assert friday.due_on(date(2026, 4, 27), CHINA) == date(2026, 4, 30)
    assert friday.due_on(date(2016, 10, 3), CHINA) is None


def test_midnight_is_at_the_days_end() -> None:
    """What may be done on a day may be done until its last moment, also where clocks are moved."""
    daily = Recurring(Every.DAY, time())
    assert daily.due_at(date(2026, 3, 29), BERLIN, CHINA) == datetime(2026, 3, 29, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    ("every", "on", "month"),
    [
        (Every.DAY, 1, None),
        (Every.WEEK, 7, None),
        (Every.MONTH, 0, None),
        (Every.MONTH, 1, 2),
        (Every.YEAR, 32, 1),
    ],
)
def test_no_such_day(every: Every, on: int, month: int | None) -> None:
    """What no period has is refused."""
    with pytest.raises(Invalid):
        Recurring(every, SIX, on, month)
