"""The flow of a disclosure: asked for by one person, allowed by another, told by the first."""

from __future__ import annotations

from enum import StrEnum

from answerable.flow import Flow, Party, Step
from answerable.streams.disclosure.events import Approved, Asked, Refused, Told, Withdrawn


class DisclosureStage(StrEnum):
    """Where a disclosure stands."""

    ASKED_FOR = "asked_for"
    ALLOWED = "allowed"
    NOT_ALLOWED = "not_allowed"
    TOLD = "told"
    WITHDRAWN = "withdrawn"


APPROVAL = "002-r7-3"
"""Nobody is told a customer's number without the supervisor's approval."""

_ON_RECORD = tuple(stage for stage in DisclosureStage if stage is not DisclosureStage.WITHDRAWN)

ASKER = Party("who asked for it", lambda disclosure, _: (disclosure.by,), APPROVAL)
NOT_THE_ASKER = Party(
    "who asked for it",
    lambda disclosure, _: disclosure.asked_by,
    APPROVAL,
    named_in=("actor", "entered_by"),
    is_barred=True,
)
NOT_WHO_DECIDED = Party(
    "who asked for it or decided on it",
    lambda disclosure, _: (*disclosure.asked_by, *disclosure.decided_by),
    APPROVAL,
    named_in=("actor", "entered_by"),
    is_barred=True,
)

FLOW = Flow(
    DisclosureStage,
    (
        Step(Asked, (), DisclosureStage.ASKED_FOR, APPROVAL),
        Step(Approved, (DisclosureStage.ASKED_FOR,), DisclosureStage.ALLOWED, APPROVAL, NOT_THE_ASKER),
        Step(Refused, (DisclosureStage.ASKED_FOR,), DisclosureStage.NOT_ALLOWED, APPROVAL, NOT_THE_ASKER),
        Step(Told, (DisclosureStage.ALLOWED,), DisclosureStage.TOLD, APPROVAL, ASKER),
        Step(Withdrawn, _ON_RECORD, DisclosureStage.WITHDRAWN, APPROVAL, NOT_WHO_DECIDED, is_note=True),
    ),
    article=APPROVAL,
)
