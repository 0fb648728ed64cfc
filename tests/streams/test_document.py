"""Document: reviewed by another, in force from its issue, and replaced by a newer edition only."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from answerable.handbook import handbook
from answerable.streams.document import commands as c
from answerable.streams.document import events as e
from answerable.streams.document.flow import CONTROL, FITNESS, STABLE, DocumentStage
from answerable.streams.site import commands as site
from tests.services.intake.scenario import FIRST, LEAD, SECOND, THIRD, Scenario
from tests.streams.pages import page_of

DRAFT: dict[str, Any] = {
    "code": "KF009",
    "title_zh": "客户投诉管理规程",
    "title_en": "Rules for complaints",
    "document_kind": "internal",
    "department": "客服部",
    "owner": FIRST,
    "first_page": 24,
    "pages": 3,
    "digest": "a" * 64,
    "kept_at": "品质部文件柜",
}
THIS = {"document": "document-xm01-KF009-1"}
NEXT = {"document": "document-xm01-KF009-2"}


@pytest.fixture
def drafted(desk: Scenario) -> Scenario:
    """A first edition, written by the first person."""
    return desk.given(c.Draft, **DRAFT, actor=FIRST)


def in_force(desk: Scenario, this: dict[str, str] = THIS, **said: Any) -> Scenario:
    desk.given(c.Draft, **{**DRAFT, **said}, actor=FIRST)
    return desk.given(c.Review, **this, actor=LEAD).given(c.Issue, **this, actor=LEAD)


def test_it_binds_from_the_day_of_its_issue(drafted: Scenario) -> None:
    """Nobody says from when: it is the day on which it was issued (003-B1)."""
    drafted.given(c.Review, **THIS, actor=LEAD)
    assert drafted.when(c.Issue, **THIS, actor=LEAD) == [(e.Issued, {"in_force_from": date(2016, 3, 10)})]


def test_nobody_reviews_what_they_wrote(drafted: Scenario) -> None:
    """Neither in their own name nor in another's; and nothing is issued unreviewed."""
    assert drafted.refusal(c.Review, **THIS, actor=FIRST).cited == ("Forbidden", CONTROL)
    assert drafted.refusal(c.Review, **THIS, actor=FIRST, acting_for=LEAD).cited == ("Forbidden", CONTROL)
    assert drafted.refusal(c.Issue, **THIS, actor=LEAD).cited == ("Refused", CONTROL)


def test_the_handbook_has_only_what_holds_for_long(desk: Scenario) -> None:
    """What is listed, or has a page in it, has no last day; a notice may have one (003-B2)."""
    until = {"valid_until": date(2016, 4, 30)}
    assert desk.refusal(c.Draft, **DRAFT, **until).cited == ("Invalid", STABLE)
    notice = {**DRAFT, "code": "TZ001", "first_page": None}
    assert desk.refusal(c.Draft, **{**notice, "first_page": 60}, **until).cited == ("Invalid", STABLE)
    over = {"valid_until": date(2016, 3, 9)}
    assert desk.refusal(c.Draft, **notice, **over).cited == ("Invalid", "order-of-times")
    desk.given(c.Draft, **notice, **until, actor=FIRST)
    this = {"document": "document-xm01-TZ001-1"}
    desk.given(c.Review, **this, actor=LEAD).later(days=60)
    assert desk.refusal(c.Issue, **this, actor=LEAD).cited == ("Refused", CONTROL)


def test_a_revision_is_proposed_by_one_and_decided_by_another(desk: Scenario) -> None:
    """Whoever proposed it does not decide; without a proposal there is nothing to decide (003-B4)."""
    in_force(desk)
    asked = {**THIS, "is_accepted": True, "remark": "r"}
    assert desk.refusal(c.DecideRevision, **asked, actor=LEAD).cited == ("Refused", FITNESS)
    desk.given(c.Assess, **THIS, fitness="to_be_revised", remark="与新流程不符", actor=SECOND)
    assert desk.refusal(c.DecideRevision, **asked, actor=SECOND).cited == ("Forbidden", FITNESS)
    desk.given(c.DecideRevision, **asked, actor=LEAD)
    assert desk.refusal(c.DecideRevision, **asked, actor=LEAD).kind == "Refused"
    desk.given(c.Assess, **THIS, fitness="to_be_revised", remark="r", actor=SECOND)
    desk.given(c.Assess, **THIS, fitness="fit", remark="重新核对，仍适用", actor=SECOND)
    assert desk.refusal(c.DecideRevision, **asked, actor=LEAD).cited == ("Refused", FITNESS)


def test_nobody_decides_on_what_they_proposed_first(desk: Scenario) -> None:
    """Also where another proposed it again behind them; where it was found fit between, they did not."""
    in_force(desk)
    asked = {**THIS, "is_accepted": True, "remark": "r"}
    for who in (SECOND, THIRD):
        desk.given(c.Assess, **THIS, fitness="to_be_revised", remark="r", actor=who)
    for who in (SECOND, THIRD):
        assert desk.refusal(c.DecideRevision, **asked, actor=who).cited == ("Forbidden", FITNESS)
    desk.given(c.Assess, **THIS, fitness="fit", remark="r", actor=LEAD)
    desk.given(c.Assess, **THIS, fitness="to_be_revised", remark="r", actor=THIRD)
    assert desk.when(c.DecideRevision, **asked, actor=SECOND)


