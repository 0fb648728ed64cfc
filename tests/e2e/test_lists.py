"""Lists in a real browser: how much of them is seen at once, on a desk and on a phone."""

from __future__ import annotations

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By

from tests.e2e.conftest import Console, needs_browser
from tests.e2e.test_console import wait
from tests.services.console.browsing import CASES
from tests.services.console.given.cases import case_row

pytestmark = [pytest.mark.browser, needs_browser]

SEEN = """
return [...document.querySelectorAll("tbody tr")].filter(row => {
  const box = row.getBoundingClientRect();
  return box.height > 0 && box.top >= 0 && box.bottom <= innerHeight;
}).length;
"""

HEADINGS = "return document.querySelector('thead th').getBoundingClientRect().top"


def fifty(console: Console) -> None:
    """Let the list of cases have fifty rows, each a little different."""
    rows = tuple(case_row(number) for number in range(50))
    console.caller.table[CASES.query] = CASES.page.model_validate(
        {"rows": rows, "total": 447, "counts": {"every": 447}, "after": "aaa"}
    )


def size(page: webdriver.Chrome, width: int, height: int) -> None:
    page.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600},
    )


def overflows(page: webdriver.Chrome) -> bool:
    return bool(page.execute_script("return document.documentElement.scrollWidth > innerWidth"))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_twenty_cases_are_seen_at_once(console: Console, page: webdriver.Chrome, lang: str) -> None:
    """In a window of 1280 by 800, without scrolling; comfortable rows are fewer and can be had."""
    fifty(console)
    size(page, 1280, 800)
    page.get(f"{console.url}/cases?lang={lang}")
    dense = page.execute_script(SEEN)
    assert dense >= 20
    assert not overflows(page)
    page.get(f"{console.url}/cases?rows=comfortable")
    assert page.execute_script(SEEN) < dense


@pytest.mark.parametrize("width", [1280, 820])
def test_headings_stay_in_sight(console: Console, page: webdriver.Chrome, width: int) -> None:
    """Below the page's own head, however far down the list one reads."""
    fifty(console)
    size(page, width, 800)
    page.get(f"{console.url}/cases")
    for _ in range(2):  # where the table scrolls by itself, the page comes first
        page.execute_script("document.querySelector('tbody tr:last-child').scrollIntoView({block: 'end'})")
    assert 50 <= page.execute_script(HEADINGS) < 140
    assert page.execute_script("return document.querySelector('tbody tr').getBoundingClientRect().top") < 0


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_on_a_phone_a_row_has_two_lines(console: Console, page: webdriver.Chrome, lang: str) -> None:
    """Fifty cases are less than 5,000 pixels, nothing is wider than the screen, and the number is a link."""
    fifty(console)
    size(page, 390, 844)
    page.get(f"{console.url}/cases?lang={lang}")
    assert page.execute_script("return document.documentElement.scrollHeight") < 5000
    assert not overflows(page)
    heights = page.execute_script(
        "return [...document.querySelectorAll('tbody tr')].map(row => row.getBoundingClientRect().height)"
    )
    assert len(heights) == 50
    assert max(heights) < 70
    linked = page.execute_script(
        "const box = document.querySelector('tbody tr').getBoundingClientRect();"
        "return document.elementFromPoint(box.left + 30, box.top + 10).closest('a').getAttribute('href')"
    )
    assert linked == "/cases/case-INC0000000"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_list_says_that_something_came_and_stands_still(
    console: Console, page: webdriver.Chrome, lang: str
) -> None:
    """Whoever reads goes on reading where they are; one click shows the list as it is now."""
    fifty(console)
    size(page, 1280, 800)
    page.get(f"{console.url}/cases?lang={lang}")
    page.execute_script("scrollTo(0, 300)")
    first = "return document.querySelector('tbody tr').getBoundingClientRect().top"
    was = page.execute_script(first)
    link = page.find_element(By.CSS_SELECTOR, ".news a")
    assert not link.is_displayed()
    rows = tuple(case_row(number) for number in range(1, 51))
    console.caller.table[CASES.query] = CASES.page.model_validate(
        {"rows": rows, "total": 448, "counts": {"every": 448}, "after": "aaa"}
    )

    def has_come(_: webdriver.Chrome) -> bool:
        console.notice()  # until the page has begun to listen, it hears nothing
        return link.is_displayed()

    wait(page).until(has_come)
    assert page.execute_script(first) == was
    assert link.text == {"zh": "列表有更新，点此查看", "en": "The list has changed: show it"}[lang]
    link.click()
    wait(page).until(lambda p: p.find_elements(By.ID, "case-INC0000050"))


def test_a_list_that_stays_as_it_is_says_nothing(console: Console, page: webdriver.Chrome) -> None:
    """Notices of other views, and of what is on no first page, are no news."""
    fifty(console)
    page.get(f"{console.url}/cases")
    told = len(console.caller.asked)

    def was_looked_at(_: webdriver.Chrome) -> bool:
        console.notice()
        return len(console.caller.asked) >= told + 3

    wait(page).until(was_looked_at)
    assert not page.find_element(By.CSS_SELECTOR, ".news a").is_displayed()


def test_filters_need_no_script(console: Console, page: webdriver.Chrome) -> None:
    """Days and further conditions are a form like any other, and stand in the address."""
    page.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        page.get(f"{console.url}/complaints?lang=en")
        page.find_element(By.CSS_SELECTOR, ".further summary").click()
        page.find_element(By.NAME, "about").send_keys("staff-149")
        page.find_element(By.CSS_SELECTOR, ".filters button").click()
        wait(page).until(lambda p: "about=staff-149" in p.current_url)
        assert page.find_element(By.NAME, "about").is_displayed()
    finally:
        page.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_dense_rows_are_one_line_high(console: Console, page: webdriver.Chrome, lang: str) -> None:
    """What is longer than its place is cut short, and told whole to whoever points at it."""
    size(page, 1280, 800)
    page.get(f"{console.url}/faults?lang={lang}")
    heights = "return [...document.querySelectorAll('tbody tr')].map(row => row.offsetHeight)"
    assert max(page.execute_script(heights)) < 30
    assert not overflows(page)
    told = [one.get_attribute("title") for one in page.find_elements(By.CSS_SELECTOR, "td.long")]
    whole = {"zh": "业务签单人员、分管经理、公司高层", "en": "Salesperson, Manager, Top leadership"}[lang]
    assert whole in told
