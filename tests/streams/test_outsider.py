"""Who is let into the office: somebody answers for them, and what stays here is of what was brought."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from answerable.streams.outsider import commands as c
from answerable.streams.outsider import events as e
from answerable.streams.outsider.flow import KEPT_OUT, OutsiderStage
from answerable.streams.site import commands as site
from tests.services.intake.scenario import FIRST, LEAD, SECOND, Scenario
from tests.streams.pages import page_of

THIS = {"outsider": "outsider-1"}
LET_IN: dict[str, Any] = {
    "outsider_role": "fitter of the air conditioning",
    "purpose": "yearly service",
    "place": "office, machine room",
    "devices": ("laptop 7", "meter 3"),
}


@pytest.fixture
def inside(desk: Scenario) -> Scenario:
    """Somebody was let in."""
    return desk.given(c.Admit, **THIS, **LET_IN, actor=FIRST)


def test_they_leave_with_what_they_brought(inside: Scenario) -> None:
    """Anybody on duty sees them off; what stays is named, and was brought."""
    assert inside.refusal(c.SeeOff, **THIS, devices_kept=("disk 1",)).cited == ("Invalid", KEPT_OUT)
    assert inside.refusal(c.SeeOff, **THIS, devices_kept=("meter 3",) * 2).cited == ("Invalid", "unique")
    (left,) = inside.when(c.SeeOff, **THIS, devices_kept=("meter 3",), actor=SECOND)
    assert left == (e.SeenOff, {"devices_kept": ("meter 3",)})
    assert inside.refusal(c.SeeOff, **THIS).kind == "Refused"


def test_a_device_is_named_once(desk: Scenario) -> None:
    """What is on the list twice cannot be counted."""
    doubled = {**LET_IN, "devices": ("laptop 7", "laptop 7")}
    assert desk.refusal(c.Admit, **THIS, **doubled).cited == ("Invalid", "unique")


def test_corrections(inside: Scenario) -> None:
    """What was said is put right; a leaving is taken back; the entry by anybody but who let them in."""
    inside.given(c.Correct, **THIS, place="office", reason="r", actor=FIRST)
    inside.given(c.SeeOff, **THIS).given(c.WithdrawLeaving, **THIS, reason="r", actor=FIRST)
    assert inside.state.stage is OutsiderStage.INSIDE
    assert inside.refusal(c.Withdraw, **THIS, reason="r", actor=FIRST).kind in {"Refused", "Forbidden"}
    inside.given(c.Withdraw, **THIS, reason="r", actor=LEAD)


async def test_the_page_shows_who_is_inside(inside: Scenario, tmp_path: Path) -> None:
    """With their devices, in both languages."""
    inside.given(site.Open, name_zh="厦门", name_en="Xiamen")
    page = await page_of(inside, tmp_path / "1", "/outsiders?mark=is_inside")
    assert 'href="/outsiders/outsider-1"' in page
    assert "laptop 7" in page
    assert "在办公区" in await page_of(inside, tmp_path / "2", "/outsiders/outsider-1", "zh")
