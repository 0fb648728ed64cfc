"""What a list's page has of its reader's views: links, the one that is open, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from answerable.errors import AnswerableError, Forbidden, Invalid, NotFound
from answerable.queries.accounts import LONGEST_VIEW_NAME, SavedView, SavedViewList
from answerable_services.console.address_words import OF_THE_READER
from answerable_services.console.asking import NotOffered, Reply
from answerable_services.console.saved.lists import Opening, Said, SavedList

WHOLE = "all"
"""What an address says as its view where the list is to open with none."""

DONE = frozenset({"saved", "replaced", "whole"})
"""What a list's page tells of a view."""


@dataclass(frozen=True, slots=True)
class Way:
    """A view as a link.

    Arguments:
        view: what is kept of it.
        of: its list.
        opening: what it opens the list with.
    """

    view: SavedView
    of: SavedList
    opening: Opening

    @classmethod
    def to(cls, view: SavedView, of: SavedList) -> Way:
        """Make the link to a view.

        Arguments:
            view: which.
            of: its list.
        """
        return cls(view, of, of.opening(view.said))

    @property
    def href(self) -> str:
        """Where it leads."""
        return self.of.address(self.opening.said, view=self.view.view)


class Saved:
    """What a list's page has of its reader's views.

    Arguments:
        of: the list.
        asked: what the accounts say of the reader's views of it.
        address: what the page's address says.
    """

    longest = LONGEST_VIEW_NAME

    def __init__(self, of: SavedList, asked: Reply[SavedViewList], address: Said) -> None:
        self.of = of
        self.is_known = asked.answer is not None
        self._address = address
        views = () if asked.answer is None else asked.answer.views
        self.ways = tuple(Way.to(view, of) for view in views)
        self.said = of.said_in(address)

    @property
    def shown(self) -> str:
        """How the list is shown, as a form says it that saves that."""
        return urlencode(self.said)

    @cached_property
    def opened(self) -> Way | None:
        """The view that the address names, or that shows the same."""
        named = self._address.get("view", "")
        alike = (way for way in self.ways if self.said and way.opening.said == self.said)
        return next((way for way in self.ways if way.view.view == named), next(alike, None))

    @property
    def is_missing(self) -> bool:
        """Whether the address names a view that its reader does not have, or has no more."""
        named = self._address.get("view", "")
        return self.is_known and named not in {"", WHOLE} and all(way.view.view != named for way in self.ways)

    @property
    def is_changed(self) -> bool:
        """Whether the list is shown otherwise than by the view that was opened."""
        return self.opened is not None and self.opened.opening.said != self.said

    @property
    def lost(self) -> tuple[str, ...]:
        """What the view that is open asks for in vain: its list has no such word or value any more."""
        return () if self.opened is None or self.is_changed else self.opened.opening.lost

    @property
    def done(self) -> str:
        """What was done before the page is shown."""
        said = self._address.get("done", "")
        return said if said in DONE and self.opened is not None else ""

    @cached_property
    def opens_with(self) -> Way | None:
        """The view that the list opens with."""
        return next((way for way in self.ways if way.view.opens), None)

    @property
    def whole(self) -> str:
        """The address of the list without a view."""
        return self.of.href if self.opens_with is None else self.of.address({}, view=WHOLE)

    @property
    def leads_to(self) -> str | None:
        """Where the list opens for whoever asked for no more than it; None where it is shown as it is."""
        of_the_reader = {word: value for word, value in self._address.items() if word in OF_THE_READER}
        if self.opens_with is None or self._address.keys() - of_the_reader.keys():
            return None
        way = self.opens_with
        return self.of.address(way.opening.said, view=way.view.view, **of_the_reader)

    def instead_of(self, error: AnswerableError) -> str | None:
        """Give the whole list's address where what a view asks for is no more, or not its reader's to see.

        Arguments:
            error: what was said instead of the list.
        """
        is_of_list = isinstance(error, NotFound | Invalid | Forbidden) and not isinstance(error, NotOffered)
        way = self.opened
        if not is_of_list or way is None or not self.said or self.is_changed:
            return None
        is_named = self._address.get("view") == way.view.view  # who typed the same by hand is told why not
        return self.of.address({}, view=way.view.view, done="whole") if is_named else None


def by_list(views: Iterable[SavedView], lists: Iterable[SavedList]) -> list[tuple[SavedList, list[Way]]]:
    """Put views together by their lists; those of a list that is no more are left out.

    Arguments:
        views: whose, by name.
        lists: the lists there are, in the order in which they are shown.
    """
    known = tuple(views)
    found = ((of, [Way.to(view, of) for view in known if view.list_name == of.name]) for of in lists)
    return [(of, ways) for of, ways in found if ways]
