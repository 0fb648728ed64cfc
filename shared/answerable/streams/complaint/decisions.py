"""Complaint: what its flow alone does not decide."""

from __future__ import annotations

from dataclasses import dataclass, replace

from answerable.deciding import Stamp, World, evolves, records, refuse, says_what_holds, wrong
from answerable.spans import LONGEST_PLAN, must_lie_within
from answerable.streams.complaint import commands, events
from answerable.streams.complaint.flow import STEPS, ComplaintStage


@dataclass(frozen=True, slots=True)
class Complaint:
    """A customer's complaint.

    Arguments:
        about: the member of staff complained of.
        stage: where it stands.
        proposer: who proposed the plan.
        responsible: whom the judgement found answerable.
    """

    about: str | None
    stage: ComplaintStage = ComplaintStage.FILED
    proposer: str | None = None
    responsible: str | None = None


def _not_by_the_accused(state: Complaint, command: commands.Investigate, _: Stamp, __: World) -> None:
    """Let nobody investigate a complaint about themselves."""
    if state.about is not None and state.about in (command.by, command.actor):
        message = f"{state.about} is complained of in {command.complaint} and cannot investigate it"
        raise refuse(message, rule=STEPS)


def _not_judged_by_the_accused(
    state: Complaint,
    command: commands.Uphold
    | commands.Dismiss
    | commands.WithdrawJudgement
    | commands.WithdrawStep
    | commands.CorrectFiling,
    _: Stamp,
    __: World,
) -> None:
    """Let nobody judge a complaint about themselves, name themselves, or take their own judgement back."""
    judging: set[str | None] = {command.actor, getattr(command, "by", None)}
    concerned = {state.about, state.responsible, getattr(command, "responsible", None)}
    if themselves := sorted(name for name in judging & concerned if name is not None):
        message = f"{themselves[0]} is complained of in {command.complaint} and cannot judge it"
        raise refuse(message, rule=STEPS)


def _due_behind_its_proposal(_: Complaint, command: commands.ProposePlan, stamp: Stamp, __: World) -> None:
    """Let no plan be due before it is made."""
    if command.due_at <= stamp.occurred_at:
        message = f"the plan is due at {command.due_at:%Y-%m-%d %H:%M}, before it is proposed"
        raise wrong("due_at", message, rule="order-of-times")
    must_lie_within(
        "due_at", ("the proposal", stamp.occurred_at), ("the plan's end", command.due_at), LONGEST_PLAN
    )


def _not_by_the_proposer(state: Complaint, command: commands.ApprovePlan, _: Stamp, __: World) -> None:
    """Let nobody approve their own plan, or the one that mends what they answer for."""
    if command.by == state.responsible:
        message = f"{state.responsible} answers for {command.complaint} and cannot approve its plan"
        raise refuse(message, rule=STEPS)
    if command.by == state.proposer:
        message = f"{state.proposer} proposed the plan of {command.complaint} and cannot approve it"
        raise refuse(message, rule=STEPS)


records(commands.File, events.Filed)
records(commands.Investigate, events.Investigated, _not_by_the_accused)
records(commands.Uphold, events.Upheld, _not_judged_by_the_accused)
records(commands.Dismiss, events.NotUpheld, _not_judged_by_the_accused)
records(commands.WithdrawJudgement, events.JudgementWithdrawn, _not_judged_by_the_accused)
records(commands.WithdrawStep, events.StepWithdrawn, _not_judged_by_the_accused)
records(commands.CorrectFiling, events.FilingCorrected, _not_judged_by_the_accused, says_what_holds)
records(commands.ProposePlan, events.PlanProposed, _due_behind_its_proposal)
records(commands.ApprovePlan, events.PlanApproved, _not_by_the_proposer)
records(commands.CarryOut, events.CarriedOut)
records(commands.FeedBack, events.FedBack)


@evolves(events.Filed)
def filed(_: None, event: events.Filed) -> Complaint:
    """Begin the complaint."""
    return Complaint(about=event.about)


@evolves(events.FilingCorrected)
def filing_corrected(state: Complaint, event: events.FilingCorrected) -> Complaint:
    """Let the right person have no part in it."""
    return state if event.about is None else replace(state, about=event.about)


@evolves(events.Upheld)
def upheld(state: Complaint, event: events.Upheld) -> Complaint:
    """Remember who answers for it; a judgement that is taken back leaves them unable to judge it anew."""
    return replace(state, responsible=event.responsible)


@evolves(events.PlanProposed)
def plan_proposed(state: Complaint, event: events.PlanProposed) -> Complaint:
    """Remember who proposed."""
    return replace(state, proposer=event.actor)
