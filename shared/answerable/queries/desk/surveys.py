"""What customers answered, and what they are asked by a link."""

from __future__ import annotations

from datetime import date

from answerable.events.base import OriginatorId, SiteId
from answerable.queries.base import Answer, Query
from answerable.streams.questionnaire.commands import QuestionnaireId
from answerable.streams.questionnaire.events import Topic
from answerable.streams.questionnaire.flow import QuestionnaireStage
from answerable.streams.survey.commands import SurveyId


class TopicResult(Answer):
    """How satisfied customers are with one topic of a survey, or with all of them.

    Arguments:
        topic: which; None where it is all of them together.
        answers: how many rated it.
        total: the sum of what they gave it, from 1 to 5 each.
        satisfied: how many of them are satisfied: they gave 4 or 5.
        given: how many gave 1, 2, 3, 4 and 5, in this order.
    """

    topic: Topic | None
    answers: int
    total: int
    satisfied: int
    given: tuple[int, int, int, int, int]


class SurveyFigures(Answer):
    """What the answers of a survey come to, as far as they have come back and count.

    Arguments:
        survey: which.
        topics: topic by topic, and all together last.
        sent: questionnaires that were sent with a link that was not revoked.
        by_link: how many were answered by that.
        taken_down: answers that a member of staff took down.
        discounted: answers that count for nothing.
        opinions: how many wrote or said something beside.
    """

    survey: OriginatorId
    topics: tuple[TopicResult, ...]
    sent: int
    by_link: int
    taken_down: int
    discounted: int
    opinions: int


class SurveyResults(Query[SurveyFigures]):
    """What have the answers of a survey come to?

    Arguments:
        survey: which.
    """

    survey: SurveyId


class QuestionnaireAsked(Answer):
    """What whoever has a link has to know, and nothing else of the survey.

    Arguments:
        questionnaire: which.
        survey: of which survey; it is no part of the page.
        site: where, so that the answer is given there; it is no part of the page either.
        name_zh: what the service centre is called.
        name_en: what the service centre is called.
        state: where the questionnaire stands.
        is_open: whether it can be answered now.
        last_day: the last day on which it can be.
    """

    questionnaire: OriginatorId
    survey: OriginatorId
    site: SiteId
    name_zh: str
    name_en: str
    state: QuestionnaireStage
    is_open: bool
    last_day: date


class AskedByLink(Query[QuestionnaireAsked]):
    """Can a questionnaire be answered by its link now?

    Arguments:
        questionnaire: which, as it follows from the link's secret.
    """

    questionnaire: QuestionnaireId
