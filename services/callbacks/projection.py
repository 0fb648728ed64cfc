"""The view of callbacks: what is owed, day by day, and what was recorded about it; no clock."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from sqlalchemy import MetaData, Table

from answerable.calendar import CallbackDate, country_of
from answerable.calendar.zones import zone_of
from answerable.errors import Corrupt
from answerable.events.base import Event
from answerable.projection.writing.projection import Projection, on
from answerable.projection.writing.rows import Row, Rows
from answerable.queries.callbacks import CallbackState
from answerable.rulebook import find
from answerable.streams.callback import events as callback
from answerable.streams.delivery import events as delivery
from answerable.streams.site import events as site
from services.callbacks.schedule import Schedule, Schedules
from services.callbacks.tables import CALLBACKS, DAYS, DELIVERIES, ENDS, MONTHS, SITES, TABLES

RULEBOOK = "call-centre-80"

PLANNED_AHEAD = timedelta(days=366)
"""How far ahead of what is recorded callbacks have rows; what lies behind is reckoned when asked about."""

_LAST = date(9000, 1, 1)
"""A mistyped clock must not lead out of the calendar."""

_Any = callback.Attempted | callback.Completed | callback.Missed

COMPLETED, MISSED = CallbackState.COMPLETED.value, CallbackState.MISSED.value

_PLAN = ("nominal_on", "due_on", "last_day", "is_provisional")


class CallbacksProjection(Projection):
    """Keeps deliveries, and a row for each callback that falls due up to a year ahead.

    Arguments:
        schedules: reckon the callbacks, each by a country's holidays; by the installed plan where left out.
            Rows follow from it: when it changes, so does the version.
    """

    name: ClassVar[str] = "callbacks"
    version: ClassVar[int] = 4
    tables: ClassVar[MetaData] = TABLES

    def __init__(self, schedules: Schedules | None = None) -> None:
        super().__init__()
        self._schedules = schedules or Schedules(find(RULEBOOK).callback_plan)

    def _schedule(self, site_id: str, rows: Rows) -> Schedule:
        """Give the schedule by the holidays of the site's country; by the usual one's before it opens."""
        known = rows.get(SITES, site=site_id)
        return self._schedules.of(country_of(None, None) if known is None else known["country"])

    @on(site.Opened)
    def opened(self, event: site.Opened, rows: Rows) -> None:
        """Learn the site's zone and country."""
        country = country_of(event.country, event.timezone)
        rows.put(SITES, site=event.site, timezone=event.timezone, country=country)

    @on(delivery.Accepted)
    def accepted(self, event: delivery.Accepted, rows: Rows) -> None:
        """Begin a delivery's callbacks."""
        self._plan(
            {
                "delivery": event.originator_id,
                "site": event.site,
                "customer": event.customer,
                "project": event.project,
                "accepted_on": event.accepted_on,
                "recorded_at": event.recorded_at,
                "correlation_id": event.correlation_id,
                "is_cancelled": False,
                "planned_until": date.min,
            },
            event,
            rows,
        )

    @on(delivery.AcceptanceCorrected)
    def corrected(self, event: delivery.AcceptanceCorrected, rows: Rows) -> None:
        """Count from the right day on; what was missed by the wrong one was never missed."""
        known = _known_delivery(event, rows)
        until = known["planned_until"]
        schedule = self._schedule(known["site"], rows)
        right = {at.ordinal: at for at in schedule.dates(event.accepted_on, until)}
        wrong = (at.ordinal for at in schedule.dates(known["accepted_on"], until))
        for ordinal in sorted({*wrong, *right}):
            self._replan(known, ordinal, right.get(ordinal), rows)
        self._plan({**known, "accepted_on": event.accepted_on}, event, rows)

    @on(delivery.Cancelled)
    def cancelled(self, event: delivery.Cancelled, rows: Rows) -> None:
        """Owe no callback any more, and have missed none; those that were made stay."""
        known = _known_delivery(event, rows)
        schedule = self._schedule(known["site"], rows)
        for at in schedule.dates(known["accepted_on"], known["planned_until"]):
            row = rows.get(CALLBACKS, delivery=known["delivery"], ordinal=at.ordinal)
            if row is not None and row["completed_on"] is None:
                self._replan(known, at.ordinal, None, rows)
            elif row is not None:
                _put({**row, "missed_on": None}, rows)
        rows.put(DELIVERIES, **{**known, "is_cancelled": True})

    @on(callback.Attempted)
    def attempted(self, event: callback.Attempted, rows: Rows) -> None:
        """Count a call that did not reach the customer."""
        row = _known_callback(event, rows)
        self._record({**row, "attempts": row["attempts"] + 1}, event, rows)

    @on(callback.Completed)
    def completed(self, event: callback.Completed, rows: Rows) -> None:
        """End a callback well; one that was missed is made up for, and stays missed beside that."""
        end = {"completed_on": _day(event, rows), "satisfaction": event.satisfaction}
        self._record({**_known_callback(event, rows), "recorded_due_on": event.due_on, **end}, event, rows)

    @on(callback.Missed)
    def missed(self, event: callback.Missed, rows: Rows) -> None:
        """End a callback that nobody made."""
        end = {"missed_on": _day(event, rows)}
        self._record({**_known_callback(event, rows), "recorded_due_on": event.due_on, **end}, event, rows)

    def _record(self, row: Row, event: _Any, rows: Rows) -> None:
        """Write down what was recorded, and see that rows reach a year ahead again."""
        known = rows.get(DELIVERIES, delivery=event.delivery)
        _put({**row, "site": None if known is None else known["site"]}, rows)
        if known is not None and not known["is_cancelled"]:
            self._plan(known, event, rows)

    def _plan(self, of: Row, event: Event, rows: Rows) -> None:
        """Give rows to the callbacks that fall due up to a year behind the event."""
        wanted = min(event.recorded_at.date(), _LAST) + PLANNED_AHEAD
        until = of["planned_until"]
        # In steps of half a year: to lengthen every row's plan by a day each day would be work for nothing.
        if until < wanted - PLANNED_AHEAD / 2:
            rows.load(CALLBACKS, delivery=of["delivery"])
            for at in self._schedule(of["site"], rows).dates(of["accepted_on"], wanted):
                if at.due_on > until:
                    self._replan(of, at.ordinal, at, rows)
            until = wanted
        rows.put(DELIVERIES, **{**of, "planned_until": until})

    def _replan(self, of: Row, ordinal: int, at: CallbackDate | None, rows: Rows) -> None:
        """Move a callback to another due day, or to none; a miss of another day than it has now is void."""
        row = rows.get(CALLBACKS, delivery=of["delivery"], ordinal=ordinal)
        row = {**(row or _new(of["delivery"], ordinal)), "site": of["site"]}
        if at is None:
            row.update(dict.fromkeys(_PLAN))
        else:
            last_day = self._schedule(of["site"], rows).last_day(at.due_on)
            row.update(
                nominal_on=at.nominal_on,
                due_on=at.due_on,
                last_day=last_day,
                is_provisional=at.is_provisional,
            )
        if row["missed_on"] is not None and row["recorded_due_on"] != row["due_on"]:
            row["missed_on"] = None
        _put(row, rows)


