"""Headers, hosts and files: nothing foreign is loaded, run, framed or answered."""

from __future__ import annotations

import re

import httpx
import pytest

from answerable.messaging.border import allowed_hosts
from answerable_services.console.environment import STATIC
from tests.services.console.test_pages import PAGES


@pytest.mark.parametrize("path", ["/", "/nowhere", "/static/console.css", "/health"])
async def test_every_answer_carries_the_headers(browser: httpx.AsyncClient, path: str) -> None:
    """Pages, errors and files alike."""
    headers = (await browser.get(path)).headers
    assert headers["content-security-policy"].startswith("default-src 'none'; script-src 'self'")
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


async def test_pages_are_not_kept_and_files_are_asked_for_again(browser: httpx.AsyncClient) -> None:
    """A shared computer's cache holds no case."""
    assert (await browser.get("/cases")).headers["cache-control"] == "no-store"
    assert (await browser.get("/static/console.js")).headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    "path", ["/", "/callbacks", "/scores", "/cases/case-INC0000045", "/scores/xm01/staff-149/2016-03"]
)
async def test_a_page_has_no_inline_code_and_asks_nobody_else(browser: httpx.AsyncClient, path: str) -> None:
    """What the policy would block is not there to begin with."""
    page = (await browser.get(path)).text
    assert re.findall(r'<script(?![^>]*\bsrc=)(?! type="application/json">)', page) == []
    assert re.findall(r"\s(?:style|on[a-z]+)=", page) == []
    assert re.findall(r'(?:href|src|action)="(?:https?:)?//', page) == []


def test_files_ask_nobody_else() -> None:
    """No font, script or image comes from another host."""
    for path in (path for path in STATIC.iterdir() if path.is_file()):
        text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert re.findall(r"https?://|@import|url\(", text) == [], path.name


async def test_another_name_for_this_machine_is_not_answered(browser: httpx.AsyncClient) -> None:
    """On loopback, a web page cannot read the console through a name of its own (DNS rebinding)."""
    response = await browser.get("/", headers={"host": "evil.example"})
    assert response.status_code == 403
    assert "49" not in response.text


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
@pytest.mark.parametrize(
    "path", [*PAGES, "/events", "/health", "/static/console.css", "/static/nothing", "/nothing"]
)
async def test_no_path_is_answered_under_another_name(
    browser: httpx.AsyncClient, path: str, method: str
) -> None:
    """Pages, their files, what says that the console runs, and what there is not."""
    response = await browser.request(method, path, headers={"host": "evil.example"})
    assert response.status_code == 403


@pytest.mark.parametrize("host", ["[::1]", "[::1]:8080", "localhost:8080", "LOCALHOST", "127.0.0.1:8080"])
async def test_this_machine_is_asked_by_any_of_its_names(browser: httpx.AsyncClient, host: str) -> None:
    """The address of IPv6 is one of them, with the port that the summary prints behind it."""
    assert (await browser.get("/health", headers={"host": host})).status_code == 200


@pytest.mark.parametrize("host", ["", "[::2]", "[::1", "localhost.evil.example", "evil.example:127.0.0.1"])
async def test_what_only_looks_like_one_of_its_names(browser: httpx.AsyncClient, host: str) -> None:
    """A name that holds one of them is another."""
    assert (await browser.get("/health", headers={"host": host})).status_code == 403


@pytest.mark.parametrize(
    ("host", "allowed"),
    [
        ("127.0.0.1", ["localhost", "127.0.0.1", "::1", "127.0.0.1"]),
        ("localhost", ["localhost", "127.0.0.1", "::1", "localhost"]),
        ("0.0.0.0", ["*"]),
        ("console.internal", ["*"]),
    ],
)
def test_who_listens_beyond_loopback_decides_on_names_in_front(host: str, allowed: list[str]) -> None:
    """Behind a proxy or in a cluster the names are not known here."""
    assert allowed_hosts(host) == allowed


async def test_there_is_no_page_about_the_interface(browser: httpx.AsyncClient) -> None:
    """FastAPI's own pages load scripts from elsewhere; they are off."""
    assert [(await browser.get(path)).status_code for path in ("/docs", "/redoc", "/openapi.json")] == [
        404
    ] * 3
