"""Daily sales report: of a day that has come, and its total worked out."""

from __future__ import annotations

from dataclasses import dataclass

from answerable.deciding import Matter, Stamp, World, evolves, records, relates, wrong
from answerable.streams.saleday import commands, events
from answerable.streams.saleday.flow import SaledayStage
from answerable.wording import say


@dataclass(frozen=True, slots=True)
class Saleday:
    """A daily sales report.

    Arguments:
        staff: who sold.
        stage: where it stands.
    """

    staff: str
    stage: SaledayStage = SaledayStage.HANDED_IN


Stating = commands.HandIn | commands.Restate


def _has_come(_: Saleday | None, command: commands.HandIn, stamp: Stamp, world: World) -> None:
    """Let nobody hand in what they will have sold."""
    if command.on > (today := world.day_of(stamp.occurred_at)):
        said = say("refusal.saleday.not_over", day=str(command.on), today=str(today))
        raise wrong("on", said, rule="order-of-times")


def _total(_: Saleday | None, command: Stating, __: Stamp, ___: World) -> int:
    return sum(line.price_fen for line in command.lines)


def _customers(_: Saleday | None, command: Stating, __: Stamp, ___: World) -> tuple[str, ...]:
    known = (line.customer for line in command.lines)
    return tuple(dict.fromkeys(one for one in known if one is not None))


def _whose(matter: Matter, _: object) -> tuple[str, ...]:
    return () if matter.state is None else (matter.state.staff,)


relates("saleday", own=_whose)
_SUMMED = {"total_fen": _total, "customers": _customers}

records(commands.HandIn, events.HandedIn, _has_come, works_out=_SUMMED, may_begin=True)
records(commands.Restate, events.Restated, works_out=_SUMMED)
records(commands.Withdraw, events.Withdrawn)


@evolves(events.HandedIn)
def handed_in(_: Saleday | None, event: events.HandedIn) -> Saleday:
    """Remember whose it is."""
    return Saleday(staff=event.actor)
