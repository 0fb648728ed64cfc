"""Filled form: its cells hold what is declared, each signs in turn, and nobody for another."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from answerable.streams.filledform import commands as c
from answerable.streams.filledform import events as e
from answerable.streams.filledform.decisions import FilledForm
from answerable.streams.filledform.flow import COPIES, SIGNATURES, TOGETHER, FilledFormStage
from answerable.streams.site import commands as site
from answerable.streams.staff import commands as staff
from tests.services.intake.scenario import LEAD, SECOND, THIRD, Scenario, hired
from tests.streams.pages import page_of

THIS = {"filledform": "filledform-1"}
FORM = e.FormName.QUARTERLY_EVALUATION
ITEMS = ("workload", "timeliness", "effect", "cooperation", "attitude")


def cells(**values: str | None) -> tuple[dict[str, Any], ...]:
    """Give entries; two lines stand for the point in a cell's name."""
    return tuple({"cell": name.replace("__", "."), "value": value} for name, value in values.items())


def scores(weight: str = "20") -> tuple[dict[str, Any], ...]:
    rows = [
        one
        for item in ITEMS
        for one in (
            {"cell": f"{item}.weight.1", "value": weight},
            {"cell": f"{item}.score.1", "value": "3"},
            {"cell": f"{item}.ground.1", "value": "按要求完成"},
        )
    ]
    return (*rows, *cells(talked_on="2016-03-09", talk="本人同意"))


@pytest.fixture
def begun(desk: Scenario) -> Scenario:
    """A quarterly evaluation of the second person by the lead, who are both on the register."""
    desk.given(site.Open, name_zh="厦门", name_en="Xiamen")
    desk.carry_out(hired(SECOND, team="热线组"))
    desk.carry_out(hired(LEAD, role="lead", team="热线组"))
    about = {"form_name": "quarterly_evaluation", "month": "2016-02"}
    return desk.given(c.Begin, **THIS, **about, signer=SECOND, countersigner=LEAD, actor=LEAD)


def test_its_header_is_worked_out(begun: Scenario) -> None:
    """The quarter, who they are, and until when it is due follow from what is said (003-C3, 003-D11)."""
    [event] = [one for one in begun.log if isinstance(one, e.Begun)]
    assert (event.first_day, event.last_day) == (date(2016, 1, 1), date(2016, 3, 31))
    assert event.issue_by == date(2016, 4, 10)
    assert [(one.signed_as, one.staff, one.team, one.role) for one in event.header] == [
        ("assessed", SECOND, "热线组", "agent"),
        ("assessor", LEAD, "热线组", "lead"),
    ]


def test_a_task_sheet_is_due_the_next_day(desk: Scenario) -> None:
    """Counted from when it was begun (003-E4)."""
    desk.carry_out(hired(LEAD, role="lead"))
    [(_, said)] = desk.when(c.Begin, **THIS, form_name="task_sheet", signer=LEAD, countersigner=SECOND)
    assert said["issue_by"] == date(2016, 3, 11)


def test_each_signature_is_of_somebody_of_their_own(begun: Scenario) -> None:
    """As many as the form has, nobody twice, and a superior where one is asked for (003-C3)."""
    form = {"form_name": "monthly_plan", "month": "2016-03"}
    for signer, other in ((SECOND, None), (SECOND, SECOND), (LEAD, SECOND)):
        signers = {"signer": signer, "countersigner": other}
        assert begun.refusal(c.Begin, **form, **signers).cited == ("Invalid", SIGNATURES), signers


def test_only_what_is_about_a_month_says_one(begun: Scenario) -> None:
    """And that has to."""
    who = {"signer": SECOND, "countersigner": LEAD}
    assert begun.refusal(c.Begin, form_name="monthly_plan", **who).cited == ("Invalid", SIGNATURES)
    said = {"form_name": "liaison_note", "month": "2016-03"}
    assert begun.refusal(c.Begin, **said, **who).cited == ("Invalid", SIGNATURES)


@pytest.mark.parametrize(
    "entries",
    [
        cells(nonsense="x"),
        cells(workload__weight__2="20"),
        cells(workload__weight__1="101"),
        cells(workload__weight__1="20.5"),
        cells(workload__score__1="6"),
        cells(talked_on="2016-02-30"),
        (*cells(talk="a"), *cells(talk="b")),
    ],
)
def test_a_cell_holds_what_it_is_for(begun: Scenario, entries: tuple[dict[str, Any], ...]) -> None:
    """One that the form does not have, twice the same, or another kind of content is refused at its place."""
    assert begun.refusal(c.Fill, **THIS, entries=entries, actor=LEAD).cited == ("Invalid", TOGETHER)


