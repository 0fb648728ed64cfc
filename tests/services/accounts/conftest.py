"""An accounts' store of its own for each test, on either database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from answerable_services.accounts.service import Accounts
from answerable_services.accounts.storage import Storage
from tests.services.accounts.given import Hands
from tests.services.accounts.opened import opened


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


@pytest.fixture
def hands() -> Hands:
    """A clock and a randomness that the test moves."""
    return Hands()


@pytest.fixture
def accounts(tmp_path: Path, views: Path | SecretStr, hands: Hands) -> Iterator[Accounts]:
    """The whole service over a store of its own."""
    accounts = opened(tmp_path, views, hands)
    yield accounts
    accounts.close()
