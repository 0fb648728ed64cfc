"""Demand: asked for from December on, planned inside its year, and met or not by the numbers themselves."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from answerable.deciding import (
    Matter,
    Stamp,
    World,
    evolves,
    must_follow,
    needs,
    records,
    refuse,
    relates,
    wrong,
)
from answerable.people import doers_of
from answerable.streams.demand import commands, events
from answerable.streams.demand.flow import EACH_DECEMBER, DemandStage
from answerable.wording import say

_DECEMBER = 12


@dataclass(frozen=True, slots=True)
class Demand:
    """A customer's demand of a year.

    Arguments:
        year: the year.
        asked_by: who asked the customer.
        gift_at: when the gift was sent, where it was.
        planned: how many are planned, where a plan stands.
        due_on: until when.
        planned_by: who made the plan: they, and who had it recorded for them.
        stage: where it stands.
    """

    year: int
    asked_by: str
    gift_at: datetime | None = None
    planned: int = 0
    due_on: date | None = None
    planned_by: tuple[str, ...] = ()
    stage: DemandStage = DemandStage.NEED_ASKED


def _from_december_on(_: Demand | None, command: commands.Ask, stamp: Stamp, world: World) -> None:
    """Let it be asked in the December before its year, or in the year itself, where that was forgotten."""
    today = world.day_of(stamp.occurred_at)
    first, last = date(command.year - 1, _DECEMBER, 1), date(command.year, _DECEMBER, 31)
    if not first <= today <= last:
        said = say("refusal.demand.other_year", year=str(command.year), first=str(first), last=str(last))
        raise wrong("year", said, rule=EACH_DECEMBER)


def _is_late(_: Demand | None, command: commands.Ask, stamp: Stamp, world: World) -> bool:
    return world.day_of(stamp.occurred_at).year >= command.year


def _one_gift(state: Demand, command: commands.SendGift, _: Stamp, __: World) -> None:
    """Let one gift be sent a year."""
    if state.gift_at is not None:
        raise refuse(say("refusal.demand.has_gift", matter=command.demand), rule=EACH_DECEMBER)


@needs(commands.WithdrawGift)
def _has_a_gift(state: Demand, demand: str) -> None:
    """Let only a gift be taken back that was sent."""
    if state.gift_at is None:
        raise refuse(say("refusal.demand.no_gift", matter=demand), rule=EACH_DECEMBER)


def _behind_the_gift(state: Demand, _: commands.WithdrawGift, stamp: Stamp, __: World) -> None:
    """Let no gift be taken back before it was sent."""
    must_follow(stamp, state.gift_at or stamp.occurred_at, say("refusal.demand.gift_sent"))


def _inside_its_year(state: Demand, command: commands.Plan, stamp: Stamp, world: World) -> None:
    """Let a plan end in the year that it is for, and not before it is made."""
    if command.due_on.year != state.year:
        said = say("refusal.demand.outside", day=str(command.due_on), year=str(state.year))
        raise wrong("due_on", said, rule=EACH_DECEMBER)
    if command.due_on < (today := world.day_of(stamp.occurred_at)):
        said = say("refusal.demand.due_before", day=str(command.due_on), today=str(today))
        raise wrong("due_on", said, rule="order-of-times")


def _by_its_numbers(state: Demand, command: commands.Settle, stamp: Stamp, world: World) -> None:
    """Let less than was planned be settled only when it is due, and with a reason; else with none."""
    is_short = command.delivered < state.planned
    numbers = {"delivered": str(command.delivered), "planned": str(state.planned)}
    if is_short and command.shortfall is None:
        raise wrong("shortfall", say("refusal.demand.no_reason", **numbers), rule=EACH_DECEMBER)
    if not is_short and command.shortfall is not None:
        raise wrong("shortfall", say("refusal.demand.no_shortfall", **numbers), rule=EACH_DECEMBER)
    if is_short and state.due_on is not None and world.day_of(stamp.occurred_at) < state.due_on:
        said = say("refusal.demand.not_due", due=str(state.due_on), **numbers)
        raise refuse(said, rule=EACH_DECEMBER, field="delivered")


def _is_met(state: Demand, command: commands.Settle, *_: object) -> bool:
    return command.delivered >= state.planned


def _whose(matter: Matter, _: object) -> tuple[str, ...]:
    return () if matter.state is None else (matter.state.asked_by,)


relates("demand", own=_whose)
records(commands.Ask, events.Asked, _from_december_on, works_out={"is_late": _is_late}, may_begin=True)
records(commands.SendGift, events.GiftSent, _one_gift)
records(commands.WithdrawGift, events.GiftWithdrawn, _behind_the_gift)
records(commands.State, events.Stated)
records(commands.RecordNone, events.NothingNeeded)
records(commands.Plan, events.Planned, _inside_its_year)
records(commands.Approve, events.Approved)
records(commands.Refuse, events.Refused)
records(commands.Settle, events.Settled, _by_its_numbers, works_out={"is_met": _is_met})
records(commands.WithdrawStep, events.StepWithdrawn)
records(commands.Withdraw, events.Withdrawn)


@evolves(events.Asked)
def asked(_: Demand | None, event: events.Asked) -> Demand:
    """Begin the demand, or begin it anew."""
    return Demand(year=event.year, asked_by=event.actor)


@evolves(events.GiftSent)
def gift_sent(state: Demand, event: events.GiftSent) -> Demand:
    """Remember the gift."""
    return replace(state, gift_at=event.occurred_at)


@evolves(events.GiftWithdrawn)
def gift_withdrawn(state: Demand, _: events.GiftWithdrawn) -> Demand:
    """Forget the gift."""
    return replace(state, gift_at=None)


@evolves(events.Planned)
def planned(state: Demand, event: events.Planned) -> Demand:
    """Remember the plan and whose it is."""
    return replace(state, planned=event.planned, due_on=event.due_on, planned_by=doers_of(event))
