"""How long the steps of faults take: between which moments, in which spread, and what is taken back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from answerable.clock import FixedClock
from answerable.projection.writing.testing import View
from answerable.queries import desk as q
from answerable.queries.desk import ChainStep
from answerable.streams.fault import commands as c
from answerable.streams.rulebook import commands as rulebook
from answerable_services.desk.fault_chains import timing_of
from answerable_services.desk.projection import Desk
from tests.identity.proofs import EVERYTHING
from tests.services.callbacks.plans import plans_of
from tests.services.desk.given import PARTS
from tests.services.intake.scenario import FIRST, LEAD, SECOND, TEN, THIRD, Scenario

FACTS = {"place": "p", "phenomenon": "p", "plan": "p", "actor": FIRST}
TOLD = (("salesperson", SECOND), ("manager", THIRD), ("top_leadership", LEAD))


def told(desk: Scenario, **query: Any) -> q.ChainTimes:
    view = View(Desk(), FixedClock(desk.now)).given(desk.log)
    with view.connect() as connection:
        found = timing_of(connection, q.FaultTiming(**query), EVERYTHING.at(query.get("site")), desk.now)
    view.close()
    return found


def reported(desk: Scenario, name: str = "1") -> str:
    fault = f"fault-{name}"
    desk.given(c.Report, fault=fault, began_at=desk.now - timedelta(minutes=30), **FACTS)
    return fault


def climbed(desk: Scenario, fault: str, minutes: int) -> None:
    """Have each link told and confirming, each so many minutes behind the step before."""
    for link, person in TOLD:
        desk.later(minutes=minutes).given(c.Notify, fault=fault, link=link, staff=person)
        desk.later(minutes=minutes).given(c.Acknowledge, fault=fault, link=link, staff=person)


def medians(desk: Scenario) -> dict[tuple[ChainStep, str | None], int | None]:
    return {(one.step, one.link): one.median for one in told(desk).steps}


def test_each_step_from_the_one_before(desk: Scenario) -> None:
    """A link is told behind the one below; the end counts from the report, the analysis from the end."""
    fault = reported(desk)
    climbed(desk, fault, 5)
    desk.later(minutes=10).given(c.End, fault=fault, ended_at=desk.now - timedelta(minutes=8))
    desk.later(days=1).given(c.FileAnalysis, fault=fault, **PARTS)
    assert medians(desk) == {
        (ChainStep.TOLD, "salesperson"): 5,
        (ChainStep.CONFIRMED, "salesperson"): 5,
        (ChainStep.TOLD, "manager"): 10,
        (ChainStep.CONFIRMED, "manager"): 5,
        (ChainStep.TOLD, "top_leadership"): 10,
        (ChainStep.CONFIRMED, "top_leadership"): 5,
        (ChainStep.ENDED, None): 32,
        (ChainStep.ANALYSED, None): 1440,
    }


def test_a_spread(desk: Scenario) -> None:
    """The quartiles lie between the values beside them, and the slowest is told."""
    for number, minutes in enumerate((2, 4, 6, 8, 100)):
        fault = reported(desk, str(number))
        desk.later(minutes=minutes).given(c.Notify, fault=fault, link="salesperson", staff=SECOND)
    (only,) = told(desk, site="xm01").steps
    assert (only.faults, only.quarter, only.median, only.three_quarters, only.longest) == (5, 4, 6, 8, 100)


class TestLimits:
    """Half an hour to confirm a notice, three working days for an analysis, by the rulebook that held."""

    @pytest.fixture
    def bound(self, desk: Scenario) -> Scenario:
        """The site is bound to the rulebook."""
        return desk.given(rulebook.Bind, rulebook="call-centre-80", effective_from="2016-03-01", actor=LEAD)

    @staticmethod
    def counted(desk: Scenario, step: ChainStep) -> tuple[int, int, int, int | None]:
        (only,) = (one for one in told(desk).steps if one.step is step)
        return only.faults, only.in_time, only.late, only.median

    def test_a_notice(self, bound: Scenario) -> None:
        """One that is silent is late once the time is over, and stays so when it is confirmed then."""
        notice = {"fault": reported(bound), "link": "salesperson", "staff": SECOND}
        bound.given(c.Notify, **notice)
        assert [one.step for one in told(bound.later(minutes=30)).steps] == [ChainStep.TOLD]
        assert self.counted(bound.later(minutes=1), ChainStep.CONFIRMED) == (0, 0, 1, None)
        bound.given(c.Acknowledge, **notice)
        assert self.counted(bound, ChainStep.CONFIRMED) == (1, 0, 1, 31)
        (confirmed,) = (one for one in told(bound).steps if one.step is ChainStep.CONFIRMED)
        assert confirmed.limit_minutes == 30

    def test_an_analysis(self, bound: Scenario) -> None:
        """The limit is a day's end, with a weekend between: Tuesday at six, of what was over on Thursday."""
        fault = reported(bound)
        bound.given(c.End, fault=fault, ended_at=bound.now)
        bound.later(days=5, hours=7).given(c.FileAnalysis, fault=fault, **PARTS)
        assert self.counted(bound, ChainStep.ANALYSED) == (1, 1, 0, 127 * 60)
        bound.given(c.WithdrawEnd, fault=fault, reason="r", actor=LEAD)
        bound.given(c.End, fault=fault, ended_at=bound.now)
        assert ChainStep.ANALYSED not in {one.step for one in told(bound).steps}
        assert self.counted(bound.later(days=9), ChainStep.ANALYSED) == (0, 0, 1, None)

    def test_the_number_that_the_site_set(self, bound: Scenario) -> None:
        """From the day on which it holds; before that the rulebook's proposal does."""
        number = {"rule": "fault-notice", "number": 45, "reason": "r", "actor": LEAD}
        bound.given(rulebook.SetNumber, **number, effective_from=bound.now.date() + timedelta(days=1))
        for limit in (30, 45):
            notice = {"fault": reported(bound, str(limit)), "link": "salesperson", "staff": SECOND}
            bound.given(c.Notify, **notice).later(minutes=40).given(c.Acknowledge, **notice).later(days=1)
        (confirmed,) = (one for one in told(bound).steps if one.step is ChainStep.CONFIRMED)
        assert (confirmed.limit_minutes, confirmed.in_time, confirmed.late) == (45, 1, 1)

    def test_no_rulebook(self, desk: Scenario) -> None:
        """Where none holds, or none any more, nothing is late."""
        desk.given(c.Notify, fault=reported(desk), link="salesperson", staff=SECOND).later(days=1)
        assert [one.step for one in told(desk).steps] == [ChainStep.TOLD]


