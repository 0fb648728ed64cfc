"""What somebody may not ask is not offered to them, and said kindly where they ask it all the same."""

from __future__ import annotations

import re

import httpx
import pytest

from answerable.errors import Forbidden, Unauthenticated
from answerable.identity import Grant, Principal
from answerable.identity.answers import Denied
from answerable.identity.permission import may
from answerable.queries import audit, desk
from answerable.streams.staff.events import Role
from tests.services.console.entered import proved
from tests.services.console.sample import FakeCaller


def areas(page: str) -> list[str]:
    head = page[page.index("<nav") : page.index("</nav>")]
    return list(dict.fromkeys(re.findall(r'href="/(\w*)"', head)))


def be(caller: FakeCaller, *grants: Grant) -> None:
    """Let whoever is signed in have these roles from now on."""
    caller.proved = proved(*grants)


@pytest.mark.parametrize(
    ("role", "has", "lacks"),
    [
        (
            Role.AGENT,
            {"", "overview", "cases", "callbacks", "handovers", "complaints"},
            {"scores", "access", "system"},
        ),
        (Role.MANAGER, {"", "overview", "cases", "scores", "access"}, {"system"}),
        (Role.OPERATIONS, {"", "system"}, {"overview", "cases", "scores", "access"}),
        (Role.DATA_PROTECTION_OFFICER, {"", "access"}, {"overview", "cases", "scores", "system"}),
    ],
)
async def test_an_area_is_there_for_those_who_may_see_something_in_it(
    browser: httpx.AsyncClient, caller: FakeCaller, role: Role, has: set[str], lacks: set[str]
) -> None:
    """The head of every page, by the table of who may do what."""
    be(caller, Grant(role=role, site="xm01"))
    shown = set(areas((await browser.get("/search")).text))
    assert (has - shown, lacks & shown) == (set(), set())


async def test_the_head_says_who_is_signed_in(browser: httpx.AsyncClient, caller: FakeCaller) -> None:
    """By name where they have one, with their roles and sites, and the way out."""
    caller.proved = proved(
        Grant(role=Role.LEAD, site="xm01"), Grant(role=Role.AUDITOR), person="staff-7"
    ).model_copy(update={"name": "黄晓燕", "is_sample": True})
    page = (await browser.get("/cases")).text
    menu = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page[page.index('class="me"') :]))
    assert " 黄晓燕 黄晓燕 staff-7 示例 领班 xm01 审计 全部站点 我的账号 我的视图 退出登录 " in menu


async def test_the_first_page_is_one_that_they_have(browser: httpx.AsyncClient, caller: FakeCaller) -> None:
    """Operations find how the services are, and no case."""
    be(caller, Grant(role=Role.OPERATIONS, site="xm01"))
    response = await browser.get("/")
    assert (response.status_code, 'id="views"' in response.text) == (200, True)
    assert "/cases" not in response.text


async def test_whoever_has_no_overview_is_led_to_what_they_have(
    browser: httpx.AsyncClient, caller: FakeCaller
) -> None:
    """And is not told off."""
    be(caller, Grant(role=Role.OPERATIONS, site="xm01"))
    response = await browser.get("/overview")
    assert (response.status_code, response.headers["location"]) == (303, "/")


async def test_the_overview_asks_what_they_may_see(browser: httpx.AsyncClient, caller: FakeCaller) -> None:
    """An agent's has no findings and no views, and nothing of it has failed."""
    be(caller, Grant(role=Role.AGENT, site="xm01"))
    page = (await browser.get("/overview")).text
    asked = {type(one) for one in caller.asked}
    assert desk.Overview in asked
    assert not asked & {audit.Findings, desk.Views, audit.Views}
    assert 'data-live="tile.cases_open"' in page
    assert "tile.findings" not in page
    assert 'role="alert"' not in page
    assert "/system" not in page


async def test_what_is_not_theirs_is_not_searched(browser: httpx.AsyncClient, caller: FakeCaller) -> None:
    """So nothing of it is missing either."""
    be(caller, Grant(role=Role.AGENT, site="xm01"))
    page = (await browser.get("/search?text=INC")).text
    assert desk.OtherMatters not in {type(one) for one in caller.asked}
    assert 'class="notice' not in page
    assert 'href="/scores/xm01/staff-900/2016-0' in page


async def test_only_sites_that_they_may_see_can_be_chosen(
    browser: httpx.AsyncClient, caller: FakeCaller
) -> None:
    """Whatever the desk has told."""
    be(caller, Grant(role=Role.AGENT, site="fz02"))
    page = (await browser.get("/cases")).text
    chooser = page[page.index('<select name="site"') :].partition("</select>")[0]
    assert re.findall(r'<option value="(\w*)"', chooser) == ["", "fz02"]


@pytest.mark.parametrize(
    ("lang", "said"),
    [("zh", "您的岗位不能查看或办理"), ("en", "This is not for your role")],
)
async def test_a_refusal_says_whose_role_may_and_leads_back(
    browser: httpx.AsyncClient, caller: FakeCaller, lang: str, said: str
) -> None:
    """Status 403, the sentence of the table, and ways to areas that they have."""
    be(caller, Grant(role=Role.AGENT, site="xm01"))
    asker = Principal(id="staff-900", grants=caller.proved.grants)
    denied = may(asker, "audit.findings", "xm01")
    assert isinstance(denied, Denied)
    caller.fail("audit", denied.as_error())
    response = await browser.get("/access", headers={"accept-language": lang})
    assert response.status_code == 403
    assert said in response.text
    assert {"zh": "经理、总经理", "en": "manager, general manager"}[lang] in response.text
    main = response.text[response.text.index("<main") :]
    assert 'class="button" href="/"' in main


async def test_a_part_that_is_not_theirs_is_no_failure(
    browser: httpx.AsyncClient, caller: FakeCaller
) -> None:
    """On a page whose other parts they may see, it says so, and nobody is told to start a service."""
    caller.table[desk.LedgerStatus] = Forbidden("not yours")
    page = await browser.get("/system", headers={"accept-language": "en"})
    assert page.status_code == 200
    assert "This is not for your role" in page.text
    assert "answerable run desk" not in page.text


async def test_a_proof_that_holds_no_more_is_asked_for_again(
    browser: httpx.AsyncClient, caller: FakeCaller
) -> None:
    """Once: roles may have changed since; a second time it is the service's failure, and no circle."""
    caller.fail("desk", Unauthenticated("that token holds no more"))
    response = await browser.get("/cases")
    assert response.status_code == 500


async def test_a_page_is_in_the_language_that_its_reader_has_said(
    browser: httpx.AsyncClient, caller: FakeCaller
) -> None:
    """Before what their browser wants, and behind what they chose on a page."""
    caller.proved = proved().model_copy(update={"language": "en"})
    assert '<html lang="en">' in (await browser.get("/cases", headers={"accept-language": "zh"})).text
    chosen = await browser.get("/cases?lang=zh", headers={"accept-language": "zh"})
    assert '<html lang="zh-CN">' in chosen.text
    assert '<html lang="zh-CN">' in (await browser.get("/cases")).text