def test_it_is_not_replaced_by_what_is_over(desk: Scenario) -> None:
    """An edition whose last day is over takes nobody's place."""
    notice = {**DRAFT, "code": "TZ001", "first_page": None}
    old, new = {"document": "document-xm01-TZ001-1"}, {"document": "document-xm01-TZ001-2"}
    for this, more in ((old, {}), (new, {"edition": 2, "valid_until": date(2016, 3, 20)})):
        desk.given(c.Draft, **{**notice, **more}, actor=FIRST).given(c.Review, **this, actor=LEAD)
    desk.given(c.Issue, **old, actor=LEAD)
    by = {**old, "replaced_by": new["document"], "reason": "换版"}
    assert desk.later(days=11).refusal(c.Retire, **by, actor=LEAD).cited == ("Refused", CONTROL)


def test_it_is_replaced_by_a_newer_edition(desk: Scenario) -> None:
    """Not by itself, by an older one, or by a draft; and without any it is withdrawn (003-B5)."""
    in_force(desk)
    desk.given(c.Draft, **DRAFT, edition=2, actor=FIRST)
    by = {**THIS, "replaced_by": NEXT["document"], "reason": "换版"}
    assert desk.refusal(c.Retire, **by, actor=LEAD).cited == ("Refused", CONTROL)
    itself = {**THIS, "replaced_by": THIS["document"], "reason": "换版"}
    assert desk.refusal(c.Retire, **itself, actor=LEAD).cited == ("Invalid", CONTROL)
    nothing = {**THIS, "replaced_by": "document-xm01-KF009-9", "reason": "换版"}
    assert desk.refusal(c.Retire, **nothing, actor=LEAD).kind == "Invalid"
    desk.given(c.Review, **NEXT, actor=LEAD).given(c.Retire, **by, actor=LEAD)
    desk.given(c.Issue, **NEXT, actor=LEAD)
    desk.given(c.Retire, **NEXT, reason="不再适用", actor=LEAD)
    assert desk.state.stage is DocumentStage.RETIRED


def test_one_edition_is_in_force(desk: Scenario) -> None:
    """A newer one is issued once the older is retired, and none behind a newer one (003-B5)."""
    in_force(desk)
    last = {"document": "document-xm01-KF009-5"}
    for this, edition in ((NEXT, 2), (last, 5)):
        desk.given(c.Draft, **DRAFT, edition=edition, actor=FIRST).given(c.Review, **this, actor=LEAD)
    assert desk.refusal(c.Issue, **last, actor=LEAD).cited == ("Refused", CONTROL)
    desk.given(c.Retire, **THIS, replaced_by=last["document"], reason="r", actor=LEAD)
    desk.given(c.Issue, **last, actor=LEAD)
    assert desk.refusal(c.Issue, **NEXT, actor=LEAD).cited == ("Refused", CONTROL)
    desk.given(c.Retire, **last, reason="r", actor=LEAD)
    assert desk.refusal(c.Issue, **NEXT, actor=LEAD).cited == ("Refused", CONTROL)


def test_a_draft_that_is_taken_back_is_written_anew(drafted: Scenario) -> None:
    """Under the same code and edition; one in force is not taken back."""
    drafted.given(c.Withdraw, **THIS, reason="漏写一章", actor=LEAD)
    drafted.given(c.Draft, **{**DRAFT, "pages": 4}, actor=SECOND)
    assert drafted.refusal(c.Review, **THIS, actor=SECOND).kind == "Forbidden"
    drafted.given(c.Review, **THIS, actor=FIRST).given(c.Issue, **THIS, actor=LEAD)
    assert drafted.refusal(c.Withdraw, **THIS, reason="r", actor=LEAD).cited == ("Refused", CONTROL)


def test_an_annex_belongs_to_another_document(desk: Scenario) -> None:
    """Nothing is an annex of itself (004-15a)."""
    of_itself = desk.refusal(c.Draft, **DRAFT, annex_to=THIS["document"])
    assert of_itself.cited == ("Invalid", "004-15a")


def test_the_list_of_the_handbook_is_that_of_the_text() -> None:
    """Twenty-four documents with their pages, in order (003-B6); the rest are named only."""
    listed = [one for one in handbook().documents if not one.is_named_only]
    assert [one.code for one in listed] == [f"KF{number:03d}" for number in range(1, 25)]
    pages = [one.page or 0 for one in listed]
    assert pages == sorted(pages)
    assert pages[-1] == 56
    named = [one for one in handbook().documents if one.is_named_only]
    assert {one.article for one in named} >= {"002-r1-5.A", "004-A2", "004-A5", "004-16b", "004-17b"}
    codes = {one.code for one in handbook().documents}
    assert {one.annex_to for one in named} - {None} <= codes


async def test_the_page_shows_its_life(desk: Scenario, tmp_path: Path) -> None:
    """The list has a row for each edition, and each leads to its story, in both languages."""
    desk.given(site.Open, name_zh="厦门", name_en="Xiamen")
    in_force(desk)
    desk.given(c.Assess, **THIS, fitness="to_be_revised", remark="r", actor=THIRD)
    page = await page_of(desk, tmp_path, "/documents?mark=is_to_be_decided")
    assert f'href="/documents/{THIS["document"]}"' in page
    assert "to be revised" in page
    assert "适用性评审" in await page_of(desk, tmp_path, f"/documents/{THIS['document']}", "zh")
    desk.given(c.DecideRevision, **THIS, is_accepted=True, remark="r", actor=LEAD)
    assert "Revision accepted" in await page_of(desk, tmp_path / "2", f"/documents/{THIS['document']}")
