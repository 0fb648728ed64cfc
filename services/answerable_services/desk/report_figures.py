"""The numbers of a report: counted from what the desk keeps, at a place in the ledger that is said beside.

Numbers and place are read in one transaction, so that they belong together. Whoever folds the ledger up to
that place gets the same numbers: see `answerable_services.cli.recounting`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, func, select

from answerable.errors import NotFound
from answerable.identity.sight import Sight
from answerable.projection.views.generation import Generation
from answerable.projection.writing.rows import Row
from answerable.queries.desk import FiguresTold, FigureTold, ReportFigures
from answerable.register import Register
from answerable.streams.report.commands import StateFigures
from answerable.streams.report.events import FigureName, ReportKind, StatedFigure
from answerable.streams.report.figures import CALLBACKS, Counted, figures_of
from answerable.streams.report.kinds import KINDS
from answerable.wording import say
from answerable_services.desk import tables as t
from answerable_services.desk.lists import days_of

_REPORTS = t.MATTERS["report"].c
_AT_ONCE = 50
"""Reports whose numbers are put on record in one sweep, at most."""


def _kept(stream: str) -> tuple[Table, Register]:
    if stream == CALLBACKS.stream:
        return t.CALLBACK_ENDS, CALLBACKS
    return t.MATTERS[stream], t.REGISTERS[stream]


def _value(connection: Connection, counted: Counted, report: Row) -> int | None:
    """Count what a number counts; None of a mean of nothing."""
    table, register = _kept(counted.stream)
    columns = table.c
    asked = {"site": report["site"], "since": report["first_day"], "until": report["last_day"]}
    conditions: list[ColumnElement[bool]] = [columns.site == report["site"]]
    conditions += [
        one.holds(columns.site, columns[register.newest]) for one in days_of(connection, register, asked)
    ]
    conditions += [columns[name] == value for name, value in counted.only.items()]
    if counted.mark is not None:
        conditions.append(columns[counted.mark].is_(True))
    if register.void:
        conditions.append(columns.state.not_in([stage.value for stage in register.void]))
    if counted.person is not None and KINDS[ReportKind(report["report_kind"])].is_personal:
        conditions.append(columns[counted.person] == report["written_by"])
    if counted.until is None:
        return connection.scalar(select(func.count()).select_from(table).where(and_(*conditions)))
    ends = columns[counted.until]
    found = connection.execute(
        select(columns[register.newest], ends).where(*conditions, ends.is_not(None))
    ).all()
    minutes = sum(int((end - began).total_seconds() // 60) for began, end in found)
    return minutes // len(found) if found else None


def _figures(connection: Connection, report: Row) -> dict[FigureName, int]:
    wanted = figures_of(ReportKind(report["report_kind"]))
    values = {name: _value(connection, counted, report) for name, counted in wanted.items()}
    return {name: value for name, value in values.items() if value is not None}


def _position(connection: Connection, site: str) -> int:
    """Give the last place in the ledger that the view takes account of at a site."""
    positions = Generation.positions_in(connection)
    own = positions.get(site)
    return min(one.sequence for one in positions.values()) if own is None else own.sequence


def figures_told(connection: Connection, query: ReportFigures, sight: Sight) -> FiguresTold:
    """Tell a report's numbers: as they are on record, and as they are now.

    Arguments:
        connection: reads the view.
        query: which report.
        sight: the sites whose reports the asker may see.

    Raises:
        NotFound: there is no such report, or they may not see it.
    """
    table = t.MATTERS["report"]
    row = connection.execute(select(table).where(_REPORTS.report == query.report)).mappings().first()
    if row is None or not sight.shows(row["site"], is_own=row["written_by"] == sight.person):
        raise NotFound(say("error.no_matter", matter=query.report))
    now = _figures(connection, dict(row))
    stated: dict[str, int] = dict(row["figures"] or ())
    kind = ReportKind(row["report_kind"])
    return FiguresTold(
        report=query.report,
        site=row["site"],
        report_kind=kind,
        first_day=row["first_day"],
        last_day=row["last_day"],
        written_by=row["written_by"],
        position=_position(connection, row["site"]),
        stated_at=row["position"],
        figures=tuple(
            FigureTold(figure=name, stated=stated.get(name), now=now.get(name)) for name in figures_of(kind)
        ),
    )


def key_of(report: str, handed_in: int) -> str:
    """Give the key of a handing in's numbers, by which a repeat is known."""
    return f"figures:{report}:{handed_in}"


def lacking(connection: Connection, asked: Collection[str]) -> list[dict[str, Any]]:
    """Give the rows of the reports that were handed in and have no numbers on record, by their ids.

    Arguments:
        connection: reads the view.
        asked: the keys of those that were asked for before, which take nobody's place.
    """
    table = t.MATTERS["report"]
    found = select(table).where(_REPORTS.is_without_figures.is_(True)).order_by(_REPORTS.report)
    rows = connection.execute(found).mappings()
    return [dict(row) for row in rows if key_of(row["report"], row["handed_in"]) not in asked]


def to_state(connection: Connection, now: datetime, asked: Collection[str]) -> Iterator[StateFigures]:
    """Give the commands that put the numbers on record of what was handed in and has none, some at a time.

    Arguments:
        connection: reads the view.
        now: the moment.
        asked: the keys of those that were asked for before, which take nobody's place.
    """
    for report in lacking(connection, asked)[:_AT_ONCE]:
        figures = _figures(connection, report)
        yield StateFigures(
            site=report["site"],
            occurred_at=now,
            report=report["report"],
            handed_in=report["handed_in"],
            position=_position(connection, report["site"]),
            figures=tuple(StatedFigure(figure=name, value=value) for name, value in figures.items()),
        )
