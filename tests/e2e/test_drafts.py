"""What was typed and not recorded stays in the tab, for whoever typed it, until they sign out."""

from __future__ import annotations

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.expected_conditions import staleness_of
from selenium.webdriver.support.ui import WebDriverWait

from answerable.errors import Refused
from answerable.identity import Grant
from answerable.queries.accounts import FindPeople, PeopleNames, PersonName
from answerable.queries.desk import StoryOf
from answerable.queries.matters import Story
from answerable.streams.handover.flow import HandoverStage
from answerable.streams.staff.events import Role
from tests.e2e.conftest import Console, needs_browser, said_by
from tests.services.console.entered import proved
from tests.services.console.given.handovers import handover_rows

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


def _told(query: StoryOf) -> Story:
    """Tell of every case that it is there, and of every handover that it was begun just now."""
    if not query.matter.startswith("handover-"):
        return Story(matter=query.matter, site="xm01", state="open", facts={}, entries=())
    facts = handover_rows()[0].model_dump(mode="json", exclude={"handover", "site", "state"})
    facts |= {"signed_out_at": None, "refused_reason": None, "carried": ()}
    return Story(matter=query.matter, site="xm01", state=HandoverStage.STARTED, facts=facts, entries=())


def _refused(console: Console) -> None:
    """Let intake refuse whatever is given."""
    console.caller.refusal = Refused("not with a telephone number", rule="000-3.1")


def _send(page: webdriver.Chrome, button: str) -> None:
    """Press a button, and wait for the page behind it."""
    old = page.find_element(By.TAG_NAME, "html")
    page.find_element(By.CSS_SELECTOR, button).click()
    WebDriverWait(page, 30, 0.05).until(staleness_of(old))


def _put(page: webdriver.Chrome, id_: str, text: str) -> None:
    field = WebDriverWait(page, 30, 0.05).until(lambda p: p.find_element(By.ID, id_))
    field.clear()
    field.send_keys(text)


def _value(page: webdriver.Chrome, css: str) -> str:
    """Give what stands in an input."""
    found = WebDriverWait(page, 30, 0.05).until(lambda p: p.find_element(By.CSS_SELECTOR, css))
    return str(found.get_property("value"))


def test_a_refused_form_keeps_what_was_typed(page: webdriver.Chrome, console: Console) -> None:
    """After the refusal too, whichever field was typed in since, and by whatever address it is opened."""
    to, why = "case-transfer-to_team", "case-transfer-reason"
    form = "/do/case/transfer?site=xm01&target=case-INC0000045"
    console.caller.table[StoryOf] = _told
    page.get(console.url + form)
    _put(page, to, "二线")
    _put(page, why, "13800000000")
    _refused(console)
    _send(page, "form.ask p.do button")
    said_by(page)  # a browser says of a refused page that it was
    assert _value(page, f"#{why}") == "13800000000"
    _put(page, to, "三线")
    page.get(console.url + "/cases")
    page.get(console.url + "/do/case/transfer?target=case-INC0000045&site=xm01")
    assert (_value(page, f"#{to}"), _value(page, f"#{why}")) == ("三线", "13800000000")
    console.caller.refusal = None
    _send(page, "form.ask p.do button")
    assert _kept(page) == 0


def test_each_matter_has_its_own_draft(page: webdriver.Chrome, console: Console) -> None:
    """The same form of another case is empty."""
    console.caller.table[StoryOf] = _told
    why = "case-transfer-reason"
    page.get(console.url + "/do/case/transfer?site=xm01&target=case-INC0000045")
    _put(page, why, "不在岗")
    page.get(console.url + "/do/case/transfer?site=xm01&target=case-INC0000046")
    assert _value(page, f"#{why}") == ""
    page.get(console.url + "/cases")


