"""The time limits of cases: which ended unmet and are not on record, and which are and did not (000-1.2).

The view keeps what follows from the events alone, with the moment from which on a limit can be judged;
whether that has come, the one who looks has to say.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Select, select

from answerable.calendar.working_time import Timetable
from answerable.commands.base import Command
from answerable.events.base import Event
from answerable.obligations import Limit
from answerable.projection.writing.projection import on
from answerable.projection.writing.rows import Row, Rows
from answerable.streams.case import events as case
from answerable.streams.case.commands import MissLimit, WithdrawMiss
from answerable.streams.case.flow import CaseStage
from answerable.streams.case.state import excuses
from answerable.streams.site import events as site
from answerable.wording import say
from answerable_services.callbacks.judging import ACTOR, is_judged_elsewhere, judged_from
from answerable_services.callbacks.site_hours import TimetableChanged, keep_change, timetable_in
from answerable_services.callbacks.tables import LIMITS, SITES

_NOTHING = timedelta()
_MINUTE = timedelta(minutes=1)

_MISS, _WITHDRAW = "miss", "withdraw"


class LimitsOfCases:
    """Keeps the time limit of each case, as part of a projection.

    Arguments:
        recorded_after: how far over its limit a case is before that is on record though it is not solved.
    """

    _recorded_after: timedelta

    def __init__(self, recorded_after: timedelta) -> None:
        self._recorded_after = recorded_after
        super().__init__()

    @on(site.HoursSet, site.ClosingAnnounced, site.ClosingWithdrawn)
    def timetable_changed(self, event: TimetableChanged, rows: Rows) -> None:
        """Know when the site works by one number more."""
        keep_change(event, SITES, rows)

    @on(case.Opened)
    def case_opened(self, event: case.Opened, rows: Rows) -> None:
        """Let the limit run."""
        row = {
            "case": event.originator_id,
            "site": event.site,
            "correlation_id": event.correlation_id,
            "due_at": event.due_at,
            "timetable": event.timetable,
            "stage": CaseStage.OPEN.value,
            "paused_at": None,
            "resolved_at": None,
            "judged_from": judged_from(event),
            "is_judged_elsewhere": False,
            "missed_at": None,
            "overrun_minutes": None,
            "is_found": False,
            "is_excused": False,
        }
        self._keep(row, event, rows)

    @on(case.Paused)
    def case_paused(self, event: case.Paused, rows: Rows) -> None:
        """Let it stand still."""
        self._change(event, rows, stage=CaseStage.PAUSED.value, paused_at=event.occurred_at)

    @on(case.Resumed)
    def case_resumed(self, event: case.Resumed, rows: Rows) -> None:
        """Let it run on, to another end."""
        self._change(event, rows, stage=CaseStage.OPEN.value, paused_at=None, due_at=event.due_at)

    @on(case.Resolved)
    def case_resolved(self, event: case.Resolved, rows: Rows) -> None:
        """Know until when it ran; what another system solved is judged by its own records."""
        self._change(
            event,
            rows,
            stage=CaseStage.RESOLVED.value,
            resolved_at=event.occurred_at,
            is_judged_elsewhere=is_judged_elsewhere(event),
        )

    @on(case.Closed)
    def case_closed(self, event: case.Closed, rows: Rows) -> None:
        """Change nothing of when it was solved."""
        self._change(event, rows, stage=CaseStage.CLOSED.value)

    @on(case.Reopened)
    def case_reopened(self, event: case.Reopened, rows: Rows) -> None:
        """Let it run on: it was not solved."""
        self._unsolved(event, rows, due_at=event.due_at)

    @on(case.ResolutionWithdrawn)
    def resolution_withdrawn(self, event: case.ResolutionWithdrawn, rows: Rows) -> None:
        """Let it run on as before."""
        self._unsolved(event, rows)

    @on(case.LimitCorrected)
    def limit_corrected(self, event: case.LimitCorrected, rows: Rows) -> None:
        """Reckon by what now holds."""
        last = event.pauses[-1] if event.pauses else None
        paused_at = last.starts_at if last is not None and last.ends_at is None else None
        self._change(event, rows, due_at=event.due_at, timetable=event.timetable, paused_at=paused_at)

    @on(case.OpeningCorrected)
    def opening_corrected(self, event: case.OpeningCorrected, rows: Rows) -> None:
        """Know that a miss that is taken back with it is not excused."""
        self._change(event, rows)

    @on(case.OpeningWithdrawn)
    def opening_withdrawn(self, event: case.OpeningWithdrawn, rows: Rows) -> None:
        """Have no limit: there was no case."""
        rows.delete(LIMITS, case=event.originator_id)

    @on(case.LimitMissed)
    def limit_missed(self, event: case.LimitMissed, rows: Rows) -> None:
        """Know that it is on record, and by whom."""
        self._change(
            event,
            rows,
            missed_at=event.occurred_at,
            overrun_minutes=event.overrun_minutes,
            is_found=event.actor == ACTOR,
            is_excused=False,
        )

    @on(case.MissWithdrawn)
    def limit_miss_withdrawn(self, event: case.MissWithdrawn, rows: Rows) -> None:
        """Know that it is not any more; what a person takes back by itself is excused."""
        known = rows.get(LIMITS, case=event.originator_id)
        is_excused = excuses(event, None if known is None else known["corrected_by"])
        self._change(event, rows, missed_at=None, overrun_minutes=None, is_found=False, is_excused=is_excused)

    def _unsolved(self, event: Event, rows: Rows, **changes: Any) -> None:
        stage = CaseStage.OPEN.value
        self._change(event, rows, stage=stage, resolved_at=None, is_judged_elsewhere=False, **changes)

    def _change(self, event: Event, rows: Rows, **changes: Any) -> None:
        known = rows.get(LIMITS, case=event.originator_id)
        if known is not None:
            # What is put on record of a miss tells nothing new of the case itself.
            is_of_miss = isinstance(event, case.LimitMissed | case.MissWithdrawn)
            if not is_of_miss:
                changes["judged_from"] = max(known["judged_from"], judged_from(event))
            self._keep({**known, **changes}, event, rows)

    def _keep(self, row: Row, event: Event, rows: Rows) -> None:
        """Work out from when on something is to be put on record, or taken back."""
        by_correction = isinstance(event, case.LimitCorrected | case.OpeningCorrected)
        row["corrected_by"] = event.causation_id if by_correction else row.get("corrected_by")
        timetable = self._timetable(row, rows)
        row["asks_for"], row["asks_at"] = self._wanted(row, timetable)
        rows.put(LIMITS, **row)

    def _wanted(self, row: Row, timetable: Timetable | None) -> tuple[str | None, datetime | None]:
        """Say what has to be asked for, and the moment of which it is said; None where nothing has to be."""
        if row["is_excused"] or row["is_judged_elsewhere"]:
            return None, None
        over = _over(row["due_at"], timetable)
        if (solved_at := row["resolved_at"]) is not None:
            minutes = over.minutes_over(solved_at)
            if row["missed_at"] is None:
                return (None, None) if minutes is None else (_MISS, solved_at)
            if not row["is_found"]:
                return None, None
            longest = self._recorded_after // _MINUTE
            holds = minutes is not None and min(minutes, longest) == min(row["overrun_minutes"] or 0, longest)
            return (None, None) if holds else (_WITHDRAW, max(solved_at, row["missed_at"]))
        if row["missed_at"] is not None:
            return None, None
        asks_at = _over(row["due_at"], timetable, self._recorded_after).due_at(row["due_at"])
        # What stands still is not late by that; it may have been before, and nobody had looked.
        is_before = row["paused_at"] is None or asks_at <= row["paused_at"]
        return (_MISS, asks_at) if is_before else (None, None)

    def _timetable(self, row: Row, rows: Rows) -> Timetable | None:
        known = rows.get(SITES, site=row["site"]) if row["timetable"] is not None else None
        return None if known is None else timetable_in(known, row["timetable"])


def _over(due_at: datetime, timetable: Timetable | None, lasts: timedelta = _NOTHING) -> Limit:
    """Give what counts the time behind a limit's end."""
    return Limit(due_at, lasts, timetable)


