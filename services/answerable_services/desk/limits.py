"""When the limits of open cases end: counted by month and by day as events arrive.

How many cases are behind their limit depends on the clock, which no projection knows. Counted by the month
and the day in which the limit ends, what has passed is a sum of few numbers, however long the history is.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date

from answerable.projection.writing.rows import Row, Rows
from answerable.streams.case.flow import CaseStage
from answerable_services.desk import tables as t

MONTH = "month"
DAY = "day"


def _ends(row: Row | None) -> date | None:
    """Give the day on which an open case's limit ends, in UTC; None where the clock does not run."""
    if row is None or row["state"] != CaseStage.OPEN.value:
        return None
    due_at: date = row["due_at"].astimezone(UTC).date()
    return due_at


def _changes(before: date | None, after: date | None) -> Iterator[tuple[str, date, int]]:
    for day, change in ((before, -1), (after, 1)):
        if day is not None:
            yield DAY, day, change
            yield MONTH, day.replace(day=1), change


def keep(before: Row | None, after: Row, rows: Rows) -> None:
    """Count a case where its limit ends now, and no longer where it ended before.

    Arguments:
        before: the case before the event; None where there was none.
        after: the case behind it.
        rows: the view's.
    """
    was, ends = _ends(before), _ends(after)
    if was == ends:
        return
    for span, start, change in _changes(was, ends):
        rows.add(t.LIMITS, (span, start, after["site"]), cases=change)
