"""Site: a service centre and its daily life."""

from __future__ import annotations

from answerable.events.base import Event, Label


class Opened(Event):
    """A service centre began to work.

    Arguments:
        name_zh: the centre's name in Chinese.
        name_en: the centre's name in English.
        timezone: an IANA zone name; the centre's days and months are counted in it.
    """

    name_zh: Label
    name_en: Label
    timezone: Label


class DailyMeetingHeld(Event):
    """The daily meeting ended; records of the day are due for deposit (000-2.K3)."""
