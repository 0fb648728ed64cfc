"""A step's form says what it rests on: what the steps before it recorded, as long as that stands."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from answerable.events.base import Event
from answerable.queries import desk
from answerable.queries.base import Direction
from answerable.queries.matters import Story, TimelineEntry
from answerable.streams.case.events import Opened, TransferRequested
from answerable.streams.complaint import events as e
from answerable_services.console.language import Language, words_of
from tests.services.console.following import Visitor
from tests.services.console.given.moments import ago
from tests.services.console.sample import FakeCaller

TARGET = "complaint-76"
FILED = (e.Filed, {"topic": "回电", "channel": "call", "text": "等了三天"})
FOUND = (e.Investigated, {"findings": "录音显示未回电"})
UPHELD = (e.Upheld, {"responsible": "staff-149", "is_conflict": False, "reason": "属实"})
FIRST_PLAN = (e.PlanProposed, {"plan": "写信", "due_at": "2016-04-08T09:00:00+08:00"})
PLAN = (e.PlanProposed, {"plan": "当面致歉", "due_at": "2016-04-09T09:00:00+08:00"})
BACK = (e.JudgementWithdrawn, {"reason": "另有其人"})
DISMISSED = (e.NotUpheld, {"reason": "不属实"})

OPENED = (Opened, {"topic": "断电", "first_asked": "staff-101"})

Fact = tuple[type[Event], dict[str, Any]]


async def before(
    browser: httpx.AsyncClient,
    caller: FakeCaller,
    command: str,
    *facts: Fact,
    size: int = 100,
    target: str = TARGET,
) -> str:
    """Give what a form says of what was recorded before, behind some events of its matter."""
    entries = [
        TimelineEntry(
            sequence=number,
            event=f"{target}.{number}",
            type=event.event_type,
            occurred_at=ago(hours=9 - number),
            recorded_at=ago(hours=9 - number),
            actor="staff-101",
            is_imported=False,
            fields=fields,
        )
        for number, (event, fields) in enumerate(facts, 1)
    ]

    def story(query: Any) -> Story:
        newest = query.order is Direction.DESCENDING
        shown = entries[::-1][:size] if newest else entries[:size]
        after = shown[-1].sequence if len(shown) < len(entries) else None
        return Story(matter=target, site="xm01", facts={"topic": "t"}, entries=tuple(shown), after=after)

    caller.table[desk.StoryOf] = story
    stream, _, verb = command.partition(".")
    page = await Visitor(browser, "xm01").read(f"/do/{stream}/{verb}?site=xm01&target={target}")
    return page.partition('id="before"')[2].partition("<form")[0]


@pytest.mark.parametrize("language", Language)
async def test_a_plan_is_approved_by_who_has_read_it(
    browser: httpx.AsyncClient, caller: FakeCaller, language: Language
) -> None:
    """The form has the plan that stands, until when and by whom, and what it rests on, in words."""
    browser.cookies.set("language", language.value)
    told = await before(browser, caller, "complaint.approve_plan", FILED, FOUND, UPHELD, FIRST_PLAN, PLAN)

    for one in ("当面致歉", "2016-04-09 09:00", "录音显示未回电", "属实", "等了三天"):
        assert one in told
    assert "写信" not in told
    assert told.count("<li>") == 4
    assert told.index("录音显示未回电") < told.index("当面致歉")


async def test_what_was_taken_back_is_not_decided_on(browser: httpx.AsyncClient, caller: FakeCaller) -> None:
    """Behind a judgement that was taken back stand the findings, and nothing that hung on it."""
    told = await before(browser, caller, "complaint.uphold", FILED, FOUND, UPHELD, PLAN, BACK)
    assert "录音显示未回电" in told
    assert "当面致歉" not in told
    assert "属实" not in told

    anew = await before(browser, caller, "complaint.feed_back", FILED, FOUND, UPHELD, BACK, DISMISSED)
    assert "不属实" in anew


async def test_a_long_story_has_its_end(browser: httpx.AsyncClient, caller: FakeCaller) -> None:
    """What stands last is told however many events lie before it, and once."""
    told = await before(
        browser, caller, "complaint.approve_plan", FILED, FOUND, UPHELD, FIRST_PLAN, PLAN, size=3
    )
    assert "当面致歉" in told
    assert told.count("<li>") == 4


async def test_a_case_is_accepted_by_who_has_read_why(browser: httpx.AsyncClient, caller: FakeCaller) -> None:
    """The form of a step whose event is worked out has it too: who asks to take the case, and why."""
    asked = (TransferRequested, {"to": "staff-149", "reason": "需现场处理"})
    told = await before(browser, caller, "case.accept", OPENED, asked, target="case-76")
    assert "需现场处理" in told


async def test_what_decides_nothing_asks_without(browser: httpx.AsyncClient, caller: FakeCaller) -> None:
    """A correction of what was said at the beginning has the matter's facts alone; a taking back has more."""
    assert not await before(browser, caller, "complaint.correct_filing", FILED, FOUND)
    assert "录音显示未回电" in await before(browser, caller, "complaint.withdraw_step", FILED, FOUND)
    assert words_of(Language.ZH)("do.before")
