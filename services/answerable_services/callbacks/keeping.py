"""A callback's row and what follows from it: its ends, the counts of its day, and a superseded call."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from typing import Any

from answerable.projection.writing.rows import Row, Rows
from answerable.queries.callbacks import CallbackState
from answerable_services.callbacks.remembered import Call, Miss, calls_in, misses_in, write
from answerable_services.callbacks.tables import CALLBACKS, COHORTS, DAYS, ENDS, MONTHS

COMPLETED, MISSED = CallbackState.COMPLETED.value, CallbackState.MISSED.value

CALL = ("call_version", "call_on", "call_due_on", "call_nominal_on", "call_satisfaction")
"""The columns of a callback's last call, in the order of `Call`."""


def put(row: Row, rows: Rows) -> None:
    """Write a callback's row and what follows from it: its ends, the count of its day, and a superseded call.

    The row that is given is changed to what follows.

    A call is the callback's where it was made when that was owed: it stays so, for the day it was made for,
    when the day of acceptance is corrected. A miss is one only of the day that the callback has now,
    whichever days it had meanwhile.
    """
    is_made = row["call_on"] is not None and (row["owed_from"] is None or row["call_on"] >= row["owed_from"])
    miss = _of_its_day(row["misses"], row)
    if is_made:
        row["nominal_on"], row["due_on"] = row["call_nominal_on"], row["call_due_on"]
    elif miss is not None:
        row["nominal_on"], row["due_on"] = miss.nominal_on, miss.due_on
    else:
        row["nominal_on"], row["due_on"] = row["planned_nominal_on"], row["planned_on"]
    row["completed_on"] = row["call_on"] if is_made else None
    row["satisfaction"] = row["call_satisfaction"] if is_made else None
    row["missed_on"] = None if miss is None else miss.on
    row["is_excused"] = None if _of_its_day(row["excused"], row) is None else True
    ends = [end for end in (row["missed_on"], row["completed_on"]) if end is not None]
    row["ended_on"] = min(ends, default=None)
    row["last_ended_on"] = max(ends, default=None)
    row["end"] = None if not ends else MISSED if row["completed_on"] is None else COMPLETED
    before = rows.get(CALLBACKS, **_key(row))
    if before == row:
        return
    _count_days(before, row, rows)
    _count_cohorts(before, row, rows)
    _count_ends(before, row, rows)
    recorded = (row["call_on"], row["misses"], row["excused"], row["planned_on"])
    if any(one is not None for one in recorded) or row["attempts"]:
        rows.put(CALLBACKS, **row)
    else:
        rows.delete(CALLBACKS, **_key(row))
    # Most calls are the callback's from the first: those have no row of their own, and none is looked for.
    was_superseded = (
        before is not None
        and before["call_version"] == row["call_version"]
        and before["completed_on"] is None
    )
    if row["call_on"] is not None and (was_superseded or not is_made):
        _keep_superseded(row, rows, is_made=is_made)


def _of_its_day(text: str | None, row: Row) -> Miss | None:
    """Find the miss of the day that the callback has now, or of its anniversary where holidays moved it."""
    if text is None or row["planned_on"] is None:
        return None
    found = misses_in(text)
    of_the_day = [miss for miss in found if miss.due_on == row["planned_on"]]
    of_the_anniversary = [miss for miss in found if miss.nominal_on == row["planned_nominal_on"]]
    of_either = of_the_day or of_the_anniversary
    return of_either[-1] if of_either else None


def remember_call(row: Row, rows: Rows) -> None:
    """Keep a callback's last call as an earlier one: another is about to be recorded."""
    if row["call_version"] is None:
        return
    _keep_superseded(row, rows, is_made=False)
    call = Call(*(row[name] for name in CALL))
    row["earlier_calls"] = write((*calls_in(row["earlier_calls"]), call))


