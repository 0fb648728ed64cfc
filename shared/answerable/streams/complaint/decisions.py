"""Complaint: what its flow alone does not decide."""

from __future__ import annotations

from dataclasses import dataclass, replace

from answerable.corrections import Correctable
from answerable.deciding import Stamp, World, evolves, records, wrong
from answerable.streams.complaint import commands, events
from answerable.streams.complaint.flow import ComplaintStage


@dataclass(frozen=True, slots=True)
class Complaint(Correctable):
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


def _due_behind_its_proposal(_: Complaint, command: commands.ProposePlan, stamp: Stamp, __: World) -> None:
    """Let no plan be due before it is made."""
    if command.due_at <= stamp.occurred_at:
        message = f"the plan is due at {command.due_at:%Y-%m-%d %H:%M}, before it is proposed"
        raise wrong("due_at", message, rule="order-of-times")


records(commands.File, events.Filed)
records(commands.Investigate, events.Investigated)
records(commands.Uphold, events.Upheld)
records(commands.Dismiss, events.NotUpheld)
records(commands.WithdrawJudgement, events.JudgementWithdrawn)
records(commands.WithdrawStep, events.StepWithdrawn)
records(commands.CorrectFiling, events.FilingCorrected, corrects=events.Filed)
records(commands.ProposePlan, events.PlanProposed, _due_behind_its_proposal)
records(commands.ApprovePlan, events.PlanApproved)
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
