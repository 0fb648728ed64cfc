"""What a field can name is offered while one types, and comes between nobody and a button."""

from __future__ import annotations

from typing import Any

import pytest
from selenium import webdriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from answerable.identity import Grant
from answerable.queries.accounts import FindPeople, PeopleNames, PersonName
from answerable.queries.registers import REGISTERS
from answerable.streams.contact.commands import Receive
from answerable.streams.staff.events import Role
from tests.e2e.conftest import Console, needs_browser
from tests.services.console.given.cases import case_row

pytestmark = [pytest.mark.browser, needs_browser]

FORM = "/do/contact/receive?site=xm01"
CHANNEL, TOPIC, ASKED = (f"#contact-receive-{name}" for name in ("channel", "topic", "asked"))
BUTTON = "form.ask p.do button"
CHOICES = f"{ASKED}-choices:not([hidden]) li"
CHOSEN = "output.chosen[for='contact-receive-asked']"
SIZES = {"desk": (1280, 900), "phone": (390, 844), "low": (1280, 420)}


def _person(number: int) -> PersonName:
    grants = (Grant(role=Role.AGENT, site="xm01"),)
    return PersonName(person=f"staff-{number}", name=f"甲{number}", sort_key="jia", grants=grants)


def _wait(page: webdriver.Chrome) -> WebDriverWait[webdriver.Chrome]:
    return WebDriverWait(page, 30, 0.02)


def _typed(page: webdriver.Chrome, console: Console, asked: str) -> None:
    """Open the form, and type into it; who was asked, which is its last field, last."""
    page.get(console.url + FORM)
    page.find_element(By.CSS_SELECTOR, CHANNEL).send_keys(Keys.ARROW_DOWN)
    page.find_element(By.CSS_SELECTOR, TOPIC).send_keys("终端")
    page.find_element(By.CSS_SELECTOR, ASKED).send_keys(asked)


def _recorded(page: webdriver.Chrome, console: Console) -> Receive:
    """Wait until what the button gives is recorded, and give it."""
    _wait(page).until(lambda p: p.find_elements(By.ID, "recorded"))
    command = console.caller.given[-1][0]
    assert isinstance(command, Receive)
    return command


@pytest.mark.parametrize("size", SIZES)
def test_an_open_list_hides_no_button(page: webdriver.Chrome, console: Console, size: str) -> None:
    """One click gives the command as it was typed, and takes none of the choices."""
    width, height = SIZES[size]
    page.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False},
    )
    console.caller.table[FindPeople] = PeopleNames(names=tuple(_person(number) for number in range(10, 22)))
    _typed(page, console, "staff-1")
    _wait(page).until(lambda p: len(p.find_elements(By.CSS_SELECTOR, CHOICES)) == 12)
    assert page.find_element(By.CSS_SELECTOR, CHOICES).is_displayed()
    button = page.find_element(By.CSS_SELECTOR, BUTTON)
    page.execute_script("arguments[0].scrollIntoView({block: 'center'})", button)
    button.click()

    assert _recorded(page, console).asked == "staff-1"


COVERED = """
const box = arguments[0].getBoundingClientRect();
return document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2) !== arguments[0];
"""


@pytest.mark.parametrize("size", SIZES)
def test_an_open_list_hides_no_button_of_a_call(page: webdriver.Chrome, console: Console, size: str) -> None:
    """Whoever looks the caller up while the list is open presses that button, and takes no choice."""
    width, height = SIZES[size]
    page.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False},
    )
    published: Any = REGISTERS["case"]
    rows = tuple(
        case_row(7).model_copy(update={"case": f"case-{n}", "customer": f"customer-9{n}"}) for n in range(12)
    )
    answer = published.page.model_construct(rows=rows, counts={}, taken_back={}, after=None, total=None)
    console.caller.table[published.query] = answer
    page.get(console.url + "/call?site=xm01")
    page.find_element(By.CSS_SELECTOR, "#call [name=customer]").send_keys("customer-9")
    _wait(page).until(lambda p: p.find_elements(By.CSS_SELECTOR, "#call .choices:not([hidden]) li"))
    for button in page.find_elements(By.CSS_SELECTOR, "#call [name=look]:not(.hidden)"):
        assert not page.execute_script(COVERED, button)


def test_tab_leads_past_a_long_list(page: webdriver.Chrome, console: Console) -> None:
    """One press leaves the field for the button beside it, and closes the list."""
    console.caller.table[FindPeople] = PeopleNames(names=tuple(_person(number) for number in range(10, 22)))
    _typed(page, console, "staff-1")
    _wait(page).until(lambda p: len(p.find_elements(By.CSS_SELECTOR, CHOICES)) == 12)
    page.find_element(By.CSS_SELECTOR, ASKED).send_keys(Keys.TAB)
    assert page.switch_to.active_element.get_attribute("value") == "asked"
    assert page.switch_to.active_element.tag_name == "button"
    assert page.find_elements(By.CSS_SELECTOR, CHOICES) == []
    page.get(console.url + "/cases")


def test_the_name_that_appears_moves_no_button(page: webdriver.Chrome, console: Console) -> None:
    """Who was typed is named once the field is left: the button stays below the finger that is on it."""
    console.caller.table[FindPeople] = PeopleNames(names=(_person(3),))
    _typed(page, console, "staff-3")
    pressed = ActionChains(page, duration=0)
    pressed.click_and_hold(page.find_element(By.CSS_SELECTOR, BUTTON)).perform()
    _wait(page).until(lambda p: "甲3" in p.find_element(By.CSS_SELECTOR, CHOSEN).text)
    ActionChains(page, duration=0).release().perform()

    assert _recorded(page, console).asked == "staff-3"


def test_escape_closes_the_list_and_keeps_the_field(page: webdriver.Chrome, console: Console) -> None:
    """The first press closes the list, the second leaves the field."""
    console.caller.table[FindPeople] = PeopleNames(names=(_person(10), _person(11)))
    _typed(page, console, "staff-1")
    _wait(page).until(lambda p: p.find_elements(By.CSS_SELECTOR, CHOICES))
    field = page.find_element(By.CSS_SELECTOR, ASKED)
    field.send_keys(Keys.ESCAPE)
    assert page.find_elements(By.CSS_SELECTOR, CHOICES) == []
    assert (page.switch_to.active_element, field.get_property("value")) == (field, "staff-1")
    field.send_keys(Keys.ESCAPE)
    assert page.switch_to.active_element != field
    page.get(console.url + "/cases")
