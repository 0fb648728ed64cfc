"""A case's time limit: by what it is counted, when it ends, and which miss follows from what is known."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from answerable.calendar.working_time import Timetable
from answerable.deciding import Stamp, World
from answerable.events.base import Event
from answerable.obligations import Clock, Limit, Pause
from answerable.streams.case.events import LimitMissed, MissWithdrawn, PauseSpan
from answerable.streams.case.state import Case, Miss


class CountedBy(NamedTuple):
    """By what a limit is counted.

    Arguments:
        number: the number of the site's timetable; None where all time counts.
        timetable: when the site works by that.
    """

    number: int | None = None
    timetable: Timetable | None = None

    def due_at(self, begins_at: datetime, minutes: int, pauses: tuple[PauseSpan, ...] = ()) -> datetime:
        """Give the end of a limit, the pauses that are over included.

        Arguments:
            begins_at: when it begins.
            minutes: how long it is.
            pauses: when it stood still.

        Raises:
            Invalid: it never ends, as the site does not work any more.
        """
        over = tuple(Pause(one.starts_at, one.ends_at) for one in pauses if one.ends_at is not None)
        limit = Limit(begins_at, timedelta(minutes=minutes), self.timetable, over)
        return limit.due_at(max((one.ends_at or begins_at for one in over), default=begins_at))


def counted_by(clock: Clock, begins_at: datetime, world: World) -> CountedBy:
    """Say by what a limit is counted that begins: by working time only where the site said when it works.

    Arguments:
        clock: as the rulebook has it.
        begins_at: when it begins.
        world: what is known of the site.
    """
    number = world.timetable_for(begins_at) if clock is Clock.WORKING else None
    return CountedBy() if number is None else CountedBy(number, world.timetables(number))


def as_counted(state: Case, world: World) -> CountedBy:
    """Say by what the limit of a case is counted since it began."""
    return CountedBy(state.timetable, timetable_of(state, world))


def timetable_of(state: Case, world: World) -> Timetable | None:
    """Give when the site works, by the number that a case's limit is counted by."""
    return None if state.timetable is None else world.timetables(state.timetable)


def miss_anew(state: Case, after: Case, reason: str, stamp: Stamp, world: World) -> list[Event]:
    """Take a recorded miss back where it does not hold as it stands, and record what holds in its place.

    The miss that holds happened when the other one was said to have, so it counts in the same month. One that
    an earlier correction took back is recorded anew where it holds again.

    Arguments:
        state: the case before it was corrected.
        after: the case behind it.
        reason: why it was corrected.
        stamp: what the events say of themselves.
        world: what is known of the site.
    """
    miss = state.miss or state.void_miss
    if miss is None:
        return []
    timetable, until = timetable_of(after, world), state.resolved_at or miss.ran_until
    overrun = after.overrun_minutes(until, timetable)
    owner = after.whose_miss(until, timetable)
    held = (miss.overrun_minutes, miss.owner, state.limit_minutes, state.is_emergency)
    holds = (overrun, owner, after.limit_minutes, after.is_emergency)
    if state.miss is None:
        return [] if overrun is None else [_missed(after, miss, overrun, owner, stamp)]
    if held == holds or (overrun is None and miss.overrun_minutes is None and owner == miss.owner):
        return []
    anew: list[Event] = [MissWithdrawn(**stamp.next(), reason=reason)]
    if overrun is not None or miss.overrun_minutes is None:
        anew.append(_missed(after, miss, overrun, owner, stamp))
    return anew


def _missed(after: Case, miss: Miss, overrun: int | None, owner: str, stamp: Stamp) -> Event:
    """Record a miss by what holds now, as of when it was said to have happened."""
    said = {
        "limit_minutes": after.limit_minutes,
        "overrun_minutes": overrun,
        "is_emergency": after.is_emergency,
        "owner": owner,
    }
    return LimitMissed.model_validate({**stamp.next(), "occurred_at": miss.at, **said})