def test_what_is_written_is_put_right_and_emptied(begun: Scenario) -> None:
    """The newer entry holds; what stands there already is nothing new."""
    begun.given(c.Fill, **THIS, entries=cells(talk="初稿", talked_on="2016-03-09"), actor=SECOND)
    begun.given(c.Fill, **THIS, entries=cells(talk="改稿", talked_on=None), actor=LEAD)
    assert begun.state.written == {"talk": "改稿"}
    again = begun.refusal(c.Fill, **THIS, entries=cells(talk="改稿"), actor=LEAD)
    assert again.cited == ("Refused", TOGETHER)


def test_nobody_else_fills_it_in(begun: Scenario) -> None:
    """Whoever signs or began it does, together (003-D10)."""
    assert begun.refusal(c.Fill, **THIS, entries=cells(talk="x"), actor=THIRD).cited == (
        "Forbidden",
        TOGETHER,
    )


def test_nobody_signs_what_is_not_complete(begun: Scenario) -> None:
    """Empty, without its weights, or with weights that do not come to a hundred (003-C2)."""
    assert begun.refusal(c.Sign, **THIS, actor=SECOND).cited == ("Refused", TOGETHER)
    begun.given(c.Fill, **THIS, entries=scores("25"), actor=LEAD)
    refusal = begun.refusal(c.Sign, **THIS, actor=SECOND)
    assert refusal.cited == ("Refused", TOGETHER)
    assert "125" in refusal.message
    begun.given(c.Fill, **THIS, entries=cells(workload__weight__1="0"), actor=LEAD)
    begun.given(c.Sign, **THIS, actor=SECOND)


def test_each_signs_in_turn_and_for_nobody_else(begun: Scenario) -> None:
    """The assessed person first; neither twice; and it is issued once both did (003-D12)."""
    begun.given(c.Fill, **THIS, entries=scores(), actor=LEAD)
    assert begun.refusal(c.Sign, **THIS, actor=LEAD).cited == ("Refused", SIGNATURES)
    assert begun.when(c.Sign, **THIS, actor=SECOND) == [
        (e.Signed, {"form_name": FORM, "signed_as": "assessed", "is_last": False})
    ]
    assert begun.refusal(c.Issue, **THIS, actor=LEAD).cited == ("Refused", SIGNATURES)
    assert begun.refusal(c.Sign, **THIS, actor=SECOND).cited == ("Refused", SIGNATURES)
    assert begun.refusal(c.Fill, **THIS, entries=cells(talk="y"), actor=LEAD).kind == "Refused"
    assert begun.when(c.Sign, **THIS, actor=LEAD) == [
        (e.Signed, {"form_name": FORM, "signed_as": "assessor", "is_last": True})
    ]
    assert begun.refusal(c.Sign, **THIS, actor=LEAD).cited == ("Refused", SIGNATURES)
    issued = begun.when(c.Issue, **THIS, actor=LEAD)
    assert issued == [(e.Issued, {"form_name": FORM, "copies": 3})]
    assert COPIES == "003-D12"


def test_what_is_sent_back_is_signed_anew(begun: Scenario) -> None:
    """By everybody; only who signs sends it back."""
    begun.given(c.Fill, **THIS, entries=scores(), actor=LEAD).given(c.Sign, **THIS, actor=SECOND)
    assert begun.refusal(c.SendBack, **THIS, reason="r", actor=THIRD).kind == "Forbidden"
    begun.given(c.SendBack, **THIS, reason="分数依据写错", actor=LEAD)
    begun.given(c.Fill, **THIS, entries=cells(attitude__score__1="4"), actor=LEAD)
    begun.given(c.Sign, **THIS, actor=SECOND).given(c.Sign, **THIS, actor=LEAD)
    assert begun.state.stage is FilledFormStage.BEING_SIGNED


def test_who_signed_does_not_void_it(begun: Scenario) -> None:
    """Another does, also once it was issued."""
    begun.given(c.Fill, **THIS, entries=scores(), actor=LEAD).given(c.Sign, **THIS, actor=SECOND)
    assert begun.refusal(c.Void, **THIS, reason="r", actor=SECOND).cited == ("Forbidden", SIGNATURES)
    begun.given(c.Sign, **THIS, actor=LEAD).given(c.Issue, **THIS, actor=LEAD)
    begun.given(c.Void, **THIS, reason="考核期限写错", actor=THIRD)
    assert begun.refusal(c.Fill, **THIS, entries=cells(talk="y"), actor=LEAD).kind == "Refused"


def test_who_is_assessed_never_voids_it(begun: Scenario) -> None:
    """Neither before they signed, nor once it was sent back; nor does the other who signs it."""
    for who in (SECOND, LEAD):
        assert begun.refusal(c.Void, **THIS, reason="r", actor=who).cited == ("Forbidden", SIGNATURES)
    begun.given(c.Fill, **THIS, entries=scores(), actor=LEAD).given(c.Sign, **THIS, actor=SECOND)
    begun.given(c.SendBack, **THIS, reason="r", actor=SECOND)
    for who in (SECOND, LEAD):
        assert begun.refusal(c.Void, **THIS, reason="r", actor=who).cited == ("Forbidden", SIGNATURES)
    assert begun.when(c.Void, **THIS, reason="r", actor=THIRD)


