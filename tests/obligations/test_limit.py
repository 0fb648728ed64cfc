"""A time limit agrees with counting every minute on the clock of the wall."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from answerable.calendar.holidays import china, holidays_of
from answerable.calendar.working_time import Closure, Edition, Hours, OpeningHours, Passing, Timetable
from answerable.errors import Invalid
from answerable.obligations import Counted, Limit, Pause

MINUTE = timedelta(minutes=1)
SHANGHAI, BERLIN, LORD_HOWE = (
    ZoneInfo(name) for name in ("Asia/Shanghai", "Europe/Berlin", "Australia/Lord_Howe")
)
MORNING, AFTERNOON = Hours(time(9), time(12)), Hours(time(13, 30), time(18))
WEEKDAYS = ((MORNING, AFTERNOON),) * 5 + ((), ())


def hours(zone: ZoneInfo = SHANGHAI, **said: object) -> OpeningHours:
    """Give the hours of a centre that works from Monday to Friday, with a break from 12:00 to 13:30."""
    return OpeningHours(**{"zone": zone, "week": WEEKDAYS, "holidays": china(), **said})  # type: ignore[arg-type]


def always(of: OpeningHours) -> Timetable:
    """Give a timetable that never changes."""
    return Timetable((Edition(datetime(2000, 1, 1, tzinfo=UTC), of),))


def at(text: str, zone: ZoneInfo = SHANGHAI) -> datetime:
    """Give a moment by the clock on the wall."""
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def working(starts_at: str, minutes: int, of: OpeningHours | None = None, **said: object) -> Limit:
    """Give a limit in working time."""
    timetable = always(of or hours())
    lasts = timedelta(minutes=minutes)
    return Limit(at(starts_at), lasts, timetable, **said)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("starts_at", "minutes", "ends_at"),
    [
        ("2016-03-01 09:00", 180, "2016-03-01 12:00"),
        ("2016-03-01 09:00", 181, "2016-03-01 13:31"),
        ("2016-03-01 12:30", 30, "2016-03-01 14:00"),
        ("2016-03-01 17:30", 60, "2016-03-02 09:30"),
        ("2016-03-04 17:30", 60, "2016-03-07 09:30"),
        ("2016-03-05 10:00", 10, "2016-03-07 09:10"),
        # The Spring Festival: Saturday the 6th is worked to make up for it, and the 7th to the 13th are off.
        ("2016-02-05 17:00", 120, "2016-02-06 10:00"),
        ("2016-02-06 17:00", 120, "2016-02-14 10:00"),
    ],
)
def test_it_ends_when_so_much_was_worked(starts_at: str, minutes: int, ends_at: str) -> None:
    """Nights, the break at noon, weekends and holidays do not count; a weekend that is worked does."""
    assert working(starts_at, minutes).ends_at() == at(ends_at)


def test_a_closure_and_holidays_that_are_worked() -> None:
    """A centre that is closed loses the day; one that works on holidays does not."""
    closed = hours(closures=(Closure(date(2016, 3, 2), date(2016, 3, 3)),))
    open_always = hours(is_open_on_holidays=True)

    assert working("2016-03-01 17:00", 120, closed).ends_at() == at("2016-03-04 10:00")
    assert working("2016-02-08 09:00", 60, open_always).ends_at() == at("2016-02-08 10:00")


def test_it_stands_still_while_it_is_paused() -> None:
    """A pause moves the end by what would have counted in it; while it lasts there is no end."""
    paused = working("2016-03-01 09:00", 120, pauses=(Pause(at("2016-03-01 10:00")),))
    over = working("2016-03-01 09:00", 120, pauses=(Pause(at("2016-03-01 10:00"), at("2016-03-01 13:00")),))

    assert paused.ends_at() is None
    assert over.ends_at() == at("2016-03-01 14:30")


def test_it_says_how_it_came_to_its_end() -> None:
    """Each stretch, whether it counts, and why not; the whole time without a gap."""
    limit = working("2016-03-04 11:00", 150, pauses=(Pause(at("2016-03-04 14:00"), at("2016-03-07 09:30")),))
    ends_at = limit.ends_at()
    assert ends_at is not None
    told = [(one.why, one.so_far // MINUTE) for one in limit.steps(ends_at)]

    assert told == [
        (Passing.WORKED, 60),
        (Passing.BREAK, 60),
        (Passing.WORKED, 90),
        (Counted.PAUSED, 90),
        (Passing.WORKED, 150),
    ]


def test_a_begun_minute_over_it_is_a_whole_one() -> None:
    """At its end it is met; a second later it is over by a minute (X6, reading a)."""
    limit = working("2016-03-01 17:00", 60)

    assert limit.minutes_over(at("2016-03-01 18:00")) is None
    assert limit.minutes_over(at("2016-03-02 08:59")) is None
    assert limit.minutes_over(at("2016-03-02 09:00:01")) == 1
    assert limit.minutes_over(at("2016-03-02 14:00")) == 210


def test_hours_are_those_of_the_wall_where_clocks_are_moved() -> None:
    """In the night in which it is two o'clock twice, an hour more is worked; in spring one less."""
    night = ((Hours(time(0), time(6)),),) * 7
    berlin = OpeningHours(BERLIN, night, holidays_of("DE"))
    timetable = always(berlin)

    assert timetable.worked(at("2016-10-30 00:00", BERLIN), at("2016-10-31 00:00", BERLIN)) == 7 * 60 * MINUTE
    assert timetable.worked(at("2016-03-27 00:00", BERLIN), at("2016-03-28 00:00", BERLIN)) == 5 * 60 * MINUTE


