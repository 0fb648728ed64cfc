"""Trends: what is counted by the month, what is taken back, and that the read does not grow with history."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answerable.clock import FixedClock
from answerable.projection.writing.testing import View
from answerable.queries import desk as q
from answerable.streams.assessment import commands as assessment
from answerable.streams.case import commands as case
from answerable.streams.contact import commands as contact
from answerable.streams.fault import commands as fault
from answerable.streams.rulebook import commands as rulebook
from answerable.streams.site import commands as site
from answerable_services.desk.projection import Desk
from answerable_services.desk.survival import TENTHS, open_shares
from answerable_services.desk.trends import tenth_of, trends_of
from tests.identity.proofs import EVERYTHING
from tests.services.callbacks.plans import plans_of
from tests.services.intake.scenario import FIRST, LEAD, SECOND, TEN, THIRD, Scenario

HOUR = timedelta(hours=1)
ANALYSIS = dict.fromkeys(("impact", "handling", "correction"), "t")


@pytest.fixture
def centre() -> Scenario:
    found = Scenario()
    found.given(site.Open, name_zh="厦门", name_en="Xiamen")
    return found.given(rulebook.Bind, rulebook="call-centre-80", effective_from="2016-03-01", actor=LEAD)


def trends(centre: Scenario, **query: Any) -> q.TrendsAnswer:
    view = View(Desk(), FixedClock(centre.now)).given(centre.log)
    with view.connect() as connection:
        found = trends_of(connection, q.Trends(**query), EVERYTHING.at(query.get("site")), centre.now)
    view.close()
    return found


class TestCases:
    def opened(self, centre: Scenario, number: int) -> Scenario:
        return centre.given(case.Open, case=f"case-{number}", topic="t", first_asked=FIRST)

    def test_how_soon_they_are_solved(self, centre: Scenario) -> None:
        """By the part of the limit that was over; what is open counts as long as it has been."""
        for number in (1, 2, 3, 4):
            self.opened(centre, number)
        centre.later(minutes=1)
        centre.given(case.Resolve, case="case-1", resolution="m", actor=FIRST)
        centre.later(days=30)
        centre.given(case.Resolve, case="case-2", resolution="m", actor=FIRST)
        found = trends(centre)
        assert (found.closed, found.still_open) == (2, 2)
        assert [one.share for one in found.open_shares[:3]] == [Decimal(1), Decimal("0.75"), Decimal("0.75")]
        assert found.open_shares[-1].share == Decimal("0.75")

    def test_what_is_taken_back_is_counted_no_more(self, centre: Scenario) -> None:
        """A solution that was none, a case that goes on, and one that was opened by mistake."""
        self.opened(self.opened(centre, 1), 2).later(minutes=1)
        for number in (1, 2):
            centre.given(case.Resolve, case=f"case-{number}", resolution="m", actor=FIRST)
        assert trends(centre).closed == 2
        centre.given(case.WithdrawResolution, case="case-1", reason="r", actor=FIRST)
        found = trends(centre)
        assert (found.closed, found.still_open) == (1, 1)
        centre.given(case.WithdrawOpening, case="case-1", reason="r", actor=LEAD)
        found = trends(centre)
        assert (found.closed, found.still_open) == (1, 0)

    def test_of_the_period_alone(self, centre: Scenario) -> None:
        """What began before it is none of it."""
        self.opened(centre, 1).later(minutes=1)
        centre.given(case.Resolve, case="case-1", resolution="m", actor=FIRST).later(days=62)
        assert trends(centre, months=3).closed == 1
        assert trends(centre, months=2).closed == 0
        assert trends(centre, months=2).open_shares == ()


class TestContacts:
    def test_by_the_day_of_the_week_and_the_hour(self, centre: Scenario) -> None:
        """By the site's clock; a call that was none is not counted, and is again once that was wrong."""
        for number in (1, 2):
            centre.given(contact.Receive, contact=f"contact-{number}", channel="call", asked=FIRST, topic="t")
        at = centre.now.astimezone(ZoneInfo("Asia/Shanghai"))
        assert trends(centre).contacts[at.weekday()][at.hour] == 2
        centre.given(contact.Void, contact="contact-1", reason="r", actor=FIRST)
        assert sum(map(sum, trends(centre).contacts)) == 1
        centre.given(contact.WithdrawEnding, contact="contact-1", reason="r", actor=FIRST)
        assert sum(map(sum, trends(centre).contacts)) == 2


