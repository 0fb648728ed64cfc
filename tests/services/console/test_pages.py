"""What all pages share, asked over HTTP of an application whose services are a stand-in."""

from __future__ import annotations

import re

import httpx
import pytest

from answerable.errors import Unavailable
from answerable.queries import desk
from answerable_services.console.language import Language, words_of
from tests.services.console.browsing import CASES, STATEMENT, text_of
from tests.services.console.sample import FakeCaller, empty_answers

PAGES = (
    "/",
    "/overview",
    "/plots",
    "/cases",
    "/cases/case-INC0000045",
    "/scores",
    STATEMENT,
    "/callbacks",
    "/due/calendar",
    "/handovers",
    "/complaints",
    "/faults",
    "/access",
    "/system",
    "/admin/people",
    "/admin/sites",
    "/admin/tokens",
)

OWN = ("/account", "/admin/access", "/admin/people/staff-149", "/admin/people/staff-150")
"""What is about somebody, or the same everywhere, and so never empty."""


ENTRANCE = ("/sign-in", "/join?link=good", "/join?link=none", "/sign-in/code")


@pytest.mark.parametrize("lang", Language)
@pytest.mark.parametrize("path", [*PAGES, *OWN, *ENTRANCE])
async def test_no_page_shows_a_raw_key(browser: httpx.AsyncClient, path: str, lang: Language) -> None:
    """Every word on a page is a word, in the page's own language."""
    browser.cookies.set("ticket", "device-1.x")
    page = (await browser.get(path, headers={"accept-language": lang})).text
    page = re.sub(r"<code>[a-z_.*]+</code>", "", page)  # what a program is to be told by that name
    shown = set(re.findall(r"[a-z_]+(?:\.[a-z_0-9]+)+", re.sub(r"<[^>]*>", " ", page)))
    assert shown & words_of(lang).keys == set()
    assert f'<html lang="{lang.tag}">' in page


@pytest.mark.parametrize(
    "path", [path for path in PAGES if path not in {STATEMENT, "/cases/case-INC0000045"}]
)
async def test_an_empty_installation_says_what_to_do_next(
    browser: httpx.AsyncClient, caller: FakeCaller, path: str
) -> None:
    """Nothing to show is a sentence, not a blank."""
    caller.table = empty_answers()
    assert 'class="empty"' in await text_of(browser, path)


async def test_the_overview_adds_up_the_sites(browser: httpx.AsyncClient) -> None:
    """38 open cases in Xiamen and 11 in Fuzhou are 49."""
    page = await text_of(browser, "/overview")
    assert '<b data-live="tile.cases_open">49</b>' in page
    assert re.findall(r'data-live="xm01.cases_open">([^<]*)<', page) == ["38"]


async def test_the_language_is_kept_in_a_cookie(browser: httpx.AsyncClient) -> None:
    """Chosen once, it holds for the next page; switching keeps the filter."""
    chosen = await browser.get("/cases?site=xm01&lang=en")
    assert chosen.headers.get_list("set-cookie") == [
        "lang=en; HttpOnly; Max-Age=31536000; Path=/; SameSite=lax"
    ]
    following = await browser.get("/cases?site=xm01")
    assert '<html lang="en">' in following.text
    assert 'href="/cases?site=xm01&amp;lang=zh"' in following.text
    assert "set-cookie" not in following.headers


async def test_the_tile_of_waiting_transfers_leads_to_them(
    browser: httpx.AsyncClient, caller: FakeCaller
) -> None:
    """And the list behind it asks for nothing else."""
    assert 'href="/cases?mark=is_waiting"' in await text_of(browser, "/overview")
    caller.asked.clear()
    await text_of(browser, "/cases?mark=is_waiting")
    assert CASES.query.model_validate({"mark": "is_waiting", "limit": 50}) in caller.asked


async def test_moments_are_written_by_the_sites_own_clock(
    browser: httpx.AsyncClient, caller: FakeCaller
) -> None:
    """Where sites' clocks differ, each moment says how far it is from UTC."""
    fuzhou, xiamen = caller.table[desk.Sites].sites
    far = xiamen.model_copy(update={"timezone": "Asia/Urumqi"})
    caller.table[desk.Sites] = desk.SiteNames(sites=(fuzhou, far))
    page = await text_of(browser, "/complaints")
    assert set(re.findall(r">[\d-]{10} [\d:]{5}( [^<]*)?</time>", page)) == {" +06:00"}


async def test_a_sites_clock_is_remembered_when_intake_is_silent(
    browser: httpx.AsyncClient, caller: FakeCaller
) -> None:
    """Another service's page keeps its times as they were."""
    before = re.findall(r"<time[^>]*>", await text_of(browser, "/access"))
    caller.fail("desk", Unavailable("no answer"))
    assert re.findall(r"<time[^>]*>", await text_of(browser, "/access")) == before


@pytest.mark.parametrize("path", ["/handovers?on=yesterday", "/callbacks?state=late", "/access?group=age"])
async def test_an_address_that_cannot_be_is_said_to_be_so(browser: httpx.AsyncClient, path: str) -> None:
    """Nothing is guessed from a wrong word."""
    assert "地址" in await text_of(browser, path, status=422)


@pytest.mark.parametrize(("language", "shared", "alone"), [("zh", "测试", "别处"), ("en", "T", "Elsewhere")])
async def test_sites_of_one_name_are_told_apart(
    browser: httpx.AsyncClient, caller: FakeCaller, language: str, shared: str, alone: str
) -> None:
    """Where two sites have one name in the page's language, each has its id beside it, and no other has."""
    caller.table[desk.Sites] = desk.SiteNames(
        sites=tuple(
            desk.SiteName(site=name, name_zh=zh, name_en=en, timezone="Asia/Shanghai")
            for name, zh, en in (("hh00", "测试", "T"), ("hh01", "测试", "T"), ("hh02", "别处", "Elsewhere"))
        )
    )
    page = (await browser.get("/cases", params={"lang": language})).text
    shown = re.findall(r'<option value="(hh\d\d)"[^>]*>([^<]+)</option>', page)

    assert shown == [("hh00", f"{shared} · hh00"), ("hh01", f"{shared} · hh01"), ("hh02", alone)]
