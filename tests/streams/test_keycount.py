"""The keys are counted: against their cards, all that were counted last, each that is late with its cause."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from answerable.streams.key import commands as key
from answerable.streams.keycount import commands as c
from answerable.streams.keycount import events as e
from answerable.streams.keycount.events import KeyShift
from answerable.streams.keycount.flow import KeycountStage
from answerable.streams.site import commands as site
from tests.services.intake.scenario import FIRST, LEAD, SECOND, Scenario
from tests.streams.pages import page_of

TODAY = date(2016, 3, 10)
EARLY: dict[str, Any] = {"on": TODAY, "shift": "early"}
LATE: dict[str, Any] = {"on": TODAY, "shift": "late"}
COUNT = "keycount-xm01-20160310-early"


@pytest.fixture
def cards(desk: Scenario) -> Scenario:
    """Two keys in their places: one piece and three."""
    for number, pieces in ((1, 1), (2, 3)):
        said = {"label": f"K{number}", "opens": "库房", "key_class": "office", "place": "前台"}
        desk.given(key.Catalogue, key=f"key-{number}", pieces=pieces, **said)
    return desk


def lend(desk: Scenario, number: int = 1, back_by: date = TODAY) -> Scenario:
    this = {"key": f"key-{number}"}
    said = {"purpose": "repair", "details": "d", "back_by": back_by, "actor": SECOND}
    desk.given(key.AskForLoan, **this, **said).given(key.ApproveLoan, **this, actor=LEAD)
    return desk.given(key.HandOut, **this, actor=FIRST)


def lines(first: int, second: int, **more: Any) -> dict[str, Any]:
    return {"keys": ({"key": "key-1", "counted": first, **more}, {"key": "key-2", "counted": second})}


def test_a_count_that_is_as_the_cards_say(cards: Scenario) -> None:
    """How many should lie there is worked out; somebody else confirms."""
    (told,) = cards.when(c.CountKeys, **EARLY, **lines(1, 3))
    assert told[0] is e.Counted
    assert (told[1]["expected"], told[1]["counted"], told[1]["late"]) == (4, 4, 0)
    assert cards.refusal(c.Confirm, keycount=COUNT, actor=FIRST).cited == ("Forbidden", "002-r9-1.1.2")
    cards.given(c.Confirm, keycount=COUNT, actor=SECOND)
    assert cards.state.stage is KeycountStage.CONFIRMED


def test_a_count_that_differs_is_a_finding(cards: Scenario) -> None:
    """It says which keys, is confirmed by nobody, and explained by somebody else than who counted."""
    told = cards.when(c.CountKeys, **EARLY, **lines(1, 2))
    assert told[1] == (e.Differed, {"labels": ("K2",)})
    assert cards.refusal(c.Confirm, keycount=COUNT, actor=SECOND).kind == "Refused"
    said = {"keycount": COUNT, "finding": "一把挂错钩"}
    assert cards.refusal(c.Settle, **said, actor=FIRST).kind == "Forbidden"
    cards.given(c.Settle, **said, actor=LEAD)
    assert cards.state.stage is KeycountStage.SETTLED


def test_what_is_lent_does_not_lie_there(cards: Scenario) -> None:
    """One that is counted all the same differs, like one that is missing; what is sealed is counted."""
    lend(cards).given(key.Seal, key="key-2", seal="F-1")
    told = cards.when(c.CountKeys, **EARLY, **lines(0, 3))
    assert len(told) == 1
    assert told[0][1]["keys"][0].borrower == SECOND
    cards.given(c.Withdraw, keycount=COUNT, actor=LEAD, reason="r")
    assert cards.when(c.CountKeys, **EARLY, **lines(1, 3))[1] == (e.Differed, {"labels": ("K1",)})


def test_why_a_key_is_not_back_is_said(cards: Scenario) -> None:
    """Of each that was due by then, and of no other (002-r3-B4)."""
    lend(cards)
    cards.given(c.CountKeys, **EARLY, **lines(0, 3))
    refusal = cards.refusal(c.CountKeys, **LATE, **lines(0, 3))
    assert refusal.cited == ("Invalid", "002-r3-B4")
    assert "/keys/0/cause" in refusal.message
    told = cards.when(c.CountKeys, **LATE, **lines(0, 3, cause="抢修到夜里"))
    assert told[0][1]["late"] == 1
    cards.later(days=1)
    tomorrow = {"on": TODAY + timedelta(days=1), "shift": "early"}
    assert cards.refusal(c.CountKeys, **tomorrow, **lines(0, 3)).cited == ("Invalid", "002-r3-B4")


def test_no_cause_without_need(cards: Scenario) -> None:
    """What lies there, or is not due yet, is not late."""
    assert cards.refusal(c.CountKeys, **LATE, **lines(1, 3, cause="c")).cited == ("Invalid", "002-r3-B4")


def test_no_key_drops_out(cards: Scenario) -> None:
    """What was counted last is counted again, until its card has ended."""
    cards.given(c.CountKeys, **EARLY, **lines(1, 3))
    only = {"keys": ({"key": "key-1", "counted": 1},)}
    refusal = cards.refusal(c.CountKeys, **LATE, **only)
    assert refusal.cited == ("Invalid", "002-r9-1.1.2")
    assert "K2" in refusal.message
    cards.given(key.Retire, key="key-2", reason="r").given(c.CountKeys, **LATE, **lines(1, 0))
    cards.later(days=1).given(c.CountKeys, on=TODAY + timedelta(days=1), shift="early", **only)


def test_a_key_stands_in_one_line(cards: Scenario) -> None:
    """And is one that there is."""
    twice = {"keys": ({"key": "key-1", "counted": 1},) * 2}
    assert cards.refusal(c.CountKeys, **EARLY, **twice).kind == "Invalid"
    none = {"keys": ({"key": "key-9", "counted": 1},)}
    assert "/keys/0/key" in cards.refusal(c.CountKeys, **EARLY, **none).message


def test_a_shift_counts_once_on_its_day(cards: Scenario) -> None:
    """A late one may end behind midnight; one that was taken back is counted anew."""
    cards.given(c.CountKeys, **EARLY, **lines(1, 3))
    assert cards.refusal(c.CountKeys, **EARLY, **lines(1, 3)).cited == ("Refused", "002-r9-1.1.2")
    for shift, days in (("early", 1), ("late", 2)):
        on = TODAY - timedelta(days=days)
        assert cards.refusal(c.CountKeys, on=on, shift=shift, **lines(1, 3)).kind == "Invalid"
    cards.given(c.CountKeys, on=TODAY - timedelta(days=1), shift=KeyShift.LATE, **lines(1, 3))


async def test_the_page_shows_what_differs(cards: Scenario, tmp_path: Path) -> None:
    """The list tells both numbers, and which keys differ."""
    cards.given(site.Open, name_zh="厦门", name_en="Xiamen")
    lend(cards).given(c.CountKeys, **LATE, **lines(0, 2, cause="抢修到夜里"))
    assert "QD2016" in await page_of(cards, tmp_path, "/keycounts?mark=is_different", "zh")
    page = await page_of(cards, tmp_path, "/keycounts/keycount-xm01-20160310-late", "zh")
    for shown in ("清点不符", "K2", "K1: 抢修到夜里"):
        assert shown in page
