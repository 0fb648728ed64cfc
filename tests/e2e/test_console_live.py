"""The console before the real thing: server, ledger, services and the sample month, in a real browser."""

from __future__ import annotations

import os
import re
import signal
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import pairwise
from urllib.parse import parse_qsl, urldefrag, urlsplit

import httpx
import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from answerable_services.console.forgery import FIELD
from tests.e2e.conftest import needs_browser
from tests.identity.proofs import bearer
from tests.services.cli.running import Centre, until, up
from tests.services.cli.sample_month import sample_month

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.slow, needs_browser]

STATEMENT = "/scores/gz02/staff-gz02-agent-5/2016-03"
PAGES = (
    "/",
    "/overview",
    "/cases",
    "/cases?mark=is_waiting",
    "/cases/case-INC0000467",
    "/scores?site=gz02",
    "/scores?site=gz02&show=alerts",
    STATEMENT,
    "/callbacks",
    "/due/calendar",
    "/plots",
    "/handovers",
    "/handovers?mark=is_refused",
    "/complaints",
    "/faults",
    "/access",
    "/access?group=staff",
    "/access?show=accesses",
    "/system",
)

AUDITOR = "staff-xm01-auditor"
"""Who sees every page, of every site."""

OF_A_SHAPE = 4
"""So many addresses that differ in their values only are followed; the rest are made by the same line."""


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    """`answerable up` on the directory of a sample centre, caught up."""
    data = sample_month(tmp_path_factory).copied_to(tmp_path_factory.mktemp("live") / "data")
    with up(data) as running:
        until(lambda: "/openapi.json" in running.messages, "the address of the commands")
        yield running


@pytest.fixture
def browser(centre: Centre) -> Iterator[httpx.Client]:
    """A client of the pages without a screen, with which the auditor has signed in."""
    base = centre.document["console"]
    with httpx.Client(base_url=base, timeout=30) as client:
        shown = client.get("/sign-in").raise_for_status().text
        token = re.search(rf'name="{FIELD}" value="([^"]+)"', shown)
        assert token is not None
        said = {FIELD: token[1], "person": AUDITOR}
        came = client.post("/sign-in", data=said, headers={"Origin": base})
        assert (came.status_code, came.headers["location"]) == (303, "/")
        yield client


@pytest.fixture
def page(centre: Centre, page: webdriver.Chrome) -> webdriver.Chrome:
    """A browser in which the auditor has signed in, by the sample's own button."""
    page.delete_all_cookies()
    page.get(f"{centre.document['console']}/cases")
    assert "/sign-in?to=/cases" in page.current_url
    page.find_element(By.CSS_SELECTOR, f"button[value='{AUDITOR}']").click()
    WebDriverWait(page, 30).until(lambda p: p.current_url == f"{centre.document['console']}/cases")
    return page


def number(page: webdriver.Chrome, key: str) -> int:
    text = page.find_element(By.CSS_SELECTOR, f'[data-live="{key}"]').text
    return int(text.replace(",", ""))


