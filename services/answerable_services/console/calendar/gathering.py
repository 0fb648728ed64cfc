"""What a calendar shows of a period, asked of every service at once, as far as whoever looks may see it."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, TypeAlias

from answerable.queries.base import Direction, Query
from answerable.queries.callbacks import (
    FORETOLD,
    Coming,
    DayOff,
    DaysOff,
    Owed,
    UnannouncedYear,
)
from answerable.queries.registers import REGISTERS
from answerable.queries.registry import action_of, name_of
from answerable.streams.survey.flow import SurveyStage
from answerable.streams.training.flow import TrainingStage
from answerable.streams.visit.flow import VisitStage
from answerable_services.console.asking import Reply
from answerable_services.console.calendar.entries import (
    ONE_DAY,
    Entry,
    ZoneOf,
    of_callback,
    of_obligation,
    of_survey,
    of_training,
    of_visit,
)

Ask: TypeAlias = Callable[[Query[Any]], Awaitable[Reply[Any]]]

PAGE = 100
MOST = 500
"""Entries of a kind that a calendar shows at most."""

_VISITS: Any = REGISTERS["visit"].query
_TRAININGS: Any = REGISTERS["training"].query
_SURVEYS: Any = REGISTERS["survey"].query

ASKED: tuple[str, ...] = tuple(
    name_of(query) for query in (Owed, Coming, DaysOff, _VISITS, _TRAININGS, _SURVEYS)
)
"""The questions that a calendar asks, by the names that the table has for them: a feed may ask no other."""


@dataclass(frozen=True, slots=True)
class Period:
    """What is asked about.

    Arguments:
        first: the first day.
        last: the last day.
        today: by the clock of the site that is asked about, or the one that sites share.
        site: of one site.
        whose: only what is this person's.
    """

    first: date
    last: date
    today: date
    site: str | None = None
    whose: str | None = None


@dataclass(frozen=True, slots=True)
class Gathered:
    """What a calendar shows.

    Arguments:
        entries: in order.
        callbacks: how many each day has in all, also where they are too many to be told one by one.
        off: the days on which nobody works.
        asked: what every service answered, by what it was asked about.
        is_cut: whether there is more of something than is told.
        foretold: the day up to which callbacks are known, where the period goes on behind it.
        unannounced: the years of the period whose holidays are not known.
    """

    entries: tuple[Entry, ...]
    callbacks: Mapping[date, int]
    off: Mapping[date, DayOff]
    asked: tuple[Reply[Any], ...]
    is_cut: bool
    foretold: date | None
    unannounced: tuple[UnannouncedYear, ...]


async def gather(
    ask: Ask, may: Callable[[str], bool], period: Period, zone_of: ZoneOf, *, most: int = MOST
) -> Gathered:
    """Ask what is due and planned in a period.

    Arguments:
        ask: asks a service as whoever looks.
        may: tells whether they may ask something at all; else it is not asked.
        period: what about.
        zone_of: gives a site's zone.
        most: entries of a kind, at most.
    """
    wanted = [query for query in _questions(period) if may(action_of(query))]
    lists = await asyncio.gather(*(_all(ask, query, most) for query in wanted))
    entries: list[Entry] = []
    counts: Counter[date] = Counter()
    off: dict[date, DayOff] = {}
    unannounced: tuple[UnannouncedYear, ...] = ()
    for query, (replies, _) in zip(wanted, lists, strict=True):
        answers = [one.answer for one in replies if one.answer is not None]
        for answer in answers:
            entries += _told(query, answer, period, zone_of)
        if isinstance(query, Coming):
            counts.update({one.on: one.owed for answer in answers[:1] for one in answer.days})
        if isinstance(query, DaysOff):
            off = {one.on: one for answer in answers for one in answer.days}
            unannounced = tuple(one for answer in answers for one in answer.unannounced)
    until = period.today + FORETOLD
    is_for_all = period.whose is None and may(name_of(Coming))
    return Gathered(
        entries=tuple(sorted((one for one in entries if _is_in(one, period)), key=lambda one: one.order)),
        callbacks=counts,
        off=off,
        asked=tuple(replies[-1] for replies, _ in lists),
        is_cut=any(is_cut for _, is_cut in lists),
        foretold=until if is_for_all and period.last > until else None,
        unannounced=unannounced,
    )


def _is_in(entry: Entry, period: Period) -> bool:
    return period.first <= entry.on <= period.last


def _questions(period: Period) -> list[Query[Any]]:
    """Give what is asked about a period: moments a day wider, for each site's days begin by its own clock."""
    site, mine = period.site, period.whose
    within = {"site": site, "since": period.first, "until": period.last, "limit": PAGE}
    asked: list[Query[Any]] = [
        Owed(
            site=site,
            owed_by=mine,
            due_from=_midnight(period.first - ONE_DAY),
            due_before=_midnight(period.last + 2 * ONE_DAY),
            limit=PAGE,
        ),
        _VISITS(**within, state=VisitStage.TO_BE_MADE, visitor=mine, order=Direction.ASCENDING),
        _TRAININGS(**within, state=TrainingStage.SESSION_PLANNED, staff=mine, order=Direction.ASCENDING),
        DaysOff(site=site, first=period.first, last=period.last),
    ]
    if mine is not None:
        return asked
    open_ones = (SurveyStage.PREPARED, SurveyStage.RUNNING)
    asked += [_SURVEYS(**{**within, "since": period.first - FORETOLD}, state=state) for state in open_ones]
    last = min(period.last, period.today + FORETOLD)
    if period.first <= last:
        asked.append(Coming(site=site, first=period.first, last=last, limit=PAGE))
    return asked


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


async def _all(ask: Ask, query: Query[Any], most: int) -> tuple[list[Reply[Any]], bool]:
    """Ask a list page by page; gives the pages, and whether there are more than so many rows."""
    found: list[Reply[Any]] = []
    for _ in range(max(most // PAGE, 1)):
        found.append(await ask(query))
        after = getattr(found[-1].answer, "after", None)
        if after is None:
            return found, False
        query = query.model_copy(update={"after": after})
    return found, True


def _is_a_visit(matter: str | None) -> bool:
    return matter is not None and matter.startswith("visit-")


def _told(query: Query[Any], answer: Any, period: Period, zone_of: ZoneOf) -> list[Entry]:
    if isinstance(query, Owed):
        # A visit stands there itself, on its day and with what it is for.
        return [of_obligation(row, zone_of) for row in answer.rows if not _is_a_visit(row.matter)]
    if isinstance(query, Coming):
        return [of_callback(row) for row in answer.callbacks]
    if isinstance(query, _VISITS):
        return [of_visit(row, period.today) for row in answer.rows]
    if isinstance(query, _TRAININGS):
        return [of_training(row, period.today) for row in answer.rows]
    if isinstance(query, _SURVEYS):
        found = [of_survey(row, period.first, period.last, period.today) for row in answer.rows]
        return [entry for one in found for entry in one]
    return []
