"""Swap: propose, agree, decline, approve, refuse, take back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated

from answerable.calendar import Month
from answerable.commands.base import Command
from answerable.days import RosteredInstant
from answerable.events.base import EmployedHere, Text, identity
from answerable.ids import id_from_key
from answerable.streams.duty.commands import roster_id

SwapId = Annotated[str, identity("swap")]

_NEAR = timedelta(days=1)
"""The farthest zone: a duty's month is one of those that a moment so near lies in."""


def swap_id(site: str, staff: str, duty_begins: datetime) -> str:
    """Name the one swap of a duty, which goes to one person at a time.

    Arguments:
        site: where.
        staff: whose duty.
        duty_begins: when it begins.
    """
    return id_from_key("swap", site, f"{staff} {duty_begins.astimezone(UTC).isoformat()}")


class Propose(Command):
    """Propose that somebody else does a duty of one's own (002-r15-1.8): to one at a time.

    Arguments:
        duty_begins: when the duty begins.
        to: who is to do it.
        return_begins: when the duty of theirs begins that one takes in return; left out where none.
        reason: why.
    """

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
    def target(self) -> str:
        """The one swap of that duty."""
        return swap_id(self.site, self.actor, self.duty_begins)

    @property
    def swap_of_return(self) -> str | None:
        """The swap of the duty that is taken in return, as far as there is one."""
        return None if self.return_begins is None else swap_id(self.site, self.to, self.return_begins)

    @property
    def depends_on(self) -> tuple[str, ...]:
        """The rosters of both, and whether the duty in return is swapped away already."""
        swaps = () if self.swap_of_return is None else (self.swap_of_return,)
        return tuple(dict.fromkeys((*self.rosters_of(self.actor), *self.rosters_of(self.to), *swaps)))


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
