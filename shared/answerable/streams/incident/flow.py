"""The flow of a major matter: the general manager takes note and directs, and others handle and close it."""

from __future__ import annotations

from enum import StrEnum

from answerable.flow import Flow, Party, Step
from answerable.streams.incident.events import (
    Closed,
    Corrected,
    Directed,
    Noted,
    Reported,
    StepWithdrawn,
    Withdrawn,
    WrittenUp,
)


class IncidentStage(StrEnum):
    """Where a major matter stands."""

    REPORTED_UP = "reported_up"
    NOTED = "noted"
    DIRECTED = "directed"
    DEALT_WITH = "dealt_with"
    WITHDRAWN = "withdrawn"


AT_ONCE = "000-4.2.5"
"""Whoever is first responsible reports the organisation's major matters to the general manager at once."""

NEXT_DAY = "002-r15-1.6b"
"""A major event is reported in writing on the next day."""

_OPEN = (IncidentStage.REPORTED_UP, IncidentStage.NOTED, IncidentStage.DIRECTED)

NOT_THE_HANDLER = Party(
    "who handled the matter or wrote it up",
    lambda incident, _: incident.handled_by,
    AT_ONCE,
    named_in=("actor", "entered_by"),
    is_barred=True,
)

FLOW = Flow(
    IncidentStage,
    (
        Step(Reported, (), IncidentStage.REPORTED_UP, AT_ONCE),
        Step(Noted, (IncidentStage.REPORTED_UP,), IncidentStage.NOTED, AT_ONCE),
        Step(Directed, (IncidentStage.NOTED,), IncidentStage.DIRECTED, AT_ONCE),
        Step(WrittenUp, _OPEN, None, NEXT_DAY, is_note=True),
        Step(Closed, (IncidentStage.DIRECTED,), IncidentStage.DEALT_WITH, AT_ONCE, NOT_THE_HANDLER),
        *(
            Step(StepWithdrawn, (done,), before, AT_ONCE, NOT_THE_HANDLER, is_note=True)
            for done, before in (
                (IncidentStage.NOTED, IncidentStage.REPORTED_UP),
                (IncidentStage.DIRECTED, IncidentStage.NOTED),
                (IncidentStage.DEALT_WITH, IncidentStage.DIRECTED),
            )
        ),
        Step(Corrected, _OPEN, None, AT_ONCE, is_note=True),
        Step(Withdrawn, (IncidentStage.REPORTED_UP,), IncidentStage.WITHDRAWN, AT_ONCE, is_note=True),
    ),
    article=AT_ONCE,
)
