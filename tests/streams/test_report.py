"""A report: by those whose it is, counted by the system, signed by somebody else, corrected by an edition."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from answerable.commands.base import Command
from answerable.streams.case import commands as case
from answerable.streams.contact import commands as contact
from answerable.streams.report import commands as c
from answerable.streams.report import events as e
from answerable.streams.report.events import FigureName, ReportKind
from answerable.streams.report.figures import FIGURES, figures_of
from answerable.streams.report.flow import SUPERVISED, ReportStage
from answerable.streams.report.kinds import KINDS
from answerable.streams.site import commands as site
from tests.services.intake.scenario import FIRST, LEAD, SECOND, THIRD, Scenario, hired
from tests.streams.pages import page_of
from tests.streams.rows import alike, row_of

TECHNICIAN, LEADER, SELLER, BOSS, MANAGER = FIRST, LEAD, SECOND, THIRD, "staff-manager"
PEOPLE = {
    TECHNICIAN: ("technician", "field"),
    LEADER: ("lead", "field"),
    SELLER: ("salesperson", "business"),
    BOSS: ("general_manager", "office"),
    MANAGER: ("manager", "business"),
}
WEEKLY: dict[str, Any] = {
    "report_kind": "weekly_service",
    "on": date(2016, 3, 10),
    "reported": "went to four customers",
    "feedback": "they are content",
}
SUPERVISION: dict[str, Any] = {
    "report_kind": "supervision",
    "on": date(2016, 3, 10),
    "reported": "one case waited",
    "assessed": LEADER,
}

Step = tuple[type[Command], dict[str, Any]]
WAY: tuple[Step, ...] = (
    (c.HandIn, {"actor": TECHNICIAN}),
    (c.Sign, {"actor": LEADER}),
    (c.Issue, {"actor": LEADER, "recipients": "service department"}),
)


@pytest.fixture
def staffed(desk: Scenario) -> Scenario:
    """Technicians and their lead, the business department, and the general manager."""
    for person, (role, team) in PEOPLE.items():
        desk.carry_out(hired(person, role=role, team=team))
    desk.log.clear()
    return desk


def drafted(desk: Scenario, said: dict[str, Any] = WEEKLY, actor: str = TECHNICIAN) -> str:
    desk.given(c.Draft, **said, actor=actor)
    return desk.target


def gone(desk: Scenario, report: str, steps: int) -> None:
    for model, fields in WAY[:steps]:
        if model is c.Sign:
            counted(desk, report)
        desk.given(model, report=report, **fields)


def counted(desk: Scenario, report: str) -> None:
    """Let the desk state the numbers of the last handing in."""
    said = {"handed_in": desk.state.handed_in, "position": 40, "figures": ()}
    desk.given(c.StateFigures, report=report, **said, actor="system-desk")


def test_the_whole_way(staffed: Scenario) -> None:
    """Its period and its department follow; what is handed in says for which week it is."""
    (begun,) = staffed.when(c.Draft, **WEEKLY, actor=TECHNICIAN)
    period = {"first_day": date(2016, 3, 7), "last_day": date(2016, 3, 13)}
    kind = ReportKind.WEEKLY_SERVICE
    assert begun == (
        e.Drafted,
        {**WEEKLY, **period, "report_kind": kind, "department": "field", "edition": 1},
    )
    report = staffed.target
    (model, fields), *rest = WAY
    assert staffed.when(model, report=report, **fields) == [
        (e.HandedIn, {"report_kind": kind, "first_day": date(2016, 3, 7)})
    ]
    counted(staffed, report)
    for model, fields in rest:
        staffed.given(model, report=report, **fields)
    assert staffed.state.stage is ReportStage.ISSUED


def test_there_is_one_of_each_kind_period_and_author(staffed: Scenario) -> None:
    """Any day of the week means the same report; one that was taken back is begun anew."""
    report = drafted(staffed)
    again = {**WEEKLY, "on": date(2016, 3, 8)}
    assert staffed.refusal(c.Draft, **again, actor=TECHNICIAN).kind == "Refused"
    staffed.given(c.Withdraw, report=report, reason="r", actor=TECHNICIAN)
    assert drafted(staffed, again) == report
    assert drafted(staffed, {**WEEKLY, "on": date(2016, 3, 6)}) != report


@pytest.mark.parametrize("kind", ReportKind)
def test_each_kind_is_for_its_authors(staffed: Scenario, kind: ReportKind) -> None:
    """Who is of none of its roles does not write it."""
    rule = KINDS[kind]
    said: dict[str, Any] = {**WEEKLY, "report_kind": kind}
    for person, (role, team) in PEOPLE.items():
        if rule.names_assessed:
            said["assessed"] = SELLER if team == "field" else LEADER
        if role in rule.authors:
            staffed.given(c.Draft, **said, actor=person).held.pop(staffed.target)
        else:
            assert staffed.refusal(c.Draft, **said, actor=person).rule == rule.article


def test_no_report_of_a_period_to_come(staffed: Scenario) -> None:
    """Next week's is not written today."""
    said = {**WEEKLY, "on": date(2016, 3, 14)}
    assert staffed.refusal(c.Draft, **said, actor=TECHNICIAN).cited == ("Invalid", "order-of-times")


