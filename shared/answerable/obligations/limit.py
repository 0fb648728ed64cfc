"""A time limit: it runs, pauses, is extended, ends, and says step by step how it came to its end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from answerable.calendar.working_time import Passing, Timetable
from answerable.errors import Invalid

_NOTHING = timedelta()
_MINUTE = timedelta(minutes=1)


class Pause(NamedTuple):
    """Time in which a limit stands still.

    Arguments:
        starts_at: since when.
        ends_at: until when; None while it does.
    """

    starts_at: datetime
    ends_at: datetime | None = None


class Counted(StrEnum):
    """Why a stretch of time counts towards a limit, or does not; the rest is in `Passing`."""

    CALENDAR = "calendar"
    """All time counts."""
    PAUSED = "paused"
    """The limit stood still."""


_COUNTS = frozenset({Passing.WORKED, Counted.CALENDAR})


class Step(NamedTuple):
    """A stretch of time, as a limit counts it.

    Arguments:
        starts_at: its first moment.
        ends_at: the first moment behind it.
        why: why it counts, or does not.
        counts: whether it does.
        so_far: what had been counted when it was over.
    """

    starts_at: datetime
    ends_at: datetime
    why: Passing | Counted
    counts: bool
    so_far: timedelta


@dataclass(frozen=True, slots=True)
class Limit:
    """A time limit that began: what it comes to follows from nothing else.

    Arguments:
        starts_at: when it began.
        lasts: how long it is, extensions included.
        timetable: in which time it is counted: when the centre works, as it was when the limit began; None
            where all time counts.
        pauses: when it stood still, in order; the last one has no end while it does.

    Raises:
        Invalid: pauses lie within another or are out of order.
    """

    starts_at: datetime
    lasts: timedelta
    timetable: Timetable | None = None
    pauses: tuple[Pause, ...] = ()

    def __post_init__(self) -> None:
        if any(one.ends_at is not None and one.ends_at < one.starts_at for one in self.pauses):
            raise Invalid("a pause of a time limit ends before it starts")
        if any(a.ends_at is None or b.starts_at < a.ends_at for a, b in pairwise(self.pauses)):
            raise Invalid("the pauses of a time limit come one behind the other")

    @property
    def is_paused(self) -> bool:
        """Whether it stands still."""
        return bool(self.pauses) and self.pauses[-1].ends_at is None

    def steps(self, until: datetime) -> Iterator[Step]:
        """Say how the time from its beginning to a moment is counted, in order and without a gap.

        Arguments:
            until: the first moment behind it; beyond the limit's end what is counted runs on.
        """
        so_far = _NOTHING
        for starts_at, ends_at, why in self._uncounted(until):
            counts = why in _COUNTS
            so_far += ends_at - starts_at if counts else _NOTHING
            yield Step(starts_at, ends_at, why, counts, so_far)

    def _uncounted(self, until: datetime) -> Iterator[tuple[datetime, datetime, Passing | Counted]]:
        at, until = self.starts_at.astimezone(UTC), until.astimezone(UTC)
        for pause in self.pauses:
            begins = max(pause.starts_at.astimezone(UTC), at)
            ends = until if pause.ends_at is None else min(pause.ends_at.astimezone(UTC), until)
            if begins >= until:
                break
            yield from self._running(at, begins)
            if begins < ends:
                yield begins, ends, Counted.PAUSED
            at = max(at, ends)
        yield from self._running(at, until)

    def _running(
        self, starts_at: datetime, ends_at: datetime
    ) -> Iterator[tuple[datetime, datetime, Passing | Counted]]:
        if starts_at >= ends_at:
            return
        if self.timetable is None:
            yield starts_at, ends_at, Counted.CALENDAR
        else:
            yield from self.timetable.stretches(starts_at, ends_at)

    def counted(self, until: datetime) -> timedelta:
        """Give how much of the time up to a moment counts.

        Arguments:
            until: the moment.
        """
        return sum((one.ends_at - one.starts_at for one in self.steps(until) if one.counts), _NOTHING)

    def ends_at(self) -> datetime | None:
        """Give the moment at which as much has been counted as it lasts; None while it stands still.

        Raises:
            Invalid: it never ends, as the centre does not work any more.
        """
        begun = self.starts_at.astimezone(UTC)
        if self.lasts <= _NOTHING:
            return begun
        if self.timetable is None and not self.pauses:
            return begun + self.lasts  # most are, and every event of a case asks
        if self.timetable is None:
            horizon = begun + self.lasts + sum((_length(one) for one in self.pauses), _NOTHING) + _MINUTE
        else:
            last = self.pauses[-1].ends_at if self.pauses else None
            horizon = self.timetable.horizon(last or begun)
        for step in self.steps(horizon):
            if step.why is Counted.PAUSED and step.ends_at >= horizon and self.is_paused:
                return None
            if step.so_far >= self.lasts:
                return step.ends_at - (step.so_far - self.lasts)
        if self.is_paused:
            return None
        raise Invalid(
            f"a time limit of {self.lasts // _MINUTE} minutes that began at {begun.isoformat()} never ends: "
            "the centre does not work that long"
        )

    def due_at(self, at: datetime) -> datetime:
        """Give its end as it stands at a moment: it moves on with what would have counted in each pause.

        Arguments:
            at: the moment; of a pause that lasts, it is the end so far.

        Raises:
            Invalid: it never ends, as the centre does not work any more.
        """
        running, until = replace(self, pauses=()), at.astimezone(UTC)
        stood_still = (
            replace(running, starts_at=one.starts_at).counted(min(one.ends_at or until, until))
            for one in self.pauses
        )
        return replace(running, lasts=self.lasts + sum(stood_still, _NOTHING)).ends_at() or until

    def over(self, until: datetime) -> timedelta:
        """Give by how much it was exceeded at a moment, in the time that counts; nothing where it was not.

        Arguments:
            until: the moment.
        """
        return max(self.counted(until) - self.lasts, _NOTHING)

    def minutes_over(self, until: datetime) -> int | None:
        """Give the minutes by which it was exceeded, a begun one as a whole (X6, reading a); None for none.

        Arguments:
            until: the moment.
        """
        over = self.over(until)
        return None if over <= _NOTHING else -(-over // _MINUTE)


def _length(pause: Pause) -> timedelta:
    return _NOTHING if pause.ends_at is None else pause.ends_at - pause.starts_at
