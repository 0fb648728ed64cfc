"""The desk's view and its answers: given what happened, then what supervisors and agents see."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest

from answerable.clock import FixedClock
from answerable.errors import Corrupt, Invalid
from answerable.events.base import Event
from answerable.events.cloudevents import encode
from answerable.events.subjects import subject_of
from answerable.ledger.store.recorded import Recorded
from answerable.projection.filling.filling import Filler
from answerable.projection.views.store import Store
from answerable.projection.writing.testing import View
from answerable.queries import desk as q
from answerable.queries.matters import CarriedItem, CaseRow, HandoverItem
from answerable.queries.registers import REGISTERS
from answerable.service import Service
from answerable.streams.case import commands as case
from answerable.streams.case.flow import CaseStage
from answerable.streams.complaint import commands as complaint
from answerable.streams.complaint.flow import ComplaintStage
from answerable.streams.contact import commands as contact
from answerable.streams.fault import commands as fault
from answerable.streams.fault.flow import FaultStage
from answerable.streams.handover import commands as handover
from answerable.streams.handover.events import Mark
from answerable.streams.handover.flow import HandoverStage
from answerable.streams.site import commands as site
from answerable.streams.staff import commands as staff
from services.desk.answers import DeskAnswers
from services.desk.projection import Desk
from tests.services.intake.scenario import FIRST, LEAD, SECOND, SITE, TEN, THIRD, Scenario

HOUR = timedelta(hours=1)
PARTS = {"impact": "i", "handling": "h", "cause": "c", "correction": "p"}

Shown = Callable[..., DeskAnswers]


@pytest.fixture
def desk() -> Scenario:
    """A site that was opened."""
    return Scenario().given(site.Open, name_zh="厦门", name_en="Xiamen")


@pytest.fixture
def shown(tmp_path: Path) -> Iterator[Shown]:
    """Fill the desk's view with what happened, and put a clock beside it."""
    store = Store(tmp_path, Desk.name, Desk.tables)

    def fill(happened: Scenario, at: datetime | None = None) -> DeskAnswers:
        clock = FixedClock(at or happened.now)
        generation = store.new()
        generation.prepare(Desk.version, clock.now())
        Filler(Desk(), generation, clock).write(list(_recorded(happened.log)))
        store.activate(generation.number)
        # No test here asks for a story, which is all that needs the service's ledger.
        return DeskAnswers(cast("Service", None), store, clock)

    yield fill
    store.close()


def _recorded(events: list[Event]) -> Iterator[Recorded]:
    for sequence, event in enumerate(events, start=1):
        yield Recorded(sequence, subject_of(event.site, event.originator_id), encode(event))


def opened(desk: Scenario, number: int, **fields: Any) -> Scenario:
    return desk.given(case.Open, case=f"case-{number}", **{"topic": "t", "first_asked": FIRST, **fields})


async def listed(answers: DeskAnswers, stream: str, **asked: Any) -> Any:
    """Ask for a page of a register."""
    published = REGISTERS[stream]
    return await answers.lister(published)(published.query.model_validate(asked))


async def rows(answers: DeskAnswers, **query: Any) -> tuple[CaseRow, ...]:
    found: tuple[CaseRow, ...] = (await listed(answers, "case", **query)).rows
    return found


async def only(answers: DeskAnswers) -> CaseRow:
    (row,) = await rows(answers)
    return row


