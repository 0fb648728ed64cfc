"""axe-core in a real browser: what it says keeps people from using a page."""

from __future__ import annotations

from selenium import webdriver

from tests.e2e.test_lists import size
from tests.from_npm import from_npm

TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
"""What a page is held to: WCAG 2.2 at level AA, and axe-core's own advice."""

OF_COLOURS = ("color-contrast", "link-in-text-block")
"""The rules by which a page may differ between day and night: nothing else of it changes."""

OF_PLACES = ("scrollable-region-focusable", "target-size")
"""The rules by which a page may differ on a phone, where lines break and what is wide scrolls."""

DESK, PHONE = (1280, 900), (390, 844)
"""Screens, in pixels."""

_LOOK = """
const [runOnly, done] = arguments;
axe.run(document, { runOnly, resultTypes: ["violations"] }).then(
  ({ violations }) => done(violations.flatMap(({ id, nodes }) => nodes.map((one) => `${id}: ${one.target}`))),
  (error) => done([String(error)]),
);
"""

_UNFOLD = "for (const one of document.querySelectorAll('main details')) one.open = true"


class Axe:
    """Looks at what the browser shows.

    Arguments:
        page: the browser.
    """

    def __init__(self, page: webdriver.Chrome) -> None:
        self._page = page
        self._source = (from_npm("axe-core") / "axe.min.js").read_text(encoding="utf-8")

    def opens(self, address: str) -> None:
        """Open a page, by day and on a desk's screen."""
        self._page.get(address)
        self.begins()

    def begins(self) -> None:
        """Come to the page that is open, and unfold what its text folds."""
        self._emulate("light")
        # The driver's own way in: the pages' policy lets no script in that is not theirs.
        self._page.execute_script(self._source)
        self._page.execute_script(_UNFOLD)

    def finds(self) -> list[str]:
        """Give what is wrong with the page as it is shown, each as a rule and where."""
        return self._look("tag", TAGS)

    def finds_by_night(self) -> list[str]:
        """Give what is wrong with the page's colours where the reader's machine is set to dark."""
        self._emulate("dark")
        return self._look("rule", OF_COLOURS)

    def finds_on_a_phone(self) -> list[str]:
        """Give what is wrong with where things are on a phone's screen."""
        size(self._page, *PHONE)
        try:
            return self._look("rule", OF_PLACES)
        finally:
            size(self._page, *DESK)

    def ends(self) -> None:
        """Leave the browser's colours as they were."""
        self._page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})

    def _look(self, kind: str, names: tuple[str, ...]) -> list[str]:
        found: list[str] = self._page.execute_async_script(_LOOK, {"type": kind, "values": names})
        return found

    def _emulate(self, scheme: str) -> None:
        self._page.execute_cdp_cmd(
            "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
        )
