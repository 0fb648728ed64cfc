"""Who is told of what becomes due: before, when it was missed, and when nobody acknowledged that."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from pydantic import Field, PositiveInt

from answerable.rulebook.effect import RulebookPart
from answerable.streams.reminder.events import Trigger

_EARLIEST = timedelta(days=1)
_PART = 4
"""Without a number of its own, a warning comes when a quarter of the time is left, a day before at most."""


class Relation(StrEnum):
    """Who is told: whose it is, or whoever has a role at the site."""

    OWNER = "owner"
    LEAD = "lead"
    SUPERVISOR = "supervisor"
    MANAGER = "manager"
    GENERAL_MANAGER = "general_manager"


Relations = tuple[Relation, ...]


class Telling(RulebookPart):
    """Who is told of something owed, and when.

    Where a relation names nobody, as an owner who is away, whoever is next above is told.

    Arguments:
        warns_minutes: minutes before the due moment at which it is told of; where left out, a quarter of its
            time, and a day at most.
        escalates_minutes: minutes behind the due moment at which those above are told, where nobody who was
            told of the miss has acknowledged it.
        soon_due: who is told before.
        not_done: who is told of the miss.
        unanswered: who is told when nobody acknowledged that.
        urgent: whether messages go out at any hour.
        assumed: whether this is nobody's regulation, but a proposal for the site.
    """

    warns_minutes: PositiveInt | None = None
    escalates_minutes: PositiveInt = 1_440
    soon_due: Relations = (Relation.OWNER,)
    not_done: Relations = Field((Relation.OWNER, Relation.LEAD), min_length=1)
    unanswered: Relations = (Relation.MANAGER,)
    urgent: bool = False
    assumed: bool = True

    def at(self, trigger: Trigger, begun_at: datetime, due_at: datetime) -> datetime:
        """Give the moment of a trigger.

        Arguments:
            trigger: which.
            begun_at: since when it is owed.
            due_at: until when it can be done.
        """
        if trigger is Trigger.NOT_DONE:
            return due_at
        if trigger is Trigger.UNANSWERED:
            return due_at + timedelta(minutes=self.escalates_minutes)
        if self.warns_minutes is not None:
            return max(begun_at, due_at - timedelta(minutes=self.warns_minutes))
        return due_at - min(_EARLIEST, (due_at - begun_at) / _PART)

    def is_time_for(self, trigger: Trigger, begun_at: datetime, due_at: datetime, now: datetime) -> bool:
        """Tell whether it is the time of a trigger.

        Arguments:
            trigger: which.
            begun_at: since when it is owed.
            due_at: until when it can be done.
            now: the moment.
        """
        if now < self.at(trigger, begun_at, due_at):
            return False
        return (now <= due_at) if trigger is Trigger.SOON_DUE else now > due_at

    def who(self, trigger: Trigger) -> Relations:
        """Give who is told by a trigger."""
        return {
            Trigger.SOON_DUE: self.soon_due,
            Trigger.NOT_DONE: self.not_done,
            Trigger.UNANSWERED: self.unanswered,
        }[trigger]