def forget_call(row: Row, rows: Rows) -> None:
    """Have the call before a callback's last one as its last: that one was none."""
    _forget_superseded(row, rows)
    earlier = calls_in(row["earlier_calls"])
    row.update(zip(CALL, earlier[-1] if earlier else (None,) * len(CALL), strict=True))
    row["earlier_calls"] = write(earlier[:-1])
    _forget_superseded(row, rows)


def _keep_superseded(row: Row, rows: Rows, *, is_made: bool) -> None:
    """Show a call that is not the callback's any more as what it was; no month counts it."""
    key = {**_key(row), "superseded": row["call_version"]}
    before = rows.get(CALLBACKS, **key)
    if is_made:
        _count_ends(before, None, rows)
        rows.delete(CALLBACKS, **key)
        return
    shown = {
        "site": row["site"],
        "nominal_on": row["call_nominal_on"],
        "due_on": row["call_due_on"],
        "completed_on": row["call_on"],
        "satisfaction": row["call_satisfaction"],
        "ended_on": row["call_on"],
        "last_ended_on": row["call_on"],
        "end": COMPLETED,
    }
    after = {**new_row(row["delivery"], row["ordinal"]), **key, **shown}
    _count_ends(before, after, rows)
    rows.put(CALLBACKS, **after)


def _forget_superseded(row: Row, rows: Rows) -> None:
    """Show a callback's last call as superseded no more."""
    if row["call_version"] is None:
        return
    key = {**_key(row), "superseded": row["call_version"]}
    _count_ends(rows.get(CALLBACKS, **key), None, rows)
    rows.delete(CALLBACKS, **key)


def _key(row: Row) -> Row:
    return {name: row[name] for name in ("delivery", "ordinal", "superseded")}


def _count_days(before: Row | None, after: Row, rows: Rows) -> None:
    """Bring the counts of days from what a callback's row was to what it is; what has not moved is left."""
    was, now = _counted(before), _counted(after)
    if was == now:
        return
    change: defaultdict[tuple[str, date], Counter[str]] = defaultdict(Counter)
    for counted, by in ((was, -1), (now, 1)):
        if counted is not None:
            change[counted[:2]].update(dict.fromkeys(("due", *counted[2:]), by))
    for (site_id, due_on), numbers in change.items():
        rows.add(DAYS, (site_id, due_on), **numbers)
        rows.add(MONTHS, (site_id, due_on.replace(day=1)), **numbers)


def _count_cohorts(before: Row | None, after: Row, rows: Rows) -> None:
    """Bring the counts of a month's anniversaries from what a callback's row was to what it is."""
    was, now = _of_cohort(before), _of_cohort(after)
    if was == now:
        return
    for counted, by in ((was, -1), (now, 1)):
        if counted is not None:
            *key, name = counted
            rows.add(COHORTS, tuple(key), **{name: by})


def _of_cohort(row: Row | None) -> tuple[Any, ...] | None:
    """Give the site, the month and the ordinal that an ended callback is counted under, and how it ended."""
    counted = _counted(row)
    if row is None or counted is None or len(counted) == _OPEN or row["nominal_on"] is None:
        return None
    return row["site"], row["nominal_on"].replace(day=1), row["ordinal"], counted[_OPEN]


_OPEN = 2
"""What a callback that has not ended is counted under: a site and a day."""


def _count_ends(before: Row | None, after: Row | None, rows: Rows) -> None:
    """Bring the counts of ends from what a row was to what it is."""
    was, now = _ended(before), _ended(after)
    if was == now:
        return
    for end, by in ((was, -1), (now, 1)):
        if end is not None:
            rows.add(ENDS, end, callbacks=by)


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


_NOTHING: Row = {column.name: None for column in CALLBACKS.columns} | {"superseded": 0, "attempts": 0}


def new_row(delivered: str, ordinal: int) -> Row:
    """Give the row of a callback of which nothing is known yet."""
    return {**_NOTHING, "delivery": delivered, "ordinal": ordinal}
