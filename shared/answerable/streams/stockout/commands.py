"""Out of stock: taken off the shelf, and put back."""

from __future__ import annotations

from typing import Annotated

from answerable.commands.base import Command
from answerable.days import FoundInstant
from answerable.events.base import Label, Text, identity
from answerable.ids import id_from_key

StockoutId = Annotated[str, identity("stockout")]


def stockout_id(site: str, product: str) -> str:
    """Name the one matter of a product, which is off the shelf once at a time.

    Arguments:
        site: where.
        product: what.
    """
    return id_from_key("stockout", site, product)


class TakeOff(Command):
    """Take what is out of stock off the shelf (002-r1-7.1); again, once it was put back.

    Arguments:
        product: what.
        gone_at: when its stock was found to be gone.
    """

    product: Label
    gone_at: FoundInstant

    @property
    def target(self) -> str:
        """The one matter of that product."""
        return stockout_id(self.site, self.product)


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
