"""Remote help: the second level of reactive service, with the customer’s consent only (000-4.10.2.2)."""

from __future__ import annotations

from pydantic import NonNegativeInt

from answerable.events.base import CaseId, Event, Text
from answerable.streams.contact.events import Channel


class Asked(Event):
    """The customer was asked to allow remote help (000-4.10.2.2).

    Arguments:
        case: in which case.
        extent: what is going to be looked at and changed, as the customer was told.
        channel: how.
    """

    case: CaseId
    extent: Text
    channel: Channel


class Consented(Event):
    """The customer allowed it.

    Arguments:
        channel: how.
    """

    channel: Channel


class ConsentRefused(Event):
    """The customer did not allow it, or no more.

    Arguments:
        reason: why.
    """

    reason: Text


class Begun(Event):
    """Somebody began to help from afar."""


class Ended(Event):
    """It ended: nobody is on the customer’s device any more.

    Arguments:
        result: what was done, and what came of it.
        is_solved: whether the matter is solved by it; else somebody goes there (000-4.10.2.3).
        minutes: whole minutes that it took.
    """

    result: Text
    is_solved: bool
    minutes: NonNegativeInt


class StepWithdrawn(Event):
    """The last step had been entered by mistake.

    Arguments:
        reason: why.
    """

    corrects = (Consented, ConsentRefused, Begun, Ended)

    reason: Text


class Withdrawn(Event):
    """The customer had not been asked: it counts as if it had never been.

    Arguments:
        reason: why.
    """

    corrects = (Asked,)

    reason: Text
