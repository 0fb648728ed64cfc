"""The callbacks service's view and its answers: given events, then what is owed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

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
    CallbackRow,
    CallbackState,
    Due,
    DueCounts,
    DueList,
    History,
    HistoryAnswer,
    MonthCount,
    UnannouncedYear,
)
from answerable.streams.callback import events as callback
from answerable.streams.delivery import events as delivery
from answerable_services.callbacks.answers import Answers
from answerable_services.callbacks.projection import CallbacksProjection
from answerable_services.callbacks.schedule import Delivery, RecordedCallback
from tests.services.callbacks.given import (
    PLAN,
    SCHEDULE,
    SCHEDULES,
    accepted,
    attempted,
    callback_taken_back,
    cancelled,
    completed,
    corrected,
    missed,
    opened,
    taken_back,
)
from tests.services.callbacks.whole import first_end

NOON = datetime(2016, 3, 14, 4, tzinfo=UTC)
FIRST, SECOND = date(2016, 2, 14), date(2016, 3, 14)


class Desk:
    """A view and a clock that can be asked."""

    def __init__(self, view: View, at: datetime) -> None:
        self.view = view
        self.answers = Answers(SCHEDULES, FixedClock(at))

    def due(self, **query: Any) -> DueList:
        with self.view.connect() as connection:
            return self.answers.due(connection, Due(**query))

    def history(self, **query: Any) -> HistoryAnswer:
        with self.view.connect() as connection:
            return self.answers.history(connection, History(**query))

    def missed(self) -> list[tuple[str, datetime]]:
        with self.view.connect() as connection:
            return [(miss.target, miss.occurred_at or NOON) for miss in self.answers.missed(connection)]


Given = Callable[..., Desk]


@pytest.fixture
def given() -> Iterator[Given]:
    """Fill a view with events and put a clock beside it."""
    views: list[View] = []

    def fill(*events: Event, at: datetime = NOON) -> Desk:
        view = View(CallbacksProjection(), FixedClock(at)).given(events)
        views.append(view)
        return Desk(view, at)

    yield fill
    for view in views:
        view.close()


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
        year = UnannouncedYear(country="CN", year=2019)

        assert desk.due().unannounced == (year,)
        done = completed(1, 1, date(2019, 2, 7), at)
        assert given(opened(), accepted(1, date(2019, 1, 7)), done, at=at).history().unannounced == (year,)

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


class TestCorrected:
    WRONG, RIGHT = date(2015, 12, 12), date(2016, 1, 12)

    def test_a_miss_by_a_wrong_day_leaves_the_view(self, given: Given) -> None:
        """When the day is corrected, what was missed by the wrong one is owed by the right one."""
        miss = missed(1, 1, date(2016, 1, 12), datetime(2016, 1, 15, 16, tzinfo=UTC))
        desk = given(opened(), accepted(1, self.WRONG), miss, corrected(1, self.RIGHT))

        assert desk.history().ended == ()
        assert [(row.ordinal, row.due_on) for row in desk.due().callbacks] == [(1, FIRST), (2, SECOND)]
        assert desk.history().months == (
            MonthCount(month="2016-02", due=1, completed=0, missed=0),
            MonthCount(month="2016-03", due=1, completed=0, missed=0),
        )
        assert [target for target, _ in desk.missed()] == ["callback-1-1"]

    def test_a_miss_by_the_right_day_stays(self, given: Given) -> None:
        """A correction that leaves a due day where it was takes back no miss."""
        miss = missed(1, 1, FIRST, datetime(2016, 2, 17, 16, tzinfo=UTC))
        desk = given(opened(), accepted(1, self.RIGHT), miss, corrected(1, date(2016, 1, 13)))

        assert [row.state for row in desk.history().ended] == [CallbackState.MISSED]

    def test_a_delivery_dated_decades_ago(self, given: Given) -> None:
        """Hundreds of callbacks by a mistyped year are gone from every answer with its correction."""
        mistyped = accepted(1, date(1970, 1, 12)).model_copy(
            update={"recorded_at": datetime(2016, 1, 12, tzinfo=UTC)}
        )
        before = given(opened(), mistyped)
        after = given(opened(), mistyped, corrected(1, self.RIGHT))

        assert len(before.due().callbacks) > 180
        assert len(after.due().callbacks) == len(after.due().callbacks) == 2
        assert [target for target, _ in after.missed()] == ["callback-1-1"]

    def test_a_call_belongs_to_the_day_it_was_made_for(self, given: Given) -> None:
        """Made when it was owed by the right day too, a call keeps its day, in the history and its month."""
        call = completed(1, 1, FIRST, datetime(2016, 2, 25, tzinfo=UTC))
        desk = given(opened(), accepted(1, self.RIGHT), call, corrected(1, date(2016, 1, 18)))

        [row] = desk.history().ended
        assert (row.due_on, row.nominal_on, row.is_superseded) == (FIRST, date(2016, 2, 12), False)
        assert [row.ordinal for row in desk.due().callbacks] == []
        assert desk.history().months == (MonthCount(month="2016-02", due=1, completed=1, missed=0),)

    def test_a_call_from_before_it_was_owed(self, given: Given) -> None:
        """Made before the right day of acceptance, a call is kept and marked, and the callback owed anew."""
        call = completed(1, 1, FIRST, datetime(2016, 2, 15, tzinfo=UTC), satisfaction=4)
        events = (opened(), accepted(1, self.RIGHT), call, corrected(1, date(2016, 2, 20)))
        desk = given(*events, at=datetime(2016, 3, 21, 4, tzinfo=UTC))

        [row] = desk.history().ended
        assert (row.due_on, row.satisfaction, row.is_superseded) == (FIRST, 4, True)
        assert [(row.ordinal, row.due_on) for row in desk.due().callbacks] == [(1, date(2016, 3, 21))]
        assert desk.history().months == (MonthCount(month="2016-03", due=1, completed=0, missed=0),)

        anew = completed(1, 1, date(2016, 3, 21), datetime(2016, 3, 21, 2, tzinfo=UTC), version=2)
        desk = given(*events, anew, at=datetime(2016, 3, 21, 4, tzinfo=UTC))
        assert [row.is_superseded for row in desk.history().ended] == [False, True]
        assert desk.history().months == (MonthCount(month="2016-03", due=1, completed=1, missed=0),)

    def test_a_superseded_call_that_was_none(self, given: Given) -> None:
        """Taken back, a call that had ceased to be the callback's is neither shown nor counted any more."""
        call = completed(1, 1, FIRST, datetime(2016, 2, 15, tzinfo=UTC))
        plain = (opened(), accepted(1, self.RIGHT))
        moved = corrected(1, date(2016, 2, 20))
        no_call = callback_taken_back(callback.CallWithdrawn, 1, 1, version=2)

        assert given(*plain, call, moved).history().total == 1
        assert given(*plain, call, moved, no_call).history() == given(*plain, moved).history()

    def test_there_and_back(self, given: Given) -> None:
        """A correction that is itself corrected leaves everything as it had been."""
        call = completed(1, 1, FIRST, datetime(2016, 2, 15, tzinfo=UTC))
        miss = missed(1, 2, SECOND, datetime(2016, 3, 17, 16, tzinfo=UTC))
        plain = (opened(), accepted(1, self.RIGHT), call, miss)
        moved = corrected(1, date(2016, 2, 20))
        back = corrected(1, self.RIGHT).model_copy(update={"originator_version": 3})
        at = datetime(2016, 4, 1, tzinfo=UTC)

        assert given(*plain, moved, at=at).history() != given(*plain, at=at).history()
        assert given(*plain, moved, back, at=at).history() == given(*plain, at=at).history()

    def test_cancelled(self, given: Given) -> None:
        """Nothing falls due behind a cancellation; what was made or missed before stays, reported or not."""
        desk = given(
            opened(),
            accepted(1, self.RIGHT),
            completed(1, 1, FIRST, datetime(2016, 2, 15, tzinfo=UTC)),
            missed(1, 2, SECOND, datetime(2016, 3, 17, 16, tzinfo=UTC)),
            cancelled(1),
            at=datetime(2016, 9, 1, tzinfo=UTC),
        )

        assert desk.due().callbacks == ()
        assert desk.missed() == [("callback-1-3", datetime(2016, 4, 15, 16, tzinfo=UTC))]
        assert [row.state for row in desk.history().ended] == [CallbackState.MISSED, CallbackState.COMPLETED]
        assert desk.history().months == (
            MonthCount(month="2016-02", due=1, completed=1, missed=0),
            MonthCount(month="2016-03", due=1, completed=0, missed=1),
            MonthCount(month="2016-04", due=1, completed=0, missed=0),
        )

    def test_a_delivery_that_never_was(self, given: Given) -> None:
        """Taken back, a delivery has missed nothing; the calls that were made stay."""
        desk = given(
            opened(),
            accepted(1, self.RIGHT),
            completed(1, 1, FIRST, datetime(2016, 2, 15, tzinfo=UTC)),
            missed(1, 2, SECOND, datetime(2016, 3, 17, 16, tzinfo=UTC)),
            taken_back(delivery.AcceptanceWithdrawn, 1, datetime(2016, 5, 1, tzinfo=UTC)),
            at=datetime(2016, 9, 1, tzinfo=UTC),
        )

        assert (desk.due().callbacks, desk.missed()) == ((), [])
        assert [row.state for row in desk.history().ended] == [CallbackState.COMPLETED]

    def test_a_cancellation_taken_back(self, given: Given) -> None:
        """As if there had been none: all is owed, and a day is left to report what was made meanwhile."""
        plain = (opened(), accepted(1, self.RIGHT))
        at = datetime(2016, 6, 1, tzinfo=UTC)
        back = taken_back(delivery.CancellationWithdrawn, 1, at)
        events = (*plain, cancelled(1, datetime(2016, 3, 1, tzinfo=UTC)), back)

        assert given(*events, at=at).missed() == []
        later = at + timedelta(days=1)
        assert given(*events, at=later).missed() == given(*plain, at=later).missed()
        assert given(*events, at=later).due() == given(*plain, at=later).due()

    def test_a_call_taken_back(self, given: Given) -> None:
        """A call that was none leaves the callback owed, and a miss that was none leaves it owed for good."""
        call = completed(1, 1, FIRST, datetime(2016, 2, 15, tzinfo=UTC))
        plain = (opened(), accepted(1, self.RIGHT))
        no_call = callback_taken_back(callback.CallWithdrawn, 1, 1, version=2)
        miss = missed(1, 1, FIRST, datetime(2016, 2, 17, 16, tzinfo=UTC))
        no_miss = callback_taken_back(callback.MissWithdrawn, 1, 1, version=2)

        assert given(*plain, call, no_call).due() == given(*plain).due()
        assert given(*plain, call, no_call).history() == given(*plain).history()
        assert given(*plain, miss, no_miss).due() == given(*plain).due()
        assert given(*plain, miss, no_miss).missed() == []


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