class Links(HTMLParser):
    """What a page leads to, and the places inside it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.hrefs: list[str] = []
        self.ids: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "href" and tag == "a" and value:
                self.hrefs.append(value)
            if name == "id" and value:
                self.ids.add(value)


def shape(href: str) -> str:
    """An address without its values, so that fifty cases of a list count as one kind of link."""
    parts = urlsplit(href)
    path = re.sub(r"(?<=/)[^/]*\d[^/]*", "*", parts.path)
    return f"{path}?{'&'.join(sorted(name for name, _ in parse_qsl(parts.query)))}#{bool(parts.fragment)}"


def test_a_command_over_http_moves_the_number_on_an_open_page(centre: Centre, page: webdriver.Chrome) -> None:
    """Intake writes, the desk's view moves, a notice wakes the console, the browser is pushed the number."""
    found = re.search(r"(http://\S+)/openapi\.json", centre.messages)
    assert found is not None
    page.get(f"{centre.document['console']}/overview?lang=en")
    wait = WebDriverWait(page, 30, poll_frequency=0.05)
    wait.until(lambda p: p.find_elements(By.CSS_SELECTOR, "[data-live-state=live]"))
    before = {site: number(page, f"{site}.contacts") for site in ("gz02", "xm01")}
    page.execute_script("window.held = document.querySelector('[data-live=\"xm01.contacts\"]')")
    answer = httpx.post(
        f"{found[1]}/v1/contact/receive",
        json={"site": "xm01", "channel": "call", "topic": "终端不在线"},
        headers=bearer(centre.data / "identity", "staff-xm01-agent-1"),
        timeout=10,
    )
    assert answer.status_code < 300, answer.text
    wait.until(lambda p: number(p, "xm01.contacts") == before["xm01"] + 1)
    assert number(page, "gz02.contacts") == before["gz02"]
    assert page.execute_script("return window.held.isConnected")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_page_is_whole_on_a_phone(centre: Centre, page: webdriver.Chrome, lang: str) -> None:
    """Nothing scrolls sideways at 390 pixels, nothing failed, and the browser has nothing to complain of."""
    page.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": True},
    )
    wrong = []
    for path in PAGES:
        page.get(f"{centre.document['console']}{path}{'&' if '?' in path else '?'}lang={lang}")
        if page.execute_script("return document.documentElement.scrollWidth > innerWidth"):
            wrong.append(f"{path} is too wide")
        if page.find_elements(By.CSS_SELECTOR, "[role=alert], .error"):
            wrong.append(f"{path} failed")
        if page.execute_script("return document.documentElement.lang.slice(0, 2)") != lang:
            wrong.append(f"{path} is not in {lang}")
    assert wrong == []


def test_every_link_leads_somewhere(browser: httpx.Client) -> None:
    """Every kind of link on every page answers, and the place inside the page that it names is there."""
    pages = {path: Links(browser.get(path).raise_for_status().text) for path in PAGES}
    hrefs = sorted({href for links in pages.values() for href in links.hrefs if href.startswith("/")})
    counts: Counter[str] = Counter()
    lost = []
    for href in hrefs:
        counts[shape(href)] += 1
        if counts[shape(href)] > OF_A_SHAPE:
            continue
        address, fragment = urldefrag(href)
        answer = browser.get(address)
        if answer.status_code != 200 or (fragment and fragment not in Links(answer.text).ids):
            lost.append(f"{answer.status_code} {href}")
    assert lost == []
    inside = [(path, href) for path, links in pages.items() for href in links.hrefs if href.startswith("#")]
    assert [(path, href) for path, href in inside if href[1:] not in pages[path].ids] == []
    assert len(counts) > 20


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_headings_go_down_one_step_at_a_time(browser: httpx.Client, lang: str) -> None:
    """One first heading a page, and no level left out: a list of headings is a table of contents."""
    wrong = []
    for path in PAGES:
        html = browser.get(path, headers={"accept-language": lang}).text
        main = html[html.index("<main") : html.index("</main>")]
        levels = [int(level) for level in re.findall(r"<h([1-6])[ >]", main)]
        steps = pairwise(levels)
        if levels.count(1) != 1 or levels[0] != 1 or any(below - above > 1 for above, below in steps):
            wrong.append((path, levels))
    assert wrong == []


def test_a_killed_service_is_said_and_comes_back(centre: Centre, browser: httpx.Client) -> None:
    """Its own page says so with what to do, every other page stays, and all is well when it runs again."""
    os.kill(centre.services()["scoring"], signal.SIGKILL)
    until(lambda: browser.get("/scores?site=gz02").status_code == 503, "the scores say that they are missing")
    page = browser.get("/scores?site=gz02", headers={"accept-language": "en"})
    if page.status_code == 503:  # else it is back already
        assert "answerable run scoring" in page.text
        assert {browser.get(path).status_code for path in ("/overview", "/cases", "/access", "/system")} == {
            200
        }
    until(lambda: browser.get("/scores?site=gz02").status_code == 200, "the scores are back", 60)
    until(lambda: 'role="alert"' not in browser.get("/overview").text, "the overview is whole again", 60)
    assert browser.get(STATEMENT).status_code == 200
