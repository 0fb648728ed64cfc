"""Movements of keys and of hazardous goods: what came and went, and what was out or left behind each day.

A long period is shown by the week: so many columns as there are days in two years tell nobody anything. The
files have every day.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Protocol, TypeVar

from answerable.wording.numbers import number
from answerable_services.console.plots import Paint, Plot, Series, Shape
from answerable_services.console.trend_plots import Trend

if TYPE_CHECKING:
    from answerable.queries.desk import GoodMoved, GoodOfDay, GoodsMoved, KeysMoved
    from answerable_services.console.language import Words

MOST_DAYS = 92
"""Days that are shown one by one: three months."""

_DAY = timedelta(days=1)
_WEEK = 7

Span = tuple[date, date]
"""The first and the last day of what one column shows."""


class _Day(Protocol):
    @property
    def day(self) -> date: ...


D = TypeVar("D", bound=_Day)


def spans(first: date, last: date) -> list[Span]:
    """Cut a period into days, or, where these are many, into weeks from Monday on.

    Arguments:
        first: its first day.
        last: its last day.
    """
    if (last - first).days < MOST_DAYS:
        return [(day, day) for day in (first + number * _DAY for number in range((last - first).days + 1))]
    found, begins = [], first
    while begins <= last:
        ends = min(begins + (_WEEK - 1 - begins.weekday()) * _DAY, last)
        found.append((begins, ends))
        begins = ends + _DAY
    return found


def _shown(days: Sequence[_Day], first: date, at: datetime, *, is_begun: bool) -> list[Span]:
    """Give what is shown: from the first movement on, or from the first day where something was there."""
    begins = first if is_begun else days[0].day
    return spans(begins, max(days[-1].day, at.date())) if days else spans(begins, max(begins, at.date()))


def _within(days: Sequence[D], span: Span) -> list[D]:
    return [one for one in days if span[0] <= one.day <= span[1]]


def _last(values: Sequence[tuple[date, int]], shown: Sequence[Span], before: int) -> tuple[int, ...]:
    """Give what held at the end of each span: the value of the last day that changed it."""
    found, left = [], list(values)
    for _, ends in shown:
        while left and left[0][0] <= ends:
            before = left.pop(0)[1]
        found.append(before)
    return tuple(found)


def _axis(shown: Sequence[Span], words: Words) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """Give what the categories are, each of them in full, and what stands under it."""
    is_by_day = all(begins == ends for begins, ends in shown)
    names = (
        str(begins) if is_by_day else words("plots.week", first=str(begins), last=str(ends))
        for begins, ends in shown
    )
    ticks = (f"{begins:%m-%d}" for begins, _ in shown)
    return words("plots.day" if is_by_day else "plots.by_week"), tuple(names), tuple(ticks)


def keys(answer: KeysMoved, words: Words) -> Trend:
    """Show how many keys were lent, taken back and lost, and how many were out at a day's end.

    Arguments:
        answer: what the desk tells.
        words: of the page's language.
    """
    if not answer.days and not answer.out_before:
        return Trend("keys", None, words("plots.keys.none"))
    shown = _shown(answer.days, answer.first, answer.at, is_begun=bool(answer.out_before))
    axis, names, ticks = _axis(shown, words)

    def number_of(name: str) -> tuple[int, ...]:
        return tuple(sum(getattr(day, name) for day in _within(answer.days, span)) for span in shown)

    out = _last([(day.day, day.out) for day in answer.days], shown, answer.out_before)
    plot = Plot(
        label=words("plots.keys.title"),
        axis=axis,
        categories=names,
        ticks=ticks,
        series=(
            Series(words("plots.keys.lent"), Paint.ACCENT, number_of("lent")),
            Series(words("plots.keys.returned"), Paint.QUIET, number_of("returned"), Shape.DOWN),
            Series(words("plots.keys.lost"), Paint.BAD, number_of("lost")),
            Series(words("plots.keys.out"), Paint.INK, out, Shape.STEPS),
        ),
        language=words.language,
    )
    said = {name: number(sum(number_of(name)), words.language) for name in ("lent", "returned", "lost")}
    said |= {"out": number(out[-1], words.language), "most": number(max(out), words.language)}
    return Trend("keys", plot, words("plots.keys.says", **said), words("plots.keys.explains"))


def goods(answer: GoodsMoved, words: Words) -> list[Trend]:
    """Show of each substance what came in, was drawn and came back, and what the stores held.

    Arguments:
        answer: what the desk tells.
        words: of the page's language.
    """
    if not answer.goods:
        return [Trend("goods", None, words("plots.goods.none"))]
    return [_good(one, answer, words) for one in answer.goods]


def _good(good: GoodMoved, answer: GoodsMoved, words: Words) -> Trend:
    shown = _shown(good.days, answer.first, answer.at, is_begun=bool(good.balance_before))
    axis, names, ticks = _axis(shown, words)
    unit, name = words(f"unit.{good.unit}"), words(f"substance.{good.substance}")

    def moved(*columns: str) -> tuple[int, ...]:
        return tuple(
            sum(getattr(day, column) for day in _within(good.days, span) for column in columns)
            for span in shown
        )

    balance = _last([(day.day, day.balance) for day in good.days], shown, good.balance_before)
    counts = {
        "received": moved("received"),
        "drawn": moved("issued", "lent"),
        "returned": moved("returned", "given_back"),
    }
    explained = moved("explained")
    series = [
        Series(words("plots.goods.received"), Paint.ACCENT, counts["received"]),
        Series(words("plots.goods.returned"), Paint.QUIET, counts["returned"]),
        Series(words("plots.goods.drawn"), Paint.WATCH, counts["drawn"], Shape.DOWN),
        Series(words("plots.goods.balance"), Paint.INK, balance, Shape.STEPS),
    ]
    if any(explained):
        series.insert(3, Series(words("plots.goods.explained"), Paint.BAD, explained))
    title = words("plots.goods.of", good=name)
    plot = Plot(
        label=title,
        axis=axis,
        categories=names,
        ticks=ticks,
        series=tuple(series),
        language=words.language,
        measure=words("plots.measure", value="{value}", unit=unit),
    )
    said = {column: number(sum(values), words.language) for column, values in counts.items()}
    says = words("plots.goods.says", **said, balance=number(balance[-1], words.language), unit=unit)
    if any(explained):
        difference = number(sum(explained), words.language)
        says += words("plots.goods.counted", explained=difference, unit=unit)
    return Trend(
        f"goods-{good.substance.replace('_', '-')}",
        plot,
        says,
        words("plots.goods.explains"),
        title=title,
        file="goods",
    )


def rows_of_goods(answer: GoodsMoved) -> list[tuple[GoodMoved, GoodOfDay]]:
    """Give every day of every substance, as a file has them.

    Arguments:
        answer: what the desk tells.
    """
    return [(good, day) for good in answer.goods for day in good.days]
