"""A desk with a real browser, at which people give commands: agents by keyboard alone, others by clicks."""

from __future__ import annotations

from collections.abc import Mapping

from selenium import webdriver
from selenium.webdriver.common.keys import Keys

from answerable.commands.registry import COMMANDS
from answerable.wording import Language
from answerable_services.console.forms import address_of, form_of
from answerable_services.console.language import words_of
from answerable_services.console.views.links import link_of
from tests.e2e.conftest import said_by
from tests.e2e.hands import Hands


class Seat(Hands):
    """A desk, at which one person after another may sit down.

    Arguments:
        driver: its browser.
        base: where the pages are.
        site: whose people these are.
        language: in which they read.
        given: every command that was given at this site, and by whom, in order.
    """

    def __init__(
        self, driver: webdriver.Chrome, base: str, site: str, language: Language, given: list[tuple[str, str]]
    ) -> None:
        super().__init__(driver, base)
        self.site = site
        self._language = language
        self._given = given
        self._who = ""
        self.words = words_of(language)

    def person(self, word: str) -> str:
        """Give somebody's id: ``lead-1`` of the site."""
        return f"staff-{self.site}-{word}"

    @property
    def is_by_keyboard(self) -> bool:
        """Whether whoever sits here clicks nothing, as agents do, who hold a telephone."""
        return self._who.startswith(self.person("agent-"))

    def sit_down(self, word: str) -> None:
        """Let somebody sign in, by the sample's own button; whoever sat here signs out."""
        if self._who == self.person(word):
            return
        if self._who:
            self.stand_up()
        self._who = self.person(word)
        self.driver.get(f"{self.base}/sign-in?lang={self._language}")
        self.follow(f"button[name=person][value='{self._who}']")
        assert self.path == "/", self.driver.current_url

    def stand_up(self) -> None:
        """Sign out."""
        self.follow("form[action='/sign-out'] button")
        assert self.path == "/sign-in", self.driver.current_url
        self._who = ""

    def go(self, letter: str) -> None:
        """Go to an area: by `g` and its letter, or by a click in the menu."""
        if self.is_by_keyboard:
            self.leave(lambda: self.press("g", letter))
        else:
            self.follow(f"a[data-go={letter}]")

    def search(self, text: str) -> None:
        """Look for something everywhere."""
        if self.is_by_keyboard:
            self.press_with(Keys.CONTROL, "k")
        else:
            self.click(self.find("#find"))
        self.type(text)
        self.leave(lambda: self.press(Keys.ENTER))

    def begin(self, command: str) -> None:
        """Find what is to be begun among all that can be: by `n`, its title, Enter; or by two clicks."""
        title, at = self.words(f"command.{command}"), address_of(form_of(COMMANDS[command]))
        if not self.is_by_keyboard:
            self.follow("a[data-begin]")
            self.follow(f"main a[href^='{at}?']")
            return
        self.leave(lambda: self.press("n"))
        self.wait(lambda: self.focused == "text", "focus")
        self.type(title)
        first = "[data-narrowed]:not([hidden]) [data-text]:not([hidden]) a"
        self.wait(lambda: self.find(first).get_property("pathname") == at, f"{title} first")
        self.leave(lambda: self.press(Keys.ENTER))

    def go_to(self, command: str, target: str) -> None:
        """Follow the way to a form: from here, from one's own page, or from the matter's, which is found."""
        form, matter = self.way_to(command, target), f"main a[href='{link_of(target)}']"
        if not self.all(form) and not self.all(matter):
            self.go("m")
        if not self.all(form):
            if not self.all(matter):
                self.search(target)
            self.follow(matter)
        self.follow(form)

    @staticmethod
    def way_to(command: str, target: str) -> str:
        """Give the link that leads to a command's form for a matter."""
        return f"main a[href^='/do/{command.replace('.', '/')}?'][href*='={target}']"

    @staticmethod
    def action(command: str) -> str:
        """Give the button on a matter's page that leads to a command's form."""
        return f".actions a[href^='/do/{command.replace('.', '/')}?']"

    def fill(self, command: str, typed: Mapping[str, str]) -> None:
        """Fill a form in; who does it is passed over where the form does not ask for that."""
        for name, value in typed.items():
            found = self.all(f"form.ask [name='{name.partition('#')[0]}']")
            shown = [one for one in found if one.get_attribute("type") != "hidden"]
            if not shown:
                assert name == "staff", f"{command} does not ask for {name}"
                continue
            self.set(shown[int(name.partition("#")[2] or 0)], value)

    def send(self) -> None:
        """Send the form."""
        self.leave(lambda: self.activate("form.ask p.do button"))

    def give(self, command: str, target: str = "", **typed: str) -> str:
        """Give a command for a matter, or begin one, and give the matter it is about."""
        if target:
            self.go_to(command, target)
        else:
            self.begin(command)
        return self.finish(command, **typed)

    def finish(self, command: str, **typed: str) -> str:
        """Fill in the form that is open and send it; it has to be recorded as something new."""
        self.fill(command, typed)
        self.send()
        return self.recorded(command)

    def tell(self, command: str, css: str) -> str:
        """Press a button that gives a command by itself."""
        self.follow(css)
        return self.recorded(command)

    def recorded(self, *commands: str) -> str:
        """See that commands were recorded as something new, and give the matter that is told."""
        told = self.find("#recorded").text
        assert self.words("do.recorded") in told, told
        self._given.extend((self._who, command) for command in commands)
        named = self.find("#recorded .id")
        return named.get_attribute("title") or named.text

    def refused(self, command: str, target: str, **typed: str) -> str:
        """Type the address of a form that is not offered, send it, and give what is said, with the focus."""
        at = address_of(form_of(COMMANDS[command]), site=self.site, target=target)
        self.driver.get(f"{self.base}{at}")
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
