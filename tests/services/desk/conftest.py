"""A site that was opened, and the desk's view filled with what happened."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from answerable.streams.site import commands as site
from tests.services.desk.filled import desk_in
from tests.services.desk.given import Shown
from tests.services.intake.scenario import Scenario


@pytest.fixture
def desk() -> Scenario:
    """A site that was opened."""
    return Scenario().given(site.Open, name_zh="厦门", name_en="Xiamen")


@pytest.fixture
def shown(tmp_path: Path) -> Iterator[Shown]:
    """Fill the desk's view with what happened, and put a clock beside it."""
    with desk_in(tmp_path) as shown:
        yield shown
