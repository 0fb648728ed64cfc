"""What a rulebook can be bound to a site for."""

from __future__ import annotations

from enum import StrEnum


class Purpose(StrEnum):
    """One thing that a site takes from a rulebook; of each it has at most one rulebook at a time."""

    SCORING = "scoring"
    """How a month is scored."""
    GRADES = "grades"
    """Which acts change the month's grade, whatever its score."""
    LIMITS = "limits"
    """How long a case may take (000-1.2)."""
    CALLBACKS = "callbacks"
    """How often the customer of a delivery is called back (000-4.5)."""
    OBLIGATIONS = "obligations"
    """Whatever else becomes due."""
    WARRANTY = "warranty"
    """How long a device is repaired free of charge."""


JUDGING = (Purpose.SCORING, Purpose.GRADES)
"""What has articles that an act is judged by."""
