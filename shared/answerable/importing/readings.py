"""Readings: the values of a file's rows; what a cell was read as is not worked out again.

A row is read twice, as itself and as the one before the next of its matter, and most of what its cells say,
states, groups, people, stands in many other rows too. Reading a moment, or making a name of a number, costs
a hundred times as much as remembering what it came to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from answerable.importing.cells import Row

if TYPE_CHECKING:
    from answerable.importing.mapping import Mapping as FileMapping
    from answerable.importing.part import Datum
    from answerable.importing.values import Value

_REMEMBERED = 4_096
"""Readings of one value that are remembered; the next one begins anew."""

_NEW = object()


class _Step(NamedTuple):
    """One value to be read, in the mapping's order.

    Arguments:
        name: the value's.
        value: how it is read.
        cells: gives the cells it is read from; None where there are none.
        parts: gives the values before it that it is made of; None where there are none.
        known: what it came to, by these cells and parts.
    """

    name: str
    value: Value
    cells: Callable[[Any], Any] | None
    parts: Callable[[Any], Any] | None
    known: dict[Any, Datum | None]


class Readings:
    """Reads the values of one file's rows.

    Arguments:
        mapping: what is read, and how.
        site: the site that the file is for.
        names: the values that are wanted, with those that they are made of; all where None.
    """

    def __init__(self, mapping: FileMapping, site: str, names: Iterable[str] | None = None) -> None:
        self._nulls = mapping.nulls
        self._zone = mapping.time_zone
        self._site = site if mapping.is_of_a_site else None
        wanted = set(mapping.values) if names is None else _with_parts(mapping, names)
        self._steps = tuple(
            _Step(name, value, _getter(value.columns), _getter(value.references()), {})
            for name, value in mapping.values.items()
            if name in wanted
        )

    def of(self, cells: Mapping[str, str]) -> dict[str, Datum | None]:
        """Read a row's values.

        Arguments:
            cells: its cells by heading.

        Raises:
            Unreadable: a cell is not what it has to be.
        """
        row = Row(cells, self._nulls, self._zone, self._site)
        values = row.values
        for name, value, own, parts, known in self._steps:
            if parts is None:
                said = None if own is None else own(cells)
            else:
                said = parts(values) if own is None else (own(cells), parts(values))
            found: Any = known.get(said, _NEW)
            if found is _NEW:
                found = value.read(row)
                if len(known) >= _REMEMBERED:
                    known.clear()
                known[said] = found
            values[name] = found
        return values


def _getter(names: tuple[str, ...]) -> Callable[[Any], Any] | None:
    return itemgetter(*names) if names else None


def _with_parts(mapping: FileMapping, names: Iterable[str]) -> set[str]:
    """Give values and all that they are made of."""
    found: set[str] = set()
    coming = list(names)
    while coming:
        name = coming.pop()
        if name not in found:
            found.add(name)
            coming += mapping.values[name].references()
    return found