class TestCausesAndArticles:
    def test_why_faults_happened(self, centre: Scenario) -> None:
        """By the kind that their analyses say, the most frequent first; what is withdrawn is not told."""
        said = {"began_at": TEN - HOUR, "place": "p", "phenomenon": "p", "plan": "p"}
        for number, kind in ((1, "environment"), (2, "environment"), (3, "power")):
            named = {"fault": f"fault-{number}", "actor": FIRST}
            centre.given(fault.Report, **named, **said)
            centre.given(fault.End, **named, ended_at=TEN)
            centre.given(fault.FileAnalysis, **named, cause=f"原因 {number}", cause_kind=kind, **ANALYSIS)
        assert [(one.name, one.count) for one in trends(centre).causes] == [("environment", 2), ("power", 1)]
        (filed,) = (
            one for one in centre.log if one.originator_id == "fault-3" and hasattr(one, "cause_kind")
        )
        centre.log[centre.log.index(filed)] = filed.model_copy(update={"cause_kind": None})
        assert trends(centre).causes[1].name == q.UNSTATED
        centre.log[-1] = filed
        for number in (1, 2):
            centre.given(fault.WithdrawEnd, fault=f"fault-{number}", reason="r", actor=LEAD)
        assert [one.name for one in trends(centre).causes] == ["power"]

    def test_which_articles_were_broken(self, centre: Scenario) -> None:
        """And not by whom; an entry that is revoked is none."""
        entered = {"staff": SECOND, "reason": "r", "evidence": ["case-1"], "actor": LEAD}
        centre.given(case.Open, case="case-1", topic="t", first_asked=FIRST)
        for number, article in ((1, "001-m5"), (2, "001-m5"), (3, "001-m3")):
            named = {"assessment": f"assessment-{number}", "article": article}
            centre.given(assessment.RecordViolation, **named, **entered)
        assert [(one.name, one.count) for one in trends(centre).articles] == [("001-m5", 2), ("001-m3", 1)]
        centre.given(assessment.Revoke, assessment="assessment-3", reason="r", actor=THIRD)
        assert [one.name for one in trends(centre).articles] == ["001-m5"]


def test_the_read_does_not_grow_with_history(centre: Scenario) -> None:
    """Every question goes along an index, at a site or at all; open cases are those that are open."""
    view = View(Desk(), FixedClock(centre.now)).given(centre.log)
    for sight in (EVERYTHING, EVERYTHING.at("xm01")):
        with view.connect() as connection:
            plans = plans_of(
                connection,
                lambda: trends_of(connection, q.Trends(site="xm01"), sight, centre.now),  # noqa: B023
            )
        assert [one for one in plans if "SCAN" in one] == []
        assert any("trend_causes" in one and "INDEX" in one for one in plans)
        assert any("cases USING INDEX" in one and "opened_at>?" in one for one in plans)
    view.close()


def test_tenths_of_a_limit() -> None:
    """The last one has all that lies further; a limit that is none has none."""
    due_at = TEN + 10 * HOUR
    assert tenth_of(TEN, due_at, TEN) == 0
    assert tenth_of(TEN, due_at, TEN + HOUR) == 1
    assert tenth_of(TEN, due_at, TEN + 100 * HOUR) == TENTHS - 1
    assert tenth_of(TEN, TEN, TEN) is None


COUNTS = st.dictionaries(st.integers(0, TENTHS - 1), st.integers(0, 50), max_size=12)


@given(COUNTS, COUNTS)
def test_a_share_never_rises(closed: dict[int, int], still_open: dict[int, int]) -> None:
    """It begins with 1 and stays between 0 and 1, whatever is counted."""
    shares = [one.share for one in open_shares(closed, still_open)]
    assert shares == sorted(shares, reverse=True)
    assert all(0 <= one <= 1 for one in shares)


@given(COUNTS)
def test_without_open_cases_it_is_the_plain_share(closed: dict[int, int]) -> None:
    """Nothing was left out, so nothing has to be estimated."""
    total = sum(closed.values())
    for one in open_shares(closed, {}):
        later = sum(count for tenth, count in closed.items() if (tenth + 1) * 10 > one.percent)
        assert abs(one.share - Decimal(later) / total) < Decimal("0.001")
