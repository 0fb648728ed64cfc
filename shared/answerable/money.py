"""Money: whole fen of renminbi, and how a page writes them."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

MOST_FEN = 100_000_000
"""A million yuan: what is more on one order is yuan typed as fen, or a number of another kind."""

Fen = Annotated[int, Field(ge=0, le=MOST_FEN)]
"""An amount in fen, a hundredth of a yuan: whole, so that sums are exact."""

_FEN_OF_A_YUAN = 100


def yuan(fen: int) -> str:
    """Write an amount as people read it: ``¥1,234.00``.

    Arguments:
        fen: the amount.
    """
    sign = "−" if fen < 0 else ""
    whole, rest = divmod(abs(fen), _FEN_OF_A_YUAN)
    return f"{sign}¥{whole:,}.{rest:02}"
