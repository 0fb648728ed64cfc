"""Duty log: opened, entered item by item, patrolled, settled or left to the next shift, signed off."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import AwareDatetime, BaseModel, ConfigDict, NonNegativeInt, PositiveInt

from answerable.events.base import Event, Label, OriginatorId, StaffId, Text
from answerable.streams.handover.events import Mark, Shift


class LogKind(StrEnum):
    """What an item of the log is about."""

    SITUATION = "situation"
    PHONE_CALL = "phone_call"
    """A record of a call to the office (002-r15-2.6)."""
    EMERGENCY = "emergency"
    """What is of weight or hard, and is told to the manager at once (002-r15-1.6a, 002-r15-2.3)."""
    INSTRUCTION = "instruction"


class Area(StrEnum):
    """What a patrol looks at: six places and two topics (002-r15-1.4), and on holidays one more."""

    MANAGED_AREA = "managed_area"
    PUBLIC_AREAS = "public_areas"
    SALES_OFFICE = "sales_office"
    BANK = "bank"
    CLUB = "club"
    GREENERY = "greenery"
    HYGIENE = "hygiene"
    STAFF_CONDUCT = "staff_conduct"
    WEBSITES = "websites"
    """Whether the customers' websites run: on holidays (000-4.8)."""


class LeftBehind(BaseModel):
    """Something that a shift before had not solved.

    Arguments:
        what: what.
        reason: why; None where its log was not signed off, and nobody had said.
        dutylog: the log in which it was written down first.
        entry: its number there.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    what: Text
    reason: Text | None = None
    dutylog: OriginatorId
    entry: PositiveInt


class Opened(Event):
    """Whoever is on duty opened the shift's log (002-r15-1.3).

    Arguments:
        on: the day.
        shift: which shift.
        place: where they are on duty (002-r15-1.2).
        starts_at: when their duty begins, by the roster.
        ends_at: when it ends.
        is_holiday: whether it is a day off for a holiday.
        taken_over: what the shifts before left unsolved: the first items of this log (002-r15-2.2).
    """

    on: date
    shift: Shift
    place: Label
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    is_holiday: bool
    taken_over: tuple[LeftBehind, ...] = ()


class Entered(Event):
    """Something was written down (002-r15-1.3, 002-r15-2.7).

    Arguments:
        entry: its number in the log.
        log_kind: what it is about.
        situation: what happened.
        result: how it was dealt with; None while it is not.
        told: who was told of it; needed of an emergency.
        matter: the contact, case, major matter or other matter that it became.
    """

    entry: PositiveInt
    log_kind: LogKind
    situation: Text
    result: Text | None = None
    told: StaffId | None = None
    matter: OriginatorId | None = None


class AreaChecked(Event):
    """A patrol looked at an area, or a topic (002-r15-1.4).

    Arguments:
        entry: its number in the log.
        area: which.
        mark: whether all was well.
        finding: what was not.
        matter: the case or other matter that it became.
    """

    entry: PositiveInt
    area: Area
    mark: Mark
    finding: Text | None = None
    matter: OriginatorId | None = None


class LightsChecked(Event):
    """Whether the lights are on or off as they should be was looked at (002-r15-1.5).

    Arguments:
        entry: its number in the log.
        lights: which.
        mark: whether all was well.
        finding: what was not.
        matter: the case or other matter that it became.
    """

    entry: PositiveInt
    lights: Label
    mark: Mark
    finding: Text | None = None
    matter: OriginatorId | None = None


class Settled(Event):
    """An item was dealt with.

    Arguments:
        entry: its number in the log.
        result: how.
        matter: the case or other matter that it became.
    """

    entry: PositiveInt
    result: Text
    matter: OriginatorId | None = None


class LeftOpen(Event):
    """An item could not be solved, and is left to the next shift, with the reason (002-r15-2.7).

    Arguments:
        entry: its number in the log.
        reason: why.
    """

    entry: PositiveInt
    reason: Text


class EntryWithdrawn(Event):
    """An item had been written down by mistake.

    Arguments:
        entry: its number in the log.
        reason: why.
    """

    corrects = (Entered, AreaChecked, Settled, LeftOpen)

    entry: PositiveInt
    reason: Text


class LightsWithdrawn(Event):
    """A look at the lights had been written down by mistake.

    Arguments:
        entry: its number in the log.
        reason: why.
    """

    corrects = (LightsChecked,)

    entry: PositiveInt
    reason: Text


class SignedOff(Event):
    """Whoever kept the log signed it off: each item is dealt with, or left to the next shift with a reason.

    Arguments:
        unchecked: what the patrols did not look at.
        left_open: how many items are left to the next shift.
    """

    unchecked: tuple[Area, ...]
    left_open: NonNegativeInt


class Withdrawn(Event):
    """The log was kept by mistake; the shift may have another one.

    Arguments:
        reason: why.
    """

    corrects = (Opened, Entered, AreaChecked, LightsChecked, Settled, LeftOpen, SignedOff)

    reason: Text
