"""Every address there is, asked for in every way, and addresses that there are not."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TypeVar

import pytest
from fastapi.routing import APIRoute
from pydantic import BaseModel

from answerable.messaging.named import Named
from answerable.queries.base import Query
from answerable_services.console.address_words import words_of_page
from answerable_services.console.app import ROUTERS
from tests.asking import ask
from tests.identity.proofs import EVERYTHING
from tests.services.console.entered import Entered, entered
from tests.services.console.sample import FakeCaller

A = TypeVar("A", bound=BaseModel)

ROUTES = [
    route
    for area in ROUTERS
    for route in area.router.routes
    if isinstance(route, APIRoute) and "GET" in (route.methods or ())
]

NAMED = {
    "case": "case-INC0000045",
    "handover": "handover-xm01-2016-03-30-day",
    "site": "xm01",
    "staff": "staff-149",
    "month": "2016-03",
    "matter": "complaint-76",
    "stream": "complaint",
    "command": "file",
    "register": "staff",
    "person": "staff-149",
    "act": "invite",
    "token": "token-0123456789abcdef",
    "note": "note-1",
    "callback": "callback-d6-1",
    "obligation": "callback-d6-1",
    "digest": "0" * 64,
    "form": "monthly_plan",
    "filledform": "filledform-1",
    "plot": "closing",
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


@pytest.fixture
def app() -> Entered:
    return entered(FakeCaller())


async def test_head_is_answered_as_get_is_without_its_body(app: Entered) -> None:
    """Pages, tables, files, events and errors: one status, one set of headers, and nothing behind them."""
    assert len(ADDRESSES) > 20
    differing = []
    for path in ADDRESSES + OTHERS:
        got = await ask(app, "GET", path, beginning=True)
        head = await ask(app, "HEAD", path)
        if (head.status, head.headers, head.body) != (got.status, got.headers, b""):
            differing.append((path, got.status, got.headers, head))
    assert differing == []


async def test_head_is_among_what_a_page_allows(app: Entered) -> None:
    """Whoever asks in a way that pages do not have is told the two that they do."""
    refused = await ask(app, "POST", "/cases")
    assert (refused.status, refused.header("allow")) == (405, "GET, HEAD")


async def test_head_of_a_page_that_fails_has_no_body_either() -> None:
    """The failure is told by its status."""
    failing = entered(FakeCaller({}))
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
async def test_what_names_nothing_is_a_plain_page_that_is_not_found(app: Entered, lang: str) -> None:
    """Whatever stands in the place of an id: status 404, in the reader's language, short and harmless."""
    said = {"zh": "找不到", "en": "Not found"}[lang]
    wrong = []
    places = [(route, place) for route in ROUTES for place in re.findall(r"\{(\w+)\}", route.path)]
    for route, place in places:
        for odd in STRANGE:
            path = filled(route.path, **{place: odd})
            answer = await ask(app, "GET", path, lang=lang)
            if answer.status == HTTPStatus.METHOD_NOT_ALLOWED and answer.header("allow") == "POST":
                continue  # with one more step it is where a form goes
            page = answer.body.decode()
            is_plain = said in page and "<script>" not in page and len(page) < 40_000
            if answer.status != 404 or not is_plain or re.search(r"[\x00\u202e]", page):
                wrong.append((path[:60], answer.status))
    assert wrong == []


@pytest.mark.parametrize(
    "path", ["/cases/", "//cases", "/cases//", "/CASES", "/cases.CSV", "/../cases", "/static/%00"]
)
async def test_one_page_has_one_address(app: Entered, path: str) -> None:
    """A slash too many, another case, a step up: there is no such page, and nobody is led elsewhere."""
    assert (await ask(app, "GET", path)).status == 404


LISTS = sorted(
    {route.path for route in ROUTES if "{" not in route.path and "site" in words_of_page(route.endpoint)}
    # One asks for each person by name, and `Knowing` knows nobody; the other asks about a site with a person.
    - {"/scores/statements.xlsx", "/admin/access"}
)


