"""Complaint: filed, investigated, upheld or not, planned, approved, carried out, told to the customer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from answerable.commands import complaint as commands
from answerable.events import complaint as events
from answerable.events.base import Event
from services.intake.domain.kernel import Stamp, World, decides, evolves, opens, refuse, wrong


class Stage(StrEnum):
    """Where a complaint stands."""

    FILED = "filed"
    INVESTIGATED = "investigated"
    UPHELD = "upheld"
    NOT_UPHELD = "not upheld"
    PLANNED = "planned"
    APPROVED = "approved"
    CARRIED_OUT = "carried out"
    FED_BACK = "fed back"


@dataclass(frozen=True, slots=True)
class Complaint:
    """A customer's complaint.

    Arguments:
        stage: where it stands.
        about: the member of staff complained of.
        proposer: who proposed the plan.
    """

    stage: Stage
    about: str | None
    proposer: str | None = None


STEPS = "003-F7"
"""Recorded, investigated, planned, approved by a leader, carried out, told to the customer: in this order."""


def _must_be(state: Complaint, complaint: str, *stages: Stage) -> None:
    if state.stage not in stages:
        wanted = " or ".join(stages)
        message = f"{complaint} is {state.stage}; this step needs it to be {wanted}"
        raise refuse(message, rule=STEPS)


@opens(commands.File)
def file(_: None, command: commands.File, stamp: Stamp, __: World) -> list[Event]:
    """Take the complaint."""
    return [
        events.Filed(
            **stamp.next(),
            customer=command.customer,
            channel=command.channel,
            topic=command.topic,
            about=command.about,
            case=command.case,
            text=command.text,
        )
    ]


@decides(commands.Investigate)
def investigate(state: Complaint, command: commands.Investigate, stamp: Stamp, _: World) -> list[Event]:
    """Find out what happened; nobody investigates a complaint about themselves."""
    _must_be(state, command.complaint, Stage.FILED)
    if command.by == state.about:
        message = f"{command.by} is complained of in {command.complaint} and cannot investigate it"
        raise refuse(message, rule=STEPS)
    return [events.Investigated(**stamp.next(), by=command.by, findings=command.findings)]


def _nobody_judges_themselves(state: Complaint, command: commands.Uphold | commands.Dismiss) -> None:
    if command.actor == state.about:
        message = f"{command.actor} is complained of in {command.complaint} and cannot judge it"
        raise refuse(message, rule=STEPS)


@decides(commands.Uphold)
def uphold(state: Complaint, command: commands.Uphold, stamp: Stamp, _: World) -> list[Event]:
    """Find it valid; nobody judges a complaint about themselves."""
    _must_be(state, command.complaint, Stage.INVESTIGATED)
    _nobody_judges_themselves(state, command)
    return [
        events.Upheld(
            **stamp.next(),
            responsible=command.responsible,
            is_conflict=command.is_conflict,
            reason=command.reason,
        )
    ]


@decides(commands.Dismiss)
def dismiss(state: Complaint, command: commands.Dismiss, stamp: Stamp, _: World) -> list[Event]:
    """Find it not valid; nobody judges a complaint about themselves."""
    _must_be(state, command.complaint, Stage.INVESTIGATED)
    _nobody_judges_themselves(state, command)
    return [events.NotUpheld(**stamp.next(), reason=command.reason)]


@decides(commands.ProposePlan)
def propose_plan(state: Complaint, command: commands.ProposePlan, stamp: Stamp, _: World) -> list[Event]:
    """Say how it will be mended; a newer proposal stands in place of one not yet approved."""
    _must_be(state, command.complaint, Stage.UPHELD, Stage.PLANNED)
    if command.due_at <= stamp.occurred_at:
        message = f"the plan is due at {command.due_at:%Y-%m-%d %H:%M}, before it is proposed"
        raise wrong("due_at", message, rule="order-of-times")
    return [events.PlanProposed(**stamp.next(), plan=command.plan, due_at=command.due_at)]


@decides(commands.ApprovePlan)
def approve_plan(state: Complaint, command: commands.ApprovePlan, stamp: Stamp, _: World) -> list[Event]:
    """Approve it; nobody approves their own plan."""
    _must_be(state, command.complaint, Stage.PLANNED)
    if command.by == state.proposer:
        message = f"{command.by} proposed the plan of {command.complaint} and cannot approve it"
        raise refuse(message, rule=STEPS)
    return [events.PlanApproved(**stamp.next(), by=command.by)]


@decides(commands.CarryOut)
def carry_out(state: Complaint, command: commands.CarryOut, stamp: Stamp, _: World) -> list[Event]:
    """Do what was approved."""
    _must_be(state, command.complaint, Stage.APPROVED)
    return [events.CarriedOut(**stamp.next(), note=command.note)]


@decides(commands.FeedBack)
def feed_back(state: Complaint, command: commands.FeedBack, stamp: Stamp, _: World) -> list[Event]:
    """Tell the customer: what was done, or why the complaint was not upheld (000-5.5.4)."""
    _must_be(state, command.complaint, Stage.CARRIED_OUT, Stage.NOT_UPHELD)
    return [events.FedBack(**stamp.next(), channel=command.channel, is_satisfied=command.is_satisfied)]


@evolves(events.Filed)
def filed(_: None, event: events.Filed) -> Complaint:
    """Begin the complaint."""
    return Complaint(stage=Stage.FILED, about=event.about)


@evolves(events.PlanProposed)
def plan_proposed(state: Complaint, event: events.PlanProposed) -> Complaint:
    """Remember who proposed."""
    return replace(state, stage=Stage.PLANNED, proposer=event.actor)


_NEXT: dict[type[Event], Stage] = {
    events.Investigated: Stage.INVESTIGATED,
    events.Upheld: Stage.UPHELD,
    events.NotUpheld: Stage.NOT_UPHELD,
    events.PlanApproved: Stage.APPROVED,
    events.CarriedOut: Stage.CARRIED_OUT,
    events.FedBack: Stage.FED_BACK,
}


@evolves(*_NEXT)
def moved_on(state: Complaint, event: Event) -> Complaint:
    """Take the next step."""
    return replace(state, stage=_NEXT[type(event)])
