"""The console in a real browser; every test also fails on any message in the browser's console."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from selenium import webdriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from answerable.queries import desk
from tests.e2e.conftest import Console, needs_browser, said_by
from tests.services.console.given.centre import overview
from tests.services.console.given.moments import NOW

pytestmark = [pytest.mark.browser, needs_browser]

PAGES = (
    "/",
    "/overview",
    "/cases",
    "/cases/case-INC0000045",
    "/scores",
    "/scores/xm01/staff-149/2016-03",
    "/callbacks",
    "/due/calendar",
    "/plots",
    "/handovers",
    "/complaints",
    "/faults",
    "/access",
    "/system",
)


def wait(page: webdriver.Chrome) -> WebDriverWait[webdriver.Chrome]:
    return WebDriverWait(page, 30, poll_frequency=0.05)


def text(page: webdriver.Chrome, selector: str) -> str:
    return page.find_element(By.CSS_SELECTOR, selector).text


def press(page: webdriver.Chrome, *keys: str) -> None:
    chain = ActionChains(page)
    for key in keys:
        chain.send_keys(key)
    chain.perform()


def wait_until_live(page: webdriver.Chrome, state: str = "live") -> None:
    wait(page).until(lambda p: p.find_elements(By.CSS_SELECTOR, f"[data-live-state={state}]"))


def with_open_cases(count: int) -> desk.OverviewAnswer:
    told = overview()
    fuzhou, xiamen = told.sites
    moved = xiamen.model_copy(update={"cases_open": count})
    return told.model_copy(update={"sites": (fuzhou, moved)})


def test_numbers_change_in_place_when_a_view_moves(console: Console, page: webdriver.Chrome) -> None:
    """The notice arrives by server-sent events; the page is not loaded again and its nodes stay."""
    page.get(f"{console.url}/overview")
    wait_until_live(page)
    page.execute_script("window.held = document.querySelector('[data-live=\"xm01.cases_open\"]')")
    console.caller.table[desk.Overview] = with_open_cases(1041)
    console.notice()
    wait(page).until(lambda p: text(p, '[data-live="xm01.cases_open"]') == "1,041")
    assert text(page, '[data-live="tile.cases_open"]') == "1,052"
    assert page.execute_script("return window.held.isConnected && window.held.textContent") == "1,041"


def test_a_new_site_appears_without_loading_the_page(console: Console, page: webdriver.Chrome) -> None:
    """An import that opens a site shows it on every open page."""
    console.caller.table[desk.Overview] = desk.OverviewAnswer(at=NOW, sites=(), contacts_by_hour=(0,) * 24)
    page.get(f"{console.url}/overview")
    wait_until_live(page)
    assert page.find_elements(By.CSS_SELECTOR, ".site") == []
    page.execute_script("window.loaded = 'once'")
    console.caller.table[desk.Overview] = overview()
    console.notice()
    wait(page).until(lambda p: len(p.find_elements(By.CSS_SELECTOR, ".site")) == 2)
    assert page.execute_script("return window.loaded") == "once"


def test_the_page_says_when_it_is_cut_off(console: Console, page: webdriver.Chrome) -> None:
    """Numbers that may be old are not shown as live."""
    page.get(f"{console.url}/overview?lang=en")
    wait_until_live(page)
    page.execute_cdp_cmd("Network.enable", {})
    try:
        page.execute_cdp_cmd(
            "Network.emulateNetworkConditions",
            {"offline": True, "latency": 0, "downloadThroughput": 0, "uploadThroughput": 0},
        )
        console.end_streams()
        wait_until_live(page, "reconnecting")
        assert text(page, ".live") == "reconnecting"
    finally:
        page.execute_cdp_cmd(
            "Network.emulateNetworkConditions",
            {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1},
        )
        page.get("about:blank")
        said_by(page)  # being off line is what was tried


def test_everything_can_be_reached_by_keyboard(console: Console, page: webdriver.Chrome) -> None:
    """`g` and a letter go to an area, `/` to the search box, Enter searches."""
    page.get(f"{console.url}/overview")
    press(page, "g", "c")
    wait(page).until(lambda p: p.current_url == f"{console.url}/cases")
    press(page, "g", "y")
    wait(page).until(lambda p: p.current_url == f"{console.url}/system")
    press(page, "/")
    assert page.switch_to.active_element.get_attribute("id") == "find"
    press(page, "INC0000045", Keys.ENTER)
    wait(page).until(lambda p: p.current_url == f"{console.url}/search?text=INC0000045")
    ids = [one.text for one in page.find_elements(By.CSS_SELECTOR, ".found a.id")]
    assert ids[0] == "case-INC0000045"


def test_one_key_leads_to_the_search_of_everything(console: Console, page: webdriver.Chrome) -> None:
    """On a list, `/` leads to the list's own box and Ctrl-K to the one in the head."""
    page.get(f"{console.url}/cases")
    press(page, "/")
    assert page.switch_to.active_element.get_attribute("id") != "find"
    ActionChains(page).key_down(Keys.CONTROL).send_keys("k").key_up(Keys.CONTROL).perform()
    assert page.switch_to.active_element.get_attribute("id") == "find"


