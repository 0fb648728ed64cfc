"""Key: catalogue it, lend it and take it back, hand it over, seal it, report its loss, replace it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from answerable.commands.base import Command, Count
from answerable.days import PlannedDay, RecordedDay
from answerable.events.base import AT_WORK, CustomerId, Label, Text, identity
from answerable.streams.key.events import Damage, KeyClass, LoanPurpose, Outsider, Remedy

KeyId = Annotated[str, identity("key")]

Pieces = Annotated[Count, Field(ge=1, le=1000)]
"""How many keys hang together."""


class Catalogue(Command):
    """Begin a key's card: what is written on it, what it opens, of which class, where it is kept (002-r13-1).

    Arguments:
        key: its id; a new one where left out.
        label: what is written on it.
        opens: what it opens.
        key_class: of which class.
        pieces: how many keys there are.
        place: where it is kept, and by which department.
    """

    key: KeyId | None = None
    label: Label
    opens: Label
    key_class: KeyClass
    pieces: Pieces
    place: Label


class Correct(Command):
    """Put a key's card right; what is left out stays as it was.

    Arguments:
        key: which.
        label: what is written on it.
        opens: what it opens.
        key_class: of which class.
        pieces: how many keys there are.
        place: where it is kept, and by which department.
        reason: why.
    """

    key: KeyId
    label: Label | None = None
    opens: Label | None = None
    key_class: KeyClass | None = None
    pieces: Pieces | None = None
    place: Label | None = None
    reason: Text


class AskForLoan(Command):
    """Ask for a key in one's own name (002-r3-B2).

    Arguments:
        key: which.
        purpose: what for.
        details: that in words.
        back_by: the day on which it will be back.
        on_behalf_of: the outside firm that works with it; only engineering borrows for one (002-r3-B6).
        special_cause: why an assistant has to open a plant room (002-r3-C2).
    """

    doer = AT_WORK

    key: KeyId
    purpose: LoanPurpose
    details: Text
    back_by: PlannedDay
    on_behalf_of: Label | None = None
    special_cause: Text | None = None


class ApproveLoan(Command):
    """Allow the loan; never by who borrows (002-r13-4.1).

    Arguments:
        key: which.
    """

    key: KeyId


class RefuseLoan(Command):
    """Do not allow the loan; never by who borrows.

    Arguments:
        key: which.
        reason: why.
    """

    key: KeyId
    reason: Text


class HandOut(Command):
    """Hand the key to who asked for it; never to oneself (002-r3-B2).

    Arguments:
        key: which.
    """

    doer = AT_WORK

    key: KeyId


class BringBack(Command):
    """Bring the key back; who has it does, and of a viewing says what they saw to (002-r3-B3).

    Arguments:
        key: which.
        is_power_off: whether the power is off; needed behind a viewing.
        is_closed: whether doors and windows are closed; needed behind a viewing.
        is_locked: whether the unit is locked; needed behind a viewing.
    """

    key: KeyId
    is_power_off: bool | None = None
    is_closed: bool | None = None
    is_locked: bool | None = None


class TakeBack(Command):
    """See that the key is in its place again; never by who brought it (002-r13-4.1).

    Arguments:
        key: which.
    """

    doer = AT_WORK

    key: KeyId


class TurnAway(Command):
    """Record that somebody was refused the key who may not borrow (002-r13-4.3, 002-r3-B5, 002-r3-B6).

    Arguments:
        key: which.
        outsider: what they are to the estate; no name.
        reason: what was said to them.
    """

    key: KeyId
    outsider: Outsider
    reason: Text


class HandOver(Command):
    """Hand a unit's key over to its customer, behind the inspection of both (002-r3-A1).

    Arguments:
        key: which.
        customer: who signed for it.
        inspected_on: the day on which both inspected the unit.
        sheet: the number of the sheet that both signed.
    """

    key: KeyId
    customer: CustomerId
    inspected_on: RecordedDay
    sheet: Label


class Seal(Command):
    """Seal the key: a set for emergencies, or what a customer entrusts (002-r13-2.1, 002-r3-A2).

    Arguments:
        key: which.
        seal: the number of the seal.
    """

    key: KeyId
    seal: Label


class Release(Command):
    """Give an entrusted key back to its customer, its seal unbroken.

    Arguments:
        key: which.
        sheet: the number of the sheet that they signed.
    """

    key: KeyId
    sheet: Label


class ReportLoss(Command):
    """Report at once that a key is lost or damaged, or that its seal is broken, with the details (002-r3-A6).

    Arguments:
        key: which.
        damage: what is wrong.
        details: how it came about, in detail.
    """

    key: KeyId
    damage: Damage
    details: Text


class TakePrecaution(Command):
    """Record what keeps a lost key from doing harm (002-r13-5.1).

    Arguments:
        key: which.
        measure: what was done.
    """

    key: KeyId
    measure: Text


class Replace(Command):
    """Record that a new key was made, or that the lock was changed (002-r13-5.1).

    Arguments:
        key: which.
        remedy: which of both.
        details: what was made or changed.
        lockchange: the change of the lock, which has to be done; needed where the lock was changed.
    """

    key: KeyId
    remedy: Remedy
    details: Text
    lockchange: Annotated[str, identity("lockchange")] | None = None

    @property
    def depends_on(self) -> tuple[str, ...]:
        """The change of the lock, which has to be done."""
        return () if self.lockchange is None else (self.lockchange,)


class Recover(Command):
    """Record that a key is there again, or whole.

    Arguments:
        key: which.
        details: where it was, or how it was mended.
    """

    key: KeyId
    details: Text


class Retire(Command):
    """End a key's card: it opens nothing any more, or the card is full.

    Arguments:
        key: which.
        reason: why.
    """

    key: KeyId
    reason: Text


class WithdrawLoan(Command):
    """Take a loan back that was recorded by mistake; never by who is said to have borrowed.

    Arguments:
        key: which.
        reason: why.
    """

    key: KeyId
    reason: Text


class WithdrawReturn(Command):
    """Take back that the key was brought back: who had it has it.

    Arguments:
        key: which.
        reason: why.
    """

    key: KeyId
    reason: Text


class WithdrawCustody(Command):
    """Take back that the key was handed over, sealed, released or retired: it is in its place.

    Arguments:
        key: which.
        reason: why.
    """

    key: KeyId
    reason: Text


class WithdrawLoss(Command):
    """Take back that the key was lost or damaged; never by who would answer for it.

    Arguments:
        key: which.
        reason: why.
    """

    key: KeyId
    reason: Text


class Withdraw(Command):
    """Take back a card that was made by mistake.

    Arguments:
        key: which.
        reason: why.
    """

    key: KeyId
    reason: Text