def test_a_weekly_report_says_what_customers_said(staffed: Scenario) -> None:
    """Neither is it left out, nor emptied later (000-4.4)."""
    said = {**WEEKLY, "feedback": None}
    assert staffed.refusal(c.Draft, **said, actor=TECHNICIAN).cited == ("Invalid", "000-4.4")
    anew = {"report": drafted(staffed), "empties": ("feedback",), "reason": "r", "actor": TECHNICIAN}
    assert staffed.refusal(c.Revise, **anew).cited == ("Invalid", "000-4.4")


class TestSupervision:
    def test_it_is_of_another_department(self, staffed: Scenario) -> None:
        """Whoever writes it is of a department that the register knows, and not of that one (000-4.1b)."""
        (begun,) = staffed.when(c.Draft, **SUPERVISION, actor=SELLER)
        assert (begun[1]["department"], begun[1]["assessed_department"]) == ("business", "field")
        staffed.given(c.Withdraw, report=staffed.target, reason="r", actor=SELLER)
        own = {**SUPERVISION, "assessed": MANAGER}
        assert staffed.refusal(c.Draft, **own, actor=SELLER).cited == ("Refused", SUPERVISED)
        nobody = {**SUPERVISION, "assessed": None}
        assert staffed.refusal(c.Draft, **nobody, actor=SELLER).cited == ("Invalid", SUPERVISED)
        unknown = {**SUPERVISION, "assessed": "staff-unknown"}
        assert staffed.refusal(c.Draft, **unknown, actor=SELLER).cited == ("Invalid", SUPERVISED)
        assert staffed.refusal(c.Draft, **WEEKLY, assessed=SELLER, actor=TECHNICIAN).kind == "Invalid"

    def test_nobody_of_that_department_signs_it(self, staffed: Scenario) -> None:
        """Not even the general manager, were they of it."""
        report = drafted(staffed, SUPERVISION, SELLER)
        staffed.given(c.HandIn, report=report, actor=SELLER)
        counted(staffed, report)
        assert staffed.refusal(c.Sign, report=report, actor=MANAGER).cited == ("Refused", SUPERVISED)
        staffed.carry_out(hired("staff-other-boss", role="general_manager", team="field"))
        other = {"report": report, "actor": "staff-other-boss"}
        assert staffed.refusal(c.Sign, **other).cited == ("Refused", SUPERVISED)
        assert staffed.refusal(c.SendBack, **other, reason="r").cited == ("Refused", SUPERVISED)
        staffed.given(c.Sign, report=report, actor=BOSS)


