"""Questionnaire: send it with a link, answer it by that, take answers down, discount what is none."""

from __future__ import annotations

from typing import Annotated

from answerable.commands.base import Command
from answerable.events.base import AT_WORK, CustomerId, Text, identity
from answerable.streams.questionnaire.events import Means, Satisfaction
from answerable.streams.survey.commands import SurveyId
from answerable.streams.visit.commands import VisitId

QuestionnaireId = Annotated[str, identity("questionnaire")]


class Send(Command):
    """Send a customer the questionnaire, with a link of their own that is good once (000-4.10.1.2).

    The pages make the link. A program that makes links itself draws a secret of 256 bits for each, and
    gives as the id what `answerable.streams.questionnaire.links.questionnaire_of` makes of it.

    Arguments:
        questionnaire: its id, which follows from the link's secret.
        survey: of which survey.
        means: how the link reaches the customer.
        customer: who gets it.
    """

    questionnaire: QuestionnaireId | None = None
    survey: SurveyId
    means: Means
    customer: CustomerId | None = None

    @property
    def depends_on(self) -> tuple[str, ...]:
        """The survey, which has to run."""
        return (self.survey,)


class Answer(Command):
    """Answer the questionnaire through its link: the page that the link leads to does.

    Arguments:
        questionnaire: which, as it follows from the link.
        survey: of which survey.
        installation: how satisfied with installing and commissioning.
        operation: with how the system runs.
        project_delivery: with how the project was delivered.
        after_sales: with the service since.
        training: with the training.
        opinion: what was written beside.
    """

    doer = None

    questionnaire: QuestionnaireId
    survey: SurveyId
    installation: Satisfaction | None = None
    operation: Satisfaction | None = None
    project_delivery: Satisfaction | None = None
    after_sales: Satisfaction | None = None
    training: Satisfaction | None = None
    opinion: Text | None = None

    @property
    def depends_on(self) -> tuple[str, ...]:
        """The survey, which has to run."""
        return (self.survey,)


class TakeDown(Command):
    """Take a customer's answers down: on the telephone, on a visit, or from paper (000-2.3).

    Arguments:
        questionnaire: its id; a new one where left out.
        survey: of which survey.
        means: how the customer answered.
        customer: who answered.
        visit: on which visit.
        installation: how satisfied with installing and commissioning.
        operation: with how the system runs.
        project_delivery: with how the project was delivered.
        after_sales: with the service since.
        training: with the training.
        opinion: what was said beside.
    """

    doer = AT_WORK

    questionnaire: QuestionnaireId | None = None
    survey: SurveyId
    means: Means
    customer: CustomerId | None = None
    visit: VisitId | None = None
    installation: Satisfaction | None = None
    operation: Satisfaction | None = None
    project_delivery: Satisfaction | None = None
    after_sales: Satisfaction | None = None
    training: Satisfaction | None = None
    opinion: Text | None = None

    @property
    def depends_on(self) -> tuple[str, ...]:
        """The survey, which has to run."""
        return (self.survey,)


class RevokeLink(Command):
    """Let the link be worth nothing any more.

    Arguments:
        questionnaire: which.
        reason: why.
    """

    questionnaire: QuestionnaireId
    reason: Text


class DiscountAnswer(Command):
    """Let an answer count for nothing: never who sent the questionnaire or took the answer down.

    Arguments:
        questionnaire: which.
        reason: why.
    """

    questionnaire: QuestionnaireId
    reason: Text
