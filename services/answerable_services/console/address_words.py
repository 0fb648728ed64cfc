"""What an address may say: one rule for every page and every table that can be taken away.

Each page has the words that it can be asked with. One that says nothing counts as left out, one that the page
does not know is refused with those that it does, and one that is said twice is refused too: nobody could tell
which of the two was meant.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from functools import cache
from typing import Annotated, Any, TypeVar, get_args, get_origin, get_type_hints

from fastapi import Request
from fastapi.params import Depends
from pydantic import BaseModel

from answerable.errors import BrokenRule, Invalid, Malformed
from answerable.messaging.members import RULE as NAMED_TWICE
from answerable.queries.registers import CALLED_SO, RegisterQuery
from answerable.wording import listed, quoted, say
from answerable_services.console.rows import COOKIE as ROWS
from answerable_services.console.views.format import shown

F = TypeVar("F", bound=Callable[..., Any])

OF_THE_READER = ("lang", ROWS)
"""What every page can be asked with: the language, and how close the rows stand."""

OF_VIEWS = ("view", "done")
"""What a list that can be saved as a view is asked with beside: which was opened, and what was done."""

_WITH_VIEWS: set[Callable[..., Any]] = set()

_BY_OTHERS: set[Callable[..., Any]] = set()

_OF_LISTS: dict[Callable[..., Any], RegisterQuery] = {}


def asked_by_others(page: F) -> F:
    """Say that others write a page's address, who may say more in it than the page knows."""
    _BY_OTHERS.add(page)
    return page


def with_views(page: F) -> F:
    """Say that a page shows a list that can be saved as a view."""
    _WITH_VIEWS.add(page)
    return page


def lists(published: RegisterQuery) -> Callable[[F], F]:
    """Say that a page is asked with what a register's list can be narrowed and sorted by.

    Arguments:
        published: the register with its models.
    """

    def remember(page: F) -> F:
        _OF_LISTS[page] = published
        return page

    return remember


def words_of_list(published: RegisterQuery) -> list[str]:
    """Name what a register's list can be asked with.

    How many rows a page has is the page's own matter, and so is who is called as somebody typed.
    """
    return [name for name in published.query.model_fields if name not in {"limit", CALLED_SO}]


@cache
def words_of_page(page: Callable[..., Any]) -> tuple[str, ...]:
    """Name what a page can be asked with, as its function says it.

    Arguments:
        page: the function that makes it.
    """
    hints = get_type_hints(page, include_extras=True)
    found = [one for name in inspect.signature(page).parameters for one in _words(name, hints[name])]
    if page in _OF_LISTS:
        found += words_of_list(_OF_LISTS[page])
    if page in _WITH_VIEWS:
        found += OF_VIEWS
    return (*dict.fromkeys((*found, *OF_THE_READER)),)


def _words(name: str, said: Any) -> Iterable[str]:
    """Give the words that one parameter of a page's function is read from."""
    if get_origin(said) is Annotated:
        depends = [one.dependency for one in said.__metadata__ if isinstance(one, Depends)]
        return words_of_page(depends[0]) if depends else _words(name, get_args(said)[0])
    kinds = [kind for kind in get_args(said) or (said,) if isinstance(kind, type)]
    if models := [kind for kind in kinds if issubclass(kind, BaseModel)]:
        return tuple(models[0].model_fields)
    return (name,) if any(issubclass(kind, str | int) for kind in kinds) else ()


async def check_address(request: Request) -> None:
    """Look at what an address says before the page is made (a FastAPI dependency of all pages).

    Raises:
        Malformed: it says something twice.
        Invalid: it says what the page does not know.
    """
    said = [name for name, _ in request.query_params.multi_items()]
    if twice := sorted({name for name in said if said.count(name) > 1}):
        named = say("error.asked_twice", names=listed(quoted(shown(name)) for name in twice))
        rules = tuple(
            BrokenRule(pointer=f"/{name}", rule=NAMED_TWICE, message=named.en) for name in map(shown, twice)
        )
        raise Malformed(named, broken_rules=rules)
    if request.scope["endpoint"] in _BY_OTHERS:
        return
    known = [name for name in words_of_page(request.scope["endpoint"]) if name not in request.path_params]
    if unknown := sorted(set(said) - set(known)):
        names = listed(quoted(shown(name)) for name in unknown)
        raise Invalid(say("error.not_asked_with", names=names, known=listed(known)))
