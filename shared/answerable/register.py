"""A stream's register: what its list, its page and its table show, said once and used everywhere.

A register says for each column which events set it and to what. From that one declaration follow the table
and the projection that fills it, the query with its filters, sorting and pages, the pages of the console, and
the CSV. What is shown of a matter is worked out from events alone: no clock, nothing random.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum, StrEnum
from functools import cached_property
from types import UnionType
from typing import Any, Union, get_args, get_origin

from answerable.corrections import now_holds
from answerable.events.base import Event, stream_of
from answerable.flow import KEPT_STEPS, Flow
from answerable.found_by import with_words, words_in

Row = Mapping[str, Any]
"""A matter as it stood before the event, by column; empty where the event begins it."""

Setter = Callable[[Any, Row], Any]
"""Takes an event and the row before it, and gives what the column then holds: text, number, list, moment."""


MOST_ROWS = 100
"""Rows on one page at most, where a register says nothing else."""


DAYS = ("since", "until")
"""What every list can be narrowed by: its first and its last day by the site's clock."""


def events_of(module: str) -> tuple[type[Event], ...]:
    """List the events that a module defines.

    Arguments:
        module: its dotted name; it is loaded.
    """
    found = vars(sys.modules[module]).values()
    return tuple(
        one for one in found if isinstance(one, type) and issubclass(one, Event) and one.__module__ == module
    )


class Kind(StrEnum):
    """What a column holds, and so how it is kept, written and read."""

    TEXT = "text"
    CHOICE = "choice"
    MOMENT = "moment"
    DAY = "day"
    FLAG = "flag"
    NUMBER = "number"
    LIST = "list"


