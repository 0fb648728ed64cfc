"""How a time limit is explained on a terminal: its steps, and what is owed by a rulebook."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from rich.table import Table

from answerable.queries.callbacks import OwedTold
from answerable.queries.limits import LimitStep
from answerable_services.cli.voice import results

_MINUTES_AN_HOUR = 60


def length(minutes: int) -> str:
    """Write a length of time, as ``2 h 05 min``.

    Arguments:
        minutes: whole ones.
    """
    hours, rest = divmod(minutes, _MINUTES_AN_HOUR)
    return f"{hours} h {rest:02d} min" if hours else f"{rest} min"


def steps_of(steps: Iterable[LimitStep], at: Callable[[datetime], str]) -> Table:
    """Make the table of a limit's steps.

    Arguments:
        steps: from its beginning to its end.
        at: writes a moment.
    """
    table = Table("from", "until", "how it passes", "counted so far")
    for step in steps:
        so_far = length(step.minutes) if step.counts else ""
        table.add_row(at(step.starts_at), at(step.ends_at), step.why.replace("_", " "), so_far)
    return table


def say_owed(told: OwedTold, zone: ZoneInfo) -> None:
    """Print how the moment comes about until which something owed can be done.

    Arguments:
        told: as the service tells it.
        zone: the site's.
    """

    def at(moment: datetime) -> str:
        return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"

    of = "" if told.matter is None else f" of {told.matter}" + (f", {told.part}" if told.part else "")
    results.print(f"{told.name_en}{of} ({told.article}), owed since {at(told.begun_at)}", highlight=False)
    results.print(_number(told), highlight=False)
    if told.steps:
        results.print(steps_of(told.steps, at))
    if told.days:
        table = Table("day", "how it passes", "days so far")
        for day in told.days:
            table.add_row(f"{day.on:%a %Y-%m-%d}", day.why.value.replace("_", " "), str(day.days or ""))
        results.print(table)
    if told.is_shortened:
        results.print("later steps are left out")
    if told.due_at != told.planned_at:
        results.print(f"a superior moved it from {at(told.planned_at)}", highlight=False)
    results.print(f"it is due at {at(told.due_at)}", highlight=False)
    if told.done_at is not None:
        results.print(f"it was done at {at(told.done_at)}", highlight=False)
    elif told.is_over:
        results.print("nothing is owed of it any more")
    if told.missed_at is not None:
        excused = ", and excused" if told.is_excused else ""
        results.print(f"that it was missed is on record since {at(told.missed_at)}{excused}", highlight=False)


def _number(told: OwedTold) -> str:
    """Say by which number it is counted, and who gave it."""
    if told.unit is None:
        return "until when, the event that it began with says, or its period"
    unit = told.unit.replace("_", " ")
    counted = f"the {told.number}. day of the month" if unit == "day of month" else f"{told.number} {unit}"
    if told.timetable is not None:
        counted += f", by timetable {told.timetable}"
    if told.proposed is not None:
        return f"{counted}: set by the site; the rulebook proposes {told.proposed}"
    return f"{counted}: assumed, for the site to set" if told.is_assumed else counted
