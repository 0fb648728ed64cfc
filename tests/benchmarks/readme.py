"""The READMEs' table: the figures of the benchmarks' page, copied by the command that writes that page."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
READMES = ("README.md", "README.zh-CN.md")
PAGE = ROOT / "docs" / "reference" / "benchmarks.md"

_BEGIN, _END = "<!-- bench -->", "<!-- /bench -->"
_ASKED = re.compile(r"\| page-([a-z]+)-.*\| *([\d.,]+) ms *\|")
_TARGETS = re.compile(r"^## Targets\n\n(Made by .*?)\n\n(\|.*?)\n\n## ", re.MULTILINE | re.DOTALL)


def figures(page: str) -> str:
    """Give what a README shows of the benchmarks' page: how it was made, and what has something to reach.

    Arguments:
        page: the page's text.
    """
    found = _TARGETS.search(page)
    if found is None:
        message = "the page of the benchmarks has no table of targets"
        raise ValueError(message)
    return f"{_BEGIN}\n\n{_shortened(found[2])}\n\n{found[1]}\n\n{_END}"


def _shortened(table: str) -> str:
    """Leave of the questions that pages ask the slowest of each service: the page has them all."""
    slowest: dict[str, tuple[float, str]] = {}
    for line in table.splitlines():
        if (asked := _ASKED.match(line)) is not None:
            took = max(slowest.get(asked[1], (0.0, "")), (float(asked[2]), line))
            slowest[asked[1]] = took
    kept = {line for _, line in slowest.values()}
    return "\n".join(line for line in table.splitlines() if line in kept or _ASKED.match(line) is None)


def with_figures(readme: str, page: str) -> str:
    """Put the figures into a README.

    Arguments:
        readme: the README's text.
        page: the text of the benchmarks' page.
    """
    before, _, behind = readme.partition(_BEGIN)
    return before + figures(page) + behind.partition(_END)[2]


def renew(page: Path = PAGE) -> None:
    """Write the figures of the benchmarks' page into both READMEs."""
    for name in READMES:
        path = ROOT / name
        path.write_text(
            with_figures(path.read_text(encoding="utf-8"), page.read_text(encoding="utf-8")), encoding="utf-8"
        )