class TestOverview:
    async def test_counts(self, desk: Scenario, shown: Shown) -> None:
        """Every number of a site is what its name says."""
        for name in (FIRST, SECOND):
            desk.given(staff.Hire, staff=name, role="agent", team="one", hired_on=date(2016, 3, 1))
        desk.given(staff.Leave, staff=SECOND, left_on=date(2016, 3, 10))
        for number in (1, 2):
            desk.given(contact.Receive, contact=f"contact-{number}", channel="call", topic="t")
        desk.given(contact.Abandon, contact="contact-2", wait_s=30)
        for number in range(1, 6):
            opened(desk, number)
        desk.given(case.Transfer, case="case-1", to=SECOND, reason="r")
        desk.given(case.Pause, case="case-2", reason="vendor")
        desk.given(case.Resolve, case="case-3", resolution="m")
        desk.given(case.Transfer, case="case-4", to=SECOND, reason="r").given(
            case.Accept, case="case-4", by=SECOND
        )
        desk.given(case.Resolve, case="case-4", resolution="m").given(case.Close, case="case-4")
        for number in (1, 2):
            desk.given(complaint.File, complaint=f"complaint-{number}", channel="call", topic="t", text="t")
            desk.given(complaint.Investigate, complaint=f"complaint-{number}", by=FIRST, findings="f")
        desk.given(complaint.Uphold, complaint="complaint-1", responsible=SECOND, reason="r")
        desk.given(complaint.Dismiss, complaint="complaint-2", reason="r")
        desk.given(complaint.FeedBack, complaint="complaint-2", channel="call")
        desk.given(fault.Report, fault="fault-1", began_at=TEN, place="p", phenomenon="p", plan="p")
        for shift in ("day", "evening"):
            desk.given(
                handover.Start,
                on=date(2016, 3, 10),
                shift=shift,
                outgoing=FIRST,
                incoming=SECOND,
                checklist=("phones",),
            )
        desk.given(handover.Refuse, handover="handover-xm01-20160310-evening", by=SECOND, reason="r")
        answer = await shown(desk, TEN + timedelta(days=2)).overview(q.Overview())

        assert answer.sites == (
            q.SiteCounts(
                site=SITE,
                name_zh="厦门",
                name_en="Xiamen",
                timezone="Asia/Shanghai",
                staff=1,
                contacts=2,
                abandoned=1,
                cases=5,
                cases_open=3,
                cases_paused=1,
                cases_overdue=2,
                transfers_waiting=1,
                resolved_at_first_contact=1,
                resolved=2,
                complaints=2,
                complaints_open=1,
                complaints_upheld=1,
                faults=1,
                faults_open=1,
                handovers=2,
                handovers_unsigned=1,
                handovers_refused=1,
            ),
        )

    async def test_empty(self, desk: Scenario, shown: Shown) -> None:
        """A site at which nothing happened has its row of zeros."""
        answer = await shown(desk).overview(q.Overview(site=SITE))

        assert answer.sites == (
            q.SiteCounts(site=SITE, name_zh="厦门", name_en="Xiamen", timezone="Asia/Shanghai"),
        )
        assert answer.contacts_by_hour == (0,) * 24

    async def test_hours_are_the_sites(self, desk: Scenario, shown: Shown) -> None:
        """Contacts are counted by the hour on the site's own clock."""
        for number, hour in enumerate((1, 2, 2, 17)):
            desk.now = datetime(2016, 3, 10, hour, 59, tzinfo=UTC)
            desk.given(contact.Receive, contact=f"contact-{number}", channel="call", topic="t")
        hours = (await shown(desk).overview(q.Overview())).contacts_by_hour

        assert {hour: number for hour, number in enumerate(hours) if number} == {9: 1, 10: 2, 1: 1}

    async def test_one_site_or_all(self, desk: Scenario, shown: Shown) -> None:
        """A question about one site leaves the others out, in rows and in hours."""
        desk.given(site.Open, site="xm02", name_zh="别处", name_en="Elsewhere")
        desk.given(contact.Receive, site="xm02", contact="contact-1", channel="call", topic="t")
        answers = shown(desk)

        everywhere = await answers.overview(q.Overview())
        assert [(row.site, row.contacts) for row in everywhere.sites] == [("xm01", 0), ("xm02", 1)]
        assert sum(everywhere.contacts_by_hour) == 1
        here = await answers.overview(q.Overview(site="xm01"))
        assert ([row.site for row in here.sites], sum(here.contacts_by_hour)) == (["xm01"], 0)


