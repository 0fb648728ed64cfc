"""The lists that can be saved as views, and what a view of each may say.

What is kept of a view is the list's name and what it is narrowed and sorted by, never an address: where it
leads is said here, so that it leads to a list of ours and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlencode

from answerable.errors import Invalid
from answerable.queries.registers import RegisterQuery, usual_order
from answerable.queries.registry import name_of
from answerable.wording import listed, quoted, say
from answerable_services.console.address import question
from answerable_services.console.address_words import with_views, words_of_list
from answerable_services.console.views.format import shown

F = TypeVar("F", bound=Callable[..., Any])
Said = Mapping[str, str]
"""What a list is narrowed and sorted by, by the words of its address."""

_OF_PAGING = frozenset({"after", "before", "ended_after", "ended_before"})
_MOST_WORDS = 50


@dataclass(frozen=True, slots=True)
class Opening:
    """What a view opens its list with.

    Arguments:
        said: what the list can still be asked with.
        lost: the words of what it cannot be asked with any more.
    """

    said: Said
    lost: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SavedList:
    """A list that can be saved as a view.

    Arguments:
        name: what the accounts keep its views by.
        href: where it stands.
        title: the key of its title.
        area: the entry of the navigation that it belongs to.
        asks: what its page asks, by the questions' names: who may ask none of it has no such list.
        words: what it can be narrowed and sorted by; where a page begins is no matter of a view.
        look: looks whether it can be asked with something.
        brief: leaves out what it is sorted by anyway.
    """

    name: str
    href: str
    title: str
    area: str
    asks: tuple[str, ...]
    words: frozenset[str]
    look: Callable[[Said], object]
    brief: Callable[[Said], Said] = dict

    def said_in(self, address: Said) -> Said:
        """Give what an address narrows and sorts the list by."""
        said = {word: value.strip() for word, value in address.items() if word in self.words}
        return self.brief({word: value for word, value in said.items() if value})

    def read(self, text: str) -> Said:
        """Read what a form says that the list is shown with, as the query of an address.

        Raises:
            Invalid: the list cannot be asked with it.
        """
        try:
            pairs = parse_qsl(text, max_num_fields=_MOST_WORDS)
        except ValueError as error:
            raise Invalid(say("error.form_unreadable")) from error
        said = dict(pairs)
        if unknown := sorted(said.keys() - self.words):
            names = listed(quoted(shown(word)) for word in unknown)
            raise Invalid(say("error.not_asked_with", names=names, known=listed(sorted(self.words))))
        self.look(said)
        return self.said_in(said)

    def address(self, said: Said, **more: str) -> str:
        """Give the list's address, narrowed and sorted.

        Arguments:
            said: by what.
            more: what else it says.
        """
        whole = {**said, **more}
        return f"{self.href}?{urlencode(whole)}" if whole else self.href

    def opening(self, said: Said) -> Opening:
        """Give what a view can still open the list with: a column may be gone, or a stage, or a mark.

        Arguments:
            said: what was kept of it.
        """
        known = {word: value for word, value in said.items() if word in self.words}
        if not self._can_be(known):
            known = {word: value for word, value in known.items() if self._can_be({word: value})}
        if not self._can_be(known):
            known = {}
        lost = tuple(sorted(said.keys() - known.keys()))
        return Opening(self.said_in(known), lost)

    def _can_be(self, said: Said) -> bool:
        try:
            self.look(said)
        except Invalid:
            return False
        return True


LISTS: dict[str, SavedList] = {}
"""Every list that can be saved as a view, by its name."""

_BY_PAGE: dict[Callable[..., Any], SavedList] = {}


def saves_views(of: SavedList) -> Callable[[F], F]:
    """Say that a page shows a list that can be saved as a view.

    Arguments:
        of: the list.
    """

    def remember(page: F) -> F:
        LISTS[of.name] = of
        _BY_PAGE[page] = of
        return with_views(page)

    return remember


def list_of(page: Callable[..., Any] | None) -> SavedList | None:
    """Give the list that a page shows; None where it cannot be saved as a view."""
    return None if page is None else _BY_PAGE.get(page)


def list_named(name: str) -> SavedList:
    """Give a list by its name.

    Raises:
        Invalid: there is none.
    """
    found = LISTS.get(name)
    if found is None:
        raise Invalid(say("error.not_one_of", given=quoted(shown(name)), known=listed(sorted(LISTS))))
    return found


def words_of_views(words: Iterable[str]) -> frozenset[str]:
    """Give what of a list's words a view keeps.

    Arguments:
        words: what its address can say.
    """
    return frozenset(words) - _OF_PAGING


def of_register(published: RegisterQuery) -> SavedList:
    """Give the list of a register.

    Arguments:
        published: the register with its models.
    """
    register = published.register

    def brief(said: Said) -> Said:
        sort = said.get("sort", register.usual_sort)
        if sort not in register.all_sorts:
            return said
        rest = {word: value for word, value in said.items() if word not in {"sort", "order"}}
        usual = usual_order(register, sort)
        order = said.get("order", usual)
        if order != usual:
            return {**rest, "sort": sort, "order": order}
        return rest if sort == register.usual_sort else {**rest, "sort": sort}

    return SavedList(
        register.name,
        f"/{register.name}",
        f"{register.name}.title",
        register.name,
        (name_of(published.query),),
        words_of_views(words_of_list(published)),
        lambda said: question(published.query, **said),
        brief,
    )
