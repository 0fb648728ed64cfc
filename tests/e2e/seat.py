"""A desk with a real browser, at which people sign in and give commands: by keyboard, or by clicks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from selenium import webdriver
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

from answerable.commands.registry import COMMANDS
from answerable.wording import Language
from answerable_services.console.forms import address_of, form_of
from answerable_services.console.language import words_of
from answerable_services.console.views.links import link_of
from tests.e2e.conftest import said_by

WITHIN_S = 30.0
_MOST_TRIES = 40

_STEPS = """
const [target] = arguments, at = document.activeElement;
const can = [...document.querySelectorAll("a[href],button,input,select,textarea,summary,[tabindex]")].filter(
  (one) => one.tabIndex >= 0 && !one.disabled && one.checkVisibility({visibilityProperty: true}) &&
    one.getClientRects().length);
const follows = (a, b) => a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING;
const behind = (one) => at === document.body || follows(at, one);
if (target === at) return 0;
return behind(target) ? can.filter((one) => behind(one) && follows(one, target)).length + 1 : -1;
"""
"""Tells how often Tab has to be pressed until something has the focus; negative where it stands before."""


class Seat:
    """A desk, at which one person after another may sit down.

    Arguments:
        driver: its browser.
        base: where the pages are.
        site: whose people these are.
        language: in which they read.
        is_by_keyboard: whether nothing is clicked.
        given: every command that was given at this site, and by whom, in order.
    """

    def __init__(
        self,
        driver: webdriver.Chrome,
        base: str,
        site: str,
        language: Language,
        given: list[tuple[str, str]],
        *,
        is_by_keyboard: bool = False,
    ) -> None:
        self.driver = driver
        self._base = base
        self.site = site
        self._language = language
        self._is_by_keyboard = is_by_keyboard
        self._given = given
        self._who = ""
        self.words = words_of(language)

    def person(self, word: str) -> str:
        """Give somebody's id: ``lead-1`` of the site."""
        return f"staff-{self.site}-{word}"

    # what one finds on a page

    def wait(self, condition: Callable[[], Any], what: str) -> Any:
        """Wait for a condition; a page that changes meanwhile is looked at anew."""
        waiting = WebDriverWait(
            self.driver, WITHIN_S, poll_frequency=0.03, ignored_exceptions=[StaleElementReferenceException]
        )
        return waiting.until(
            lambda _: condition(), f"{what} on {self.driver.current_url}: {self.text[:1500]}"
        )

    def all(self, css: str) -> list[WebElement]:
        """Give everything on the page that fits."""
        return self.driver.find_elements(By.CSS_SELECTOR, css)

    def find(self, css: str) -> WebElement:
        """Wait for something on the page."""
        found: WebElement = self.wait(lambda: next(iter(self.all(css)), None), css)
        return found

    @property
    def text(self) -> str:
        """What stands on the page."""
        return str(self.driver.execute_script("return document.querySelector('main')?.innerText ?? ''"))

    def open(self, path: str) -> None:
        """Type an address."""
        self.driver.get(f"{self._base}{path}")

    # by keyboard

    def press(self, *keys: str) -> None:
        """Press keys, wherever the focus is."""
        ActionChains(self.driver, duration=0).send_keys(*keys).perform()

    def tab_to(self, css: str) -> None:
        """Press Tab until something has the focus; a control of several parts takes several presses."""
        target = self.find(css)
        for _ in range(_MOST_TRIES):
            steps = self.driver.execute_script(_STEPS, target)
            if steps == 0:
                return
            if steps > 0:
                self.press(Keys.TAB * steps)
            else:
                ActionChains(self.driver, duration=0).key_down(Keys.SHIFT).send_keys(Keys.TAB).key_up(
                    Keys.SHIFT
                ).perform()
        raise AssertionError(f"Tab does not lead to {css} on {self.driver.current_url}")

    def activate(self, css: str) -> None:
        """Follow a link or press a button: by Enter, or by a click."""
        if self._is_by_keyboard:
            self.tab_to(css)
            self.press(Keys.ENTER)
        else:
            found = self.find(css)
            self.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", found)
            found.click()

    def unfold(self, css: str) -> None:
        """Unfold what hides something, where it is hidden."""
        details = self.driver.execute_script(
            "const one = document.querySelector(arguments[0])?.closest('details:not([open])');"
            "if (one) one.dataset.unfolded = ''; return one !== null && one !== undefined",
            css,
        )
        if details:
            self.activate("details[data-unfolded] > summary")
            self.find("details[data-unfolded][open]")

    def leave(self, act: Callable[[], None]) -> None:
        """Do what leads to another page, and wait until that is there."""
        self.driver.execute_script("document.documentElement.dataset.left = ''")
        act()
        self.wait(
            lambda: self.driver.execute_script(
                "return document.readyState === 'complete' && !('left' in document.documentElement.dataset)"
            ),
            "another page",
        )

    def follow(self, css: str) -> None:
        """Go where a link or a button leads, unfolding what hides it."""
        self.find(css)
        self.unfold(css)
        self.leave(lambda: self.activate(css))

    # what people do

    def sit_down(self, word: str) -> None:
        """Let somebody sign in, by the sample's own button; whoever sat here signs out."""
        if self._who == self.person(word):
            return
        if self._who:
            self.stand_up()
        self.open(f"/sign-in?lang={self._language}")
        self.follow(f"button[name=person][value='{self.person(word)}']")
        assert self.driver.current_url == f"{self._base}/", self.driver.current_url
        self._who = self.person(word)

    def stand_up(self) -> None:
        """Sign out."""
        self.follow("form[action='/sign-out'] button")
        assert "/sign-in" in self.driver.current_url
        self._who = ""

    def begin(self, command: str) -> None:
        """Find what is to be begun by its name: `n`, a part of its title, Enter."""
        title = self.words(f"command.{command}")
        if not self._is_by_keyboard:
            self.open(address_of(form_of(COMMANDS[command])))
            return
        self.leave(lambda: self.press("n"))
        self.wait(
            lambda: self.driver.execute_script("return document.activeElement?.name === 'text'"), "focus"
        )
        self.press(title)
        first = "[data-narrowed]:not([hidden]) [data-text]:not([hidden]) a"
        self.wait(
            lambda: self.find(first).get_property("pathname") == address_of(form_of(COMMANDS[command])),
            f"{title} first",
        )
        self.leave(lambda: self.press(Keys.ENTER))

    def go_to(self, command: str, target: str) -> None:
        """Follow the button on a matter's page that leads to a form; the page is opened where it is not."""
        at = str(link_of(target))
        if not self.driver.current_url.partition("?")[0].endswith(at):
            self.open(at)
        self.follow(self.action(command))

    @staticmethod
    def action(command: str) -> str:
        """Give the button that leads to a command's form."""
        return f".actions a[href^='/do/{command.replace('.', '/')}?']"

    def fill(self, command: str, typed: Mapping[str, str]) -> None:
        """Fill a form in; who does it is passed over where the form does not ask for that."""
        for name, value in typed.items():
            found = self.all(f"form.ask [name='{name.partition('#')[0]}']")
            shown = [one for one in found if one.get_attribute("type") != "hidden"]
            if not shown:
                assert name in {"by", "staff", "first_asked"}, f"{command} does not ask for {name}"
                continue
            self._set(shown[int(name.partition("#")[2] or 0)], value)

    def _set(self, control: WebElement, value: str) -> None:
        if not self._is_by_keyboard:
            self._set_by_mouse(control, value)
            return
        css = f"[id='{control.get_attribute('id')}']"
        self.unfold(css)
        self.tab_to(css)
        if control.tag_name == "select":
            values = [one.get_attribute("value") for one in control.find_elements(By.TAG_NAME, "option")]
            steps = values.index(value) - values.index(str(control.get_property("value")))
            self.press((Keys.ARROW_DOWN if steps > 0 else Keys.ARROW_UP) * abs(steps))
        elif control.get_attribute("type") == "date":
            year, month, day = value.split("-")
            self.press(month, day, year)
        else:
            if control.get_property("value"):
                ActionChains(self.driver, duration=0).key_down(Keys.CONTROL).send_keys("a").key_up(
                    Keys.CONTROL
                ).perform()
            self.press(value)
        assert control.get_property("value") == value, (css, value, control.get_property("value"))

    def _set_by_mouse(self, control: WebElement, value: str) -> None:
        # A browser's own control for moments is set as it sets itself.
        self.driver.execute_script(
            "arguments[0].value = arguments[1];"
            "arguments[0].dispatchEvent(new Event('input', {bubbles: true}))",
            control,
            value,
        )

    def send(self) -> None:
        """Send the form."""
        if (
            not self._is_by_keyboard
        ):  # a hand leaves the field, and its choices, before it comes to the button
            self.driver.execute_script("document.activeElement?.blur()")
        self.leave(lambda: self.activate("form.ask p.do button"))

    def give(self, command: str, target: str = "", **typed: str) -> str:
        """Give a command from the page of its matter, or begin one, and give the matter it is about."""
        if target:
            self.go_to(command, target)
        else:
            self.begin(command)
        return self.finish(command, **typed)

    def finish(self, command: str, **typed: str) -> str:
        """Fill in the form that is open and send it; it has to be recorded as something new."""
        self.fill(command, typed)
        self.send()
        told = self.find("#recorded").text
        assert self.words("do.recorded") in told, told
        self._given.append((self._who, command))
        named = self.find("#recorded .id")
        return named.get_attribute("title") or named.text

    def refused(self, command: str, target: str, **typed: str) -> str:
        """Send the form of a command that is refused, and give what is said: it has the focus."""
        self.open(address_of(form_of(COMMANDS[command]), site=self.site, target=target))
        self.fill(command, typed)
        self.send()
        # The browser tells its console of every answer that is no success.
        assert all("responded with a status of 4" in one for one in said_by(self.driver))
        told = self.find("form.ask .notice.bad")
        self.wait(lambda: self.driver.switch_to.active_element == told, "the focus on what is amiss")
        return told.text

    def said_nothing(self) -> None:
        """See to it that the browser has nothing to complain of."""
        said = said_by(self.driver)
        assert said == []
