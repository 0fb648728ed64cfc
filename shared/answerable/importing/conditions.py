"""What the rules of a mapping look at, by the names that conditions know it under.

The conditions themselves are those of rulebooks too: see `answerable.conditions`. A rule applies only
where its condition is a hit: what is unknown is none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial

from answerable.importing.part import Datum

FIRST = "row.first"
"""Whether the row is its group's first."""

EMITTING = "row.emitting"
"""Whether a rule before this one has emitted a command for the row."""

COLUMNS_CHANGED = "row.changed"
"""The headings of the columns that differ from the previous row; none on a first row."""


@dataclass(frozen=True, slots=True)
class Known:
    """What a condition and a field can look at.

    Arguments:
        values: the row's values.
        previous: those of the previous row of its group; None on the group's first row.
        remembered: what rules have remembered of the group.
        changed: the columns that differ from the previous row; empty on the first.
        is_emitting: whether a rule before this one has emitted a command for this row.
    """

    values: Mapping[str, Datum | None]
    previous: Mapping[str, Datum | None] | None
    remembered: Mapping[str, str | int | bool]
    changed: tuple[str, ...]
    is_emitting: bool

    def was(self, name: str) -> Datum | None:
        """Give the value of the previous row; None where there is none."""
        return None if self.previous is None else self.previous[name]


def _grew(name: str, known: Known) -> bool:
    value, before = known.values[name], known.was(name)
    return isinstance(value, int) and isinstance(before, int) and value > before


Reader = Callable[[Known], object]
"""Gives a field of what is known."""

_OF_THE_ROW: Mapping[str, Reader] = {
    FIRST: lambda known: known.previous is None,
    EMITTING: lambda known: known.is_emitting,
    COLUMNS_CHANGED: lambda known: frozenset(known.changed),
}

_OF_A_VALUE: Mapping[str, Callable[[str, Known], object]] = {
    "": lambda name, known: known.values[name],
    "previous": lambda name, known: known.was(name),
    "changed": lambda name, known: known.values[name] != known.was(name),
    "grew": _grew,
}

_REMEMBERED = "remembered"


def _parts(field: str) -> tuple[str, str]:
    kind, _, name = field.rpartition(".")
    return kind, name


def fault_in(field: str, values: Iterable[str], memories: Iterable[str]) -> str | None:
    """Say why a condition cannot look at a field; None where it can.

    Arguments:
        field: its name in the condition.
        values: what the mapping reads.
        memories: what its rules remember.
    """
    if field in _OF_THE_ROW:
        return None
    kind, name = _parts(field)
    if kind == _REMEMBERED:
        return None if name in memories else f"no rule remembers {name}"
    if kind in _OF_A_VALUE:
        return None if name in values else f"there is no value {name}"
    kinds = ", ".join(f"{kind}.<value>" for kind in _OF_A_VALUE if kind)
    row = ", ".join(_OF_THE_ROW)
    return f"there is no {field}: a condition looks at <value>, {kinds}, remembered.<name>, {row}"


class Facts:
    """What the conditions of a mapping look at, found when asked for: most rules fail at their first clause.

    Arguments:
        readers: give each field; see `reader_of`.
        known: what is known of the row.
    """

    __slots__ = ("_readers", "known")

    def __init__(self, readers: Mapping[str, Reader], known: Known) -> None:
        self._readers = readers
        self.known = known

    def __contains__(self, name: object, /) -> bool:
        return name in self._readers

    def get(self, name: str, /) -> object:
        """Give a field's value; None where it has none."""
        return self._readers[name](self.known)


def reader_of(field: str) -> Reader:
    """Give what reads a field that `fault_in` finds nothing wrong with.

    Arguments:
        field: its name in a condition.
    """
    if field in _OF_THE_ROW:
        return _OF_THE_ROW[field]
    kind, name = _parts(field)
    if kind == _REMEMBERED:
        return lambda known: known.remembered.get(name)
    if not kind:
        return lambda known: known.values[name]
    return partial(_OF_A_VALUE[kind], name)
