"""axe-core finds nothing on any page of the console: WCAG 2.2, level AA, both languages, by day and night."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By

from answerable.errors import Unavailable
from answerable.queries import desk
from answerable.queries.registers import REGISTERS
from answerable.streams.fault import commands as fault
from answerable.wording import Language
from tests.asking import ask
from tests.e2e.axe import Axe
from tests.e2e.conftest import Console, needs_browser, said_by
from tests.e2e.test_console import wait
from tests.identity.proofs import EVERYTHING
from tests.services.console.entered import entered
from tests.services.console.given.handovers import handover_rows
from tests.services.console.given.moments import NOW
from tests.services.console.given.registers import a_dispute, matter_story, none_listed, one_of_each
from tests.services.console.sample import FakeCaller, empty_answers
from tests.services.console.test_addresses import ROUTES, filled
from tests.services.console.test_pages import ENTRANCE, PAGES
from tests.services.desk.filled import desk_in
from tests.services.desk.given import listed

pytestmark = [pytest.mark.browser, pytest.mark.slow, needs_browser]

MATTERS = {
    "case": "case-INC0000045",
    "complaint": "complaint-76",
    "handover": handover_rows()[0].handover,
    "fault": "fault-1",
    "site": "site-xm01",
}
"""Matters that the stand-in tells of, by their streams; of the others it is the desk that does."""

TOLD = tuple(sorted(REGISTERS.keys() - MATTERS.keys() - {"dispute"}))
"""Streams whose lists and stories are what a desk makes of things that happen."""

FURTHER = (
    "/do?site=xm01",
    "/do/case/open?site=xm01",
    "/do/complaint/correct_filing?site=xm01&target=complaint-76",
    "/do/fault/report?site=xm01",
    "/do/handover/start?site=xm01",
    "/do/assessment/record_violation?site=xm01",
    "/call?site=xm01",
    "/due/calendar?on=2016-03-31",
    "/search?text=INC0000045",
    "/search?text=nothing-like-it",
    "/suggestions?site=xm01",
    "/cases?owner=staff-149&state=open",
)
"""What pages show when they are asked for more than they are by themselves."""

ERRORS = ("/nowhere", "/cases/none", "/cases?state=flying", "/scores.csv")


@pytest.fixture
def axe(page: webdriver.Chrome) -> Iterator[Axe]:
    looking = Axe(page)
    try:
        yield looking
    finally:
        looking.ends()


@pytest.fixture
def addresses(console: Console, tmp_path: Path) -> list[str]:
    """Every page that a person can come to, with something on it, and what makes it."""
    return asyncio.run(_furnished(console.caller, tmp_path))


async def _furnished(caller: FakeCaller, folder: Path) -> list[str]:
    matters = dict(MATTERS)
    stories = {}
    (folder / "disputed").mkdir()
    with desk_in(folder / "disputed") as shown:
        disputed = shown(a_dispute())
        found = await listed(disputed, "dispute")
        caller.table[REGISTERS["dispute"].query] = partial(_rows, "dispute", found)
        matters["dispute"] = found.rows[0].dispute
        told_of = desk.StoryOf(matter=matters["dispute"])
        stories[told_of.matter] = await disputed.story(told_of, EVERYTHING)
    with desk_in(folder) as shown:
        happened = one_of_each().given(
            fault.Report,
            fault="fault-1",
            began_at=NOW - timedelta(days=60),
            place="p",
            phenomenon="w",
            plan="h",
        )
        answers = shown(happened)
        for stream in TOLD:
            found = await listed(answers, stream)
            caller.table[REGISTERS[stream].query] = partial(_rows, stream, found)
            matters[stream] = getattr(found.rows[0], stream)
        for stream in (*TOLD, "fault"):
            query = desk.StoryOf(matter=matters[stream])
            stories[query.matter] = await answers.story(query, EVERYTHING)
    complaint = matter_story(desk.StoryOf(matter=matters["complaint"]))
    stories[matters["site"]] = complaint.model_copy(update={"matter": matters["site"], "state": None})

    def story(query: Any) -> Any:
        return stories.get(query.matter) or matter_story(query)

    caller.table[desk.StoryOf] = story
    paths = [_named(route.path, route.name, matters) for route in ROUTES]
    console = entered(caller)
    return [path for path in paths if await _is_page(console, path)]


def _rows(stream: str, found: Any, query: Any) -> Any:
    """Give what a register has where its stage is asked for, or none is; nothing of it is any customer's."""
    stage = getattr(query, "state", None)
    is_other = stage is not None and found.rows[0].state != stage
    return none_listed(stream) if is_other or getattr(query, "customer", None) else found


