"""Lists, numbers and stories as somebody sees them who does not see everything."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from answerable.clock import FixedClock
from answerable.errors import Conflict, NotFound
from answerable.identity import Principal
from answerable.identity.sight import Sight
from answerable.identity.table import table
from answerable.queries import desk as q
from answerable.queries.base import Direction
from answerable.queries.registers import REGISTERS
from answerable.queries.registry import QUERIES, name_of
from answerable.queries.views import ViewsQuery
from answerable.register import Register
from answerable.service import Service
from answerable.streams.case import commands as case
from answerable.streams.complaint import commands as complaint
from answerable.streams.contact import commands as contact
from answerable.streams.site import commands as site
from answerable_services.desk import lists
from answerable_services.desk import tables as t
from answerable_services.desk.answers import TIMELY, DeskAnswers
from answerable_services.desk.own import refuse_unowned
from tests.identity.proofs import EVERYTHING
from tests.projection.databases import OnPostgresql, OnSqlite
from tests.services.desk.given import Shown, listed, opened, seen
from tests.services.desk.rows import rows_of, view_of
from tests.services.intake.scenario import FIRST, SECOND, TEN, Scenario

SITES = ("xm01", "xm02", "xm03")
NOWHERE: frozenset[str] = frozenset()


def sight_at(*sites: str, own: tuple[str, ...] = (), person: str = SECOND) -> Sight:
    """Give what somebody sees who has roles at sites."""
    return Sight(Principal(id=person), "desk.cases", frozenset(sites), frozenset(own))


@st.composite
def sights(draw: st.DrawFn) -> Sight:
    """Give what somebody may see: all of some sites, their own at some, or everything."""
    some = st.frozensets(st.sampled_from(SITES))
    sites, own = draw(st.none() | some), draw(st.none() | some)
    if sites == NOWHERE and own == NOWHERE:
        own = frozenset(SITES)
    person = f"staff-{draw(st.integers(0, 3)) * 7919 % 1009:06}"
    return Sight(Principal(id=person), "desk.cases", sites, own, is_everywhere=sites is None)


class Lists:
    """What holds of every database."""

    def test_a_list_has_the_rows_that_its_asker_sees(self, views: Path | SecretStr) -> None:
        """In every register and order, whatever the roles: of the whole list what they see, and only that."""
        rows = {t.MATTERS[stream]: rows_of(one.register, 60) for stream, one in REGISTERS.items()}
        with view_of(views, rows) as store, store.reading() as connection:

            @settings(max_examples=40, suppress_health_check=list(HealthCheck))
            @given(sights(), st.sampled_from(sorted(REGISTERS)), st.data())
            def check(sight: Sight, stream: str, data: st.DataObject) -> None:
                published = REGISTERS[stream]
                register = published.register
                asked: dict[str, Any] = {
                    "sort": data.draw(st.sampled_from(sorted(register.all_sorts))),
                    "order": data.draw(st.sampled_from(list(Direction))),
                    "limit": data.draw(st.integers(4, 25)),
                }
                names = (*register.all_sorts[asked["sort"]], stream)
                whole = sorted(
                    rows[t.MATTERS[stream]],
                    key=lambda row: tuple(row[name] for name in names),
                    reverse=asked["order"] is Direction.DESCENDING,
                )
                expected = [
                    row[stream]
                    for row in whole
                    if sight.shows(
                        row["site"], is_own=any(row[name] == sight.person for name in register.own)
                    )
                ]
                told = TIMELY.get(stream)
                timely = lists.NEVER if told is None else told(connection, sight, TEN)
                found: list[str] = []
                after = None
                while True:
                    query = published.query.model_validate({**asked, "after": after})
                    page: Any = lists.page_of(connection, published, query, sight, timely)
                    found += [getattr(row, stream) for row in page.rows]
                    after = page.after
                    if after is None:
                        break
                assert found == expected

            check()


class TestOnSqlite(Lists, OnSqlite):
    """Views that are SQLite files."""


class TestOnPostgresql(Lists, OnPostgresql):
    """Views that are schemas of a PostgreSQL database."""


@pytest.fixture
def three(desk: Scenario) -> Scenario:
    """Three sites, with one, two and three cases; the last of each is the second person's."""
    for name in SITES[1:]:
        desk.given(site.Open, site=name, name_zh=f"站点{name}", name_en=f"Site {name}")
    number = 0
    for place, name in enumerate(SITES, 1):
        desk.given(contact.Receive, site=name, contact=f"contact-{place}", channel="call", topic="t")
        for left in reversed(range(place)):
            number += 1
            opened(desk, number, site=name, first_asked=FIRST if left else SECOND)
    return desk


