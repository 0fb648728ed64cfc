"""The roster's page: each day with who is on duty, and what is amiss."""

from __future__ import annotations

import httpx

from answerable.identity import Grant
from answerable.queries import desk
from answerable.streams.staff.events import Role
from tests.services.console.browsing import text_of
from tests.services.console.entered import proved
from tests.services.console.sample import FakeCaller


async def test_each_day_says_who_is_on_duty(browser: httpx.AsyncClient) -> None:
    """A day without anybody, a holiday with too few, and a swap that nobody entered stand out."""
    page = await text_of(browser, "/roster?site=xm01")

    assert "无人值班" in page
    assert "未加强值班" in page
    assert "有 2 天缺漏" in page
    assert 'href="/swaps/swap-1"' in page
    assert "09:03–17:03" in page
    assert "nobody on duty" in await text_of(browser, "/roster?site=xm01", "en")


async def test_it_begins_with_a_site_of_its_reader(browser: httpx.AsyncClient, caller: FakeCaller) -> None:
    """Where none is said; the month is what is asked."""
    caller.proved = proved(Grant(role=Role.LEAD, site="xm01"))
    await text_of(browser, "/roster?month=2016-04")

    assert desk.Roster(site="xm01", month="2016-04") in caller.asked


async def test_it_stands_on_the_page_of_registers(browser: httpx.AsyncClient) -> None:
    """And in no menu."""
    assert 'href="/roster"' in await text_of(browser, "/registers")
