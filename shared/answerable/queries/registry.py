"""Every question to a service by its name."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import answerable.queries as package
from answerable.discovery import streams
from answerable.queries.base import Query, service_of
from answerable.queries.desk import StoryOf
from answerable.queries.registers import REGISTERS


def name_of(query: type[Query[Any]]) -> str:
    """Give a question's name, for example ``desk.cases``."""
    return f"{query.service}.{query.query_name}"


def _declared() -> list[type[Query[Any]]]:
    """Give the questions that the modules and packages declare.

    What a package has in its modules, it gives in its own name. What they are made from, ``Query[...]``,
    stands in a module too and has no name.
    """
    modules = [import_module(f"{package.__name__}.{found.name}") for found in iter_modules(package.__path__)]
    return [
        value
        for module in modules
        for value in vars(module).values()
        if isinstance(value, type)
        and issubclass(value, Query)
        and value.__name__.isidentifier()
        and f"{value.__module__}.".startswith(f"{module.__name__}.")
        and value.service == service_of(module.__name__)
        and not value.__subclasses__()  # what others share is no question
    ]


QUERIES: dict[str, type[Query[Any]]] = {
    name_of(query): query for query in (*_declared(), *(one.query for one in REGISTERS.values()))
}
"""All that services can be asked, by name."""

STORIES = name_of(StoryOf)
"""The question about a matter of whatever stream; who may ask it depends on the stream."""


def action_of(query: Query[Any]) -> str:
    """Give the name by which the table of who may do what has a question.

    Arguments:
        query: the question; one about a matter's story is named with the matter's stream.
    """
    name = name_of(type(query))
    return f"{name}.{query.matter.partition('-')[0]}" if isinstance(query, StoryOf) else name


def query_actions() -> tuple[str, ...]:
    """Give every name that `action_of` can give, sorted."""
    names = [name for name in QUERIES if name != STORIES]
    return tuple(sorted([*names, *(f"{STORIES}.{stream}" for stream in streams())]))
