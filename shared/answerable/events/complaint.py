"""Complaint: filed, investigated, judged, mended, and told to the customer."""

from __future__ import annotations

from enum import StrEnum

from pydantic import AwareDatetime

from answerable.events.base import CaseId, Concerned, CustomerId, Event, Label, StaffId, Text
from answerable.events.contact import Channel
from answerable.flow import Flow, Step


class Filed(Event):
    """A customer complained.

    Arguments:
        customer: who complained, where known.
        channel: how it reached the site.
        topic: what about.
        about: the member of staff complained of, where there is one.
        case: the case it belongs to, where there is one.
        text: what was said, without personal data.
    """

    customer: CustomerId | None = None
    channel: Channel
    topic: Label
    about: StaffId | None = None
    case: CaseId | None = None
    text: Text


class Investigated(Event):
    """Somebody found out what had happened.

    Arguments:
        by: who investigated; never the person complained of.
        findings: what was found.
    """

    by: StaffId
    findings: Text


class Upheld(Event):
    """The complaint was found valid (有效投诉).

    Arguments:
        responsible: who is answerable.
        is_conflict: whether it was a quarrel with the customer (001-S2).
        reason: why it was upheld.
    """

    responsible: Concerned
    is_conflict: bool
    reason: Text


class NotUpheld(Event):
    """The complaint was found not valid.

    Arguments:
        reason: why.
    """

    reason: Text


class PlanProposed(Event):
    """Somebody said how it will be mended.

    Arguments:
        plan: what will be done.
        due_at: until when.
    """

    plan: Text
    due_at: AwareDatetime


class PlanApproved(Event):
    """A superior approved the plan.

    Arguments:
        by: who approved; never who proposed.
    """

    by: StaffId


class CarriedOut(Event):
    """The plan was carried out.

    Arguments:
        note: what was done.
    """

    note: Text


class FedBack(Event):
    """The customer was told the result; the complaint ends here.

    Arguments:
        channel: how.
        is_satisfied: the customer's answer, where one was given.
    """

    channel: Channel
    is_satisfied: bool | None = None


class JudgementWithdrawn(Event):
    """The judgement was taken back; the complaint is judged anew, and what hung on it counts no more.

    Arguments:
        by: who decided.
        reason: why.
    """

    revokes = (Upheld, NotUpheld)

    by: StaffId
    reason: Text


class ComplaintStage(StrEnum):
    """Where a complaint stands."""

    FILED = "filed"
    INVESTIGATED = "investigated"
    UPHELD = "upheld"
    NOT_UPHELD = "not_upheld"
    PLANNED = "planned"
    APPROVED = "approved"
    CARRIED_OUT = "carried_out"
    FED_BACK = "fed_back"


STEPS = "003-F7"
"""Recorded, investigated, planned, approved by a leader, carried out, told to the customer: in this order."""

_JUDGED = tuple(
    stage for stage in ComplaintStage if stage not in (ComplaintStage.FILED, ComplaintStage.INVESTIGATED)
)

FLOW = Flow(
    ComplaintStage,
    (
        Step(Filed, (), ComplaintStage.FILED, STEPS),
        Step(Investigated, (ComplaintStage.FILED,), ComplaintStage.INVESTIGATED, STEPS),
        Step(Upheld, (ComplaintStage.INVESTIGATED,), ComplaintStage.UPHELD, STEPS),
        Step(NotUpheld, (ComplaintStage.INVESTIGATED,), ComplaintStage.NOT_UPHELD, STEPS),
        Step(PlanProposed, (ComplaintStage.UPHELD, ComplaintStage.PLANNED), ComplaintStage.PLANNED, STEPS),
        Step(PlanApproved, (ComplaintStage.PLANNED,), ComplaintStage.APPROVED, STEPS),
        Step(CarriedOut, (ComplaintStage.APPROVED,), ComplaintStage.CARRIED_OUT, STEPS),
        Step(
            FedBack,
            (ComplaintStage.CARRIED_OUT, ComplaintStage.NOT_UPHELD),
            ComplaintStage.FED_BACK,
            "000-5.5.4",
        ),
        Step(JudgementWithdrawn, _JUDGED, ComplaintStage.INVESTIGATED, STEPS),
    ),
    article=STEPS,
)