@pytest.mark.parametrize(
    ("signers", "opened_by", "signed", "barred"),
    [
        ((SECOND,), (SECOND,), (), ()),
        ((SECOND,), (SECOND,), (SECOND,), (SECOND,)),
        ((SECOND,), (LEAD,), (), (SECOND,)),
        ((SECOND, LEAD), (SECOND,), (), (SECOND, LEAD)),
        ((SECOND, LEAD), (SECOND, LEAD), (), (SECOND, LEAD)),
    ],
)
def test_a_form_of_ones_own_is_voided_until_it_is_signed(
    signers: tuple[str, ...], opened_by: tuple[str, ...], signed: tuple[str, ...], barred: tuple[str, ...]
) -> None:
    """By who began it and alone signs it; not where another began it, or signs it too."""
    form = FilledForm(form="work_diary", signers=signers, opened_by=opened_by, signed=signed)
    assert form.may_not_void == barred


def test_a_plans_rows_are_complete_or_empty(begun: Scenario) -> None:
    """A row that says something says all of it; daily tasks have one at least (003-E1)."""
    plan = {"filledform": "filledform-2"}
    begun.given(
        c.Begin,
        **plan,
        form_name="monthly_plan",
        month="2016-03",
        signer=SECOND,
        countersigner=LEAD,
        actor=SECOND,
    )
    talked = cells(talked_on="2016-03-01", reviewed_on="2016-03-09")
    begun.given(c.Fill, **plan, entries=talked, actor=SECOND)
    assert begun.refusal(c.Sign, **plan, actor=SECOND).cited == ("Refused", TOGETHER)
    row = {"daily__plan__1": "检查分公司2家", "daily__until__1": "3月底前", "daily__goal__1": "按要求完成"}
    begun.given(c.Fill, **plan, entries=cells(**row), actor=SECOND)
    assert begun.refusal(c.Sign, **plan, actor=SECOND).cited == ("Refused", TOGETHER)
    begun.given(c.Fill, **plan, entries=cells(daily__actual__1="达到目标要求"), actor=SECOND)
    begun.given(c.Sign, **plan, actor=SECOND)


def test_somebody_who_left_signs_no_more(begun: Scenario) -> None:
    """It is begun anew, with who took their place."""
    begun.given(c.Fill, **THIS, entries=scores(), actor=LEAD)
    begun.given(staff.Leave, staff=SECOND, left_on=date(2016, 3, 9), actor=LEAD)
    assert begun.refusal(c.Sign, **THIS, actor=SECOND).kind == "Invalid"


async def test_the_page_shows_whose_turn_it_is(begun: Scenario, tmp_path: Path) -> None:
    """The list has a row for each form, and each leads to its story."""
    begun.given(c.Fill, **THIS, entries=scores(), actor=LEAD).given(c.Sign, **THIS, actor=SECOND)
    page = await page_of(begun, tmp_path, f"/filledforms?next_signer={LEAD}&mark=is_to_be_signed")
    assert 'href="/filledforms/filledform-1"' in page
    assert "Quarterly evaluation" in page
    assert "行为规范考评表" in await page_of(begun, tmp_path, "/filledforms/filledform-1", "zh")


def test_a_plan_is_of_somebody_who_was_there(desk: Scenario) -> None:
    """And a month before the site was opened is none of its."""
    desk.given(site.Open, name_zh="厦门", name_en="Xiamen")
    desk.carry_out(hired(SECOND, hired_on="2016-03-01"))
    desk.carry_out(hired(LEAD, role="lead"))
    plan: dict[str, Any] = {"form_name": "monthly_plan", "signer": SECOND, "countersigner": LEAD}
    refusal = desk.refusal(c.Begin, **plan, month="2016-02", actor=SECOND)
    assert (refusal.cited, refusal.message.partition(":")[0]) == (("Invalid", "on-the-register"), "/month")
    desk.given(c.Begin, **plan, month="2016-03", actor=SECOND)


def test_days_are_in_order(begun: Scenario) -> None:
    """A task's last day does not lie before its first, which nobody signs otherwise."""
    sheet: dict[str, Any] = {"filledform": "filledform-2"}
    begun.given(c.Begin, **sheet, form_name="task_sheet", signer=LEAD, countersigner=SECOND, actor=LEAD)
    said = cells(received_on="2016-03-10", starts_on="2016-03-15", ends_on="2016-03-11", place="p")
    begun.given(c.Fill, **sheet, entries=(*said, *cells(task="t", measures="m")), actor=LEAD)
    assert begun.refusal(c.Sign, **sheet, actor=LEAD).cited == ("Refused", TOGETHER)
    begun.given(c.Fill, **sheet, entries=cells(ends_on="2016-03-15"), actor=LEAD)
    begun.given(c.Sign, **sheet, actor=LEAD)
