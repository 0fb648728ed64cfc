"""Case: a customer's matter, from the person first asked until it is closed (首问负责制)."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, NonNegativeInt, PositiveInt

from answerable.events.base import ArticleId, Concerned, CustomerId, Event, Label, OriginatorId, StaffId, Text
from answerable.streams.contact.events import Channel


class Priority(StrEnum):
    """How urgent a case is; the time limit follows from it."""

    CRITICAL = "critical"
    HIGH = "high"
    MODERATE = "moderate"
    LOW = "low"


class PauseReason(StrEnum):
    """What a case waits for while its time limit is paused."""

    CUSTOMER = "customer"
    VENDOR = "vendor"
    PROBLEM = "problem"
    EVIDENCE = "evidence"
    OTHER = "other"


class Escalation(StrEnum):
    """To whom a case climbs."""

    LEAD = "lead"
    SUPERVISOR = "supervisor"
    MANAGER = "manager"
    GENERAL_MANAGER = "general_manager"


class PauseSpan(BaseModel):
    """A stretch of time in which the time limit stood still.

    Arguments:
        reason: what the case waited for.
        starts_at: since when.
        ends_at: until when; it stands still yet where this is left out.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    reason: PauseReason
    starts_at: AwareDatetime
    ends_at: AwareDatetime | None = None


class Opened(Event):
    """A matter began; the person first asked owns it (000-1.1, 000-4.2.1).

    Arguments:
        contact: the contact it came from, where there is one.
        customer: whose matter it is, where known.
        topic: what it is about.
        priority: how urgent it is.
        is_emergency: whether the overrun articles for emergencies apply (001-m13, 001-M8, 001-S6).
        owner: the first responder, who owns the case until someone accepts it.
        team: the group the owner acted for, where known.
        limit_minutes: the time limit, from the rulebook bound to the site.
        limit_article: the article the limit comes from.
        timetable: the number of the site's timetable by whose working time it is counted; all time counts
            where there is none.
        due_at: when the limit ends if nothing pauses it.
    """

    contact: OriginatorId | None = None
    customer: CustomerId | None = None
    topic: Label
    priority: Priority
    is_emergency: bool = False
    owner: StaffId
    team: Label | None = None
    limit_minutes: PositiveInt
    limit_article: ArticleId
    timetable: PositiveInt | None = None
    due_at: AwareDatetime


class TransferRequested(Event):
    """The owner asked another person or group to take the case; the owner stays responsible (000-4.2.4).

    Arguments:
        to: the person asked, where one is named.
        to_team: the group asked.
        reason: why.
    """

    to: StaffId | None = None
    to_team: Label | None = None
    reason: Text


class TransferAccepted(Event):
    """The receiver accepted: ownership moved (000-4.2.4).

    Arguments:
        owner: the new owner.
        previous_owner: who was responsible until now.
    """

    owner: StaffId
    previous_owner: StaffId


class TransferRefused(Event):
    """The receiver refused; the owner stays responsible.

    Arguments:
        reason: why.
    """

    reason: Text


class Escalated(Event):
    """The case climbed to a superior (000-1.4, 000-4.2.5).

    Arguments:
        level: to whom.
        reason: why.
    """

    level: Escalation
    reason: Text


class ProgressNoted(Event):
    """Work on the case was written down (000-1.2).

    Arguments:
        note: what was done.
    """

    note: Text


class Paused(Event):
    """The time limit stopped running.

    Arguments:
        reason: what the case waits for.
    """

    reason: PauseReason


class Resumed(Event):
    """The time limit runs again.

    Arguments:
        paused_minutes: whole minutes the pause lasted.
        due_at: the new end of the time limit.
    """

    paused_minutes: NonNegativeInt
    due_at: AwareDatetime


class Resolved(Event):
    """The matter was solved (000-4.2.3).

    Arguments:
        at_first_contact: whether the first responder solved it without handing it on.
        resolution: what the solution was.
    """

    at_first_contact: bool
    resolution: Text


class CustomerInformed(Event):
    """The customer was told the handling and the result (000-5.5.4).

    Arguments:
        channel: how.
    """

    channel: Channel


class Closed(Event):
    """The case ended."""


class Reopened(Event):
    """A resolved or closed case began again.

    Arguments:
        reason: why.
        due_at: the new end of the time limit.
    """

    reason: Text
    due_at: AwareDatetime


class LimitMissed(Event):
    """The time limit ended before the matter was solved (000-1.2).

    Arguments:
        limit_minutes: the limit that applied.
        overrun_minutes: whole minutes over it, rounded up (X6, reading a), where known.
        is_emergency: whether the emergency articles apply.
        owner: who was responsible at that moment.
    """

    limit_minutes: PositiveInt
    overrun_minutes: NonNegativeInt | None = None
    is_emergency: bool
    owner: Concerned


class MissWithdrawn(Event):
    """The record that the limit was missed was taken back: it was wrong.

    Arguments:
        reason: why.
    """

    revokes = (LimitMissed,)

    reason: Text


class LimitCorrected(Event):
    """What the time limit follows from had been entered wrongly; the limit was worked out anew.

    Whatever it says holds from now on, also what had been right before.

    Arguments:
        priority: how urgent the case is.
        is_emergency: whether the emergency articles apply.
        opened_at: when it began.
        pauses: every stretch in which its limit stood still, in order.
        limit_minutes: the limit that follows.
        limit_article: the article it comes from.
        timetable: the number of the site's timetable by whose working time it is counted; all time counts
            where there is none.
        due_at: when it ends, the pauses that are over included.
        reason: why.
    """

    corrects = (Opened, Paused, Resumed)

    priority: Priority
    is_emergency: bool
    opened_at: AwareDatetime
    pauses: tuple[PauseSpan, ...] = ()
    limit_minutes: PositiveInt
    limit_article: ArticleId
    timetable: PositiveInt | None = None
    due_at: AwareDatetime
    reason: Text


Emptiable = Literal["contact", "customer", "team"]
"""The fields of an opening that need not be said, and that a correction may empty."""


class OpeningCorrected(Event):
    """What was said when the case began was wrong; what is left out stays as it was.

    Arguments:
        contact: the contact it came from.
        customer: whose matter it is.
        topic: what it is about.
        first_asked: who was asked first, and owns it as long as nobody accepted it.
        team: the group they acted for.
        empties: the fields of which nothing holds: what was said of them was wrong, and none is right.
        reason: why.
    """

    corrects = (Opened,)

    contact: OriginatorId | None = None
    customer: CustomerId | None = None
    topic: Label | None = None
    first_asked: StaffId | None = None
    team: Label | None = None
    empties: tuple[Emptiable, ...] | None = None
    reason: Text


class ResolutionWithdrawn(Event):
    """That the matter was solved had been entered by mistake; it is in work as before.

    Arguments:
        reason: why.
    """

    corrects = (Resolved,)

    reason: Text


class OpeningWithdrawn(Event):
    """The case had been opened by mistake: it counts as if it had never been.

    Arguments:
        reason: why.
    """

    corrects = (Opened,)

    reason: Text
