"""Meeting: the daily meeting of a site, one for each day (000-2.K3)."""

from __future__ import annotations

from datetime import date

from answerable.events.base import Event, Text


class Held(Event):
    """The daily meeting ended; the records of the day are due for deposit (000-2.K3).

    Arguments:
        on: the day, by the site's own calendar.
    """

    on: date


class Withdrawn(Event):
    """The meeting had been entered wrongly: nothing is due because of it, and it may be entered anew.

    Arguments:
        on: the day.
        reason: why.
    """

    corrects = (Held,)
    voids = True

    on: date
    reason: Text
