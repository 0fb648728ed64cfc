"""The desk: every register as it stands, and the sites, kept up with the ledger."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Table

from answerable.errors import Corrupt
from answerable.events.base import Event
from answerable.found_by import with_words
from answerable.projection.writing.projection import Projection, on
from answerable.projection.writing.rows import Row, Rows
from answerable.register import Register
from answerable.rulebook.held import NOTHING_BOUND, SAID, Said, behind
from answerable.streams.site import events as site
from answerable.streams.staff.folding import EVENTS
from answerable_services.desk import (
    absences,
    callback_ends,
    coverage,
    duties,
    employed,
    fault_chains,
    goods_moved,
    keys_moved,
    leaves,
    limits,
    numbering,
    others,
    ownership,
    signing,
    trends,
)
from answerable_services.desk import tables as t


def named_in(register: Register, row: Row | None) -> frozenset[str]:
    """Name what a matter's row is counted under: all, its state, and its marks; nothing without a row."""
    if row is None:
        return frozenset()
    state = () if register.flow is None else (f"state.{row['state']}",)
    marks = (mark for mark in register.all_marks if row[mark])
    return frozenset((t.EVERY, *state, *marks))


def _count(rows: Rows, register: Register, site_id: str, name: str, change: int) -> None:
    rows.add(t.COUNTS, (register.stream, site_id, name), matters=change)


def keep(register: Register, table: Table, event: Event, rows: Rows) -> tuple[Row | None, Row]:
    """Bring a matter's row, and the counts it is in, to where an event leaves them.

    Returns:
        The row before the event, where there was one, and the row behind it.

    Raises:
        Corrupt: the event comes before the one that begins the matter.
    """
    before = rows.get(table, **{register.stream: event.originator_id})
    after = register.after(before, event)
    if after is None:
        message = f"{event.event_type} for {event.originator_id} comes before what it changes"
        raise Corrupt(message)
    if before is None and register.number:
        number = numbering.number_of(register, event, rows)
        after |= {"number": number, "words": with_words(after["words"], (number,))}
    signing.number_off(register.stream, before, after, rows, register.newest)
    if after != before:
        _put(register, table, before, after, rows)
    return before, after


def _put(register: Register, table: Table, before: Row | None, after: Row, rows: Rows) -> None:
    """Put a matter's row, and count it as what it is now."""
    rows.put(table, **after)
    was, now = named_in(register, before), named_in(register, after)
    place = after["site"] if before is None else before["site"]
    if place != after["site"]:  # it is none of that site's any more
        for name in was:
            _count(rows, register, place, name, -1)
        was = frozenset()
    for name in was ^ now:
        _count(rows, register, after["site"], name, 1 if name in now else -1)


def _keeper(register: Register, table: Table) -> Callable[..., None]:
    def kept(_: Projection, event: Event, rows: Rows) -> None:
        keep(register, table, event, rows)

    return on(*register.events)(kept)


_KEEPERS: dict[str, Any] = {
    f"keep_{register.name}": _keeper(register, t.MATTERS[stream])
    for stream, register in t.REGISTERS.items()
    if stream not in {"case", "contact", "fault", "hazmatbook", "key", "leave", "staff", "swap"}
}

_Registers = type("_Registers", (), _KEEPERS)
"""A handler for each register, as a class that projections can be made of."""


