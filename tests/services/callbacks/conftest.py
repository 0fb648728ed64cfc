"""A view of callbacks that a test fills."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest

from answerable.clock import FixedClock
from answerable.events.base import Event
from answerable.projection.writing.testing import View
from answerable_services.callbacks.projection import CallbacksProjection
from tests.services.callbacks.asking import NOON, Desk, Given


@pytest.fixture
def given() -> Iterator[Given]:
    """Fill a view with events and put a clock beside it."""
    views: list[View] = []

    def fill(*events: Event, at: datetime = NOON) -> Desk:
        view = View(CallbacksProjection(), FixedClock(at)).given(events)
        views.append(view)
        return Desk(view, at)

    yield fill
    for view in views:
        view.close()
