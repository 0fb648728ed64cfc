"""The project's Markdown pages, and what stands in them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    path.relative_to(ROOT).as_posix()
    for path in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "deploy").rglob("*.md"))
)

_BLOCK = re.compile(r"^( *)(<!-- tested -->\n)?\1```(\w*)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)


class Block(NamedTuple):
    """A block of code: whether a test runs it, its language, its text."""

    is_tested: bool
    language: str
    text: str


def text_of(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def blocks(page: str) -> list[Block]:
    return [Block(bool(mark), language, text) for _, mark, language, text in _BLOCK.findall(text_of(page))]


def prose(page: str) -> str:
    """Give a page without its blocks of code."""
    return _BLOCK.sub("", text_of(page))


def anchors(page: str) -> set[str]:
    """Give the anchors of a page's headings, as GitHub names them."""
    headings = re.findall(r"^#+ (.+)$", prose(page), flags=re.MULTILINE)
    return {
        re.sub(r"[^\w\- ]", "", heading.replace("`", "")).strip().lower().replace(" ", "-")
        for heading in headings
    }
