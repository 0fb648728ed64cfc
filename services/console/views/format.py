"""How moments, points, money and lengths of time are written; no clock, no locale of the machine."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Protocol
from zoneinfo import ZoneInfo

MINUS = "−"
NONE = "—"

_MINUTE = 60
_HOUR = 60 * _MINUTE
_DAY = 24 * _HOUR
_KIBI = 1024


class Speaks(Protocol):
    """Gives the words of a language."""

    def __call__(self, key: str, /, **values: object) -> str:
        """Give a sentence with its values filled in."""
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


def _plain(value: Decimal) -> str:
    number = value.normalize() if value else Decimal(0)
    return f"{number:f}"


def number(value: Decimal | float) -> str:
    """Write a number with a real minus sign and thousands set apart."""
    text = f"{value:,}" if isinstance(value, int) else f"{Decimal(_plain(Decimal(value))):,f}"
    return text.replace("-", MINUS)


def points(value: Decimal | None) -> str:
    """Write points with their sign: ``−5``, ``+5``, ``0``; a dash where they are not known."""
    if value is None:
        return NONE
    return f"+{_plain(value)}" if value > 0 else _plain(value).replace("-", MINUS)


def money(value: Decimal | None, *, signed: bool = False) -> str:
    """Write yuan as ``¥1,234.00``; a dash where the amount is not known.

    Arguments:
        value: yuan.
        signed: whether a gain shows its plus.
    """
    if value is None:
        return NONE
    sign = MINUS if value < 0 else "+" if signed and value > 0 else ""
    return f"{sign}¥{abs(value):,.2f}"


def percent(part: int, whole: int) -> str:
    """Write a share in whole hundredths; a dash where there is nothing to take a share of."""
    return NONE if whole == 0 else f"{round(100 * part / whole)}%"


def size(count: int) -> str:
    """Write a number of bytes with the largest unit that leaves a whole one: ``6.2 MiB``."""
    value, units = float(count), ["B", "KiB", "MiB", "GiB", "TiB"]
    while value >= _KIBI and len(units) > 1:
        value /= _KIBI
        units.pop(0)
    return f"{count:,} B" if units[0] == "B" else f"{value:,.1f} {units[0]}"


def duration(length: timedelta, words: Speaks) -> str:
    """Write a length of time with its two largest units, cut and not rounded.

    Arguments:
        length: how long; its sign is not shown.
        words: the language.
    """
    seconds = int(abs(length.total_seconds()))
    days, rest = divmod(seconds, _DAY)
    hours, rest = divmod(rest, _HOUR)
    minutes = rest // _MINUTE
    if days:
        return words("time.days_hours", days=days, hours=hours) if hours else words("time.days", days=days)
    if hours:
        if minutes:
            return words("time.hours_minutes", hours=hours, minutes=minutes)
        return words("time.hours", hours=hours)
    return words("time.minutes", minutes=minutes) if minutes else words("time.moment")
