"""Handover: check the list, carry what is open, sign on both sides."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from answerable.commands.base import Command
from answerable.days import WorkedDay
from answerable.events.base import AT_WORK, AtWorkHere, Label, OriginatorId, Text, identity
from answerable.streams.handover.events import Mark, Shift

HandoverId = Annotated[str, identity("handover")]


def handover_id(site: str, on: date, shift: Shift) -> str:
    """Name the one handover of a site's day and shift."""
    return f"handover-{site}-{on:%Y%m%d}-{shift}"


class Start(Command):
    """Open the handover of a shift: there is one for a site, day and shift.

    Arguments:
        on: the working day.
        shift: which shift ends.
        outgoing: who hands over.
        incoming: who takes over.
        checklist: the items to be checked.
    """

    on: WorkedDay
    shift: Shift
    outgoing: AtWorkHere
    incoming: AtWorkHere
    checklist: tuple[Label, ...] = Field(min_length=1, max_length=40)

    @property
    def target(self) -> str:
        """The handover of that day and shift."""
        return handover_id(self.site, self.on, self.shift)


class CheckItem(Command):
    """Check one item (002-r4-2.1).

    Arguments:
        handover: which.
        item: which item of the checklist.
        mark: √ or ×.
        note: what is wrong; required with ×.
    """

    handover: HandoverId
    item: Label
    mark: Mark
    note: Text | None = None


class CarryOpenItem(Command):
    """Hand on something unfinished, with a reason.

    Arguments:
        handover: which.
        matter: the case, complaint or fault.
        what: what is open.
        reason: why it could not be finished.
    """

    handover: HandoverId
    matter: OriginatorId | None = None
    what: Label
    reason: Text


class SignOut(Command):
    """Sign for the outgoing side.

    Arguments:
        handover: which.
    """

    doer = AT_WORK

    handover: HandoverId


class SignIn(Command):
    """Sign for the incoming side.

    Arguments:
        handover: which.
    """

    doer = AT_WORK

    handover: HandoverId


class Refuse(Command):
    """Refuse the shift (002-r4-1.6).

    Arguments:
        handover: which.
        reason: why.
    """

    handover: HandoverId
    reason: Text


class Review(Command):
    """Read and sign the day's record (002-r4-2.3).

    Arguments:
        handover: which.
    """

    handover: HandoverId


class Annul(Command):
    """Take a handover back with all that was checked, carried and signed, so that it is recorded anew.

    Arguments:
        handover: which.
        reason: why.
    """

    handover: HandoverId
    reason: Text
