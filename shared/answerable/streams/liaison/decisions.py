"""Liaison: asked of somebody else, and filed late only where the matter is solved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from answerable.commands.base import Command
from answerable.deciding import Matter, Stamp, World, evolves, records, refuse, relates, wrong
from answerable.people import doers_of
from answerable.streams.case.flow import CaseStage
from answerable.streams.liaison import commands, events
from answerable.streams.liaison.flow import AFTERWARDS, FORM, LiaisonStage
from answerable.wording import say


@dataclass(frozen=True, slots=True)
class Liaison:
    """A work contact form.

    Arguments:
        addressee: who is asked to answer, or gets a form that was filed late.
        filed_by: who filed it: they, and who had it recorded for them.
        stage: where it stands.
    """

    addressee: str
    filed_by: tuple[str, ...]
    stage: LiaisonStage = LiaisonStage.FORM_SENT


Filing = commands.File | commands.FileLate | commands.ForwardOpinion
Begun = events.Filed | events.FiledLate | events.OpinionForwarded

_SOLVED = (CaseStage.RESOLVED, CaseStage.CLOSED)


def _of_somebody_else(_: None, command: Filing, __: Stamp, ___: World) -> None:
    """Let nobody ask themselves."""
    if command.addressee == command.actor:
        raise wrong("addressee", say("refusal.liaison.oneself", staff=command.addressee), rule=FORM)


def _not_solved_yet(_: None, command: commands.File, __: Stamp, world: World) -> None:
    """Let the form of what is solved be filed as what it is: late, with the reason."""
    if command.case is None:
        return
    case: Any = world.others.get(command.case)
    if case is not None and case.stage in _SOLVED:
        said = say("refusal.liaison.solved", case=command.case)
        raise refuse(said, rule=AFTERWARDS, field="case")


def _solved_first(_: None, command: commands.FileLate, __: Stamp, world: World) -> None:
    """Let only the form of a matter that is solved be late (000-4.2.6)."""
    case: Any = world.others.get(command.case)
    if case is None:
        raise world.no_such(command.case, command.site)
    if case.stage not in _SOLVED:
        said = say("refusal.liaison.not_solved", case=command.case)
        raise refuse(said, rule=AFTERWARDS, field="case")


def _department(_: None, command: Filing, stamp: Stamp, world: World) -> str | None:
    """Give the department that the register of staff has of who is asked."""
    known: Any = world.people.get(command.addressee)
    team: str | None = None if known is None else known.on(world.day_of(stamp.occurred_at)).team
    return team


def _whose(matter: Matter, _: object) -> tuple[str, ...]:
    return () if matter.state is None else (*matter.state.filed_by, matter.state.addressee)


def _asked(matter: Matter, _: Command) -> tuple[str, ...]:
    return () if matter.state is None else (matter.state.addressee,)


relates("liaison", own=_whose, asked=_asked)
records(
    commands.File,
    events.Filed,
    _of_somebody_else,
    _not_solved_yet,
    works_out={"handling_department": _department},
)
records(
    commands.FileLate,
    events.FiledLate,
    _of_somebody_else,
    _solved_first,
    works_out={"handling_department": _department},
)
records(
    commands.ForwardOpinion,
    events.OpinionForwarded,
    _of_somebody_else,
    works_out={"handling_department": _department},
)
records(commands.Answer, events.Answered)
records(commands.Confirm, events.Confirmed)
records(commands.TellCustomer, events.CustomerTold)
records(commands.WithdrawStep, events.StepWithdrawn)
records(commands.Withdraw, events.Withdrawn)


@evolves(events.Filed, events.FiledLate, events.OpinionForwarded)
def filed(_: None, event: Begun) -> Liaison:
    """Remember who asks, and whom."""
    return Liaison(addressee=event.addressee, filed_by=doers_of(event))


@evolves(events.Withdrawn)
def never_filed(_: Liaison, __: events.Withdrawn) -> None:
    """End it as if it had never begun: there is none, for every decision that asks."""
