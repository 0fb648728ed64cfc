"""Pledge: sign that one keeps data secret, or take back what was recorded by mistake."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from answerable.commands.base import Command
from answerable.days import PlannedDay
from answerable.events.base import Text, identity
from answerable.ids import id_from_key
from answerable.streams.pledge.events import PledgedData

PledgeId = Annotated[str, identity("pledge")]


class Sign(Command):
    """Sign, in one's own name, that one keeps data secret; or sign anew, before or behind its last day.

    Arguments:
        covers: which data.
        valid_until: the last day for which it is signed.
    """

    covers: Annotated[tuple[PledgedData, ...], Field(min_length=1, max_length=len(PledgedData))]
    valid_until: PlannedDay

    @property
    def target(self) -> str:
        """The one statement of whoever signs."""
        return id_from_key("pledge", self.site, self.actor)


class Withdraw(Command):
    """Take a statement back that nobody signed; never by whose it is. What they had signed before holds.

    Arguments:
        pledge: which.
        reason: why.
    """

    pledge: PledgeId
    reason: Text