def _named(path: str, name: str, matters: dict[str, str]) -> str:
    matter = matters[name] if name in REGISTERS else matters["site"]
    return filled(path, matter=matter, handover=matters["handover"])


async def _is_page(console: Any, path: str) -> bool:
    answer = await ask(console, "GET", path, beginning=True)
    assert answer.status != 500, path
    return answer.status == 200 and answer.body.startswith(b"<!doctype html>")


def wrong_with(
    axe: Axe, console: Console, addresses: Iterable[str], language: Language, *, thoroughly: bool = True
) -> list[str]:
    """Give what axe finds on pages: which page, how it was looked at, the rule, and where."""
    found = []
    for path in addresses:
        axe.opens(f"{console.url}{path}{'&' if '?' in path else '?'}lang={language}")
        found += [f"{path} ({language}): {one}" for one in axe.finds()]
        if thoroughly:
            found += [f"{path} ({language}, dark): {one}" for one in axe.finds_by_night()]
        if thoroughly and language is Language.EN:  # its words are longer
            found += [f"{path} ({language}, phone): {one}" for one in axe.finds_on_a_phone()]
    return found


@pytest.mark.parametrize("language", Language)
def test_every_page(console: Console, axe: Axe, addresses: list[str], language: Language) -> None:
    """Each that there is an address of, with what it shows, and forms."""
    assert len(addresses) > 30
    assert set(PAGES) - set(addresses) == set()
    found = wrong_with(axe, console, [*addresses, *FURTHER], language)
    assert found == []


def test_what_is_folded_and_what_is_over_it(console: Console, axe: Axe, page: webdriver.Chrome) -> None:
    """The menus of the head, and the help."""
    axe.opens(f"{console.url}/cases")
    for menu in (".more details", "details.me"):
        page.execute_script("document.querySelector(arguments[0]).open = true", menu)
        assert (menu, axe.finds() + axe.finds_by_night()) == (menu, [])
        page.execute_script("document.querySelector(arguments[0]).open = false", menu)
    page.execute_script("document.querySelector('#keys').showModal()")
    assert axe.finds() + axe.finds_by_night() == []


def test_pages_with_nothing_on_them(console: Console, axe: Axe) -> None:
    """What says that there is nothing, and what to do."""
    console.caller.table |= empty_answers()
    pages = [path for path in PAGES if path.count("/") < 3 and "INC" not in path]
    assert wrong_with(axe, console, pages, Language.ZH, thoroughly=False) == []


def test_pages_without_their_services(console: Console, axe: Axe, page: webdriver.Chrome) -> None:
    """What says which service is missing."""
    for service in ("desk", "scoring", "callbacks", "audit"):
        console.caller.fail(service, Unavailable("nobody answers"))
    found = wrong_with(axe, console, PAGES, Language.ZH, thoroughly=False)
    said_by(page)  # that the pages came with 503 is what was tried
    assert found == []


def test_pages_that_refuse(console: Console, axe: Axe, page: webdriver.Chrome) -> None:
    """Nothing found, a wrong address, and a form with faults in it."""
    found = wrong_with(axe, console, ERRORS, Language.EN)
    axe.opens(f"{console.url}/do/case/open?site=xm01&lang=en")
    page.execute_script(
        "const form = document.querySelector('form.ask'); form.noValidate = true; form.submit()"
    )
    wait(page).until(lambda p: p.find_elements(By.CSS_SELECTOR, "[aria-invalid=true]"))
    axe.begins()
    found += axe.finds() + axe.finds_by_night()
    said_by(page)  # that they were refused is what was tried
    assert found == []


@pytest.mark.parametrize("language", Language)
def test_the_way_in(console: Console, axe: Axe, page: webdriver.Chrome, language: Language) -> None:
    """What somebody sees who is not signed in yet."""
    page.execute_cdp_cmd("Network.clearBrowserCookies", {})
    page.execute_cdp_cmd(
        "Network.setCookie", {"name": "ticket", "value": "device-1.x", "domain": "127.0.0.1", "path": "/"}
    )
    found = wrong_with(axe, console, ENTRANCE, language)
    said_by(page)  # that a link is none is said with 401
    assert found == []
