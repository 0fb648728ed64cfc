"""One person over two sites: a month is scored once, where they work at its end, from what both recorded."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from answerable.errors import NotFound
from answerable.events.base import Event
from answerable.streams.staff import events as staff
from answerable.streams.staff.events import Role
from tests.rulebook.given import pay_of
from tests.services.scoring.given import (
    AGENT,
    APRIL,
    CENTRE,
    LEAD,
    MARCH,
    OTHER,
    bound,
    event,
    hired,
    left,
    listed,
    opened,
    revoked,
    scored,
    violation,
)

NEW = "sz02"
SAID: dict[str, Any] = {"actor": LEAD, "reason": "asked for it"}
TWO = [*CENTRE, opened(NEW), bound(NEW)]


def moved(since: date, version: int = 2) -> Event:
    said = {"originator_version": version, "since": since, "team": "two", **SAID}
    return event(staff.Moved, AGENT, **said).model_copy(update={"at": NEW})


def entry(number: int, where: str, day: int) -> Event:
    return violation(number, where=where, at=datetime(2016, 3, day, 1, tzinfo=UTC))


class TestMovedInMidMonth:
    EVENTS = (*TWO, moved(date(2016, 3, 16)), entry(1, "xm01", 10), entry(2, NEW, 20))

    def test_one_statement_with_one_base(self) -> None:
        """The month of the move is scored at the new site, with one base and the points of both."""
        found = scored(*self.EVENTS, site=NEW)

        assert (found.base, found.raw, found.site) == (Decimal(80), Decimal(81), NEW)
        assert [row.staff for row in listed(*self.EVENTS, site=NEW).statements] == [AGENT]
        with pytest.raises(NotFound, match=f"is scored at site {NEW} in {MARCH}, with what xm01 recorded"):
            scored(*self.EVENTS)
        with pytest.raises(NotFound):
            listed(*self.EVENTS, month=MARCH)

    def test_the_months_before_stay(self) -> None:
        """What was scored at the old site before stays there."""
        february = violation(3, at=datetime(2016, 2, 10, 1, tzinfo=UTC))

        assert scored(*self.EVENTS, february, month="2016-02").raw == Decimal(83)

    def test_employment_goes_on(self) -> None:
        """A move does not begin the months of employment anew (001-P4)."""
        found = scored(*self.EVENTS, site=NEW)

        assert pay_of(found).month_of_employment == 15
        assert not found.open_questions

    def test_what_is_taken_back_at_the_old_site(self) -> None:
        """An entry of the old site is revoked there, and counts no more at the new one."""
        assert scored(*self.EVENTS, revoked(1), site=NEW).raw == Decimal(83)

    def test_a_month_with_entries_of_the_old_site_only_is_among_the_months(self) -> None:
        """Nothing is lost where only the other site recorded something."""
        events = (*TWO, moved(date(2016, 3, 16)), entry(1, "xm01", 10))

        assert listed(*events, site=NEW).month == MARCH

    def test_a_move_that_is_taken_back(self) -> None:
        """The month is scored at the first site again, whichever site recorded the correction."""
        back = event(staff.EntryWithdrawn, AGENT, where=NEW, originator_version=3, entry=2, **SAID)

        assert scored(*self.EVENTS, back).raw == Decimal(81)
        with pytest.raises(NotFound):
            scored(*self.EVENTS, back, site=NEW)

    def test_the_order_of_the_events_is_no_matter(self) -> None:
        """The view holds events, and what follows from them is worked out when it is asked for."""
        assert scored(*reversed(self.EVENTS), site=NEW).raw == Decimal(81)


def test_hired_again() -> None:
    """Months of employment begin anew; what lies between the two asks which of the two is wrong."""
    again = event(
        staff.Rehired,
        AGENT,
        where=NEW,
        originator_version=3,
        role=Role.AGENT,
        team="two",
        since=date(2016, 4, 1),
        **SAID,
    )
    events = (*TWO, left(AGENT, date(2016, 3, 15)), again)
    april = scored(*events, site=NEW, month=APRIL)

    assert pay_of(april).month_of_employment == 1
    march = scored(*events, entry(1, "xm01", 10), entry(2, "xm01", 20))
    assert (march.site, march.raw, len(march.open_questions)) == ("xm01", Decimal(81), 1)


def test_promoted_out_of_what_is_scored() -> None:
    """Whoever was an agent on a day of the month has a statement of it, and none of the next."""
    promoted = event(
        staff.Promoted, OTHER, originator_version=2, role=Role.LEAD, since=date(2016, 3, 20), **SAID
    )
    events = (*CENTRE, hired(OTHER), promoted)

    assert {row.staff: row.role for row in listed(*events, month=MARCH).statements}[OTHER] == "agent"
    assert OTHER not in {row.staff for row in listed(*events, month=APRIL).statements}
