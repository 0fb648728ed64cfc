"""A passkey in a real Chromium with its own authenticator: made, shown, refused, not offered elsewhere."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.common.virtual_authenticator import VirtualAuthenticatorOptions
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

from answerable.settings import Settings
from tests.e2e.conftest import needs_browser, said_by, serving
from tests.services.accounts.opened import GOOD
from tests.services.console.house import AGENT, House, house_in

pytestmark = [pytest.mark.browser, needs_browser]

WITHIN_S = 20
BUTTON = 'button[form="by-passkey"]'
PHONE = "Old phone"


@dataclass
class Desk:
    """A browser before a console with real accounts.

    Arguments:
        page: the browser, whose device looks who holds it.
        port: the console's.
        house: what is behind it.
    """

    page: webdriver.Chrome
    port: int
    house: House

    def open(self, path: str, host: str = "localhost") -> None:
        """Open a page."""
        self.page.get(f"http://{host}:{self.port}{path}")

    def one(self, selector: str) -> WebElement:
        """Give an element of the page."""
        return self.page.find_element(By.CSS_SELECTOR, selector)

    def until_at(self, path: str) -> None:
        """Wait until a page is there."""
        here = f"http://localhost:{self.port}{path}"
        WebDriverWait(self.page, WITHIN_S).until(lambda page: page.current_url == here)

    def is_too_wide(self) -> bool:
        """Tell whether one has to scroll sideways."""
        root = "document.documentElement"
        return bool(self.page.execute_script(f"return {root}.scrollWidth > {root}.clientWidth"))


@pytest.fixture
def desk(page: webdriver.Chrome, tmp_path: Path) -> Iterator[Desk]:
    options = VirtualAuthenticatorOptions(
        protocol=VirtualAuthenticatorOptions.Protocol.CTAP2,
        transport=VirtualAuthenticatorOptions.Transport.INTERNAL,
        has_resident_key=True,
        has_user_verification=True,
        is_user_verified=True,
    )
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        with house_in(tmp_path, settings=Settings(pages_url=f"http://localhost:{port}")) as house:
            house.joined(AGENT)
            page.add_virtual_authenticator(options)
            with serving(house.app, house.notices, listening):
                yield Desk(page, port, house)
                page.get("about:blank")
            page.remove_virtual_authenticator()


def _adds_a_passkey(desk: Desk) -> None:
    desk.open("/sign-in?to=/account")
    desk.one("#name").send_keys(AGENT)
    desk.one("#password").send_keys(GOOD.get_secret_value(), Keys.ENTER)
    desk.until_at("/account")
    desk.one("details[data-passkeys] > summary").send_keys(Keys.ENTER)
    desk.one("#passkey-called").send_keys(PHONE)
    desk.one("#passkey-password").send_keys(GOOD.get_secret_value(), Keys.ENTER)
    desk.until_at("/account/passkeys/offer")
    desk.page.switch_to.active_element.send_keys(Keys.ENTER)
    desk.until_at("/account?done=passkey")


def _signs_out(desk: Desk) -> None:
    desk.one("details.me > summary").send_keys(Keys.ENTER)
    desk.one('form[action="/sign-out"] button').send_keys(Keys.ENTER)
    desk.until_at("/sign-in")


def test_from_the_account_to_the_next_sign_in(desk: Desk) -> None:
    """By keyboard, on a phone's width: made on one's page, shown on the way in, without a name."""
    desk.page.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": 390, "height": 844, "deviceScaleFactor": 2, "mobile": False},
    )
    _adds_a_passkey(desk)
    assert PHONE in desk.one("#passkeys table").text
    assert not desk.is_too_wide()
    _signs_out(desk)

    desk.open("/sign-in?to=/account")
    button = desk.one(BUTTON)
    assert button.size["height"] >= 40
    assert not desk.is_too_wide()
    desk.one('form.ask button[type="submit"]').send_keys(Keys.TAB)
    assert desk.page.switch_to.active_element == button
    button.send_keys(Keys.ENTER)
    desk.until_at("/account")
    [session] = [one for one in desk.house.accounts.sessions_of(AGENT) if one.second_factor]
    assert session.person == AGENT
    [kept] = desk.house.accounts.passkeys_of(AGENT)
    assert (kept.name, kept.uses > 0, kept.used_at is not None) == (PHONE, True, True)


def test_whom_the_device_does_not_know_is_told_so(desk: Desk) -> None:
    """It asks who holds it, and shows nothing to others; a second one of the same device is none."""
    _adds_a_passkey(desk)
    desk.one("details[data-passkeys] > summary").send_keys(Keys.ENTER)
    desk.one("#passkey-called").send_keys("Again")
    desk.one("#passkey-password").send_keys(GOOD.get_secret_value(), Keys.ENTER)
    desk.until_at("/account/passkeys/offer")
    desk.page.switch_to.active_element.send_keys(Keys.ENTER)
    fault = desk.one("#passkey-fault")
    WebDriverWait(desk.page, WITHIN_S).until(lambda _: fault.is_displayed())
    assert fault.text == "此设备上已有您在本站的通行密钥。"
    assert len(desk.house.accounts.passkeys_of(AGENT)) == 1
    _signs_out(desk)

    desk.page.set_user_verified(verified=False)
    desk.one(BUTTON).click()
    fault = desk.one("#passkey-fault")
    WebDriverWait(desk.page, WITHIN_S).until(lambda _: fault.is_displayed())
    assert fault.text.startswith("未能使用通行密钥")
    assert desk.page.get_cookie("session") is None


def test_it_is_not_offered_under_another_address(desk: Desk) -> None:
    """Nor without a script; the way by a password is there."""
    desk.open("/sign-in", host="127.0.0.1")
    assert not desk.one(BUTTON).is_displayed()
    assert desk.one("#password").is_displayed()
    desk.page.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        desk.open("/sign-in")
        assert not desk.one(BUTTON).is_displayed()
    finally:
        desk.page.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
    assert said_by(desk.page) == []
