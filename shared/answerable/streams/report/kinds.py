"""The kinds of reports, as data: of which period, whose, and who signs them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta

from answerable.obligations import Every, Recurring
from answerable.streams.report.events import ReportKind
from answerable.streams.staff.events import Role


@dataclass(frozen=True, slots=True)
class KindRule:
    """What holds of a kind of report.

    Arguments:
        every: how long its period is.
        authors: the roles of which one writes it.
        signers: the roles of which one signs it: never who wrote it.
        articles: where it comes from, the first being the one that refusals cite.
        is_personal: whether everybody writes their own, of what they did themselves.
        names_assessed: whether it is about a department, of which neither author nor signer is.
        needs_feedback: whether it says what customers said.
    """

    every: Every
    authors: tuple[Role, ...]
    signers: tuple[Role, ...]
    articles: tuple[str, ...]
    is_personal: bool = False
    names_assessed: bool = False
    needs_feedback: bool = False

    @property
    def article(self) -> str:
        """The one that refusals cite."""
        return self.articles[0]

    def period(self, day: date) -> tuple[date, date]:
        """Give the first and the last day of the period that a day is of.

        Arguments:
            day: any day of it.
        """
        plan = Recurring(self.every, time())
        first = plan.period_of(day)
        return first, plan.next_period(first) - timedelta(days=1)


_ABOVE = (Role.SUPERVISOR, Role.MANAGER)

KINDS: Mapping[ReportKind, KindRule] = {
    ReportKind.WEEKLY_SERVICE: KindRule(
        Every.WEEK,
        (Role.TECHNICIAN,),
        (Role.LEAD, *_ABOVE),
        ("000-4.4",),
        is_personal=True,
        needs_feedback=True,
    ),
    ReportKind.WEEKLY_SUMMARY: KindRule(
        Every.WEEK, (Role.LEAD, *_ABOVE), (*_ABOVE, Role.GENERAL_MANAGER), ("000-4.4",), needs_feedback=True
    ),
    ReportKind.SUPERVISION: KindRule(
        Every.MONTH,
        (Role.SALESPERSON, *_ABOVE),
        (Role.GENERAL_MANAGER,),
        ("000-4.1b", "000-4.1a"),
        names_assessed=True,
    ),
    ReportKind.MONTHLY: KindRule(
        Every.MONTH,
        (Role.AGENT, Role.SALESPERSON, Role.TECHNICIAN, Role.LEAD),
        _ABOVE,
        ("002-r1-3.6", "001-2.6"),
        is_personal=True,
    ),
    ReportKind.ANALYSIS: KindRule(
        Every.MONTH,
        (Role.LEAD, *_ABOVE),
        (Role.MANAGER, Role.GENERAL_MANAGER),
        ("004-10a", "004-10b", "002-r1-1.1", "002-r1-1.3", "004-A4"),
    ),
    ReportKind.MARKET: KindRule(
        Every.QUARTER, (Role.AGENT, Role.SALESPERSON, Role.LEAD), _ABOVE, ("002-r1-3.3",)
    ),
    ReportKind.OPINIONS: KindRule(
        Every.MONTH,
        (Role.AGENT, Role.TECHNICIAN, Role.LEAD, *_ABOVE),
        _ABOVE,
        ("002-r5-12", "004-12b"),
        needs_feedback=True,
    ),
    ReportKind.SECURITY: KindRule(
        Every.QUARTER,
        (Role.DATA_PROTECTION_OFFICER, *_ABOVE),
        (Role.MANAGER, Role.GENERAL_MANAGER),
        ("004-7b",),
    ),
    ReportKind.MINUTES: KindRule(
        Every.QUARTER, (Role.LEAD, *_ABOVE), (Role.MANAGER, Role.GENERAL_MANAGER), ("004-13b",)
    ),
}
"""Every kind. The texts say whose the weekly, the supervision and the monthly report are, and their periods;
that the others are of a month or a quarter, and who signs them, is assumed.
"""
