"""What becomes due beside cases and callbacks: from when, until when, what does it, and whose it is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta, tzinfo
from functools import cached_property
from typing import Annotated, Self

from pydantic import Field, NonNegativeInt, PositiveInt, StringConstraints, field_validator, model_validator

from answerable.calendar.holidays import Holidays
from answerable.calendar.working_time import Timetable
from answerable.errors import AnswerableError
from answerable.events.base import Event
from answerable.events.registry import REGISTRY
from answerable.obligations import Clock, Every, IfOff, Limit, Recurring, end_of_days, moment_of
from answerable.rulebook.effect import BilingualText, RulebookPart
from answerable.rulebook.scheme import Quote
from answerable.rulebook.standing import wire_name
from answerable.rulebook.telling import Telling
from answerable.streams.site.events import Weekday

_DAYS = tuple(Weekday)
_MIDNIGHT = "24:00"

WallTime = Annotated[str, StringConstraints(pattern=r"^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$")]
"""What a clock on the wall shows; ``24:00`` is the midnight at a day's end."""

EventName = Annotated[str, StringConstraints(pattern=r"^[a-z_]+\.[A-Z][A-Za-z]+$")]
"""An event as rulebooks name it: ``fault.Ended``."""


def at_time(said: str) -> time:
    """Read what a clock on the wall shows."""
    return time() if said == _MIDNIGHT else time.fromisoformat(said)


class Within(RulebookPart):
    """By when something has to be done that began; one of the first four is said.

    Arguments:
        minutes: so many minutes later.
        days: at the end of the day so many days later, 0 being the same.
        working_days: the same, of working days.
        field: at the moment that a field of the beginning event has, or at the end of its day.
        clock: which minutes count.
        at: when a day ends.
    """

    minutes: PositiveInt | None = None
    days: NonNegativeInt | None = None
    working_days: NonNegativeInt | None = None
    field: str | None = None
    clock: Clock = Clock.CALENDAR
    at: WallTime = _MIDNIGHT

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        said = [self.minutes, self.days, self.working_days, self.field]
        if sum(one is not None for one in said) != 1:
            message = "say one of minutes, days, working_days and field"
            raise ValueError(message)
        return self

    def ends_at(
        self, begun_at: datetime, zone: tzinfo, holidays: Holidays, timetable: Timetable | None
    ) -> datetime | None:
        """Give the moment until which it can be done; None where the beginning event says it itself.

        Arguments:
            begun_at: when it began.
            zone: whose days.
            holidays: which are off.
            timetable: when the site works; None where it did not say.
        """
        if self.field is not None:
            return None
        if self.minutes is not None:
            return Limit(begun_at, timedelta(minutes=self.minutes), self.counted_by(timetable)).ends_at()
        days, at = self.working_days if self.days is None else self.days, at_time(self.at)
        return end_of_days(begun_at, days or 0, at, zone, holidays if self.days is None else None)

    def said_by(self, event: Event, zone: tzinfo) -> datetime | None:
        """Give the moment that the beginning event says; None where it says none.

        Arguments:
            event: the one that it begins with.
            zone: whose days.
        """
        said = None if self.field is None else getattr(event, self.field)
        return moment_of(said, at_time(self.at), zone) if type(said) is date else said

    def counted_by(self, timetable: Timetable | None) -> Timetable | None:
        """Say in which time minutes count; None where all do."""
        return timetable if self.clock is Clock.WORKING else None


class Recurs(RulebookPart):
    """When something falls due that is owed in every period.

    Arguments:
        every: how long a period is.
        weekday: of a week, on which day; its last where left out.
        day: of a longer period, on which day of its due month; the last where left out.
        month: of a quarter or a year, which of its months is the due one; the last where left out.
        at: until when on that day.
        if_off: what becomes of a due day on which nobody works.
    """

    every: Every
    weekday: Weekday | None = None
    day: PositiveInt | None = None
    month: PositiveInt | None = None
    at: WallTime = _MIDNIGHT
    if_off: IfOff = IfOff.STAYS

    @model_validator(mode="after")
    def _is_in_a_period(self) -> Self:
        if self.weekday is not None and self.day is not None:
            message = "say weekday or day"
            raise ValueError(message)
        try:
            _ = self.plan
        except AnswerableError as error:
            raise ValueError(error.message) from error
        return self

    @cached_property
    def plan(self) -> Recurring:
        """When it falls due."""
        on = self.day if self.weekday is None else _DAYS.index(self.weekday)
        return Recurring(self.every, at_time(self.at), on, self.month, self.if_off)


