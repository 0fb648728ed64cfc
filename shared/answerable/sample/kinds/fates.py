"""Fates: how a matter ends that something is owed of: in time, late, never, or excused. One way for all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache
from random import Random
from typing import Final, NamedTuple

from answerable.calendar.workdays import is_working_day
from answerable.errors import NotFound
from answerable.obligations import Recurring
from answerable.rulebook import find
from answerable.rulebook.obligation import Obligation
from answerable.sample.centre import RULEBOOK, ZONE, holidays
from answerable.sample.scribe import Scribe, at, minutes

_IN_TIME, _LATE, _NEVER = 70, 15, 10
"""Hundredths; what is left is excused where that can be, and else done in time too."""

_OPENS, _SHUTS = 8, 18
_LEAST: Final = timedelta(minutes=30)
_MOST: Final = timedelta(days=4)
_TRIES = 24


class Fate(StrEnum):
    """How it ends."""

    IN_TIME = "in_time"
    LATE = "late"
    NEVER = "never"
    EXCUSED = "excused"

    @property
    def is_done(self) -> bool:
        """Whether it is done at all."""
        return self in (Fate.IN_TIME, Fate.LATE)


class Ending(NamedTuple):
    """How a matter ends.

    Arguments:
        fate: in time or not.
        at: when it is done or excused; where it never is, when it was due.
    """

    fate: Fate
    at: datetime


@cache
def rule(obligation: str) -> Obligation:
    """Give an obligation of the rulebook that the centres are bound to.

    Arguments:
        obligation: its id.

    Raises:
        NotFound: it declares none of that id.
    """
    for one in find(RULEBOOK).obligations:
        if one.id == obligation:
            return one
    message = f"{RULEBOOK} declares no obligation {obligation}"
    raise NotFound(message)


def due(obligation: str, begun_at: datetime) -> datetime:
    """Give the moment until which something is to be done that begins at a moment.

    Arguments:
        obligation: the rulebook's id of what is owed; one whose time its rulebook counts, by the calendar.
        begun_at: when it begins.

    Raises:
        NotFound: the beginning event itself says until when.
    """
    within = rule(obligation).within
    ends_at = None if within is None else within.ends_at(begun_at, ZONE, holidays(), None)
    if ends_at is None:
        message = f"the rulebook counts no time for {obligation}"
        raise NotFound(message)
    return ends_at.astimezone(ZONE)


def ending(
    chance: Random,
    begun_at: datetime,
    due_at: datetime,
    *,
    is_excusable: bool = False,
    grace: timedelta = timedelta(),
) -> Ending:
    """Draw how something ends that began and is due.

    Arguments:
        chance: draws.
        begun_at: from when on it can end.
        due_at: until when it is to be done; where that is over already, it can only be late.
        is_excusable: whether something else can end what is owed.
        grace: how long behind that it counts as late and not as missed.
    """
    drawn = chance.randrange(100)
    fate = Fate.EXCUSED if is_excusable else Fate.IN_TIME
    if drawn < _IN_TIME:
        fate = Fate.IN_TIME
    elif drawn < _IN_TIME + _LATE:
        fate = Fate.LATE
    elif drawn < _IN_TIME + _LATE + _NEVER:
        return Ending(Fate.NEVER, due_at)
    if begun_at >= due_at:
        fate = Fate.LATE
    if fate is Fate.LATE:
        from_then = max(due_at + grace, begun_at)
        window = min(max(due_at - begun_at, _LEAST), _MOST)
        return Ending(fate, in_office(chance, from_then, from_then + window))
    return Ending(fate, in_office(chance, begun_at, due_at))


def end(
    chance: Random,
    begun_at: datetime,
    due_at: datetime,
    done: Callable[[datetime], None],
    excused: Callable[[datetime], None] | None = None,
    *,
    grace: timedelta = timedelta(),
) -> Ending:
    """Draw how something ends, and write that.

    Arguments:
        chance: draws.
        begun_at: from when on it can end.
        due_at: until when it is to be done.
        done: writes that it is done at a moment, in time or late.
        excused: writes what ends it otherwise; None where nothing does.
        grace: how long behind that it counts as late and not as missed.
    """
    ended = ending(chance, begun_at, due_at, is_excusable=excused is not None, grace=grace)
    if ended.fate.is_done:
        done(ended.at)
    elif ended.fate is Fate.EXCUSED and excused is not None:
        excused(ended.at)
    return ended


def in_office(chance: Random, since: datetime, until: datetime) -> datetime:
    """Give a moment between two, in office hours where chance finds one.

    Arguments:
        chance: draws.
        since: it lies behind that.
        until: and not behind that.
    """
    most = max(1, int((until - since) / timedelta(minutes=1)) - 1)
    drawn = [since + minutes(1 + chance.randrange(most)) for _ in range(_TRIES)]
    for fits in (_is_worked, _is_light):
        for moment in drawn:
            if fits(moment):
                return moment
    return drawn[0]


def _is_light(moment: datetime) -> bool:
    return _OPENS <= moment.astimezone(ZONE).hour < _SHUTS


def _is_worked(moment: datetime) -> bool:
    return _is_light(moment) and is_working_day(moment.astimezone(ZONE).date(), holidays())


_AHEAD = timedelta(days=3)
"""How long before it is due what recurs is taken in hand."""


def recurring(scribe: Scribe, day: date, obligation: str) -> tuple[date, Ending] | None:
    """Tell, on the day on which somebody takes in hand what recurs, for which period, and how that ends.

    Arguments:
        scribe: whose centre.
        day: the day that passes.
        obligation: the rulebook's id of what is owed.

    Returns:
        The period's first day and the ending; None on every other day.
    """
    recurs = rule(obligation).recurs
    if recurs is None:
        message = f"{obligation} does not recur"
        raise NotFound(message)
    plan: Recurring = recurs.plan
    first = plan.period_of(day)
    due_on = plan.due_on(first, holidays())
    due_at = plan.due_at(first, ZONE, holidays())
    if due_on is None or due_at is None or day != max(first, due_on - _AHEAD):
        return None
    begun_at = at(day, _OPENS, 30)
    return first, ending(scribe.dice(obligation, first), begun_at, due_at.astimezone(ZONE))
