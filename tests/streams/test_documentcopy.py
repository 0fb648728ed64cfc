"""Copy of a document: only of what is in force, acknowledged by its holder, taken back."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from answerable.streams.document import commands as document
from answerable.streams.documentcopy import commands as c
from answerable.streams.documentcopy.flow import BINDING, CONTROL, DocumentCopyStage
from answerable.streams.site import commands as site
from tests.services.intake.scenario import FIRST, LEAD, SECOND, Scenario
from tests.streams.pages import page_of
from tests.streams.rows import row_of
from tests.streams.test_document import DRAFT, THIS, in_force

COPY = {"documentcopy": c.documentcopy_id(THIS["document"], 3)}
OUT: dict[str, Any] = {**THIS, "staff": SECOND, "copy_no": 3}


@pytest.fixture
def out(desk: Scenario) -> Scenario:
    """The second person has a copy of a document in force."""
    return in_force(desk).given(c.HandOut, **OUT, actor=LEAD)


def test_only_what_is_in_force_is_handed_out(desk: Scenario) -> None:
    """Neither a draft, nor what was retired, nor what is not there."""
    assert desk.refusal(c.HandOut, **OUT, actor=LEAD).kind == "Invalid"
    desk.given(document.Draft, **DRAFT, actor=FIRST)
    assert desk.refusal(c.HandOut, **OUT, actor=LEAD).cited == ("Refused", CONTROL)
    desk.given(document.Review, **THIS, actor=LEAD).given(document.Issue, **THIS, actor=LEAD)
    desk.given(document.Retire, **THIS, reason="r", actor=LEAD)
    assert desk.refusal(c.HandOut, **OUT, actor=LEAD).cited == ("Refused", CONTROL)


def test_what_is_over_is_not_handed_out(desk: Scenario) -> None:
    """On its last day it is, and not behind that."""
    notice = {**DRAFT, "code": "TZ001", "first_page": None, "valid_until": date(2016, 3, 20)}
    this = {"document": "document-xm01-TZ001-1"}
    desk.given(document.Draft, **notice, actor=FIRST)
    desk.given(document.Review, **this, actor=LEAD).given(document.Issue, **this, actor=LEAD).later(days=10)
    desk.given(c.HandOut, **{**OUT, **this}, actor=LEAD).later(days=1)
    other = {**OUT, **this, "staff": FIRST}
    assert desk.refusal(c.HandOut, **other, actor=LEAD).cited == ("Refused", CONTROL)


def test_nobody_acknowledges_for_another(out: Scenario) -> None:
    """Whoever has the copy says that they know it, once (003-B1)."""
    assert out.refusal(c.Acknowledge, **COPY, actor=FIRST).cited == ("Forbidden", BINDING)
    out.given(c.Acknowledge, **COPY, actor=SECOND)
    assert out.refusal(c.Acknowledge, **COPY, actor=SECOND).kind == "Refused"


def test_a_number_is_one_persons(out: Scenario) -> None:
    """Another has it once it is back; then it is to be read anew (003-B5)."""
    other = {**OUT, "staff": FIRST}
    assert out.refusal(c.HandOut, **other, actor=LEAD).cited == ("Refused", CONTROL)
    out.given(c.HandOut, **{**other, "copy_no": 4}, actor=LEAD)
    out.given(c.Acknowledge, **COPY, actor=SECOND).given(c.Recall, **COPY, reason="调岗", actor=LEAD)
    assert row_of(out)["acknowledged_at"] is not None
    out.given(c.HandOut, **other, actor=LEAD)
    assert (out.state.staff, out.state.stage) == (FIRST, DocumentCopyStage.TO_BE_READ)
    assert row_of(out)["acknowledged_at"] is None


def test_nobody_says_that_they_go_by_what_is_retired(out: Scenario) -> None:
    """Its copies are taken back, and wait for nobody."""
    out.given(document.Retire, **THIS, reason="r", actor=LEAD)
    assert out.refusal(c.Acknowledge, **COPY, actor=SECOND).cited == ("Refused", CONTROL)
    out.given(c.Recall, **COPY, reason="r", actor=LEAD)


async def test_the_page_shows_who_has_it(desk: Scenario, tmp_path: Path) -> None:
    """With its number and whether it was read."""
    desk.given(site.Open, name_zh="厦门", name_en="Xiamen")
    in_force(desk).given(c.HandOut, **OUT, actor=LEAD)
    page = await page_of(desk, tmp_path, f"/documentcopies?mark=is_unread&staff={SECOND}")
    assert f'href="/documentcopies/{COPY["documentcopy"]}"' in page
    assert "待签阅" in await page_of(desk, tmp_path, "/documentcopies", "zh")
