"""How long something can last, and how far apart what belongs together can lie.

A contact of a year or a shift handed over in 2031 is a slip of the pen: a wrong unit, or a wrong digit in a
year. It is refused with the field and both values, so that whoever typed it sees which is wrong.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated

from pydantic import Field

from answerable.deciding import wrong

RULE = "plausible-time"
"""The rule that nothing lasts longer than it can."""

LONGEST_TALK = timedelta(days=1)
"""Nobody waits or talks longer on one call or visit: seconds that come to more are milliseconds, or a sum."""

LONGEST_UNANSWERED = timedelta(days=92)
"""A letter that nobody answered for a quarter is answered in a matter of its own."""

LONGEST_UNREPORTED = timedelta(days=366)
"""A fault is reported in hours (000-4.7a); what is said to have begun over a year ago has a wrong year."""

LONGEST_OFFENCE = timedelta(days=1)
"""Articles that count minutes mean those of one shift (001-m7); a whole day is an absence."""

CLOCKS_APART = timedelta(seconds=90)
"""By how much the clocks of a telephone system's parts differ; what is off by less contradicts nothing."""

_SECOND, _MINUTE = timedelta(seconds=1), timedelta(minutes=1)

TalkSeconds = Annotated[int, Field(ge=0, le=LONGEST_TALK // _SECOND)]
"""Seconds of waiting or talking, a day at most."""

OffenceMinutes = Annotated[int, Field(ge=0, le=LONGEST_OFFENCE // _MINUTE)]
"""Minutes that an article counts, a day at most."""


def must_lie_within(
    field: str, begins: tuple[str, datetime], ends: tuple[str, datetime], most: timedelta
) -> None:
    """Refuse two moments that lie further apart than they can.

    Arguments:
        field: the one of the command that is likely to be wrong.
        begins: what comes first, in words, and when.
        ends: what comes last, in words, and when.
        most: how far apart they may lie.

    Raises:
        Invalid: they lie further apart.
    """
    if ends[1] - begins[1] > most:
        message = (
            f"{begins[0]} at {begins[1].isoformat()} and {ends[0]} at {ends[1].isoformat()} lie more than "
            f"{most.days} d apart"
        )
        raise wrong(field, message, rule=RULE)


def must_fit_between(
    field: str, seconds: int, begins: tuple[str, datetime], ends: tuple[str, datetime]
) -> None:
    """Refuse a stretch of time that is longer than the two moments between which it lies are apart.

    Arguments:
        field: the one of the command that says it.
        seconds: how long it is said to be.
        begins: what it cannot have begun before, in words, and when.
        ends: what it cannot have ended behind, in words, and when.

    Raises:
        Invalid: it is longer, by more than clocks are apart.
    """
    apart = ends[1] - begins[1]
    if seconds * _SECOND > apart + CLOCKS_APART:
        message = (
            f"{seconds} s do not fit between {begins[0]} at {begins[1].isoformat()} and {ends[0]} at "
            f"{ends[1].isoformat()}, which lie {apart.total_seconds():g} s apart"
        )
        raise wrong(field, message, rule=RULE)
