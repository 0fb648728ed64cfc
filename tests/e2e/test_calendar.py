"""The calendar of what is due, and the plots of trends, in a real browser: by keyboard, and on a phone."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.e2e.conftest import Console, needs_browser
from tests.e2e.test_console import press, wait

pytestmark = [pytest.mark.browser, needs_browser]

COLOURS = """
return [...document.querySelectorAll("[data-plot-place] canvas")].map((drawn) => {
  const copy = new OffscreenCanvas(drawn.width, drawn.height).getContext("2d", { willReadFrequently: true });
  copy.drawImage(drawn, 0, 0);
  const pixels = copy.getImageData(0, 0, drawn.width, drawn.height).data;
  const seen = new Set();
  for (let at = 0; at < pixels.length; at += 4) seen.add(pixels.slice(at, at + 3).join());
  return seen.size;
});
"""


def sized(page: webdriver.Chrome, width: int) -> None:
    said = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600}
    page.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", said)


def kept(page: webdriver.Chrome, name: str) -> None:
    """Keep a picture, where somebody wants to look at it."""
    if folder := os.environ.get("ANSWERABLE_TEST_PICTURES"):
        page.save_screenshot(str(Path(folder) / f"{name}.png"))


def focused(page: webdriver.Chrome) -> str | None:
    return page.switch_to.active_element.get_attribute("data-day")


def test_the_days_by_keyboard(console: Console, page: webdriver.Chrome) -> None:
    """Arrow keys go from day to day and from week to week, and beyond the page to another month."""
    sized(page, 1280)
    page.get(f"{console.url}/due/calendar?month=2016-03")
    kept(page, "month")
    page.find_element(By.CSS_SELECTOR, "[data-day='2016-03-15']").send_keys(Keys.ARROW_RIGHT)
    assert focused(page) == "2016-03-16"
    press(page, Keys.ARROW_DOWN)
    assert focused(page) == "2016-03-23"
    press(page, Keys.ARROW_UP, Keys.ARROW_LEFT)
    assert focused(page) == "2016-03-15"
    press(page, Keys.PAGE_DOWN)
    wait(page).until(lambda p: "month=2016-04" in p.current_url)
    page.find_element(By.CSS_SELECTOR, "[data-day='2016-04-05']").send_keys(Keys.ENTER)
    wait(page).until(lambda p: "on=2016-04-05" in p.current_url)
    kept(page, "day")


def test_on_a_phone_days_stand_below_one_another(console: Console, page: webdriver.Chrome) -> None:
    """Those with something on them alone, each with its day of the week; nothing is wider than the screen."""
    sized(page, 390)
    page.get(f"{console.url}/due/calendar?month=2016-03")
    kept(page, "month-phone")
    shown = [one for one in page.find_elements(By.CSS_SELECTOR, "[data-day]") if one.is_displayed()]
    assert "2016-03-31" in {one.get_attribute("data-day") for one in shown}
    assert len(shown) < 15
    assert "星期四" in next(one for one in shown if one.get_attribute("data-day") == "2016-03-31").text
    assert page.execute_script("return document.documentElement.scrollWidth") <= 390


TRENDS = (
    "closing",
    "contacts",
    "coverage",
    "causes",
    "chain",
    "articles",
    "cohorts",
    "keys",
    "goods-alcohol",
)


@pytest.mark.parametrize("width", [1280, 390])
def test_every_trend_is_drawn(console: Console, page: webdriver.Chrome, width: int) -> None:
    """Steps, a map of cells, columns with a line: each within its panel, and read by the arrow keys."""
    sized(page, width)
    page.get(f"{console.url}/plots?lang=en")
    wait(page).until(lambda p: len(p.find_elements(By.CSS_SELECTOR, ".plot canvas")) == len(TRENDS))
    wait(page).until(lambda p: all(colours > 5 for colours in p.execute_script(COLOURS)))
    for name in TRENDS:
        figure = page.find_element(By.CSS_SELECTOR, f"#{name} .plot")
        canvas = figure.find_element(By.CSS_SELECTOR, "canvas")
        assert canvas.rect["width"] <= figure.rect["width"] <= width
        page.execute_script("arguments[0].scrollIntoView({block: 'center'})", canvas)
        kept(page, f"trend-{name}-{width}")
    page.execute_script("document.querySelector('#closing [data-plot-place]').focus()")
    press(page, Keys.ARROW_RIGHT, Keys.ARROW_RIGHT)
    said = page.find_element(By.CSS_SELECTOR, "#closing [data-plot-said]")
    assert said.get_attribute("textContent") == "10% · Open still 95%"
    page.execute_script("document.querySelector('#chain [data-plot-place]').focus()")
    press(page, Keys.END)
    said = page.find_element(By.CSS_SELECTOR, "#chain [data-plot-said]")
    assert "Limit 3 working days" in str(said.get_attribute("textContent"))
