"""The numbers of a report, each with the list that it counts, and who has not handed in the week's report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from answerable.queries.desk import FiguresTold, ReportFigures
from answerable.queries.registers import REGISTERS
from answerable.streams.report.events import ReportKind
from answerable.streams.report.figures import CALLBACKS, FIGURES, Counted
from answerable.streams.report.kinds import KINDS
from answerable.streams.report.register import REGISTER as REPORT
from answerable.streams.staff.events import Role
from answerable_services.console.address import question
from answerable_services.console.asking import Reply
from answerable_services.console.views.links import name_of
from answerable_services.console.whole import whole

if TYPE_CHECKING:
    from answerable_services.console.view import View

_A_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Line:
    """One number, written.

    Arguments:
        label: what it is called.
        stated: as it is on record; None where it is not.
        now: as it is counted now; None where it is a mean of nothing.
        href: the list that it counts.
    """

    label: str
    stated: int | None
    now: int | None
    href: str

    @property
    def has_moved(self) -> bool:
        """Whether it came to another number since it was put on record."""
        return self.stated != self.now


@dataclass(frozen=True, slots=True)
class Part:
    """A weekly report that a summary is made of.

    Arguments:
        report: which.
        number: what people call it.
        written_by: whose it is.
        state: where it stands.
        reported: what it says.
    """

    report: str
    number: str
    written_by: str
    state: str
    reported: str


@dataclass(frozen=True, slots=True)
class Numbers:
    """What a report's page shows of its numbers.

    Arguments:
        asked: what the desk said.
        lines: number by number.
        parts: the weekly reports of the week, where it is their summary.
        lacking: who has to write one and has not handed it in.
    """

    asked: Reply[FiguresTold]
    lines: tuple[Line, ...] = ()
    parts: tuple[Part, ...] = ()
    lacking: tuple[str, ...] = ()


async def numbers_of(view: View, matter: str) -> Numbers | None:
    """Ask for the numbers of a report; None of what is no report, and for whom they are not.

    Arguments:
        view: the page.
        matter: whose page it is.
    """
    if matter.partition("-")[0] != REPORT.stream or not view.may("desk.report_figures"):
        return None
    asked = await view.ask(question(ReportFigures, report=matter))
    told = asked.answer
    if told is None:
        return Numbers(asked)
    lines = tuple(
        Line(
            view.words(f"figure.{one.figure}"),
            one.stated,
            one.now,
            href_of(FIGURES[one.figure], told),
        )
        for one in told.figures
    )
    if told.report_kind is not ReportKind.WEEKLY_SUMMARY:
        return Numbers(asked, lines)
    return Numbers(asked, lines, *await _of_the_week(view, told))


def href_of(counted: Counted, told: FiguresTold) -> str:
    """Give the address of the list that a number counts: of its days, its mark and its state.

    The page of callbacks tells of all days, so behind their number it has more than is counted.

    Arguments:
        counted: what it counts.
        told: the report's period, place and author.
    """
    if counted.stream == CALLBACKS.stream:
        return f"/callbacks?{urlencode({'site': told.site, **counted.only})}"
    words = {"site": told.site, "since": told.first_day, "until": told.last_day, **counted.only}
    if counted.mark is not None:
        words["mark"] = counted.mark
    if counted.person is not None and KINDS[told.report_kind].is_personal:
        words[counted.person] = told.written_by
    return f"/{REGISTERS[counted.stream].register.name}?{urlencode(words)}"


async def _of_the_week(view: View, told: FiguresTold) -> tuple[tuple[Part, ...], tuple[str, ...]]:
    """Find the week's reports, and who has to hand one in and has not (000-4.4)."""
    kind = ReportKind.WEEKLY_SERVICE
    days = {"since": told.first_day, "until": told.first_day}
    found = await whole(view, "report", site=told.site, report_kind=kind.value, mark="is_in", **days)
    parts = tuple(
        Part(
            row.report,
            row.number or row.report,
            name_of(row.written_by, view.words),
            view.words(f"state.{row.state.value}"),
            row.reported,
        )
        for row in found.rows
    )
    # The register says who works here today, and nothing of who did in a week that is long over.
    is_now = view.now.astimezone(view.zone(told.site)).date() <= told.last_day + _A_WEEK
    if found.last.answer is None or not is_now or not view.may("desk.people"):
        return parts, ()
    employed = await whole(view, "staff", site=told.site, role=Role.TECHNICIAN.value, mark="is_employed")
    wrote = {row.written_by for row in found.rows}
    lacking = (one.staff for one in employed.rows if one.staff not in wrote)
    return parts, tuple(name_of(one, view.words) for one in lacking)