class TestMissed:
    def test_all_of_them_in_order(self, given: Given) -> None:
        """After months without the service every miss is there, once, in the order of the moments."""
        desk = given(
            opened(),
            accepted(2, date(2016, 1, 20)),
            accepted(1, date(2016, 1, 12)),
            at=datetime(2016, 4, 30, tzinfo=UTC),
        )
        found = desk.missed()

        assert [target for target, _ in found] == [
            "callback-1-1",
            "callback-2-1",
            "callback-1-2",
            "callback-2-2",
            "callback-1-3",
            "callback-2-3",
        ]
        assert [at for _, at in found] == sorted(at for _, at in found)

    def test_only_when_the_grace_has_passed(self, given: Given) -> None:
        """A moment before the grace ends nothing is missed; at its end the callback is."""
        end = datetime(2016, 2, 17, 16, tzinfo=UTC)
        events = (opened(), accepted(1, date(2016, 1, 12)))

        assert given(*events, at=end.replace(hour=15, minute=59)).missed() == []
        assert given(*events, at=end).missed() == [("callback-1-1", end)]

    def test_none_while_the_history_may_still_be_coming(self, given: Given) -> None:
        """A delivery that was recorded years late is judged a day later: its callbacks may come behind it."""
        imported = accepted(1, date(2016, 1, 12)).model_copy(update={"recorded_at": NOON})
        events = (opened(), imported)

        assert given(*events, at=NOON + timedelta(hours=23)).missed() == []
        assert given(*events, at=NOON + timedelta(hours=24)).missed() != []

    def test_none_that_has_ended(self, given: Given) -> None:
        """What was completed or missed is not missed again."""
        desk = given(
            opened(),
            accepted(1, date(2016, 1, 12)),
            accepted(2, date(2016, 1, 12)),
            completed(1, 1, FIRST, datetime(2016, 2, 20, tzinfo=UTC)),
            missed(2, 1, FIRST, datetime(2016, 2, 17, 16, tzinfo=UTC)),
        )

        assert desk.missed() == []

    def test_only_of_known_deliveries(self, given: Given) -> None:
        """An attempt for a delivery that nobody accepted misses nothing."""
        assert given(opened(), attempted(9, 1, FIRST, datetime(2016, 2, 15, tzinfo=UTC))).missed() == []

    def test_the_same_whoever_asks(self, given: Given) -> None:
        """Two instances, one started much later, make the same command: intake knows it as a repeat."""
        events = (opened(), accepted(1, date(2016, 1, 12)))
        commands = []
        for at in (datetime(2016, 2, 18, tzinfo=UTC), datetime(2016, 3, 10, tzinfo=UTC)):
            desk = given(*events, at=at)
            with desk.view.connect() as connection:
                commands.append(desk.answers.missed(connection))

        assert commands[0] == commands[1]
        assert len(commands[0]) == 1


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