class TestSigning:
    def test_nobody_signs_their_own(self, staffed: Scenario) -> None:
        """A lead may sign the technicians' reports, and neither their own summary."""
        summary = {**WEEKLY, "report_kind": "weekly_summary"}
        report = drafted(staffed, summary, MANAGER)
        staffed.given(c.HandIn, report=report, actor=MANAGER)
        counted(staffed, report)
        for model, more in ((c.Sign, {}), (c.SendBack, {"reason": "r"})):
            assert staffed.refusal(model, report=report, actor=MANAGER, **more).kind in {
                "Refused",
                "Forbidden",
            }
        staffed.given(c.Sign, report=report, actor=BOSS)

    def test_nobody_signs_what_is_not_counted(self, staffed: Scenario) -> None:
        """Nor what was handed in anew, before it is counted anew; what another system signed, it did."""
        report = drafted(staffed)
        gone(staffed, report, 1)
        sign = {"report": report, "actor": LEADER}
        assert staffed.refusal(c.Sign, **sign).cited == ("Refused", SUPERVISED)
        counted(staffed, report)
        staffed.given(c.SendBack, report=report, reason="r", actor=LEADER)
        staffed.given(c.Revise, report=report, reported="x", reason="r", actor=TECHNICIAN)
        gone(staffed, report, 1)
        assert staffed.refusal(c.Sign, **sign).cited == ("Refused", SUPERVISED)
        counted(staffed, report)
        staffed.given(c.Sign, **sign)

    def test_it_comes_back_with_remarks(self, staffed: Scenario) -> None:
        """Its author, and nobody else, writes it anew and hands it in again."""
        report = drafted(staffed)
        gone(staffed, report, 2)
        staffed.given(c.SendBack, report=report, reason="which customers?", actor=LEADER)
        assert staffed.refusal(c.HandIn, report=report, actor=TECHNICIAN).kind == "Refused"
        anew = {"report": report, "reported": "four, by name", "reason": "as asked"}
        assert staffed.refusal(c.Revise, **anew, actor=LEADER).kind in {"Refused", "Forbidden"}
        staffed.given(c.Revise, **anew, actor=TECHNICIAN)
        gone(staffed, report, 3)
        assert staffed.state.edition == 1

    def test_what_was_issued_gets_a_new_edition(self, staffed: Scenario) -> None:
        """It is handed in, signed and issued anew; or a signature given by mistake is taken back."""
        report = drafted(staffed)
        gone(staffed, report, 3)
        staffed.given(c.WithdrawSignature, report=report, reason="r", actor=LEADER)
        gone_on = {"report": report, "actor": LEADER}
        staffed.given(c.Sign, **gone_on).given(c.Issue, **gone_on, recipients="d")
        (anew,) = staffed.when(c.Revise, report=report, measures="m", reason="r", actor=TECHNICIAN)
        assert anew == (e.Revised, {"edition": 2, "measures": "m", "reason": "r"})
        gone(staffed, report, 3)


class TestFigures:
    def counted(self, desk: Scenario, report: str, **changed: Any) -> dict[str, Any]:
        figures = ({"figure": "cases_opened", "value": 2},)
        said = {"report": report, "handed_in": 2, "position": 40, "figures": figures}
        return {**said, "actor": "system-desk", **changed}

    def test_they_are_of_one_handing_in(self, staffed: Scenario) -> None:
        """Stated once for each; none of what is a draft, or of a handing in before."""
        report = drafted(staffed)
        assert staffed.refusal(c.StateFigures, **self.counted(staffed, report)).kind == "Refused"
        gone(staffed, report, 1)
        assert staffed.refusal(c.StateFigures, **self.counted(staffed, report, handed_in=1)).kind == "Refused"
        twice = ({"figure": "cases_opened", "value": 2},) * 2
        doubled = self.counted(staffed, report, figures=twice)
        assert staffed.refusal(c.StateFigures, **doubled).kind == "Invalid"
        staffed.given(c.StateFigures, **self.counted(staffed, report))
        assert staffed.refusal(c.StateFigures, **self.counted(staffed, report)).kind == "Refused"
        staffed.given(c.SendBack, report=report, reason="r", actor=LEADER)
        staffed.given(c.Revise, report=report, reported="x", reason="r", actor=TECHNICIAN)
        gone(staffed, report, 1)
        staffed.given(c.StateFigures, **self.counted(staffed, report, handed_in=6))

    def test_a_personal_report_counts_what_is_somebodys(self) -> None:
        """Others count the whole site."""
        assert figures_of(ReportKind.WEEKLY_SUMMARY) == FIGURES
        own = figures_of(ReportKind.WEEKLY_SERVICE)
        assert FigureName.CASES in own
        assert FigureName.UPHELD not in own

    async def test_the_page_counts_and_leads_to_the_lists(self, staffed: Scenario, tmp_path: Path) -> None:
        """What is on record stands beside what is counted now, with the place up to which it was counted."""
        staffed.given(site.Open, name_zh="厦门", name_en="Xiamen")
        for number in (1, 2):
            staffed.given(case.Open, case=f"case-{number}", topic="t", first_asked=TECHNICIAN)
        staffed.given(case.Resolve, case="case-1", resolution="m", actor=TECHNICIAN)
        staffed.given(contact.Receive, contact="contact-1", topic="t", channel="call")
        report = drafted(staffed)
        address = f"/reports/{report}"
        mine = f"/cases?site=xm01&amp;since=2016-03-07&amp;until=2016-03-13&amp;owner={TECHNICIAN}"
        page = await page_of(staffed, tmp_path / "1", address)
        assert f'<a href="{mine}">Cases opened</a>' in page
        assert "counted up to place 6" in page
        gone(staffed, report, 1)
        counted = self.counted(staffed, report, position=7)
        staffed.given(c.StateFigures, **counted)
        staffed.given(case.Open, case="case-3", topic="t", first_asked=TECHNICIAN)
        page = await page_of(staffed, tmp_path / "2", address)
        assert "up to place 7 of the ledger" in page
        assert "changed since" in page
        assert "截至账本第 7 条" in await page_of(staffed, tmp_path / "3", address, "zh")
        assert report in await page_of(staffed, tmp_path / "4", "/reports?report_kind=weekly_service")


