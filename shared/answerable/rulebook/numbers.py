"""The numbers that no text gives: which they are, and a rulebook with those that a site set itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from answerable.obligations import Clock, Every
from answerable.streams.case.events import Priority

if TYPE_CHECKING:
    from answerable.rulebook.effect import BilingualText
    from answerable.rulebook.obligation import Obligation, Recurs, Within
    from answerable.rulebook.scheme import Limits

_LIMIT = "limit-"
_MONTHLY_DAYS = 31
_MOST = 100_000


class Unit(StrEnum):
    """What a number counts."""

    MINUTES = "minutes"
    WORKING_MINUTES = "working_minutes"
    DAYS = "days"
    WORKING_DAYS = "working_days"
    DAY_OF_MONTH = "day_of_month"


class Counted(NamedTuple):
    """What a number counts, and how many.

    Arguments:
        unit: what.
        number: how many.
    """

    unit: Unit
    number: int


class Assumed(NamedTuple):
    """A number that the regulation does not give: a proposal for the site, which may set another.

    Arguments:
        rule: whose it is: the id of an obligation, or ``limit-`` and the priority of a case.
        article: where the rule comes from.
        unit: what it counts.
        number: which.
        name: what people call the obligation; None for the limit of a case, which its priority names.
    """

    rule: str
    article: str
    unit: Unit
    number: int
    name: BilingualText | None = None

    @property
    def most(self) -> int:
        """The greatest number that makes sense."""
        return _MONTHLY_DAYS if self.unit is Unit.DAY_OF_MONTH else _MOST

    @property
    def least(self) -> int:
        """The smallest number that makes sense: a day may be the same, a minute is one at least."""
        return 0 if self.unit in {Unit.DAYS, Unit.WORKING_DAYS} else 1


def assumed_limits(limits: Limits) -> Iterator[Assumed]:
    """Give the assumed time limits of cases, by their priorities; none where the text gives them.

    Arguments:
        limits: of which rulebook.
    """
    for priority in Priority if limits.assumed else ():
        unit = Unit.WORKING_MINUTES if priority in limits.working else Unit.MINUTES
        yield Assumed(f"{_LIMIT}{priority.value}", limits.article, unit, limits.minutes[priority])


def assumed_obligations(obligations: Iterable[Obligation]) -> Iterator[Assumed]:
    """Give the assumed numbers of what becomes due.

    Arguments:
        obligations: of which rulebook.
    """
    for one in obligations:
        counted = counted_of(one)
        if one.assumed and counted is not None:
            yield Assumed(one.id, one.article, *counted, one.name)


def counted_of(one: Obligation) -> Counted | None:
    """Give what the one number of an obligation counts; None where it has none, as a moment that is said.

    Arguments:
        one: which obligation.
    """
    if one.within is not None:
        return _counted_by(one.within)
    recurs = one.recurs
    if recurs is None or recurs.day is None or recurs.every is Every.WEEK:
        return None
    return Counted(Unit.DAY_OF_MONTH, recurs.day)


def _counted_by(within: Within) -> Counted | None:
    if within.minutes is not None:
        unit = Unit.WORKING_MINUTES if within.clock is Clock.WORKING else Unit.MINUTES
        return Counted(unit, within.minutes)
    if within.days is not None:
        return Counted(Unit.DAYS, within.days)
    return None if within.working_days is None else Counted(Unit.WORKING_DAYS, within.working_days)


def limits_as_set(limits: Limits, numbers: Mapping[str, int]) -> Limits:
    """Give the time limits of cases as a site set them.

    Arguments:
        limits: as the rulebook has them.
        numbers: what the site set, by the rule's id.
    """
    minutes = {
        priority: numbers.get(f"{_LIMIT}{priority.value}", length)
        for priority, length in limits.minutes.items()
    }
    return limits.model_copy(update={"minutes": minutes})


def obligations_as_set(
    obligations: Iterable[Obligation], numbers: Mapping[str, int]
) -> tuple[Obligation, ...]:
    """Give what becomes due as a site set it.

    Arguments:
        obligations: as the rulebook has them.
        numbers: what the site set, by the rule's id.
    """
    return tuple(_with_number(one, numbers[one.id]) if one.id in numbers else one for one in obligations)


def _with_number(one: Obligation, number: int) -> Obligation:
    if one.within is not None:
        said = ("minutes", "days", "working_days")
        name = next(name for name in said if getattr(one.within, name) is not None)
        return one.model_copy(update={"within": one.within.model_copy(update={name: number})})
    recurs: Recurs | None = one.recurs
    if recurs is None:
        return one
    # Made anew, so that the plan that goes with it is, too.
    return one.model_copy(update={"recurs": type(recurs)(**{**recurs.model_dump(), "day": number})})