class TestCaseRow:
    async def test_ownership(self, desk: Scenario, shown: Shown) -> None:
        """The row shows who owns it and who was asked, and counts accepted transfers."""
        opened(desk, 1, team="phones")
        desk.given(case.Transfer, case="case-1", to=SECOND, to_team="cables", reason="r")
        asked = await only(shown(desk))
        desk.given(case.Accept, case="case-1", by=SECOND)
        taken = await only(shown(desk))

        assert (asked.owner, asked.team, asked.waiting_for, asked.transfers) == (FIRST, "phones", SECOND, 0)
        assert (taken.owner, taken.team, taken.waiting_for, taken.transfers) == (SECOND, "cables", None, 1)
        assert taken.first_responder == FIRST

    async def test_a_refused_transfer(self, desk: Scenario, shown: Shown) -> None:
        """After a refusal nobody is asked."""
        opened(desk, 1).given(case.Transfer, case="case-1", to_team="cables", reason="r")
        assert (await only(shown(desk))).waiting_for == "cables"
        desk.given(case.Refuse, case="case-1", by=THIRD, reason="r")

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
        assert (await answers.overview(q.Overview())).sites[0].cases_overdue == 1

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


async def test_complaints(desk: Scenario, shown: Shown) -> None:
    """A complaint shows where it stands and whether it was upheld; the newest stands first."""
    for number in (1, 2):
        desk.given(
            complaint.File,
            complaint=f"complaint-{number}",
            channel="call",
            topic="rude",
            text="t",
            about=SECOND,
            case="case-1",
        ).later(hours=1)
    desk.given(complaint.Investigate, complaint="complaint-1", by=FIRST, findings="f")
    desk.given(complaint.Dismiss, complaint="complaint-1", reason="r")
    desk.given(complaint.FeedBack, complaint="complaint-1", channel="call")
    newest, oldest = (await listed(shown(desk), "complaint", site=SITE)).rows

    assert (newest.complaint, newest.state, newest.is_upheld) == ("complaint-2", ComplaintStage.FILED, None)
    assert oldest.model_dump() == {
        "complaint": "complaint-1",
        "site": SITE,
        "topic": "rude",
        "state": ComplaintStage.FED_BACK,
        "is_upheld": False,
        "about": SECOND,
        "case": "case-1",
        "filed_at": TEN,
        "ended_at": TEN + 2 * HOUR,
    }


async def test_faults(desk: Scenario, shown: Shown) -> None:
    """A fault shows who was told, who confirmed, and who has the newest analysis."""
    desk.given(fault.Report, fault="fault-1", began_at=TEN, place="hall", phenomenon="dark", plan="p")
    for link, who in (("salesperson", FIRST), ("manager", LEAD)):
        desk.given(fault.Notify, fault="fault-1", link=link, staff=who)
    desk.given(fault.Acknowledge, fault="fault-1", link="manager", staff=LEAD)
    desk.given(fault.End, fault="fault-1", ended_at=TEN).given(fault.FileAnalysis, fault="fault-1", **PARTS)
    desk.given(fault.DeliverAnalysis, fault="fault-1", recipient="customer")
    (delivered,) = (await listed(shown(desk), "fault")).rows
    desk.given(fault.FileAnalysis, fault="fault-1", **PARTS)
    (anew,) = (await listed(shown(desk), "fault")).rows

    assert delivered.model_dump() == {
        "fault": "fault-1",
        "site": SITE,
        "place": "hall",
        "phenomenon": "dark",
        "state": FaultStage.ANALYSED,
        "began_at": TEN,
        "ended_at": TEN,
        "acknowledged": ("manager",),
        "unacknowledged": ("salesperson",),
        "delivered": ("customer",),
    }
    assert anew == delivered.model_copy(update={"delivered": ()})


