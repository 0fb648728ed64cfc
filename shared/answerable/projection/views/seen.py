"""What of a view somebody sees, in SQL: other sites' rows are left out before anything is read or counted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, true

from answerable.identity.sight import Sight


def of_sites(column: ColumnElement[Any], sites: frozenset[str] | None) -> ColumnElement[bool]:
    """Tell in SQL whether a row is of one of some sites.

    Arguments:
        column: the row's site.
        sites: which; every site where None.
    """
    if sites is None:
        return true()
    if len(sites) == 1:
        return column == next(iter(sites))
    return column.in_(sorted(sites)) if sites else false()


def each(sites: frozenset[str] | None) -> tuple[frozenset[str] | None, ...]:
    """Give what to ask for one after the other, so that each question follows an index to its page's end.

    Arguments:
        sites: whose rows; of every site where None, which is one question.
    """
    return (None,) if sites is None else tuple(frozenset({site}) for site in sorted(sites))


@dataclass(frozen=True, slots=True)
class Part:
    """A part of what somebody sees: all rows of a site, or their own at some sites.

    Arguments:
        sites: of which; of every one where None.
        but: of these not, since they see all of them.
        owner: only what is theirs; all rows where None.
    """

    sites: frozenset[str] | None = None
    but: frozenset[str] = frozenset()
    owner: str | None = None

    @property
    def site(self) -> str | None:
        """The one site whose rows all are in it, where that is what it is."""
        if self.owner is None and self.sites is not None and len(self.sites) == 1:
            return next(iter(self.sites))
        return None

    def holds(self, row: Mapping[str, ColumnElement[Any]], own: Iterable[str]) -> ColumnElement[bool]:
        """Tell in SQL whether a row is in it.

        Arguments:
            row: the table's columns.
            own: the columns that say whose a row is.
        """
        found = [] if self.sites is None else [of_sites(row["site"], self.sites)]
        found += [row["site"].not_in(sorted(self.but))] if self.but else []
        found += [] if self.owner is None else [or_(false(), *(row[name] == self.owner for name in own))]
        return and_(true(), *found)


def parts_of(sight: Sight) -> tuple[Part, ...]:
    """Cut what somebody sees into parts that have no row in common.

    Arguments:
        sight: what they see.
    """
    if sight.sites is None:
        return (Part(),)
    whole = tuple(Part(one) for one in each(sight.sites))
    if sight.own is None:
        return (*whole, Part(None, sight.sites, sight.person))
    rest = sight.own - sight.sites
    return (*whole, Part(rest, owner=sight.person)) if rest else whole
