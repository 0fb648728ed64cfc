"""What was typed and not recorded stays in the tab, for whoever typed it, until they sign out."""

from __future__ import annotations

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from answerable.identity import Grant
from answerable.queries.accounts import FindPeople, PeopleNames, PersonName
from answerable.streams.staff.events import Role
from tests.e2e.conftest import Console, needs_browser, said_by

pytestmark = [pytest.mark.browser, needs_browser]

FORM, TOPIC, WORDS = "/do/case/open?site=xm01", "case-open-topic", "打印机不通 & <b>三楼</b>"


def _typed(page: webdriver.Chrome) -> str:
    """Give what stands in the form."""
    return str(
        WebDriverWait(page, 30, 0.05).until(lambda p: p.find_element(By.ID, TOPIC)).get_property("value")
    )


def _kept(page: webdriver.Chrome) -> int:
    """Tell how many drafts the tab keeps."""
    script = "return Object.keys(sessionStorage).filter((key) => key.startsWith('draft:')).length"
    return int(page.execute_script(script))


def _type(page: webdriver.Chrome, console: Console) -> None:
    page.get(console.url + FORM)
    page.find_element(By.ID, TOPIC).send_keys(WORDS)


def test_what_was_typed_is_there_again(page: webdriver.Chrome, console: Console) -> None:
    """After another page, in the other language, and after the session ended when the form was sent."""
    _type(page, console)
    page.get(console.url + "/cases")
    page.get(console.url + FORM)
    assert _typed(page) == WORDS
    page.get(console.url + FORM + "&lang=en")
    assert _typed(page) == WORDS
    assert "had typed" in page.find_element(By.CSS_SELECTOR, "form.ask [role=status]").text

    session = page.get_cookie("session")
    page.delete_cookie("session")
    page.find_element(By.CSS_SELECTOR, "form.ask p.do button").click()
    WebDriverWait(page, 30, 0.05).until(lambda p: "/sign-in" in p.current_url)
    assert session is not None
    said_by(page)  # the stand-in for the accounts knows no way in
    page.add_cookie({"name": "session", "value": session["value"]})
    page.get(console.url + FORM)
    assert _typed(page) == WORDS


def test_what_was_recorded_is_not_typed_again(page: webdriver.Chrome, console: Console) -> None:
    """The next case begins with an empty form."""
    _type(page, console)
    page.find_element(By.CSS_SELECTOR, "form.ask p.do button").click()
    WebDriverWait(page, 30, 0.05).until(lambda p: p.find_elements(By.ID, "recorded"))
    assert _kept(page) == 0
    page.get(console.url + FORM)
    assert _typed(page) == ""


def test_whoever_was_chosen_is_named_beside_the_field(page: webdriver.Chrome, console: Console) -> None:
    """Also when the form is opened again; another id takes the name away."""
    one = PersonName(
        person="staff-3", name="王伟", sort_key="w", grants=(Grant(role=Role.AGENT, site="xm01"),)
    )
    console.caller.table[FindPeople] = PeopleNames(names=(one,))
    told = (By.CSS_SELECTOR, 'output.chosen[for="case-open-first_asked"]')
    page.get(console.url + FORM)
    field = page.find_element(By.ID, "case-open-first_asked")
    field.clear()
    field.send_keys("王伟")
    wait = WebDriverWait(page, 30, 0.05)
    wait.until(lambda p: p.find_elements(By.CSS_SELECTOR, "#case-open-first_asked-choices li"))
    field.send_keys(Keys.ARROW_DOWN, Keys.ENTER)
    assert field.get_property("value") == "staff-3"
    assert page.find_element(*told).text.startswith("王伟 · ")

    page.get(console.url + FORM)
    wait.until(lambda p: p.find_element(*told).text.startswith("王伟 · "))
    page.find_element(By.ID, "case-open-first_asked").send_keys("9")
    assert page.find_element(*told).text == ""
    page.get(console.url + "/cases")


def test_it_is_nobody_elses(page: webdriver.Chrome, console: Console) -> None:
    """Somebody else who signs in in this tab finds nothing of it; after signing out, nothing is left."""
    _type(page, console)
    assert _kept(page) == 1
    page.execute_script("sessionStorage.setItem('draft:staff-1:/do/case/open?site=xm01:case-open', '{}')")
    page.get(console.url + "/cases")
    assert _kept(page) == 1
    page.find_element(By.CSS_SELECTOR, "details.me summary").click()
    page.find_element(By.CSS_SELECTOR, "details.me form button").click()
    WebDriverWait(page, 30, 0.05).until(lambda p: "/sign-in" in p.current_url)
    said_by(page)
    assert _kept(page) == 0
