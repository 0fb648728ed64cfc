"""The numbers of a report."""

from __future__ import annotations

from datetime import date

from answerable.events.base import OriginatorId, SiteId, StaffId
from answerable.queries.base import Answer, Query
from answerable.streams.report.commands import ReportId
from answerable.streams.report.events import FigureName, ReportKind


class FigureTold(Answer):
    """One number of a report.

    Arguments:
        figure: which.
        stated: as it is on record; None where it is not, or is a mean of nothing.
        now: as it is counted now; None where it is a mean of nothing.
    """

    figure: FigureName
    stated: int | None = None
    now: int | None = None


class FiguresTold(Answer):
    """The numbers of a report, as they are on record and as they are now.

    Arguments:
        report: which.
        site: where.
        report_kind: what it is.
        first_day: the first day of its period.
        last_day: the last one.
        written_by: whose it is.
        position: the last place in the ledger that the numbers of now take account of.
        stated_at: that of those on record; None where none are.
        figures: the numbers.
    """

    report: OriginatorId
    site: SiteId
    report_kind: ReportKind
    first_day: date
    last_day: date
    written_by: StaffId
    position: int
    stated_at: int | None = None
    figures: tuple[FigureTold, ...]


class ReportFigures(Query[FiguresTold]):
    """Which numbers has a report of its period?

    Arguments:
        report: which.
    """

    report: ReportId
