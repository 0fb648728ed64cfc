"""A survey is answered through its link on a phone; whoever tries else gets nowhere, and is told so."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from answerable.settings import Settings
from answerable.streams.questionnaire.links import questionnaire_of
from answerable.wording import Language
from answerable_services.cli.connecting import connected
from answerable_services.console.forgery import FIELD
from answerable_services.console.language import words_of
from answerable_services.console.pacing import AT_ONCE
from tests.e2e.centre import everything_in
from tests.e2e.conftest import DRIVER, needs_browser, options_in, said_by
from tests.e2e.desks import Desks, desks_at
from tests.identity.proofs import bearer
from tests.services.cli.running import Centre, up
from tests.services.cli.sample_month import sample_month

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.slow, needs_browser]

SITE = "gz02"
TODAY = "2016-04-01"
MORNING = f"{TODAY}T08:00:00+08:00"
PHONE = {"width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": True}
WITHIN_S = 20.0
INSIDE = (
    "survey-",
    "questionnaire-",
    "staff-",
    "/sign-in",
    "/surveys",
    "Answerable",
    "四月满意度",
    "<script",
)
"""What nobody who answers a survey has to know of."""

_LINK = re.compile(r'id="link">([^<]+)<')
_TOKEN = re.compile(rf'name="{FIELD}" value="([^"]+)"')


@dataclass
class Asked:
    """A survey that runs, and another one, each with links that were sent.

    Arguments:
        survey: the one that is answered.
        other: the other one.
        links: of the first.
        of_other: one of the other.
        expired: one of a survey that ended the day before.
        closed: one of a survey that was closed.
    """

    survey: str
    other: str
    links: list[str]
    of_other: str
    expired: str
    closed: str


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    """`answerable up` on the sample's directory, on the morning behind its month."""
    data = sample_month(tmp_path_factory).copied_to(tmp_path_factory.mktemp("survey") / "data")
    with up(data, ANSWERABLE_CLOCK_START=MORNING) as running:
        yield running


@pytest.fixture
def phone(tmp_path: Path) -> Iterator[webdriver.Chrome]:
    """A customer's phone, whose browser runs no script."""
    driver = webdriver.Chrome(options=options_in(tmp_path / "phone"), service=Service(DRIVER))
    driver.set_page_load_timeout(60)
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", PHONE)
    driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        yield driver
    finally:
        driver.quit()


@pytest.fixture
async def customer(centre: Centre) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody's browser who is not signed in."""
    async with httpx.AsyncClient(base_url=centre.document["console"], timeout=WITHIN_S) as client:
        yield client


async def _run(desks: Desks, title: str) -> str:
    days = {"first_day": TODAY, "last_day": "2016-04-20"}
    survey = await desks.give("supervisor", "survey.prepare", title=title, **days)
    await desks.give("supervisor", "survey.open", survey)
    return survey


async def _link(desks: Desks, survey: str) -> str:
    visitor = await desks.seat("agent-1")
    _, page = await visitor.done("questionnaire.send", survey=survey, means="email")
    found = _LINK.search(page)
    assert found is not None
    return unescape(found[1])


async def _expired(centre: Centre, program: httpx.AsyncClient) -> str:
    """Give a link that a program made two days before, for a survey that ended the day before."""
    headers = bearer(centre.data / "identity", f"staff-{SITE}-supervisor")
    survey, secret = "survey-ended", "what-only-this-customer-has"
    ended = {"title": "三月底", "first_day": "2016-03-30", "last_day": "2016-03-31"}
    sent = {"questionnaire": questionnaire_of(secret), "means": "email"}
    for command, more in (("survey/prepare", ended), ("survey/open", {}), ("questionnaire/send", sent)):
        then = {"site": SITE, "survey": survey, "occurred_at": "2016-03-30T10:00:00+08:00", **more}
        answer = await program.post(f"{centre.commands}/v1/{command}", json=then, headers=headers)
        assert answer.status_code in {200, 201, 409}, answer.text  # it may be there from another test
    return f"/answer?link={secret}"


