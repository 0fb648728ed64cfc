"""Case: open it, hand it on, work on it, close it."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from answerable.commands.base import Command
from answerable.days import RecordedInstant
from answerable.events.base import (
    AT_WORK,
    AtWorkHere,
    AtWorkHereOrAbove,
    CaseId,
    CustomerId,
    EverHere,
    Label,
    Text,
)
from answerable.streams.case.events import Emptiable, Escalation, PauseReason, PauseSpan, Priority
from answerable.streams.contact.commands import ContactId
from answerable.streams.contact.events import Channel


class Open(Command):
    """Open a case; the person first asked owns it (000-4.2.1).

    Arguments:
        case: its id; a new one where left out.
        contact: the contact it came from.
        customer: whose matter it is.
        topic: what it is about.
        priority: how urgent it is; the time limit follows from it.
        is_emergency: whether the overrun articles for emergencies apply.
        first_asked: the person first asked.
        team: the group they acted for.
    """

    case: CaseId | None = None
    contact: ContactId | None = None
    customer: CustomerId | None = None
    topic: Label
    priority: Priority = Priority.MODERATE
    is_emergency: bool = False
    first_asked: AtWorkHere
    team: Label | None = None


class Transfer(Command):
    """Ask another person or group to take the case; until they accept, the owner stays (000-4.2.4).

    Arguments:
        case: which.
        to: the person asked.
        to_team: the group asked; a person, a group, or both are named.
        reason: why.
    """

    case: CaseId
    to: AtWorkHereOrAbove | None = None
    to_team: Label | None = None
    reason: Text


class Accept(Command):
    """Accept an open transfer and become the owner.

    Arguments:
        case: which.
    """

    doer = AT_WORK

    case: CaseId


class Refuse(Command):
    """Refuse an open transfer; the owner stays.

    Arguments:
        case: which.
        reason: why.
    """

    case: CaseId
    reason: Text


class Escalate(Command):
    """Report the case to a superior (000-1.4).

    Arguments:
        case: which.
        level: to whom.
        reason: why.
    """

    case: CaseId
    level: Escalation
    reason: Text


class NoteProgress(Command):
    """Write down what was done (000-1.2).

    Arguments:
        case: which.
        note: what was done.
    """

    case: CaseId
    note: Text


class Pause(Command):
    """Stop the time limit.

    Arguments:
        case: which.
        reason: what the case waits for.
    """

    case: CaseId
    reason: PauseReason


class Resume(Command):
    """Let the time limit run again.

    Arguments:
        case: which.
    """

    case: CaseId


class Resolve(Command):
    """Say that the matter is solved.

    Arguments:
        case: which.
        resolution: what the solution was.
    """

    case: CaseId
    resolution: Text


class InformCustomer(Command):
    """Record that the customer was told (000-5.5.4).

    Arguments:
        case: which.
        channel: how.
    """

    case: CaseId
    channel: Channel


class Close(Command):
    """End the case.

    Arguments:
        case: which.
    """

    case: CaseId


class Reopen(Command):
    """Begin a resolved or closed case again.

    Arguments:
        case: which.
        reason: why.
    """

    case: CaseId
    reason: Text


class MissLimit(Command):
    """Record that the time limit ended before the matter was solved; by how much is worked out.

    Arguments:
        case: which.
    """

    case: CaseId


class WithdrawMiss(Command):
    """Take back that the time limit was missed; never by the person whom it counts against.

    Arguments:
        case: which.
        reason: why.
    """

    case: CaseId
    reason: Text


class PauseSpanGiven(PauseSpan):
    """A stretch of time in which the time limit stood still, as a person gives it.

    Arguments:
        starts_at: since when.
        ends_at: until when; it stands still yet where this is left out.
    """

    starts_at: RecordedInstant
    ends_at: RecordedInstant | None = None


class CorrectLimit(Command):
    """Put right what the time limit follows from; never by the person whom it counts against.

    The limit is worked out anew, and a miss that does not hold by it is taken back.

    Arguments:
        case: which.
        priority: how urgent it is, where that was wrong.
        is_emergency: whether the overrun articles for emergencies apply, where that was wrong.
        opened_at: when it began, where that was wrong.
        pauses: every stretch in which its limit stood still, where any of them was wrong or missing.
        reason: why.
    """

    case: CaseId
    priority: Priority | None = None
    is_emergency: bool | None = None
    opened_at: RecordedInstant | None = None
    pauses: tuple[PauseSpanGiven, ...] | None = Field(default=None, max_length=100)
    reason: Text

    def people_of(self, state: Any) -> tuple[str, ...]:
        """The person first asked, who has to have been employed when the case began."""
        return () if state is None or self.opened_at is None else (state.first_responder,)


class CorrectOpening(Command):
    """Put right what was said when the case began; what is left out stays as it was.

    Arguments:
        case: which.
        contact: the contact it came from.
        customer: whose matter it is.
        topic: what it is about.
        first_asked: the person first asked, as long as nobody accepted the case; a miss goes with them.
        team: the group they acted for.
        empties: the fields of which nothing holds: what was said of them was wrong, and none is right.
        reason: why.
    """

    case: CaseId
    contact: ContactId | None = None
    customer: CustomerId | None = None
    topic: Label | None = None
    first_asked: EverHere | None = None
    team: Label | None = None
    empties: tuple[Emptiable, ...] | None = None
    reason: Text


class WithdrawResolution(Command):
    """Take back that the matter was solved: it never was. What was solved and came again is reopened.

    Arguments:
        case: which.
        reason: why.
    """

    case: CaseId
    reason: Text


class WithdrawOpening(Command):
    """Take the case back: it was opened by mistake. Never by whom its limit counts against.

    Arguments:
        case: which.
        reason: why.
    """

    case: CaseId
    reason: Text