class Desk(Projection, _Registers):  # type: ignore[misc,valid-type]  # its handlers are made from the registers
    """Every register as it stands, the sites, and when contacts come in."""

    name = "desk"
    version = 24
    tables = t.TABLES

    def foresee(self, events: Sequence[Event], rows: Rows) -> None:
        """Read the matters that events are about."""
        of: dict[str, list[tuple[str]]] = {}
        for event in events:
            of.setdefault(event.stream, []).append((event.originator_id,))
        for stream in of.keys() & t.MATTERS.keys():
            rows.fetch(t.MATTERS[stream], of[stream])
        if keys := [key for stream in others.STREAMS for key in of.get(stream, ())]:
            rows.fetch(t.OTHERS, keys)

    def settle(self, rows: Rows) -> None:
        """Keep the signatures that searches are narrowed by."""
        signing.sign(rows)

    @on(site.Opened)
    def site_opened(self, event: site.Opened, rows: Rows) -> None:
        """Begin the site's row."""
        rows.put(
            t.SITES,
            site=event.site,
            name_zh=event.name_zh,
            name_en=event.name_en,
            timezone=event.timezone,
            country=event.country,
            regulations=NOTHING_BOUND,
        )

    @on(site.Renamed)
    def site_renamed(self, event: site.Renamed, rows: Rows) -> None:
        """Call the site what it is called."""
        row = _site(rows, event)
        names = {"name_zh": event.name_zh, "name_en": event.name_en}
        rows.put(t.SITES, **{**row, **{name: now for name, now in names.items() if now is not None}})

    @on(*SAID)
    def rulebook_changed(self, event: Said, rows: Rows) -> None:
        """Keep which rulebook and numbers hold at the site, whose limits a fault's steps have."""
        row = _site(rows, event)
        rows.put(t.SITES, **{**row, "regulations": behind(row["regulations"], event)})

    @on(*EVENTS)
    def staff_changed(self, event: Event, rows: Rows) -> None:
        """Keep the person and when they are away, and count them by the days on which they come and go."""
        before, after = keep(t.REGISTERS["staff"], t.MATTERS["staff"], event, rows)
        absences.keep(event.originator_id, before, after, rows)
        employed.keep(before, after, rows)
        coverage.keep_staff(event.originator_id, before, after, rows)

    @on(*t.REGISTERS["leave"].events)
    def leave_changed(self, event: Event, rows: Rows) -> None:
        """Keep the leave, count the person's leaves of its month anew, and what it answers for."""
        register = t.REGISTERS["leave"]
        _, after = keep(register, t.MATTERS["leave"], event, rows)
        for stream, row, anew in leaves.following(after, rows):
            _put(t.REGISTERS[stream], t.MATTERS[stream], row, anew, rows)

    @on(*others.EVENTS)
    def other_changed(self, event: Event, rows: Rows) -> None:
        """Keep what a matter without a register is found by."""
        others.keep(event, rows)
        if event.stream == "assessment":
            trends.keep_violation(event, _timezone(rows, event), rows)

    @on(*t.REGISTERS["fault"].events)
    def fault_changed(self, event: Event, rows: Rows) -> None:
        """Keep the fault, of what kind its cause is, and when each of its steps was."""
        keep(t.REGISTERS["fault"], t.MATTERS["fault"], event, rows)
        trends.keep_fault(event, _timezone(rows, event), rows)
        fault_chains.keep(event, _timezone(rows, event), rows)

    @on(*t.REGISTERS["key"].events)
    def key_changed(self, event: Event, rows: Rows) -> None:
        """Keep the key, and count the day on which it moved."""
        before, _ = keep(t.REGISTERS["key"], t.MATTERS["key"], event, rows)
        keys_moved.keep(event, before, _timezone(rows, event), rows)

    @on(*t.REGISTERS["hazmatbook"].events)
    def book_changed(self, event: Event, rows: Rows) -> None:
        """Keep the sheet of a good, and count what moved on which day."""
        before, after = keep(t.REGISTERS["hazmatbook"], t.MATTERS["hazmatbook"], event, rows)
        goods_moved.keep(before, after, _timezone(rows, event), rows)

    @on(*t.REGISTERS["swap"].events)
    def swap_changed(self, event: Event, rows: Rows) -> None:
        """Keep the swap, and count the duty that it gives to somebody else."""
        before, after = keep(t.REGISTERS["swap"], t.MATTERS["swap"], event, rows)
        coverage.keep_swap(before, after, rows)

    @on(*callback_ends.EVENTS)
    def callback_changed(self, event: Event, rows: Rows) -> None:
        """Keep how the callback ended."""
        callback_ends.keep(event, rows)

    @on(*duties.EVENTS)
    def duty_changed(self, event: duties.Of, rows: Rows) -> None:
        """Keep when the person is on duty, and count it."""
        duties.keep(event, rows)
        coverage.keep_duty(event, rows)

    @on(*t.REGISTERS["case"].events)
    def case_changed(self, event: Event, rows: Rows) -> None:
        """Keep the case and who was responsible for it, and count it where its limit ends."""
        before, after = keep(t.REGISTERS["case"], t.CASES, event, rows)
        limits.keep(before, after, rows)
        trends.keep_case(before, after, _timezone(rows, event), rows)
        ownership.keep(before, after, event, rows)

    @on(*t.REGISTERS["contact"].events)
    def contact_changed(self, event: Event, rows: Rows) -> None:
        """Keep the contact, and count the hour it came in."""
        before, after = keep(t.REGISTERS["contact"], t.MATTERS["contact"], event, rows)
        trends.keep_contact(before, after, _timezone(rows, event), rows)


def _timezone(rows: Rows, event: Event) -> str | None:
    """Give the zone of an event's site; None where it was not opened yet."""
    row = rows.get(t.SITES, site=event.site)
    return None if row is None else str(row["timezone"])


def _site(rows: Rows, event: Event, which: str | None = None) -> Row:
    """Give a site's row; that of the event where no other is named."""
    row = rows.get(t.SITES, site=which or event.site)
    if row is None:
        message = f"{event.event_type} for {event.originator_id} comes before its site was opened"
        raise Corrupt(message)
    return row
