"""Callback: attempt it, complete it, or record that it was missed."""

from __future__ import annotations

import re
from typing import Annotated, NamedTuple

from pydantic import Field

from answerable.commands.base import Command
from answerable.events.base import AT_WORK, TAKEN_BACK_TOO, Text
from answerable.streams.callback.events import AttemptOutcome
from answerable.streams.delivery.commands import DeliveryId

_NAMED = re.compile(
    r"callback-(?P<delivery>[A-Za-z0-9][A-Za-z0-9_-]{0,58})-(?P<ordinal>[1-9][0-9]{0,3})", re.ASCII
)


def callback_id(delivery: str, ordinal: int) -> str:
    """Name a callback after its delivery and its place in the row: the same for everybody.

    Arguments:
        delivery: the delivery's id.
        ordinal: 1 for the first callback.
    """
    return f"callback-{delivery.removeprefix('delivery-')}-{ordinal}"


class PlaceInRow(NamedTuple):
    """Which callback of which delivery.

    Arguments:
        delivery: the delivery's id.
        ordinal: 1 for its first callback.
    """

    delivery: str
    ordinal: int


def place_of(callback: str) -> PlaceInRow | None:
    """Read what a callback is named after; None where the id is none that `callback_id` gives.

    Arguments:
        callback: its id.
    """
    found = _NAMED.fullmatch(callback)
    return None if found is None else PlaceInRow(f"delivery-{found['delivery']}", int(found["ordinal"]))


class _OfDelivery(Command):
    """A command about one callback of one delivery.

    Arguments:
        delivery: which delivery.
        ordinal: 1 for its first callback.
    """

    delivery: DeliveryId
    ordinal: int = Field(ge=1, le=9999)

    @property
    def depends_on(self) -> tuple[str, ...]:
        """The delivery, which says when the callback is due."""
        return (self.delivery,)

    @property
    def target(self) -> str:
        """The callback's own aggregate."""
        return callback_id(self.delivery, self.ordinal)


class Attempt(_OfDelivery):
    """Record a call that did not reach the customer.

    Arguments:
        outcome: what came of it.
    """

    doer = AT_WORK

    outcome: AttemptOutcome


class Complete(_OfDelivery):
    """Record that the customer was called back.

    Arguments:
        satisfaction: from 1, bad, to 5, good.
        note: what the customer said, without personal data.
    """

    doer = AT_WORK

    satisfaction: int = Field(ge=1, le=5)
    note: Text | None = None


class Miss(_OfDelivery):
    """Record that the day and its grace passed without a call."""


class _TakesBack(_OfDelivery):
    """Takes back what was said of a callback, also where its delivery was taken back before.

    Arguments:
        delivery: which delivery.
    """

    delivery: Annotated[DeliveryId, TAKEN_BACK_TOO]


class WithdrawCall(_TakesBack):
    """Take back that the customer was called; made anew, it may say another satisfaction.

    Arguments:
        reason: why.
    """

    reason: Text


class WithdrawMiss(_TakesBack):
    """Take back that the callback was missed, so that a call that was made in time can be recorded.

    Arguments:
        reason: why.
    """

    reason: Text
