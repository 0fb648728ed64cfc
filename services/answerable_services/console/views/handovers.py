"""The handover board: which shift of which day was handed over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from answerable.queries.matters import HandoverCell
from answerable.streams.handover.events import Shift


@dataclass(frozen=True, slots=True)
class Lane:
    """One shift of one site, day by day.

    Arguments:
        site: which site.
        shift: which shift.
        cells: the handovers of each of the board's days, mostly one.
    """

    site: str
    shift: Shift
    cells: tuple[tuple[HandoverCell, ...], ...]


@dataclass(frozen=True, slots=True)
class Board:
    """Every shift of every site by day.

    Arguments:
        days: newest first.
        lanes: by site, and in the order of the day.
    """

    days: tuple[date, ...]
    lanes: tuple[Lane, ...]


def board_of(rows: Sequence[HandoverCell], most_days: int) -> Board:
    """Lay out handovers by shift and day.

    Arguments:
        rows: in any order.
        most_days: how many of the newest days are shown.
    """
    days = sorted({row.on for row in rows}, reverse=True)[:most_days]
    order = list(Shift)
    lanes = sorted({(row.site, row.shift) for row in rows}, key=lambda lane: (lane[0], order.index(lane[1])))

    def cell(site: str, shift: Shift, on: date) -> tuple[HandoverCell, ...]:
        return tuple(row for row in rows if (row.site, row.shift, row.on) == (site, shift, on))

    return Board(
        tuple(days),
        tuple(Lane(site, shift, tuple(cell(site, shift, on) for on in days)) for site, shift in lanes),
    )
