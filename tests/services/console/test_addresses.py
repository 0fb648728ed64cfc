"""Every address there is, asked for in every way, and addresses that there are not."""

from __future__ import annotations

import re

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute

from answerable.settings import Settings
from answerable_services.console.app import ROUTERS, create_app
from answerable_services.console.live import Notices
from tests.asking import ask
from tests.services.console.given.moments import CLOCK
from tests.services.console.sample import FakeCaller

ROUTES = [route for area in ROUTERS for route in area.router.routes if isinstance(route, APIRoute)]

NAMED = {
    "case": "case-INC0000045",
    "handover": "handover-xm01-2016-03-30-day",
    "site": "xm01",
    "staff": "staff-149",
    "month": "2016-03",
    "matter": "complaint-76",
}


def filled(path: str, **named: str) -> str:
    """Give an address of a route, with a name of its kind at each of its places."""
    return re.sub(r"\{(\w+)\}", lambda found: {**NAMED, **named}[found[1]], path)


ADDRESSES = [filled(route.path) for route in ROUTES]
OTHERS = [
    "/health",
    "/static/console.css",
    "/static/nothing",
    "/nowhere",
    "/cases?state=flying",
    "/cases/none",
]


@pytest.fixture(scope="module")
def app() -> FastAPI:
    return create_app(FakeCaller(), Notices(), CLOCK, Settings())


async def test_head_is_answered_as_get_is_without_its_body(app: FastAPI) -> None:
    """Pages, tables, files, events and errors: one status, one set of headers, and nothing behind them."""
    assert len(ADDRESSES) > 20
    differing = []
    for path in ADDRESSES + OTHERS:
        got = await ask(app, "GET", path, beginning=True)
        head = await ask(app, "HEAD", path)
        if (head.status, head.headers, head.body) != (got.status, got.headers, b""):
            differing.append((path, got.status, got.headers, head))
    assert differing == []


async def test_head_is_among_what_a_page_allows(app: FastAPI) -> None:
    """Whoever asks in a way that pages do not have is told the two that they do."""
    refused = await ask(app, "POST", "/cases")
    assert (refused.status, refused.header("allow")) == (405, "GET, HEAD")


async def test_head_of_a_page_that_fails_has_no_body_either() -> None:
    """The failure is told by its status."""
    caller = FakeCaller()
    caller.table = {}
    failing = create_app(caller, Notices(), CLOCK, Settings())
    head = await ask(failing, "HEAD", "/cases")
    assert (head.status, head.body) == (500, b"")


STRANGE = [
    "%00",
    "case-%00",
    "none!",
    "case-" + "x" * 5000,
    "CASE-INC0000045",
    "Case-INC0000045",
    "case-INC0000045/",
    "/case-INC0000045",
    "case-%D0%B0",
    "case-%EF%BC%91",
    "%E2%80%AEcase-1",
    "..",
    "%2e%2e",
    "..%2f..%2fetc%2fpasswd",
    "../case-INC0000045",
    "case-1%0d%0aSet-Cookie:%20a=b",
    "%ff%fe",
    "%F0%9F%92%A9",
    "case-1%3Cscript%3E",
    "%",
    "~",
]
"""What nobody ever named anything: it is no id, of another spelling, or not the address of a page."""


@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_what_names_nothing_is_a_plain_page_that_is_not_found(app: FastAPI, lang: str) -> None:
    """Whatever stands in the place of an id: status 404, in the reader's language, short and harmless."""
    said = {"zh": "找不到", "en": "Not found"}[lang]
    wrong = []
    for route in ROUTES:
        for place in re.findall(r"\{(\w+)\}", route.path):
            for odd in STRANGE:
                path = filled(route.path, **{place: odd})
                answer = await ask(app, "GET", path, lang=lang)
                page = answer.body.decode()
                is_plain = said in page and "<script>" not in page and len(page) < 40_000
                if answer.status != 404 or not is_plain or re.search(r"[\x00\u202e]", page):
                    wrong.append((path[:60], answer.status))
    assert wrong == []


@pytest.mark.parametrize(
    "path", ["/cases/", "//cases", "/cases//", "/CASES", "/cases.CSV", "/../cases", "/static/%00"]
)
async def test_one_page_has_one_address(app: FastAPI, path: str) -> None:
    """A slash too many, another case, a step up: there is no such page, and nobody is led elsewhere."""
    assert (await ask(app, "GET", path)).status == 404
