"""Reminder: given before something is due, when it was missed, when nobody answered; acknowledged; over."""

from __future__ import annotations

from enum import StrEnum

from pydantic import AwareDatetime, PositiveInt

from answerable.events.base import ArticleId, Concerned, Event, Label, OriginatorId, StaffId


class Trigger(StrEnum):
    """Why somebody is reminded."""

    SOON_DUE = "soon_due"
    NOT_DONE = "not_done"
    UNANSWERED = "unanswered"


class Given(Event):
    """Somebody was told of what is owed, so that it gets done within its time (000-1.2).

    Arguments:
        reminded: who was told.
        trigger: by which trigger.
        unanswered: the reminder of the miss that nobody acknowledged, where that is why.
        audience: how many people are told by that trigger.
        obligation: the id of what is owed.
        rule: its id in the rulebook.
        article: where it comes from.
        what: what people call it, in Chinese and English.
        matter: of which matter it is owed; None where the site owes it.
        owed_by: whose it is, where it is somebody's.
        due_at: until when it can be done.
        is_urgent: whether it is told at any hour.
    """

    reminded: StaffId
    trigger: Trigger
    unanswered: OriginatorId | None = None
    audience: PositiveInt
    obligation: Label
    rule: Label
    article: ArticleId
    what: Label
    matter: OriginatorId | None = None
    owed_by: Concerned | None = None
    due_at: AwareDatetime
    is_urgent: bool


class Acknowledged(Event):
    """Who was told said that they know of it: nobody above them has to be told."""


class Lapsed(Event):
    """What somebody was reminded of is done, or owed no more: there is nothing to know of it."""
