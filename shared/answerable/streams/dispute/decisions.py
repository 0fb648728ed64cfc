"""Dispute: who is of which department says the register of staff, and the office is neither of the two."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from answerable.commands.base import Command
from answerable.corrections import Correctable
from answerable.deciding import Matter, Stamp, World, evolves, records, refuse, relates, wrong
from answerable.errors import Refused
from answerable.people import doers_of
from answerable.streams.dispute import commands, events
from answerable.streams.dispute.events import Side
from answerable.streams.dispute.flow import OFFICE, DisputeStage
from answerable.wording import say


@dataclass(frozen=True, slots=True)
class Dispute(Correctable):
    """A dispute of two departments.

    Arguments:
        departments: the one that raised it, and the other.
        parties: who raised it, and who was asked.
        spoke: who spoke for either: they, who had that recorded for them, and who was asked.
        raised_at: when.
        in_charge: the department that was ruled to be in charge, as long as that stands.
        stage: where it stands.
    """

    departments: tuple[str, str]
    parties: tuple[str, str]
    spoke: tuple[str, ...]
    raised_at: datetime
    in_charge: str | None = None
    stage: DisputeStage = DisputeStage.OPINION_ASKED


def _department(person: str, stamp: Stamp, world: World) -> str | None:
    """Give the team that the register of staff has of somebody on the day."""
    known: Any = world.people.get(person)
    team: str | None = None if known is None else known.on(world.day_of(stamp.occurred_at)).team
    return team


def _of_two_departments(_: None, command: commands.Raise, stamp: Stamp, world: World) -> None:
    """Let a dispute be between two departments that the register knows, and not inside one."""
    own, other = (_department(one, stamp, world) for one in (command.actor, command.asked))
    if own is None:
        raise refuse(say("refusal.dispute.of_none", staff=command.actor), rule=OFFICE)
    if other is None:
        raise wrong("asked", say("refusal.dispute.of_none", staff=command.asked), rule=OFFICE)
    if own == other:
        raise wrong("asked", say("refusal.dispute.of_one", staff=command.asked, team=own), rule=OFFICE)


def _own(_: None, command: commands.Raise, stamp: Stamp, world: World) -> str | None:
    return _department(command.actor, stamp, world)


def _other(_: None, command: commands.Raise, stamp: Stamp, world: World) -> str | None:
    return _department(command.asked, stamp, world)


def _of_the_other(state: Dispute, command: commands.Answer, stamp: Stamp, world: World) -> None:
    """Let the other department alone say what it holds."""
    _must_be_of(state.departments[1], command, stamp, world)


def _of_who_is_in_charge(state: Dispute, command: commands.CarryOut, stamp: Stamp, world: World) -> None:
    """Let the department in charge alone carry the ruling out."""
    _must_be_of(state.in_charge or "", command, stamp, world)


def _must_be_of(department: str, command: Command, stamp: Stamp, world: World) -> None:
    if _department(command.actor, stamp, world) != department:
        said = say("refusal.dispute.of_another", staff=command.actor, team=department)
        raise Refused.for_others(said, rule=OFFICE)


def _of_neither(state: Dispute, command: Command, stamp: Stamp, world: World) -> None:
    """Let nobody of either department act for the office, whether or not they spoke (000-4.6)."""
    team = _department(command.actor, stamp, world)
    if team in state.departments:
        said = say("refusal.dispute.of_a_party", staff=command.actor, team=str(team))
        raise Refused.for_others(said, rule=OFFICE)


def _on_a_later_day(state: Dispute, command: commands.NoteSilence, stamp: Stamp, world: World) -> None:
    """Let the other department have the rest of the day to answer."""
    if world.day_of(stamp.occurred_at) <= (day := world.day_of(state.raised_at)):
        said = say("refusal.dispute.too_early", matter=command.dispute, day=str(day))
        raise refuse(said, rule=OFFICE)


def _due_today_or_later(_: Dispute, command: commands.Rule, stamp: Stamp, world: World) -> None:
    """Let no ruling be due before it is made."""
    if command.due_on < (today := world.day_of(stamp.occurred_at)):
        said = say("refusal.dispute.due_before", day=str(command.due_on), today=str(today))
        raise wrong("due_on", said, rule="order-of-times")


def _in_charge(state: Dispute, command: commands.Rule, *_: object) -> str:
    return state.departments[0 if command.side is Side.RAISING else 1]


def _whose(matter: Matter, _: object) -> tuple[str, ...]:
    return () if matter.state is None else matter.state.parties


relates("dispute", own=_whose)
records(
    commands.Raise,
    events.Raised,
    _of_two_departments,
    works_out={"department": _own, "other_department": _other},
)
records(commands.Answer, events.Answered, _of_the_other)
records(commands.NoteSilence, events.SilenceNoted, _of_neither, _on_a_later_day)
records(
    commands.Rule,
    events.Ruled,
    _of_neither,
    _due_today_or_later,
    works_out={"in_charge": _in_charge},
)
records(commands.Supervise, events.Supervised, _of_neither)
records(commands.CarryOut, events.CarriedOut, _of_who_is_in_charge)
records(commands.SendBack, events.SentBack, _of_neither)
records(commands.Close, events.Closed, _of_neither)
records(commands.WithdrawStep, events.StepWithdrawn, _of_neither)
records(commands.Correct, events.Corrected, corrects=events.Raised)
records(commands.Withdraw, events.Withdrawn)


@evolves(events.Raised)
def raised(_: None, event: events.Raised) -> Dispute:
    """Remember the two departments, and who speaks for them."""
    return Dispute(
        departments=(event.department, event.other_department),
        parties=(event.actor, event.asked),
        spoke=(*doers_of(event), event.asked),
        raised_at=event.occurred_at,
    )


@evolves(events.Answered)
def answered(state: Dispute, event: events.Answered) -> Dispute:
    """Remember who spoke for the other department."""
    return replace(state, spoke=tuple(dict.fromkeys((*state.spoke, *doers_of(event)))))


@evolves(events.Ruled)
def ruled(state: Dispute, event: events.Ruled) -> Dispute:
    """Remember who is in charge."""
    return replace(state, in_charge=event.in_charge)


@evolves(events.Withdrawn)
def never_raised(_: Dispute, __: events.Withdrawn) -> None:
    """End it as if it had never begun: there is none, for every decision that asks."""