def test_letters_typed_into_a_field_are_letters(console: Console, page: webdriver.Chrome) -> None:
    """Searching for "g?c" goes nowhere and opens nothing."""
    page.get(f"{console.url}/cases")
    press(page, "/", "g?c")
    box = page.switch_to.active_element
    assert box.get_attribute("value") == "g?c"
    assert page.find_elements(By.CSS_SELECTOR, "dialog[open]") == []
    assert page.current_url == f"{console.url}/cases"


def test_the_help_opens_and_closes(console: Console, page: webdriver.Chrome) -> None:
    """`?` shows the keys, Escape hides them."""
    page.get(f"{console.url}/cases")
    press(page, "?")
    assert page.find_element(By.ID, "keys").is_displayed()
    press(page, Keys.ESCAPE)
    assert not page.find_element(By.ID, "keys").is_displayed()


def test_the_first_tab_leads_past_the_navigation(console: Console, page: webdriver.Chrome) -> None:
    """The skip link shows itself when it has the focus, and leads to the content."""
    page.get(f"{console.url}/cases")
    press(page, Keys.TAB)
    link = page.switch_to.active_element
    assert link.get_attribute("class") == "skip"
    assert link.rect["y"] >= 0
    press(page, Keys.ENTER)
    assert page.switch_to.active_element.get_attribute("id") == "main"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_page_scrolls_sideways(console: Console, page: webdriver.Chrome, lang: str) -> None:
    """On a desk, on a tablet and on a phone; wide tables become cards or scroll by themselves."""
    wide = []
    for path in PAGES:
        page.get(f"{console.url}{path}?lang={lang}")
        for width in (1280, 820, 390):
            page.execute_cdp_cmd(
                "Emulation.setDeviceMetricsOverride",
                {"width": width, "height": 844, "deviceScaleFactor": 1, "mobile": width < 600},
            )
            if page.execute_script("return document.documentElement.scrollWidth > innerWidth"):
                wide.append((path, width))
    assert wide == []


SMALL = """
return [...document.querySelectorAll('a, button, input, select, summary')].filter(one => {
  const box = one.getBoundingClientRect();
  const is_seen = box.width > 0 && box.height > 0 && !one.closest('.hidden, .skip, dialog');
  const is_in_a_text = getComputedStyle(one).display === 'inline';
  return is_seen && one.type !== 'checkbox' && !is_in_a_text && box.height < 43.5;
}).map(one => `${one.tagName} ${one.className} ${one.textContent.trim().slice(0, 20)}`)
"""
"""What a finger would miss; a link in the middle of a text goes with its line."""


def test_on_a_phone_a_finger_hits_what_it_is_meant_for(console: Console, page: webdriver.Chrome) -> None:
    """Buttons, fields and links that stand alone are 44 pixels high."""
    page.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": True},
    )
    small = {}
    for path in PAGES:
        page.get(f"{console.url}{path}?lang=zh")
        if found := page.execute_script(SMALL):
            small[path] = sorted(set(found))
    assert small == {}


