"""Cases: given what happened, then the rows and lists that supervisors see."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from answerable.queries import desk as q
from answerable.streams.case import commands as case
from answerable.streams.case.flow import CaseStage
from answerable.streams.site import commands as site
from tests.identity.proofs import EVERYTHING
from tests.services.desk.given import HOUR, Shown, listed, only, opened, rows
from tests.services.intake.scenario import FIRST, SECOND, TEN, THIRD, Scenario, hired


class TestCaseRow:
    async def test_ownership(self, desk: Scenario, shown: Shown) -> None:
        """The row shows who owns it and who was asked, and counts accepted transfers."""
        opened(desk, 1, team="phones")
        desk.given(case.Transfer, case="case-1", to=SECOND, to_team="cables", reason="r")
        asked = await only(shown(desk))
        desk.given(case.Accept, case="case-1", actor=SECOND)
        taken = await only(shown(desk))

        assert (asked.owner, asked.team, asked.waiting_for, asked.transfers) == (FIRST, "phones", SECOND, 0)
        assert (taken.owner, taken.team, taken.waiting_for, taken.transfers) == (SECOND, "cables", None, 1)
        assert taken.first_responder == FIRST

    async def test_a_refused_transfer(self, desk: Scenario, shown: Shown) -> None:
        """After a refusal nobody is asked."""
        desk.carry_out(hired(THIRD, team="cables"))
        opened(desk, 1).given(case.Transfer, case="case-1", to_team="cables", reason="r")
        assert (await only(shown(desk))).waiting_for == "cables"
        desk.given(case.Refuse, case="case-1", actor=THIRD, reason="r")

        assert (await only(shown(desk))).waiting_for is None

    async def test_a_paused_limit_moves_with_the_clock(self, desk: Scenario, shown: Shown) -> None:
        """While a case waits, the end of its limit moves on and it is not overdue."""
        opened(desk, 1).later(hours=1).given(case.Pause, case="case-1", reason="vendor")
        row = await only(shown(desk, TEN + timedelta(days=9)))

        assert (row.state, row.is_overdue) == (CaseStage.PAUSED, False)
        assert row.due_at == TEN + timedelta(days=9) + 23 * HOUR
        desk.later(days=8, hours=23).given(case.Resume, case="case-1")
        assert (await only(shown(desk))).due_at == row.due_at

    async def test_a_pause_does_not_make_up_for_a_missed_limit(self, desk: Scenario, shown: Shown) -> None:
        """A case that was behind its limit when it was paused stays overdue, in the row and in the counts."""
        opened(desk, 1).later(days=2).given(case.Pause, case="case-1", reason="vendor")
        answers = shown(desk, TEN + timedelta(days=5))

        assert (await only(answers)).is_overdue
        assert len(await rows(answers, mark="is_overdue")) == 1
        assert (await answers.overview(q.Overview(), EVERYTHING)).sites[0].cases_overdue == 1

    async def test_the_end(self, desk: Scenario, shown: Shown) -> None:
        """A closed case shows when it was solved and closed, and is not overdue however late it is."""
        opened(desk, 1).later(days=2).given(case.MissLimit, case="case-1").given(
            case.Resolve, case="case-1", resolution="m"
        )
        desk.later(hours=1).given(case.Close, case="case-1")
        row = await only(shown(desk, TEN + timedelta(days=9)))

        solved_at = TEN + timedelta(days=2)
        assert (row.state, row.resolved_at, row.closed_at) == (
            CaseStage.CLOSED,
            solved_at,
            solved_at + HOUR,
        )
        assert (row.limit_missed, row.is_overdue) == (True, False)

    async def test_a_new_beginning(self, desk: Scenario, shown: Shown) -> None:
        """A reopened case is open with the limit that it had, not solved, and the row counts how often."""
        opened(desk, 1).given(case.Resolve, case="case-1", resolution="m").given(case.Close, case="case-1")
        desk.later(hours=1).given(case.Reopen, case="case-1", reason="r")
        row = await only(shown(desk))

        assert (row.state, row.reopened, row.closed_at) == (CaseStage.OPEN, 1, None)
        assert (row.due_at, row.resolved_at) == (TEN + 24 * HOUR, None)


class TestCases:
    @pytest.fixture
    def several(self, desk: Scenario) -> Scenario:
        """One urgent, one of another owner, one solved, one of another site."""
        opened(desk, 1, topic="100% dead")
        opened(desk, 2, topic="Slow_line", priority="critical")
        opened(desk, 3, first_asked=SECOND)
        opened(desk, 4).given(case.Resolve, case="case-4", resolution="m")
        desk.given(site.Open, site="xm02", name_zh="别处", name_en="Elsewhere")
        return opened(desk, 5, site="xm02")

    async def test_most_urgent_first(self, several: Scenario, shown: Shown) -> None:
        """Open cases come by the end of their limit, what has ended behind them."""
        page = await listed(shown(several), "case")

        assert [row.case for row in page.rows] == ["case-2", "case-1", "case-3", "case-5", "case-4"]
        assert page.total == 5

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ({"site": "xm02"}, ["case-5"]),
            ({"state": "resolved"}, ["case-4"]),
            ({"owner": SECOND}, ["case-3"]),
            ({"mark": "is_overdue"}, ["case-2"]),
            ({"mark": "is_open"}, ["case-2", "case-1", "case-3", "case-5"]),
            ({"text": "slow"}, ["case-2"]),
            ({"text": "0%"}, ["case-1"]),
            ({"text": "%"}, ["case-1"]),
            ({"text": "_"}, ["case-2"]),
            ({"text": "CASE-3"}, ["case-3"]),
            ({"text": ""}, ["case-2", "case-1", "case-3", "case-5", "case-4"]),
            ({"site": "xm01", "owner": FIRST, "state": "open"}, ["case-2", "case-1"]),
            ({"owner": THIRD}, []),
        ],
    )
    async def test_filters(
        self, several: Scenario, shown: Shown, query: dict[str, Any], found: list[str]
    ) -> None:
        """Each filter keeps what it names; letters of a search stand for themselves; all apply together."""
        page = await listed(shown(several, TEN + 5 * HOUR), "case", **query)

        assert [row.case for row in page.rows] == found
        assert page.total == (
            None if {"owner", "text"} & {name for name in query if query[name]} else len(found)
        )

    async def test_pages(self, several: Scenario, shown: Shown) -> None:
        """Pages follow each other without gap or overlap, and each tells how many there are in all."""
        answers = shown(several)
        pages = [await listed(answers, "case", limit=2)]
        while pages[-1].after is not None:
            pages.append(await listed(answers, "case", limit=2, after=pages[-1].after))

        assert [len(page.rows) for page in pages] == [2, 2, 1]
        assert [row.case for page in pages for row in page.rows] == [row.case for row in await rows(answers)]
        assert {page.total for page in pages} == {5}
