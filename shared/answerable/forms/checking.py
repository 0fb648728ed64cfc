"""What may be written into a cell, and when a form is complete enough to be signed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal

from answerable.forms.declaration import CellKind, Column, Form, Section, cells_of
from answerable.wording import Sentence, say, told_as

_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,11})(\.[0-9]{1,3})?", re.ASCII)
_CUSTOMER = re.compile(r"customer-[A-Za-z0-9][A-Za-z0-9_-]{0,63}", re.ASCII)
_SHORT = 200
_HUNDRED = 100

YES_NO = ("yes", "no")
"""What a question that is answered with yes or no can say."""


def _is_number(_: Column, value: str) -> bool:
    return _NUMBER.fullmatch(value) is not None


def _is_percent(_: Column, value: str) -> bool:
    return value.isascii() and value.isdigit() and len(value) <= len(str(_HUNDRED)) and int(value) <= _HUNDRED


def _is_day(_: Column, value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _is_customer(_: Column, value: str) -> bool:
    return _CUSTOMER.fullmatch(value) is not None


_FITS: Mapping[CellKind, Callable[[Column, str], bool]] = {
    CellKind.TEXT: lambda _, value: len(value) <= _SHORT,
    CellKind.LONG_TEXT: lambda _, __: True,
    CellKind.NUMBER: _is_number,
    CellKind.PERCENT: _is_percent,
    CellKind.DAY: _is_day,
    CellKind.YES_NO: lambda _, value: value in YES_NO,
    CellKind.CHOICE: lambda column, value: value in {one.value for one in column.options},
    CellKind.RATING: lambda _, value: value in {"1", "2", "3", "4", "5"},
    CellKind.CUSTOMER: _is_customer,
}


def amiss_in(column: Column, value: str) -> Sentence | None:
    """Say why a value cannot stand in a cell; None where it can.

    Arguments:
        column: what the cell is for.
        value: what is to be written.
    """
    if _FITS[column.kind](column, value):
        return None
    wanted = say(f"refusal.filledform.wants.{column.kind.value}")
    return say("refusal.filledform.does_not_fit", cell=say_of(column), wanted=wanted)


def say_of(column: Column) -> Sentence:
    """Give what a cell is headed, in both languages.

    Arguments:
        column: the cell's.
    """
    return told_as(column.name, zh=column.says.zh, en=column.says.en)


def missing_in(form: Form, written: Mapping[str, str]) -> Sentence | None:
    """Say what a form lacks before anybody signs it; None where it lacks nothing.

    Arguments:
        form: which.
        written: what stands in its cells, by their keys.
    """
    for section in form.sections:
        if (lack := next(_lacks(section, written), None)) is not None:
            return lack
    return next(_out_of_order(form, written), None)


def _out_of_order(form: Form, written: Mapping[str, str]) -> Iterator[Sentence]:
    """Find the days that lie before one that they have to lie behind."""
    for cell in form.cells:
        if (first := cell.column.not_before) is None:
            continue
        day, bound = written.get(cell.key), written.get(first)
        if day is not None and bound is not None and day < bound:
            other = say_of(form.by_key[first].column)
            yield say(
                "refusal.filledform.before_its_day",
                cell=say_of(cell.column),
                day=day,
                other=other,
                bound=bound,
            )


def _lacks(section: Section, written: Mapping[str, str]) -> Iterator[Sentence]:
    said_rows = {
        (cell.group.name, cell.row)
        for cell in cells_of(section)
        if cell.group is not None and cell.key in written
    }
    for group in section.groups:
        if group.is_required and not any(name == group.name for name, _ in said_rows):
            heading = told_as(group.name, zh=group.says.zh, en=group.says.en)
            yield say("refusal.filledform.nothing_in", group=heading)
    for cell in cells_of(section):
        is_asked = cell.group is None or (cell.group.name, cell.row) in said_rows
        if cell.column.is_required and is_asked and cell.key not in written:
            yield say("refusal.filledform.is_empty", cell=say_of(cell.column))
    if section.total is not None:
        column = next(one for one in section.columns if one.name == section.total.column)
        numbers = [
            Decimal(written[cell.key])
            for cell in cells_of(section)
            if cell.column.name == column.name and cell.key in written
        ]
        if numbers and sum(numbers) != section.total.is_:
            come = str(sum(numbers))
            to = str(section.total.is_)
            yield say("refusal.filledform.adds_up", cell=say_of(column), sum=come, to=to)
