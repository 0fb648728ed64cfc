"""Late reports by level: counted and found without looking at all that was ever reported in time."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import chain

from sqlalchemy import ColumnElement, Connection, func, select, true

from answerable.projection.writing.rows import Rows
from answerable.queries.audit import Finding
from services.audit.facts import LateReport
from services.audit.findings import back_dated
from services.audit.tables import IS_NOTABLY_LATE, LATE, LATE_COUNTS

_HOUR_S = 3600
_DAY_S = 24 * _HOUR_S

STEPS_S = (0, _HOUR_S, 4 * _HOUR_S, 12 * _HOUR_S, _DAY_S, 2 * _DAY_S, 7 * _DAY_S, 30 * _DAY_S)
"""Where levels begin: a report of level 5 is more than a day late, and at most two."""


def level_of(late_s: float) -> int:
    """Give the level of a report that is so many seconds late: how many of the steps it has passed."""
    return bisect_left(STEPS_S, late_s)


def add_late(rows: Rows, site: str, actor: str, level: int) -> None:
    """Count one more report of a level."""
    key = {"site": site, "actor": actor, "level": level}
    known = rows.get(LATE_COUNTS, **key)
    rows.put(LATE_COUNTS, **key, count=1 + (known["count"] if known else 0))


def count_late(connection: Connection, site: str | None, actor: str | None, after_s: float) -> int:
    """Count the reports that came more than so many seconds late.

    The levels above are counted as they arrive. Reports of the level in which the limit lies are counted
    one by one, where the limit is not one of the steps.
    """
    begun = bisect_right(STEPS_S, after_s)
    is_step = after_s in STEPS_S
    kept = select(func.coalesce(func.sum(LATE_COUNTS.c.count), 0)).where(
        LATE_COUNTS.c.level >= (begun if is_step else begun + 1),
        _of(LATE_COUNTS.c.site, site) & _of(LATE_COUNTS.c.actor, actor),
    )
    count = int(connection.execute(kept).scalar_one())
    if not is_step:
        wanted = _of(LATE.c.site, site) & _of(LATE.c.actor, actor) & _is_of_level(begun)
        partly = select(func.count()).select_from(LATE).where(wanted, LATE.c.late_s > after_s)
        count += connection.execute(partly).scalar_one()
    return count


def newest_late(
    connection: Connection, site: str | None, actor: str | None, after_s: float, limit: int
) -> list[Finding]:
    """Give the newest reports that came more than so many seconds late, in no order."""
    wanted = _of(LATE.c.site, site) & _of(LATE.c.actor, actor) & (LATE.c.late_s > after_s)
    columns = [LATE.c[name] for name in LateReport.__slots__]
    newest = (LATE.c.occurred_at.desc(), LATE.c.event.desc())
    found = chain.from_iterable(
        connection.execute(
            select(*columns).where(wanted, _is_of_level(level)).order_by(*newest).limit(limit)
        ).mappings()
        for level in range(bisect_right(STEPS_S, after_s), len(STEPS_S) + 1)
    )
    return [back_dated(LateReport(**row)) for row in found]


def _is_of_level(level: int) -> ColumnElement[bool]:
    is_it = LATE.c.level == level
    # In the words of the index: the databases use one of some rows only where a question says which.
    return is_it & IS_NOTABLY_LATE if level > 1 else is_it


def _of(column: ColumnElement[str], value: str | None) -> ColumnElement[bool]:
    return true() if value is None else column == value
