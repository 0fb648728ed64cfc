"""Visit: a patrol visit to a customer, or the inspection of a project, from its plan to its review."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Literal

from pydantic import Field, PositiveInt

from answerable.events.base import CaseId, CustomerId, Event, Label, OriginatorId, StaffId, Text

MOST_FINDINGS = 40
"""Findings that are said with one visit; further ones are raised one by one."""


class VisitKind(StrEnum):
    """What a visit is made for."""

    PATROL = "patrol"
    """A periodic visit to a customer (000-2.1)."""
    KEY_CUSTOMER = "key_customer"
    """The monthly visit to an important one (003-C7, 001-2.6)."""
    NEW_CUSTOMER = "new_customer"
    """A visit that follows up a new one (000-2.4)."""
    INSPECTION = "inspection"
    """The project manager's inspection of a project's quality (000-4.10.1.1)."""
    RESEARCH = "research"
    """A leader's visit with an engineer, to hear how the service is (000-4.10.1.3)."""


class Activity(StrEnum):
    """What was done at a customer's beside looking."""

    GUIDANCE = "guidance"
    """Technical guidance (000-2.2)."""
    OPINIONS = "opinions"
    """The customer was asked for opinions (000-2.3)."""
    OPINION_FORM = "opinion_form"
    """The customer opinion form was handed out (000-2.3)."""
    HELP = "help"
    """A problem was solved on the spot (000-2.3)."""
    QUALITY_CHECK = "quality_check"
    """The product was looked at and analysed on site (000-4.10.1.1)."""


class Planned(Event):
    """A visit was planned (000-2.1, 000-4.10.1.1).

    Arguments:
        visit_kind: what for.
        visitor: who makes it; of a research visit, who leads it.
        due_on: the day that it is for.
        engineer: who goes along.
        customer: whom it is paid to.
        delivery: the delivered project that is looked at.
        place: where, or what else is looked at.
    """

    visit_kind: VisitKind
    visitor: StaffId
    due_on: date
    engineer: StaffId | None = None
    customer: CustomerId | None = None
    delivery: OriginatorId | None = None
    place: Label | None = None


Emptiable = Literal["engineer", "customer", "delivery", "place"]
"""The fields of a plan that need not be said, and that a correction may empty."""


class PlanCorrected(Event):
    """What was planned was wrong, or somebody else goes; what is left out stays as it was.

    Arguments:
        visit_kind: what for.
        visitor: who makes it.
        engineer: who goes along.
        customer: whom it is paid to.
        delivery: the delivered project that is looked at.
        place: where, or what else is looked at.
        empties: the fields of which nothing holds: what was said of them was wrong, and none is right.
        reason: why.
    """

    corrects = (Planned,)

    visit_kind: VisitKind | None = None
    visitor: StaffId | None = None
    engineer: StaffId | None = None
    customer: CustomerId | None = None
    delivery: OriginatorId | None = None
    place: Label | None = None
    empties: tuple[Emptiable, ...] | None = None
    reason: Text


class Moved(Event):
    """The visit is for another day; one that was missed is due again.

    Arguments:
        due_on: the day.
        reason: why.
    """

    due_on: date
    reason: Text


class Missed(Event):
    """The day passed without the visit.

    Arguments:
        reason: why.
    """

    reason: Text


class MissWithdrawn(Event):
    """The visit was not missed: it is to be made, or can be recorded.

    Arguments:
        reason: why.
    """

    corrects = (Missed,)

    reason: Text


class Made(Event):
    """The visit was made.

    Arguments:
        summary: what was seen and heard.
        activities: what was done beside looking.
        findings: what has to be put right, the first being number 1.
        days_late: by how many days it was behind the day that it was for.
    """

    summary: Text
    activities: tuple[Activity, ...] | None = None
    findings: tuple[Text, ...] | None = Field(default=None, max_length=MOST_FINDINGS)
    days_late: int = Field(ge=0)


class FindingRaised(Event):
    """One more thing was found that has to be put right.

    Arguments:
        finding: its number.
        what: what it is.
    """

    finding: PositiveInt
    what: Text


class FindingLinked(Event):
    """A finding became a case, in which it is handled.

    Arguments:
        finding: its number.
        case: the case.
    """

    finding: PositiveInt
    case: CaseId


class FindingWithdrawn(Event):
    """A finding was none: nothing has to be put right because of it.

    Arguments:
        finding: its number.
        reason: why.
    """

    corrects = (Made, FindingRaised, FindingLinked)

    finding: PositiveInt
    reason: Text


class ReportFiled(Event):
    """The analysis report of the visit was written (000-2.1).

    Arguments:
        analysis: what follows from what was found.
        measures: what is going to be done.
    """

    analysis: Text
    measures: Text


class Reviewed(Event):
    """Somebody who was not there took the report over (000-4.10.1.1).

    Arguments:
        remark: what they say to it.
    """

    remark: Text | None = None


class VisitWithdrawn(Event):
    """The visit had not been made: it is to be made as planned.

    Arguments:
        reason: why.
    """

    revokes = (Made,)
    corrects = (FindingRaised, FindingLinked, ReportFiled, Reviewed)

    reason: Text


class PlanWithdrawn(Event):
    """The visit had been planned by mistake, or is not wanted any more: it counts as if it had never been.

    Arguments:
        reason: why.
    """

    corrects = (Planned,)

    reason: Text
