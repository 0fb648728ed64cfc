"""Daily sales report: handed in by who sold, stated anew, taken back."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from answerable.commands.base import Command
from answerable.days import OwnDay
from answerable.events.base import Text, identity
from answerable.ids import id_from_key
from answerable.streams.saleday.events import SaleLine

SaledayId = Annotated[str, identity("saleday")]


def saleday_id(site: str, person: str, on: date) -> str:
    """Name the one report of a person and day.

    Arguments:
        site: where.
        person: whose.
        on: which day.
    """
    return id_from_key("saleday", site, f"{person} {on}")


class HandIn(Command):
    """Hand in what one sold on a day (002-r1-4.1): once for a person and day.

    Arguments:
        on: which day.
        lines: each sale.
    """

    on: OwnDay
    lines: Annotated[tuple[SaleLine, ...], Field(min_length=1, max_length=200)]

    @property
    def target(self) -> str:
        """The one report of whoever hands it in, of that day."""
        return saleday_id(self.site, self.actor, self.on)


class Restate(Command):
    """State the day's sales anew, all of them, and say why.

    Arguments:
        saleday: which.
        lines: each sale.
        reason: why.
    """

    saleday: SaledayId
    lines: Annotated[tuple[SaleLine, ...], Field(min_length=1, max_length=200)]
    reason: Text


class Withdraw(Command):
    """Take the report back: nothing was sold that day, or it is another's.

    Arguments:
        saleday: which.
        reason: why.
    """

    saleday: SaledayId
    reason: Text
