"""Out of stock: found gone before it is taken off, and how long that took is worked out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from answerable.deciding import Stamp, World, evolves, records, relates, took_it_down, wrong
from answerable.streams.stockout import commands, events
from answerable.streams.stockout.flow import StockoutStage
from answerable.wording import say


@dataclass(frozen=True, slots=True)
class Stockout:
    """Goods that are out of stock.

    Arguments:
        stage: where they are.
        put_back_at: when they were put back; None while they are off.
        before: as it stood before they were taken off again.
    """

    stage: StockoutStage = StockoutStage.OFF
    put_back_at: datetime | None = None
    before: Stockout | None = None


def _found_before(_: Stockout | None, command: commands.TakeOff, stamp: Stamp, __: World) -> None:
    """Let nothing be found gone behind the moment at which it was taken off."""
    if command.gone_at > stamp.occurred_at:
        found, taken = command.gone_at.isoformat(), stamp.occurred_at.isoformat()
        raise wrong(
            "gone_at",
            say("refusal.stockout.found_later", found=found, taken=taken),
            rule="order-of-times",
        )


def _found_behind_the_last(state: Stockout | None, command: commands.TakeOff, _: Stamp, world: World) -> None:
    """Let nothing be found gone before it was put on the shelf again."""
    if state is None or state.put_back_at is None or command.gone_at >= state.put_back_at:
        return
    found, back = (one.astimezone(world.zone).isoformat() for one in (command.gone_at, state.put_back_at))
    said = say("refusal.stockout.found_before_back", found=found, back=back)
    raise wrong("gone_at", said, rule="order-of-times")


def _minutes(_: Stockout | None, command: commands.TakeOff, stamp: Stamp, __: World) -> int:
    return (stamp.occurred_at - command.gone_at) // timedelta(minutes=1)


relates("stockout", own=took_it_down)
records(
    commands.TakeOff,
    events.TakenOff,
    _found_before,
    _found_behind_the_last,
    works_out={"minutes": _minutes},
    may_begin=True,
)
records(commands.PutBack, events.PutBack)
records(commands.WithdrawStep, events.StepWithdrawn)
records(commands.Withdraw, events.Withdrawn)


@evolves(events.TakenOff)
def taken_off(_: Stockout | None, __: events.TakenOff) -> Stockout:
    """Begin it, or begin it anew."""
    return Stockout()


@evolves(events.PutBack)
def put_back(state: Stockout, event: events.PutBack) -> Stockout:
    """Remember since when they are back."""
    return replace(state, put_back_at=event.occurred_at)


@evolves(events.StepWithdrawn)
def step_withdrawn(state: Stockout, _: events.StepWithdrawn) -> Stockout:
    """Know that they are off the shelf yet."""
    return replace(state, put_back_at=None)
