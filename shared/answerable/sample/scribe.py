"""The scribe: writes a centre's commands, and keeps them until their time has come."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from answerable.commands.base import BulkItem
from answerable.events.base import IMPORT_PREFIX
from answerable.sample.centre import ZONE, Centre


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """Give a moment of a day in the centres' zone."""
    return datetime.combine(day, time(hour, minute), ZONE)


def minutes(count: float) -> timedelta:
    """Give a stretch of minutes, whole."""
    return timedelta(minutes=round(count))


class Scribe:
    """Writes the commands of one centre, and gives them back in the order of their times.

    Arguments:
        centre: whose.
        label: what the idempotency keys begin with, behind ``import:``.
        until: nothing later than this is written.

    What it writes is another system's record, of which nothing is owed, as long as `is_import` says so.
    """

    def __init__(self, centre: Centre, label: str, until: datetime) -> None:
        self.centre = centre
        self.until = until
        self.is_import = True
        self._label = label
        self._left = {one.id: one.left_on for one in centre.people() if one.left_on is not None}
        self._waiting: list[tuple[datetime, int, BulkItem]] = []
        self._count = 0
        self._cases_before: list[tuple[datetime, str]] = []
        self._cases: tuple[date, list[tuple[datetime, str]]] = (date.min, [])

    def dice(self, what: str, day: date) -> Random:
        """Give the chances of one thing on one day; they depend on nothing else."""
        return Random(f"{self.centre.seed}:{self.centre.site}:{day}:{what}")  # noqa: S311  (not a secret)

    def is_gone(self, person: str, moment: datetime) -> bool:
        """Tell whether somebody has left by a moment."""
        return moment.date() > self._left.get(person, date.max)

    def write(self, name: str, step: str, moment: datetime, actor: str, **fields: Any) -> None:
        """Write a command, as another system's record or as entered; one behind the end is left out.

        Arguments:
            name: the command's name.
            step: its name among all of the centre's, for the idempotency key.
            moment: when it happened.
            actor: who did it; the lead goes on with the work of somebody who has left by then.
            fields: its fields; those that are None are left out.
        """
        prefix = IMPORT_PREFIX if self.is_import else ""
        self._write(name, f"{prefix}{self._label}:{self.centre.site}:{step}", moment, actor, fields)

    def write_by_hand(self, name: str, step: str, moment: datetime, actor: str, **fields: Any) -> None:
        """Write a command that a person enters late, so that it is no import; else as `write`."""
        self._write(name, f"{self._label}:{self.centre.site}:{step}", moment, actor, fields)

    def _write(self, name: str, key: str, moment: datetime, actor: str, fields: dict[str, Any]) -> None:
        if moment > self.until:
            return
        if self.is_gone(actor, moment):
            actor = self.centre.staff("lead-1")
        given = {field: _plain(value) for field, value in fields.items() if value is not None}
        body = {"site": self.centre.site, "acting_for": actor, "occurred_at": moment.isoformat(), **given}
        self._count += 1
        heapq.heappush(self._waiting, (moment, self._count, BulkItem(name=name, key=key, body=body)))

    def note_case(self, opened_at: datetime, case: str) -> None:
        """Remember a day's case, so that other things of the day can be about it."""
        if self._cases[0] != opened_at.date():
            self._cases_before = self._cases[1]
            self._cases = (opened_at.date(), [])
        self._cases[1].append((opened_at, case))

    def case_of(self, moment: datetime, chance: Random) -> str | None:
        """Give one of the day's cases, or the latest where chance names one that is not open yet.

        Returns:
            The case; None where the day has none, or none was ever open by then.
        """
        day, cases = self._cases
        if day != moment.date():
            return None
        opened_at, case = chance.choice(cases)
        if opened_at <= moment:
            return case
        return max((one for one in (*self._cases_before, *cases) if one[0] <= moment), default=(None, None))[
            1
        ]

    def due(self, moment: datetime) -> Iterator[BulkItem]:
        """Give back what happened before a moment, earliest first."""
        while self._waiting and self._waiting[0][0] < moment:
            yield heapq.heappop(self._waiting)[2]

    def rest(self) -> Iterator[BulkItem]:
        """Give back everything that is left."""
        while self._waiting:
            yield heapq.heappop(self._waiting)[2]


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
