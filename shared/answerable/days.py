"""Which days and moments a command can name: how far before and after its report each kind of them can lie.

A delivery of 1970 or a duty in 2199 is a slip of the pen. How far a day can lie from its report follows from
what it is the day of, and is said by the field's type, so that no decision has to think of it, and none can
forget it: a field of a day, a month or a moment without such a type stops the program when it starts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache
from typing import Annotated, Any, NamedTuple, TypeVar, get_args

from pydantic import AwareDatetime, BaseModel

from answerable.calendar import Month
from answerable.commands.base import Command
from answerable.deciding import World
from answerable.errors import BrokenRule, Invalid
from answerable.events.base import MonthName
from answerable.moments import Day, Instant
from answerable.people import RULE as ON_THE_REGISTER
from answerable.people import employment_fault
from answerable.spans import RULE
from answerable.wording import Sentence, listed, say

D = TypeVar("D", date, datetime)

ORDER = "order-of-times"
"""The rule that nothing is reported before it happened, and nothing happened before its site was opened."""

_YEAR = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Reach:
    """Marks a day, a month or a moment: how far from the report of it it can lie, and why.

    Arguments:
        before: how many years before the report, at most.
        ahead: how long after it, at most.
        why: the name of the reason in the catalogue, below ``days.why``.
        is_of_site: whether it cannot lie before the site was opened, unless it comes with another system's
            records.
        is_ones_own: whether it is a day of whoever does it, who was employed then.
    """

    before: int
    ahead: timedelta
    why: str
    is_of_site: bool = False
    is_ones_own: bool = False

    def first(self, at: D) -> D:
        """Give the first day or moment that can be named: the same day so many years before.

        Arguments:
            at: when it is reported.
        """
        year = at.year - self.before
        try:
            return at.replace(year=year)
        except ValueError:  # it is a leap year's day, and that year has none
            return at.replace(year=year, day=at.day - 1)


LONGEST_KEPT = 30
"""Business records that are not kept for good are kept for thirty years at most (archives order 10, 2012)."""

LONGEST_EMPLOYMENT = 60
"""Nobody works before sixteen (Labour Law, article 15), or for more than sixty years."""

RECORDED = Reach(LONGEST_KEPT, timedelta(), "recorded")
"""What has happened: no other system's records are older than records are kept."""

EMPLOYED = Reach(LONGEST_EMPLOYMENT, _YEAR, "employed")
"""A first or last day of employment: agreed upon a year ahead at most."""

IN_FORCE = Reach(LONGEST_KEPT, _YEAR, "in_force")
"""From when a regulation holds: promulgated a year before at most."""

PLANNED = Reach(LONGEST_KEPT, _YEAR, "planned")
"""Until when something is to be done: within the year."""

WORKED = Reach(LONGEST_KEPT, timedelta(days=7), "worked", is_of_site=True)
"""A day that the site works: of this week, where the decision does not say it more narrowly."""

ROSTERED = Reach(LONGEST_KEPT, timedelta(days=92), "rostered", is_of_site=True)
"""A duty: rosters are made a quarter ahead at most."""

OWN = replace(WORKED, is_ones_own=True)
"""A day on which whoever reports on it worked."""

FOUND = replace(RECORDED, is_of_site=True)
"""What has happened at the site, and so not before it was opened."""

RecordedDay = Annotated[Day, RECORDED]
"""The day of something that has happened."""

RecordedMonth = Annotated[MonthName, RECORDED]
"""A month that has begun."""

RecordedInstant = Annotated[Instant, RECORDED]
"""The moment of something that has happened."""

FoundInstant = Annotated[Instant, FOUND]
"""The moment of something that has happened at the site."""

FoundMonth = Annotated[MonthName, FOUND]
"""A month of the site's that has begun."""

OwnDay = Annotated[Day, OWN]
"""A day that whoever reports on it worked."""

EmploymentDay = Annotated[Day, EMPLOYED]
"""The first or the last day of somebody's employment."""

InForceDay = Annotated[Day, IN_FORCE]
"""The day from which a regulation holds."""

PlannedDay = Annotated[Day, PLANNED]
"""The day until which something is to be done."""

PlannedInstant = Annotated[Instant, PLANNED]
"""The moment until which something is to be done."""

WorkedDay = Annotated[Day, WORKED]
"""A day that the site works."""

RosteredInstant = Annotated[Instant, ROSTERED]
"""The beginning or the end of a duty."""

RosteredMonth = Annotated[MonthName, ROSTERED]
"""The month of a roster."""

_DAYS: tuple[Any, ...] = (date, datetime, AwareDatetime)
_MONTH = get_args(MonthName)[1].pattern