OVER = """
return [...document.querySelectorAll('.rows li')].filter(row => {
  const what = row.querySelector('.what')?.getBoundingClientRect();
  const pressed = [...row.querySelectorAll('button, a.button')].map(one => one.getBoundingClientRect());
  return what && pressed.some(one => one.height > 0 && one.bottom < what.top + 1);
}).map(row => row.textContent.trim().slice(0, 40))
"""
"""Rows of which a button stands above what it is about."""


def test_on_a_phone_no_button_stands_above_what_it_is_about(console: Console, page: webdriver.Chrome) -> None:
    """So that nobody presses one of the row above."""
    page.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": True},
    )
    page.get(f"{console.url}/")
    assert page.find_elements(By.CSS_SELECTOR, ".rows .calling")
    assert page.execute_script(OVER) == []


def test_on_a_phone_the_rest_of_the_navigation_is_behind_more(
    console: Console, page: webdriver.Chrome
) -> None:
    """Four areas and a menu at the bottom."""
    page.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": True},
    )
    page.get(f"{console.url}/cases")
    page.find_element(By.CSS_SELECTOR, ".more summary").click()
    page.find_element(By.CSS_SELECTOR, ".more a[href='/access']").click()
    wait(page).until(lambda p: p.current_url == f"{console.url}/access")


def test_switching_the_language_holds_for_the_next_page(console: Console, page: webdriver.Chrome) -> None:
    """Chinese first; the choice is remembered and the place is kept."""
    page.get(f"{console.url}/cases?site=xm01")
    assert text(page, "h1") == "工单"
    page.find_element(By.CSS_SELECTOR, ".tongue").click()
    wait(page).until(lambda p: text(p, "h1") == "Cases")
    assert "site=xm01" in page.current_url
    page.get(f"{console.url}/handovers")
    assert text(page, "h1") == "Handovers"


def test_evidence_leads_to_the_event_in_its_case(console: Console, page: webdriver.Chrome) -> None:
    """From a line of a statement to the very event that it rests on."""
    page.get(f"{console.url}/scores/xm01/staff-149/2016-03")
    page.find_element(By.CSS_SELECTOR, ".waterfall .evidence a[href^='/cases/']").click()
    wait(page).until(lambda p: p.find_elements(By.CSS_SELECTOR, "li:target"))
    assert "超过时限" in text(page, "li:target")


@pytest.mark.parametrize("path", ["/overview", "/cases"])
def test_a_page_whose_person_has_gone_leads_to_the_sign_in(
    console: Console, page: webdriver.Chrome, path: str
) -> None:
    """Whoever signs out in one tab is out in all of them, and comes back to where they were."""
    page.get(f"{console.url}{path}")
    if path == "/overview":
        wait_until_live(page)
    here = page.current_window_handle
    page.switch_to.new_window("tab")
    try:
        page.get(f"{console.url}/complaints")
        page.find_element(By.CSS_SELECTOR, ".me summary").click()
        page.find_element(By.CSS_SELECTOR, ".me button").click()
        wait(page).until(lambda p: p.current_url == f"{console.url}/sign-in")
        page.close()
    finally:
        page.switch_to.window(here)
    wait(page).until(lambda p: p.current_url.startswith(f"{console.url}/sign-in"))
    assert page.current_url.endswith(f"?to={quote(path, safe='')}")
    assert page.find_element(By.ID, "name").get_attribute("autocomplete") == "username"
    said_by(page)  # that the stream was refused is what was tried


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_sign_in_is_whole_on_a_phone(console: Console, page: webdriver.Chrome, lang: str) -> None:
    """Nothing scrolls sideways at 390 pixels, every input has its label, and a finger finds each button."""
    page.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": True},
    )
    for path in ("/sign-in", "/join?link=good"):
        page.get(f"{console.url}{path}{'&' if '?' in path else '?'}lang={lang}")
        assert not page.execute_script("return document.documentElement.scrollWidth > innerWidth")
        found = page.find_elements(By.CSS_SELECTOR, "main input, main button")
        shown = [one for one in found if one.size["width"] > 1]
        assert [one.get_attribute("outerHTML") for one in shown if one.size["height"] < 44] == []
        assert page.execute_script(
            "return [...document.querySelectorAll('main input:not([type=hidden]):not([aria-hidden])')]"
            ".every((one) => one.labels.length === 1)"
        )
