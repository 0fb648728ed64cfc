"""From when on it can be judged whether something was missed: what is entered late comes with more."""

from __future__ import annotations

from datetime import datetime, timedelta

from answerable.events.base import IMPORT_PREFIX, Event

ACTOR = "system-callbacks"
"""Who puts on record what was missed."""

_ENTERED_LATE = timedelta(hours=1)
_ONE_DAY = timedelta(days=1)


def judged_from(event: Event) -> datetime:
    """Give the moment from which on it can be judged what follows from an event.

    What is entered late comes with more: a day later that is in the ledger too.
    """
    was_late = event.recorded_at - event.occurred_at >= _ENTERED_LATE
    return event.recorded_at + _ONE_DAY if was_late else event.recorded_at


def is_judged_elsewhere(event: Event) -> bool:
    """Tell whether another system's records brought an event in, which judge it themselves."""
    return event.causation_id.startswith(IMPORT_PREFIX)
