"""The view without a server: given these events, then these rows and answers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from answerable.clock import FixedClock
from answerable.identity import Principal
from answerable.identity.sight import Sight
from answerable.projection import View
from answerable.streams.case import events as case
from answerable.streams.case.events import Priority
from answerable.streams.site import events as site

from daybook.answers import by_day
from daybook.projection import Counts
from daybook.queries import ByDay, Day

EVERYTHING = Sight(Principal(id="system-daybook"), "desk.overview", sites=None)
"""What somebody sees who sees every site."""

NOON = datetime(2026, 3, 10, 4, tzinfo=UTC)
"""Noon in Xiamen."""


def base(originator: str, version: int, at: datetime) -> dict[str, Any]:
    """Give the fields that every event has."""
    return {
        "originator_id": originator,
        "originator_version": version,
        "site": "xm01",
        "occurred_at": at,
        "recorded_at": at,
        "actor": "staff-first",
        "causation_id": "test",
        "correlation_id": originator,
    }


def site_opened() -> site.Opened:
    """Give the event that every site's history begins with."""
    return site.Opened(
        **base("site-xm01", 1, NOON), name_zh="厦门", name_en="Xiamen", timezone="Asia/Shanghai"
    )


def opened(number: int, at: datetime) -> case.Opened:
    """Give the beginning of a case."""
    return case.Opened(
        **base(f"case-{number}", 1, at),
        topic="invoice",
        priority=Priority.MODERATE,
        owner="staff-first",
        limit_minutes=60,
        limit_article="000-4.2.3",
        due_at=at + timedelta(hours=1),
    )


def resolved(number: int, at: datetime, *, at_first_contact: bool) -> case.Resolved:
    """Give the solution of a case."""
    return case.Resolved(
        **base(f"case-{number}", 2, at), at_first_contact=at_first_contact, resolution="corrected"
    )


def resolution_withdrawn(number: int, at: datetime) -> case.ResolutionWithdrawn:
    """Take a case's solution back: it was entered by mistake."""
    return case.ResolutionWithdrawn(
        **(base(f"case-{number}", 3, at) | {"actor": "staff-lead"}), reason="another case"
    )


def opening_withdrawn(number: int, at: datetime) -> case.OpeningWithdrawn:
    """Take a case back: it was opened by mistake."""
    return case.OpeningWithdrawn(
        **(base(f"case-{number}", 2, at) | {"actor": "staff-lead"}), reason="opened twice"
    )


def begun(number: int, at: datetime) -> case.LimitCorrected:
    """Say when a case began in truth."""
    return case.LimitCorrected(
        **(base(f"case-{number}", 2, at + timedelta(days=3)) | {"actor": "staff-lead"}),
        priority=Priority.MODERATE,
        is_emergency=False,
        opened_at=at,
        limit_minutes=60,
        limit_article="000-4.2.3",
        due_at=at + timedelta(hours=1),
        reason="the clock was wrong",
    )


@pytest.fixture
def view() -> Iterator[View]:
    """An empty view."""
    made = View(Counts(), FixedClock(NOON))
    yield made
    made.close()


def test_cases_are_counted_by_day(view: View) -> None:
    """Two cases of a day, one solved at first contact, give that day's row."""
    view.given([site_opened(), opened(1, NOON), opened(2, NOON), resolved(1, NOON, at_first_contact=True)])

    assert view.rows("days") == [
        {
            "site": "xm01",
            "day": date(2026, 3, 10),
            "opened": 2,
            "reopened": 0,
            "resolved": 1,
            "at_first_contact": 1,
        }
    ]


def test_a_day_is_the_sites_own(view: View) -> None:
    """What happens at 17:00 in UTC belongs to the next day in Xiamen."""
    view.given([site_opened(), opened(1, NOON + timedelta(hours=13))])

    assert [row["day"] for row in view.rows("days")] == [date(2026, 3, 11)]


def test_what_was_taken_back_is_not_counted(view: View) -> None:
    """A solution that was entered by mistake leaves no trace in the numbers, and the case is open."""
    view.given([site_opened(), opened(1, NOON), resolved(1, NOON, at_first_contact=True)])
    view.given([resolution_withdrawn(1, NOON + timedelta(days=1))])

    with view.connect() as connection:
        (day,) = by_day(connection, ByDay(site="xm01"), EVERYTHING).days

    assert (day.opened, day.resolved, day.at_first_contact, day.still_open) == (1, 0, 0, 1)


def test_what_never_was_is_not_counted(view: View) -> None:
    """A case that was opened by mistake is neither opened nor still open."""
    view.given([site_opened(), opened(1, NOON), opened(2, NOON)])
    view.given([opening_withdrawn(1, NOON + timedelta(days=1))])

    with view.connect() as connection:
        (day,) = by_day(connection, ByDay(site="xm01"), EVERYTHING).days

    assert (day.opened, day.still_open) == (1, 1)


def test_a_case_is_counted_on_the_day_on_which_it_began(view: View) -> None:
    """Where that day is corrected, the case moves, and nothing is left of the wrong one."""
    view.given([site_opened(), opened(1, NOON), begun(1, NOON - timedelta(days=1))])

    assert [(row["day"], row["opened"]) for row in view.rows("days")] == [(date(2026, 3, 9), 1)]


def test_the_answer_carries_open_cases_over(view: View) -> None:
    """A case that is open in the evening is still open on the days behind it, until it is solved."""
    later = NOON + timedelta(days=2)
    view.given([site_opened(), opened(1, NOON), opened(2, NOON)])
    view.given([resolved(1, later, at_first_contact=True), resolved(2, later, at_first_contact=False)])

    with view.connect() as connection:
        answer = by_day(connection, ByDay(site="xm01", since=later.date()), EVERYTHING)

    assert answer.days == (
        Day(
            site="xm01",
            day=date(2026, 3, 12),
            opened=0,
            reopened=0,
            resolved=2,
            at_first_contact=1,
            first_contact_rate=Decimal("0.5"),
            still_open=0,
        ),
    )


def test_nobody_sees_another_site(view: View) -> None:
    """Whoever may see other sites only is told of no day of this one."""
    view.given([site_opened(), opened(1, NOON)])
    elsewhere = Sight(Principal(id="staff-first"), "desk.overview", sites=frozenset({"xm02"}))

    with view.connect() as connection:
        assert by_day(connection, ByDay(), elsewhere).days == ()
        assert len(by_day(connection, ByDay(), EVERYTHING).days) == 1