class Obligation(Quote):
    """Something that has to be done in time, again and again.

    It begins with an event of a matter, and is of that matter; or it recurs, and is of the site.

    Arguments:
        id: its id, which never changes.
        name: what people call it.
        begins: the event that it begins with.
        each: the field of that event by which there is one for each value, as for each link of a chain.
        within: by when it has to be done then.
        recurs: or when it falls due, again and again.
        done_by: the events that do it.
        done_when: what these have to say, field by field: of what has several kinds only one does it.
        done_for: the field of these that has a day of the period that they are for; the day on which they
            happen where left out.
        anywhere: whether what does it may be of another matter of the site: it is done once for all that
            began before.
        undone_by: the events that take back what did it.
        ends_with: the events behind which nothing is owed any more, as behind one that it begins with anew;
            what was missed before stays missed, but where they take back what it was about.
        ends_with_its: the field of the beginning event that names another matter: it ends with that, too,
            by those events of ``ends_with`` that are of that one.
        kept_by: the corrections of all these that change nothing of it.
        owed_by: the field of the beginning event that says whose it is.
        only: the fields by which an event of these is looked at only where it says just that, or one of
            several, as which form was begun; an event without such a field is looked at.
        grace_minutes: minutes behind the due moment in which it is late and not yet missed.
        tells: who is told of it, and when.
        assumed: whether the numbers are nobody's regulation, but a proposal for the site.
    """

    id: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z-]{1,23}$")]
    name: BilingualText
    begins: EventName | None = None
    each: str | None = None
    within: Within | None = None
    recurs: Recurs | None = None
    done_by: tuple[EventName, ...] = Field(min_length=1)
    done_when: dict[str, str] = Field(default_factory=dict)
    done_for: str | None = None
    anywhere: bool = False
    undone_by: tuple[EventName, ...] = ()
    ends_with: tuple[EventName, ...] = ()
    ends_with_its: str | None = None
    kept_by: tuple[EventName, ...] = ()
    owed_by: str | None = None
    only: Mapping[str, str | tuple[str, ...]] = Field(default_factory=dict)
    grace_minutes: NonNegativeInt = 0
    tells: Telling = Telling()
    assumed: bool = True

    @model_validator(mode="after")
    def _is_of_a_matter_or_recurs(self) -> Self:
        if (self.begins is None) != (self.within is None) or (self.begins is None) == (self.recurs is None):
            message = "say begins and within, or recurs"
            raise ValueError(message)
        of_its_beginning = (self.each, self.owed_by, self.ends_with_its, *(self.ends_with or (None,)))
        if self.begins is None and (self.anywhere or any(one is not None for one in of_its_beginning)):
            message = "what recurs has no event that it begins with"
            raise ValueError(message)
        if self.recurs is None and (self.done_when or self.done_for is not None):
            message = "only what recurs says which period is done, and by which kind of event"
            raise ValueError(message)
        return self

    @field_validator("begins", "done_by", "undone_by", "ends_with", "kept_by")
    @classmethod
    def _are_events(cls, named: str | tuple[str, ...] | None) -> str | tuple[str, ...] | None:
        for name in (named,) if isinstance(named, str) else named or ():
            if name not in _BY_NAME:
                message = f"there is no event {name}"
                raise ValueError(message)
        return named

    @model_validator(mode="after")
    def _names_fields(self) -> Self:
        fields = {} if self.begins is None else event_called(self.begins).model_fields
        of_within = None if self.within is None else self.within.field
        for name in (self.each, self.owed_by, self.ends_with_its, of_within):
            if name is not None and name not in fields:
                message = f"{self.begins} has no field {name}"
                raise ValueError(message)
        for event in self.done_by:
            of_event = event_called(event).model_fields
            for name in (*self.done_when, *(() if self.done_for is None else (self.done_for,))):
                if name not in of_event:
                    message = f"{event} has no field {name}"
                    raise ValueError(message)
        return self

    @model_validator(mode="after")
    def _narrows_by_fields(self) -> Self:
        known = {name for event in self.events for name in event.model_fields}
        if lacking := sorted(self.only.keys() - known):
            message = f"none of its events has a field {', '.join(lacking)}"
            raise ValueError(message)
        return self

    def looks_at(self, event: Event) -> bool:
        """Tell whether an event of these says what is looked for.

        Arguments:
            event: what happened.
        """
        return all(
            not hasattr(event, name) or str(getattr(event, name)) in wanted
            for name, wanted in self._only.items()
        )

    @cached_property
    def _only(self) -> Mapping[str, tuple[str, ...]]:
        return {name: (said,) if isinstance(said, str) else said for name, said in self.only.items()}

    @cached_property
    def events(self) -> frozenset[type[Event]]:
        """Every event that it looks at."""
        began = () if self.begins is None else (self.begins,)
        return frozenset(map(event_called, (*began, *self.done_by, *self.undone_by, *self.ends_with)))

    def is_begun_by(self, event: Event) -> bool:
        """Tell whether it begins with an event, by its kind and by what it says.

        Arguments:
            event: what happened.
        """
        return self.begins is not None and type(event) is event_called(self.begins) and self.looks_at(event)

    def is_done_by(self, event: Event) -> bool:
        """Tell whether an event does it, by what it says.

        Arguments:
            event: one of those that may.
        """
        return all(getattr(event, name) == value for name, value in self.done_when.items())

    def day_done(self, event: Event, day: date) -> date:
        """Give a day of the period that an event does it for.

        Arguments:
            event: one of those that do.
            day: when it happened.
        """
        said: date | None = None if self.done_for is None else getattr(event, self.done_for)
        return day if said is None else said


def event_called(name: str) -> type[Event]:
    """Give an event by its name in rulebooks, as ``fault.Ended``."""
    return _BY_NAME[name]


_BY_NAME = {wire_name(event): event for event in REGISTRY}
