"""The page of what becomes due: what is over first, then day by day, narrowed and taken away."""

from __future__ import annotations

import httpx
import pytest

from answerable.queries import callbacks
from tests.services.console.browsing import text_of
from tests.services.console.given.callbacks import nothing_owed
from tests.services.console.sample import FakeCaller


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
