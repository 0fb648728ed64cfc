"""The page about inviting people runs as it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.docs.pages import blocks
from tests.docs.test_back_up_and_restore import typed
from tests.services.accounts.served import running_house

TESTED = [block for block in blocks("docs/how-to/invite-people.md") if block.is_tested]


@pytest.mark.server
def test_page(tmp_path: Path) -> None:
    """A reader who types what the page says has the first manager's link, and sees them in the list."""
    with running_house(tmp_path / ".answerable", inhabited=False):
        said = [typed(block.text, tmp_path) for block in TESTED]

    assert "/join?link=" in said[0]
    assert "for staff-lin alone" in said[0]
    assert all(word in said[1] for word in ("staff-lin", "林晓岚", "xm01"))
