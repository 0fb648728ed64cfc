"""Swap: proposed, agreed to by the other, approved by the manager."""

from __future__ import annotations

from pydantic import AwareDatetime

from answerable.events.base import Event, StaffId, Text


class Proposed(Event):
    """Somebody who cannot do a duty proposed that another does it (002-r15-1.8).

    Arguments:
        duty_begins: when the duty begins.
        duty_ends: when it ends, by the roster.
        to: who is to do it.
        return_begins: when the duty of theirs begins that is taken in return, where one is.
        return_ends: when that ends, by the roster.
        reason: why.
    """

    duty_begins: AwareDatetime
    duty_ends: AwareDatetime
    to: StaffId
    return_begins: AwareDatetime | None = None
    return_ends: AwareDatetime | None = None
    reason: Text


class Agreed(Event):
    """The other agreed to do it."""


class Declined(Event):
    """The other declined.

    Arguments:
        reason: why.
    """

    reason: Text


class Approved(Event):
    """The manager, who is told by it, approved the swap: the roster is changed accordingly."""


class Refused(Event):
    """The manager refused the swap.

    Arguments:
        reason: why.
    """

    reason: Text


class Withdrawn(Event):
    """The swap was proposed by mistake, or is needed no more.

    Arguments:
        reason: why.
    """

    corrects = (Proposed, Agreed, Approved, Refused)

    reason: Text
