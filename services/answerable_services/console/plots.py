"""Plots: what the library in the browser draws, and the table that says the same without it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from answerable.wording.numbers import NONE, number

if TYPE_CHECKING:
    from answerable.queries.callbacks import MonthCount
    from answerable.wording.catalogue import Language
    from answerable_services.console.language import Words


class Paint(StrEnum):
    """What a part is painted with: a custom property of the style sheet, so by day and by night."""

    ACCENT = "accent"
    BAD = "bad"
    QUIET = "line-strong"


@dataclass(frozen=True, slots=True)
class Series:
    """One number for each category.

    Arguments:
        name: what is counted.
        paint: the colour.
        values: in the categories' order.
    """

    name: str
    paint: Paint
    values: tuple[int, ...]


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
    """

    label: str
    axis: str
    categories: tuple[str, ...]
    ticks: tuple[str, ...]
    series: tuple[Series, ...]
    language: Language

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
                    "texts": [number(value, self.language) for value in one.values],
                }
                for one in self.series
            ],
        }

    @property
    def rows(self) -> tuple[tuple[str, tuple[int, ...]], ...]:
        """The same as a table: each category with its numbers."""
        return tuple(
            zip(self.categories, zip(*(one.values for one in self.series), strict=True), strict=True)
        )


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
