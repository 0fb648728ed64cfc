"""The handover board: which shift of which day was handed over, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from answerable.events.handover import Mark, Shift
from answerable.queries.desk import HandoverRow, HandoverState


class Standing(StrEnum):
    """How a handover stands, in one word for the board."""

    REVIEWED = "reviewed"
    SIGNED = "signed"
    UNSIGNED = "unsigned"
    REFUSED = "refused"


class Show(StrEnum):
    """Which handovers are listed."""

    UNSIGNED = "unsigned"
    REFUSED = "refused"
    ABNORMAL = "abnormal"
    UNREVIEWED = "unreviewed"


def standing_of(row: HandoverRow) -> Standing:
    """Tell how a handover stands."""
    if row.state is HandoverState.REFUSED:
        return Standing.REFUSED
    if row.signed_out_at is None or row.signed_in_at is None:
        return Standing.UNSIGNED
    return Standing.SIGNED if row.reviewed_by is None else Standing.REVIEWED


def abnormal_in(row: HandoverRow) -> int:
    """Count the checklist's lines marked ×."""
    return sum(1 for item in row.items if item.mark is Mark.ABNORMAL)


def is_listed(row: HandoverRow, show: Show | None) -> bool:
    """Tell whether a handover is among those asked for; without a wish every one is.

    Arguments:
        row: which handover.
        show: what is asked for.
    """
    if show is Show.UNSIGNED:
        return standing_of(row) is Standing.UNSIGNED
    if show is Show.REFUSED:
        return standing_of(row) is Standing.REFUSED
    if show is Show.ABNORMAL:
        return abnormal_in(row) > 0
    return show is None or row.reviewed_by is None


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
    cells: tuple[tuple[HandoverRow, ...], ...]


@dataclass(frozen=True, slots=True)
class Board:
    """Every shift of every site by day.

    Arguments:
        days: newest first.
        lanes: by site, and in the order of the day.
    """

    days: tuple[date, ...]
    lanes: tuple[Lane, ...]


def board_of(rows: Sequence[HandoverRow], most_days: int) -> Board:
    """Lay out handovers by shift and day.

    Arguments:
        rows: in any order.
        most_days: how many of the newest days are shown.
    """
    days = sorted({row.on for row in rows}, reverse=True)[:most_days]
    order = list(Shift)
    lanes = sorted({(row.site, row.shift) for row in rows}, key=lambda lane: (lane[0], order.index(lane[1])))

    def cell(site: str, shift: Shift, on: date) -> tuple[HandoverRow, ...]:
        return tuple(row for row in rows if (row.site, row.shift, row.on) == (site, shift, on))

    return Board(
        tuple(days),
        tuple(Lane(site, shift, tuple(cell(site, shift, on) for on in days)) for site, shift in lanes),
    )


def day_of(rows: Iterable[HandoverRow], handover: str) -> date | None:
    """Give the day of one handover; None where it is not among them."""
    return next((row.on for row in rows if row.handover == handover), None)
