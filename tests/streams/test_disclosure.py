"""What others want to know of a customer: asked for, allowed by a supervisor, told by who asked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from answerable.streams.disclosure import commands as c
from answerable.streams.disclosure import events as e
from answerable.streams.disclosure.events import DisclosedData
from answerable.streams.disclosure.flow import APPROVAL, DisclosureStage
from answerable.streams.site import commands as site
from tests.services.intake.scenario import FIRST, LEAD, SECOND, THIRD, Scenario
from tests.streams.pages import page_of

THIS = {"disclosure": "disclosure-1"}
ASKED: dict[str, Any] = {
    "customer": "customer-1",
    "sought": "phone_number",
    "asker": "courier",
    "purpose": "to deliver a parcel",
}


@pytest.fixture
def asked(desk: Scenario) -> Scenario:
    """Somebody asked for a customer's number."""
    return desk.given(c.Ask, **THIS, **ASKED, actor=FIRST)


def test_what_was_allowed_is_what_is_told(asked: Scenario) -> None:
    """Whoever asked tells it, once; whose data, what and who allowed it follows."""
    asked.given(c.Approve, **THIS, actor=LEAD)
    (told,) = asked.when(c.Tell, **THIS, actor=FIRST)
    sought = DisclosedData.PHONE_NUMBER
    assert told == (e.Told, {"customer": "customer-1", "sought": sought, "approved_by": LEAD})
    assert asked.refusal(c.Tell, **THIS, actor=FIRST).cited == ("Refused", APPROVAL)


def test_what_an_import_allowed_is_told(asked: Scenario) -> None:
    """Where another system's records do not say who allowed it, that they do stands there."""
    asked.given(c.Approve, **THIS, actor="system-import")
    ((_, told),) = asked.when(c.Tell, **THIS, actor=FIRST)
    assert told["approved_by"] == "system-import"


def test_nothing_is_told_without_an_approval(asked: Scenario) -> None:
    """Neither before it was allowed, nor by anybody else, nor once it was not allowed (002-r7-3)."""
    assert asked.refusal(c.Tell, **THIS, actor=FIRST).cited == ("Refused", APPROVAL)
    asked.given(c.Approve, **THIS, actor=LEAD)
    assert asked.refusal(c.Tell, **THIS, actor=SECOND).cited == ("Refused", APPROVAL)
    other = {"disclosure": "disclosure-2"}
    asked.given(c.Ask, **other, **ASKED, actor=FIRST).given(c.Refuse, **other, reason="r", actor=LEAD)
    assert asked.refusal(c.Tell, **other, actor=FIRST).cited == ("Refused", APPROVAL)


def test_nobody_allows_their_own(asked: Scenario) -> None:
    """Nor takes back what they asked for or decided on."""
    for model, more in ((c.Approve, {}), (c.Refuse, {"reason": "r"}), (c.Withdraw, {"reason": "r"})):
        assert asked.refusal(model, **THIS, **more, actor=FIRST).kind in {"Refused", "Forbidden"}
    asked.given(c.Approve, **THIS, actor=LEAD)
    assert asked.refusal(c.Withdraw, **THIS, reason="r", actor=LEAD).kind in {"Refused", "Forbidden"}
    asked.given(c.Withdraw, **THIS, reason="r", actor=THIRD)
    assert asked.state.stage is DisclosureStage.WITHDRAWN


async def test_the_page_shows_it(asked: Scenario, tmp_path: Path) -> None:
    """The list in both languages, and the story."""
    asked.given(site.Open, name_zh="厦门", name_en="Xiamen")
    page = await page_of(asked, tmp_path / "1", "/disclosures?sought=phone_number")
    assert 'href="/disclosures/disclosure-1"' in page
    assert "电话号码" in await page_of(asked, tmp_path / "2", "/disclosures/disclosure-1", "zh")
