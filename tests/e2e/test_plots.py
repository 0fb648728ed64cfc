"""Plots in a real browser; every test also fails on any message in its console, also of the policy."""

from __future__ import annotations

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from answerable.queries import desk
from tests.e2e.conftest import Console, needs_browser
from tests.e2e.test_console import press, wait, wait_until_live
from tests.services.console.given.centre import HOURS, overview

pytestmark = [pytest.mark.browser, needs_browser]

INK = """
const drawn = document.querySelector("[data-plot-place] canvas");
const copy = new OffscreenCanvas(drawn.width, drawn.height).getContext("2d", { willReadFrequently: true });
copy.drawImage(drawn, 0, 0);
const pixels = copy.getImageData(0, 0, drawn.width, drawn.height).data;
const seen = new Set();
for (let at = 0; at < pixels.length; at += 4) seen.add(pixels.slice(at, at + 3).join());
return [...seen];
"""


def accent(page: webdriver.Chrome) -> str:
    """The colour that the style sheet has now for columns, as a pixel has it."""
    made = "getComputedStyle(document.documentElement).getPropertyValue('--accent').trim()"
    digits = str(page.execute_script(f"return {made}")).removeprefix("#")
    return ",".join(str(int(digits[at : at + 2], 16)) for at in (0, 2, 4))


def tables(page: webdriver.Chrome) -> list[bool]:
    return [one.is_displayed() for one in page.find_elements(By.CSS_SELECTOR, ".plot table")]


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("path", ["/overview", "/callbacks", "/scores"])
def test_a_plot_is_drawn(console: Console, page: webdriver.Chrome, path: str, width: int) -> None:
    """In the style sheet's colour and within its panel; its table is folded, one click away."""
    page.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": 844, "deviceScaleFactor": 1, "mobile": width < 600},
    )
    page.get(f"{console.url}{path}")
    wait(page).until(lambda p: accent(p) in p.execute_script(INK))
    figure, canvas = (page.find_element(By.CSS_SELECTOR, one) for one in (".plot", ".plot canvas"))
    assert canvas.rect["width"] <= figure.rect["width"] <= width
    assert tables(page) == [False]
    fold = page.find_element(By.CSS_SELECTOR, ".plot summary")
    page.execute_script("arguments[0].scrollIntoView({block: 'center'})", fold)
    fold.click()
    assert tables(page) == [True]


def test_without_scripts_the_table_stands_there(console: Console, page: webdriver.Chrome) -> None:
    """Nothing is lost where no script runs."""
    page.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        page.get(f"{console.url}/callbacks")
        assert tables(page) == [True]
        assert not page.find_element(By.CSS_SELECTOR, "[data-plot-place]").is_displayed()
    finally:
        page.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def test_it_is_read_by_keyboard(console: Console, page: webdriver.Chrome) -> None:
    """Arrow keys go from column to column, and what stands there is read out."""
    page.get(f"{console.url}/overview?lang=en")
    wait(page).until(lambda p: p.find_elements(By.CSS_SELECTOR, ".plot canvas"))
    page.execute_script("document.querySelector('[data-plot-place]').focus()")
    press(page, Keys.ARROW_RIGHT, Keys.ARROW_RIGHT)
    said = page.find_element(By.CSS_SELECTOR, "[data-plot-said]")
    assert said.get_attribute("textContent") == f"01:00–01:59 · contacts {HOURS[1]}"
    press(page, Keys.END)
    assert str(said.get_attribute("textContent")).startswith("23:00–23:59")


def test_night_falls(console: Console, page: webdriver.Chrome) -> None:
    """A change between day and night paints the plot anew."""
    page.get(f"{console.url}/overview")
    wait(page).until(lambda p: accent(p) in p.execute_script(INK))
    by_day = accent(page)
    page.execute_cdp_cmd(
        "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": "dark"}]}
    )
    try:
        wait(page).until(lambda p: accent(p) != by_day and accent(p) in p.execute_script(INK))
    finally:
        page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})


def test_a_live_plot_keeps_focus_and_table(console: Console, page: webdriver.Chrome) -> None:
    """New numbers arrive: who reads the plot by keyboard goes on, and an opened table stays open."""
    page.get(f"{console.url}/overview?lang=en")
    wait_until_live(page)
    wait(page).until(lambda p: p.find_elements(By.CSS_SELECTOR, ".plot canvas"))
    page.find_element(By.CSS_SELECTOR, ".plot summary").click()
    page.execute_script("document.querySelector('[data-plot-place]').focus()")
    more = overview().model_copy(update={"contacts_by_hour": (77,) * 24})
    console.caller.table[desk.Overview] = more
    console.notice()
    shown = "return document.querySelector('.plot table').textContent"
    wait(page).until(lambda p: "77" in p.execute_script(shown))
    wait(page).until(lambda p: p.find_elements(By.CSS_SELECTOR, ".plot canvas"))
    assert tables(page) == [True]
    assert page.switch_to.active_element.get_attribute("data-plot-place") is not None
