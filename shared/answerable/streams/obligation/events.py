"""Obligation: moved, missed, found to have been in time, excused."""

from __future__ import annotations

from pydantic import AwareDatetime, PositiveInt

from answerable.events.base import ArticleId, Concerned, Event, Label, OriginatorId, Text


class Moved(Event):
    """A superior let it be done until another moment than the rulebook says (000-1.2).

    Arguments:
        rule: the obligation's id in the rulebook.
        rulebook: which rulebook and edition.
        article: where it comes from.
        what: what people call it, in Chinese and English.
        matter: of which matter it is owed; None where the site owes it.
        step: for which of its steps, where there are several.
        occurrence: which of several in a row, as in `Missed`.
        begun_at: since when it is owed.
        owed_by: whose it is, where it is somebody's.
        moved_to: until when it can be done now.
        reason: why.
    """

    rule: Label
    rulebook: Label
    article: ArticleId
    what: Label
    matter: OriginatorId | None = None
    step: Label | None = None
    occurrence: PositiveInt
    begun_at: AwareDatetime
    owed_by: Concerned | None = None
    moved_to: AwareDatetime
    reason: Text


class MoveWithdrawn(Event):
    """It can be done until when the rulebook says, as before it was moved.

    Arguments:
        reason: why.
    """

    corrects = (Moved,)

    reason: Text


class Missed(Event):
    """What a rulebook asks for was not done in time (000-1.2).

    Arguments:
        rule: the obligation's id in the rulebook.
        rulebook: which rulebook and edition.
        article: where it comes from.
        what: what people call it, in Chinese and English.
        matter: of which matter it was owed; None where the site owed it.
        step: for which of its steps, where there are several, as a link of a chain.
        occurrence: which of several in a row: the version of the event that it began with, or the first day
            of its period, as ``20261130``.
        begun_at: since when it was owed.
        timetable: the number of the site's timetable by whose working time it is counted; None where all
            time counts.
        due_at: until when it could be done.
        overrun_minutes: by how many minutes it was late, a begun one as a whole; None where it is not done
            yet.
        owed_by: whose it was, where it was somebody's.
    """

    rule: Label
    rulebook: Label
    article: ArticleId
    what: Label
    matter: OriginatorId | None = None
    step: Label | None = None
    occurrence: PositiveInt
    begun_at: AwareDatetime
    timetable: PositiveInt | None = None
    due_at: AwareDatetime
    overrun_minutes: PositiveInt | None = None
    owed_by: Concerned | None = None


class MissWithdrawn(Event):
    """It was done in time, as was entered later, or it was never owed.

    Arguments:
        reason: why.
    """

    revokes = (Missed,)

    reason: Text


class Excused(Event):
    """It was missed, and a superior found a good reason for that.

    Arguments:
        reason: which.
    """

    revokes = (Missed,)

    reason: Text


class ExcuseWithdrawn(Event):
    """The reason did not hold: it was missed.

    Arguments:
        reason: why.
    """

    revokes = (Excused,)

    reason: Text
