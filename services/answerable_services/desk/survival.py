"""How many cases are open still when a part of their limit is over, those that are open now left in.

To leave open cases out would make every centre look quicker than it is: they are the slow ones. They count as
long as they have been seen, and no longer (Kaplan and Meier, "Nonparametric Estimation from Incomplete
Observations", 1958).
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from answerable.queries.desk import OpenShare

TENTHS = 31
"""Parts in which cases are counted: thirty tenths of the limit, and all that takes longer."""

_PERCENT = 10
_PLACES = Decimal("0.0001")


def open_shares(closed: Mapping[int, int], still_open: Mapping[int, int]) -> tuple[OpenShare, ...]:
    """Estimate the share of cases that are open still at the end of each tenth of their limit.

    Whoever is open now was seen up to the tenth in which they are: they are among those at risk in it, and
    in none behind it.

    Arguments:
        closed: how many were solved in each tenth.
        still_open: how many have come as far as each tenth, and are open.
    """
    at_risk = sum(closed.values()) + sum(still_open.values())
    share, found = Decimal(1), [OpenShare(percent=0, at_risk=at_risk, closed=0, share=Decimal(1))]
    for tenth in range(TENTHS - 1):
        solved = closed.get(tenth, 0)
        if at_risk == 0:
            break
        share *= 1 - Decimal(solved) / at_risk
        percent = (tenth + 1) * _PERCENT
        found.append(
            OpenShare(percent=percent, at_risk=at_risk, closed=solved, share=share.quantize(_PLACES))
        )
        at_risk -= solved + still_open.get(tenth, 0)
    return tuple(found) if len(found) > 1 else ()
