"""Reminder: tell somebody of what is owed, acknowledge, let it lapse."""

from __future__ import annotations

from hashlib import sha256
from typing import Annotated

from pydantic import PositiveInt

from answerable.commands.base import Command
from answerable.events.base import StaffId, identity
from answerable.streams.obligation.commands import OfAnObligation
from answerable.streams.reminder.events import Trigger

ReminderId = Annotated[str, identity("reminder")]

_DIGITS = 20


def reminder_id(obligation: str, reminded: str) -> str:
    """Name what somebody is told of something owed after both: the same for everybody.

    Arguments:
        obligation: the id of what is owed.
        reminded: whom.
    """
    said = f"{obligation}\n{reminded}"
    return f"reminder-{sha256(said.encode()).hexdigest()[:_DIGITS]}"


class Give(OfAnObligation):
    """Tell somebody of what is owed; the service that looks for what is due does.

    Arguments:
        reminded: whom.
        trigger: by which trigger.
        unanswered: the reminder of the miss that nobody acknowledged, where that is why.
        audience: how many people are told by that trigger.
    """

    reminded: StaffId
    trigger: Trigger
    unanswered: ReminderId | None = None
    audience: PositiveInt

    @property
    def depends_on(self) -> tuple[str, ...]:
        """What the obligation depends on, and the reminder that nobody acknowledged."""
        return (*super().depends_on, *(() if self.unanswered is None else (self.unanswered,)))

    @property
    def target(self) -> str:
        """The reminder's own aggregate: one for each person who is told of an obligation."""
        return reminder_id(self.obligation, self.reminded)


class Acknowledge(Command):
    """Say that one knows of it: whoever was told, for themselves.

    Arguments:
        reminder: which.
    """

    reminder: ReminderId


class Lapse(Command):
    """Record that there is nothing to be reminded of any more; the service that finds it does.

    Arguments:
        reminder: which.
    """

    reminder: ReminderId
