"""Obligations: what becomes due, until when, and why then; without a clock of its own."""

from __future__ import annotations

from answerable.obligations.clock import Clock
from answerable.obligations.limit import Counted, Limit, Pause, Step
from answerable.obligations.plan import Every, IfOff, Recurring, end_of_days, moment_of

__all__ = [
    "Clock",
    "Counted",
    "Every",
    "IfOff",
    "Limit",
    "Pause",
    "Recurring",
    "Step",
    "end_of_days",
    "moment_of",
]