class Names(StrEnum):
    """What the text of a column names: whoever narrows a list by what there is none of is told so."""

    MATTER = "a person or a matter, by id"
    SITE = "a site, by id"
    NOTHING = "nothing: it is a label"


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
        is_shown: whether a page shows it at all; what other columns are worked out from is only kept.
        names: what its text names, where a list can be narrowed by it.
    """

    name: str
    kind: Kind
    sets: Mapping[type[Event], Setter]
    choices: type[StrEnum] | None = None
    words: str = ""
    is_required: bool = False
    is_listed: bool = True
    is_shown: bool = True
    names: Names = Names.MATTER


def plain(value: Any) -> Any:
    """Give a field's value as a table holds it: an enumeration's word, a list for a tuple."""
    if isinstance(value, Enum):
        return value.value
    return [plain(item) for item in value] if isinstance(value, tuple) else value


def given(name: str) -> Setter:
    """Set a column to what a field of the event says."""
    return lambda event, _: plain(getattr(event, name))


def anew(name: str) -> Setter:
    """Set a column to what a correction says of it, or to nothing; leave it where nothing is said."""

    def correct(event: Any, row: Row) -> Any:
        return plain(now_holds(event, name, row.get(name)))

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


def unless_back_from(column: str, *stages: StrEnum) -> Setter:
    """Empty what the step into a stage had set, where that step is taken back; leave it where another is."""
    return lambda _, row: None if row["state"] in stages else row[column]


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


_READ: Mapping[Kind, Callable[[str], Any]] = {
    Kind.MOMENT: datetime.fromisoformat,
    Kind.DAY: date.fromisoformat,
}
"""How what is remembered of a column is read."""


@dataclass(frozen=True)
class Register:
    """What is kept and shown of a stream's matters.

    Arguments:
        opening: the events that begin a matter.
        columns: what is kept of it, in the order in which it is shown.
        newest: the column of a moment or a day that lists are sorted by, newest first.
        sorts: further ways to sort a list, each with the columns that make it, the most important first;
            every matter has them, and ``state`` and closed sets sort in their own order.
        first_sort: the way in which a list is sorted where none is asked for; by the newest if left out.
        flow: the stream's flow; its stage is kept in the column ``state``.
        marks: yes-or-no questions about a row, by name: each is kept, counted and can be filtered by.
        filters: columns that a list can be narrowed by: ids and closed sets.
        searched: columns of which a search shows one beside what it found. It looks through more: every id
            and every free text that the matter's events have.
        urgent: stages that a page shows in red.
        void: stages in which a matter counts for nothing, which a page shows in grey.
        void_mark: the mark of a matter that counts for nothing, where there is no flow.
        plural: the name of the list, and its address; the stream's name with an ``s`` where left out.
        has_pages: whether the console makes its pages from this; False where they are written by hand.
        most_rows: rows on one page at most: as many of the longest fit into one message of the bus.
        moves: where a matter can go from site to site, what each event says of where it is then.
        own: the columns that name whose a matter is: who sees only what is theirs sees what has their id in
            one of them; the stream's own name where the matter is a person.
        number: what the numbers begin with by which people call the stream's matters, such as ``GD`` in
            ``GD20261121-0007``; they have none where it is empty.
        lines: what makes a row's two lines on a small screen: columns, ``site``, ``state`` and the stream's
            own name for the id; from the columns' order where left out, see `small_lines`.
        site_column: the column that pages show as a matter's site, where some lie at one only because every
            event lies at one; the site itself where left out.
    """

    opening: tuple[type[Event], ...]
    columns: tuple[Column, ...]
    newest: str
    sorts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    first_sort: str = ""
    flow: Flow[Any] | None = None
    marks: Mapping[str, Callable[[Row], bool]] = field(default_factory=dict)
    filters: tuple[str, ...] = ()
    searched: tuple[str, ...] = ()
    urgent: tuple[StrEnum, ...] = ()
    void: tuple[StrEnum, ...] = ()
    void_mark: str = ""
    plural: str = ""
    has_pages: bool = True
    most_rows: int = MOST_ROWS
    moves: Mapping[type[Event], Setter] = field(default_factory=dict)
    own: tuple[str, ...] = ()
    number: str = ""
    lines: tuple[tuple[str, ...], ...] = ()
    site_column: str = "site"

    def __post_init__(self) -> None:
        """See that what is named is there.

        Raises:
            TypeError: a filter, an order, a line or the search names no column, two columns have one name, or
                a list would be sorted by what some matter does not have.
        """
        names = [column.name for column in self.columns]
        sorted_by = {name for of_one in self.sorts.values() for name in of_one} - {"state"}
        of_lines = {name for line in self.lines for name in line} - {"site", "state", self.stream}
        of_owners = {*self.own} - {self.stream}
        of_sites = {self.site_column} - {"site"}
        named = {self.newest, *self.filters, *self.searched, *sorted_by, *of_lines, *of_owners, *of_sites}
        unknown = named - set(names)
        doubled = {name for name in names if names.count(name) > 1}
        reserved = set(names) & {
            "site",
            "state",
            "number",
            "words",
            "earlier",
            *DAYS,
            self.stream,
            *self.all_marks,
        }
        if unknown or doubled or reserved:
            message = (
                f"the register of {self.stream}: no column {', '.join(sorted(unknown)) or '-'}; "
                f"twice or taken: {', '.join(sorted(doubled | reserved)) or '-'}"
            )
            raise TypeError(message)
        lacking = sorted(name for name in sorted_by if not self._is_always_set(self.column(name)))
        if lacking or (self.first_sort and self.first_sort not in self.all_sorts):
            message = (
                f"the register of {self.stream} cannot be sorted by {', '.join(lacking) or self.first_sort}: "
                "only by what every matter has, in a way that is named"
            )
            raise TypeError(message)

    def _is_always_set(self, column: Column) -> bool:
        """Tell whether every matter has a column from its first event on."""
        begun = [column.sets.get(event) for event in self.opening]
        never_empty = all(setter in (when, zero, yes, no) for setter in begun)
        return column.is_required or (never_empty and nothing not in column.sets.values())

    @cached_property
    def places(self) -> dict[str, dict[str, int]]:
        """Of each closed set that lists are sorted by, every member's place, kept as ``<name>_place``."""
        found: dict[str, dict[str, int]] = {}
        for name in {name for of_one in self.sorts.values() for name in of_one}:
            choices = self._choices_of(name)
            if choices is not None:
                found[name] = {member.value: place for place, member in enumerate(choices)}
        return dict(sorted(found.items()))

    def _choices_of(self, name: str) -> type[StrEnum] | None:
        if name == "state":
            return None if self.flow is None else self.flow.stages
        return self.column(name).choices

    @cached_property
    def all_sorts(self) -> dict[str, tuple[str, ...]]:
        """Every way to sort, with the table's columns that make it; the matter's id comes behind them."""
        ways = {self.newest: (self.newest,), **self.sorts}
        return {
            way: tuple(f"{name}_place" if name in self.places else name for name in names)
            for way, names in ways.items()
        }

    @property
    def usual_sort(self) -> str:
        """The way in which a list is sorted where none is asked for."""
        return self.first_sort or self.newest

    @cached_property
    def stream(self) -> str:
        """The stream's name, which is also the name of the column that holds a matter's id."""
        return stream_of(self.opening[0].__module__)

    @cached_property
    def small_lines(self) -> tuple[tuple[str, ...], ...]:
        """What makes a row's two lines on a small screen, what leads a line first.

        Where a register says nothing: the first text and the stage, and below them the id, the newest moment
        and the next text or choice.
        """
        if self.lines:
            return self.lines
        told = (Kind.TEXT, Kind.CHOICE)
        texts = [one.name for one in self.listed if one.kind in told and one.name != self.newest]
        stage = () if self.flow is None else ("state",)
        return (*texts[:1], *stage), (self.stream, self.newest, *texts[1:2])

    @property
    def is_of_people(self) -> bool:
        """Whether its matters are people: what they are called stands in no event, and so in no row."""
        return self.stream in self.own

    @cached_property
    def listed(self) -> tuple[Column, ...]:
        """The columns of a list, as a page heads them: its site stands apart."""
        return tuple(one for one in self.columns if one.is_listed and one.name != self.site_column)

    @property
    def name(self) -> str:
        """The name of the list: ``complaints``."""
        return self.plural or f"{self.stream}s"

    @cached_property
    def events(self) -> tuple[type[Event], ...]:
        """Every event that changes a row, each once: those of the stream, for each may say a word."""
        sets = (event for column in self.columns for event in column.sets)
        return tuple(dict.fromkeys((*self.opening, *events_of(self.opening[0].__module__), *sets)))

    @cached_property
    def all_marks(self) -> dict[str, Callable[[Row], bool]]:
        """The marks, with ``is_open`` from the flow's ends, unless it is one of them already.

        Where a matter has no stage that leads on, as a report that is handed in or not, each that counts is.
        """
        if self.flow is None or not self.flow.ends:
            return {**self.marks}
        leads_on = any(stage not in self.flow.ends for stage in self.flow.stages)
        over = self.flow.ends if leads_on else frozenset(self.void)
        return {"is_open": lambda row: row["state"] not in over, **self.marks}

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
        if before is not None and self._leads_back(before, event):
            return self._back(before, event)
        # What is begun anew after it was taken back has nothing of what it was before.
        begins = before is None or (type(event) in self.opening and before.get("state") in self.void)
        old: Row = {} if before is None or begins else before
        row: dict[str, Any] = dict(before or {self.stream: event.originator_id, "site": event.site})
        for column in self.columns:
            setter = column.sets.get(type(event))
            if setter is not None:
                row[column.name] = setter(event, old)
            elif begins:
                row[column.name] = [] if column.kind is Kind.LIST else None
        if (place := self.moves.get(type(event))) is not None:
            row["site"] = place(event, old) or row["site"]
        if self.flow is not None and type(event) in self.flow:
            stage = self.flow.stages(old["state"]) if old else None
            row["state"] = self.flow.after(stage, type(event)).value
        if self.has_memory and (begins or self._remembers(old, event)):
            row["earlier"] = [] if begins else [*old["earlier"], self._kept(old)][-KEPT_STEPS:]
        return self._found_and_marked(row, before, event)

    def _found_and_marked(self, row: dict[str, Any], before: Row | None, event: Event) -> dict[str, Any]:
        """Add to a row what follows from it: its places in lists, what it is found by, and its marks."""
        for name, places in self.places.items():
            row[f"{name}_place"] = places[row[name]]
        texts = words_in(event)
        if before is None:
            row["words"] = with_words("", (row[self.stream], *texts))
        elif texts:
            row["words"] = with_words(before["words"], texts)
        return row | {name: bool(mark(row)) for name, mark in self.all_marks.items()}

    @property
    def has_memory(self) -> bool:
        """Whether rows remember what held before, in the table's column ``earlier``."""
        return self.flow is not None and self.flow.has_memory

    def _leads_back(self, row: Row, event: Event) -> bool:
        return self.flow is not None and self.flow.restores(type(event)) and bool(row.get("earlier"))

    def _remembers(self, row: Row, event: Event) -> bool:
        flow = self.flow
        return flow is not None and flow.remembers(flow.stages(row["state"]), type(event))

    def _kept(self, row: Row) -> dict[str, Any]:
        """Give what a row says, as it is remembered: as JSON has it."""
        said = {name: row[name] for name in (*(column.name for column in self.columns), "state")}
        return {
            name: now.isoformat() if isinstance(now, date | datetime) else now for name, now in said.items()
        }

    def _back(self, before: Row, event: Event) -> dict[str, Any]:
        """Give a row as it was before what an event takes back; what it is found by stays."""
        *earlier, last = before["earlier"]
        row = {**before, "earlier": earlier, "state": last["state"]}
        for column in self.columns:
            was = last[column.name]
            row[column.name] = _READ[column.kind](was) if was is not None and column.kind in _READ else was
        return self._found_and_marked(row, before, event)
