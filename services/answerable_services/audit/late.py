"""Late reports by level: counted and found without looking at all that was ever reported in time."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, func, select, true

from answerable.projection.views.paging import Order, Part
from answerable.projection.views.seen import each, of_sites
from answerable.projection.writing.rows import Rows
from answerable.queries.audit import FindingKind, Gravity
from answerable_services.audit.facts import LateReport
from answerable_services.audit.findings import gravity_of_late
from answerable_services.audit.tables import IS_NOTABLY_LATE, LATE, LATE_COUNTS

_HOUR_S = 3600
_DAY_S = 24 * _HOUR_S

_BEHIND_ALL = "~"
"""Greater than every event id."""

STEPS_S = (0, _HOUR_S, 4 * _HOUR_S, 12 * _HOUR_S, _DAY_S, 2 * _DAY_S, 7 * _DAY_S, 30 * _DAY_S)
"""Where levels begin: a report of level 5 is more than a day late, and at most two."""


def level_of(late_s: float) -> int:
    """Give the level of a report that is so many seconds late: how many of the steps it has passed."""
    return bisect_left(STEPS_S, late_s)


def add_late(rows: Rows, site: str, actor: str, level: int) -> None:
    """Count one more report of a level."""
    rows.add(LATE_COUNTS, (site, actor, level), {"gravity": gravity_of_late(actor).value}, count=1)


def narrowed(*wanted: tuple[ColumnElement[Any], str | frozenset[str] | None]) -> ColumnElement[bool]:
    """Tell in SQL whether a row is meant; the first that is given is the index to follow.

    Arguments:
        wanted: columns with the value, or one of the values, that each must have, where any, that of the
            fewest rows first.
    """
    condition: ColumnElement[bool] = true()
    is_first = True
    for column, value in wanted:
        if value is not None:
            # `coalesce` keeps the planner from following the index of what there is more of.
            values = frozenset({value}) if isinstance(value, str) else value
            condition &= of_sites(column if is_first else func.coalesce(column, ""), values)
            is_first = False
    return condition


class Late(NamedTuple):
    """Which late reports are asked for.

    Arguments:
        after_s: that came more than so many seconds late.
        sites: of these sites; of every one where None.
        actor: by one person, or part of the system.
        originator: about one aggregate.
    """

    after_s: float
    sites: frozenset[str] | None = None
    actor: str | None = None
    originator: str | None = None

    @property
    def begun(self) -> int:
        """The level in which the limit lies, or that begins with it."""
        return bisect_right(STEPS_S, self.after_s)

    @property
    def conditions(self) -> ColumnElement[bool]:
        """Tell in SQL whether a report is meant."""
        return (LATE.c.late_s > self.after_s) & narrowed(
            (LATE.c.originator, self.originator), (LATE.c.actor, self.actor), (LATE.c.site, self.sites)
        )


def count_late(connection: Connection, late: Late) -> Counter[tuple[Gravity, int]]:
    """Count the late reports that are meant, by gravity and level.

    They are counted as they arrive, but for those about one aggregate. Reports of the level in which the
    limit lies are counted one by one, where the limit is not one of the steps.
    """
    counts: Counter[tuple[Gravity, int]] = Counter()
    columns = (LATE.c.gravity, LATE.c.level)
    one_by_one = select(*columns, func.count().label("reports")).where(late.conditions).group_by(*columns)
    if late.originator is not None:
        questions = [one_by_one.where(_is_of_level(level)) for level in range(late.begun, len(STEPS_S) + 1)]
    else:
        is_step = late.after_s in STEPS_S
        kept = (
            select(LATE_COUNTS.c.gravity, LATE_COUNTS.c.level, func.sum(LATE_COUNTS.c.count).label("reports"))
            .where(
                LATE_COUNTS.c.level >= (late.begun if is_step else late.begun + 1),
                of_sites(LATE_COUNTS.c.site, late.sites) & _of(LATE_COUNTS.c.actor, late.actor),
            )
            .group_by(LATE_COUNTS.c.gravity, LATE_COUNTS.c.level)
        )
        questions = [kept] if is_step else [kept, one_by_one.where(_is_of_level(late.begun))]
    for question in questions:
        for row in connection.execute(question):
            counts[Gravity(row.gravity), row.level] += int(row.reports)
    return counts


def late_in(
    connection: Connection, late: Late, part: Part, wanted: Iterable[tuple[Gravity, int]]
) -> Iterator[dict[str, Any]]:
    """Give where the late reports of one part of the list stand among findings, each with its ``report``.

    Arguments:
        connection: to the view.
        late: which are meant.
        part: of the list.
        wanted: the gravities and levels of which there are any.
    """
    columns = [LATE.c[name] for name in LateReport.__slots__]
    placed = _among_late(part)
    for gravity, level in wanted:
        for some in each(late.sites):
            of_it = select(*columns).where(
                late._replace(sites=some).conditions, LATE.c.gravity == gravity.value, _is_of_level(level)
            )
            for row in connection.execute(placed.cut(of_it)).mappings():
                report = LateReport(**row)
                finding = f"{FindingKind.BACK_DATED}:{report.event}"
                yield {"occurred_at": report.occurred_at, "finding": finding, "report": report}


def _among_late(part: Part) -> Part:
    """Find a part's place among late reports, whose ids lack the kind that findings' ids begin with."""
    place = part.place
    if place is not None:
        at, finding = place
        kind = f"{FindingKind.BACK_DATED}:"
        event = finding.removeprefix(kind)
        if event == finding:
            # A finding of another kind at the same moment: all of this kind lie on one side of it.
            event = _BEHIND_ALL if kind < finding else ""
        place = (at, event)
    order = Order(part.order.name, (LATE.c.occurred_at, LATE.c.event), is_descending=part.order.is_descending)
    return Part(order, part.limit, place, is_back=part.is_back)


def _is_of_level(level: int) -> ColumnElement[bool]:
    is_it = LATE.c.level == level
    # In the words of the index: the databases use one of some rows only where a question says which.
    return is_it & IS_NOTABLY_LATE if level > 1 else is_it


def _of(column: ColumnElement[str], value: str | None) -> ColumnElement[bool]:
    return true() if value is None else column == value
