"""A stream's register: what its list, its page and its table show, said once and used everywhere.

A register says for each column which events set it and to what. From that one declaration follow the table
and the projection that fills it, the query with its filters, sorting and pages, the pages of the console, and
the CSV. What is shown of a matter is worked out from events alone: no clock, nothing random.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from functools import cached_property
from types import UnionType
from typing import Any, Union, get_args, get_origin

from answerable.events.base import Event, stream_of
from answerable.flow import Flow

Row = Mapping[str, Any]
"""A matter as it stood before the event, by column; empty where the event begins it."""

Setter = Callable[[Any, Row], Any]
"""Takes an event and the row before it, and gives what the column then holds: text, number, list, moment."""


class Kind(StrEnum):
    """What a column holds, and so how it is kept, written and read."""

    TEXT = "text"
    CHOICE = "choice"
    MOMENT = "moment"
    DAY = "day"
    FLAG = "flag"
    NUMBER = "number"
    LIST = "list"


@dataclass(frozen=True)
class Column:
    """One column of a register.

    Arguments:
        name: its name in the table, the query's answer and the words of the pages.
        kind: what it holds.
        sets: what each event sets it to; events that are not named leave it as it is.
        choices: the closed set that its values are of, where there is one.
        words: the area of the catalogue in which the members of that set are; the column's name if left out.
        is_required: whether every matter has it from its first event on.
        is_listed: whether a list shows it, or only the page of a single matter.
    """

    name: str
    kind: Kind
    sets: Mapping[type[Event], Setter]
    choices: type[StrEnum] | None = None
    words: str = ""
    is_required: bool = False
    is_listed: bool = True


def plain(value: Any) -> Any:
    """Give a field's value as a table holds it: an enumeration's word, a list for a tuple."""
    if isinstance(value, Enum):
        return value.value
    return [plain(item) for item in value] if isinstance(value, tuple) else value


def given(name: str) -> Setter:
    """Set a column to what a field of the event says."""
    return lambda event, _: plain(getattr(event, name))


def anew(name: str) -> Setter:
    """Set a column to what a correction says of it, and leave it where the correction says nothing."""

    def correct(event: Any, row: Row) -> Any:
        said_now = getattr(event, name)
        return row.get(name) if said_now is None else plain(said_now)

    return correct


def when(event: Any, _: Row) -> Any:
    """Set a column to the moment at which the event happened."""
    return event.occurred_at


def yes(_: Any, __: Row) -> bool:
    """Set a flag."""
    return True


def no(_: Any, __: Row) -> bool:
    """Set a flag to no."""
    return False


def zero(_: Any, __: Row) -> int:
    """Begin to count."""
    return 0


def nothing(_: Any, __: Row) -> None:
    """Empty a column."""


def no_more(_: Any, __: Row) -> list[Any]:
    """Empty a list."""
    return []


def one_more(name: str) -> Setter:
    """Count the event in a column."""
    return lambda _, row: row.get(name, 0) + 1


def gathered(column: str, name: str) -> Setter:
    """Add what a field of the event says to a column's list, once."""

    def add(event: Any, row: Row) -> list[Any]:
        known, more = list(row.get(column) or ()), plain(getattr(event, name))
        return known if more in known else [*known, more]

    return add


_KINDS = {
    "bool": Kind.FLAG,
    "int": Kind.NUMBER,
    "date": Kind.DAY,
    "datetime": Kind.MOMENT,
    "AwareDatetime": Kind.MOMENT,
    "tuple": Kind.LIST,
}
"""What a field's type makes of its column; every other is text."""


def said(
    event: type[Event],
    name: str,
    *later: type[Event],
    corrected_by: type[Event] | None = None,
    is_listed: bool = True,
) -> Column:
    """Make the column of a field that an event says, and that later ones may say anew.

    Arguments:
        event: the one that says it first.
        name: the field's, and the column's.
        later: further events with such a field.
        corrected_by: a correction that may say it anew, and leaves it where it says nothing.
        is_listed: whether a list shows it.
    """
    annotation = event.model_fields[name].annotation
    is_optional = get_origin(annotation) in (Union, UnionType)
    if is_optional:
        annotation = next(one for one in get_args(annotation) if one is not type(None))
    model = get_origin(annotation) or annotation
    choices = model if isinstance(model, type) and issubclass(model, StrEnum) else None
    known = _KINDS.get(getattr(model, "__name__", ""), Kind.TEXT)
    return Column(
        name,
        Kind.CHOICE if choices else known,
        dict.fromkeys((event, *later), given(name)) | ({corrected_by: anew(name)} if corrected_by else {}),
        choices=choices,
        is_required=not is_optional,
        is_listed=is_listed,
    )


