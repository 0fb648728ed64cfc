"""The page of what becomes due: what is over first, then day by day, narrowed and taken away."""

from __future__ import annotations

import re
from html import unescape

import httpx
import pytest

from answerable.errors import NotFound
from answerable.queries import callbacks
from answerable.queries.callbacks import OwedTold
from tests.services.console.browsing import text_of
from tests.services.console.given.callbacks import nothing_owed, owed_told
from tests.services.console.given.moments import NOW
from tests.services.console.sample import FakeCaller

DAYS = ((1, "begun", 0), (2, "day_off", 0), (3, "day_off", 0), (4, "holiday", 0), (5, "due", 1))


async def test_what_is_over_comes_first(browser: httpx.AsyncClient) -> None:
    """Each with its name in one's language, whose it is, its matter, and whether its miss is on record."""
    page = await text_of(browser, "/due")
    assert page.index("答复移交") < page.index("答复投诉") < page.index("每月技能考试")
    assert 'href="/obligations/obligation-transfer-answer-1"' in page
    assert "已登记" in page
    assert page.count(">暂定参数<") == 3
    assert "Answer a transfer" in await text_of(browser, "/due", "en")


async def test_it_is_narrowed_by_its_address(browser: httpx.AsyncClient, caller: FakeCaller) -> None:
    """By site, person, kind and state; a state that there is none of is refused."""
    page = await text_of(browser, "/due?state=today&site=xm01&owed_by=staff-a1&rule=complaint-reply")
    assert "答复投诉" in page
    assert "答复移交" not in page
    (asked,) = (one for one in caller.asked if isinstance(one, callbacks.Owed))
    assert (asked.site, asked.owed_by, asked.rule) == ("xm01", "staff-a1", "complaint-reply")
    assert (await browser.get("/due?state=never")).status_code == 422


async def test_nothing_is_owed(browser: httpx.AsyncClient, caller: FakeCaller) -> None:
    """The page says so."""
    caller.table[callbacks.Owed] = nothing_owed()
    assert "没有到期事项" in await text_of(browser, "/due")


@pytest.mark.parametrize("form", ["csv", "xlsx"])
async def test_it_is_taken_away(browser: httpx.AsyncClient, form: str) -> None:
    """As a file of all rows."""
    answer = await browser.get(f"/due.{form}?site=xm01")
    assert answer.status_code == 200
    assert f".{form}" in answer.headers["content-disposition"]


async def test_it_is_explained_until_when(browser: httpx.AsyncClient) -> None:
    """The list leads there: which stretches count, both numbers and both moments, and the way to move it."""
    address = "/due/obligation-transfer-answer-1/limit"
    assert f'href="{address}"' in await text_of(browser, "/due")
    page = await text_of(browser, address, "en")
    said = ("Answer a transfer", "60 working minutes", "the rulebook proposes 120 working minutes", "break")
    assert [one for one in said if one not in page] == []
    assert page.count("<tr>") == 1 + 3
    moves = re.search(r'href="(/do/obligation/move[^"]*)"', page)
    assert moves is not None
    form = await text_of(browser, unescape(moves[1]), "en")
    for value in ("transfer-answer", "case-7", "3"):
        assert f'value="{value}"' in form
    assert "60 工作分钟" in await text_of(browser, address, "zh")


async def test_days_are_explained_too(browser: httpx.AsyncClient, caller: FakeCaller) -> None:
    """Which of them count; what is done or over is not moved."""
    days = [{"on": f"2016-04-0{day}", "why": why, "days": n} for day, why, n in DAYS]
    done = {
        "steps": (),
        "done_at": NOW,
        "number": 1,
        "unit": "working_days",
        "proposed": None,
        "timetable": None,
    }
    told = OwedTold.model_validate({**owed_told().model_dump(), **done, "days": days})
    caller.table[callbacks.OwedExplained] = told
    page = await text_of(browser, "/due/obligation-transfer-answer-1/limit", "en")
    assert [
        one for one in ("1 working days", "it began: not counted", "holiday: left out") if one not in page
    ] == []
    assert "/do/obligation/move" not in page


async def test_what_is_not_owed_is_not_explained(browser: httpx.AsyncClient, caller: FakeCaller) -> None:
    """Nor what whoever looks may not see: the page says that there is none."""
    caller.table[callbacks.OwedExplained] = NotFound("nothing is owed by that name")
    assert (await browser.get("/due/obligation-none/limit")).status_code == 404
