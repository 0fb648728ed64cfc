"""What rulebooks owe beside cases and callbacks."""

from __future__ import annotations

from enum import StrEnum

from pydantic import AwareDatetime, Field

from answerable.events.base import OriginatorId, SiteId, StaffId
from answerable.queries.base import Answer, Query
from answerable.queries.callbacks.told import OwedTold


class OwedState(StrEnum):
    """Where something owed stands at a moment."""

    LATER = "later"
    """It is due another day."""
    TODAY = "today"
    """It is due today, by the site's clock."""
    OVERDUE = "overdue"
    """Its time is over, and it is not done."""


class OwedRow(Answer):
    """Something that a rulebook owes and nobody has done yet.

    Arguments:
        obligation: its id, by which its miss is recorded.
        rule: its id in the rulebook.
        name_zh: what people call it, in Chinese.
        name_en: what people call it, in English.
        article: where it comes from.
        is_assumed: whether its time is nobody's regulation, but a proposal for the site.
        site: where.
        matter: of which matter; None where the site owes it.
        part: for what of it.
        owed_by: whose it is, where it is somebody's.
        begun_at: since when it is owed.
        due_at: until when it can be done.
        state: where it stands.
        is_missed: whether it is on record that it was not done in time.
        is_excused: whether a superior excused that.
    """

    obligation: OriginatorId
    rule: str
    name_zh: str
    name_en: str
    article: str
    is_assumed: bool
    site: SiteId
    matter: OriginatorId | None = None
    part: str | None = None
    owed_by: str | None = None
    begun_at: AwareDatetime
    due_at: AwareDatetime
    state: OwedState
    is_missed: bool = False
    is_excused: bool = False


class OwedCounts(Answer):
    """How much is owed.

    Arguments:
        overdue: whose time is over.
        today: due today.
    """

    overdue: int
    today: int


class OwedList(Answer):
    """Some of what is owed, the first due first.

    Arguments:
        at: the moment by which it is told where each stands.
        rows: this page.
        counts: how much there is in all.
        before: what to ask with for the page before, where there is one.
        after: what to ask with for the next page, where there is one.
    """

    at: AwareDatetime
    rows: tuple[OwedRow, ...]
    counts: OwedCounts
    before: str | None = None
    after: str | None = None


class Owed(Query[OwedList]):
    """What is owed by the rulebooks, beside cases and callbacks?

    Arguments:
        site: of one site.
        owed_by: whose.
        rule: of one kind, by its id in the rulebook.
        state: only what is overdue, due today or due later.
        due_from: only what is due at this moment or later.
        due_before: only what is due earlier than this moment.
        after: where the page before ended.
        before: where the next page began.
        limit: rows, at most.
    """

    site: SiteId | None = None
    owed_by: StaffId | None = None
    rule: str | None = Field(default=None, max_length=40)
    state: OwedState | None = None
    due_from: AwareDatetime | None = None
    due_before: AwareDatetime | None = None
    after: str | None = Field(default=None, max_length=400)
    before: str | None = Field(default=None, max_length=400)
    limit: int = Field(default=100, ge=1, le=500)


class OwedExplained(Query[OwedTold]):
    """How does the moment come about until which something can be done?

    Arguments:
        obligation: what is owed, by its id.
    """

    obligation: OriginatorId
