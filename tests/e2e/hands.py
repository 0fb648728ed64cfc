"""Hands before a browser: they find what is on a page, press keys, and click where they may."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from selenium import webdriver
from selenium.common.exceptions import StaleElementReferenceException, TimeoutException
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

WITHIN_S = 30.0
_MOST_TRIES = 40
_PARTS = 8
"""More parts than a control for moments has: so many steps back lead to its first one."""

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


class Hands:
    """What one does with one's hands, and sees.

    Arguments:
        driver: the browser.
        base: where the pages are.
    """

    def __init__(self, driver: webdriver.Chrome, base: str) -> None:
        self.driver = driver
        self.base = base
        self.keys = 0
        """Keys that were pressed, beside what was typed."""
        self.clicks = 0

    @property
    def is_by_keyboard(self) -> bool:
        """Whether nothing is clicked."""
        return False

    # what one finds on a page

    def wait(self, condition: Callable[[], Any], what: str) -> Any:
        """Wait for a condition; a page that changes meanwhile is looked at anew."""
        waiting = WebDriverWait(
            self.driver, WITHIN_S, poll_frequency=0.03, ignored_exceptions=[StaleElementReferenceException]
        )
        try:
            return waiting.until(lambda _: condition())
        except TimeoutException:
            raise AssertionError(f"{what} on {self.driver.current_url}: {self.text[:1500]}") from None

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

    @property
    def focused(self) -> str:
        """The name of the input that has the focus."""
        return str(self.driver.execute_script("return document.activeElement?.name ?? ''"))

    @property
    def path(self) -> str:
        """The address of the page, without what it asks."""
        return self.driver.current_url.removeprefix(self.base).partition("?")[0].partition("#")[0]

    # what one does with one's hands

    def type(self, text: str) -> None:
        """Type something, wherever the focus is."""
        ActionChains(self.driver, duration=0).send_keys(text).perform()

    def press(self, *keys: str) -> None:
        """Press keys, one after the other, wherever the focus is."""
        self.keys += sum(map(len, keys))
        ActionChains(self.driver, duration=0).send_keys(*keys).perform()

    def press_with(self, held: str, key: str) -> None:
        """Press a key while another is held: Alt, Control or Shift."""
        self.keys += 1
        ActionChains(self.driver, duration=0).key_down(held).send_keys(key).key_up(held).perform()

    def click(self, found: WebElement) -> None:
        """Click, and scroll there before."""
        assert not self.is_by_keyboard
        self.clicks += 1
        self.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", found)
        found.click()

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
                self.press_with(Keys.SHIFT, Keys.TAB)
        raise AssertionError(f"Tab does not lead to {css} on {self.driver.current_url}")

    def activate(self, css: str) -> None:
        """Follow a link or press a button: by Enter, or by a click."""
        if self.is_by_keyboard:
            self.tab_to(css)
            self.press(Keys.ENTER)
        else:
            self.click(self.find(css))

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

    def set(self, control: WebElement, value: str) -> None:
        """Come to a control, and type or choose what it is to hold."""
        self._come_to(control)
        kind = control.get_attribute("type")
        if control.tag_name == "select":
            self._choose(control, value)
        elif kind in {"date", "datetime-local"}:
            self._type_moment(value)
        elif kind == "checkbox":
            if control.is_selected() != (value == control.get_property("value")):
                self.press(Keys.SPACE)  # a click has ticked it already
        else:
            if control.get_property("value"):
                self.press_with(Keys.CONTROL, "a")
            self.type(value)
        assert control.get_property("value") == value, (control.get_attribute("id"), value)

    def _come_to(self, control: WebElement) -> None:
        css = f"[id='{control.get_attribute('id')}']"
        self.unfold(css)
        if self.is_by_keyboard:
            self.tab_to(css)
            return
        if self.driver.execute_script("return document.activeElement?.matches('[data-searches]')"):
            self.press(Keys.ESCAPE)  # its choices lie over the fields below
        self.click(control)

    def _choose(self, control: WebElement, value: str) -> None:
        options = control.find_elements(By.TAG_NAME, "option")
        values = [one.get_attribute("value") for one in options]
        if self.is_by_keyboard:
            steps = values.index(value) - values.index(str(control.get_property("value")))
            self.press((Keys.ARROW_DOWN if steps > 0 else Keys.ARROW_UP) * abs(steps))
        else:
            options[values.index(value)].click()

    def _type_moment(self, value: str) -> None:
        """Type a day, or a day and a time, part by part from the first, in an English browser's order."""
        day, _, time = value.partition("T")
        year, month, of_month = day.split("-")
        self.press(Keys.ARROW_LEFT * _PARTS)
        self.type(f"{month}{of_month}{year}")
        if time:
            hour, minute = time.split(":")
            self.press(Keys.ARROW_RIGHT)
            self.type(f"{(int(hour) - 1) % 12 + 1:02}{minute}{'AM' if int(hour) < 12 else 'PM'}")
