"""Obligation: record that it was missed, take that back, excuse it; move what is owed yet."""

from __future__ import annotations

from hashlib import sha256
from typing import Annotated

from pydantic import PositiveInt

from answerable.commands.base import Command
from answerable.days import PlannedInstant, RecordedInstant
from answerable.events.base import EverEmployed, Label, OriginatorId, Text, identity

ObligationId = Annotated[str, identity("obligation")]

_DIGITS = 20


def obligation_id(site: str, rule: str, matter: str | None, step: str | None, occurrence: int) -> str:
    """Name what was owed after what it is: the same for everybody.

    Arguments:
        site: where.
        rule: the obligation's id in the rulebook.
        matter: of which matter.
        step: for which of its steps.
        occurrence: which of several in a row.
    """
    said = "\n".join((site, rule, matter or "", step or "", str(occurrence)))
    return f"obligation-{rule}-{sha256(said.encode()).hexdigest()[:_DIGITS]}"


class OfWhatIsOwed(Command):
    """What says which obligation is meant.

    Arguments:
        rule: its id in the rulebook.
        matter: of which matter it is owed; none where the site owes it.
        step: for which of its steps.
        occurrence: which of several in a row: the number of the event that it began with among those of its
            matter, or the first day of its period, as ``20261130``.
    """

    rule: Label
    matter: OriginatorId | None = None
    step: Label | None = None
    occurrence: PositiveInt

    @property
    def depends_on(self) -> tuple[str, ...]:
        """The matter, which has to be the same site's."""
        return () if self.matter is None else (self.matter,)

    @property
    def obligation(self) -> str:
        """The id of what is owed."""
        return obligation_id(self.site, self.rule, self.matter, self.step, self.occurrence)

    @property
    def target(self) -> str:
        """The obligation's own aggregate."""
        return self.obligation


class OfAnObligation(OfWhatIsOwed):
    """What says until when it can be done beside.

    Arguments:
        begun_at: since when it was owed.
        timetable: the number of the site's timetable by whose working time it is counted.
        due_at: until when it could be done.
        owed_by: whose it was.
    """

    begun_at: RecordedInstant
    timetable: PositiveInt | None = None
    due_at: PlannedInstant
    owed_by: EverEmployed | None = None

    @property
    def depends_on(self) -> tuple[str, ...]:
        """The matter, and what is on record of the obligation: it may have been moved."""
        return (*super().depends_on, self.obligation)


class Miss(OfAnObligation):
    """Record that it was not done in time; the service that looks for what is due finds it.

    Arguments:
        due_at: until when it could be done; that is over.
        done_at: when it was done, where it is.
    """

    due_at: RecordedInstant
    done_at: RecordedInstant | None = None


class Move(OfWhatIsOwed):
    """Let it be done until another moment, which lies ahead; never by whose it is.

    Arguments:
        moved_to: until when it can be done now.
        reason: why.
    """

    moved_to: PlannedInstant
    reason: Text

    @property
    def rests_on(self) -> tuple[tuple[str, int], ...]:
        """The event that it began with, where it is a matter's: it says since when, and whose it is."""
        return () if self.matter is None else ((self.matter, self.occurrence),)


class WithdrawMove(Command):
    """Take it back that it was moved: it can be done until when the rulebook says; never by whose it is.

    Arguments:
        obligation: which.
        reason: why.
    """

    obligation: ObligationId
    reason: Text


class WithdrawMiss(Command):
    """Take back that it was missed: what was entered later shows that it was done in time.

    Arguments:
        obligation: which.
        reason: why.
    """

    obligation: ObligationId
    reason: Text


class Excuse(Command):
    """Excuse a miss; never by whom it counts against.

    Arguments:
        obligation: which.
        reason: why.
    """

    obligation: ObligationId
    reason: Text


class WithdrawExcuse(Command):
    """Take an excuse back; never by whom it counts for, nor by who gave it.

    Arguments:
        obligation: which.
        reason: why.
    """

    obligation: ObligationId
    reason: Text