def test_what_is_taken_back(desk: Scenario) -> None:
    """A notice, an end and a report that were none; who is told again was told the first time."""
    fault = reported(desk)
    climbed(desk, fault, 5)
    wrong = {"fault": fault, "reason": "r", "actor": LEAD}
    desk.given(c.Notify, fault=fault, link="top_leadership", staff=FIRST)
    assert medians(desk)[ChainStep.TOLD, "top_leadership"] == 10
    desk.given(c.WithdrawNotice, **wrong, link="top_leadership")
    assert (ChainStep.TOLD, "top_leadership") not in medians(desk)
    desk.given(c.End, fault=fault, ended_at=desk.now).given(c.FileAnalysis, fault=fault, **PARTS)
    desk.later(days=1).given(c.FileAnalysis, fault=fault, **PARTS)
    assert medians(desk)[ChainStep.ANALYSED, None] == 0
    desk.given(c.WithdrawEnd, **wrong)
    assert (ChainStep.ENDED, None) not in medians(desk)
    for link in ("manager", "salesperson"):
        desk.given(c.WithdrawNotice, **wrong, link=link)
    desk.given(c.WithdrawReport, **wrong)
    assert (told(desk).faults, told(desk).steps) == (0, ())


def test_what_was_over_before_it_was_reported(desk: Scenario) -> None:
    """It took no time from its report on."""
    fault = reported(desk)
    desk.given(c.End, fault=fault, ended_at=TEN - timedelta(minutes=10))
    assert medians(desk) == {(ChainStep.ENDED, None): 0}


@pytest.mark.parametrize(("months", "faults"), [(2, 1), (1, 0)])
def test_of_the_period_alone(desk: Scenario, months: int, faults: int) -> None:
    """By the day on which a fault was reported."""
    reported(desk)
    desk.later(days=30)
    assert told(desk, months=months).faults == faults


def test_the_read_does_not_grow_with_history(desk: Scenario) -> None:
    """Along an index, at a site or at all; sites and what binds them are few."""
    reported(desk)
    view = View(Desk(), FixedClock(desk.now)).given(desk.log)
    for sight in (EVERYTHING, EVERYTHING.at("xm01")):
        with view.connect() as connection:
            plans = plans_of(
                connection,
                lambda: timing_of(connection, q.FaultTiming(site="xm01"), sight, desk.now),  # noqa: B023
            )
        assert [
            one for one in plans if "SCAN" in one and "sites" not in one and "trend_bound" not in one
        ] == []
        assert any("trend_chains" in one and "day>?" in one for one in plans)
    view.close()
