"""The callbacks service's view and its answers: given events, then what is owed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given as given_any
from hypothesis import settings
from hypothesis import strategies as st

from answerable.calendar import callback_date
from answerable.clock import FixedClock
from answerable.errors import Invalid
from answerable.events.base import Event
from answerable.projection.writing.testing import View
from answerable.queries.callbacks import (
    CallbackState,
    MonthCount,
    UnannouncedYear,
)
from answerable_services.callbacks.projection import CallbacksProjection
from tests.services.callbacks.asking import FIRST, NOON, Desk, Given
from tests.services.callbacks.given import (
    PLAN,
    SCHEDULE,
    SCHEDULES,
    accepted,
    attempted,
    completed,
    corrected,
    missed,
    opened,
)


class TestCountries:
    def test_each_sites_callbacks_follow_its_own_holidays(self, given: Given) -> None:
        """The fourteenth of February 2016 was a make-up working Sunday in China, and a Sunday in Berlin."""
        answer = given(
            opened(),
            opened("ber1", "Europe/Berlin"),
            accepted(1, date(2016, 1, 14)),
            accepted(2, date(2016, 1, 14), where="ber1"),
        ).due()

        first = [(row.site, row.due_on) for row in answer.callbacks if row.ordinal == 1]
        assert first == [("xm01", date(2016, 2, 14)), ("ber1", date(2016, 2, 15))]
        assert answer.unannounced == ()

    def test_the_end_of_the_grace_follows_them_too(self, given: Given) -> None:
        """Good Friday and Easter Monday are no working days in Berlin, but are in China."""
        desk = given(
            opened(),
            opened("ber1", "Europe/Berlin"),
            accepted(1, date(2016, 2, 24)),
            accepted(2, date(2016, 2, 24), where="ber1"),
            at=datetime(2016, 4, 1, tzinfo=UTC),
        )

        assert [target for target, _ in desk.missed()] == ["callback-1-1", "callback-2-1"]
        shanghai, berlin = (at for _, at in desk.missed())
        assert shanghai == datetime(2016, 3, 29, 16, tzinfo=UTC)
        assert berlin == datetime(2016, 3, 31, 22, tzinfo=UTC)

    def test_a_year_that_is_not_announced_is_named(self, given: Given) -> None:
        """China's tables of 2018 to 2023 are not here: what is owed then says so, and of which country."""
        at = datetime(2019, 2, 10, tzinfo=UTC)
        desk = given(opened(), opened("ber1", "Europe/Berlin"), accepted(1, date(2019, 1, 7)), at=at)
        year = UnannouncedYear(country="CN", year=2019, has_begun=True)

        assert desk.due().unannounced == (year,)
        done = completed(1, 1, date(2019, 2, 7), at)
        assert given(opened(), accepted(1, date(2019, 1, 7)), done, at=at).history().unannounced == (year,)

        ahead = given(opened(), accepted(1, date(2026, 12, 4)), at=datetime(2026, 12, 31, 1, tzinfo=UTC))
        assert ahead.due().unannounced == (UnannouncedYear(country="CN", year=2027, has_begun=False),)

        berlin = given(opened("ber1", "Europe/Berlin"), accepted(1, date(2019, 1, 7), where="ber1"), at=at)
        assert berlin.due().unannounced == ()