def test_a_centre_that_never_works_has_no_end() -> None:
    """A limit in the time of a centre that is closed for good is refused, and not looked for for ever."""
    with pytest.raises(Invalid, match="never ends"):
        working("2016-03-01 09:00", 1, hours(week=((),) * 7)).ends_at()


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: hours(week=((MORNING,),) * 6),
        lambda: hours(week=((AFTERNOON, MORNING),) * 7),
        lambda: hours(week=((Hours(time(9), time(9)),),) * 7),
        lambda: Timetable(()),
        lambda: working("2016-03-01", 1, pauses=(Pause(at("2016-03-02"), at("2016-03-01")),)),
        lambda: working("2016-03-01", 1, pauses=(Pause(at("2016-03-02")), Pause(at("2016-03-03")))),
    ],
)
def test_what_cannot_be_is_refused(wrong: Callable[[], object]) -> None:
    """A week of six days, hours out of order, pauses within another."""
    with pytest.raises(Invalid):
        wrong()


# What follows compares with a calculation that is obviously right: minute by minute, what the wall shows.

ZONES = (SHANGHAI, BERLIN, LORD_HOWE)
BEGINNINGS = ("2016-02-05", "2016-03-25", "2016-04-02", "2016-10-01", "2016-10-29")
"""Before holidays of China, and before days on which the clocks of the other zones are moved."""
_QUARTERS = st.integers(0, 95).map(lambda n: time(n // 4, n % 4 * 15))


@st.composite
def days(draw: st.DrawFn) -> tuple[Hours, ...]:
    """Give the hours of a day: none, or up to three stretches."""
    edges = sorted(draw(st.sets(_QUARTERS, max_size=6)))
    found = [Hours(a, b) for a, b in zip(edges[::2], edges[1::2], strict=False)]
    if len(edges) % 2:
        found.append(Hours(edges[-1], time()))
    return tuple(one for one in found if one.starts != one.ends or one.ends == time())


@st.composite
def timetables(draw: st.DrawFn, begins: datetime) -> Timetable:
    """Give hours, with a zone and closures, that change once or never within some days."""

    def one() -> OpeningHours:
        closed = draw(st.none() | st.integers(0, 6))
        first = begins.date() + timedelta(days=closed or 0)
        return OpeningHours(
            draw(st.sampled_from(ZONES)),
            tuple(draw(days()) for _ in range(7)),
            draw(st.sampled_from((china(), holidays_of("DE")))),
            () if closed is None else (Closure(first, first + timedelta(days=1)),),
            draw(st.booleans()),
        )

    changes = draw(st.none() | st.integers(0, 7 * 24 * 60))
    editions = [Edition(datetime(2000, 1, 1, tzinfo=UTC), one())]
    if changes is not None:
        editions.append(Edition(begins + changes * MINUTE, one()))
    return Timetable(tuple(editions))


@st.composite
def limits(draw: st.DrawFn) -> tuple[Limit, datetime]:
    """Give a limit with pauses, and a moment some days behind its beginning."""
    day = datetime.fromisoformat(draw(st.sampled_from(BEGINNINGS))).replace(tzinfo=UTC)
    begins = day + draw(st.integers(0, 2 * 24 * 60)) * MINUTE
    edges = sorted(draw(st.sets(st.integers(0, 6 * 24 * 60), max_size=4)))
    ended = zip(edges[::2], edges[1::2], strict=False)
    pauses = [Pause(begins + a * MINUTE, begins + b * MINUTE) for a, b in ended]
    if len(edges) % 2:
        pauses.append(Pause(begins + edges[-1] * MINUTE))
    timetable = draw(st.none() | timetables(begins))
    lasts = draw(st.integers(0, 3 * 24 * 60)) * MINUTE
    limit = Limit(begins, lasts, timetable, tuple(pauses))
    return limit, begins + draw(st.integers(0, 8 * 24 * 60)) * MINUTE


def _is_worked(timetable: Timetable, moment: datetime) -> bool:
    edition = [one.hours for one in timetable.editions if one.since <= moment] or [
        timetable.editions[0].hours
    ]
    wall = moment.astimezone(edition[-1].zone)
    hours, _ = edition[-1].on(wall.date())
    now = wall.time()
    return any(one.starts <= now and (now < one.ends or one.ends == time()) for one in hours)


def _counts(limit: Limit, moment: datetime) -> bool:
    if any(one.starts_at <= moment and (one.ends_at is None or moment < one.ends_at) for one in limit.pauses):
        return False
    return limit.timetable is None or _is_worked(limit.timetable, moment)


@settings(max_examples=60, deadline=None)
@given(limits())
def test_it_agrees_with_counting_every_minute(drawn: tuple[Limit, datetime]) -> None:
    """What is counted, what it is over by, and when it ends, with pauses, holidays and moved clocks."""
    limit, until = drawn
    passed = [limit.starts_at + n * MINUTE for n in range((until - limit.starts_at) // MINUTE)]
    counted = [moment for moment in passed if _counts(limit, moment)]

    assert limit.counted(until) == len(counted) * MINUTE
    assert limit.over(until) == max(len(counted) - limit.lasts // MINUTE, 0) * MINUTE
    wanted = limit.lasts // MINUTE
    if 0 < wanted <= len(counted):
        assert limit.ends_at() == counted[wanted - 1] + MINUTE


@settings(max_examples=60, deadline=None)
@given(limits())
def test_its_steps_leave_no_gap(drawn: tuple[Limit, datetime]) -> None:
    """They lie one behind the other, from its beginning to the moment that is asked about."""
    limit, until = drawn
    steps = list(limit.steps(until))

    assert all(a.ends_at == b.starts_at for a, b in pairwise(steps))
    assert all(one.starts_at < one.ends_at for one in steps)
    if until > limit.starts_at:
        assert (steps[0].starts_at, steps[-1].ends_at) == (limit.starts_at, until)
    else:
        assert steps == []
