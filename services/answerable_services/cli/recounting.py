"""Counts the numbers of a report again, from the ledger alone: no view and no service is believed.

What the desk put on record says up to which place in the ledger it counted. Here every event of the site up
to there is folded by what the registers say of themselves, and counted by the same definitions.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from answerable.calendar.zones import zone_of
from answerable.discovery import parts
from answerable.events.base import Event
from answerable.register import Kind, Register
from answerable.streams.report.events import Drafted, FigureName, FiguresStated, ReportKind
from answerable.streams.report.figures import CALLBACKS, Counted, figures_of
from answerable.streams.report.kinds import KINDS
from answerable.streams.site.events import Opened

STREAMS: Collection[str] = frozenset(
    {counted.stream for kind in ReportKind for counted in figures_of(kind).values()} | {"site"}
)
"""The streams of whose events the numbers are made, and the site's, which says whose days they are."""


def _registers() -> Mapping[str, Register]:
    found: dict[str, Register] = {stream: module.REGISTER for stream, module in parts("register").items()}
    return {**found, CALLBACKS.stream: CALLBACKS}


class Recount:
    """Folds what happened at a site, and counts what a report counts.

    Arguments:
        report: how it was begun: of which kind and period it is, and whose.
        stated: what was put on record of it, with the place in the ledger.
    """

    def __init__(self, report: Drafted, stated: FiguresStated) -> None:
        self.report = report
        self.stated = stated
        self._registers = _registers()
        self._rows: dict[str, dict[str, dict[str, Any]]] = {}
        self._zone = zone_of("Asia/Shanghai")

    def take(self, event: Event) -> None:
        """Take the next event of the site, in the ledger's order, none behind the place that was said."""
        if isinstance(event, Opened):
            self._zone = zone_of(event.timezone)
        register = self._registers.get(event.stream)
        if register is None or event.stream not in STREAMS or type(event) not in register.events:
            return
        rows = self._rows.setdefault(event.stream, {})
        after = register.after(rows.get(event.originator_id), event)
        if after is not None:
            rows[event.originator_id] = after

    def figures(self) -> dict[FigureName, int]:
        """Count what was taken."""
        found = {name: self._value(counted) for name, counted in figures_of(self.report.report_kind).items()}
        return {name: value for name, value in found.items() if value is not None}

    def differences(self) -> dict[FigureName, tuple[int | None, int | None]]:
        """Give the numbers that were put on record and come to others here: as stated, and as counted."""
        stated = {one.figure: one.value for one in self.stated.figures}
        counted = self.figures()
        return {
            name: (stated.get(name), counted.get(name))
            for name in FigureName
            if stated.get(name) != counted.get(name)
        }

    def _value(self, counted: Counted) -> int | None:
        register = self._registers[counted.stream]
        rows = [
            row for row in self._rows.get(counted.stream, {}).values() if self._is_of(counted, register, row)
        ]
        if counted.until is None:
            return len(rows)
        ended = [row for row in rows if row.get(counted.until) is not None]
        minutes = sum(int((row[counted.until] - row[register.newest]).total_seconds() // 60) for row in ended)
        return minutes // len(ended) if ended else None

    def _is_of(self, counted: Counted, register: Register, row: Mapping[str, Any]) -> bool:
        """Tell whether a number counts a matter."""
        day = self._day(register, row)
        is_personal = counted.person is not None and KINDS[self.report.report_kind].is_personal
        return (
            day is not None
            and self.report.first_day <= day <= self.report.last_day
            and row["site"] == self.report.site
            and row["state"] not in {stage.value for stage in register.void}
            and all(row.get(name) == value for name, value in counted.only.items())
            and (counted.mark is None or row[counted.mark] is True)
            and (not is_personal or row.get(str(counted.person)) == self.report.actor)
        )

    def _day(self, register: Register, row: Mapping[str, Any]) -> date | None:
        """Give the day of a matter in its list, by the site's clock."""
        newest: date | datetime | None = row.get(register.newest)
        if newest is None or register.column(register.newest).kind is Kind.DAY:
            return newest
        return newest.astimezone(self._zone).date() if isinstance(newest, datetime) else newest
