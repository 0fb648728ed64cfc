"""What a template is given to write of a form: each input with its words, value and faults."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple


class Option(NamedTuple):
    """One of the values that can be chosen."""

    value: str
    text: str
    is_chosen: bool = False


class Hidden(NamedTuple):
    """An input that nobody sees."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class ShownField:
    """One input with its label, or a list of them.

    Arguments:
        control: ``input``, ``area``, ``select``, ``box``, ``rows`` (inputs below each other), ``parts`` (rows
            of several inputs) or ``part`` (one of these).
        id: its id on the page.
        name: under which it is sent.
        label: what it is called.
        help: one line about it.
        value: what stands in it.
        type: of an ``input``.
        mode: the keyboard that a phone shows for it; empty for its usual one.
        is_required: whether something has to be said.
        is_optional: whether it is marked as what may be left out.
        is_ticked: whether a ``box`` is ticked.
        faults: what is wrong with it.
        options: of a ``select``; of an ``input`` in which was searched, what was found, to be chosen from.
        was_searched: whether something was searched in it.
        key: what the button that searches in it says: its name, with its number where it is a row.
        searches: what it searches: a stream's register, any matter, or the articles.
        may_have_left: whether people who have left are among them.
        called: what people call the id that stands in it, where that is known.
        inner: the inputs of ``rows``, and the rows of ``parts``.
        none: of a list, the box that says that there is nothing to be said in it.
        takes_files: whether files are chosen in it, of which each becomes a row.
    """

    control: str
    id: str
    name: str
    label: str
    help: str
    value: str = ""
    type: str = "text"
    mode: str = ""
    is_required: bool = False
    is_optional: bool = False
    is_ticked: bool = False
    faults: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    was_searched: bool = False
    key: str = ""
    searches: str | None = None
    may_have_left: bool = False
    called: str = ""
    inner: tuple[ShownField, ...] = ()
    none: ShownField | None = None
    takes_files: bool = False

    @property
    def described_by(self) -> str:
        """The ids of what is said about it, as ``aria-describedby`` has them."""
        said = ([f"{self.id}-help"] if self.help else []) + ([f"{self.id}-fault"] if self.faults else [])
        return " ".join(said)


class ShownGroup(NamedTuple):
    """Fields that stand together, what they have in common, and one line about them."""

    name: str
    legend: str
    hint: str
    fields: tuple[ShownField, ...]


class Wrong(NamedTuple):
    """One line of what is wrong, with the place of the input that it is about."""

    id: str
    label: str
    said: str


_TYPED_INTO = frozenset({"input", "area", "select"})


def _each(field: ShownField) -> Iterator[ShownField]:
    """Give a field's own inputs, in their order."""
    yield field
    for one in field.inner:
        yield from _each(one)


@dataclass(frozen=True, slots=True)
class ShownForm:
    """A whole form.

    Arguments:
        id: its id on the page.
        command: which command it gives.
        title: the command as a verb phrase.
        hidden: what is sent along.
        groups: the inputs.
        of_whole: what is wrong with all of it.
        wrong: what is wrong with single inputs, in their order.
    """

    id: str
    command: str
    title: str
    hidden: tuple[Hidden, ...]
    groups: tuple[ShownGroup, ...]
    of_whole: tuple[str, ...]
    wrong: tuple[Wrong, ...]

    @property
    def begins_at(self) -> str:
        """The id of the first input that waits for something; empty where something is read before."""
        asked = [
            one
            for group in self.groups
            if group.name != "when"
            for field in group.fields
            for one in _each(field)
        ]
        if self.wrong or self.of_whole or any(one.was_searched for one in asked):
            return ""
        return next((one.id for one in asked if one.control in _TYPED_INTO and not one.value), "")

    @property
    def takes_files(self) -> bool:
        """Whether files are chosen in it: it is sent in parts then."""
        return any(field.takes_files for group in self.groups for field in group.fields)
