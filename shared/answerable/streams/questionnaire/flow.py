"""The flow of a questionnaire: sent and answered by its link once, or taken down by a member of staff."""

from __future__ import annotations

from enum import StrEnum

from answerable.flow import Flow, Party, Step
from answerable.streams.questionnaire.events import (
    AnswerDiscounted,
    Answered,
    LinkRevoked,
    Sent,
    TakenDown,
)


class QuestionnaireStage(StrEnum):
    """Where a questionnaire stands."""

    SENT_OUT = "sent_out"
    CAME_BACK = "came_back"
    LINK_REVOKED = "link_revoked"
    DISCOUNTED = "discounted"


SURVEY = "000-4.10.1.2"
"""Questionnaires go out to customers in five ways, and what comes back is counted."""

OPINION_FORM = "000-2.3"
"""Customers are asked for opinions with a form."""

PAGE = "system-console"
"""The part of the system that shows the page to which a link leads."""

BY_THE_LINK = Party("the page of its link", lambda *_: (PAGE,), SURVEY)
NOT_WHO_TOOK_IT_DOWN = Party(
    "who sent it or took it down",
    lambda questionnaire, _: questionnaire.handled_by,
    SURVEY,
    named_in=("actor", "entered_by"),
    is_barred=True,
)

FLOW = Flow(
    QuestionnaireStage,
    (
        Step(Sent, (), QuestionnaireStage.SENT_OUT, SURVEY),
        Step(Answered, (QuestionnaireStage.SENT_OUT,), QuestionnaireStage.CAME_BACK, SURVEY, BY_THE_LINK),
        Step(TakenDown, (), QuestionnaireStage.CAME_BACK, OPINION_FORM),
        Step(
            LinkRevoked, (QuestionnaireStage.SENT_OUT,), QuestionnaireStage.LINK_REVOKED, SURVEY, is_note=True
        ),
        Step(
            AnswerDiscounted,
            (QuestionnaireStage.CAME_BACK,),
            QuestionnaireStage.DISCOUNTED,
            SURVEY,
            NOT_WHO_TOOK_IT_DOWN,
            is_note=True,
        ),
    ),
    article=SURVEY,
    rests=(QuestionnaireStage.SENT_OUT,),
)
