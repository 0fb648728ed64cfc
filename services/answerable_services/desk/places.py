"""A place in a list: a row's neighbours in the order, written as one word that an address can carry."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Boolean, Date, Integer, Table
from sqlalchemy.types import TypeEngine

from answerable.errors import Invalid
from answerable.projection.writing.rows import Row
from answerable.projection.writing.types import Moment
from answerable.queries.registers import Order
from answerable.wording import say

_ORDERS = frozenset(Order)

_LARGEST = 2**31 - 1
"""What both databases hold as a number."""


def word_of(sort: str, order: Order, columns: Sequence[str], row: Row) -> str:
    """Write a row's place in an order.

    Arguments:
        sort: what the list is sorted by.
        order: which way round.
        columns: the table's columns that make the order, the matter's id last.
        row: whose place.
    """
    values = (row[name] for name in columns)
    told = [value.isoformat() if isinstance(value, date) else value for value in values]
    return urlsafe_b64encode(json.dumps([sort, order.value, *told]).encode()).decode().rstrip("=")


def place_of(word: str, sort: str, order: Order, table: Table, columns: Sequence[str]) -> list[Any]:
    """Read a place in an order: a value for each of its columns.

    Raises:
        Invalid: it is none, or is one of another order.
    """
    try:
        said = json.loads(urlsafe_b64decode((word + "=" * (-len(word) % 4)).encode()))
        values = _values(said, sort, order, table, columns)
    except (ValueError, TypeError, RecursionError) as error:
        raise Invalid(say("error.no_place", given=repr(word))) from error
    if values is None:
        raise Invalid(say("error.place_of_another_order", given=repr(word)))
    return values


def _values(said: Any, sort: str, order: Order, table: Table, columns: Sequence[str]) -> list[Any] | None:
    """Read the values of a place; None where it is one of another order.

    Raises:
        ValueError: it is no place.
        TypeError: likewise.
    """
    of_sort, of_order, *told = said
    if not told or of_order not in _ORDERS:
        raise ValueError(said)
    if (of_sort, of_order) != (sort, order.value):
        return None
    return [_value(value, table.c[name].type) for value, name in zip(told, columns, strict=True)]


def _value(told: Any, kind: TypeEngine[Any]) -> Any:
    """Read one column's value.

    Raises:
        ValueError: the column cannot hold it.
        TypeError: it is of another type.
    """
    if isinstance(kind, Boolean):
        if type(told) is not bool:
            raise TypeError(told)
        return told
    if isinstance(kind, Integer):
        if type(told) is not int or abs(told) > _LARGEST:
            raise TypeError(told)
        return told
    if isinstance(kind, Date):
        return date.fromisoformat(told)
    if isinstance(kind, Moment):
        moment = datetime.fromisoformat(told)
        if moment.tzinfo is None:
            raise ValueError(told)
        return moment
    if type(told) is not str or "\0" in told:
        raise TypeError(told)
    told.encode()
    return told
