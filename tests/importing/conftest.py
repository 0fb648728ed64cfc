"""What the tests of importing share."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a file of tickets is going to stand."""
    return tmp_path / "tickets.csv"
