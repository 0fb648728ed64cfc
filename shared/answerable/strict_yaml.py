"""YAML read strictly: no key twice, no bare decimal, no alias, and where each value stands is known.

libyaml reads it, where PyYAML was built with it, in a tenth of the time that Python takes: the words, tables
and rules of this package are read as a process starts. What is wrong with a file Python tells in more words.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources.abc import Traversable
from typing import Any, NamedTuple

import yaml

Place = tuple[str | int, ...]
"""Where a value stands: keys and indices from the top."""

_PLAIN = {f"tag:yaml.org,2002:{kind}" for kind in ("str", "int", "bool", "null", "timestamp")}
_FLOAT = "tag:yaml.org,2002:float"


class Mark(NamedTuple):
    """Where something stands in a file, as an editor counts.

    Arguments:
        line: from 1.
        column: from 1.
    """

    line: int
    column: int


TOP = Mark(1, 1)
"""Where a file begins."""


class Fault(NamedTuple):
    """Something wrong in a file.

    Arguments:
        mark: where.
        place: the value that it is about.
        rule: the broken rule's short name.
        message: what is wrong.
    """

    mark: Mark
    place: Place
    rule: str
    message: str


@dataclass(frozen=True, slots=True)
class Written:
    """What stands in a file.

    Arguments:
        data: its values; None where it cannot be read.
        marks: where each value stands.
        faults: what is wrong with the YAML itself.
    """

    data: Any
    marks: Mapping[Place, Mark] = field(default_factory=dict)
    faults: Sequence[Fault] = ()

    def mark(self, place: Place) -> Mark:
        """Tell where a value stands, or the nearest one around it."""
        while place and place not in self.marks:
            place = place[:-1]
        return self.marks.get(place, TOP)

    def fault(self, place: Place, rule: str, message: str) -> Fault:
        """Say what is wrong with a value."""
        return Fault(self.mark(place), place, rule, message)


_Quick: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_DEEP = 2_000
"""So deeply nested a file is not read by libyaml, which would go on until the stack is at its end."""


def values(text: str) -> Any:
    """Read the values of a file of this package, as they are; of a file of others, see `read_strictly`.

    Arguments:
        text: the file's.
    """
    return yaml.load(text, Loader=_Quick)  # noqa: S506  (either of the two makes plain values only)


class _Loader(yaml.SafeLoader):
    """Composes nodes, and refuses aliases: a value is written where it stands."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            event = self.peek_event()  # type: ignore[no-untyped-call]  # the stubs leave it open
            message = "an alias hides what is written; write the value out"
            raise yaml.composer.ComposerError(None, None, message, event.start_mark)
        return super().compose_node(parent, index)


def _mark_of(mark: yaml.Mark | None) -> Mark:
    return TOP if mark is None else Mark(mark.line + 1, mark.column + 1)


class _Reader:
    """Turns nodes into values, noting where they stand and what is wrong."""

    def __init__(self, loader: Any) -> None:
        self._loader = loader
        self.marks: dict[Place, Mark] = {}
        self.faults: list[Fault] = []

    def value(self, node: yaml.Node, place: Place) -> Any:
        self.marks[place] = _mark_of(node.start_mark)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, place)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, (*place, number)) for number, item in enumerate(node.value)]
        return self._scalar(node, place)

    def _mapping(self, node: yaml.MappingNode, place: Place) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            if key_node.tag != "tag:yaml.org,2002:str":
                self._find(
                    (*place, key), key_node, "key", f"the key {key} is not text: YAML reads it otherwise"
                )
            elif key in result:
                self._find((*place, key), key_node, "duplicate-key", f"the key {key} stands here twice")
            result[key] = self.value(value_node, (*place, key))
        return result

    def _scalar(self, node: yaml.Node, place: Place) -> Any:
        if node.tag == _FLOAT:
            message = f"{node.value} is a bare decimal: write it in quotes, so that it stays exact"
            self._find(place, node, "unquoted-decimal", message)
            return str(node.value)
        if node.tag not in _PLAIN:
            self._find(place, node, "tag", f"{node.tag} cannot stand here")
            return None
        try:
            return self._loader.construct_object(node)
        except ValueError as error:
            self._find(place, node, "value", f"{node.value} cannot be read: {error}")
            return None

    def _find(self, place: Place, node: yaml.Node, rule: str, message: str) -> None:
        mark = self.marks[place] = _mark_of(node.start_mark)
        self.faults.append(Fault(mark, place, rule, message))


def _is_plain(text: str) -> bool:
    """Tell whether a file has no alias, and no more levels than anybody writes."""
    levels = max(map(len, text.splitlines()), default=0) + text.count("[") + text.count("{")
    return "*" not in text and levels < _DEEP


def _composed(text: str) -> tuple[Any, yaml.Node | None]:
    """Give the nodes of a file, and what makes values of them."""
    if _is_plain(text):
        quick = _Quick(text)
        # Where something is wrong, the other one says so.
        with contextlib.suppress(yaml.YAMLError):
            return quick, quick.get_single_node()
    loader = _Loader(text)
    return loader, loader.get_single_node()


def read_strictly(content: bytes) -> Written:
    """Read a file that is a mapping of keys; what is wrong with it comes back as faults, not as an error."""
    try:
        loader, node = _composed(content.decode("utf-8"))
    except RecursionError:
        return _unreadable(TOP, "it is nested too deeply")
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        problem = getattr(error, "problem", None) or str(error)
        return _unreadable(_mark_of(getattr(error, "problem_mark", None)), problem)
    if not isinstance(node, yaml.MappingNode):
        return _unreadable(TOP, "the file is a mapping of keys")
    reader = _Reader(loader)
    data = reader.value(node, ())
    return Written(data, reader.marks, reader.faults)


def _unreadable(mark: Mark, message: str) -> Written:
    return Written(None, {}, [Fault(mark, (), "yaml", message)])


def values_in(file: Traversable) -> Any:
    """Read the values of a file of this package strictly.

    Arguments:
        file: which.

    Raises:
        ValueError: it is wrong; the message says which and why.
    """
    written = read_strictly(file.read_bytes())
    if written.faults:
        message = f"{file.name}: {'; '.join(fault.message for fault in written.faults)}"
        raise ValueError(message)
    return written.data
