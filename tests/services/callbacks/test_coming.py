"""What a calendar asks: the callbacks of a period that are owed still, its days, and the days off in it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest

from answerable.clock import FixedClock
from answerable.errors import Forbidden, Invalid
from answerable.identity.principals import Principal
from answerable.identity.sight import Sight
from answerable.projection.writing.testing import View
from answerable.queries.callbacks import CallbackState, Coming, ComingList, DaysOff, WhyOff
from answerable.streams.site import commands as site
from answerable_services.callbacks.coming import ComingAnswers
from answerable_services.callbacks.days_off import days_off_in
from answerable_services.callbacks.owed.projection import OwedProjection
from tests.identity.proofs import EVERYTHING
from tests.services.callbacks.asking import FIRST, NOON, SECOND, Given
from tests.services.callbacks.given import SCHEDULES, accepted, cancelled, completed, opened
from tests.services.callbacks.plans import plans_of
from tests.services.intake.scenario import LEAD, Scenario
from tests.streams.test_timetable import WEEK

DELIVERED = date(2016, 1, 14)
MARCH: dict[str, Any] = {"first": date(2016, 3, 1), "last": date(2016, 3, 31)}


def coming(view: View, at: datetime = NOON, **query: Any) -> ComingList:
    with view.connect() as connection:
        answers = ComingAnswers(SCHEDULES, FixedClock(at))
        return answers.coming(connection, Coming(**query), EVERYTHING.at(query.get("site")))


class TestCallbacksOfAPeriod:
    def test_those_that_are_owed_in_it(self, given: Given) -> None:
        """What ended, what lies outside and what a cancelled delivery had are none of them."""
        done = completed(1, 2, SECOND, datetime(2016, 3, 14, 4, tzinfo=UTC))
        view = given(
            opened(),
            accepted(1, DELIVERED),
            accepted(2, DELIVERED),
            accepted(3, DELIVERED),
            done,
            cancelled(3, NOON),
        ).view
        found = coming(view, **MARCH)
        assert [(one.delivery, one.due_on, one.state) for one in found.callbacks] == [
            ("delivery-2", SECOND, CallbackState.DUE)
        ]
        assert [(one.on, one.owed) for one in found.days] == [(SECOND, 1)]
        assert coming(view, first=FIRST, last=FIRST).callbacks[0].state is CallbackState.OVERDUE

    def test_a_page_at_a_time(self, given: Given) -> None:
        """The days' numbers are those of the whole period on every page."""
        view = given(opened(), *(accepted(number, DELIVERED) for number in (1, 2, 3))).view
        page = coming(view, **MARCH, limit=2)
        rest = coming(view, **MARCH, limit=2, after=page.after)
        assert [one.delivery for one in (*page.callbacks, *rest.callbacks)] == [
            "delivery-1",
            "delivery-2",
            "delivery-3",
        ]
        assert page.days == rest.days
        assert page.days[0].owed == 3

    def test_what_has_no_row_yet(self, given: Given) -> None:
        """Long after the last event they are reckoned, and counted by their days."""
        at = datetime(2018, 3, 1, tzinfo=UTC)
        found = coming(
            given(opened(), accepted(1, DELIVERED)).view, at, first=date(2018, 4, 1), last=date(2018, 4, 30)
        )
        assert [one.due_on for one in found.callbacks] == [one.on for one in found.days]
        assert len(found.callbacks) == 1

    @pytest.mark.parametrize(
        ("first", "last"),
        [("2016-03-02", "2016-03-01"), ("2016-01-01", "2016-04-01"), ("2016-12-01", "2016-12-31")],
    )
    def test_no_period_of_a_calendar(self, given: Given, first: str, last: str) -> None:
        """One that ends before it begins, one that is too long, one that is too far ahead."""
        with pytest.raises(Invalid):
            coming(given(opened()).view, first=first, last=last)

    def test_the_read_does_not_grow_with_history(self, given: Given) -> None:
        """Both questions go along an index: that of what is open, by day, at a site or at all."""
        view = given(opened(), accepted(1, DELIVERED)).view
        answers = ComingAnswers(SCHEDULES, FixedClock(NOON))
        for sight in (EVERYTHING, EVERYTHING.at("xm01")):
            with view.connect() as connection:
                plans = plans_of(connection, lambda: answers.coming(connection, Coming(**MARCH), sight))  # noqa: B023
            (callbacks,) = (one for one in plans if "callbacks" in one)
            (days,) = (one for one in plans if "days" in one)
            assert "INDEX callbacks_due" in callbacks
            assert "due_on>?" in callbacks
            assert "days_open" in days
            assert [one for one in plans if "SCAN callbacks" in one or "SCAN deliveries" in one] == []


@pytest.fixture
def desk() -> Scenario:
    found = Scenario()
    return found.given(site.Open, name_zh="厦门", name_en="Xiamen")


class TestDaysOff:
    @pytest.fixture
    def view(self, desk: Scenario) -> Iterator[View]:
        view = View(OwedProjection(), FixedClock(desk.now)).given(desk.log)
        yield view
        view.close()

    def _off(self, view: View, **query: Any) -> dict[date, tuple[WhyOff, str | None]]:
        with view.connect() as connection:
            found = days_off_in(connection, DaysOff(**query), EVERYTHING.at(query.get("site")), NOON)
        return {one.on: (one.why, one.name_zh) for one in found.days}

    def test_weekends_and_holidays(self, view: View) -> None:
        """By the country's notices; a weekend that is worked is none."""
        off = self._off(view, first=date(2016, 2, 1), last=date(2016, 2, 29))
        assert off[date(2016, 2, 20)] == (WhyOff.DAY_OFF, None)
        assert off[date(2016, 2, 8)][0] is WhyOff.HOLIDAY
        assert off[date(2016, 2, 8)][1] == "春节"
        assert date(2016, 2, 6) not in off
        assert date(2016, 2, 15) not in off

    def test_closings_and_the_week_of_a_site(self, desk: Scenario) -> None:
        """Both are marked from what the site said, and somewhere else it is a day as any other."""
        desk.given(site.SetHours, since="2016-03-01", hours=WEEK, actor=LEAD, reason="r")
        closed = {"first": "2016-03-23", "last": "2016-03-24", "reason": "r", "actor": LEAD}
        desk.given(site.AnnounceClosing, **closed)
        view = View(OwedProjection(), FixedClock(desk.now)).given(desk.log)
        off = self._off(view, **MARCH, site="xm01")
        view.close()
        assert off[date(2016, 3, 23)] == (WhyOff.CLOSED, None)
        assert off[date(2016, 3, 20)] == (WhyOff.DAY_OFF, None)
        assert date(2016, 3, 22) not in off

    def test_a_site_that_one_does_not_see(self, view: View) -> None:
        """It is refused; and who sees none is told of no day."""
        nobody = Sight(Principal(id=LEAD), "callbacks.days_off", sites=frozenset({"fz01"}))
        asked = DaysOff(**MARCH)
        with view.connect() as connection:
            assert days_off_in(connection, asked, nobody, NOON).days == ()
            with pytest.raises(Forbidden):
                days_off_in(connection, asked.model_copy(update={"site": "xm01"}), nobody, NOON)

    def test_a_year_that_is_not_announced(self, view: View) -> None:
        """It is said, since its days may move."""
        with view.connect() as connection:
            asked = DaysOff(first=date(2040, 1, 1), last=date(2040, 1, 31))
            found = days_off_in(connection, asked, EVERYTHING, NOON)
        assert [(one.country, one.year) for one in found.unannounced] == [("CN", 2040)]