def moment(name: str, *events: type[Event], cleared_by: Iterable[type[Event]] = ()) -> Column:
    """Make the column of when something happened.

    Arguments:
        name: the column's.
        events: each sets it to when it happened.
        cleared_by: events that empty it again.
    """
    return Column(name, Kind.MOMENT, dict.fromkeys(events, when) | dict.fromkeys(cleared_by, nothing))


@dataclass(frozen=True)
class Register:
    """What is kept and shown of a stream's matters.

    Arguments:
        opening: the events that begin a matter.
        columns: what is kept of it, in the order in which it is shown.
        newest: the column of a moment or a day that lists are sorted by, newest first.
        flow: the stream's flow; its stage is kept in the column ``state``.
        marks: yes-or-no questions about a row, by name: each is kept, counted and can be filtered by.
        filters: columns that a list can be narrowed by: ids and closed sets.
        searched: columns whose text a search looks through, beside the id.
        urgent: stages that a page shows in red.
        plural: the name of the list, and its address; the stream's name with an ``s`` where left out.
        has_pages: whether the console makes its pages from this; False where they are written by hand.
    """

    opening: tuple[type[Event], ...]
    columns: tuple[Column, ...]
    newest: str
    flow: Flow[Any] | None = None
    marks: Mapping[str, Callable[[Row], bool]] = field(default_factory=dict)
    filters: tuple[str, ...] = ()
    searched: tuple[str, ...] = ()
    urgent: tuple[StrEnum, ...] = ()
    plural: str = ""
    has_pages: bool = True

    def __post_init__(self) -> None:
        """See that what is named is there.

        Raises:
            TypeError: a filter, the order or the search names no column, or two columns have one name.
        """
        names = [column.name for column in self.columns]
        unknown = {self.newest, *self.filters, *self.searched} - set(names)
        doubled = {name for name in names if names.count(name) > 1}
        reserved = set(names) & {"site", "state", "words", self.stream, *self.all_marks}
        if unknown or doubled or reserved:
            message = (
                f"the register of {self.stream}: no column {', '.join(sorted(unknown)) or '-'}; "
                f"twice or taken: {', '.join(sorted(doubled | reserved)) or '-'}"
            )
            raise TypeError(message)

    @cached_property
    def stream(self) -> str:
        """The stream's name, which is also the name of the column that holds a matter's id."""
        return stream_of(self.opening[0].__module__)

    @property
    def name(self) -> str:
        """The name of the list: ``complaints``."""
        return self.plural or f"{self.stream}s"

    @cached_property
    def events(self) -> tuple[type[Event], ...]:
        """Every event that changes a row, each once."""
        steps = () if self.flow is None else (step.event for step in self.flow.steps)
        sets = (event for column in self.columns for event in column.sets)
        return tuple(dict.fromkeys((*self.opening, *steps, *sets)))

    @cached_property
    def all_marks(self) -> dict[str, Callable[[Row], bool]]:
        """The marks, with ``is_open`` from the flow's ends, unless it is one of them already."""
        ends = frozenset() if self.flow is None else self.flow.ends
        opened = {"is_open": lambda row: row["state"] not in ends} if ends else {}
        return {**opened, **self.marks}

    def column(self, name: str) -> Column:
        """Give a column by its name."""
        return next(column for column in self.columns if column.name == name)

    def after(self, before: Row | None, event: Event) -> dict[str, Any] | None:
        """Give a matter's row behind an event.

        Arguments:
            before: as it was; None where there is none.
            event: what happened.

        Returns:
            The row; None where the event comes before the one that begins the matter.
        """
        if before is None and type(event) not in self.opening:
            return None
        old: Row = before or {}
        row: dict[str, Any] = dict(old) if before else {self.stream: event.originator_id, "site": event.site}
        for column in self.columns:
            setter = column.sets.get(type(event))
            if setter is not None:
                row[column.name] = setter(event, old)
            elif before is None:
                row[column.name] = [] if column.kind is Kind.LIST else None
        if self.flow is not None and type(event) in self.flow:
            stage = None if before is None else self.flow.stages(before["state"])
            row["state"] = self.flow.after(stage, type(event)).value
        texts = (row[self.stream], *(row[name] for name in self.searched))
        row["words"] = "\n".join(str(text) for text in texts if text).casefold()
        return row | {name: bool(mark(row)) for name, mark in self.all_marks.items()}