class Knowing(FakeCaller):
    """Knows two sites and nobody, and looks at what it is asked as every service does."""

    async def query(self, query: Query[A]) -> A:
        async def where_is(name: str) -> str | None:
            return {"site-xm01": "xm01", "site-fz02": "fz02"}.get(name)

        async def sites() -> list[str]:
            return ["xm01"]

        await Named(where_is, sites).check(query, EVERYTHING)
        return await super().query(query)


@pytest.fixture
def knowing() -> Entered:
    return entered(Knowing())


@pytest.mark.parametrize(
    ("lang", "said"), [("zh", "没有站点 zz99；已有：xm01"), ("en", "no site zz99; known are: xm01")]
)
async def test_a_site_that_is_none_is_said_to_be_none_on_every_list(
    knowing: Entered, lang: str, said: str
) -> None:
    """Status 404 and a plain word, on pages and tables alike; an empty list would look as if all was well."""
    assert len(LISTS) >= 17
    wrong = []
    for path in LISTS:
        known = await ask(knowing, "GET", f"{path}?site=xm01", lang=lang, beginning=True)
        answer = await ask(knowing, "GET", f"{path}?site=zz99", lang=lang)
        if (known.status, answer.status) != (200, 404) or said not in answer.body.decode():
            wrong.append((path, known.status, answer.status))
    assert wrong == []


@pytest.mark.parametrize(
    "path",
    [
        "/cases?owner=staff-nobody",
        "/cases.csv?owner=staff-nobody",
        "/complaints?about=staff-nobody",
        "/complaints?case=case-none",
        "/contacts?by=staff-nobody",
        "/access?staff=staff-nobody",
        "/access.csv?staff=staff-nobody",
    ],
)
async def test_a_person_or_matter_that_is_none_is_said_to_be_none(knowing: Entered, path: str) -> None:
    """Whatever a list is narrowed by by its id has to exist."""
    answer = await ask(knowing, "GET", path)
    assert answer.status == 404
    assert f"没有 {path.rpartition('=')[2]}" in answer.body.decode()


OF_ONE_SITE = {"/news/scores", "/scores.csv", "/scores.xlsx", "/scores/statements.xlsx"}
"""The files that are of one site, and have to be told which."""


@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_every_page_has_one_rule_for_what_its_address_says(app: Entered, lang: str) -> None:
    """Twice is a bad request, unknown is refused with what is known, and empty is left out."""
    twice, unknown = {
        "zh": ("重复出现", "此页不能按 “colour” 查询"),
        "en": ("more than once", "this page cannot be asked with &#39;colour&#39;"),
    }[lang]
    wrong = []
    for route in ROUTES:
        path = filled(route.path)
        words = [one for one in words_of_page(route.endpoint) if f"{{{one}}}" not in route.path]
        required = "?site=xm01&" if path in OF_ONE_SITE else "?"
        plain = await ask(app, "GET", f"{path}{required}", lang=lang, beginning=True)
        empty = f"{path}{required}{'&'.join(f'{one}=' for one in words if f'?{one}' not in required)}"
        told = await ask(app, "GET", empty, lang=lang, beginning=True)
        odd = await ask(app, "GET", f"{path}{required}colour=red", lang=lang)
        # What it says is one sentence for all of them, so in the other language one of each page is enough.
        some = words if lang == "en" else words[:1]
        doubled = [await ask(app, "GET", f"{path}?{one}=&{one}=a", lang=lang) for one in some]
        if (
            told.status != plain.status
            or (odd.status, unknown in odd.body.decode()) != (422, True)
            or any((one.status, twice in one.body.decode()) != (400, True) for one in doubled)
        ):
            wrong.append((path, plain.status, told.status, odd.status, [one.status for one in doubled]))
    assert wrong == []