def _begin_call(page: webdriver.Chrome, console: Console) -> None:
    """Begin a call as an agent of one site, and write down what it is about."""
    console.caller.proved = proved(Grant(role=Role.AGENT, site="xm01"))
    page.get(console.url + "/call")
    for name, text in (("customer", "xm01-95"), ("topic", "门禁"), ("text", "13800000000")):
        page.find_element(By.CSS_SELECTOR, f"#call [name={name}]").send_keys(text)


def test_a_recorded_call_is_not_typed_again(page: webdriver.Chrome, console: Console) -> None:
    """Also where it was refused before, and begun without saying where."""
    _begin_call(page, console)
    _refused(console)
    _send(page, ".outcomes [value=return_call]")
    said_by(page)
    console.caller.refusal = None
    _send(page, ".outcomes [value=return_call]")
    assert _kept(page) == 0
    page.get(console.url + "/call")
    assert _value(page, "#call [name=topic]") == ""


def test_a_half_recorded_call_goes_on(page: webdriver.Chrome, console: Console) -> None:
    """Left and opened again, it records what is left, and nothing twice; another call begins anew."""
    _begin_call(page, console)
    console.caller.refuses = {"case.note_progress": Refused("not with a telephone number", rule="000-3.1")}
    _send(page, ".outcomes [value=case]")
    said_by(page)
    page.get(console.url + "/cases")
    page.get(console.url + "/call")
    WebDriverWait(page, 30, 0.05).until(lambda p: p.find_elements(By.ID, "so-far"))
    assert _value(page, "#call [name=text]") == "13800000000"
    WebDriverWait(page, 30, 0.05).until(lambda p: "xm01-95" in p.find_element(By.ID, "caller").text)
    console.caller.refuses = {}
    del console.caller.given[:]
    page.find_element(By.CSS_SELECTOR, "#call [name=text]").clear()
    page.find_element(By.CSS_SELECTOR, "#call [name=text]").send_keys("卡不响")
    _send(page, ".outcomes [value=case]")
    assert [one.command_name for one, _ in console.caller.given] == ["case.note_progress"]
    assert _kept(page) == 0


def test_another_call_leaves_the_half_recorded_one(page: webdriver.Chrome, console: Console) -> None:
    """Whoever asks for another call gets an empty form, and not the one before."""
    _begin_call(page, console)
    console.caller.refuses = {"case.note_progress": Refused("not with a telephone number", rule="000-3.1")}
    _send(page, ".outcomes [value=case]")
    said_by(page)
    _send(page, "[data-draft-forget]")
    assert _value(page, "#call [name=topic]") == ""
    assert not page.find_elements(By.ID, "so-far")


def test_the_checklist_keeps_what_its_other_forms_have(page: webdriver.Chrome, console: Console) -> None:
    """A mark on one item takes nothing from the note of the next, nor from why a matter is handed on."""
    console.caller.table[StoryOf] = _told
    check = "/handovers/handover-xm01-20160331-day/check"
    page.get(console.url + check)
    _put(page, "item-2-note", "没有声音")
    _put(page, "why-1", "客户在外地")
    _send(page, "#item-1 button[value='√']")
    page.get(console.url + check)
    assert _value(page, "#item-2-note") == "没有声音"
    assert _value(page, "#why-1") == "客户在外地"
    _refused(console)
    _send(page, "#item-2 button[value='×']")
    said_by(page)
    console.caller.refusal = None
    _send(page, "form.ask p.do button")
    page.get(console.url + check)
    assert _value(page, "#item-2-note") == ""
    assert _value(page, "#why-1") == "客户在外地"


def test_what_is_emptied_hands_the_focus_on(page: webdriver.Chrome, console: Console) -> None:
    """To the first field that it was in."""
    _type(page, console)
    page.get(console.url + FORM)
    page.find_element(By.CSS_SELECTOR, "form.ask [role=status] button").click()
    assert page.switch_to.active_element.get_attribute("id") == TOPIC
    assert (_typed(page), _kept(page)) == ("", 0)