@pytest.fixture
async def asked(centre: Centre, customer: httpx.AsyncClient) -> Asked:
    """Surveys with their links, as a supervisor and an agent made them on the pages."""
    async with desks_at(centre.document["console"], SITE) as desks:
        survey, other = await _run(desks, "四月满意度"), await _run(desks, "另一次")
        closed = await _run(desks, "提前结束")
        of_closed = await _link(desks, closed)
        await desks.give("supervisor", "survey.close", closed)
        links = [await _link(desks, survey) for _ in range(3)]
        of_other = await _link(desks, other)
    return Asked(survey, other, links, of_other, await _expired(centre, customer), of_closed)


async def _answers(centre: Centre, survey: str) -> list[dict[str, Any]]:
    """Give the answers that the ledger has of a survey."""
    async with connected(Settings(data=centre.data)) as here:
        events = [json.loads(one.body) for one in await everything_in(here.ledger)]
    return [
        one["data"]
        for one in events
        if one["type"] == "answerable.questionnaire.answered.v1" and one["data"]["survey"] == survey
    ]


def _wait(driver: webdriver.Chrome, text: str) -> None:
    WebDriverWait(driver, WITHIN_S).until(lambda _: text in driver.page_source)


def _rate(driver: webdriver.Chrome, topic: str, rating: int) -> None:
    driver.find_element(By.CSS_SELECTOR, f"label:has(input[name={topic}][value='{rating}'])").click()


async def _form(customer: httpx.AsyncClient, link: str) -> dict[str, str]:
    """Open a link, and give what its form has hidden."""
    page = await customer.get(link)
    token = _TOKEN.search(page.text)
    assert (page.status_code, token is not None) == (200, True), page.text
    return {FIELD: token[1] if token else ""}


async def _send(customer: httpx.AsyncClient, link: str, **said: str) -> httpx.Response:
    origin = {"Origin": str(customer.base_url).rstrip("/")}
    return await customer.post(link, data=said, headers=origin)


async def test_a_survey_is_answered_through_its_link_on_a_phone(
    centre: Centre, asked: Asked, phone: webdriver.Chrome
) -> None:
    """In both languages, without a script and without anything of the inside; then it is in the figures."""
    for language, link in zip(Language, asked.links, strict=False):
        words = words_of(language)
        phone.get(f"{link}&lang={language}")
        assert words("answer.title") in phone.page_source
        assert [one for one in INSIDE if one in phone.page_source] == []
        body = phone.find_element(By.TAG_NAME, "main")
        assert body.rect["width"] <= PHONE["width"]
        assert all(
            one.rect["x"] >= 0 and one.rect["x"] + one.rect["width"] <= PHONE["width"]
            for one in phone.find_elements(By.CSS_SELECTOR, ".scale label, textarea, button")
        )
        phone.find_element(By.CSS_SELECTOR, "button[type=submit]").click()
        _wait(phone, words("answer.rate_one"))
        _rate(phone, "operation", 5)
        _rate(phone, "after_sales", 2)
        phone.find_element(By.ID, "opinion").send_keys("请打电话13812345678")
        phone.find_element(By.CSS_SELECTOR, "button[type=submit]").click()
        _wait(phone, words("answer.personal"))
        assert phone.find_element(By.CSS_SELECTOR, "input[name=operation][value='5']").is_selected()
        phone.find_element(By.ID, "opinion").clear()
        phone.find_element(By.ID, "opinion").send_keys("响应很快")
        phone.find_element(By.CSS_SELECTOR, "button[type=submit]").click()
        _wait(phone, words("answer.thanks"))
        assert "link=" not in phone.current_url
        phone.get(f"{link}&lang={language}")
        _wait(phone, words("answer.used"))
    # What cannot be answered has its status, which a browser tells; the security policy told it nothing.
    assert [one for one in said_by(phone) if "Content Security Policy" in one] == []

    answers = await _answers(centre, asked.survey)
    assert len(answers) == len(Language)
    for answer in answers:
        said = {"operation": 5, "after_sales": 2, "opinion": "响应很快", "actor": "system-console"}
        assert said.items() <= answer.items()
        assert "entered_by" not in answer
        assert not {"installation", "project_delivery", "training"} & answer.keys()
    async with desks_at(centre.document["console"], SITE) as desks:
        lead = await desks.seat("lead-1")
        page = await lead.read(f"/surveys/{asked.survey}?lang=en")
    assert "2 of 3 links were answered" in page
    assert "3.50" in page


