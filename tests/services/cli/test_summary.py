"""What a running installation tells of itself: where its pages are."""

from __future__ import annotations

from typing import Any

import pytest

from answerable.settings import Settings
from answerable_services.cli import up
from answerable_services.cli.summary import Summary

HERE, BEFORE = "http://127.0.0.1:8080", "https://centre.example"


@pytest.mark.parametrize(
    ("pages_url", "lines"),
    [
        ("", [f"pages: {HERE}"]),
        (f"{BEFORE}/", [f"pages: {BEFORE}", f"pages on this machine: {HERE}"]),
    ],
)
def test_the_pages_are_where_people_reach_them(
    capsys: pytest.CaptureFixture[str], pages_url: str, lines: list[str]
) -> None:
    """Behind a proxy that is another address than the one on this machine, which stands beside it."""
    said: dict[str, Any] = {
        name: 0 for name, field in Summary.model_fields.items() if field.annotation is int
    }
    said |= up.pages_at(HERE, Settings(pages_url=pages_url))
    up.show(Summary.model_construct(**said, projections={}))
    assert [one for one in capsys.readouterr().out.splitlines() if one.startswith("pages")] == lines
