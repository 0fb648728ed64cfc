"""Site: a service centre."""

from __future__ import annotations

from answerable.calendar.countries import Country
from answerable.events.base import Event, Label, Text


class Opened(Event):
    """A service centre began to work.

    Arguments:
        name_zh: the centre's name in Chinese.
        name_en: the centre's name in English.
        timezone: an IANA zone name; the centre's days and months are counted in it.
        country: whose holidays it has, by ISO 3166; those of its zone's country where it is not said.
    """

    name_zh: Label
    name_en: Label
    timezone: Label
    country: Country | None = None


class Renamed(Event):
    """The centre's name was wrong, or is another now; what is left out stays as it was.

    Arguments:
        name_zh: its name in Chinese.
        name_en: its name in English.
        reason: why.
    """

    corrects = (Opened,)

    name_zh: Label | None = None
    name_en: Label | None = None
    reason: Text
