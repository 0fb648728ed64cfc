"""What programs of one's own may import: what the page lists, no more and no less."""

from __future__ import annotations

import re
from importlib import import_module

import pytest

from tests.docs.pages import text_of

PAGE = "docs/reference/public-surface.md"


@pytest.mark.parametrize("package", ["answerable.projection", "answerable.ledger"])
def test_a_packages_surface_is_what_the_page_lists(package: str) -> None:
    """Whoever takes a name away, or lets one out by accident, is told here."""
    (listed,) = re.findall(rf"^\| `{re.escape(package)}` \| (.+) \|$", text_of(PAGE), re.MULTILINE)
    module = import_module(package)
    assert re.findall(r"`(\w+)`", listed) == module.__all__
    assert [name for name in module.__all__ if not getattr(module, name).__doc__] == []


def test_a_consumer_needs_no_more() -> None:
    """The project that `consumer new` makes imports from the surface only."""
    scaffold = import_module("answerable_services.cli.consumer").__file__
    assert scaffold is not None
    folder = re.sub(r"consumer\.py$", "scaffold", scaffold)
    from pathlib import Path

    inside = [
        line
        for path in Path(folder).rglob("*.py")
        for line in re.findall(
            r"^from (answerable\.(?:ledger|projection)\.[\w.]+) import", path.read_text(), re.MULTILINE
        )
    ]
    assert inside == []
