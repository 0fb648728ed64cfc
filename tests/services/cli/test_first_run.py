"""From an empty directory to people at work: the set-up, the first link, and everything else in the pages."""

from __future__ import annotations

import asyncio
import html
import re
from datetime import date
from pathlib import Path

import httpx
import pytest

from answerable_services.console.forgery import FIELD
from tests.services.cli.running import Centre, answerable, until, up
from tests.services.console.following import Visitor, said

pytestmark = [pytest.mark.server, pytest.mark.slow]

FIRST, AGENT = "staff-lin", "staff-chen"
PASSWORD = "stapler under the warm bicycle"
OTHER = "seven lanterns for a quiet harbour"
WITHIN_S = 30.0


def token_in(page: str) -> str:
    """Give the token of a page's forms."""
    found = re.search(rf'name="{FIELD}" value="([^"]+)"', page)
    assert found is not None, said(page)
    return found[1]


class Person:
    """Somebody before the pages of an installation, over HTTP.

    Arguments:
        client: their browser.
    """

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client
        self.base = str(client.base_url).rstrip("/")

    async def send(self, path: str, page: str | None = None, **typed: str) -> httpx.Response:
        """Send a form of a page."""
        token = token_in((await self.client.get(page or path)).text)
        return await self.client.post(path, data={FIELD: token, **typed}, headers={"origin": self.base})

    async def join(self, link: str, password: str) -> None:
        """Set a password with a link."""
        path = link.removeprefix(self.base)
        came = await self.send(path, password=password, again=password)
        assert (came.status_code, came.headers["location"]) == (303, "/"), said(came.text)

    async def until(self, path: str, has: str) -> str:
        """Read a page until it says something: a view needs its moment."""
        page = await self.client.get(path)
        try:
            async with asyncio.timeout(WITHIN_S):
                while page.status_code != httpx.codes.OK or has not in page.text:
                    await asyncio.sleep(0.1)
                    page = await self.client.get(path)
        except TimeoutError:
            pytest.fail(f"{path} does not say {has!r}: {page.status_code} {said(page.text)}")
        return page.text


async def walked(centre: Centre, link: str) -> None:
    """Walk from the first link to an agent who opens a case."""
    today = date.today().isoformat()  # noqa: DTZ011  (the day of this machine, where the sites' zone is near)
    base = centre.document["console"]
    headers = {"accept-language": "en"}
    async with (
        httpx.AsyncClient(base_url=base, headers=headers, timeout=30) as desk,
        httpx.AsyncClient(base_url=base, headers=headers, timeout=30) as phone,
    ):
        first, agent = Person(desk), Person(phone)
        await first.join(link, PASSWORD)
        sites = await first.until("/admin/sites", "No rulebook is bound")
        assert "xm01" in sites
        assert "/do/site/open" in sites
        manager = Visitor(desk, "xm01")
        await manager.do("rulebook.bind", rulebook="call-centre-80", effective_from="2020-01-01")
        await manager.do(
            "site.open", site="ny01", name_zh="南洋", name_en="Nanyang", timezone="Asia/Shanghai"
        )
        assert "in force" in await first.until("/admin/sites", "call-centre-80@")
        await manager.do("staff.hire", staff=AGENT, role="agent", team="热线组", hired_on=today)
        await first.until(f"/admin/people/{AGENT}", "Invite")

        at = f"/admin/people/{AGENT}"
        shown = (await first.send(f"{at}/invite", at)).text
        invitation = html.unescape(re.findall(r'id="link">([^<]+)<', shown)[0])
        await agent.join(invitation, OTHER)
        await first.until("/admin/people?state=active", AGENT)
        assert (await phone.get("/admin")).status_code == 403

        await agent.send("/sign-out", "/cases")
        assert (await phone.get("/cases")).status_code == 303
        came = await agent.send("/sign-in", name=AGENT, password=OTHER)
        assert came.headers["location"] == "/"
        case = await Visitor(phone, "xm01").do("case.open", topic="打印机", first_asked=AGENT)
        assert "打印机" in await first.until(f"/cases/{case}", "Staff chen owned it")


def test_from_an_empty_directory_to_people_at_work(tmp_path: Path) -> None:
    """Set up, joined, a site opened, somebody hired, invited, at work; doctor says what is missing."""
    data = tmp_path / "data"
    with up(data) as centre:
        until(lambda: "nobody can sign in yet" in centre.messages, "it says that nobody can sign in")
        assert "! accounts: nobody can sign in" in centre.ask("doctor").out
        made = answerable(
            "account", "set-up", FIRST, "--site", "xm01", "--open", "厦门", "Xiamen", "--json",
            "--pages", centre.document["console"], "--data", data,
        )  # fmt: skip
        assert made.status == 0, made.err
        asyncio.run(walked(centre, made.document["link"]))
        told = centre.ask("doctor").out
        assert "✓ accounts: 2 accounts, 2 people on the register" in told
