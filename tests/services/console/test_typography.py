"""Chinese pages as a Chinese editor would set them."""

from __future__ import annotations

import re
from html import unescape

import httpx
import pytest

from answerable.errors import Unavailable
from tests.services.console.sample import FakeCaller, empty_answers
from tests.services.console.test_pages import ENTRANCE, OWN, PAGES
from tests.typography import blemishes

_INLINE = re.compile(r"</?(?:b|strong|em|code|time)\b[^>]*>")
_LABEL = re.compile(r'<(?:td|th)[^>]* data-label="([^"]*)"[^>]*>')


def runs(page: str) -> list[str]:
    """Give a page's runs of text; a cell's label stands before it, as on a small screen."""
    page = re.sub(r"(?s)<(script|style|svg)\b.*?</\1>", "\n", page)
    page = _LABEL.sub(r"\n\1：", page)
    page = re.sub(r"</dt>\s*<dd[^>]*>", "：", page)
    said = re.findall(r'(?:title|aria-label|placeholder|alt)="([^"]*)"', page)
    text = re.sub(r"<[^>]*>", "\n", _INLINE.sub("", page))
    return [unescape(run).strip() for run in [*said, *text.split("\n")] if run.strip()]


async def found_on(browser: httpx.AsyncClient, path: str) -> list[str]:
    browser.cookies.set("ticket", "device-1.x")
    response = await browser.get(path, headers={"accept-language": "zh"})
    return [said for run in runs(response.text) for said in blemishes(run)]


@pytest.mark.parametrize("path", [*PAGES, *OWN, *ENTRANCE])
async def test_a_page_is_set_well(browser: httpx.AsyncClient, path: str) -> None:
    """Labels, texts, titles, and what is put together from several of them."""
    assert await found_on(browser, path) == []


@pytest.mark.parametrize("path", PAGES)
async def test_an_empty_page_is_set_well(browser: httpx.AsyncClient, caller: FakeCaller, path: str) -> None:
    """What says that there is nothing, and what to do."""
    caller.table |= empty_answers()
    assert await found_on(browser, path) == []


@pytest.mark.parametrize("path", PAGES)
async def test_a_page_without_its_services_is_set_well(
    browser: httpx.AsyncClient, caller: FakeCaller, path: str
) -> None:
    """What says which service is missing."""
    for service in ("desk", "scoring", "callbacks", "audit"):
        caller.fail(service, Unavailable("nobody answers"))
    assert await found_on(browser, path) == []
