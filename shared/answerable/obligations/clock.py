"""Which time counts towards what becomes due."""

from __future__ import annotations

from enum import StrEnum


class Clock(StrEnum):
    """Which time counts towards a limit."""

    CALENDAR = "calendar"
    """All of it."""
    WORKING = "working"
    """That in which the centre works."""
