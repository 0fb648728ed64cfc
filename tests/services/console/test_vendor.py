"""Files of others that the console serves: which release they are of, and that nobody changed them."""

from __future__ import annotations

import json
import re
from hashlib import sha256
from typing import Any

import httpx
import pytest

from answerable_services.console.environment import STATIC

VENDOR = STATIC / "vendor"
MANIFEST: dict[str, dict[str, Any]] = json.loads((VENDOR / "manifest.json").read_text(encoding="utf-8"))


def test_every_file_is_the_one_that_was_released() -> None:
    """Its digest is that of the file in the package named beside it; nothing lies there unnamed."""
    found = {
        path.name: sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.iterdir()
        if path.suffix != ".json"
    }
    assert found == {name: entry["sha256"] for name, entry in MANIFEST.items()}


def test_every_file_says_where_it_is_from() -> None:
    """Package, release, path and licence, whose text lies beside it."""
    assert all(entry.keys() >= {"package", "version", "path", "licence"} for entry in MANIFEST.values())
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", entry["version"]) for entry in MANIFEST.values())
    assert {f"{entry['package']}.LICENSE" for entry in MANIFEST.values()} <= MANIFEST.keys()


@pytest.mark.parametrize("name", [name for name in MANIFEST if name.endswith(".js")])
def test_a_script_needs_no_eval(name: str) -> None:
    """The policy of the pages forbids it, so a part of the library would fail."""
    text = (VENDOR / name).read_text(encoding="utf-8")
    assert re.findall(r"\bnew Function\b|\beval\(", text) == []


@pytest.mark.parametrize(
    ("path", "is_loaded"),
    [("/overview", True), ("/callbacks", True), ("/scores", True), ("/cases", False), ("/system", False)],
)
async def test_only_pages_with_a_plot_load_the_library(
    browser: httpx.AsyncClient, path: str, is_loaded: bool
) -> None:
    """Its size is what a page without a plot need not bear."""
    page = (await browser.get(path)).text
    assert ("data-plot-place" in page, "vendor/echarts" in page) == (is_loaded, is_loaded)
