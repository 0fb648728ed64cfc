"""The view of what rulebooks owe: when it is due, whether it was done, what is on record; no clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from pydantic import TypeAdapter
from sqlalchemy import MetaData

from answerable.calendar import Holidays, country_of, holidays_of
from answerable.calendar.working_time import Timetable
from answerable.calendar.zones import zone_of
from answerable.events.base import Event
from answerable.obligations import Limit
from answerable.projection.writing.projection import Projection, on
from answerable.projection.writing.rows import Row, Rows
from answerable.rulebook.obligation import Obligation, event_called
from answerable.streams.obligation import events as obligation
from answerable.streams.obligation.commands import obligation_id
from answerable.streams.obligation.working_out import occurrence_of
from answerable.streams.reminder import events as reminder
from answerable.streams.rulebook import events as rulebook
from answerable.streams.site import events as site
from answerable_services.callbacks.judging import is_judged_elsewhere, judged_from
from answerable_services.callbacks.owed.declared import (
    kept_by,
    looked_at,
    obligation_of,
    rulebook_called,
    rules_by_event,
)
from answerable_services.callbacks.owed.regulations import (
    NOTHING_BOUND,
    NumberSaid,
    book_on,
    keep,
    regulations_of,
)
from answerable_services.callbacks.owed.tables import OWED, REMINDERS, RUNNING, SITES, TABLES
from answerable_services.callbacks.owed.telling import NOBODY, next_told, with_given, with_lapsed
from answerable_services.callbacks.site_hours import (
    NOTHING_SAID,
    TimetableChanged,
    keep_change,
    number_of,
    timetable_in,
)

MISS, WITHDRAW = "miss", "withdraw"
OPEN, DONE, MISSED, ENDED = "open", "done", "missed", "ended"

_SECOND = timedelta(seconds=1)
_REMEMBERED = 20
_REMEMBERED_ELSEWHERE = 500
"""What ends with a matter is of many others, as the copies of a document."""

_OF_IT = frozenset({"obligation", "reminder"})
_FURTHEST = 400
"""Periods that one event leads on, at most."""

_IDS = TypeAdapter(tuple[str, ...])


class OwedProjection(Projection):
    """Keeps a row for each obligation that began: of matters, and of sites again and again."""

    name: ClassVar[str] = "owed"
    version: ClassVar[int] = 6
    tables: ClassVar[MetaData] = TABLES
    unaffected_by: ClassVar[Mapping[type[Event], str]] = {
        site.Renamed: "no row has a site's name",
        **kept_by(),
    }

    def foresee(self, events: Sequence[Event], rows: Rows) -> None:
        """Read what runs of the matters that events are about."""
        rules = rules_by_event()
        rows.fetch(
            RUNNING,
            {
                (event.site, rule, matter)
                for event in events
                for rule in rules.get(type(event), ())
                for matter in (event.originator_id, "")
            },
        )

    @on(site.Opened)
    def opened(self, event: site.Opened, rows: Rows) -> None:
        """Learn the site's zone and country."""
        said = {"timezone": event.timezone, "country": country_of(event.country, event.timezone)}
        rows.put(SITES, site=event.site, changes=NOTHING_SAID, regulations=NOTHING_BOUND, **said)

    @on(site.HoursSet, site.ClosingAnnounced, site.ClosingWithdrawn)
    def timetable_changed(self, event: TimetableChanged, rows: Rows) -> None:
        """Know when the site works by one number more."""
        keep_change(event, SITES, rows)

    @on(rulebook.Bound)
    def bound(self, event: rulebook.Bound, rows: Rows) -> None:
        """Begin what recurs by the rulebook: from the day on which it holds, and none before it was said."""
        known = rows.get(SITES, site=event.site)
        if known is None:
            return
        keep(known, event, rows)
        book = rulebook_called(event.rulebook)
        said_on = event.recorded_at.astimezone(zone_of(known["timezone"])).date()
        for one in () if book is None else book.obligations:
            if one.recurs is not None:
                since = max(event.effective_from, said_on)
                self._recur(event.rulebook, one, event, next(one.recurs.plan.periods(since)), rows)

    @on(rulebook.Unbound)
    def unbound(self, event: rulebook.Unbound, rows: Rows) -> None:
        """Owe nothing more by a rulebook that was bound by mistake."""
        known = rows.get(SITES, site=event.site)
        if known is None:
            return
        before, left = regulations_of(known), keep(known, event, rows)
        for name in (one.rulebook for one in before.bindings if one not in left.bindings):
            book = rulebook_called(name)
            for declared in () if book is None else book.obligations:
                for row in self._running(event.site, declared.id, "", rows):
                    is_not_done = row["state"] in {OPEN, MISSED}
                    if row["rulebook"] == name and is_not_done and declared.recurs is not None:
                        self._change(row, event, rows, is_void=True)

    @on(rulebook.NumberSet, rulebook.NumberWithdrawn)
    def numbered(self, event: NumberSaid, rows: Rows) -> None:
        """Know a number of the site's own; a period that has not begun is owed by what it will begin with."""
        known = rows.get(SITES, site=event.site)
        if known is None:
            return
        held = keep(known, event, rows)
        for row in self._running(event.site, event.rule, "", rows):
            first = row["period_on"]
            if first is None or first < event.effective_from or row["state"] != OPEN:
                continue
            book = book_on(held, first)
            declared = None if book is None else book.obligation(event.rule)
            if declared is None or declared.recurs is None:
                continue
            due_at = declared.recurs.plan.due_at(first, zone_of(known["timezone"]), _holidays(known))
            if due_at is not None:
                is_moved = row["due_at"] != row["planned_at"]
                said = {"planned_at": due_at} if is_moved else {"planned_at": due_at, "due_at": due_at}
                self._change(row, event, rows, **said)

    @on(*looked_at())
    def happened(self, event: Event, rows: Rows) -> None:
        """Begin, do, undo or end what looks at such an event."""
        known = rows.get(SITES, site=event.site)
        if known is None:
            return
        day = event.occurred_at.astimezone(zone_of(known["timezone"])).date()
        for rule in sorted(rules_by_event()[type(event)]):
            self._look(rule, event, day, known, rows)

    def _look(self, rule: str, event: Event, day: date, known: Row, rows: Rows) -> None:
        book = book_on(regulations_of(known), day)
        bound = None if book is None else book.obligation(rule)
        if book is not None and bound is not None and bound.recurs is not None:
            if bound.looks_at(event):
                self._of_a_period(book.rulebook, bound, event, day, rows)
            return
        for matter in (event.originator_id, ""):
            running = self._running(event.site, rule, matter, rows)
            for row in running:
                declared = obligation_of(row["rulebook"], rule)
                if declared is not None and declared.recurs is None and declared.looks_at(event):
                    self._of_a_matter(declared, row, event, rows, is_last=_is_done_last(row, running))
        if book is None or bound is None or is_judged_elsewhere(event):
            return
        if bound.is_begun_by(event):
            self._begin(book.rulebook, bound, event, known, rows)

    def _of_a_matter(
        self, declared: Obligation, row: Row, event: Event, rows: Rows, *, is_last: bool
    ) -> None:
        kind = type(event)
        part = "" if declared.each is None else _said(event, declared.each)
        is_its_part = part in {"", row["part"]}  # what does not say which, is of all of them
        if _is_among(kind, declared.ends_with):
            if row["state"] == OPEN and is_its_part:
                self._end(row, event, rows)
        elif _is_among(kind, declared.done_by) and is_its_part:
            if row["state"] == OPEN and event.occurred_at >= row["begun_at"]:
                self._change(row, event, rows, done_at=event.occurred_at)
        elif _is_among(kind, declared.undone_by) and is_its_part and is_last:
            self._change(row, event, rows, done_at=None)

    def _end(self, row: Row, event: Event, rows: Rows) -> None:
        """Owe it no more; what was missed before stays missed, but for what turns out never to have been."""
        is_taken_back = bool(event.revokes or event.corrects)
        self._change(
            row, event, rows, **({"is_void": True} if is_taken_back else {"ended_at": event.occurred_at})
        )

    def _of_a_period(self, name: str, declared: Obligation, event: Event, day: date, rows: Rows) -> None:
        if declared.recurs is None or is_judged_elsewhere(event):
            return
        if _is_among(type(event), declared.done_by):
            if not declared.is_done_by(event):
                return
            day = declared.day_done(event, day)
        first = self._moved_here(declared, event, rows)
        if first is None:
            first = declared.recurs.plan.period_of(day)
            self._lead_on(name, declared, event, first, rows)
        row = rows.get(OWED, obligation=_id_of(event.site, declared, None, None, occurrence_of(first)))
        if row is None:
            return
        is_in_time_after_all = row["state"] == DONE and event.occurred_at < row["done_at"]
        if _is_among(type(event), declared.undone_by):
            self._change(row, event, rows, done_at=None)
        elif _is_among(type(event), declared.done_by) and (
            row["state"] in {OPEN, MISSED} or is_in_time_after_all
        ):
            self._change(row, event, rows, done_at=event.occurred_at)
            self._recur(name, declared, event, declared.recurs.plan.next_period(first), rows)

    def _moved_here(self, declared: Obligation, event: Event, rows: Rows) -> date | None:
        """Give the period before, where a superior moved it to later: what does it, does that first."""
        if declared.done_for is not None:
            return None
        for row in self._running(event.site, declared.id, "", rows):
            is_moved = row["state"] == OPEN and row["due_at"] > row["planned_at"]
            if is_moved and row["planned_at"] < event.occurred_at <= row["due_at"]:
                found: date = row["period_on"]
                return found
        return None

    def _lead_on(self, name: str, declared: Obligation, event: Event, until: date, rows: Rows) -> None:
        """Owe it in every period up to that of an event: the misses before may not be on record yet."""
        if declared.recurs is None:
            return
        led_to: date | None = None
        for _ in range(_FURTHEST):
            running = self._running(event.site, declared.id, "", rows)
            last = max((row["period_on"] for row in running if row["rulebook"] == name), default=None)
            if last is None or last >= until or last == led_to:
                return
            led_to = last
            self._recur(name, declared, event, declared.recurs.plan.next_period(last), rows)

    def _begin(self, name: str, declared: Obligation, event: Event, known: Row, rows: Rows) -> None:
        """Owe it from an event of a matter on; one of the same kind that runs yet is owed no more."""
        if declared.within is None:
            return
        matter = "" if declared.anywhere else event.originator_id
        part = None if declared.each is None else _said(event, declared.each)
        if not declared.anywhere:
            for row in self._running(event.site, declared.id, matter, rows):
                if row["state"] == OPEN and row["part"] == part:
                    self._end(row, event, rows)
        number = number_of(known)
        timetable = timetable_in(known, number)
        is_counted = declared.within.counted_by(timetable) is not None and declared.within.minutes is not None
        zone = zone_of(known["timezone"])
        if declared.within.field is None:
            counted_by = timetable if is_counted else None
            due_at = declared.within.ends_at(event.occurred_at, zone, _holidays(known), counted_by)
        else:
            due_at = declared.within.said_by(event, zone)
        if due_at is not None:
            self._put(
                name,
                declared,
                event,
                rows,
                matter=event.originator_id,
                part=part,
                occurrence=event.originator_version,
                owed_by=None if declared.owed_by is None else getattr(event, declared.owed_by),
                timetable=number if is_counted else None,
                due_at=due_at,
                begun_at=event.occurred_at,
            )

    def _recur(self, name: str, declared: Obligation, event: Event, first: date, rows: Rows) -> None:
        """Owe it in the first period from a day on that has a due day, while the rulebook holds."""
        known = rows.get(SITES, site=event.site)
        if known is None or declared.recurs is None:
            return
        held, zone = regulations_of(known), zone_of(known["timezone"])
        for _ in range(_FURTHEST):
            book = book_on(held, first)
            of_then = None if book is None or book.rulebook != name else book.obligation(declared.id)
            if of_then is None or of_then.recurs is None:
                return
            due_at = of_then.recurs.plan.due_at(first, zone, _holidays(known))
            if due_at is not None:
                break
            first = of_then.recurs.plan.next_period(first)
        else:
            return
        begun_at = datetime.combine(first, datetime.min.time(), zone)
        if rows.get(OWED, obligation=_id_of(event.site, declared, None, None, occurrence_of(first))) is None:
            self._put(
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

    @on(obligation.Moved)
    def moved(self, event: obligation.Moved, rows: Rows) -> None:
        """Have it due when a superior said."""
        self._known(event, rows, due_at=event.moved_to)

    @on(obligation.MoveWithdrawn)
    def move_withdrawn(self, event: obligation.MoveWithdrawn, rows: Rows) -> None:
        """Have it due when the rulebook says."""
        row = rows.get(OWED, obligation=event.originator_id)
        if row is not None:
            self._change(row, event, rows, due_at=row["planned_at"])

    @on(obligation.Missed)
    def missed(self, event: obligation.Missed, rows: Rows) -> None:
        """Know that it is on record; what recurs is owed in the next period."""
        row = rows.get(OWED, obligation=event.originator_id)
        if row is None:
            return
        self._change(row, event, rows, missed_at=event.occurred_at)
        declared = obligation_of(row["rulebook"], row["rule"])
        if declared is not None and declared.recurs is not None and row["period_on"] is not None:
            following = declared.recurs.plan.next_period(row["period_on"])
            self._recur(row["rulebook"], declared, event, following, rows)

    @on(obligation.MissWithdrawn)
    def miss_withdrawn(self, event: obligation.MissWithdrawn, rows: Rows) -> None:
        """Know that it is on record no more."""
        self._known(event, rows, missed_at=None, is_excused=False, withdrawn_at=event.occurred_at)

    @on(obligation.Excused)
    def excused(self, event: obligation.Excused, rows: Rows) -> None:
        """Know that a superior excused it."""
        self._known(event, rows, is_excused=True)

    @on(obligation.ExcuseWithdrawn)
    def excuse_withdrawn(self, event: obligation.ExcuseWithdrawn, rows: Rows) -> None:
        """Know that it is excused no more."""
        self._known(event, rows, is_excused=False)

    @on(reminder.Given)
    def reminded(self, event: reminder.Given, rows: Rows) -> None:
        """Know who was told, and at which trigger."""
        rows.put(REMINDERS, reminder=event.originator_id, obligation=event.obligation)
        row = rows.get(OWED, obligation=event.obligation)
        if row is not None:
            self._change(row, event, rows, **with_given(row, event))

    @on(reminder.Acknowledged)
    def acknowledged(self, event: reminder.Acknowledged, rows: Rows) -> None:
        """Know that somebody knows of it: nobody above has to be told."""
        row = self._reminded_of(event, rows)
        if row is not None:
            self._change(row, event, rows, acknowledged_at=event.occurred_at)

    @on(reminder.Lapsed)
    def lapsed(self, event: reminder.Lapsed, rows: Rows) -> None:
        """Know that a reminder is over."""
        row = self._reminded_of(event, rows)
        if row is not None:
            self._change(row, event, rows, **with_lapsed(row, event.originator_id))

    def _reminded_of(self, event: Event, rows: Rows) -> Row | None:
        known = rows.get(REMINDERS, reminder=event.originator_id)
        return None if known is None else rows.get(OWED, obligation=known["obligation"])

    def _known(self, event: Event, rows: Rows, **changes: Any) -> None:
        row = rows.get(OWED, obligation=event.originator_id)
        if row is not None:
            self._change(row, event, rows, **changes)

    def _running(self, at: str, rule: str, matter: str, rows: Rows) -> list[Row]:
        running = rows.get(RUNNING, site=at, rule=rule, matter=matter)
        ids = () if running is None else _IDS.validate_json(running["obligations"])
        found = (rows.get(OWED, obligation=one) for one in ids)
        return [row for row in found if row is not None]

    def _put(self, name: str, declared: Obligation, event: Event, rows: Rows, **said: Any) -> None:
        key = _id_of(event.site, declared, said["matter"], said["part"], said["occurrence"])
        row: Row = {
            "obligation": key,
            "site": event.site,
            "rule": declared.id,
            "rulebook": name,
            "period_on": None,
            "correlation_id": event.correlation_id,
            "judged_from": judged_from(event),
            "done_at": None,
            "ended_at": None,
            "missed_at": None,
            "withdrawn_at": None,
            "is_excused": False,
            "is_void": False,
            "planned_at": said["due_at"],
            "reminded": NOBODY,
            "unlapsed": NOBODY,
            "acknowledged_at": None,
            **said,
        }
        self._keep(row, rows)
        matter = "" if declared.anywhere or said["matter"] is None else said["matter"]
        self._remember(declared, event.site, matter, key, _REMEMBERED, rows)
        if declared.ends_with_its is not None and (other := _said(event, declared.ends_with_its)):
            self._remember(declared, event.site, other, key, _REMEMBERED_ELSEWHERE, rows)

    def _remember(self, declared: Obligation, at: str, matter: str, key: str, most: int, rows: Rows) -> None:
        """Find it again by a matter: its own, or one that it ends with."""
        running = rows.get(RUNNING, site=at, rule=declared.id, matter=matter)
        before = () if running is None else _IDS.validate_json(running["obligations"])
        known = (*(one for one in before if one != key), key)
        ids = _IDS.dump_json(known[-most:]).decode()
        rows.put(RUNNING, site=at, rule=declared.id, matter=matter, obligations=ids)

    def _change(self, row: Row, event: Event, rows: Rows, **changes: Any) -> None:
        # What is put on record of it tells nothing new of the matter itself.
        if event.stream not in _OF_IT:
            changes["judged_from"] = max(row["judged_from"], judged_from(event))
        self._keep({**row, **changes}, rows)

    @staticmethod
    def _counted_by(row: Row, rows: Rows) -> Timetable | None:
        """Give the timetable by whose working time it is counted; None where all time counts."""
        known = None if row["timetable"] is None else rows.get(SITES, site=row["site"])
        return None if known is None else timetable_in(known, row["timetable"])

    def _keep(self, row: Row, rows: Rows) -> None:
        """Work out where it stands, and what has to be put on record, or taken back, from when on."""
        declared = obligation_of(row["rulebook"], row["rule"])
        grace = timedelta() if declared is None else timedelta(minutes=declared.grace_minutes)
        last_at, counted_by = row["due_at"] + grace, self._counted_by(row, rows)
        late = Limit(last_at, timedelta(), counted_by)
        over_at = row["ended_at"] if row["done_at"] is None else row["done_at"]
        was_in_time = row["is_void"] or (over_at is not None and not late.over(over_at))
        row["state"] = _state_of(row)
        row["asks_for"] = row["asks_at"] = None
        if was_in_time and row["missed_at"] is not None:
            row["asks_for"], row["asks_at"] = WITHDRAW, max(row["missed_at"], row["judged_from"])
        elif not was_in_time and row["missed_at"] is None:
            row["asks_for"] = MISS
            found_at = row["done_at"] or replace(late, lasts=_SECOND).ends_at()
            # A miss that holds again is another one than that which was taken back, and has a key of its own.
            row["asks_at"] = found_at if row["withdrawn_at"] is None else max(found_at, row["withdrawn_at"])
        row["tells"], row["tells_at"] = (None, None) if declared is None else next_told(row, declared.tells)
        rows.put(OWED, **row)


def _state_of(row: Row) -> str:
    """Tell where it stands: what recurs and was missed is over, for the next one is owed by then."""
    if row["is_void"] or row["ended_at"] is not None:
        return ENDED
    if row["done_at"] is not None:
        return DONE
    is_over = row["period_on"] is not None and row["missed_at"] is not None
    return MISSED if is_over else OPEN


def _is_done_last(row: Row, running: Sequence[Row]) -> bool:
    """Tell whether it is what was done last of its matter and its part: that alone is undone."""
    done = [one["done_at"] for one in running if one["part"] == row["part"] and one["state"] == DONE]
    return row["state"] == DONE and bool(max(done) == row["done_at"])


def _id_of(at: str, declared: Obligation, matter: str | None, part: str | None, occurrence: int) -> str:
    return obligation_id(at, declared.id, matter, part, occurrence)


def _is_among(kind: type[Event], names: Sequence[str]) -> bool:
    return any(kind is event_called(name) for name in names)


def _said(event: Event, name: str) -> str:
    return str(getattr(event, name, ""))


def _holidays(known: Row) -> Holidays:
    return holidays_of(known["country"])
