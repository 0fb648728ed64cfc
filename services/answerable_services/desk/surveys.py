"""Surveys: what the answers come to, and whether a questionnaire can be answered by its link."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, select

from answerable.errors import NotFound
from answerable.identity.sight import Sight
from answerable.queries.desk import (
    AskedByLink,
    QuestionnaireAsked,
    SurveyFigures,
    SurveyResults,
    TopicResult,
)
from answerable.streams.questionnaire.events import SATISFIED, Topic
from answerable.streams.questionnaire.flow import QuestionnaireStage
from answerable.streams.survey.flow import SurveyStage
from answerable.wording import say
from answerable_services.desk import tables as t

_QUESTIONNAIRES, _SURVEYS = t.MATTERS["questionnaire"].c, t.MATTERS["survey"].c
_SCALE = range(1, 6)


def results_of(connection: Connection, query: SurveyResults, sight: Sight) -> SurveyFigures:
    """Count what the answers of a survey come to; what was discounted counts for nothing.

    Arguments:
        connection: reads the view.
        query: which survey.
        sight: the sites whose results the asker may see.

    Raises:
        NotFound: there is no such survey, or they may not see what it came to.
    """
    site = connection.scalar(select(_SURVEYS.site).where(_SURVEYS.survey == query.survey))
    if site is None or not sight.shows(site):
        raise NotFound(say("error.no_matter", matter=query.survey))
    of_survey = (_QUESTIONNAIRES.survey == query.survey) & (_QUESTIONNAIRES.site == site)
    counts = (_QUESTIONNAIRES.state == QuestionnaireStage.CAME_BACK.value) & of_survey
    topics = [_topic_result(topic, _given(connection, topic, counts)) for topic in Topic]
    every = [sum(one) for one in zip(*(topic.given for topic in topics), strict=True)]
    standing = (_QUESTIONNAIRES.state, _QUESTIONNAIRES.taken_down_by.is_not(None))
    found: dict[tuple[str, bool], int] = {
        (state, bool(is_taken_down)): many
        for state, is_taken_down, many in connection.execute(
            select(*standing, func.count()).where(of_survey).group_by(*standing)
        )
    }
    back, none = QuestionnaireStage.CAME_BACK.value, QuestionnaireStage.DISCOUNTED.value
    by_link = found.get((back, False), 0)
    return SurveyFigures(
        survey=query.survey,
        topics=(*topics, _topic_result(None, every)),
        sent=found.get((QuestionnaireStage.SENT_OUT.value, False), 0) + by_link + found.get((none, False), 0),
        by_link=by_link,
        taken_down=found.get((back, True), 0),
        discounted=found.get((none, False), 0) + found.get((none, True), 0),
        opinions=connection.scalar(select(func.count()).where(counts, _QUESTIONNAIRES.opinion.is_not(None)))
        or 0,
    )


def _given(connection: Connection, topic: Topic, counts: Any) -> list[int]:
    """Count how many gave a topic 1, 2, 3, 4 and 5."""
    column = _QUESTIONNAIRES[topic.value]
    rows = connection.execute(
        select(column, func.count()).where(counts, column.is_not(None)).group_by(column)
    )
    found: dict[int, int] = {rating: many for rating, many in rows}  # noqa: C416  # a row is no pair to mypy
    return [found.get(rating, 0) for rating in _SCALE]


def _topic_result(topic: Topic | None, given: Iterable[int]) -> TopicResult:
    by_rating = dict(zip(_SCALE, given, strict=True))
    return TopicResult(
        topic=topic,
        answers=sum(by_rating.values()),
        total=sum(rating * many for rating, many in by_rating.items()),
        satisfied=sum(many for rating, many in by_rating.items() if rating >= SATISFIED),
        given=(by_rating[1], by_rating[2], by_rating[3], by_rating[4], by_rating[5]),
    )


def asked_by_link(connection: Connection, query: AskedByLink, now: datetime) -> QuestionnaireAsked:
    """Tell whether a questionnaire that was sent with a link can be answered now.

    Arguments:
        connection: reads the view.
        query: which questionnaire.
        now: when.

    Raises:
        NotFound: none was sent with such a link.
    """
    asked = (
        select(
            _QUESTIONNAIRES.survey,
            _QUESTIONNAIRES.site,
            _QUESTIONNAIRES.state,
            _QUESTIONNAIRES.last_day,
            _SURVEYS.state.label("survey_state"),
            _SURVEYS.first_day,
            _SURVEYS.last_day.label("survey_last_day"),
            t.SITES.c.name_zh,
            t.SITES.c.name_en,
            t.SITES.c.timezone,
        )
        .join(t.MATTERS["survey"], _SURVEYS.survey == _QUESTIONNAIRES.survey)
        .join(t.SITES, t.SITES.c.site == _QUESTIONNAIRES.site)
        .where(_QUESTIONNAIRES.questionnaire == query.questionnaire, _QUESTIONNAIRES.last_day.is_not(None))
    )
    row = connection.execute(asked).first()
    if row is None:
        raise NotFound(say("error.no_matter", matter=query.questionnaire))
    last_day = min(row.last_day, row.survey_last_day)
    today = now.astimezone(ZoneInfo(row.timezone)).date()
    is_open = (
        row.state == QuestionnaireStage.SENT_OUT.value
        and row.survey_state == SurveyStage.RUNNING.value
        and row.first_day <= today <= last_day
    )
    return QuestionnaireAsked(
        questionnaire=query.questionnaire,
        survey=row.survey,
        site=row.site,
        name_zh=row.name_zh,
        name_en=row.name_en,
        state=QuestionnaireStage(row.state),
        is_open=is_open,
        last_day=last_day,
    )
