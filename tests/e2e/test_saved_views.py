"""Saved views in a real browser: by keyboard and without a script, on a desk and on a phone."""

from __future__ import annotations

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from answerable.queries.accounts import LONGEST_VIEW_NAME, SavedView, SavedViewList, SavedViews, SaveView
from tests.e2e.conftest import Console, needs_browser
from tests.e2e.test_console import wait
from tests.e2e.test_lists import overflows, size

pytestmark = [pytest.mark.browser, needs_browser]

LINKS = "nav.saved .kinds a"


def keeping(console: Console) -> list[SavedView]:
    """Let the stand-in for the accounts keep what is saved."""
    kept: list[SavedView] = []

    def save(asked: SaveView) -> SavedView:
        view = SavedView(
            view=f"{len(kept):016x}",
            list_name=asked.list_name,
            name=asked.name,
            said=asked.said,
            opens=asked.opens,
        )
        kept.append(view)
        return view

    console.caller.table[SavedViews] = lambda _: SavedViewList(views=tuple(kept))
    console.caller.table[SaveView] = save
    return kept


def test_a_view_is_saved_and_opened_by_keyboard_without_a_script(
    console: Console, page: webdriver.Chrome
) -> None:
    """Enter opens the form and sends it; the list opens with the view from then on."""
    kept = keeping(console)
    page.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        page.get(f"{console.url}/cases?lang=en&mark=is_overdue&site=xm01")
        page.find_element(By.CSS_SELECTOR, "nav.saved summary").send_keys(Keys.ENTER)
        page.find_element(By.NAME, "opens").send_keys(Keys.SPACE)
        page.find_element(By.ID, "view-name").send_keys("Late ones", Keys.ENTER)
        wait(page).until(lambda p: "done=saved" in p.current_url)
        assert [(one.name, one.said, one.opens) for one in kept] == [
            ("Late ones", {"mark": "is_overdue", "site": "xm01"}, True)
        ]
        page.get(f"{console.url}/cases")
        assert "mark=is_overdue&site=xm01&view=" in page.current_url
        whole, view = page.find_elements(By.CSS_SELECTOR, LINKS)
        assert view.get_attribute("aria-current") == "true"
        whole.send_keys(Keys.ENTER)
        wait(page).until(lambda p: p.current_url.endswith("/cases?view=all"))
        page.find_element(By.CSS_SELECTOR, ".ways summary").send_keys(Keys.ENTER)
        page.find_element(By.CSS_SELECTOR, ".ways a").send_keys(Keys.ENTER)
        wait(page).until(lambda p: "mark=is_overdue" in p.current_url)
    finally:
        page.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("width", [390, 820, 1280])
def test_names_of_any_length_have_room(
    console: Console, page: webdriver.Chrome, width: int, lang: str
) -> None:
    """Nothing is wider than the screen, on the list or on the page of all views, and a finger hits it."""
    kept = keeping(console)
    for n, name in enumerate(("x", "长" * LONGEST_VIEW_NAME, "W" * LONGEST_VIEW_NAME)):
        kept.append(
            SavedView(view=f"{n:016x}", list_name="cases", name=name, said={"site": "xm01"}, opens=n == 0)
        )
    size(page, width, 844)
    opened = [f"/cases?site=xm01&state=open&view={one.view}" for one in kept]
    for path in (*opened, "/views"):
        page.get(f"{console.url}{path}&lang={lang}" if "?" in path else f"{console.url}{path}?lang={lang}")
        for details in page.find_elements(By.CSS_SELECTOR, "main details:not([open]) > summary"):
            details.click()
        assert not overflows(page)
        if width == 390:
            controls = page.find_elements(By.CSS_SELECTOR, f"{LINKS}, .saved button, .saved-views button")
            assert controls
            assert min(one.size["height"] for one in controls) >= 44
