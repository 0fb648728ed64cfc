"""The overview: given what happened, then the numbers."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from answerable.queries import desk as q
from answerable.streams.case import commands as case
from answerable.streams.complaint import commands as complaint
from answerable.streams.contact import commands as contact
from answerable.streams.fault import commands as fault
from answerable.streams.handover import commands as handover
from answerable.streams.site import commands as site
from answerable.streams.staff import commands as staff
from tests.identity.proofs import EVERYTHING, everything_at
from tests.services.desk.given import Shown, listed, opened
from tests.services.intake.scenario import FIRST, LEAD, SECOND, SITE, TEN, THIRD, Scenario


class TestOverview:
    async def test_counts(self, desk: Scenario, shown: Shown) -> None:
        """Every number of a site is what its name says."""
        for name in (FIRST, SECOND):
            desk.given(
                staff.Hire, staff=name, role="agent", team="one", hired_on=date(2016, 3, 1), actor=LEAD
            )
        desk.given(staff.Leave, staff=SECOND, left_on=date(2016, 3, 10), actor=LEAD)
        for number in (1, 2):
            desk.given(contact.Receive, contact=f"contact-{number}", channel="call", topic="t")
        desk.given(contact.Abandon, contact="contact-2", wait_s=30)
        for number in range(1, 6):
            opened(desk, number)
        desk.given(case.Transfer, case="case-1", to=SECOND, reason="r")
        desk.given(case.Pause, case="case-2", reason="vendor")
        desk.given(case.Resolve, case="case-3", resolution="m")
        desk.given(case.Transfer, case="case-4", to=SECOND, reason="r").given(
            case.Accept, case="case-4", actor=SECOND
        )
        desk.given(case.Resolve, case="case-4", resolution="m").given(case.Close, case="case-4")
        for number in (1, 2):
            desk.given(complaint.File, complaint=f"complaint-{number}", channel="call", topic="t", text="t")
            desk.given(complaint.Investigate, complaint=f"complaint-{number}", actor=FIRST, findings="f")
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
        desk.given(handover.Refuse, handover="handover-xm01-20160310-evening", actor=SECOND, reason="r")
        answer = await shown(desk, TEN + timedelta(days=2)).overview(q.Overview(), EVERYTHING)

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

    async def test_people_are_counted_while_they_are_employed(self, desk: Scenario, shown: Shown) -> None:
        """Not before the first day, still on the last, and as corrections have it; by the site's own day."""
        at = {"role": "agent", "team": "one", "actor": LEAD}
        desk.given(staff.Hire, staff=FIRST, **at, hired_on=date(2016, 3, 31))
        desk.given(staff.Hire, staff=SECOND, **at, hired_on=date(2016, 2, 1))
        desk.given(staff.Leave, staff=SECOND, left_on=date(2016, 3, 20), actor=LEAD)

        async def counted(day: date) -> int:
            noon = datetime(day.year, day.month, day.day, 4, tzinfo=UTC)
            return (await shown(desk, noon).overview(q.Overview(), EVERYTHING)).sites[0].staff

        days = [date(2016, 1, 31), TEN.date(), date(2016, 3, 20), date(2016, 3, 21), date(2016, 3, 31)]
        assert [await counted(day) for day in days] == [0, 1, 1, 0, 1]
        late = datetime(2016, 3, 30, 16, 30, tzinfo=UTC)
        assert (await shown(desk, late).overview(q.Overview(), EVERYTHING)).sites[0].staff == 1

        said = {"actor": THIRD, "reason": "misread"}
        desk.given(staff.CorrectHiring, staff=FIRST, hired_on=date(2016, 3, 9), **said)
        desk.given(staff.CorrectLeaving, staff=SECOND, left_on=date(2016, 3, 25), **said)
        assert [await counted(day) for day in days] == [0, 2, 2, 2, 1]
        desk.given(staff.WithdrawLeaving, staff=SECOND, **said)
        desk.given(staff.WithdrawHiring, staff=FIRST, **said)
        assert [await counted(day) for day in days] == [0, 1, 1, 1, 1]

    async def test_what_never_was_is_not_counted(self, desk: Scenario, shown: Shown) -> None:
        """Cases, complaints and faults that were taken back are in no number of their site, but on lists."""
        opened(desk, 1)
        desk.given(complaint.File, complaint="complaint-1", channel="call", topic="t", text="t")
        desk.given(fault.Report, fault="fault-1", began_at=TEN, place="p", phenomenon="p", plan="p")
        said = {"actor": SECOND, "reason": "entered twice"}
        desk.given(case.WithdrawOpening, case="case-1", **said)
        desk.given(complaint.WithdrawFiling, complaint="complaint-1", **said)
        desk.given(fault.WithdrawReport, fault="fault-1", **said)
        answers = shown(desk, TEN + timedelta(days=9))

        assert (await answers.overview(q.Overview(), EVERYTHING)).sites == (
            q.SiteCounts(site=SITE, name_zh="厦门", name_en="Xiamen", timezone="Asia/Shanghai"),
        )
        for stream in ("case", "complaint", "fault"):
            page = await listed(answers, stream)
            assert [row.state for row in page.rows] == ["withdrawn"]

    async def test_empty(self, desk: Scenario, shown: Shown) -> None:
        """A site at which nothing happened has its row of zeros."""
        answer = await shown(desk).overview(q.Overview(site=SITE), everything_at(SITE))

        assert answer.sites == (
            q.SiteCounts(site=SITE, name_zh="厦门", name_en="Xiamen", timezone="Asia/Shanghai"),
        )
        assert answer.contacts_by_hour == (0,) * 24

    async def test_hours_are_the_sites(self, desk: Scenario, shown: Shown) -> None:
        """Contacts are counted by the hour on the site's own clock."""
        for number, hour in enumerate((1, 2, 2, 17)):
            desk.now = datetime(2016, 3, 10, hour, 59, tzinfo=UTC)
            desk.given(contact.Receive, contact=f"contact-{number}", channel="call", topic="t")
        hours = (await shown(desk).overview(q.Overview(), EVERYTHING)).contacts_by_hour

        assert {hour: number for hour, number in enumerate(hours) if number} == {9: 1, 10: 2, 1: 1}

    async def test_one_site_or_all(self, desk: Scenario, shown: Shown) -> None:
        """A question about one site leaves the others out, in rows and in hours."""
        desk.given(site.Open, site="xm02", name_zh="别处", name_en="Elsewhere")
        desk.given(contact.Receive, site="xm02", contact="contact-1", channel="call", topic="t")
        answers = shown(desk)

        everywhere = await answers.overview(q.Overview(), EVERYTHING)
        assert [(row.site, row.contacts) for row in everywhere.sites] == [("xm01", 0), ("xm02", 1)]
        assert sum(everywhere.contacts_by_hour) == 1
        here = await answers.overview(q.Overview(site="xm01"), everything_at("xm01"))
        assert ([row.site for row in here.sites], sum(here.contacts_by_hour)) == (["xm01"], 0)


async def test_sites_are_named_without_their_numbers(desk: Scenario, shown: Shown) -> None:
    """A page that only writes a site's name and clock asks for no more, by site id."""
    desk.given(site.Open, site="fz02", name_zh="别处", name_en="Elsewhere")
    answer = await shown(desk).sites(q.Sites(), EVERYTHING)

    assert answer.sites == (
        q.SiteName(site="fz02", name_zh="别处", name_en="Elsewhere", timezone="Asia/Shanghai"),
        q.SiteName(site=SITE, name_zh="厦门", name_en="Xiamen", timezone="Asia/Shanghai"),
    )
