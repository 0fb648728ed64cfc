"""What follows from when somebody came and left, and from their duties: late, early, over, too long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from answerable.streams.duty.decisions import LONGEST_DUTY

ABSENT_BEHIND_MIN = 30
"""Whoever is late by more minutes than these counts as absent (002-r1-5.2b)."""

HANDING_OVER = timedelta(minutes=15)
"""What may lie behind eight hours for handing over; no text says so, it is assumed."""

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Stay:
    """From a coming to a leaving.

    Arguments:
        came_at: when they came.
        duty_begins: when the duty begins that they came for; None where the roster has none for then.
        duty_ends: when it ends.
        left_at: when they left; None while they are there.
    """

    came_at: datetime
    duty_begins: datetime | None = None
    duty_ends: datetime | None = None
    left_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reckoning:
    """What a day comes to, in whole minutes.

    Arguments:
        late_by_min: by which they came late to their duties (002-r1-5.2a).
        is_absence: whether one was late by more than thirty (002-r1-5.2b).
        early_min: by which they left before the end of a duty.
        over_min: that they stayed behind the end of a duty.
        there_min: that they were there.
        is_too_long: whether they worked on for more than eight hours (001-3.1).
    """

    late_by_min: int = 0
    is_absence: bool = False
    early_min: int = 0
    over_min: int = 0
    there_min: int = 0
    is_too_long: bool = False

    def only(self, *names: str) -> dict[str, Any]:
        """Give some of it, by name."""
        return {name: getattr(self, name) for name in names}


LATENESS = ("late_by_min", "is_absence")
LEAVING = ("early_min", "over_min", "there_min", "is_too_long")


def _minutes(length: timedelta) -> int:
    return max(0, length // _MINUTE)


def reckon(stays: Sequence[Stay], there_at: datetime | None = None) -> Reckoning:
    """Reckon a day: of a duty, the first coming tells whether they were late, the last leaving whether early.

    Arguments:
        stays: each from a coming to a leaving, in order.
        there_at: when the duty begins that they were noted to be at: what they register later is not late.
    """
    late = early = over = 0
    is_absence = False
    for begins in dict.fromkeys(one.duty_begins for one in stays if one.duty_begins is not None):
        of_duty = [one for one in stays if one.duty_begins == begins]
        minutes = 0 if begins == there_at else _minutes(of_duty[0].came_at - begins)
        late += minutes
        is_absence |= minutes > ABSENT_BEHIND_MIN
        ends, left_at = of_duty[-1].duty_ends, of_duty[-1].left_at
        if ends is not None and left_at is not None:
            early += _minutes(ends - left_at)
            over += _minutes(left_at - ends)
    there = [(one, one.left_at) for one in stays if one.left_at is not None]
    worked = sum((left_at - one.came_at for one, left_at in there), timedelta())
    is_too_long = _longest(there) > LONGEST_DUTY + HANDING_OVER
    return Reckoning(late, is_absence, early, over, worked // _MINUTE, is_too_long)


def _longest(there: Sequence[tuple[Stay, datetime]]) -> timedelta:
    """Give the longest work without a break: whoever comes in the minute they left worked on (001-3.1).

    Who comes before their duty does not work until it begins.
    """
    longest = timedelta()
    began_at: datetime | None = None
    ended_at: datetime | None = None
    for stay, left_at in there:
        if began_at is None or ended_at is None or stay.came_at - ended_at >= _MINUTE:
            began_at = max(stay.came_at, stay.duty_begins or stay.came_at)
        ended_at = left_at
        longest = max(longest, ended_at - began_at)
    return longest