class TestDue:
    def test_today_by_the_clock(self, given: Given) -> None:
        """Without a day, the answer is of today; the week behind it is shown beside it."""
        answer = given(opened(), accepted(1, date(2016, 1, 12)), accepted(2, date(2016, 2, 18))).due()

        assert answer.on == date(2016, 3, 14)
        assert [(row.delivery, row.ordinal, row.state) for row in answer.callbacks] == [
            ("delivery-1", 1, CallbackState.OVERDUE),
            ("delivery-1", 2, CallbackState.DUE),
        ]
        assert [(row.delivery, row.due_on) for row in answer.upcoming] == [("delivery-2", date(2016, 3, 18))]

    def test_what_has_ended_is_not_owed(self, given: Given) -> None:
        """Completed and missed callbacks are not on the list; attempted ones are."""
        desk = given(
            opened(),
            *(accepted(number, date(2016, 1, 12)) for number in (1, 2, 3)),
            completed(1, 1, FIRST, datetime(2016, 2, 15, tzinfo=UTC)),
            missed(2, 1, FIRST, datetime(2016, 2, 17, 16, tzinfo=UTC)),
            attempted(3, 1, FIRST, datetime(2016, 2, 15, tzinfo=UTC)),
            attempted(3, 1, FIRST, datetime(2016, 2, 16, tzinfo=UTC), version=2),
        )

        owed = [(row.delivery, row.attempts) for row in desk.due(on=date(2016, 3, 1)).callbacks]
        assert owed == [("delivery-3", 2)]

    def test_a_past_day_is_shown_as_it_was(self, given: Given) -> None:
        """What was completed later was owed on the day that is asked about."""
        done = completed(1, 1, FIRST, datetime(2016, 2, 16, 1, tzinfo=UTC))
        desk = given(opened(), accepted(1, date(2016, 1, 12)), done)

        assert [row.days_over for row in desk.due(on=date(2016, 2, 15)).callbacks] == [1]
        assert desk.due(on=date(2016, 2, 16)).callbacks == ()

    def test_missed_from_the_day_behind_its_grace(self, given: Given) -> None:
        """On the last day of grace it is owed; the miss counts from the day that begins as it ends."""
        late = missed(1, 1, FIRST, SCHEDULE.missed_at(FIRST, UTC))
        desk = given(opened(zone="UTC"), accepted(1, date(2016, 1, 12)), late)

        last = SCHEDULE.last_day(FIRST)
        assert len(desk.due(on=last, site="xm01").callbacks) == 1
        assert desk.due(on=last.replace(day=last.day + 1), site="xm01").callbacks == ()

    def test_one_site(self, given: Given) -> None:
        """Asked about a site, only its callbacks are told, and today is today there."""
        desk = given(
            opened(),
            opened("ny01", "America/New_York"),
            accepted(1, date(2016, 1, 12)),
            accepted(2, date(2016, 1, 12), where="ny01"),
            at=datetime(2016, 3, 14, 2, tzinfo=UTC),
        )

        assert (desk.due(site="xm01").on, desk.due(site="ny01").on) == (date(2016, 3, 14), date(2016, 3, 13))
        assert {row.delivery for row in desk.due(site="ny01").callbacks} == {"delivery-2"}

    def test_days_far_away_are_refused(self, given: Given) -> None:
        """A day that nobody can mean is refused instead of reckoned."""
        with pytest.raises(Invalid, match="within ten years"):
            given(accepted(1, date(2016, 1, 12))).due(on=date(9999, 12, 31))

    def test_a_delivery_in_the_far_future_harms_nobody(self, given: Given) -> None:
        """A mistyped year owes nothing, and the others are told as ever."""
        desk = given(opened(), accepted(1, date(9999, 12, 31)), accepted(2, date(2016, 1, 12)))

        assert {row.delivery for row in desk.due().callbacks} == {"delivery-2"}

    def test_a_zone_nobody_knows_is_the_default(self, given: Given) -> None:
        """A site's mistyped zone does not stop the answers."""
        assert given(opened(zone="Asia/Nowhere"), accepted(1, date(2016, 1, 12))).due(site="xm01").on == date(
            2016, 3, 14
        )


class TestPages:
    def test_a_page_at_a_time(self, given: Given) -> None:
        """Pages put together are the whole list, in order, each callback once."""
        desk = given(opened(), *(accepted(n, date(2015, 11, 10 + n)) for n in range(1, 9)))
        whole = desk.due()
        rows = [*whole.callbacks, *whole.upcoming]
        found, after = [], None
        while True:
            page = desk.due(limit=3, after=after)
            found += [*page.callbacks, *page.upcoming]
            after = page.after
            if after is None:
                break

        assert len(rows) > 20
        assert found == rows

    def test_a_page_leads_back(self, given: Given) -> None:
        """What comes before a page is the page before it; another day than today has no counts."""
        desk = given(opened(), *(accepted(n, date(2015, 11, 10 + n)) for n in range(1, 9)))
        first = desk.due(limit=3)
        second = desk.due(limit=3, after=first.after)

        assert desk.due(limit=3, before=second.before) == first
        assert (first.before, desk.due(on=NOON.date() - timedelta(days=1)).counts) == (None, None)

    def test_the_months_are_the_last_ones(self, given: Given) -> None:
        """As many months are counted as are asked for, the running one among them."""
        desk = given(opened(), accepted(1, date(2015, 1, 12)), at=datetime(2016, 3, 14, 4, tzinfo=UTC))
        whole = [one.month for one in desk.history().months]
        assert ("2015-02" in whole, [one.month for one in desk.history(months=5).months]) == (
            True,
            [month for month in whole if month >= "2015-11"],
        )

    def test_a_cursor_of_ones_own_is_refused(self, given: Given) -> None:
        """What no answer gave is said to be no place to go on from."""
        with pytest.raises(Invalid, match="is no place in the list"):
            given(opened()).due(after="tomorrow")

    def test_beyond_what_has_rows(self, given: Given) -> None:
        """Years without any event, or years ahead, are reckoned as ever."""
        desk = given(opened(), accepted(1, date(2016, 1, 12)), at=datetime(2019, 3, 14, 4, tzinfo=UTC))
        ordinals = [row.ordinal for row in desk.due().callbacks]

        assert ordinals == list(range(1, 12 + 9))
        assert len(desk.missed()) == len(ordinals)
        assert sum(month.due for month in desk.history(months=60).months) == len(ordinals)


