"""The view of what rulebooks owe: when it is due, whether it was done, what is on record; no clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from sqlalchemy import MetaData

from answerable.calendar import country_of
from answerable.calendar.zones import zone_of
from answerable.deciding import Regulations
from answerable.events.base import Event
from answerable.projection.writing.projection import Projection, on
from answerable.projection.writing.rows import Row, Rows
from answerable.purposes import Purpose
from answerable.rulebook import Rulebook
from answerable.rulebook.held import NOTHING_BOUND, Said, behind, book_on, installed, read
from answerable.rulebook.obligation import Obligation
from answerable.streams.obligation import events as obligation
from answerable.streams.reminder import events as reminder
from answerable.streams.rulebook import events as rulebook
from answerable.streams.site import events as site
from answerable_services.callbacks.judging import is_judged_elsewhere
from answerable_services.callbacks.owed.declared import (
    kept_by,
    looked_at,
    obligation_of,
    rules_by_event,
)
from answerable_services.callbacks.owed.keeping import (
    MISSED,
    OPEN,
    change,
    end,
    holidays_at,
    is_among,
    is_done_last,
    put,
    running_of,
    said_in,
)
from answerable_services.callbacks.owed.recurring import of_a_period, recur
from answerable_services.callbacks.owed.tables import OWED, REMINDERS, RUNNING, SITES, TABLES
from answerable_services.callbacks.owed.telling import with_given, with_lapsed
from answerable_services.callbacks.site_hours import (
    NOTHING_SAID,
    TimetableChanged,
    keep_change,
    number_of,
    timetable_in,
)


class OwedProjection(Projection):
    """Keeps a row for each obligation that began: of matters, and of sites again and again."""

    name: ClassVar[str] = "owed"
    version: ClassVar[int] = 7
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
        _keep(known, event, rows)
        book = installed(event.rulebook) if Purpose.OBLIGATIONS in event.purposes else None
        said_on = event.recorded_at.astimezone(zone_of(known["timezone"])).date()
        for one in () if book is None else book.obligations:
            if one.recurs is not None:
                since = max(event.effective_from, said_on)
                recur(event.rulebook, one, event, next(one.recurs.plan.periods(since)), rows)

    @on(rulebook.Unbound)
    def unbound(self, event: rulebook.Unbound, rows: Rows) -> None:
        """Owe nothing more by a rulebook that was bound by mistake."""
        known = rows.get(SITES, site=event.site)
        if known is None:
            return
        before, left = read(known["regulations"]), _keep(known, event, rows)
        for name in (one.rulebook for one in before.bindings if one not in left.bindings):
            book = installed(name)
            for declared in () if book is None else book.obligations:
                for row in running_of(event.site, declared.id, "", rows):
                    is_not_done = row["state"] in {OPEN, MISSED}
                    if row["rulebook"] == name and is_not_done and declared.recurs is not None:
                        change(row, event, rows, is_void=True)

    @on(rulebook.NumberSet, rulebook.NumberWithdrawn)
    def numbered(self, event: rulebook.NumberSet | rulebook.NumberWithdrawn, rows: Rows) -> None:
        """Know a number of the site's own; a period that has not begun is owed by what it will begin with."""
        known = rows.get(SITES, site=event.site)
        if known is None:
            return
        held = _keep(known, event, rows)
        for row in running_of(event.site, event.rule, "", rows):
            first = row["period_on"]
            if first is None or first < event.effective_from or row["state"] != OPEN:
                continue
            book = book_on(held, first, Purpose.OBLIGATIONS)
            declared = None if book is None else book.obligation(event.rule)
            if declared is None or declared.recurs is None:
                continue
            due_at = declared.recurs.plan.due_at(first, zone_of(known["timezone"]), holidays_at(known))
            if due_at is not None:
                is_moved = row["due_at"] != row["planned_at"]
                said = {"planned_at": due_at} if is_moved else {"planned_at": due_at, "due_at": due_at}
                change(row, event, rows, **said)

    @on(*looked_at())
    def happened(self, event: Event, rows: Rows) -> None:
        """Begin, do, undo or end what looks at such an event."""
        known = rows.get(SITES, site=event.site)
        if known is None:
            return
        day = event.occurred_at.astimezone(zone_of(known["timezone"])).date()
        book = book_on(read(known["regulations"]), day, Purpose.OBLIGATIONS)
        for rule in sorted(rules_by_event()[type(event)]):
            self._look(rule, event, day, known, book, rows)

    def _look(
        self, rule: str, event: Event, day: date, known: Row, book: Rulebook | None, rows: Rows
    ) -> None:
        bound = None if book is None else book.obligation(rule)
        if book is not None and bound is not None and bound.recurs is not None:
            if bound.looks_at(event):
                of_a_period(book.rulebook, bound, event, day, rows)
            return
        for matter in (event.originator_id, ""):
            running = running_of(event.site, rule, matter, rows)
            for row in running:
                declared = obligation_of(row["rulebook"], rule)
                if declared is not None and declared.recurs is None and declared.looks_at(event):
                    self._of_a_matter(declared, row, event, rows, is_last=is_done_last(row, running))
        if book is None or bound is None or is_judged_elsewhere(event):
            return
        if bound.is_begun_by(event):
            self._begin(book.rulebook, bound, event, known, rows)

    def _of_a_matter(
        self, declared: Obligation, row: Row, event: Event, rows: Rows, *, is_last: bool
    ) -> None:
        kind = type(event)
        part = "" if declared.each is None else said_in(event, declared.each)
        is_its_part = part in {"", row["part"]}  # what does not say which, is of all of them
        if is_among(kind, declared.ends_with):
            if row["state"] == OPEN and is_its_part:
                end(row, event, rows)
        elif is_among(kind, declared.done_by) and is_its_part:
            if row["state"] == OPEN and event.occurred_at >= row["begun_at"]:
                change(row, event, rows, done_at=event.occurred_at)
        elif is_among(kind, declared.undone_by) and is_its_part and is_last:
            change(row, event, rows, done_at=None)

    def _begin(self, name: str, declared: Obligation, event: Event, known: Row, rows: Rows) -> None:
        """Owe it from an event of a matter on; one of the same kind that runs yet is owed no more."""
        if declared.within is None:
            return
        matter = "" if declared.anywhere else event.originator_id
        part = None if declared.each is None else said_in(event, declared.each)
        if not declared.anywhere:
            for row in running_of(event.site, declared.id, matter, rows):
                if row["state"] == OPEN and row["part"] == part:
                    end(row, event, rows)
        number = number_of(known)
        timetable = timetable_in(known, number)
        is_counted = declared.within.counted_by(timetable) is not None and declared.within.minutes is not None
        zone = zone_of(known["timezone"])
        if declared.within.field is None:
            counted_by = timetable if is_counted else None
            due_at = declared.within.ends_at(event.occurred_at, zone, holidays_at(known), counted_by)
        else:
            due_at = declared.within.said_by(event, zone)
        if due_at is not None:
            put(
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

    @on(obligation.Moved)
    def moved(self, event: obligation.Moved, rows: Rows) -> None:
        """Have it due when a superior said."""
        self._known(event, rows, due_at=event.moved_to)

    @on(obligation.MoveWithdrawn)
    def move_withdrawn(self, event: obligation.MoveWithdrawn, rows: Rows) -> None:
        """Have it due when the rulebook says."""
        row = rows.get(OWED, obligation=event.originator_id)
        if row is not None:
            change(row, event, rows, due_at=row["planned_at"])

    @on(obligation.Missed)
    def missed(self, event: obligation.Missed, rows: Rows) -> None:
        """Know that it is on record; what recurs is owed in the next period."""
        row = rows.get(OWED, obligation=event.originator_id)
        if row is None:
            return
        change(row, event, rows, missed_at=event.occurred_at)
        declared = obligation_of(row["rulebook"], row["rule"])
        if declared is not None and declared.recurs is not None and row["period_on"] is not None:
            following = declared.recurs.plan.next_period(row["period_on"])
            recur(row["rulebook"], declared, event, following, rows)

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
            change(row, event, rows, **with_given(row, event))

    @on(reminder.Acknowledged)
    def acknowledged(self, event: reminder.Acknowledged, rows: Rows) -> None:
        """Know that somebody knows of it: nobody above has to be told."""
        row = self._reminded_of(event, rows)
        if row is not None:
            change(row, event, rows, acknowledged_at=event.occurred_at)

    @on(reminder.Lapsed)
    def lapsed(self, event: reminder.Lapsed, rows: Rows) -> None:
        """Know that a reminder is over."""
        row = self._reminded_of(event, rows)
        if row is not None:
            change(row, event, rows, **with_lapsed(row, event.originator_id))

    def _reminded_of(self, event: Event, rows: Rows) -> Row | None:
        known = rows.get(REMINDERS, reminder=event.originator_id)
        return None if known is None else rows.get(OWED, obligation=known["obligation"])

    def _known(self, event: Event, rows: Rows, **changes: Any) -> None:
        row = rows.get(OWED, obligation=event.originator_id)
        if row is not None:
            change(row, event, rows, **changes)


def _keep(known: Row, event: Said, rows: Rows) -> Regulations:
    """Keep what an event changes of what holds at a site, and give what holds then."""
    kept = behind(known["regulations"], event)
    rows.put(SITES, **{**known, "regulations": kept})
    return read(kept)
