"""Lists a page at a time: a page begins at a place in the order, never behind a number of rows to pass over.

So the thousandth page costs what the first one does, and a row that comes in meanwhile moves nothing.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Date, Integer, Select, literal, tuple_

from answerable.errors import Invalid
from answerable.projection.writing.types import Moment
from answerable.wording import quoted, say

_LARGEST = 2**63 - 1
"""What both databases hold as a number."""

Place = tuple[Any, ...]
"""Where a row stands in an order: the value of each of the order's columns."""


def _value(told: Any, column: ColumnElement[Any]) -> Any:
    """Read one column's value.

    Raises:
        ValueError: the column cannot hold it.
        TypeError: it is of another type.
    """
    if isinstance(column.type, Boolean):
        if type(told) is not bool:
            raise TypeError(told)
        return told
    if isinstance(column.type, Integer):
        if type(told) is not int or abs(told) > _LARGEST:
            raise TypeError(told)
        return told
    if isinstance(column.type, Date):
        return date.fromisoformat(told)
    if isinstance(column.type, Moment):
        moment = datetime.fromisoformat(told)
        if moment.tzinfo is None:
            raise ValueError(told)
        return moment
    if type(told) is not str or "\0" in told:
        raise TypeError(told)
    told.encode()
    return told


@dataclass(frozen=True)
class Page:
    """Some rows of a longer list.

    Arguments:
        rows: in the list's order.
        before: what to ask with for the page before, where there is one.
        after: what to ask with for the next page, where there is one.
    """

    rows: tuple[Mapping[Any, Any], ...]
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Order:
    """How a list is sorted.

    Arguments:
        name: which order it is; a cursor of another one is refused.
        columns: what it is sorted by, all of them in one direction; the last make each place a single row's.
        is_descending: whether the greatest comes first.
    """

    name: str
    columns: tuple[ColumnElement[Any], ...]
    is_descending: bool = True

    def place_of(self, row: Mapping[Any, Any]) -> Place:
        """Give a row's place."""
        return tuple(row[str(column.key)] for column in self.columns)

    def cursor(self, row: Mapping[Any, Any]) -> str:
        """Write a row's place as one word."""
        values = [one.isoformat() if isinstance(one, date) else one for one in self.place_of(row)]
        return urlsafe_b64encode(json.dumps([self.name, *values]).encode()).decode().rstrip("=")

    def place_at(self, cursor: str) -> Place:
        """Read a place.

        Raises:
            Invalid: it is none, or of another order.
        """
        try:
            said = json.loads(urlsafe_b64decode((cursor + "=" * (-len(cursor) % 4)).encode()))
            of, *told = said
            place = tuple(_value(one, column) for one, column in zip(told, self.columns, strict=True))
        except (ValueError, TypeError, RecursionError) as error:
            raise Invalid(say("error.no_place", given=quoted(cursor))) from error
        if of != self.name:
            raise Invalid(say("error.place_of_another_order", given=quoted(cursor)))
        return place

    def part(self, *, after: str | None, before: str | None, limit: int) -> Part:
        """Say which part of the list is asked for.

        Arguments:
            after: where the page before it ended.
            before: where the next page began.
            limit: rows, at most.

        Raises:
            Invalid: a cursor is none, or both are given.
        """
        if before is not None and after is not None:
            raise Invalid(say("error.two_places"))
        cursor = before if after is None else after
        place = None if cursor is None else self.place_at(cursor)
        return Part(self, limit, place, is_back=before is not None)


@dataclass(frozen=True)
class Part:
    """The part of a list that is asked for.

    Arguments:
        order: the list's.
        limit: rows, at most.
        place: where it begins, that row left out; at the list's own beginning where None.
        is_back: whether it lies before the place.
    """

    order: Order
    limit: int
    place: Place | None
    is_back: bool

    @property
    def is_descending(self) -> bool:
        """Whether rows are looked for from the greatest on."""
        return self.order.is_descending is not self.is_back

    def beyond(self, columns: Sequence[ColumnElement[Any]] | None = None) -> list[ColumnElement[bool]]:
        """Give the condition that a row of the part meets; none where the part begins with the list.

        Arguments:
            columns: the order's, as the question writes them where it writes them in a way of its own.
        """
        if self.place is None:
            return []
        own = self.order.columns
        values = (literal(one, column.type) for one, column in zip(self.place, own, strict=True))
        here, place = tuple_(*(columns or own)), tuple_(*values)
        return [here < place if self.is_descending else here > place]

    def holds(self, place: Place) -> bool:
        """Tell whether a row at this place, which no question has read, lies beyond where the part begins."""
        if self.place is None:
            return True
        return place < self.place if self.is_descending else place > self.place

    def cut(self, statement: Select[Any]) -> Select[Any]:
        """Let a question read the rows of the part, and one more, which tells that there is more.

        Arguments:
            statement: asks for the whole list, or for one of several that make it.
        """
        statement = statement.where(*self.beyond())
        by = (column.desc() if self.is_descending else column for column in self.order.columns)
        return statement.order_by(*by).limit(self.limit + 1)

    def page(self, rows: Iterable[Mapping[Any, Any]], *, is_sorted: bool = False) -> Page:
        """Make the page of what was read.

        Arguments:
            rows: as `cut` lets them be read, from one question or from several.
            is_sorted: whether they come in the order that the database gives them.
        """
        found = list(rows) if is_sorted else sorted(rows, key=self.order.place_of, reverse=self.is_descending)
        is_more = len(found) > self.limit
        shown = found[: self.limit]
        if self.is_back:
            shown.reverse()
        has_before = is_more if self.is_back else self.place is not None
        has_after = True if self.is_back else is_more
        return Page(
            rows=tuple(shown),
            before=self.order.cursor(shown[0]) if shown and has_before else None,
            after=self.order.cursor(shown[-1]) if shown and has_after else None,
        )
