"""What a site owes in every period: done in the one that it is for, and owed in the next one then."""

from __future__ import annotations

from datetime import date, datetime

from answerable.calendar.zones import zone_of
from answerable.events.base import Event
from answerable.projection.writing.rows import Rows
from answerable.purposes import Purpose
from answerable.rulebook.held import book_on, read
from answerable.rulebook.obligation import Obligation
from answerable.streams.obligation.working_out import occurrence_of
from answerable_services.callbacks.judging import is_judged_elsewhere
from answerable_services.callbacks.owed.keeping import (
    DONE,
    MISSED,
    OPEN,
    change,
    holidays_at,
    id_of,
    is_among,
    put,
    running_of,
)
from answerable_services.callbacks.owed.tables import OWED, SITES

_FURTHEST = 400
"""Periods that one event leads on, at most."""


def of_a_period(name: str, declared: Obligation, event: Event, day: date, rows: Rows) -> None:
    """Do or undo what is owed in the period that an event is for.

    Arguments:
        name: the rulebook's id.
        declared: what it asks for in each period.
        event: what happened.
        day: on which day of the site.
        rows: where it is kept.
    """
    if declared.recurs is None or is_judged_elsewhere(event):
        return
    if is_among(type(event), declared.done_by):
        if not declared.is_done_by(event):
            return
        day = declared.day_done(event, day)
    first = _moved_here(declared, event, rows)
    if first is None:
        first = declared.recurs.plan.period_of(day)
        _lead_on(name, declared, event, first, rows)
    row = rows.get(OWED, obligation=id_of(event.site, declared, None, None, occurrence_of(first)))
    if row is None:
        return
    is_in_time_after_all = row["state"] == DONE and event.occurred_at < row["done_at"]
    if is_among(type(event), declared.undone_by):
        change(row, event, rows, done_at=None)
    elif is_among(type(event), declared.done_by) and (row["state"] in {OPEN, MISSED} or is_in_time_after_all):
        change(row, event, rows, done_at=event.occurred_at)
        recur(name, declared, event, declared.recurs.plan.next_period(first), rows)


def _moved_here(declared: Obligation, event: Event, rows: Rows) -> date | None:
    """Give the period before, where a superior moved it to later: what does it, does that first."""
    if declared.done_for is not None:
        return None
    for row in running_of(event.site, declared.id, "", rows):
        is_moved = row["state"] == OPEN and row["due_at"] > row["planned_at"]
        if is_moved and row["planned_at"] < event.occurred_at <= row["due_at"]:
            found: date = row["period_on"]
            return found
    return None


def _lead_on(name: str, declared: Obligation, event: Event, until: date, rows: Rows) -> None:
    """Owe it in every period up to that of an event: the misses before may not be on record yet."""
    if declared.recurs is None:
        return
    led_to: date | None = None
    for _ in range(_FURTHEST):
        running = running_of(event.site, declared.id, "", rows)
        last = max((row["period_on"] for row in running if row["rulebook"] == name), default=None)
        if last is None or last >= until or last == led_to:
            return
        led_to = last
        recur(name, declared, event, declared.recurs.plan.next_period(last), rows)


def recur(name: str, declared: Obligation, event: Event, first: date, rows: Rows) -> None:
    """Owe it in the first period from a day on that has a due day, while the rulebook holds.

    Arguments:
        name: the rulebook's id.
        declared: what it asks for in each period.
        event: why it is owed from then on.
        first: the first day of that period.
        rows: where it is kept.
    """
    known = rows.get(SITES, site=event.site)
    if known is None or declared.recurs is None:
        return
    held, zone = read(known["regulations"]), zone_of(known["timezone"])
    for _ in range(_FURTHEST):
        book = book_on(held, first, Purpose.OBLIGATIONS)
        of_then = None if book is None or book.rulebook != name else book.obligation(declared.id)
        if of_then is None or of_then.recurs is None:
            return
        due_at = of_then.recurs.plan.due_at(first, zone, holidays_at(known))
        if due_at is not None:
            break
        first = of_then.recurs.plan.next_period(first)
    else:
        return
    begun_at = datetime.combine(first, datetime.min.time(), zone)
    if rows.get(OWED, obligation=id_of(event.site, declared, None, None, occurrence_of(first))) is None:
        put(
            name,
            declared,
            event,
            rows,
            matter=None,
            part=None,
            occurrence=occurrence_of(first),
            period_on=first,
            owed_by=None,
            timetable=None,
            due_at=due_at,
            begun_at=begun_at,
            judged_from=event.recorded_at,
        )
