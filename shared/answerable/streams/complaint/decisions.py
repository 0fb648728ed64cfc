"""Complaint: what its flow alone does not decide."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from answerable.corrections import Correctable
from answerable.deciding import (
    Matter,
    Stamp,
    World,
    command_of,
    evolves,
    records,
    refuse,
    relates,
    took_it_down,
    wrong,
)
from answerable.events.base import FORMER, Event
from answerable.flow import word
from answerable.people import must_have_been_employed
from answerable.streams.complaint import commands, events
from answerable.streams.complaint.flow import FLOW, STEPS, ComplaintStage


@dataclass(frozen=True, slots=True)
class Complaint(Correctable):
    """A customer's complaint.

    Arguments:
        concerned: everybody who was ever complained of, or whom a judgement found answerable: a correction
            frees nobody to see to what had been said of them.
        filed_at: when it was taken.
        stage: where it stands.
        proposer: who proposed the plan.
        judged_by: who judged it: whoever did so, and who had it recorded for them.
    """

    concerned: tuple[str, ...]
    filed_at: datetime
    stage: ComplaintStage = ComplaintStage.FILED
    proposer: str | None = None
    judged_by: tuple[str, ...] = ()


def _due_behind_its_proposal(_: Complaint, command: commands.ProposePlan, stamp: Stamp, __: World) -> None:
    """Let no plan be due before it is made."""
    if command.due_at <= stamp.occurred_at:
        message = f"the plan is due at {command.due_at:%Y-%m-%d %H:%M}, before it is proposed"
        raise wrong("due_at", message, rule="order-of-times")


def _whom_it_could_be_about(
    state: Complaint, command: commands.Uphold | commands.CorrectFiling, _: Stamp, world: World
) -> None:
    """Let nobody be complained of, or answer, who was hired only behind the complaint."""
    field = "responsible" if isinstance(command, commands.Uphold) else "about"
    if (person := getattr(command, field)) is not None:
        day = world.day_of(state.filed_at)
        must_have_been_employed(field, person, world.people[person], day, FORMER)


def _with_no_step(state: Complaint, command: commands.WithdrawFiling, _: Stamp, __: World) -> None:
    """Let a complaint be none only while nobody has found anything out about it."""
    back = [command_of(event) for event in FLOW.way_back(state.stage, ComplaintStage.INVESTIGATED)]
    if back:
        message = f"{command.complaint} is {word(state.stage)}; take that back first ({', then '.join(back)})"
        raise refuse(message, rule=STEPS)


def _judged_it(matter: Matter, command: object) -> tuple[str, ...]:
    """Give who judged a complaint: what is taken back comes from them."""
    state: Complaint | None = matter.state
    return () if state is None or not isinstance(command, commands.WithdrawJudgement) else state.judged_by


relates("complaint", own=took_it_down, oneself=_judged_it)
records(commands.WithdrawFiling, events.FilingWithdrawn, _with_no_step)
records(commands.File, events.Filed)
records(commands.Investigate, events.Investigated)
records(commands.Uphold, events.Upheld, _whom_it_could_be_about)
records(commands.Dismiss, events.NotUpheld)
records(commands.WithdrawJudgement, events.JudgementWithdrawn)
records(commands.WithdrawStep, events.StepWithdrawn)
records(commands.CorrectFiling, events.FilingCorrected, _whom_it_could_be_about, corrects=events.Filed)
records(commands.ProposePlan, events.PlanProposed, _due_behind_its_proposal)
records(commands.ApprovePlan, events.PlanApproved)
records(commands.CarryOut, events.CarriedOut)
records(commands.FeedBack, events.FedBack)


@evolves(events.Filed)
def filed(_: None, event: events.Filed) -> Complaint:
    """Begin the complaint."""
    return Complaint(concerned=() if event.about is None else (event.about,), filed_at=event.occurred_at)


@evolves(events.FilingCorrected)
def filing_corrected(state: Complaint, event: events.FilingCorrected) -> Complaint:
    """Let the right person have no part in it, nor whoever was named before them."""
    return replace(state, concerned=_with(state, event.about))


@evolves(events.FilingWithdrawn)
def never_filed(_: Complaint, __: events.FilingWithdrawn) -> None:
    """End it as if it had never begun: there is none, for every decision that asks."""


@evolves(events.Upheld)
def upheld(state: Complaint, event: events.Upheld) -> Complaint:
    """Remember who answers for it; a judgement that is taken back leaves them unable to judge it anew."""
    return replace(state, concerned=_with(state, event.responsible), judged_by=_made_by(event))


@evolves(events.NotUpheld)
def not_upheld(state: Complaint, event: events.NotUpheld) -> Complaint:
    """Remember who judged it."""
    return replace(state, judged_by=_made_by(event))


def _with(state: Complaint, person: str | None) -> tuple[str, ...]:
    """Give whom a complaint ever concerned, one more among them."""
    if person is None or person in state.concerned:
        return state.concerned
    return *state.concerned, person


def _made_by(event: Event) -> tuple[str, ...]:
    return (event.actor,) if event.entered_by is None else (event.actor, event.entered_by)


@evolves(events.PlanProposed)
def plan_proposed(state: Complaint, event: events.PlanProposed) -> Complaint:
    """Remember who proposed."""
    return replace(state, proposer=event.actor)
