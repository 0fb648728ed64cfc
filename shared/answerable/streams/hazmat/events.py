"""Hazardous goods: which of them a site keeps, where each is locked away, and who keeps the key (002-r11)."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from answerable.events.base import Event, Label, MonthName, StaffId, Text


class Substance(StrEnum):
    """What is controlled: the five that the text names (002-r11-1)."""

    RAT_POISON = "rat_poison"
    DICHLORVOS = "dichlorvos"
    ROACH_POISON = "roach_poison"
    ALCOHOL = "alcohol"
    THINNER = "thinner"


class Unit(StrEnum):
    """What a good is measured in, small enough that nobody writes fractions."""

    GRAM = "gram"
    MILLILITRE = "millilitre"


UNITS: Mapping[Substance, Unit] = {
    Substance.RAT_POISON: Unit.GRAM,
    Substance.DICHLORVOS: Unit.MILLILITRE,
    Substance.ROACH_POISON: Unit.GRAM,
    Substance.ALCOHOL: Unit.MILLILITRE,
    Substance.THINNER: Unit.MILLILITRE,
}
"""The unit of each substance: baits and powders are weighed, the others poured."""


class Catalogued(Event):
    """A site keeps a controlled good from now on (002-r11-1).

    Arguments:
        substance: which.
        unit: what it is measured in.
        place: where it is stored, alone, apart and locked (002-r11-3a).
        custodian: who keeps the key: the cleaning foreman (002-r11-3a).
        month: the month of its first sheet, by the site's own calendar.
    """

    substance: Substance
    unit: Unit
    place: Label
    custodian: StaffId
    month: MonthName


class Moved(Event):
    """It is stored elsewhere, or the place had been written down wrongly.

    Arguments:
        place: where it is stored now, alone, apart and locked (002-r11-3a).
        reason: why.
    """

    corrects = (Catalogued,)

    place: Label
    reason: Text


class KeyPassed(Event):
    """Somebody else keeps the key, or its keeper had been written down wrongly.

    Arguments:
        custodian: who keeps it now.
        reason: why.
    """

    corrects = (Catalogued,)

    custodian: StaffId
    reason: Text


class TakenOff(Event):
    """The site keeps it no more: its last sheet is closed with nothing left.

    Arguments:
        month: the month of that sheet.
        reason: why.
    """

    corrects = (Catalogued,)

    month: MonthName
    reason: Text
