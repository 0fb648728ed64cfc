"""Members of JSON objects: a name that stands twice is found, however the document is written."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from pydantic_core import from_json

from answerable.commands.registry import COMMANDS
from answerable.messaging.members import count, repeated

_NAMES = some.sampled_from(["a", "b", ":", 'a"', "", "\\", "é"])
_BLANKS = some.text(" \n\r\t", max_size=2)
_SCALARS = some.one_of(
    some.none(), some.booleans(), some.integers(), some.floats(allow_nan=False, allow_infinity=False), _NAMES
)


class Pairs(list[tuple[str, Any]]):
    """An object as it is written: the names in their order, each as often as it stands there."""


_VALUES: some.SearchStrategy[Any] = some.recursive(
    _SCALARS,
    lambda inner: some.one_of(
        some.lists(inner, max_size=3), some.lists(some.tuples(_NAMES, inner), max_size=4).map(Pairs)
    ),
    max_leaves=12,
)


def written(value: Any, data: some.DataObject) -> str:
    """Write a value with blanks anywhere, and letters escaped or not."""

    def blank() -> str:
        return data.draw(_BLANKS)

    if isinstance(value, Pairs):
        members = (
            f"{blank()}{written(name, data)}{blank()}:{blank()}{written(inner, data)}{blank()}"
            for name, inner in value
        )
        return "{" + ",".join(members) + blank() + "}"
    if isinstance(value, list):
        return "[" + ",".join(f"{blank()}{written(inner, data)}{blank()}" for inner in value) + "]"
    return json.dumps(value, ensure_ascii=data.draw(some.booleans()))


def names_twice(value: Any) -> bool:
    if isinstance(value, Pairs):
        names = [name for name, _ in value]
        # What is written over by its own namesake is told by that one.
        return len(set(names)) < len(names) or any(names_twice(inner) for _, inner in value)
    return isinstance(value, list) and any(map(names_twice, value))


@given(_VALUES, some.data())
def test_every_repeated_name_is_found_and_nothing_else(value: Any, data: some.DataObject) -> None:
    """Wherever it stands, whatever stands in texts, and with whatever blanks."""
    document = written(value, data).encode()

    assert bool(repeated(document, count(from_json(document)))) == names_twice(value)


@pytest.mark.parametrize(
    ("document", "places"),
    [
        (b'{"a":1,"a":1}', (("a",),)),
        (b'{"a":[0,{"b":1,"c":2,"b":3,"b":4}]}', (("a", 1, "b"),)),
        (b'{"a":{"b":1,"b":2},"c":3,"c":3}', (("c",), ("a", "b"))),
        (b'{"a":' + b"9" * 5000 + b',"a":1}', (("a",),)),
    ],
)
def test_where_it_stands(document: bytes, places: tuple[tuple[str | int, ...], ...]) -> None:
    """Each place is told once, and numbers of any length do no harm."""
    assert repeated(document, 1) == places


def test_what_a_command_was_given_is_counted() -> None:
    """Its fields that were given count, those left out do not, and what is nested counts too."""
    body = {"site": "xm01", "case": "case-1"}

    assert count(COMMANDS["case.close"].model_validate(body)) == 2
