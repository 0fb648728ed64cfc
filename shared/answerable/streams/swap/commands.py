"""Swap: propose, agree, decline, approve, refuse, take back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated

from answerable.calendar import Month
from answerable.commands.base import Command
from answerable.days import RosteredInstant
from answerable.events.base import EmployedHere, Text, identity
from answerable.streams.duty.commands import roster_id

SwapId = Annotated[str, identity("swap")]

_NEAR = timedelta(days=1)
"""The farthest zone: a duty's month is one of those that a moment so near lies in."""


class Propose(Command):
    """Propose that somebody else does a duty of one's own (002-r15-1.8).

    Arguments:
        swap: its id; a new one where left out.
        duty_begins: when the duty begins.
        to: who is to do it.
        return_begins: when the duty of theirs begins that one takes in return; left out where none.
        reason: why.
    """

    swap: SwapId | None = None
    duty_begins: RosteredInstant
    to: EmployedHere
    return_begins: RosteredInstant | None = None
    reason: Text

    def rosters_of(self, staff: str) -> tuple[str, ...]:
        """Give the rosters of a person on which the duties can stand.

        Arguments:
            staff: who.
        """
        moments = (
            (self.duty_begins,) if self.return_begins is None else (self.duty_begins, self.return_begins)
        )
        months = {month for moment in moments for month in _months_at(moment)}
        return tuple(roster_id(self.site, staff, month) for month in sorted(months))

    @property
    def depends_on(self) -> tuple[str, ...]:
        """The rosters of both."""
        return tuple(dict.fromkeys((*self.rosters_of(self.actor), *self.rosters_of(self.to))))


def _months_at(moment: datetime) -> set[str]:
    return {str(Month.of((moment + by).astimezone(UTC).date())) for by in (-_NEAR, _NEAR)}


class Agree(Command):
    """Agree to do the duty.

    Arguments:
        swap: of which swap.
    """

    swap: SwapId


class Decline(Command):
    """Decline to do the duty.

    Arguments:
        swap: of which swap.
        reason: why.
    """

    swap: SwapId
    reason: Text


class Approve(Command):
    """Approve the swap; never by either side.

    Arguments:
        swap: which.
    """

    swap: SwapId


class Refuse(Command):
    """Refuse the swap; never by either side.

    Arguments:
        swap: which.
        reason: why.
    """

    swap: SwapId
    reason: Text


class Withdraw(Command):
    """Take a swap back.

    Arguments:
        swap: which.
        reason: why.
    """

    swap: SwapId
    reason: Text
