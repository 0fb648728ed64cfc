"""An accounts' store of its own for each test, on either database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from answerable_services.accounts.storage import Storage


@pytest.fixture
def views(tmp_path: Path) -> Path | SecretStr:
    """Where the store is kept; classes of tests for each database have their own."""
    return tmp_path / "accounts"


@pytest.fixture
def storage(views: Path | SecretStr) -> Iterator[Storage]:
    """A store in which nothing is yet."""
    storage = Storage(views)
    yield storage
    storage.close()
