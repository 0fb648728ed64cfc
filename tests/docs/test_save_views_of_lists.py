"""The page about saved views says what the pages show, in the same words and numbers."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

from answerable.queries.accounts import LONGEST_VIEW_NAME, MOST_VIEWS
from answerable.queries.registers import REGISTERS
from answerable_services.console.forgery import FIELD
from answerable_services.console.saved.lists import LISTS
from tests.docs.pages import text_of
from tests.services.console.house import GENERAL, Browser, house_in

PAGE = text_of("docs/how-to/save-views-of-lists.md")


async def _read(browser: Browser, path: str) -> str:
    return unescape((await browser.get(path)).text)


async def test_page(tmp_path: Path) -> None:
    """A reader who does what the steps say finds each word that they name, in their order."""
    named = re.findall(r"(?<!\*)\*([A-Z][^*]+|changed)\*", PAGE)
    with house_in(tmp_path) as house:
        house.joined(GENERAL)
        async with house.browser() as browser:
            await browser.sign_in(GENERAL)
            seen = [await _read(browser, "/cases?site=xm01")]
            form = {
                FIELD: await browser.token("/cases"),
                "list": "cases",
                "shown": "site=xm01",
                "name": "Ours",
            }
            origin = {"origin": browser.base}
            done = await browser.client.post("/views", data={**form, "opens": "1"}, headers=origin)
            led = await browser.get("/cases")
            assert led.headers["location"] + "&done=saved" == done.headers["location"]
            seen.append(await _read(browser, led.headers["location"]))
            seen.append(await _read(browser, led.headers["location"].replace("xm01", "fz02")))
            again = await browser.client.post("/views", data=form, headers=origin)
            seen.append(unescape(again.text))
            await browser.client.post("/views", data={**form, "name": "Other"}, headers=origin)
            seen.append(await _read(browser, "/views"))
    rest = iter(seen)
    page = next(rest)
    for word in named:
        shown = word.removesuffix("…").strip()
        while not re.search(rf">\s*(?:<[^>]+>\s*)*{re.escape(shown)}", page):
            following = next(rest, None)
            assert following is not None, f"no page says {shown}"
            page = following
    assert len(named) > 10


def test_limits_are_those_of_the_code() -> None:
    """How many views, and how long a name."""
    assert f"at most {MOST_VIEWS} views; a name has at most {LONGEST_VIEW_NAME} characters" in PAGE


def test_every_list_is_told() -> None:
    """Those that registers make together, all others by their addresses; and none that there is not."""
    table = PAGE.partition("| --- | --- |")[2].partition("\n\n")[0]
    told = set(re.findall(r"`(/[a-z/]+)`", table))
    hrefs = {of.href for of in LISTS.values()}
    assert told <= hrefs
    assert hrefs - told <= {f"/{one.register.name}" for one in REGISTERS.values()}
