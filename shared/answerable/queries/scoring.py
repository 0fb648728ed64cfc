"""Scoring: monthly statements, article by article; answered by the scoring service."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from answerable.events.base import OriginatorId, SiteId, StaffId
from answerable.queries.base import Answer, Query
from answerable.queries.views import ViewsQuery
from answerable.rulebook.statement import Statement
from answerable.streams.staff.events import Role

SCORED = frozenset({Role.AGENT, Role.TRAINER})
"""Whom the scheme scores: agents, and the training specialist who scores them (001-3.4).

It names nobody else; team leaders have rules of their own (001-X1), which are not among the texts.
"""

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


class SuggestedBy(StrEnum):
    """What may be a violation, where no rule says that it is."""

    LIMIT_MISSED = "limit_missed"
    CALLBACK_MISSED = "callback_missed"
    COMPLAINT_UPHELD = "complaint_upheld"
    HANDOVER_UNSIGNED = "handover_unsigned"


class Suggestion(Answer):
    """Something that may be a violation.

    Arguments:
        fact: what happened.
        matter: in which matter.
        event: the event that shows it.
        at: when.
        staff: whom it concerns; None where no fact says so.
    """

    fact: SuggestedBy
    matter: OriginatorId
    event: str
    at: datetime
    staff: StaffId | None = None


class SuggestionList(Answer):
    """Some of what may be a violation and nobody has decided on, the newest first.

    Arguments:
        site: where.
        suggestions: this page.
        total: how many the whole list has.
        before: what to ask with for the page before, where there is one.
        after: what to ask with for the next page, where there is one.
    """

    site: SiteId
    suggestions: tuple[Suggestion, ...]
    total: int
    before: str | None = None
    after: str | None = None


class Suggestions(Query[SuggestionList]):
    """What may be a violation, and has neither been recorded as one nor set aside?

    Arguments:
        site: where.
        limit: rows, at most.
        after: where the page before ended.
        before: where the next page began.
    """

    site: SiteId
    limit: int = Field(default=50, ge=1, le=200)
    after: str | None = Field(default=None, max_length=400)
    before: str | None = Field(default=None, max_length=400)
