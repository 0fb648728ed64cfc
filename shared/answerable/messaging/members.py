"""Members of JSON objects: each name once.

Of two members of one name a reader takes the first or the last, and says nothing (RFC 8259, section 4): what
one program looked at is then not what another one records. There are no such objects in I-JSON (RFC 7493,
section 2.3), nor in anything that comes in here.

Looking costs a second reading of the document. So what was read is counted first: every member has a colon
behind its name, and where there are no more such places than names that were read, none stands there twice.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, get_args, get_origin

from pydantic import BaseModel

RULE = "named_twice"
"""The rule that such an object breaks."""

_MESSAGE = "The name stands in this object more than once"

Place = tuple[str | int, ...]
"""Where a member stands: the names and indexes that lead to it."""


class _Repeating(dict[str, Any]):
    """An object with the names that stand in it more than once."""

    names: tuple[str, ...] = ()


def _from_pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    repeating = _Repeating(found)
    names = [name for name, _ in pairs]
    repeating.names = tuple(name for name in found if names.count(name) > 1)
    return repeating


def _nothing(_: str) -> None:
    """Stand for a number, which is not looked at, however long it is."""


def _places(value: Any, place: Place = ()) -> Iterator[Place]:
    if isinstance(value, dict):
        yield from ((*place, name) for name in getattr(value, "names", ()))
        for name, inner in value.items():
            yield from _places(inner, (*place, name))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _places(inner, (*place, index))


def _most(document: bytes) -> int:
    """Tell how many members a document has at most: a name ends in a quote, and a colon follows."""
    most = document.count(b'":') + document.count(b" :")
    # Looking for one byte costs next to nothing, and what programs write to each other has none of these.
    for blank in (b"\n", b"\r", b"\t"):
        if blank in document:
            most += document.count(blank + b":")
    return most


@cache
def _nested(model: type[BaseModel]) -> tuple[str, ...]:
    """Name the fields that may hold objects; most models have none."""
    return tuple(name for name, field in model.model_fields.items() if _may_nest(field.annotation))


def _may_nest(annotation: Any) -> bool:
    kind = get_origin(annotation) or annotation
    if isinstance(kind, type) and issubclass(kind, BaseModel | Mapping):
        return True
    return annotation is Any or any(_may_nest(part) for part in get_args(annotation))


def count(value: Any) -> int:
    """Count the members of all objects in what was read: a model, or JSON's own values.

    Arguments:
        value: as it was read; of a model's fields those count that were given.
    """
    if isinstance(value, BaseModel):
        given = value.model_fields_set
        number = len(given)
        for name in _nested(type(value)):
            if name in given:
                number += count(getattr(value, name))
        return number
    if isinstance(value, dict):
        return len(value) + sum(map(count, value.values()))
    if isinstance(value, list | tuple):
        return sum(map(count, value))
    return 0


def repeated(document: bytes, members: int) -> tuple[Place, ...]:
    """Give where names stand a second time in a document that was read.

    Arguments:
        document: as it came, in UTF-8; it is JSON.
        members: how many were read, as `count` tells.
    """
    if _most(document) <= members:
        return ()
    whole = json.loads(
        document,
        object_pairs_hook=_from_pairs,
        parse_int=_nothing,
        parse_float=_nothing,
        parse_constant=_nothing,
    )
    return tuple(_places(whole))


def as_error(place: Place) -> dict[str, Any]:
    """Tell of a repeated member as pydantic tells of what is wrong.

    Arguments:
        place: where it stands.
    """
    return {"loc": place, "type": RULE, "msg": _MESSAGE}