async def test_a_link_is_good_once_and_for_its_own_survey(
    centre: Centre, asked: Asked, customer: httpx.AsyncClient
) -> None:
    """Used twice, it records nothing more; and whatever the form says, no other survey is answered by it."""
    form = await _form(customer, asked.of_other)
    stuffed = {"survey": asked.survey, "questionnaire": "questionnaire-x", "actor": "staff-gz02-manager"}
    first = await _send(customer, asked.of_other, **form, operation="1", **stuffed)
    assert (first.status_code, first.headers["location"]) == (303, "/answer/thanks")
    again = await _send(customer, asked.of_other, **form, operation="5")
    assert again.status_code in {303, 410}
    assert (await customer.get(asked.of_other)).status_code == 410

    assert [one["operation"] for one in await _answers(centre, asked.other)] == [1]
    assert await _answers(centre, asked.survey) == []


async def test_what_is_no_link_tells_nothing(asked: Asked, customer: httpx.AsyncClient) -> None:
    """One that was made up, changed, or left empty looks alike; what expired, or was closed, says so."""
    good = asked.links[0]
    made_up = (f"{good[:-1]}{'A' if good[-1] != 'A' else 'B'}", "/answer?link=x", "/answer", f"{good}x")
    pages = [await customer.get(one, headers={"Accept-Language": "en"}) for one in made_up]
    assert {one.status_code for one in pages} == {404}
    switch = re.compile(r'href="/answer[^"]*"')
    assert len({switch.sub("", one.text) for one in pages}) == 1
    for link in (asked.expired, asked.closed):
        page = await customer.get(link, headers={"Accept-Language": "en"})
        assert (page.status_code, "takes no answers any more" in page.text) == (410, True)
        assert [one for one in INSIDE if one in page.text] == []


async def test_nobody_else_answers(centre: Centre, asked: Asked, customer: httpx.AsyncClient) -> None:
    """Neither another site's page, nor a form without its token, nor a member of staff by a program."""
    form = await _form(customer, asked.links[0])
    foreign = await customer.post(
        asked.links[0], data={**form, "operation": "5"}, headers={"Origin": "https://elsewhere.example"}
    )
    stale = await _send(customer, asked.links[0], operation="5")
    assert (foreign.status_code, stale.status_code) == (403, 403)
    assert [one for one in INSIDE for page in (foreign, stale) if one in page.text] == []

    body = {"site": SITE, "questionnaire": "questionnaire-a", "survey": asked.survey, "operation": 5}
    headers = bearer(centre.data / "identity", f"staff-{SITE}-manager")
    at = f"{centre.commands}/v1/questionnaire/answer"
    refused = await customer.post(at, json=body, headers=headers)
    assert refused.status_code == 403
    assert await _answers(centre, asked.survey) == []


async def test_a_flood_is_slowed_down(customer: httpx.AsyncClient) -> None:
    """Whoever asks too often from one place waits, and is told how long; it is the last of these tests."""
    for _ in range(2 * AT_ONCE):
        page = await customer.get("/answer?link=x")
        if page.status_code == 429:
            break
    assert (page.status_code, page.headers["retry-after"]) == (429, "60")
