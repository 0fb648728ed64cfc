"""Filled form: a declared form that is begun, filled in, signed by each in turn, and issued (003-C3)."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, PositiveInt, StringConstraints

from answerable.events.base import Event, MonthName, StaffId, Text
from answerable.forms.declaration import Name
from answerable.streams.staff.events import Role

CellKey = Annotated[
    str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}(\.[a-z][a-z0-9_]{0,39}\.[1-9][0-9]?)?$")
]
"""A cell of a form: the field's name, or the group's, the column's and the row's with points between them."""

MOST_ENTRIES = 120
"""Cells that are filled in at once, at most."""


class FormName(StrEnum):
    """The forms that are filled in; each is declared in a file of its name."""

    QUARTERLY_EVALUATION = "quarterly_evaluation"
    MONTHLY_PLAN = "monthly_plan"
    EVALUATION_REVIEW = "evaluation_review"
    TASK_SHEET = "task_sheet"
    LIAISON_NOTE = "liaison_note"
    WORK_DIARY = "work_diary"
    MOVE_IN_NOTICE = "move_in_notice"
    CUSTOMER_INFORMATION = "customer_information"
    CUSTOMER_FEEDBACK = "customer_feedback"
    DATA_ANALYSIS = "data_analysis"
    HANDOVER_ITEMS = "handover_items"


class Signer(BaseModel):
    """Who signs a form, and what they were when it was begun, which its header shows (003-C3, 003-D11).

    Arguments:
        signed_as: their part, as the form declares it.
        staff: who.
        team: their department, where the register says it.
        role: their post, where the register says it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    signed_as: Name
    staff: StaffId
    team: str | None = None
    role: Role | None = None


class FormEntry(BaseModel):
    """What was written into a cell.

    Arguments:
        cell: which.
        value: what stands there from now on; None where it is empty again.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    cell: CellKey
    value: Text | None = None


class Begun(Event):
    """Somebody took a form to be filled in.

    Arguments:
        form_name: which.
        edition: which edition of it.
        signer: who signs it first.
        countersigner: who signs it behind them, where it has two signatures.
        month: the month that it is about, or the first of the quarter, as it was said.
        header: as what each of them signs, and what they were that day.
        first_day: the first day of the time that it is about, where it is about some.
        last_day: the last day of it.
        issue_by: the day until which it has to be issued, where there is one.
    """

    form_name: FormName
    edition: PositiveInt
    signer: StaffId
    countersigner: StaffId | None = None
    month: MonthName | None = None
    header: tuple[Signer, ...]
    first_day: date | None = None
    last_day: date | None = None
    issue_by: date | None = None


class Filled(Event):
    """Something was written into it, or put right; it holds as it was said last.

    Arguments:
        form_name: which form it is.
        entries: what, cell by cell.
    """

    form_name: FormName
    entries: Annotated[tuple[FormEntry, ...], Field(min_length=1, max_length=MOST_ENTRIES)]


class Signed(Event):
    """Whoever's turn it was signed it, as it stood then (003-C3, 003-D12).

    Arguments:
        form_name: which form it is.
        signed_as: as what they signed.
        is_last: whether nobody has to sign behind them.
    """

    form_name: FormName
    signed_as: Name
    is_last: bool


class SentBack(Event):
    """It is to be put right: whoever signed it signs it anew.

    Arguments:
        reason: why.
    """

    revokes = (Signed,)

    reason: Text


class Issued(Event):
    """It is complete and was given out, in as many copies as it is signed in (003-D12).

    Arguments:
        form_name: which form it is.
        copies: how many.
    """

    form_name: FormName
    copies: PositiveInt


class Voided(Event):
    """It counts for nothing: it was begun by mistake, or is wrong.

    Arguments:
        form_name: which form it is.
        reason: why.
    """

    revokes = (Begun, Filled, Signed, Issued)

    form_name: FormName
    reason: Text
