"""The flow of a work contact form: answered by whom it asks, confirmed where it came late."""

from __future__ import annotations

from enum import StrEnum

from answerable.flow import Flow, Party, Step
from answerable.streams.liaison.events import (
    Answered,
    Confirmed,
    CustomerTold,
    Filed,
    FiledLate,
    OpinionForwarded,
    StepWithdrawn,
    Withdrawn,
)


class LiaisonStage(StrEnum):
    """Where a work contact form stands."""

    FORM_SENT = "form_sent"
    FORM_ANSWERED = "form_answered"
    FORM_LATE = "form_late"
    FORM_CONFIRMED = "form_confirmed"
    OPINION_SENT = "opinion_sent"
    OPINION_ANSWERED = "opinion_answered"
    OPINION_TOLD = "opinion_told"
    WITHDRAWN = "withdrawn"


FORM = "000-1.4"
"""What one cannot handle goes to the right department or superior in time."""

AFTERWARDS = "000-4.2.6"
"""Whoever is first responsible may solve the matter first, and hand in the form afterwards.

In an emergency technical service may, too (000-4.9). Nothing is left to be answered then: whom it would have
asked gets the form, and somebody else finds whether it could not wait.
"""

OPINION = "000-5.5.4"
"""Opinions go to the department concerned, and the customer is told the handling and the result."""

WHO_IS_ASKED = Party("whom the form asks", lambda liaison, _: (liaison.addressee,), FORM)
NOT_WHO_FILED = Party(
    "who filed the form",
    lambda liaison, _: liaison.filed_by,
    AFTERWARDS,
    named_in=("actor", "entered_by"),
    is_barred=True,
)

_S = LiaisonStage

FLOW = Flow(
    LiaisonStage,
    (
        Step(Filed, (), _S.FORM_SENT, FORM),
        Step(FiledLate, (), _S.FORM_LATE, AFTERWARDS),
        Step(OpinionForwarded, (), _S.OPINION_SENT, OPINION),
        Step(Answered, (_S.FORM_SENT,), _S.FORM_ANSWERED, FORM, WHO_IS_ASKED),
        Step(Answered, (_S.OPINION_SENT,), _S.OPINION_ANSWERED, OPINION, WHO_IS_ASKED),
        Step(Confirmed, (_S.FORM_LATE,), _S.FORM_CONFIRMED, AFTERWARDS, NOT_WHO_FILED),
        Step(CustomerTold, (_S.OPINION_ANSWERED,), _S.OPINION_TOLD, OPINION),
        *(
            Step(StepWithdrawn, (done,), before, article, is_note=True)
            for done, before, article in (
                (_S.FORM_ANSWERED, _S.FORM_SENT, FORM),
                (_S.FORM_CONFIRMED, _S.FORM_LATE, AFTERWARDS),
                (_S.OPINION_ANSWERED, _S.OPINION_SENT, OPINION),
                (_S.OPINION_TOLD, _S.OPINION_ANSWERED, OPINION),
            )
        ),
        Step(Withdrawn, (_S.FORM_SENT, _S.FORM_LATE, _S.OPINION_SENT), _S.WITHDRAWN, FORM, is_note=True),
    ),
)
