"""Scoring: monthly statements, article by article; answered by the scoring service."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import StringConstraints

from answerable.events.base import SiteId, StaffId
from answerable.queries.base import Answer, Query
from answerable.queries.views import ViewsQuery
from answerable.rulebook.statement import Statement

MonthText = Annotated[str, StringConstraints(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]
"""A month as ``YYYY-MM``, in the site's zone."""


class Views(ViewsQuery):
    """How far are the views of scoring?"""


class StatementAnswer(Answer):
    """A person's statement for a month."""

    statement: Statement


class StatementOf(Query[StatementAnswer]):
    """What is this person's score in this month, and why?

    Arguments:
        site: where they work.
        staff: who.
        month: which.
        rulebook: under another rulebook than the one bound to the site.
    """

    site: SiteId
    staff: StaffId
    month: MonthText
    rulebook: str | None = None


class StatementRow(Answer):
    """A statement in a list.

    Arguments:
        staff: who.
        role: as what.
        base: where the month began.
        plus: points added.
        minus: points taken, as a negative number.
        raw: before the cap.
        capped: behind it.
        grade: the band, where one applies.
        pay_yuan: the proposed effect on pay.
        open_questions: lines a person has to decide.
        alerts: dismissal proposals and the like.
    """

    staff: StaffId
    role: str
    base: Decimal
    plus: Decimal
    minus: Decimal
    raw: Decimal
    capped: Decimal
    grade: str | None
    pay_yuan: Decimal | None
    open_questions: int
    alerts: int


class StatementList(Answer):
    """A site's statements for a month, by score, and the months there are.

    Arguments:
        site: which.
        month: which.
        months: the months with anything to score, oldest first.
        rulebook: by which they were scored.
        statements: highest score first.
    """

    site: SiteId
    month: MonthText
    months: tuple[MonthText, ...]
    rulebook: str
    statements: tuple[StatementRow, ...]


class Statements(Query[StatementList]):
    """What are the scores of a site's people in a month?

    Arguments:
        site: which.
        month: which; the last with anything to score where left out.
    """

    site: SiteId
    month: MonthText | None = None
