"""Obligations: what becomes due, until when, and why then; without a clock of its own."""

from __future__ import annotations

from answerable.obligations.clock import Clock
from answerable.obligations.limit import Counted, Limit, Pause, Step

__all__ = ["Clock", "Counted", "Limit", "Pause", "Step"]
