"""The register of staff on the desk, and the cases whose owner is away."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from answerable.clock import FixedClock
from answerable.projection.writing.testing import View
from answerable.queries import desk as q
from answerable.streams.case import commands as case
from answerable.streams.site import commands as site
from answerable.streams.staff import commands as staff
from answerable_services.desk.projection import Desk
from tests.identity.proofs import EVERYTHING
from tests.services.desk.given import Shown, listed, only, opened, rows
from tests.services.intake.scenario import FIRST, LEAD, SECOND, TEN, Scenario
from tests.streams.pages import page_of

NEW = "sz02"
BY: dict[str, Any] = {"actor": LEAD, "reason": "asked for it"}


@pytest.fixture
def owned(desk: Scenario) -> Scenario:
    """A case of somebody, at the first of two sites."""
    said = {"name_zh": "深圳", "name_en": "Shenzhen", "occurred_at": "2016-01-01T00:00:00Z"}
    desk.given(site.Open, site=NEW, **said)
    for person in (FIRST, SECOND):
        desk.given(staff.Hire, staff=person, role="agent", team="one", hired_on=date(2016, 1, 20), actor=LEAD)
    return opened(desk, 1)


WAYS = [
    (staff.SendOnLeave, {"since": date(2016, 3, 12)}),
    (staff.Move, {"since": date(2016, 3, 12), "at": NEW, "team": "two"}),
    (staff.Leave, {"left_on": date(2016, 3, 11)}),
]


class TestNeedsANewOwner:
    @pytest.mark.parametrize(("model", "fields"), WAYS)
    async def test_from_the_day_on(
        self, owned: Scenario, shown: Shown, model: type[Any], fields: dict[str, Any]
    ) -> None:
        """Whoever goes on leave, moves or leaves has no case from that day on, by the site's clock."""
        more = {"actor": LEAD} if model is staff.Leave else BY
        owned.given(model, staff=FIRST, **fields, **more)
        before = shown(owned, TEN + timedelta(days=1, hours=13))
        assert not (await only(before)).needs_owner
        assert await rows(before, mark="needs_owner") == ()

        on_the_day = shown(owned, TEN + timedelta(days=1, hours=14))
        page = await listed(on_the_day, "case", mark="needs_owner", site="xm01")
        assert [(row.case, row.needs_owner) for row in page.rows] == [("case-1", True)]
        assert (page.counts["needs_owner"], page.total) == (1, 1)
        assert (await listed(on_the_day, "case", site=NEW)).counts["needs_owner"] == 0

    @pytest.mark.parametrize(("model", "fields"), WAYS)
    async def test_until_somebody_has_it(
        self, owned: Scenario, shown: Shown, model: type[Any], fields: dict[str, Any]
    ) -> None:
        """A transfer that is accepted ends it, and so does the end of the case."""
        more = {"actor": LEAD} if model is staff.Leave else BY
        opened(owned, 2).given(model, staff=FIRST, **fields, **more).later(days=3)
        owned.given(case.Transfer, case="case-1", to=SECOND, reason="r", actor=LEAD)
        assert len(await rows(shown(owned), mark="needs_owner")) == 2
        owned.given(case.Accept, case="case-1", actor=SECOND)
        owned.given(case.Resolve, case="case-2", resolution="r", actor=LEAD)
        assert await rows(shown(owned), mark="needs_owner") == ()

    async def test_back_from_leave(self, owned: Scenario, shown: Shown) -> None:
        """Who is back has their cases, and an entry that was taken back marks nothing."""
        owned.given(staff.SendOnLeave, staff=FIRST, since=date(2016, 3, 10), **BY)
        assert (await only(shown(owned))).needs_owner
        owned.given(staff.Return, staff=FIRST, since=date(2016, 3, 12), **BY)
        assert (await only(shown(owned))).needs_owner
        assert not (await only(shown(owned, TEN + timedelta(days=2)))).needs_owner
        for entry in (3, 2):
            owned.given(staff.WithdrawEntry, staff=FIRST, entry=entry, **BY)
        assert not (await only(shown(owned))).needs_owner

    async def test_the_page_says_so(self, owned: Scenario, tmp_path: Path) -> None:
        """The list has the mark, its number and its word, in both languages."""
        owned.given(staff.SendOnLeave, staff=FIRST, since=date(2016, 3, 10), **BY)
        assert "needs a new owner" in await page_of(owned, tmp_path / "en", "/cases?mark=needs_owner")
        page = await page_of(owned, tmp_path / "zh", "/cases?mark=needs_owner", "zh")
        assert "待指定新责任人" in page
        assert "case-1" in page


