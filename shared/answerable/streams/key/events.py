"""Key: catalogued, lent and brought back, handed over, sealed, lost and replaced."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import PositiveInt

from answerable.events.base import Concerned, CustomerId, Event, Label, OriginatorId, StaffId, Text


class KeyClass(StrEnum):
    """What a key opens (002-r13-1); the fifth class are the units themselves (002-r3-B1)."""

    OFFICE = "office"
    PLANT_ROOM = "plant_room"
    ENTRANCE = "entrance"
    GATE = "gate"
    UNIT = "unit"


class LoanPurpose(StrEnum):
    """What a key is borrowed for."""

    VIEWING = "viewing"
    REPAIR = "repair"
    INSPECTION = "inspection"
    OTHER = "other"


class Outsider(StrEnum):
    """Who was refused a key, by what they are to the estate; by no name."""

    CONTRACTOR = "contractor"
    CUSTOMER = "customer"
    VISITOR = "visitor"


class Damage(StrEnum):
    """What is wrong with a key (002-r3-A6)."""

    LOST = "lost"
    DAMAGED = "damaged"
    SEAL_BROKEN = "seal_broken"


class Remedy(StrEnum):
    """What engineering does so that a lost key opens nothing, or is there again (002-r13-5.1)."""

    NEW_KEY = "new_key"
    LOCK_CHANGED = "lock_changed"


class Catalogued(Event):
    """A key, or a bunch of them, got a label and a place (002-r13-1, 002-r13-3, 002-r3-C1).

    Arguments:
        label: what is written on it.
        opens: what it opens.
        key_class: of which class.
        pieces: how many keys there are.
        place: where it is kept, and by which department.
    """

    label: Label
    opens: Label
    key_class: KeyClass
    pieces: PositiveInt
    place: Label


class Corrected(Event):
    """What the card says was wrong; what is left out stays as it was.

    Arguments:
        label: what is written on it.
        opens: what it opens.
        key_class: of which class.
        pieces: how many keys there are.
        place: where it is kept, and by which department.
        reason: why.
    """

    corrects = (Catalogued,)

    label: Label | None = None
    opens: Label | None = None
    key_class: KeyClass | None = None
    pieces: PositiveInt | None = None
    place: Label | None = None
    reason: Text


class LoanAsked(Event):
    """A member of staff asked for the key, in their own name (002-r3-B2, 002-r13-4.1).

    Arguments:
        purpose: what for.
        details: that in words.
        back_by: the day on which it will be back.
        on_behalf_of: the outside firm that works with it, for which the borrower answers (002-r3-B6).
        special_cause: why an assistant has to open a plant room (002-r3-C2).
    """

    purpose: LoanPurpose
    details: Text
    back_by: date
    on_behalf_of: Label | None = None
    special_cause: Text | None = None


class LoanApproved(Event):
    """A superior allowed the loan (002-r13-4.1)."""


class LoanRefused(Event):
    """A superior did not allow the loan.

    Arguments:
        reason: why.
    """

    reason: Text


class HandedOut(Event):
    """The key was handed out to who had asked for it (002-r3-B2, 002-r9-1.2.1-7).

    Arguments:
        to: who has it now.
        purpose: what for.
        back_by: the day on which it has to be back.
    """

    to: StaffId
    purpose: LoanPurpose
    back_by: date


class BroughtBack(Event):
    """Who had the key brought it back; from a viewing with what they saw to in the unit (002-r3-B3).

    Arguments:
        is_power_off: whether the power is off.
        is_closed: whether doors and windows are closed.
        is_locked: whether the unit is locked.
    """

    is_power_off: bool | None = None
    is_closed: bool | None = None
    is_locked: bool | None = None


class TakenBack(Event):
    """The key is in its place again, as somebody else than the borrower saw (002-r13-4.1).

    Arguments:
        brought_by: who brought it.
    """

    brought_by: StaffId


class TurnedAway(Event):
    """Somebody who may not borrow was refused the key (002-r13-4.3, 002-r3-B5, 002-r3-B6).

    Arguments:
        outsider: what they are to the estate.
        reason: what was said to them.
    """

    outsider: Outsider
    reason: Text


class HandedOver(Event):
    """A unit's key was handed over to its customer at move-in, on a sheet of its own (002-r3-A1).

    Arguments:
        customer: who signed for it.
        inspected_on: the day on which both inspected the unit.
        sheet: the number of the sheet that both signed.
    """

    customer: CustomerId
    inspected_on: date
    sheet: Label


class Sealed(Event):
    """The key was sealed: a set for emergencies (002-r13-2.1), or one that its customer entrusts (002-r3-A2).

    Arguments:
        seal: the number of the seal.
        customer: who entrusts it; None of a set of the estate's own.
    """

    seal: Label
    customer: CustomerId | None = None


class Released(Event):
    """The customer took back the key that they had entrusted, its seal unbroken.

    Arguments:
        sheet: the number of the sheet that they signed.
    """

    sheet: Label


class LossReported(Event):
    """The key is lost or damaged, or its seal broken; who found out wrote down how (002-r3-A6, 002-r9-1.1.3).

    Arguments:
        damage: what is wrong.
        details: how it came about, in detail.
        holder: who had it, and answers for it (002-r13-5.2); None where nobody had borrowed it.
    """

    damage: Damage
    details: Text
    holder: Concerned | None = None


class PrecautionTaken(Event):
    """Security saw to it that the lost key does no harm until it is replaced (002-r13-5.1).

    Arguments:
        measure: what was done.
    """

    measure: Text


class Replaced(Event):
    """Engineering made a new key or changed the lock: this card ends, what is new gets its own (002-r13-5.1).

    Arguments:
        remedy: which of both.
        details: what was made or changed.
        lockchange: the change of the lock, where it was changed.
    """

    remedy: Remedy
    details: Text
    lockchange: OriginatorId | None = None


class Recovered(Event):
    """The key is there again, or whole.

    Arguments:
        details: where it was, or how it was mended.
    """

    details: Text


class Retired(Event):
    """The key opens nothing any more, or its card is full.

    Arguments:
        reason: why.
    """

    reason: Text


class LoanWithdrawn(Event):
    """The loan was recorded by mistake: the key had stayed in its place.

    Arguments:
        reason: why.
    """

    corrects = (LoanAsked, LoanApproved, HandedOut, BroughtBack)

    reason: Text


class ReturnWithdrawn(Event):
    """The key was not back: who had borrowed it has it.

    Arguments:
        to: who that is.
        purpose: what for.
        back_by: the day on which it has to be back.
        reason: why.
    """

    corrects = (BroughtBack, TakenBack)

    to: StaffId
    purpose: LoanPurpose
    back_by: date
    reason: Text


class CustodyWithdrawn(Event):
    """The key had not been handed over, sealed, released or retired: it is in its place.

    Arguments:
        reason: why.
    """

    corrects = (HandedOver, Sealed, Released, Retired)

    reason: Text


class LossWithdrawn(Event):
    """The key had not been lost or damaged: nobody answers for it.

    Arguments:
        reason: why.
    """

    revokes = (LossReported,)
    corrects = (PrecautionTaken,)

    reason: Text


class Withdrawn(Event):
    """There is no such key: its card was made by mistake.

    Arguments:
        reason: why.
    """

    corrects = (Catalogued,)

    reason: Text
