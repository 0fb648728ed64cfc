"""Handovers: given what happened, then their rows and filters."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from answerable.queries import desk as q
from answerable.queries.matters import CarriedItem, HandoverItem
from answerable.streams.handover import commands as handover
from answerable.streams.handover.events import Mark
from answerable.streams.handover.flow import HandoverStage
from tests.identity.proofs import EVERYTHING
from tests.services.desk.given import HOUR, Shown, listed
from tests.services.intake.scenario import FIRST, LEAD, SECOND, SITE, TEN, Scenario


async def test_handovers(desk: Scenario, shown: Shown) -> None:
    """A handover shows its list as it was marked, what is carried on, both signatures and the review."""
    this = {"handover": "handover-xm01-20160310-day"}
    desk.given(
        handover.Start,
        on=date(2016, 3, 10),
        shift="day",
        outgoing=FIRST,
        incoming=SECOND,
        checklist=("phones", "desk"),
    )
    desk.given(handover.CheckItem, **this, item="phones", mark="×", note="line 4")
    desk.given(handover.CarryOpenItem, **this, matter="case-1", what="line 4", reason="part missing")
    (begun,) = (await listed(shown(desk), "handover")).rows
    desk.given(handover.CheckItem, **this, item="desk", mark="√").given(handover.SignOut, **this, actor=FIRST)
    desk.later(hours=1).given(handover.SignIn, **this, actor=SECOND).given(
        handover.Review, **this, actor=LEAD
    )
    (ended,) = (await listed(shown(desk), "handover", site=SITE)).rows

    assert begun.state is HandoverStage.STARTED
    assert begun.items == (
        HandoverItem(item="phones", mark=Mark.ABNORMAL, note="line 4"),
        HandoverItem(item="desk", mark=None, note=None),
    )
    assert begun.carried == (CarriedItem(matter="case-1", what="line 4", reason="part missing"),)
    assert (ended.state, ended.reviewed_by) == (HandoverStage.REVIEWED, LEAD)
    assert (ended.signed_out_at, ended.signed_in_at) == (TEN, TEN + HOUR)


async def test_a_refused_handover_stays_refused(desk: Scenario, shown: Shown) -> None:
    """The review of a refusal does not make it a handover."""
    this = {"handover": "handover-xm01-20160310-day"}
    shift = {"on": date(2016, 3, 10), "shift": "day", "outgoing": FIRST, "incoming": SECOND}
    desk.given(handover.Start, **shift, checklist=("phones",))
    desk.given(handover.Refuse, **this, actor=SECOND, reason="no answer").given(
        handover.Review, **this, actor=LEAD
    )
    (row,) = (await listed(shown(desk), "handover")).rows

    assert (row.state, row.refused_reason, row.reviewed_by) == (HandoverStage.REFUSED, "no answer", LEAD)


def nth(day: int) -> str:
    """Name the handover of the day shift of a day in March."""
    return f"handover-{SITE}-201603{day:02}-day"


@pytest.mark.parametrize(
    ("query", "found", "total"),
    [
        ({}, [4, 3, 2, 1], 4),
        ({"mark": "is_unsigned"}, [4, 1], 2),
        ({"mark": "is_refused"}, [3], 1),
        ({"mark": "is_abnormal"}, [1], 1),
        ({"mark": "is_unreviewed"}, [4, 3, 1], 3),
        ({"state": "reviewed"}, [2], 1),
        ({"on": date(2016, 3, 2)}, [2], None),
        ({"on": date(2016, 3, 2), "mark": "is_refused"}, [], None),
        ({"text": "20160303"}, [3], None),
        ({"limit": 2}, [4, 3], 4),
        ({"sort": "abnormal", "order": "descending"}, [1, 4, 3, 2], 4),
    ],
)
async def test_handovers_are_filtered_and_paged(
    desk: Scenario, shown: Shown, query: dict[str, Any], found: list[int], total: int | None
) -> None:
    """Each filter keeps what it names, and every mark is counted at the site."""
    for number in (1, 2, 3, 4):
        desk.now = TEN.replace(day=number)
        shift = {"on": date(2016, 3, number), "shift": "day", "outgoing": FIRST, "incoming": SECOND}
        desk.given(handover.Start, **shift, checklist=("phones",))
    desk.now = TEN
    mark = {"item": "phones", "note": "line 4"}
    desk.given(handover.CheckItem, handover=nth(1), mark="×", **mark)
    desk.given(handover.CheckItem, handover=nth(2), mark="√", **mark)
    desk.given(handover.SignOut, handover=nth(2), actor=FIRST)
    desk.given(handover.SignIn, handover=nth(2), actor=SECOND)
    desk.given(handover.Review, handover=nth(2), actor=LEAD)
    desk.given(handover.Refuse, handover=nth(3), actor=SECOND, reason="no answer")
    answers = shown(desk)
    page = await listed(answers, "handover", **query)
    board = await answers.handover_board(q.HandoverBoard(limit=3), EVERYTHING)

    assert [row.handover for row in page.rows] == [nth(number) for number in found]
    assert page.total == total
    marks = ("every", "is_unsigned", "is_refused", "is_abnormal", "is_unreviewed")
    assert [page.counts[mark] for mark in marks] == [4, 2, 1, 1, 3]
    assert [cell.handover for cell in board.cells] == [nth(4), nth(3), nth(2)]
