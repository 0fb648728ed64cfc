"""Visit: plan it, move it, make it with its findings, link these to cases, report, look the report over."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from answerable.commands.base import Command
from answerable.days import PlannedDay
from answerable.events.base import (
    AT_WORK,
    CaseOfAnyTime,
    CustomerId,
    HereOrAbove,
    Label,
    Text,
    identity,
)
from answerable.streams.delivery.commands import DeliveryId
from answerable.streams.visit.events import MOST_FINDINGS, Activity, Emptiable, VisitKind

VisitId = Annotated[str, identity("visit")]
FindingNumber = Annotated[int, Field(ge=1, le=999)]


class Plan(Command):
    """Plan a visit to a customer, or the inspection of a project (000-2.1, 000-4.10.1.1).

    Arguments:
        visit: its id; a new one where left out.
        visit_kind: what for.
        visitor: who makes it; of a research visit, who leads it.
        due_on: the day that it is for.
        engineer: who goes along.
        customer: whom it is paid to.
        delivery: the delivered project that is looked at.
        place: where, or what else is looked at.
    """

    visit: VisitId | None = None
    visit_kind: VisitKind
    visitor: HereOrAbove
    due_on: PlannedDay
    engineer: HereOrAbove | None = None
    customer: CustomerId | None = None
    delivery: DeliveryId | None = None
    place: Label | None = None


class Move(Command):
    """Put the visit off, or forward; one that was missed is due again.

    Arguments:
        visit: which.
        due_on: the day.
        reason: why.
    """

    visit: VisitId
    due_on: PlannedDay
    reason: Text


class Make(Command):
    """Record that the visit was made: whoever made it does.

    Arguments:
        visit: which.
        summary: what was seen and heard.
        activities: what was done beside looking.
        findings: what has to be put right, the first being number 1.
    """

    doer = AT_WORK

    visit: VisitId
    summary: Text
    activities: tuple[Activity, ...] | None = Field(default=None, max_length=len(Activity))
    findings: tuple[Text, ...] | None = Field(default=None, max_length=MOST_FINDINGS)


class RaiseFinding(Command):
    """Add something that was found and has to be put right.

    Arguments:
        visit: which.
        what: what it is.
    """

    visit: VisitId
    what: Text


class LinkFinding(Command):
    """Say in which case a finding is handled; said anew, the newer one holds.

    Arguments:
        visit: which.
        finding: its number.
        case: the case.
    """

    visit: VisitId
    finding: FindingNumber
    case: CaseOfAnyTime


class FileReport(Command):
    """File the analysis report of the visit (000-2.1).

    Arguments:
        visit: which.
        analysis: what follows from what was found.
        measures: what is going to be done.
    """

    visit: VisitId
    analysis: Text
    measures: Text


class Review(Command):
    """Take the report over: somebody does who was not there, once every finding has its case.

    Arguments:
        visit: which.
        remark: what they say to it.
    """

    visit: VisitId
    remark: Text | None = None


class Miss(Command):
    """Record that the day passed without the visit.

    Arguments:
        visit: which.
        reason: why.
    """

    visit: VisitId
    reason: Text


class CorrectPlan(Command):
    """Put right what was planned, or let somebody else go; what is left out stays as it was.

    Arguments:
        visit: which.
        visit_kind: what for.
        visitor: who makes it.
        engineer: who goes along.
        customer: whom it is paid to.
        delivery: the delivered project that is looked at.
        place: where, or what else is looked at.
        empties: the fields of which nothing holds: what was said of them was wrong, and none is right.
        reason: why.
    """

    visit: VisitId
    visit_kind: VisitKind | None = None
    visitor: HereOrAbove | None = None
    engineer: HereOrAbove | None = None
    customer: CustomerId | None = None
    delivery: DeliveryId | None = None
    place: Label | None = None
    empties: tuple[Emptiable, ...] | None = None
    reason: Text

    def people_of(self, state: Any) -> tuple[str, ...]:
        """Who goes as it was planned: of research on site it is asked who they are.

        Arguments:
            state: the visit's; None where there is none.
        """
        planned = () if state is None else (state.visitor, state.engineer)
        return tuple(one for one in planned if one is not None)


class WithdrawFinding(Command):
    """Take a finding back that was none.

    Arguments:
        visit: which.
        finding: its number.
        reason: why.
    """

    visit: VisitId
    finding: FindingNumber
    reason: Text


class WithdrawMiss(Command):
    """Take back that the visit was missed.

    Arguments:
        visit: which.
        reason: why.
    """

    visit: VisitId
    reason: Text


class WithdrawVisit(Command):
    """Take back that the visit was made: it is to be made as planned.

    Arguments:
        visit: which.
        reason: why.
    """

    visit: VisitId
    reason: Text


class WithdrawPlan(Command):
    """Take the plan back: it was a mistake, or the visit is not wanted any more.

    Arguments:
        visit: which.
        reason: why.
    """

    visit: VisitId
    reason: Text
