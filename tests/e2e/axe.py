"""axe-core in a real browser: what it says keeps people from using a page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from selenium import webdriver

from tests.from_npm import from_npm

TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
"""What a page is held to: WCAG 2.2 at level AA, and axe-core's own advice."""

OF_COLOURS = ("color-contrast", "link-in-text-block")
"""The rules by which a page may differ between day and night: nothing else of it changes."""

_LOOK = """
const [runOnly, done] = arguments;
axe.run(document, { runOnly, resultTypes: ["violations"] }).then(
  ({ violations }) => done(violations.flatMap(({ id, nodes }) => nodes.map((one) => `${id}: ${one.target}`))),
  (error) => done([String(error)]),
);
"""

UNFOLD = "for (const one of document.querySelectorAll('main details')) one.open = true"


class Axe:
    """Looks at what the browser shows.

    Arguments:
        page: the browser.
    """

    def __init__(self, page: webdriver.Chrome) -> None:
        self._page = page
        self._source = (from_npm("axe-core") / "axe.min.js").read_text(encoding="utf-8")

    def opens(self, address: str) -> None:
        """Open a page, by day, with everything unfolded that its text folds."""
        self._emulate("light")
        self._page.get(address)
        self.looks_here()

    def looks_here(self) -> None:
        """Come along to the page that something has led to."""
        # The driver's own way in: the pages' policy lets no script in that is not theirs.
        self._page.execute_script(self._source)
        self._page.execute_script(UNFOLD)

    def finds(self) -> list[str]:
        """Give what is wrong with the page as it is shown, each as a rule and where."""
        return self._look({"type": "tag", "values": TAGS})

    def finds_by_night(self) -> list[str]:
        """Give what is wrong with the page's colours where the reader's machine is set to dark."""
        self._emulate("dark")
        return self._look({"type": "rule", "values": OF_COLOURS})

    def finds_at(self, width: int) -> list[str]:
        """Give what is wrong with the page by day on a screen so wide, in pixels."""
        with self._at(width):
            self._emulate("light")
            return self.finds()

    def _look(self, rules: object) -> list[str]:
        found: list[str] = self._page.execute_async_script(_LOOK, rules)
        return found

    def _emulate(self, scheme: str) -> None:
        self._page.execute_cdp_cmd(
            "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
        )

    @contextmanager
    def _at(self, width: int) -> Iterator[None]:
        metrics = {"height": 844, "deviceScaleFactor": 1, "mobile": True}
        self._page.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {"width": width, **metrics})
        try:
            yield
        finally:
            self._page.execute_cdp_cmd(
                "Emulation.setDeviceMetricsOverride",
                {**metrics, "width": 1280, "height": 900, "mobile": False},
            )

    def close(self) -> None:
        """Leave the browser as it was."""
        self._page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
