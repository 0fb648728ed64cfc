"""Links between the pages lead somewhere, and so does every page."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

import pytest

from tests.docs.pages import PAGES, ROOT, anchors, prose

_LINK = re.compile(r"\]\(([^)\s]+)\)")


def targets(page: str) -> list[tuple[str, str]]:
    """Give the path and the anchor of every link to a file of the project."""
    found = []
    for link in _LINK.findall(prose(page)):
        if "://" in link or link.startswith("mailto:"):
            continue
        path, _, anchor = link.partition("#")
        target = (ROOT / page).parent.joinpath(path).resolve() if path else ROOT / page
        found.append((target.relative_to(ROOT).as_posix(), anchor))
    return found


@pytest.mark.parametrize("page", PAGES)
def test_links(page: str) -> None:
    """Each link names a file of the project, and each anchor a heading in it."""
    broken = [
        f"{path}#{anchor}"
        for path, anchor in targets(page)
        if not (ROOT / path).exists() or (anchor and anchor not in anchors(path))
    ]

    assert broken == []


def test_every_page_is_linked() -> None:
    """A page that no other page links to is found by nobody."""
    linked = {path for page in PAGES for path, _ in targets(page) if path != page}
    linked |= {f"{path}/README.md" for path in linked}

    assert [page for page in PAGES if page not in linked and page != "README.md"] == []


def test_decisions_are_numbered() -> None:
    """Decisions are numbered without gaps, and the list has each with its title."""
    numbers = [PurePosixPath(page).name[:4] for page in PAGES if page.startswith("docs/decisions/0")]
    listed = re.findall(
        r"^- \[(\d{4})\]\(\1-[a-z0-9-]+\.md\) ", prose("docs/decisions/README.md"), re.MULTILINE
    )

    assert numbers == listed == [f"{number:04}" for number in range(1, len(numbers) + 1)]
