"""Forms in a real browser, without scripts: what was set into one is what is sent, and nothing is lost."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs
from zoneinfo import ZoneInfo

import pytest
import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles
from selenium import webdriver
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from answerable.commands.registry import COMMANDS
from answerable_services.console.environment import STATIC, environment
from answerable_services.console.forms import Entry, form_of, parse, shown, typed_of
from answerable_services.console.language import Language, words_of
from answerable_services.console.security import SecurityHeaders
from tests.e2e.conftest import needs_browser
from tests.services.console.forms.filled import read

pytestmark = [pytest.mark.browser, needs_browser]

BERLIN = ZoneInfo("Europe/Berlin")
BODIES: dict[str, dict[str, Any]] = {
    "case.open": {
        "topic": "打印机 & <scanner>",
        "priority": "high",
        "is_emergency": True,
        "first_asked": "staff-1",
    },
    "case.resolve": {
        "case": "case-1",
        "resolution": "\nfirst line\nsecond “line” 𠮷",
        "occurred_at": "2016-10-30T01:30:00Z",
    },
    "case.correct_limit": {
        "case": "case-1",
        "is_emergency": False,
        "pauses": [
            {"reason": "vendor", "starts_at": "2016-03-10T08:00:00Z", "ends_at": "2016-03-10T09:00:00.5Z"},
            {"reason": "other", "starts_at": "2016-03-11T08:00:00Z"},
        ],
        "reason": "r",
    },
    "complaint.feed_back": {"complaint": "complaint-1", "channel": "call", "is_satisfied": False},
    "handover.start": {
        "on": "2016-03-10",
        "shift": "day",
        "outgoing": "staff-1",
        "incoming": "staff-2",
        "checklist": ["desk", "phones", "roof", "keys"],
    },
    "assessment.record_extra": {"staff": "staff-1", "month": "2016-03", "points": "-2.5", "reason": "r"},
    "contact.receive": {"channel": "visit", "topic": "t", "wait_s": 0},
    "site.open": {"site": "xm03", "name_zh": "厦门", "name_en": "Xiamen", "timezone": "Asia/Shanghai"},
}
"""Every kind of input, with what is hard to bring through a browser."""


@dataclass
class Desk:
    """A server of forms: it keeps what was sent, and shows the form again.

    Arguments:
        url: where it is.
        received: what each sending came to.
    """

    url: str = ""
    received: list[tuple[dict[str, list[str]], Entry]] = field(default_factory=list)

    def page(self, name: str, typed: Any, entry: Entry | None = None, more: str = "") -> HTMLResponse:
        form, words = form_of(COMMANDS[name]), words_of(Language.ZH)
        faults = None if entry is None else entry.faults
        module: Any = environment(Language.ZH).get_template("forms.html").module
        set_up = shown(form, words, typed=typed, faults=faults, more=more)
        told = module.form(words, set_up, f"/form/{name}")
        said = [
            '<!doctype html><html lang="zh-CN"><head><title>Form</title>',
            '<link rel="icon" href="/static/icon.svg"><link rel="stylesheet" href="/static/console.css">',
            f'</head><body><p id="received">{len(self.received)}</p>{told}</body></html>',
        ]
        return HTMLResponse("".join(said))

    def app(self) -> FastAPI:
        app = FastAPI()
        app.add_middleware(SecurityHeaders)
        app.mount("/static", StaticFiles(directory=STATIC))

        @app.get("/form/{name}")
        async def show(name: str) -> HTMLResponse:
            return self.page(name, typed_of(form_of(COMMANDS[name]), BODIES.get(name, {}), BERLIN))

        @app.post("/form/{name}")
        async def take(name: str, request: Request) -> HTMLResponse:
            sent = parse_qs((await request.body()).decode(), keep_blank_values=True)
            entry = parse(form_of(COMMANDS[name]), sent, BERLIN)
            self.received.append((sent, entry))
            return self.page(name, entry.typed, entry, sent.get("more", [""])[0])

        return app


@pytest.fixture(scope="module")
def served() -> Iterator[Desk]:
    """The server, on a port of its own."""
    desk = Desk()
    server = uvicorn.Server(uvicorn.Config(desk.app(), log_config=None, timeout_graceful_shutdown=2))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        desk.url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[listening])))
        thread.start()
        try:
            yield desk
        finally:
            server.should_exit = True
            thread.join(15)
    assert not thread.is_alive()


@pytest.fixture
def plain(page: webdriver.Chrome) -> Iterator[webdriver.Chrome]:
    """A browser that runs no scripts."""
    page.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    yield page
    page.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def sent_by(page: webdriver.Chrome, served: Desk, do: Any) -> tuple[dict[str, list[str]], Entry]:
    """Do something that sends the form, wait for the next page, and give what was sent."""
    before = len(served.received)
    do()
    WebDriverWait(page, 30, 0.05, [StaleElementReferenceException]).until(
        lambda p: [one.text for one in p.find_elements(By.ID, "received")] == [str(before + 1)]
    )
    return served.received[-1]


@pytest.mark.parametrize("name", BODIES)
def test_what_is_set_into_a_form_is_what_is_sent(plain: webdriver.Chrome, served: Desk, name: str) -> None:
    """Line ends, marks, characters beyond the first plane, moments that were there twice, and rows."""
    plain.get(f"{served.url}/form/{name}")
    button = plain.find_element(By.CSS_SELECTOR, ".do button")
    _, entry = sent_by(plain, served, button.click)

    assert entry.faults.of_fields == {}
    assert entry.body is not None
    form = form_of(COMMANDS[name])
    assert read(form, entry.body) == read(form, BODIES[name])


def test_the_enter_key_gives_the_command(plain: webdriver.Chrome, served: Desk) -> None:
    """It is not the button for more rows that it presses, though that stands before the command's own."""
    plain.get(f"{served.url}/form/handover.start")
    sent, entry = sent_by(
        plain, served, lambda: plain.find_element(By.NAME, "outgoing").send_keys(Keys.ENTER)
    )

    assert "more" not in sent
    assert entry.body is not None


