"""Time limits: what a service tells of how one comes to its end."""

from __future__ import annotations

from pydantic import AwareDatetime

from answerable.events.base import ArticleId, CaseId, SiteId
from answerable.queries.base import Answer


class LimitStep(Answer):
    """A stretch of time, as a time limit counts it.

    Arguments:
        starts_at: its first moment.
        ends_at: the first moment behind it.
        why: why it counts, or does not: `answerable.calendar.working_time.Passing` or `obligations.Counted`.
        counts: whether it does.
        minutes: whole minutes that had been counted when it was over.
    """

    starts_at: AwareDatetime
    ends_at: AwareDatetime
    why: str
    counts: bool
    minutes: int


class LimitTold(Answer):
    """How a case's time limit comes to its end, step by step.

    Arguments:
        case: which.
        number: what people call it.
        site: where.
        article: where the limit comes from.
        opened_at: when it began.
        limit_minutes: how long it is.
        timetable: the number of the site's timetable by whose working time it is counted; None where all
            time counts.
        due_at: when it ends, as it stands; None while it stands still.
        until: the moment up to which it ran: when the case was solved, or now.
        minutes_over: by how much it was exceeded by then, a begun minute as a whole; None where it was not.
        steps: from its beginning to its end, or to now where it stands still.
        is_shortened: whether later steps are left out.
    """

    case: CaseId
    number: str | None
    site: SiteId
    article: ArticleId
    opened_at: AwareDatetime
    limit_minutes: int
    timetable: int | None
    due_at: AwareDatetime | None
    until: AwareDatetime
    minutes_over: int | None
    steps: tuple[LimitStep, ...]
    is_shortened: bool = False
