"""Out of stock: taken off the shelf, and put back."""

from __future__ import annotations

from typing import Annotated

from answerable.commands.base import Command
from answerable.days import RecordedInstant
from answerable.events.base import Label, Text, identity

StockoutId = Annotated[str, identity("stockout")]


class TakeOff(Command):
    """Take what is out of stock off the shelf (002-r1-7.1).

    Arguments:
        stockout: its id; a new one where left out.
        product: what.
        gone_at: when its stock was found to be gone.
    """

    stockout: StockoutId | None = None
    product: Label
    gone_at: RecordedInstant


class PutBack(Command):
    """Put it on the shelf again: there is stock.

    Arguments:
        stockout: which.
    """

    stockout: StockoutId


class WithdrawStep(Command):
    """Take back that it was put on the shelf again.

    Arguments:
        stockout: which.
        reason: why.
    """

    stockout: StockoutId
    reason: Text


class Withdraw(Command):
    """Take back that it was taken off.

    Arguments:
        stockout: which.
        reason: why.
    """

    stockout: StockoutId
    reason: Text