class TestRegister:
    async def test_who_is_there_today(self, owned: Scenario, shown: Shown) -> None:
        """The marks count by the day, and a row says whether somebody is there."""
        owned.given(staff.SendOnLeave, staff=FIRST, since=date(2016, 3, 11), until=date(2016, 3, 12), **BY)
        owned.given(staff.Leave, staff=SECOND, left_on=date(2016, 3, 11))
        later = {"role": "lead", "team": "two", "hired_on": date(2016, 3, 12), "actor": SECOND}
        owned.given(staff.Hire, staff=LEAD, **later)
        found = {}
        for days in range(4):
            page = await listed(shown(owned, TEN + timedelta(days=days)), "staff")
            there = {row.staff.removeprefix("staff-"): row.presence.value for row in page.rows}
            marks = ("is_employed", "is_on_leave", "has_left", "is_to_come")
            found[days] = (there, [page.counts[mark] for mark in marks])
        assert found == {
            0: ({"lead": "to_come", "first": "employed", "second": "employed"}, [2, 0, 0, 1]),
            1: ({"lead": "to_come", "first": "on_leave", "second": "employed"}, [2, 1, 0, 1]),
            2: ({"lead": "employed", "first": "on_leave", "second": "left"}, [2, 1, 1, 0]),
            3: ({"lead": "employed", "first": "employed", "second": "left"}, [2, 0, 1, 0]),
        }

    async def test_one_row_over_sites(self, owned: Scenario, shown: Shown) -> None:
        """Who moved stands on the new site's list, with where they came from, and is counted there."""
        owned.given(staff.Move, staff=FIRST, at=NEW, team="two", since=date(2016, 3, 10), **BY)
        answers = shown(owned)
        (row,) = (await listed(answers, "staff", site=NEW)).rows
        assert (row.staff, row.team, row.came_from) == (FIRST, "two", "xm01")
        assert [row.staff for row in (await listed(answers, "staff", came_from="xm01")).rows] == [FIRST]
        assert [row.staff for row in (await listed(answers, "staff", team="two")).rows] == [FIRST]
        counts = {one.site: one.staff for one in (await answers.overview(q.Overview(), EVERYTHING)).sites}
        assert counts == {"xm01": 1, NEW: 1}
        assert (await listed(answers, "staff", site="xm01")).counts["every"] == 1

        owned.given(staff.WithdrawEntry, site=NEW, staff=FIRST, entry=2, **BY)
        counts = {
            one.site: one.staff for one in (await shown(owned).overview(q.Overview(), EVERYTHING)).sites
        }
        assert counts == {"xm01": 2, NEW: 0}

    async def test_the_pages(self, owned: Scenario, tmp_path: Path) -> None:
        """The register and a person's story are pages like those of every stream."""
        grant = {"role": "lead", "at": "xm01", "since": date(2016, 3, 10)}
        owned.given(staff.GrantRole, staff=FIRST, **grant, **BY)
        page = await page_of(owned, tmp_path / "list", "/people?role=agent")
        assert f'href="/people/{FIRST}"' in page
        assert "Further roles" in page
        assert '<option value="agent" selected>agent</option>' in page
        story = await page_of(owned, tmp_path / "story", f"/people/{FIRST}")
        assert "Role granted" in story
        assert "&#34;entries&#34;" not in story
        owned.given(staff.Move, staff=FIRST, at=NEW, team="two", since=date(2016, 3, 10), **BY)
        listed_there = await page_of(owned, tmp_path / "went", "/people?came_from=xm01")
        assert '<option value="xm01" selected>Xiamen</option>' in listed_there
        assert f'href="/people/{FIRST}"' in listed_there
        moved = await page_of(owned, tmp_path / "moved", f"/people/{FIRST}")
        assert '<dt>Site</dt><dd><a class="id" href="/matters/site-sz02">' in re.sub(r">\s+<", "><", moved)
        assert "授予岗位" in await page_of(owned, tmp_path / "zh", f"/people/{FIRST}", "zh")

    def test_filled_anew_it_is_the_same(self, owned: Scenario) -> None:
        """One batch gives the rows that were written event by event, corrections included."""
        owned.given(staff.Move, staff=FIRST, at=NEW, team="two", since=date(2016, 3, 10), **BY)
        owned.given(staff.SendOnLeave, site=NEW, staff=FIRST, since=date(2016, 3, 12), **BY)
        owned.given(staff.WithdrawEntry, site=NEW, staff=FIRST, entry=2, **BY)
        owned.given(staff.Leave, staff=SECOND, left_on=date(2016, 3, 31))
        owned.given(staff.Rehire, site=NEW, staff=SECOND, role="lead", team="x", since=date(2016, 4, 2), **BY)

        def filled(*histories: Any) -> dict[str, Any]:
            view = View(Desk(), FixedClock(owned.now))
            try:
                for history in histories:
                    view.given(history)
                return {table: view.rows(table) for table in Desk.tables.tables}
            finally:
                view.close()

        assert filled(owned.log) == filled(*([event] for event in owned.log))


async def test_people_are_found_by_what_they_are_called(owned: Scenario, shown: Shown) -> None:
    """Beside those whose rows have the text, and narrowed like these; whoever is called otherwise is not."""
    owned.given(
        staff.Hire, staff=f"{FIRST}0", role="lead", team="two", hired_on=date(2016, 1, 20), actor=LEAD
    )
    answers = shown(owned)

    async def found(**asked: Any) -> set[str]:
        return {row.staff for row in (await listed(answers, "staff", **asked)).rows}

    assert await found(text="示例甲") == set()
    assert await found(text="示例甲", called_so=(FIRST,)) == {FIRST}
    assert await found(text="two", called_so=(FIRST,)) == {FIRST, f"{FIRST}0"}
    assert await found(text="two", called_so=(FIRST,), role="lead") == {f"{FIRST}0"}
    assert await found(text="示例甲", called_so=(FIRST, "staff-of-nobody"), site=NEW) == set()
