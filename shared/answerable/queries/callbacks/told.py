"""What is owed: what a service tells of how its due moment comes about."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import AwareDatetime

from answerable.events.base import ArticleId, OriginatorId, SiteId
from answerable.queries.base import Answer
from answerable.queries.limits import LimitStep


class DayPassing(StrEnum):
    """How a day passes until something is due."""

    BEGUN = "begun"
    """The day on which it began: it is not counted."""
    COUNTED = "counted"
    DAY_OFF = "day_off"
    """A day of the week on which nobody works."""
    HOLIDAY = "holiday"
    DUE = "due"
    """The day on which it is due."""
    MOVED_FROM = "moved_from"
    """The day on which it would be due, were it none on which nobody works."""


class DayStep(Answer):
    """A day, as it passes until something is due.

    Arguments:
        on: which.
        why: how it passes.
        days: how many had been counted when it was over.
    """

    on: date
    why: DayPassing
    days: int


class OwedTold(Answer):
    """How the moment comes about until which something can be done, step by step.

    Arguments:
        obligation: its id.
        rule: its id in the rulebook.
        rulebook: which rulebook.
        name_zh: what people call it, in Chinese.
        name_en: what people call it, in English.
        article: where it comes from.
        is_assumed: whether its number is nobody's regulation, but a proposal for the site.
        number: by which number it is counted; None where the event that it began with says the moment.
        unit: what that counts: `answerable.rulebook.numbers.Unit`.
        proposed: the number of the rulebook, where the site set another one.
        site: where.
        matter: of which matter; None where the site owes it.
        part: for what of it.
        occurrence: which of several in a row.
        owed_by: whose it is, where it is somebody's.
        begun_at: since when it is owed.
        planned_at: until when it can be done by the rulebook.
        due_at: until when it can be done: the same, but where a superior moved it.
        done_at: when it was done.
        missed_at: when it was put on record that it was not done in time.
        is_excused: whether a superior excused that.
        is_over: whether nothing is owed any more, as behind the end of its matter.
        timetable: the number of the site's timetable by whose working time it is counted; None where all
            time counts.
        steps: of what is counted in minutes, from its beginning to its end.
        days: of what is counted in days, or recurs: to the day on which it is due.
        is_shortened: whether later steps are left out.
    """

    obligation: OriginatorId
    rule: str
    rulebook: str
    name_zh: str
    name_en: str
    article: ArticleId
    is_assumed: bool
    number: int | None = None
    unit: str | None = None
    proposed: int | None = None
    site: SiteId
    matter: OriginatorId | None = None
    part: str | None = None
    occurrence: int
    owed_by: str | None = None
    begun_at: AwareDatetime
    planned_at: AwareDatetime
    due_at: AwareDatetime
    done_at: AwareDatetime | None = None
    missed_at: AwareDatetime | None = None
    is_excused: bool = False
    is_over: bool = False
    timetable: int | None = None
    steps: tuple[LimitStep, ...] = ()
    days: tuple[DayStep, ...] = ()
    is_shortened: bool = False