class TestListsOfComplaintsAndFaults:
    async def test_an_old_open_one_is_found_behind_500_newer_that_have_ended(
        self, desk: Scenario, shown: Shown
    ) -> None:
        """What is open is picked before the list is cut: it agrees with the number on the tile."""
        filed = {"channel": "call", "topic": "rude", "text": "t"}
        for number in range(502):
            this = f"complaint-{number}"
            desk.given(complaint.File, complaint=this, **filed).later(minutes=1)
            if number:
                desk.given(complaint.Investigate, complaint=this, by=FIRST, findings="f")
                desk.given(complaint.Dismiss, complaint=this, reason="r")
                desk.given(complaint.FeedBack, complaint=this, channel="call")
        answers = shown(desk)
        page = await listed(answers, "complaint", mark="is_open")
        (counts,) = (await answers.overview(q.Overview())).sites

        assert [row.complaint for row in page.rows] == ["complaint-0"]
        assert page.total == counts.complaints_open == 1
        assert (await listed(answers, "complaint", limit=2)).total == 502

    async def test_every_row_is_on_one_page_and_back(self, desk: Scenario, shown: Shown) -> None:
        """Pages follow one another without a gap or a row twice, in both orders, and lead back."""
        filed = {"channel": "call", "topic": "rude", "text": "t"}
        for number in range(23):
            desk.given(complaint.File, complaint=f"complaint-{number:02}", **filed)
            if number % 3:  # some share their moment
                desk.later(minutes=1)
        answers = shown(desk)
        for order in ("descending", "ascending"):
            forward: list[list[str]] = []
            asked: dict[str, Any] = {"order": order, "limit": 5}
            page = await listed(answers, "complaint", **asked)
            assert page.before is None
            forward.append([row.complaint for row in page.rows])
            while page.after is not None:
                page = await listed(answers, "complaint", **asked, after=page.after)
                forward.append([row.complaint for row in page.rows])
            backward = [forward[-1]]
            while page.before is not None:
                page = await listed(answers, "complaint", **asked, before=page.before)
                backward.append([row.complaint for row in page.rows])
            assert backward[::-1] == forward
            every = [one for rows in forward for one in rows]
            assert len(every) == 23
            assert sorted(every) == sorted(set(every))
            moments = [f"complaint-{number:02}" for number in range(23)]
            assert {every[0], every[-1]} == {moments[0], moments[-1]}

    @pytest.mark.parametrize("cursor", ["x", "W10", "WyJ4IiwieSJd", "WyIyMDE2LTAzLTEwVDEwOjAwOjAwIiwgInkiXQ"])
    async def test_a_cursor_that_is_none_is_refused(self, desk: Scenario, shown: Shown, cursor: str) -> None:
        """What was not taken from an answer says so, and is no error inside."""
        with pytest.raises(Invalid, match="is no place in the list"):
            await listed(shown(desk), "complaint", after=cursor)

    async def test_a_cursor_is_of_one_order_and_one_side(self, desk: Scenario, shown: Shown) -> None:
        """Neither another order's place nor two places at once give a page that leaves rows out unseen."""
        for number in range(3):
            desk.given(complaint.File, complaint=f"complaint-{number}", channel="call", topic="t", text="t")
        answers = shown(desk)
        place = (await listed(answers, "complaint", limit=1)).after
        with pytest.raises(Invalid, match="of another order"):
            await listed(answers, "complaint", order="ascending", after=place)
        with pytest.raises(Invalid, match="not both"):
            await listed(answers, "complaint", after=place, before=place)

    async def test_a_search_knows_letters_of_every_script(self, desk: Scenario, shown: Shown) -> None:
        """Case does not matter outside ASCII either; characters are found as they are written."""
        for number, topic in enumerate(("Über die Rechnung", "账单有误", "賬單有誤")):
            desk.given(complaint.File, complaint=f"complaint-{number}", channel="call", topic=topic, text="t")
        answers = shown(desk)

        async def found(text: str) -> list[str]:
            return [row.complaint for row in (await listed(answers, "complaint", text=text)).rows]

        assert await found("über") == ["complaint-0"]
        assert await found("账单") == ["complaint-1"]
        assert await found("賬單") == ["complaint-2"]

    async def test_counts_are_those_of_the_rows(self, desk: Scenario, shown: Shown) -> None:
        """What is counted as events arrive is what counting the rows gives."""
        for number in range(4):
            this = f"complaint-{number}"
            desk.given(complaint.File, complaint=this, channel="call", topic="t", text="t")
            desk.given(complaint.Investigate, complaint=this, by=FIRST, findings="f")
        desk.given(complaint.Uphold, complaint="complaint-1", responsible=SECOND, reason="r")
        desk.given(complaint.Uphold, complaint="complaint-2", responsible=SECOND, reason="r")
        desk.given(complaint.WithdrawJudgement, complaint="complaint-2", by=LEAD, reason="r")
        page = await listed(shown(desk), "complaint")

        states = [row.state for row in page.rows]
        assert page.counts["every"] == len(states) == 4
        assert {s: page.counts[f"state.{s}"] for s in set(states)} == {
            s: states.count(s) for s in set(states)
        }
        assert page.counts["was_upheld"] == sum(row.is_upheld is True for row in page.rows) == 1
        assert page.counts["is_open"] == 4

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ({}, [3, 2, 1]),
            ({"site": "xm02"}, [3]),
            ({"state": "ended"}, [1]),
            ({"state": "closed"}, []),
            ({"mark": "is_open"}, [3, 2, 1]),
            ({"text": "ROOF"}, [2]),
            ({"text": "%"}, [3]),
            ({"text": "fault-1"}, [1]),
            ({"order": "ascending"}, [1, 2, 3]),
        ],
    )
    async def test_faults_are_filtered_and_paged(
        self, desk: Scenario, shown: Shown, query: dict[str, Any], found: list[int]
    ) -> None:
        """Each filter keeps what it names, and the total counts what the filters keep on all pages."""
        desk.given(site.Open, site="xm02", name_zh="别处", name_en="Elsewhere")
        places = {1: ("xm01", "hall", "dark"), 2: ("xm01", "roof", "wet"), 3: ("xm02", "gate", "50% shut")}
        for number, (where, place, shows) in places.items():
            desk.given(
                fault.Report,
                fault=f"fault-{number}",
                site=where,
                began_at=desk.now,
                place=place,
                phenomenon=shows,
                plan="p",
            ).later(hours=1)
        desk.given(fault.End, fault="fault-1", ended_at=desk.now)
        page = await listed(shown(desk), "fault", **query)

        assert [row.fault for row in page.rows] == [f"fault-{number}" for number in found]
        assert page.total == (None if "text" in query else len(found))


