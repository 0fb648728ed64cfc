"""Long lists a page at a time: which rows, and what to say of the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Paged(Generic[T]):
    """Some rows of a longer list.

    Arguments:
        rows: this page's.
        total: how many there are on all pages.
        page: which page, from 1.
        size: rows on a full page.
    """

    rows: Sequence[T]
    total: int
    page: int
    size: int

    @property
    def pages(self) -> int:
        """How many pages there are; an empty list has one."""
        return max(1, -(-self.total // self.size))

    @property
    def first(self) -> int:
        """The number of the first row on this page; 0 where there is none."""
        return (self.page - 1) * self.size + 1 if self.rows else 0

    @property
    def last(self) -> int:
        """The number of the last row on this page; 0 where there is none."""
        return self.first + len(self.rows) - 1 if self.rows else 0


def paged(rows: Sequence[T], page: int, size: int) -> Paged[T]:
    """Cut one page out of a list; a page behind the end is the last one.

    Arguments:
        rows: all of them.
        page: which page, from 1.
        size: rows on a page.
    """
    pages = max(1, -(-len(rows) // size))
    page = min(max(page, 1), pages)
    return Paged(rows[(page - 1) * size : page * size], len(rows), page, size)