class TestHistory:
    def test_ends_newest_first_and_months_oldest_first(self, given: Given) -> None:
        """Each ended callback is told with its end, each month with what fell due in it."""
        desk = given(
            opened(),
            accepted(1, date(2016, 1, 12)),
            accepted(2, date(2016, 1, 12)),
            missed(2, 1, FIRST, datetime(2016, 2, 17, 16, tzinfo=UTC)),
            completed(1, 1, FIRST, datetime(2016, 2, 15, tzinfo=UTC), satisfaction=3),
        )
        answer = desk.history()

        assert [(row.delivery, row.state, row.satisfaction) for row in answer.ended] == [
            ("delivery-2", CallbackState.MISSED, None),
            ("delivery-1", CallbackState.COMPLETED, 3),
        ]
        assert [row.ended_on for row in answer.ended] == [date(2016, 2, 18), date(2016, 2, 15)]
        assert answer.months == (
            MonthCount(month="2016-02", due=2, completed=1, missed=1),
            MonthCount(month="2016-03", due=2, completed=0, missed=0),
        )

    def test_made_up_for(self, given: Given) -> None:
        """A missed callback that was made later is shown as made, and its month keeps the miss."""
        desk = given(
            opened(),
            accepted(1, date(2016, 1, 12)),
            missed(1, 1, FIRST, datetime(2016, 2, 17, 16, tzinfo=UTC)),
            completed(1, 1, FIRST, datetime(2016, 2, 20, tzinfo=UTC), version=2),
        )

        assert [row.state for row in desk.history().ended] == [CallbackState.COMPLETED]
        assert desk.history().months[0] == MonthCount(month="2016-02", due=1, completed=0, missed=1)

    def test_limit(self, given: Given) -> None:
        """No more rows than asked for; the counts are of all."""
        ends = [completed(n, 1, FIRST, datetime(2016, 2, 15, n, tzinfo=UTC)) for n in range(1, 6)]
        desk = given(opened(), *(accepted(n, date(2016, 1, 12)) for n in range(1, 6)), *ends)
        answer = desk.history(limit=2)

        assert (len(answer.ended), answer.months[0].completed) == (2, 5)


@settings(deadline=None, max_examples=25)
@given_any(
    accepted_on=st.dates(date(2015, 1, 1), date(2016, 1, 31)),
    detours=st.lists(st.dates(date(2014, 6, 1), date(2016, 2, 20)), min_size=1, max_size=3),
    right=st.dates(date(2014, 6, 1), date(2016, 2, 20)),
    ends=st.lists(
        st.tuples(st.integers(1, 8), st.sampled_from((completed, missed)), st.integers(0, 40)),
        max_size=8,
        unique_by=lambda end: end[:2],
    ),
)
def test_only_the_last_correction_counts(
    accepted_on: date, detours: list[date], right: date, ends: list[tuple[int, Callable[..., Event], int]]
) -> None:
    """Whatever days a delivery was said to be of in between, what holds follows from the last one."""
    at = datetime(2016, 3, 2, 4, tzinfo=UTC)
    events: list[Event] = [opened(), accepted(1, accepted_on)]
    for version, (ordinal, kind, late) in enumerate(ends, 1):
        owed = callback_date(accepted_on, ordinal, PLAN, SCHEDULE.holidays)
        day = owed.due_on + timedelta(days=late)
        moment = datetime(day.year, day.month, day.day, 2, tzinfo=UTC)
        events.append(kind(1, ordinal, owed.due_on, moment, version=version))
    answers = []
    for days in ([right], [*detours, right]):
        corrections = [
            corrected(1, day).model_copy(update={"originator_version": version})
            for version, day in enumerate(days, 2)
        ]
        view = View(CallbacksProjection(SCHEDULES), FixedClock(at)).given([*events, *corrections])
        desk = Desk(view, at)
        answers.append((desk.due(), desk.history(), desk.missed()))
        view.close()

    assert answers[0] == answers[1]


def test_nothing_is_owed_from_before_the_site(given: Given) -> None:
    """A delivery of ten years before its site has no overdue call of then; the plan goes on from it."""
    begun = given(opened(at=datetime(2016, 2, 1, tzinfo=UTC)), accepted(1, date(2006, 2, 12)))
    older = given(opened(), accepted(1, date(2006, 2, 12)))

    assert len(older.due().callbacks) > 40
    assert [(row.ordinal, row.due_on) for row in begun.due().callbacks] == [(48, date(2016, 2, 14))]
    assert [row.ordinal for row in older.due().callbacks][-1:] == [48]
    assert len(begun.missed()) == 1
