"""Plots: what the library in the browser draws, and the table that says the same without it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from answerable.wording.numbers import NONE, number, percent

if TYPE_CHECKING:
    from answerable.queries.callbacks import MonthCount
    from answerable.wording.catalogue import Language
    from answerable_services.console.language import Words


_WHOLE = 100


class Paint(StrEnum):
    """What a part is painted with: a custom property of the style sheet, so by day and by night."""

    ACCENT = "accent"
    WATCH = "watch"
    BAD = "bad"
    INK = "ink"
    QUIET = "line-strong"


class Shape(StrEnum):
    """How a series is drawn."""

    COLUMNS = "columns"
    DOWN = "down"
    """Columns that hang down: what leaves, or comes back."""
    STEPS = "steps"
    """A line that stays where it is up to the next category."""
    LINE = "line"
    CELLS = "cells"
    """A row of cells, the fuller the more: several of them are a map."""
    POINTS = "points"
    """Points that no line joins; several of them are a spread."""
    TOLD = "told"
    """Not drawn: told by the table, by the tip and to who goes through by keyboard."""


@dataclass(frozen=True, slots=True)
class Series:
    """One number for each category.

    Arguments:
        name: what is counted.
        paint: the colour.
        values: in the categories' order.
        shape: how it is drawn.
        is_share: whether they are hundredths of a whole, with an axis of their own.
        told: the values as people read them, where that says more than the number.
        notes: what stands within each cell.
        spots: the categories in which something is amiss, by their places: painted and hatched.
    """

    name: str
    paint: Paint
    values: tuple[int | None, ...]
    shape: Shape = Shape.COLUMNS
    is_share: bool = False
    told: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    spots: tuple[int, ...] = ()

    def texts(self, language: Language) -> tuple[str, ...]:
        """Give the values as people read them."""
        return self.told or tuple(self._text(value, language) for value in self.values)

    def _text(self, value: int | None, language: Language) -> str:
        if value is None:
            return NONE
        return percent(value, _WHOLE, language) if self.is_share else number(value, language)


@dataclass(frozen=True, slots=True)
class Plot:
    """Columns over categories; several series stand on one another.

    Arguments:
        label: what the plot shows.
        axis: what the categories are.
        categories: each category's full name.
        ticks: what stands under each column, where that is shorter.
        series: from the bottom up.
        language: in which numbers are written.
        mark: the category at which a line stands across, and what is said of it.
        measure: what the numbers of the axis are, with ``{value}`` in it; nothing of plain counts.
        is_steep: whether each step of the axis is ten times the one below, as lengths of time differ.
    """

    label: str
    axis: str
    categories: tuple[str, ...]
    ticks: tuple[str, ...]
    series: tuple[Series, ...]
    language: Language
    mark: tuple[str, str] | None = None
    measure: str = ""
    is_steep: bool = False

    @property
    def document(self) -> dict[str, object]:
        """What the script draws, as JSON; numbers stand beside what people read."""
        return {
            "categories": self.categories,
            "ticks": self.ticks,
            "series": [
                {
                    "name": one.name,
                    "paint": one.paint,
                    "values": one.values,
                    "texts": one.texts(self.language),
                    "shape": one.shape,
                    "share": one.is_share,
                    "notes": one.notes,
                    "spots": one.spots,
                }
                for one in self.series
            ],
            "measure": self.measure,
            "steep": self.is_steep,
            "mark": None
            if self.mark is None
            else {"at": self.categories.index(self.mark[0]), "text": self.mark[1]},
        }

    @property
    def rows(self) -> tuple[tuple[str, tuple[int | None, ...]], ...]:
        """The same as a table: each category with its numbers."""
        return tuple(
            zip(self.categories, zip(*(one.values for one in self.series), strict=True), strict=True)
        )

    @property
    def written_rows(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """The same, each number as people read it."""
        texts = (one.texts(self.language) for one in self.series)
        return tuple(zip(self.categories, zip(*texts, strict=True), strict=True))


def contacts_by_hour(counts: Sequence[int], words: Words) -> Plot:
    """Show when customers call.

    Arguments:
        counts: 24 numbers, from midnight on.
        words: of the page's language.
    """
    return Plot(
        label=words("overview.hours"),
        axis=words("overview.hour"),
        categories=tuple(f"{hour:02d}:00–{hour:02d}:59" for hour in range(len(counts))),
        ticks=tuple(f"{hour:02d}" for hour in range(len(counts))),
        series=(Series(words("overview.contacts"), Paint.ACCENT, tuple(counts)),),
        language=words.language,
    )


def people_by_grade(grades: Sequence[str | None], words: Words) -> Plot:
    """Show how many people have which grade.

    Arguments:
        grades: each person's, None where none applies.
        words: of the page's language.
    """
    counts = Counter(grade or NONE for grade in grades)
    named = tuple(sorted(counts))
    return Plot(
        label=words("scores.grades"),
        axis=words("scores.grade"),
        categories=named,
        ticks=named,
        series=(Series(words("scores.people"), Paint.ACCENT, tuple(counts[grade] for grade in named)),),
        language=words.language,
    )


def callbacks_by_month(months: Sequence[tuple[MonthCount, int]], words: Words) -> Plot:
    """Show how many callbacks were made, missed and not ended, by the month in which they were due.

    Arguments:
        months: each month with how many of its callbacks have not ended, oldest first.
        words: of the page's language.
    """
    return Plot(
        label=words("callbacks.months"),
        axis=words("callbacks.month"),
        categories=tuple(month.month for month, _ in months),
        ticks=tuple(month.month[2:] for month, _ in months),
        series=(
            Series(words("callbacks.done"), Paint.ACCENT, tuple(month.completed for month, _ in months)),
            Series(words("callbacks.missed"), Paint.BAD, tuple(month.missed for month, _ in months)),
            Series(words("callbacks.open"), Paint.QUIET, tuple(still_open for _, still_open in months)),
        ),
        language=words.language,
    )