def _put(row: Row, rows: Rows) -> None:
    """Write a callback's row and what follows from it: its ends, and what it is counted under."""
    ends = [end for end in (row["missed_on"], row["completed_on"]) if end is not None]
    end = None if not ends else MISSED if row["completed_on"] is None else COMPLETED
    row = {
        **row,
        "ended_on": min(ends, default=None),
        "last_ended_on": max(ends, default=None),
        "end": end,
    }
    key = {"delivery": row["delivery"], "ordinal": row["ordinal"]}
    before = rows.get(CALLBACKS, **key)
    if before == row:
        return
    _count(before, row, rows)
    is_nothing = row["due_on"] is None and not ends and not row["attempts"]
    if is_nothing:
        rows.delete(CALLBACKS, **key)
    else:
        rows.put(CALLBACKS, **row)


_NUMBERS = ("due", "completed", "missed")


def _count(before: Row | None, after: Row, rows: Rows) -> None:
    """Bring the counts from what a callback's row was to what it is; what has not moved is not counted."""
    was, now = _counted(before), _counted(after)
    if was != now:
        change: defaultdict[tuple[str, date], Counter[str]] = defaultdict(Counter)
        for counted, by in ((was, -1), (now, 1)):
            if counted is not None:
                of_day = change[counted[:2]]
                of_day.update(dict.fromkeys(("due", *counted[2:]), by))
        for (site_id, due_on), numbers in change.items():
            _add(DAYS, {"site": site_id, "due_on": due_on}, numbers, rows)
            _add(MONTHS, {"site": site_id, "first_day": due_on.replace(day=1)}, numbers, rows)
    ended, ends = _ended(before), _ended(after)
    if ended != ends:
        for end, by in ((ended, -1), (ends, 1)):
            if end is not None:
                key = {"site": end[0], "end": end[1]}
                known = rows.get(ENDS, **key)
                rows.put(ENDS, **key, callbacks=by + (known["callbacks"] if known else 0))


def _counted(row: Row | None) -> tuple[Any, ...] | None:
    """Give the site and day that a callback is counted under, and how it ended first where it has."""
    if row is None or row["due_on"] is None or row["site"] is None:
        return None
    # A call afterwards must not better the record of the month: what was missed counts as missed.
    name = (
        "missed" if row["missed_on"] is not None else "completed" if row["completed_on"] is not None else None
    )
    return (row["site"], row["due_on"]) if name is None else (row["site"], row["due_on"], name)


def _ended(row: Row | None) -> tuple[str, str] | None:
    return None if row is None or row["end"] is None or row["site"] is None else (row["site"], row["end"])


def _add(table: Table, key: Row, numbers: Mapping[str, int], rows: Rows) -> None:
    counts = rows.get(table, **key) or {**key, **dict.fromkeys(_NUMBERS, 0)}
    for name, by in numbers.items():
        counts[name] += by
    if counts["due"]:
        rows.put(table, **counts)
    else:
        rows.delete(table, **key)


def _new(delivered: str, ordinal: int) -> Row:
    return {column.name: None for column in CALLBACKS.columns} | {
        "delivery": delivered,
        "ordinal": ordinal,
        "attempts": 0,
    }


def _known_callback(event: _Any, rows: Rows) -> Row:
    found = rows.get(CALLBACKS, delivery=event.delivery, ordinal=event.ordinal)
    return found or _new(event.delivery, event.ordinal)


def _day(event: Event, rows: Rows) -> date:
    """Give the day at the site."""
    known: dict[str, Any] = rows.get(SITES, site=event.site) or {}
    moment: datetime = event.occurred_at
    return moment.astimezone(zone_of(known.get("timezone"))).date()


def _known_delivery(event: Event, rows: Rows) -> Row:
    """Give the delivery that an event changes.

    Raises:
        Corrupt: the event before it is missing from the view.
    """
    known = rows.get(DELIVERIES, delivery=event.originator_id)
    if known is None:
        message = f"{event.event_type} for {event.originator_id} comes before what it changes"
        raise Corrupt(message)
    return known