def test_more_rows(plain: webdriver.Chrome, served: Desk) -> None:
    """Asked for before all is filled in, they come with everything that was typed."""
    plain.get(f"{served.url}/form/handover.start")
    outgoing = plain.find_element(By.NAME, "outgoing")
    outgoing.clear()
    rows = len(plain.find_elements(By.NAME, "checklist"))
    sent, _ = sent_by(plain, served, plain.find_element(By.NAME, "more").click)

    assert sent["more"] == ["checklist"]
    assert len(plain.find_elements(By.NAME, "checklist")) == rows + 3
    assert [one.get_dom_attribute("value") for one in plain.find_elements(By.NAME, "checklist")][:5] == [
        *BODIES["handover.start"]["checklist"],
        "",
    ]


def test_a_fault_stands_at_its_field(plain: webdriver.Chrome, served: Desk) -> None:
    """What was typed is still there, and the line above the form leads to it."""
    plain.get(f"{served.url}/form/case.open")
    asked = plain.find_element(By.NAME, "first_asked")
    asked.clear()
    asked.send_keys("the one next door", Keys.TAB)
    sent_by(plain, served, plain.find_element(By.CSS_SELECTOR, ".do button").click)
    again = plain.find_element(By.NAME, "first_asked")
    told = plain.find_element(By.ID, again.get_dom_attribute("aria-describedby").split()[-1])

    assert again.get_dom_attribute("value") == "the one next door"
    assert told.text == "应为编号，如 staff-12"
    assert told.is_displayed()
    plain.find_element(By.CSS_SELECTOR, ".notice a").click()
    assert plain.current_url.endswith("#case-open-first_asked")