def due_by(now: datetime) -> Select[Any]:
    """Ask for the limits of which something is to be put on record by a moment: along an index of only those.

    Arguments:
        now: the moment.
    """
    is_due = LIMITS.c.asks_at <= now, LIMITS.c.judged_from <= now
    found = select(LIMITS).where(LIMITS.c.asks_for.is_not(None), *is_due)
    return found.order_by(LIMITS.c.asks_at, LIMITS.c.case)


def limits_to_record(connection: Connection, now: datetime) -> Iterator[Command]:
    """Give the commands that record which limits were missed, and take back what was not, oldest first.

    They say the same whenever and by whomever they are made, so that a repeat is known as one.

    Arguments:
        connection: reads the view.
        now: the moment.
    """
    for row in connection.execute(due_by(now)).mappings():
        said: dict[str, Any] = {
            "site": row["site"],
            "actor": ACTOR,
            "correlation_id": row["correlation_id"],
            "case": row["case"],
        }
        if row["asks_for"] == _MISS:
            yield MissLimit(**said, occurred_at=row["asks_at"])
        else:
            # Whoever reads it has one language or the other, and a fact is written once.
            why = say("due.solved_otherwise")
            yield WithdrawMiss(**said, occurred_at=row["asks_at"], reason=f"{why.zh} {why.en}")
