"""Daily sales report: what somebody sold on a day, to whom and for how much (002-r1-4.1)."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, ConfigDict, NonNegativeInt

from answerable.events.base import CustomerId, Event, Label, Text
from answerable.money import Fen


class SaleLine(BaseModel):
    """One sale.

    Arguments:
        product: what.
        price_fen: for how much, in fen.
        customer: to whom, where known: a complaint finds by it who sold.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    product: Label
    price_fen: Fen
    customer: CustomerId | None = None


class HandedIn(Event):
    """Somebody handed in what they sold on a day (002-r1-4.1).

    Arguments:
        on: which day.
        lines: each sale.
        total_fen: what it comes to, in fen.
        customers: to whom, each once: a complaint finds by them who sold.
    """

    on: date
    lines: tuple[SaleLine, ...]
    total_fen: NonNegativeInt
    customers: tuple[CustomerId, ...]


class Restated(Event):
    """What was handed in was wrong: these are the day’s sales.

    Arguments:
        lines: each sale.
        reason: why.
        total_fen: what it comes to, in fen.
        customers: to whom, each once: a complaint finds by them who sold.
    """

    corrects = (HandedIn,)

    lines: tuple[SaleLine, ...]
    reason: Text
    total_fen: NonNegativeInt
    customers: tuple[CustomerId, ...]


class Withdrawn(Event):
    """The report had been handed in by mistake: it counts as if it had never been.

    Arguments:
        reason: why.
    """

    corrects = (HandedIn, Restated)

    reason: Text
