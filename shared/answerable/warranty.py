"""Warranties: until when a device is repaired free of charge, by a rulebook's terms (000-5.2.3)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from answerable.calendar import Month


class Basis(StrEnum):
    """What a warranty is counted from."""

    DELIVERY = "delivery"
    REPAIR = "repair"
    PURCHASE = "purchase"


class WarrantyTerms(NamedTuple):
    """How long a warranty is: the articles leave it open, so a rulebook says it.

    Arguments:
        article: the one that it belongs to.
        months: how long from the delivery's acceptance, or the purchase.
        after_repair_months: how long from a repair.
    """

    article: str
    months: int
    after_repair_months: int


class DeviceDates(NamedTuple):
    """What is known of a device's days.

    Arguments:
        purchased_on: when it was bought.
        delivered_on: when its project was accepted, where that is known: it counts in the purchase's place.
        repaired_on: when it was repaired before, where it was: that counts where it gives more.
    """

    purchased_on: date
    delivered_on: date | None = None
    repaired_on: date | None = None


class Covered(NamedTuple):
    """Until when a device is under warranty.

    Arguments:
        until: the last day.
        basis: what it is counted from.
    """

    until: date
    basis: Basis


def months_behind(day: date, months: int) -> date:
    """Give the day so many months later: the month's last where it has no such day.

    Arguments:
        day: from when it is counted.
        months: how many.
    """
    month = Month.of(day).plus(months)
    return month.day(min(day.day, month.last_day.day))


def covered(dates: DeviceDates, terms: WarrantyTerms) -> Covered:
    """Tell until when a device is under warranty.

    Arguments:
        dates: what is known of its days.
        terms: how long that is.
    """
    return max(_each(dates, terms), key=lambda one: one.until)


def _each(dates: DeviceDates, terms: WarrantyTerms) -> Iterator[Covered]:
    if dates.delivered_on is None:
        yield Covered(months_behind(dates.purchased_on, terms.months), Basis.PURCHASE)
    else:
        yield Covered(months_behind(dates.delivered_on, terms.months), Basis.DELIVERY)
    if dates.repaired_on is not None:
        yield Covered(months_behind(dates.repaired_on, terms.after_repair_months), Basis.REPAIR)