async def test_sites_are_named_without_their_numbers(desk: Scenario, shown: Shown) -> None:
    """A page that only writes a site's name and clock asks for no more, by site id."""
    desk.given(site.Open, site="fz02", name_zh="别处", name_en="Elsewhere")
    answer = await shown(desk).sites(q.Sites())

    assert answer.sites == (
        q.SiteName(site="fz02", name_zh="别处", name_en="Elsewhere", timezone="Asia/Shanghai"),
        q.SiteName(site=SITE, name_zh="厦门", name_en="Xiamen", timezone="Asia/Shanghai"),
    )


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
    desk.given(handover.CheckItem, **this, item="desk", mark="√").given(handover.SignOut, **this, by=FIRST)
    desk.later(hours=1).given(handover.SignIn, **this, by=SECOND).given(handover.Review, **this, by=LEAD)
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
    desk.given(handover.Refuse, **this, by=SECOND, reason="no answer").given(handover.Review, **this, by=LEAD)
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
    desk.given(handover.SignOut, handover=nth(2), by=FIRST)
    desk.given(handover.SignIn, handover=nth(2), by=SECOND)
    desk.given(handover.Review, handover=nth(2), by=LEAD)
    desk.given(handover.Refuse, handover=nth(3), by=SECOND, reason="no answer")
    answers = shown(desk)
    page = await listed(answers, "handover", **query)
    board = await answers.handover_board(q.HandoverBoard(limit=3))

    assert [row.handover for row in page.rows] == [nth(number) for number in found]
    assert page.total == total
    marks = ("every", "is_unsigned", "is_refused", "is_abnormal", "is_unreviewed")
    assert [page.counts[mark] for mark in marks] == [4, 2, 1, 1, 3]
    assert [cell.handover for cell in board.cells] == [nth(4), nth(3), nth(2)]


def test_a_torn_history_stops_the_view() -> None:
    """An event whose aggregate never began cannot be taken: it is named, and nothing is made up."""
    happened = opened(Scenario().given(site.Open, name_zh="厦门", name_en="Xiamen"), 1)
    happened.given(case.Pause, case="case-1", reason="vendor")
    first, _, pause = happened.log
    view = View(Desk(), FixedClock(TEN))
    try:
        with pytest.raises(Corrupt, match=r"desk v\d+ cannot take event 2 on ledger\.xm01\.case\.case-1"):
            view.given([first, pause])
        assert [row["site"] for row in view.rows("sites")] == [SITE]
    finally:
        view.close()
