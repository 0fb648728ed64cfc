"""Hazardous goods: put one in the catalogue, move it, pass its key on, take it off."""

from __future__ import annotations

from typing import Annotated

from answerable.commands.base import Command
from answerable.days import FoundMonth
from answerable.events.base import EmployedHere, Label, Text, identity
from answerable.ids import id_from_key
from answerable.streams.hazmat.events import Substance

HazmatId = Annotated[str, identity("hazmat")]

_LONGEST_REST = 64
"""Characters behind the stream's name in an id, at most."""


def hazmat_id(site: str, substance: Substance) -> str:
    """Name the one entry of a site's good.

    Arguments:
        site: where.
        substance: which.
    """
    return f"hazmat-{site}-{substance.value.replace('_', '-')}"


def book_id(hazmat: str, month: str) -> str:
    """Name the one sheet of a good's month.

    Arguments:
        hazmat: the good.
        month: as ``YYYY-MM``.
    """
    rest = f"{hazmat.removeprefix('hazmat-')}-{month}"
    return f"hazmatbook-{rest}" if len(rest) <= _LONGEST_REST else id_from_key("hazmatbook", hazmat, rest)


class Catalogue(Command):
    """Put a controlled good in the site's catalogue: there is one entry for each (002-r11-1).

    Arguments:
        substance: which.
        place: where it is stored, alone, apart and locked (002-r11-3a).
        custodian: who keeps the key: the cleaning foreman (002-r11-3a).
    """

    substance: Substance
    place: Label
    custodian: EmployedHere

    @property
    def target(self) -> str:
        """The site's one entry of that substance."""
        return hazmat_id(self.site, self.substance)


class Move(Command):
    """Say where it is stored now.

    Arguments:
        hazmat: which.
        place: where, alone, apart and locked.
        reason: why.
    """

    hazmat: HazmatId
    place: Label
    reason: Text


class PassKey(Command):
    """Say who keeps the key now.

    Arguments:
        hazmat: which.
        custodian: who.
        reason: why.
    """

    hazmat: HazmatId
    custodian: EmployedHere
    reason: Text


class TakeOff(Command):
    """Take it off the catalogue: nothing of it is left, and its last sheet is closed.

    Arguments:
        hazmat: which.
        month: the month of that sheet: this one.
        reason: why.
    """

    hazmat: HazmatId
    month: FoundMonth
    reason: Text

    @property
    def depends_on(self) -> tuple[str, ...]:
        """The sheet of that month."""
        return (book_id(self.hazmat, self.month),)
