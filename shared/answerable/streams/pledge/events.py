"""Pledge: a member of staff's signed statement that they keep customers' data secret (001-K4, 002-r5-13)."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from answerable.events.base import Event, Text


class PledgedData(StrEnum):
    """What is kept secret."""

    CUSTOMERS = "customers"
    DEVICE_OWNERS = "device_owners"
    """Who owns a device (002-r5-13)."""
    PERMISSIONS = "permissions"
    """What their own permissions let them see (000-2.C3, 000-2.K4)."""


class Signed(Event):
    """Somebody signed, in their own name, that they keep data secret; or signed anew (001-K4).

    Arguments:
        covers: which data.
        valid_until: the last day for which it is signed.
    """

    covers: tuple[PledgedData, ...]
    valid_until: date


class Withdrawn(Event):
    """It was recorded by mistake: nobody signed; what they had signed before holds.

    Arguments:
        reason: why.
    """

    corrects = (Signed,)

    reason: Text
