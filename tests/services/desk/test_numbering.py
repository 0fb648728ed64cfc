"""Numbers that people can say: they follow from the ledger, and find their matter."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from answerable.queries import desk as q
from answerable.streams.case import commands as case
from answerable.streams.complaint import commands as complaint
from answerable.streams.delivery import commands as delivery
from tests.identity.proofs import EVERYTHING
from tests.services.desk.given import HOUR, Shown, listed, opened
from tests.services.intake.scenario import LEAD, SITE, TEN, Scenario

FILED = {"channel": "call", "topic": "rude", "text": "t"}


async def test_matters_of_a_day_are_numbered_in_the_ledgers_order(desk: Scenario, shown: Shown) -> None:
    """Each kind by itself, with the day on which the matter began."""
    opened(desk, 1)
    desk.given(complaint.File, complaint="complaint-1", **FILED)
    opened(desk, 2)
    answers = shown(desk)

    cases = {row.case: row.number for row in (await listed(answers, "case")).rows}
    complaints = [row.number for row in (await listed(answers, "complaint")).rows]

    assert cases == {"case-1": f"GD{TEN:%Y%m%d}-0001", "case-2": f"GD{TEN:%Y%m%d}-0002"}
    assert complaints == [f"TS{TEN:%Y%m%d}-0001"]


async def test_the_day_is_that_of_the_sites_clock(desk: Scenario, shown: Shown) -> None:
    """Half past four in the afternoon in London is the next day in Xiamen."""
    late = datetime(TEN.year, TEN.month, TEN.day, 16, 30, tzinfo=UTC) - timedelta(days=1)
    opened(desk, 1, occurred_at=late)

    (row,) = (await listed(shown(desk), "case")).rows

    assert row.number == f"GD{TEN:%Y%m%d}-0001"


async def test_a_number_stays_whatever_is_put_right(desk: Scenario, shown: Shown) -> None:
    """Somebody has said it on the telephone."""
    opened(desk, 1, occurred_at=TEN - HOUR)
    before = (await listed(shown(desk), "case")).rows[0].number
    desk.given(
        case.CorrectLimit,
        case="case-1",
        opened_at=TEN - timedelta(days=2),
        actor=LEAD,
        reason="it came by letter",
    )

    story = await shown(desk).timeline(q.CaseTimeline(case="case-1"), EVERYTHING)

    assert story.case.number == before


async def test_many_numbers_are_told_in_one_look(desk: Scenario, shown: Shown) -> None:
    """Of matters of the site alone; of deliveries the project too; what has no number is left out."""
    opened(desk, 1)
    desk.given(complaint.File, complaint="complaint-1", **FILED)
    accepted = {"delivery": "delivery-1", "customer": "customer-1", "accepted_on": "2016-01-12"}
    desk.given(delivery.Accept, **accepted, project="泳池")
    matters = ("case-1", "case-9", "complaint-1", "delivery-1", "staff-1", "record-1", "callback-1")
    answers = shown(desk)

    told = await answers.called(q.Called(site=SITE, matters=matters), EVERYTHING)
    assert told.numbers == {
        "case-1": f"GD{TEN:%Y%m%d}-0001",
        "complaint-1": f"TS{TEN:%Y%m%d}-0001",
        "delivery-1": f"JF{TEN:%Y%m%d}-0001",
    }
    assert told.projects == {"delivery-1": "泳池"}
    for elsewhere in (q.Called(site="xm02", matters=matters), q.Called(site=SITE, matters=("record-1",))):
        assert (await answers.called(elsewhere, EVERYTHING)).numbers == {}


async def test_a_number_finds_its_matter(desk: Scenario, shown: Shown) -> None:
    """Whole or in part, in small letters too."""
    opened(desk, 1)
    opened(desk, 2)
    answers = shown(desk)

    found = await listed(answers, "case", text=f"gd{TEN:%Y%m%d}-0002")

    assert [row.case for row in found.rows] == ["case-2"]
