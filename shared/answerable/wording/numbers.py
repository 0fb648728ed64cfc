"""Numbers, points, money, shares, lengths of time and days as each language writes them, by Unicode's CLDR.

Days and moments in tables stay ISO 8601, which GB/T 7408 makes China's standard too: they sort, and nobody
mistakes the month for the day.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import cache, lru_cache

from babel.core import Locale
from babel.dates import format_date, format_skeleton
from babel.numbers import format_currency, format_decimal, format_percent
from babel.units import format_unit

from answerable.wording.catalogue import Language

MINUS = "−"
NONE = "—"

_MINUTE = 60
_HOUR = 60 * _MINUTE
_DAY = 24 * _HOUR
_BETWEEN = re.compile(r"(?<=\d)(?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff])(?=\d)")
"""Where the catalogues set a space, and CLDR sets none: between a figure and a character."""


@cache
def locale_of(language: Language) -> Locale:
    """Give what CLDR knows of a language."""
    return Locale.parse(language.tag, sep="-")


def _signed(written: str) -> str:
    return written.replace("-", MINUS)


@lru_cache(maxsize=4096)
def number(value: Decimal | float, language: Language = Language.ZH) -> str:
    """Write a number with a real minus sign, thousands set apart, and every decimal it has."""
    exact = Decimal(str(value))
    exact = exact.normalize() if exact else Decimal(0)
    return _signed(format_decimal(exact, locale=locale_of(language), decimal_quantization=False))


def points(value: Decimal | None, language: Language = Language.ZH) -> str:
    """Write points with their sign: ``−5``, ``+5``, ``0``; a dash where they are not known."""
    if value is None:
        return NONE
    return f"+{number(value, language)}" if value > 0 else number(value, language)


def money(value: Decimal | None, language: Language = Language.ZH, *, signed: bool = False) -> str:
    """Write yuan: ``¥1,234.00``, or ``CN¥1,234.00`` where the reader may think of yen.

    Arguments:
        value: yuan; a dash where the amount is not known.
        language: of the reader.
        signed: whether a gain shows its plus.
    """
    if value is None:
        return NONE
    plus = "+" if signed and value > 0 else ""
    return plus + _signed(format_currency(value, "CNY", locale=locale_of(language)))


def percent(part: int, whole: int, language: Language = Language.ZH) -> str:
    """Write a share in whole hundredths; a dash where there is nothing to take a share of."""
    if whole == 0:
        return NONE
    return _signed(format_percent(Decimal(part) / whole, format="#,##0%", locale=locale_of(language)))


def duration(length: timedelta, language: Language = Language.ZH) -> str:
    """Write a length of time with its two largest units, cut and not rounded; its sign is not shown.

    Arguments:
        length: how long.
        language: of the reader.
    """
    days, rest = divmod(int(abs(length.total_seconds())), _DAY)
    hours, rest = divmod(rest, _HOUR)
    minutes, seconds = divmod(rest, _MINUTE)
    if days:
        units = [("day", days), ("hour", hours)]
    elif hours:
        units = [("hour", hours), ("minute", minutes)]
    else:
        units = [("minute", minutes)] if minutes else [("second", seconds)]
    first, *following = [
        format_unit(count, f"duration-{unit}", length="short", locale=locale_of(language))
        for unit, count in units
    ]
    told = [first, *(text for text, (_, count) in zip(following, units[1:], strict=True) if count)]
    return " ".join(_BETWEEN.sub(" ", text) for text in told)


def day(value: date, language: Language = Language.ZH) -> str:
    """Write a day in full, with its day of the week, as a heading has it."""
    return format_date(value, "full", locale=locale_of(language))


def month(first: date, language: Language = Language.ZH) -> str:
    """Write a month: ``2016年3月``, ``March 2016``."""
    return format_skeleton("yMMMM", first, locale=locale_of(language))


def form_of(forms: Mapping[str, str], count: Decimal | int, language: Language) -> str:
    """Choose the form of a sentence for a number of things.

    Arguments:
        forms: one for each of CLDR's plural categories that differ; ``other`` is always there.
        count: how many there are.
        language: of the sentence.
    """
    category: str = locale_of(language).plural_form(count)
    return forms.get(category, forms["other"])
