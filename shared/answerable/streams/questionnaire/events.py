"""Questionnaire: sent to a customer with a link of its own, and answered once (000-2.3, 000-4.10.1.2)."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from answerable.events.base import CustomerId, Event, OriginatorId, Text

Satisfaction = Annotated[int, Field(ge=1, le=5)]
"""From 1, very dissatisfied, to 5, very satisfied."""

SATISFIED = 4
"""From here on somebody is satisfied."""


class Means(StrEnum):
    """The five ways in which questionnaires go out and come back (000-4.10.1.2)."""

    PHONE = "phone"
    LETTER = "letter"
    ON_SITE = "on_site"
    FAX = "fax"
    EMAIL = "email"


class Topic(StrEnum):
    """The five topics that customers are asked about (000-4.10.1.2); each is a field of an answer."""

    INSTALLATION = "installation"
    OPERATION = "operation"
    PROJECT_DELIVERY = "project_delivery"
    AFTER_SALES = "after_sales"
    TRAINING = "training"


class Sent(Event):
    """A customer was sent the questionnaire, with a link that is good once (000-2.3, 000-4.10.1.2).

    Arguments:
        survey: of which survey.
        means: how the link reaches the customer.
        customer: who gets it, where it is noted.
        last_day: the last day on which the link can be used.
    """

    survey: OriginatorId
    means: Means
    customer: CustomerId | None = None
    last_day: date


class Answered(Event):
    """The questionnaire was answered through its link: whoever had it, and nobody of the staff.

    Arguments:
        survey: of which survey.
        installation: how satisfied with installing and commissioning.
        operation: with how the system runs.
        project_delivery: with how the project was delivered.
        after_sales: with the service since.
        training: with the training.
        opinion: what was written beside, without personal data.
    """

    survey: OriginatorId
    installation: Satisfaction | None = None
    operation: Satisfaction | None = None
    project_delivery: Satisfaction | None = None
    after_sales: Satisfaction | None = None
    training: Satisfaction | None = None
    opinion: Text | None = None


class TakenDown(Event):
    """A member of staff took the answers down: on the telephone, on a visit, or from paper (000-2.3).

    Arguments:
        survey: of which survey.
        means: how the customer answered.
        customer: who answered, where it is noted.
        visit: on which visit.
        installation: how satisfied with installing and commissioning.
        operation: with how the system runs.
        project_delivery: with how the project was delivered.
        after_sales: with the service since.
        training: with the training.
        opinion: what was said beside, without personal data.
    """

    survey: OriginatorId
    means: Means
    customer: CustomerId | None = None
    visit: OriginatorId | None = None
    installation: Satisfaction | None = None
    operation: Satisfaction | None = None
    project_delivery: Satisfaction | None = None
    after_sales: Satisfaction | None = None
    training: Satisfaction | None = None
    opinion: Text | None = None


class LinkRevoked(Event):
    """The link is worth nothing any more: it went astray, or was made by mistake.

    Arguments:
        reason: why.
    """

    corrects = (Sent,)

    reason: Text


class AnswerDiscounted(Event):
    """The answer counts for nothing: it was taken down wrongly, or is none.

    Arguments:
        reason: why.
    """

    revokes = (Answered, TakenDown)

    reason: Text
