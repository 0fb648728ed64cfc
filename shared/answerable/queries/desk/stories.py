"""What happened to a matter, and which matters there are of a text."""

from __future__ import annotations

from pydantic import Field

from answerable.events.base import CaseId, OriginatorId, SiteId
from answerable.queries.base import Answer, Direction, Query
from answerable.queries.limits import LimitTold
from answerable.queries.matters import CaseStory, Ownership, Story

MOST_ENTRIES = 200
"""Events of a story in one answer, at most: however long a matter is, a page of it costs the same."""


MOST_SPANS = 50
"""Stretches of a case's ownership in one answer, at most: as many as can be told apart in a drawing."""


MOST_SEQUENCE = 2**63 - 2
"""The highest place in the ledger that can be named; the server counts no further."""


class CaseTimeline(Query[CaseStory]):
    """What happened in this case, its contact included?

    Arguments:
        case: which.
        order: which way round it is told.
        after: the place in the ledger at which the page before ended.
        before: the place in the ledger at which the next page began.
        limit: events in one answer, at most.
    """

    case: CaseId
    order: Direction = Direction.ASCENDING
    after: int | None = Field(default=None, ge=0, le=MOST_SEQUENCE)
    before: int | None = Field(default=None, ge=0, le=MOST_SEQUENCE)
    limit: int = Field(default=MOST_ENTRIES, ge=1, le=MOST_ENTRIES)


class CaseOwnership(Query[Ownership]):
    """Who was responsible for this case when?

    Arguments:
        case: which.
        before: the number of the stretch of ownership before which is told; the newest where left out.
        limit: stretches of ownership, waits and pauses, so many of each at most.
    """

    case: CaseId
    before: int | None = Field(default=None, ge=1, le=MOST_SEQUENCE)
    limit: int = Field(default=MOST_SPANS, ge=1, le=MOST_SPANS)


class LimitOf(Query[LimitTold]):
    """How does this case's time limit come to its end?

    Arguments:
        case: which.
    """

    case: CaseId


class StoryOf(Query[Story]):
    """What happened in this matter, of whatever stream?

    Arguments:
        matter: its id.
        order: which way round it is told.
        after: the place in the ledger at which the page before ended.
        before: the place in the ledger at which the next page began.
        limit: events in one answer, at most.
    """

    matter: OriginatorId
    order: Direction = Direction.ASCENDING
    after: int | None = Field(default=None, ge=0, le=MOST_SEQUENCE)
    before: int | None = Field(default=None, ge=0, le=MOST_SEQUENCE)
    limit: int = Field(default=MOST_ENTRIES, ge=1, le=MOST_ENTRIES)


def newest_of(matter: str) -> StoryOf:
    """Ask for the newest events of a matter, the newest first: what holds now follows from them.

    Arguments:
        matter: its id.
    """
    return StoryOf(matter=matter, order=Direction.DESCENDING)


class OtherMatter(Answer):
    """A matter of a stream that has no register.

    Arguments:
        matter: its id.
        site: where it is.
    """

    matter: OriginatorId
    site: SiteId


class OthersFound(Answer):
    """Matters that a search found, those that were begun last first.

    Arguments:
        matters: as many as were asked for.
        is_more: whether there are more.
    """

    matters: tuple[OtherMatter, ...]
    is_more: bool = False


class OtherMatters(Query[OthersFound]):
    """Which records, entries for and against people, callbacks, meetings and people does a text find?

    Arguments:
        text: what their ids, or what was written there, contain.
        site: of one site; of all where left out.
        limit: how many, at most.
    """

    site: SiteId | None = None
    text: str = Field(min_length=1, max_length=80)
    limit: int = Field(default=8, ge=1, le=50)


class MattersCalled(Answer):
    """What people call matters.

    Arguments:
        numbers: by the matter's id; what has none is left out.
        projects: of the deliveries among them.
    """

    numbers: dict[OriginatorId, str]
    projects: dict[OriginatorId, str]


class Called(Query[MattersCalled]):
    """What do people call some matters of a site? One look, however many.

    Arguments:
        site: where.
        matters: their ids; those of other sites are answered as if there were none.
    """

    site: SiteId
    matters: tuple[OriginatorId, ...] = Field(min_length=1, max_length=100)
