"""The flow of a reminder: it waits until who was told acknowledges it, or what is owed is done."""

from __future__ import annotations

from enum import StrEnum

from answerable.flow import Flow, Party, Step
from answerable.streams.reminder.events import Acknowledged, Given, Lapsed


class ReminderStage(StrEnum):
    """Where a reminder stands."""

    UNREAD = "unread"
    ACKNOWLEDGED = "acknowledged"
    LAPSED = "lapsed"


IN_TIME = "000-1.2"
"""Every problem is tracked, and handled within a time limit."""

WHO_WAS_TOLD = Party("who was told", lambda reminder, _: (reminder.reminded,), IN_TIME)

_UNREAD, _ACKNOWLEDGED, _LAPSED = ReminderStage.UNREAD, ReminderStage.ACKNOWLEDGED, ReminderStage.LAPSED

FLOW = Flow(
    ReminderStage,
    (
        Step(Given, (), _UNREAD, IN_TIME),
        Step(Given, (_UNREAD, _ACKNOWLEDGED, _LAPSED), _UNREAD, IN_TIME, is_note=True),
        Step(Acknowledged, (_UNREAD,), _ACKNOWLEDGED, IN_TIME, WHO_WAS_TOLD),
        Step(Lapsed, (_UNREAD, _ACKNOWLEDGED), _LAPSED, IN_TIME),
    ),
    rests=(_ACKNOWLEDGED, _LAPSED),
    article=IN_TIME,
)
