"""The view of what is due: callbacks day by day, the limits of cases, what was recorded of both; no clock."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta, tzinfo
from typing import Any, ClassVar, get_args

from sqlalchemy import MetaData

from answerable.calendar import CallbackDate, country_of
from answerable.calendar.zones import zone_of
from answerable.errors import Corrupt
from answerable.events.base import Event
from answerable.projection.writing.projection import Projection, on
from answerable.projection.writing.rows import Row, Rows
from answerable.rulebook import find
from answerable.streams.callback import events as callback
from answerable.streams.delivery import events as delivery
from answerable.streams.site import events as site
from answerable_services.callbacks.keeping import forget_call, new_row, put, remember_call
from answerable_services.callbacks.limits import LimitsOfCases
from answerable_services.callbacks.remembered import Miss, misses_in, write
from answerable_services.callbacks.schedule import Schedule, Schedules
from answerable_services.callbacks.tables import CALLBACKS, DELIVERIES, LIMITS, SITES, TABLES

RULEBOOK = "call-centre-80"

PLANNED_AHEAD = timedelta(days=366)
"""How far ahead of what is recorded callbacks have rows; what lies behind is reckoned when asked about."""

_LAST = date(9000, 1, 1)
"""A mistyped clock must not lead out of the calendar."""

_Any = (
    callback.Attempted
    | callback.Completed
    | callback.Missed
    | callback.CallWithdrawn
    | callback.MissWithdrawn
)
_OfCallback = get_args(_Any)

_PLAN = ("owed_from", "planned_nominal_on", "planned_on", "last_day", "is_provisional")


class CallbacksProjection(LimitsOfCases, Projection):
    """Keeps deliveries, a row for each callback that falls due up to a year ahead, and the limits of cases.

    Arguments:
        schedules: reckon the callbacks, each by a country's holidays; by the installed plan where left out.
            Rows follow from it: when it changes, so does the version.
    """

    name: ClassVar[str] = "callbacks"
    version: ClassVar[int] = 10
    tables: ClassVar[MetaData] = TABLES
    unaffected_by: ClassVar[Mapping[type[Event], str]] = {site.Renamed: "no row has a site's name"}

    def __init__(self, schedules: Schedules | None = None) -> None:
        book = find(RULEBOOK)
        super().__init__(timedelta(minutes=book.time_limits.recorded_after_minutes))
        self._schedules = schedules or Schedules(book.callback_plan)

    def foresee(self, events: Sequence[Event], rows: Rows) -> None:
        """Read the deliveries and the callbacks that events are about."""
        made = [event for event in events if isinstance(event, _OfCallback)]
        of = {event.delivery for event in made}
        of.update(event.originator_id for event in events if event.stream == "delivery")
        rows.fetch(DELIVERIES, [(one,) for one in of])
        rows.fetch(LIMITS, {(event.originator_id,) for event in events if event.stream == "case"})
        rows.fetch(CALLBACKS, [(event.delivery, event.ordinal, 0) for event in made])

    def _schedule(self, site_id: str, rows: Rows) -> Schedule:
        """Give the schedule by the holidays of the site's country; by the usual one's before it opens."""
        known = rows.get(SITES, site=site_id)
        return self._schedules.of(country_of(None, None) if known is None else known["country"])

    @on(site.Opened)
    def opened(self, event: site.Opened, rows: Rows) -> None:
        """Learn the site's zone and country, and since when it owes anything."""
        country = country_of(event.country, event.timezone)
        opened_on = event.occurred_at.astimezone(zone_of(event.timezone)).date()
        said = {"timezone": event.timezone, "country": country, "opened_on": opened_on, "changes": "[]"}
        rows.put(SITES, site=event.site, **said)

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
        said = {name: getattr(event, name) for name in ("accepted_on", "customer", "project")}
        of = {**known, **{name: now for name, now in said.items() if now is not None}}
        if of["accepted_on"] != known["accepted_on"]:
            until = known["planned_until"]
            right = {at.ordinal: (at, since) for at, since in self._owed(of, until, rows)}
            wrong = (at.ordinal for at, _ in self._owed(known, until, rows))
            for ordinal in sorted({*wrong, *right}):
                self._replan(of, ordinal, right.get(ordinal), rows)
        self._plan(of, event, rows)

    @on(delivery.Cancelled)
    def cancelled(self, event: delivery.Cancelled, rows: Rows) -> None:
        """Owe none from then on; what was made or missed before stays, also where it is not recorded yet."""
        self._plan(_known_delivery(event, rows), event, rows)
        known = _known_delivery(event, rows)
        schedule, zone = self._schedule(known["site"], rows), _zone(event, rows)
        for at, _ in self._owed(known, known["planned_until"], rows):
            if schedule.missed_at(at.due_on, zone) >= event.occurred_at:
                self._replan(known, at.ordinal, None, rows)
        rows.put(DELIVERIES, **{**known, "is_cancelled": True})

    @on(delivery.AcceptanceWithdrawn)
    def never_accepted(self, event: delivery.AcceptanceWithdrawn, rows: Rows) -> None:
        """Owe nothing, and have missed nothing; the calls that were made stay."""
        known = _known_delivery(event, rows)
        for at, _ in self._owed(known, known["planned_until"], rows):
            self._replan(known, at.ordinal, None, rows)
        rows.put(DELIVERIES, **{**known, "is_cancelled": True})

    @on(delivery.CancellationWithdrawn)
    def reinstated(self, event: delivery.CancellationWithdrawn, rows: Rows) -> None:
        """Owe everything as before; what was made meanwhile has a day to be recorded."""
        of = {**_known_delivery(event, rows), "is_cancelled": False, "recorded_at": event.recorded_at}
        self._plan({**of, "planned_until": date.min}, event, rows)

    @on(callback.Attempted)
    def attempted(self, event: callback.Attempted, rows: Rows) -> None:
        """Count a call that did not reach the customer."""
        row = self._planned(event, rows)
        self._record({**row, "attempts": row["attempts"] + 1}, event, rows)

    @on(callback.Completed)
    def completed(self, event: callback.Completed, rows: Rows) -> None:
        """End a callback well; one that was missed is made up for, and stays missed beside that."""
        row = self._planned(event, rows)
        remember_call(row, rows)
        is_planned = row["planned_on"] == event.due_on
        call = {
            "call_version": event.originator_version,
            "call_on": _day(event, rows),
            "call_due_on": event.due_on,
            "call_nominal_on": row["planned_nominal_on"] if is_planned else event.due_on,
            "call_satisfaction": event.satisfaction,
        }
        self._record({**row, **call}, event, rows)

    @on(callback.CallWithdrawn)
    def call_withdrawn(self, event: callback.CallWithdrawn, rows: Rows) -> None:
        """Owe a callback as before; the call was none."""
        row = self._planned(event, rows)
        forget_call(row, rows)
        self._record(row, event, rows)

    @on(callback.Missed)
    def missed(self, event: callback.Missed, rows: Rows) -> None:
        """End a callback that nobody made."""
        row = self._planned(event, rows)
        miss = Miss(_day(event, rows), event.due_on, row["planned_nominal_on"])
        self._record({**row, "misses": write((*misses_in(row["misses"]), miss))}, event, rows)

    @on(callback.MissWithdrawn)
    def miss_withdrawn(self, event: callback.MissWithdrawn, rows: Rows) -> None:
        """Have missed nothing on that day, whatever the clock says."""
        row = self._planned(event, rows)
        misses = misses_in(row["misses"])
        excused = [one for one in misses if one.due_on == event.due_on] if event.due_on else misses[-1:]
        row["misses"] = write(one for one in misses if one not in excused)
        row["excused"] = write((*misses_in(row["excused"]), *excused))
        self._record(row, event, rows)

    def _planned(self, event: _Any, rows: Rows) -> Row:
        """Give the callback's row, having seen that rows reach a year ahead of the event."""
        known = rows.get(DELIVERIES, delivery=event.delivery)
        if known is not None and not known["is_cancelled"] and _is_short(known, event):
            self._plan(known, event, rows)
        return _known_callback(event, rows)

    def _record(self, row: Row, event: _Any, rows: Rows) -> None:
        """Write down what was recorded."""
        known = rows.get(DELIVERIES, delivery=event.delivery)
        row["site"] = None if known is None else known["site"]
        put(row, rows)

    def _plan(self, of: Row, event: Event, rows: Rows) -> None:
        """Give rows to the callbacks that fall due up to a year behind the event."""
        wanted = min(event.recorded_at.date(), _LAST) + PLANNED_AHEAD
        until = of["planned_until"]
        if _is_short(of, event):
            new = [owed for owed in self._owed(of, wanted, rows) if owed[0].due_on > until]
            if new:
                rows.fetch_from(CALLBACKS, (of["delivery"], new[0][0].ordinal))
            for owed in new:
                self._replan(of, owed[0].ordinal, owed, rows)
            until = wanted
        rows.put(DELIVERIES, **{**of, "planned_until": until})

    def _owed(self, of: Row, until: date, rows: Rows) -> Iterator[tuple[CallbackDate, date]]:
        """Give a delivery's callbacks up to a day, each with the first day on which a call is this one.

        What was due before the site was opened is owed by nobody here.
        """
        since, known = of["accepted_on"], rows.get(SITES, site=of["site"])
        opened_on = date.min if known is None else known["opened_on"]
        for at in self._schedule(of["site"], rows).dates(of["accepted_on"], until):
            if at.due_on >= opened_on:
                yield at, since
            since = at.due_on

    def _replan(self, of: Row, ordinal: int, owed: tuple[CallbackDate, date] | None, rows: Rows) -> None:
        """Move a callback to another due day, or to none."""
        key = {"delivery": of["delivery"], "ordinal": ordinal, "superseded": 0}
        row = {**(rows.get(CALLBACKS, **key) or new_row(of["delivery"], ordinal)), "site": of["site"]}
        if owed is None:
            row.update(dict.fromkeys(_PLAN))
        else:
            at, since = owed
            row.update(
                owed_from=since,
                planned_nominal_on=at.nominal_on,
                planned_on=at.due_on,
                last_day=self._schedule(of["site"], rows).last_day(at.due_on),
                is_provisional=at.is_provisional,
            )
        put(row, rows)


def _is_short(of: Row, event: Event) -> bool:
    """Tell whether a delivery's callbacks have to be planned further.

    In steps of half a year: to lengthen every row's plan by a day each day would be work for nothing.
    """
    until: date = of["planned_until"]
    return until < min(event.recorded_at.date(), _LAST) + PLANNED_AHEAD / 2


def _known_callback(event: _Any, rows: Rows) -> Row:
    found = rows.get(CALLBACKS, delivery=event.delivery, ordinal=event.ordinal, superseded=0)
    return found or new_row(event.delivery, event.ordinal)


def _day(event: Event, rows: Rows) -> date:
    """Give the day at the site."""
    moment: datetime = event.occurred_at
    return moment.astimezone(_zone(event, rows)).date()


def _zone(event: Event, rows: Rows) -> tzinfo:
    known: dict[str, Any] = rows.get(SITES, site=event.site) or {}
    return zone_of(known.get("timezone"))


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