@cache
def reaches(model: type[BaseModel]) -> tuple[tuple[str, Reach | type[BaseModel]], ...]:
    """List the fields of a command, or of a part of it, that name days, each with its mark.

    A field that holds parts with such fields stands with their model. ``occurred_at`` is none of them: it is
    what the others are counted from.

    Raises:
        TypeError: a field of a day, a month or a moment has no mark.
    """
    found: list[tuple[str, Reach | type[BaseModel]]] = []
    for name, field in model.model_fields.items():
        if name == "occurred_at":
            continue
        inside = [*field.metadata, field.annotation, *_inside(field.annotation)]
        mark = next((one for one in inside if isinstance(one, Reach)), None)
        parts = [one for one in inside if isinstance(one, type) and issubclass(one, BaseModel)]
        if mark is not None:
            found.append((name, mark))
        elif any(one in _DAYS or getattr(one, "pattern", None) == _MONTH for one in inside):
            message = f"{model.__qualname__}.{name} has no bounds: give it a type of answerable.days"
            raise TypeError(message)
        found += [(name, part) for part in parts if reaches(part)]
    return tuple(found)


def _inside(annotation: Any) -> Iterator[Any]:
    """Give the types and marks that a field's type is made of."""
    yield from getattr(annotation, "__metadata__", ())
    for part in get_args(annotation):
        yield part
        yield from _inside(part)


def check_days(
    command: Command, occurred_at: datetime, now: datetime, world: World, *, is_import: bool
) -> None:
    """Refuse a command that names a day which is further from its report than its kind of day can be.

    Arguments:
        command: what is asked.
        occurred_at: when it is said to have happened; now where it is not said.
        now: the writer's clock.
        world: knows the site's days, and when it was opened.
        is_import: whether it comes with another system's records: they may be older than the site, and
            nobody says when something was agreed upon, so what lies ahead is counted from now.

    Raises:
        Invalid: there is such a day; the faults name field, value, bound and reason.
    """
    faults: list[_Fault] = []
    if occurred_at < RECORDED.first(now):
        told = _too_early(occurred_at, RECORDED.first(now), RECORDED)
        faults.append(_Fault("/occurred_at", RULE, told))
    if reaches(type(command)):
        opened_at = None if is_import else world.opened_at
        agreed_at = now if is_import else occurred_at
        for pointer, value, reach in _named(command, ""):
            told_of = _wrong_about(value, reach, agreed_at if reach.ahead else occurred_at, opened_at, world)
            if told_of is None and reach.is_ones_own and not is_import:
                told_of = _not_employed_on(value, command.actor, world)
            if told_of is not None:
                faults.append(_Fault(pointer, *told_of))
    if faults:
        raise _refusal(faults)


class _Fault(NamedTuple):
    """What is wrong about the day at one place of a command."""

    pointer: str
    rule: str
    what: Sentence


def _refusal(faults: Sequence[_Fault]) -> Invalid:
    each = [say("error.broken_rule.at", pointer=one.pointer, what=one.what) for one in faults]
    told = each[0] if len(each) == 1 else say("days.several", broken_rules=listed(each, by="semicolon"))
    broken = tuple(BrokenRule.of(one.pointer, one.rule, one.what) for one in faults)
    return Invalid(told, rule=faults[0].rule, broken_rules=broken)


def _named(said: BaseModel, place: str) -> Iterator[tuple[str, Any, Reach]]:
    """Give the days that a command, or a part of it, names."""
    for name, mark in reaches(type(said)):
        value, pointer = getattr(said, name), f"{place}/{name}"
        if value is None:
            continue
        if isinstance(mark, Reach):
            yield pointer, value, mark
            continue
        several = value if isinstance(value, tuple) else (value,)
        for number, part in enumerate(several):
            yield from _named(part, f"{pointer}/{number}" if isinstance(value, tuple) else pointer)


def _wrong_about(
    value: Any, reach: Reach, at: datetime, opened_at: datetime | None, world: World
) -> tuple[str, Sentence] | None:
    """Give the rule that a day breaks, and how, where it does."""
    first: Any = value
    last: Any = value
    today: Any = at
    opened: Any = opened_at
    if not isinstance(value, datetime):
        today = world.day_of(at)
        opened = None if opened_at is None else world.day_of(opened_at)
    if isinstance(value, str):
        month = Month.parse(value)
        first, last = month.first_day, month.last_day
    if last < reach.first(today):
        return RULE, _too_early(value, reach.first(today), reach)
    if first > today + reach.ahead:
        why = say(f"days.why.{reach.why}")
        told = say("days.too_late", value=_text(value), bound=_text(today + reach.ahead), why=why)
        return RULE if reach.ahead else ORDER, told
    if reach.is_of_site and opened is not None and last < opened:
        return ORDER, say("days.before_site", value=_text(value), bound=_text(opened))
    return None


def _not_employed_on(day: date, person: str, world: World) -> tuple[str, Sentence] | None:
    """Give the rule, and why, where whoever does it was not employed on a day that is to be theirs."""
    known = world.people.get(person)
    fault = None if known is None else employment_fault(person, known, day)
    return None if fault is None else (ON_THE_REGISTER, fault)


def _too_early(value: Any, bound: Any, reach: Reach) -> Sentence:
    why = say(f"days.why.{reach.why}")
    return say("days.too_early", value=_text(value), bound=_text(bound), why=why)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else str(value.isoformat())
