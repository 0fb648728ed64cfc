"""How moments, days, sizes and lengths of time are written on a page; no clock, no locale of the machine.

Numbers, points, money and shares are written by `answerable.wording.numbers`.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Protocol
from zoneinfo import ZoneInfo

from answerable.wording import Language, numbers
from answerable.wording.numbers import NONE

_KIBI = 1024
_SHOWN = 80
"""Characters of an address that are repeated to whoever asked for it, at most."""
_MOMENT = timedelta(minutes=1)


class Speaks(Protocol):
    """Gives the words of a language."""

    @property
    def language(self) -> Language:
        """Which one."""
        ...

    def __call__(self, key: str, /, **values: object) -> str:
        """Give a sentence with its values filled in."""
        ...

    def get(self, key: str, default: str) -> str:
        """Give a sentence, or something else where the catalogue has none."""
        ...

    def called(self, person: str) -> str | None:
        """Tell what a person is called, where that is known."""
        ...


def moment(value: datetime | None, zone: ZoneInfo) -> str:
    """Write a moment as ``2026-11-21 14:03``, by a zone's clock; a dash where there is none."""
    return NONE if value is None else value.astimezone(zone).strftime("%Y-%m-%d %H:%M")


def machine_time(value: datetime) -> str:
    """Write a moment for the ``datetime`` attribute, in UTC."""
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def day(value: date | None) -> str:
    """Write a day as ``2026-11-21``; a dash where there is none."""
    return NONE if value is None else value.isoformat()


def brief_day(value: date, today: date) -> str:
    """Write a day where there is little room, as ``11-21``; with its year where that is not this year's.

    Arguments:
        value: the day.
        today: the day on which it is read.
    """
    return value.strftime("%m-%d") if value.year == today.year else day(value)


def weekday(value: date | str, language: Language = Language.ZH) -> str:
    """Write a day in full with its day of the week, as a heading has it.

    Arguments:
        value: the day, or its ISO 8601 form.
        language: of the reader.
    """
    return numbers.day(date.fromisoformat(value) if isinstance(value, str) else value, language)


def size(count: int, language: Language = Language.ZH) -> str:
    """Write a number of bytes with the largest unit that leaves a whole one: ``6.2 MiB``.

    Arguments:
        count: bytes.
        language: of the reader.
    """
    value, units = Decimal(count), ["B", "KiB", "MiB", "GiB", "TiB"]
    while value >= _KIBI and len(units) > 1:
        value /= _KIBI
        units.pop(0)
    return f"{numbers.number(round(value, 1), language)} {units[0]}"


def duration(length: timedelta, words: Speaks) -> str:
    """Write a length of time with its two largest units, cut and not rounded; seconds are not told.

    Arguments:
        length: how long; its sign is not shown.
        words: the language.
    """
    if abs(length) < _MOMENT:
        return words("time.moment")
    return numbers.duration(length, words.language)


def shown(text: str) -> str:
    """Write what stood in an address so that it can be read: cut short, and nothing in it that is not seen.

    Arguments:
        text: as it was sent; a control character in it, or one that turns the reading order, shows as such.
    """
    seen = "".join(one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in text)
    return seen if len(seen) <= _SHOWN else f"{seen[: _SHOWN - 1]}…"
