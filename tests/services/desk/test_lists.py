"""The lists of complaints and faults: given what happened, then their rows, filters and pages."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import create_engine

from answerable.calendar.zones import zone_of
from answerable.errors import Invalid
from answerable.queries import desk as q
from answerable.queries.registers import REGISTERS
from answerable.rulebook.held import NOTHING_BOUND
from answerable.streams.account import commands as account
from answerable.streams.complaint import commands as complaint
from answerable.streams.complaint.flow import ComplaintStage
from answerable.streams.fault import commands as fault
from answerable.streams.fault.flow import FaultStage
from answerable.streams.site import commands as site
from answerable_services.desk import lists
from answerable_services.desk import tables as t
from tests.identity.proofs import EVERYTHING
from tests.services.desk.given import HOUR, PARTS, Shown, listed
from tests.services.intake.scenario import FIRST, LEAD, SECOND, SITE, TEN, Scenario


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
    desk.given(complaint.Investigate, complaint="complaint-1", actor=FIRST, findings="f")
    desk.given(complaint.Dismiss, complaint="complaint-1", reason="r")
    desk.given(complaint.FeedBack, complaint="complaint-1", channel="call")
    newest, oldest = (await listed(shown(desk), "complaint", site=SITE)).rows

    assert (newest.complaint, newest.state, newest.is_upheld) == ("complaint-2", ComplaintStage.FILED, None)
    assert oldest.model_dump() == {
        "complaint": "complaint-1",
        "number": "TS20160310-0001",
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
        "number": "GZ20160310-0001",
        "site": SITE,
        "place": "hall",
        "phenomenon": "dark",
        "state": FaultStage.ANALYSED,
        "began_at": TEN,
        "ended_at": TEN,
        "cause_kind": "power",
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
                desk.given(complaint.Investigate, complaint=this, actor=FIRST, findings="f")
                desk.given(complaint.Dismiss, complaint=this, reason="r")
                desk.given(complaint.FeedBack, complaint=this, channel="call")
        answers = shown(desk)
        page = await listed(answers, "complaint", mark="is_open")
        (counts,) = (await answers.overview(q.Overview(), EVERYTHING)).sites

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
            desk.given(complaint.Investigate, complaint=this, actor=FIRST, findings="f")
        desk.given(complaint.Uphold, complaint="complaint-1", responsible=SECOND, reason="r")
        desk.given(complaint.Uphold, complaint="complaint-2", responsible=SECOND, reason="r")
        desk.given(complaint.WithdrawJudgement, complaint="complaint-2", actor=LEAD, reason="r")
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


class TestDays:
    """Lists narrowed to days: both ends included, by the clock of each matter's own site."""

    async def test_the_first_and_the_last_day_are_of_it(self, desk: Scenario, shown: Shown) -> None:
        """A complaint of either day is there, one of the day before or behind is not, and none is counted."""
        for number in range(4):
            desk.given(
                complaint.File, complaint=f"complaint-{number}", channel="call", topic="t", text="t"
            ).later(hours=24)
        day = TEN.astimezone(zone_of("Asia/Shanghai")).date()
        asked = {"since": day + timedelta(days=1), "until": day + timedelta(days=2)}
        page = await listed(shown(desk), "complaint", **asked)
        sorted_otherwise = await listed(shown(desk), "complaint", sort="topic", **asked)
        one_ended = await listed(shown(desk), "complaint", since=asked["until"])

        assert [row.complaint for row in page.rows] == ["complaint-2", "complaint-1"]
        assert page.total is None
        assert [row.complaint for row in sorted_otherwise.rows] == ["complaint-1", "complaint-2"]
        assert [row.complaint for row in one_ended.rows] == ["complaint-3", "complaint-2"]

    def test_a_day_begins_when_it_begins_at_the_site(self) -> None:
        """At one moment it is the 2nd in Xiamen and still the 1st in London."""
        midnight = datetime(2026, 1, 1, 20, tzinfo=UTC)
        shared = {"name_zh": "a", "name_en": "a", "regulations": NOTHING_BOUND}
        rows = {
            t.SITES: [
                {"site": "xm01", "timezone": "Asia/Shanghai", **shared},
                {"site": "ld01", "timezone": "Europe/London", **shared},
            ]
        }
        engine = create_engine("sqlite://")
        with engine.begin() as connection:
            t.SITES.create(connection)
            connection.execute(t.SITES.insert(), rows[t.SITES])
            register = REGISTERS["complaint"].register
            days = lists.days_of(
                connection, register, {"since": date(2026, 1, 2), "until": None, "site": None}
            )
            of_one = lists.days_of(
                connection, register, {"since": None, "until": date(2026, 1, 1), "site": "ld01"}
            )
        engine.dispose()

        starts = {one.sites: one.start for one in days}
        assert starts == {
            ("xm01",): datetime(2026, 1, 1, 16, tzinfo=UTC),
            ("ld01",): datetime(2026, 1, 2, tzinfo=UTC),
        }
        assert starts["xm01",] < midnight < starts["ld01",]
        assert of_one == (lists.Days(None, None, datetime(2026, 1, 2, tzinfo=UTC)),)

    async def test_the_ends_of_the_calendar_are_days_like_others(self, desk: Scenario, shown: Shown) -> None:
        """Whoever asks for all there ever was gets it."""
        desk.given(complaint.File, complaint="complaint-1", channel="call", topic="t", text="t")
        for stream in ("complaint", "handover", "delivery"):
            page = await listed(shown(desk), stream, since=date.min, until=date.max)
            assert len(page.rows) == (stream == "complaint")


@pytest.mark.parametrize(
    ("who", "at", "told"),
    [
        (None, None, None),
        (None, "gz02", "gz02"),
        ("machine-exchange", None, None),
        (FIRST, None, SITE),
        (FIRST, "gz02", "gz02"),
    ],
)
async def test_what_nobody_did_is_at_no_site_but_the_one_that_was_asked_about(
    desk: Scenario, shown: Shown, who: str | None, at: str | None, told: str | None
) -> None:
    """It lies at a site because every event lies at one, which says nothing of where it happened."""
    desk.given(
        account.DenyAttempt,
        actor="system-accounts",
        action="case.open",
        denial="missing",
        part="intake",
        way="http",
        address="203.0.113.*",
        times=1,
        who=who,
        at=at,
    )
    (row,) = (await listed(shown(desk), "account", site=SITE)).rows
    assert (row.at, row.site) == (told, SITE)