def test_a_revision_leads_back_to_the_issued_edition(staffed: Scenario) -> None:
    """Whoever wrote a report takes back a draft, and never what was issued; no number is given twice."""
    report = drafted(staffed)
    gone(staffed, report, 3)
    row = row_of(staffed)
    revise: dict[str, Any] = {
        "report": report,
        "reported": "went to five",
        "reason": "r",
        "actor": TECHNICIAN,
    }
    back: dict[str, Any] = {"report": report, "reason": "r", "actor": TECHNICIAN}
    staffed.given(c.Revise, **revise).given(c.Revise, **{**revise, "reported": "went to six"})
    staffed.given(c.Withdraw, **back)
    assert (staffed.state.stage, staffed.state.edition) == (ReportStage.ISSUED, 1)
    assert alike(row, row_of(staffed))
    assert staffed.refusal(c.Withdraw, **back).kind == "Refused"
    [(_, said)] = staffed.when(c.Revise, **revise)
    assert said["edition"] == 2
    gone(staffed, report, 3)
    assert (staffed.state.edition, staffed.state.issued) == (2, 2)


def test_a_number_that_was_issued_is_taken(staffed: Scenario) -> None:
    """Sent back behind its issue, and written anew or begun anew, it is another edition."""
    report = drafted(staffed)
    gone(staffed, report, 3)
    by = {"report": report, "reason": "r", "actor": LEADER}
    staffed.given(c.WithdrawSignature, **by).given(c.SendBack, **by)
    own: dict[str, Any] = {"report": report, "reason": "r", "actor": TECHNICIAN}
    [(_, said)] = staffed.when(c.Revise, **own, reported="went to five")
    assert said["edition"] == 2
    staffed.given(c.Withdraw, **own)
    [(_, said)] = staffed.when(c.Draft, **WEEKLY, actor=TECHNICIAN)
    assert said["edition"] == 2


def test_nobody_reports_on_what_was_before_them(desk: Scenario) -> None:
    """A period of which they were there on one day is theirs, an earlier one is not."""
    desk.carry_out(hired(FIRST, role="technician", team="field", hired_on="2016-03-01"))
    month: dict[str, Any] = {"report_kind": "monthly_work", "reported": "r", "actor": FIRST}
    refusal = desk.refusal(c.Draft, **month, on=date(2016, 2, 10))
    assert (refusal.cited, refusal.message.partition(":")[0]) == (("Invalid", "on-the-register"), "/on")
    desk.given(c.Draft, **month, on=date(2016, 3, 10))
