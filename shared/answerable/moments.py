"""Moments and days as everything reads them: strictly, and within what every view can hold."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Annotated, Any

from pydantic import AwareDatetime, BeforeValidator, Field

# Every view must be able to hold what is asked for: databases end at 64 bits, zones need room at both ends.
_FIRST, _LAST = date(1970, 1, 1), date(2200, 1, 1)

# Seconds may be left out; an offset has none, and none is further from Greenwich than the Line Islands.
_MOMENT = re.compile(
    r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-](?:0\d|1[0-4]):[0-5]\d)", re.ASCII
)


def _as_moment(value: Any) -> Any:
    """Read a moment from text, and never from a number, also where that is written as text.

    Raises:
        ValueError: it is no moment as RFC 3339 has them.
    """
    if not isinstance(value, str):
        return value
    if _MOMENT.fullmatch(value) is None:
        message = "a moment is written as in RFC 3339: 2016-03-10T09:30:00+08:00"
        raise ValueError(message)
    return datetime.fromisoformat(value)


# The bounds stand next to the type: behind the validator they would be checked by Python, for every command.
Instant = Annotated[
    AwareDatetime,
    Field(
        ge=datetime(_FIRST.year, _FIRST.month, _FIRST.day, tzinfo=UTC),
        lt=datetime(_LAST.year, _LAST.month, _LAST.day, tzinfo=UTC),
    ),
    BeforeValidator(_as_moment),
]
"""A moment with its offset, from 1970 to 2199."""

Day = Annotated[date, Field(ge=_FIRST, lt=_LAST)]
"""A day, from 1970 to 2199."""