class TestNumbers:
    async def test_of_several_sites_they_are_sums(self, three: Scenario, shown: Shown) -> None:
        """Somebody with two sites of three is told what those two have together, in lists and overview."""
        answers, later = shown(three), sight_at("xm01", "xm03")
        one, other = [await listed(answers, "case", site=name) for name in ("xm01", "xm03")]
        both = await seen(answers, "case", later)

        assert both.counts == {name: one.counts[name] + other.counts[name] for name in one.counts}
        assert (both.total, len(both.rows)) == (4, 4)
        overview = await answers.overview(q.Overview(), later)
        assert [row.site for row in overview.sites] == ["xm01", "xm03"]
        assert sum(overview.contacts_by_hour) == 2
        names = await answers.sites(q.Sites(), later)
        assert [row.site for row in names.sites] == ["xm01", "xm03"]

    async def test_of_ones_own_they_count_nothing_else(self, three: Scenario, shown: Shown) -> None:
        """Somebody who sees what is theirs is told how much that is, in each state and of each mark."""
        answers = shown(three, TEN.replace(year=2017))
        own = await seen(answers, "case", sight_at(own=SITES))

        assert [row.case for row in own.rows] == ["case-1", "case-3", "case-6"]
        assert {name: number for name, number in own.counts.items() if number} == {
            "every": 3,
            "state.open": 3,
            "is_open": 3,
            "is_overdue": 3,
        }
        late = await seen(answers, "case", sight_at("xm03", own=("xm01",)), mark="is_overdue")
        assert (late.total, [row.site for row in late.rows]) == (4, ["xm01", "xm03", "xm03", "xm03"])

    async def test_a_complaint_is_theirs_who_took_it_down(self, desk: Scenario, shown: Shown) -> None:
        """An agent sees the complaints that they filed, and none that a colleague did."""
        said = {"channel": "call", "topic": "t", "text": "t"}
        desk.given(complaint.File, complaint="complaint-1", actor=FIRST, **said)
        desk.given(complaint.File, complaint="complaint-2", actor=SECOND, **said)
        page = await seen(shown(desk), "complaint", sight_at(own=("xm01",)))

        assert ([row.complaint for row in page.rows], page.counts["every"]) == (["complaint-2"], 1)


class TestSingleMatters:
    async def test_another_sites_matter_is_none(self, three: Scenario, shown: Shown) -> None:
        """Whoever may not see a case is told the same as of one that there is not, whatever they ask."""
        answers, elsewhere = shown(three), sight_at("xm01", own=("xm03",))
        asking: Any
        for ask, asking in (
            (answers.timeline, q.CaseTimeline),
            (answers.ownership, q.CaseOwnership),
            (answers.limit, q.LimitOf),
        ):
            said = []
            for name in ("case-2", "case-4", "case-99"):
                with pytest.raises(NotFound) as refused:
                    await ask(asking(case=name), elsewhere)
                said.append(refused.value.message.replace(name, "it"))
            assert len(set(said)) == 1
        with pytest.raises(NotFound, match="there is no case-2"):
            await answers.story(q.StoryOf(matter="case-2"), elsewhere)
        with pytest.raises(NotFound, match="there is no contact-3"):
            await answers.story(q.StoryOf(matter="contact-3"), elsewhere)
        assert (await answers.ownership(q.CaseOwnership(case="case-6"), elsewhere)).total == 1
        assert (await answers.ownership(q.CaseOwnership(case="case-1"), elsewhere)).total == 1

    async def test_whom_a_case_waits_for_sees_it(self, three: Scenario, shown: Shown) -> None:
        """Who sees what is theirs sees a case that is offered to them too, so that they can answer."""
        three.given(case.Transfer, site="xm02", case="case-2", to=SECOND, reason="r")
        own = await seen(shown(three), "case", sight_at(own=("xm02",)))

        assert [row.case for row in own.rows] == ["case-2", "case-3"]


async def test_who_starts_it_learns_what_lacks_an_owner(tmp_path: Path) -> None:
    """A register of which somebody sees their own, and that says of no matter whose it is, does not start."""
    contacts = REGISTERS["contact"]
    register = contacts.register
    bare = Register(
        register.opening,
        register.columns,
        register.newest,
        flow=register.flow,
        filters=register.filters,
        searched=register.searched,
        void=register.void,
    )
    others = [one for stream, one in REGISTERS.items() if stream != "contact"]
    with pytest.raises(Conflict, match="whose a contact is"):
        refuse_unowned(
            table(),
            [*others, REGISTERS["contact"].__class__(bare, contacts.row, contacts.page, contacts.query)],
        )

    answered: list[Any] = []
    service = SimpleNamespace(answers=lambda query, _: answered.append(query), view_statuses=None)
    DeskAnswers(cast("Service", service), cast("Any", None), FixedClock(TEN)).register()
    # How far its view is, every service tells in the same way.
    assert {name_of(query) for query in answered} == {
        name
        for name, query in QUERIES.items()
        if query.service == "desk" and not issubclass(query, ViewsQuery)
    }


def test_everything_is_one_part() -> None:
    """Whoever sees every site is asked no more of the database than before."""
    published = REGISTERS["case"]
    query = published.query.model_validate({})
    asked = lists.asked_of(published, query)
    assert "WHERE" not in str(lists.statement_of(published, asked, None))
    assert EVERYTHING.is_everything
