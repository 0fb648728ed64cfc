"""How long the steps of faults take, as a spread, against the limits that the rulebooks set."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from answerable.wording.numbers import NONE, duration, number
from answerable_services.console.plots import Paint, Plot, Series, Shape
from answerable_services.console.trend_plots import Trend

if TYPE_CHECKING:
    from answerable.queries.desk import ChainTimes, StepTimes
    from answerable_services.console.language import Words


def chain(answer: ChainTimes, words: Words) -> Trend:
    """Show how long each step took, and how often that was too long.

    Arguments:
        answer: what the desk tells.
        words: of the page's language.
    """
    if not answer.steps:
        return Trend("chain", None, words("plots.chain.none"))
    plot = Plot(
        label=words("plots.chain.title"),
        axis=words("plots.chain.axis"),
        categories=tuple(name_of(step, words) for step in answer.steps),
        ticks=tuple(_tick(step, words) for step in answer.steps),
        series=(
            *(
                _lengths(words(f"plots.chain.{name}"), Paint.ACCENT, answer, name, words)
                for name in ("quarter", "median", "three_quarters")
            ),
            Series(
                words("plots.chain.limit"),
                Paint.BAD,
                tuple(step.limit_minutes for step in answer.steps),
                Shape.POINTS,
                told=tuple(limit_of(step, words) for step in answer.steps),
            ),
            _lengths(words("plots.chain.longest"), Paint.QUIET, answer, "longest", words, Shape.TOLD),
            Series(
                words("plots.chain.faults"),
                Paint.QUIET,
                tuple(step.faults for step in answer.steps),
                Shape.TOLD,
            ),
            Series(
                words("plots.chain.late"),
                Paint.BAD,
                tuple(step.late for step in answer.steps),
                Shape.TOLD,
            ),
        ),
        language=words.language,
        measure=words("plots.chain.minutes", value="{value}"),
        is_steep=True,
    )
    return Trend("chain", plot, _says(answer, words), words("plots.chain.explains"))


def name_of(step: StepTimes, words: Words) -> str:
    """Name a step.

    Arguments:
        step: which.
        words: of the page's language.
    """
    link = "" if step.link is None else words(f"link.{step.link}")
    return words(f"plots.chain.step.{step.step}", link=link)


def _tick(step: StepTimes, words: Words) -> str:
    of = words(f"plots.chain.tick.{step.step}")
    return of if step.link is None else f"{words(f'plots.chain.link.{step.link}')}\n{of}"


def _lengths(
    name: str, paint: Paint, answer: ChainTimes, field: str, words: Words, shape: Shape = Shape.POINTS
) -> Series:
    values: tuple[int | None, ...] = tuple(getattr(step, field) for step in answer.steps)
    return Series(name, paint, values, shape, told=tuple(_length(value, words) for value in values))


def _length(minutes: int | None, words: Words) -> str:
    return NONE if minutes is None else duration(timedelta(minutes=minutes), words.language)


def limit_of(step: StepTimes, words: Words) -> str:
    """Write a step's limit; a dash where it has none.

    Arguments:
        step: which.
        words: of the page's language.
    """
    if step.limit_working_days is not None:
        return words("plots.chain.working_days", n=step.limit_working_days)
    if step.limit_days is not None:
        return words("plots.chain.days", n=step.limit_days)
    return _length(step.limit_minutes, words)


def _says(answer: ChainTimes, words: Words) -> str:
    slowest = max(answer.steps, key=lambda one: one.median or 0)
    found = words(
        "plots.chain.says",
        faults=number(answer.faults, words.language),
        step=name_of(slowest, words),
        median=_length(slowest.median, words),
    )
    in_time, late = (sum(getattr(one, name) for one in answer.steps) for name in ("in_time", "late"))
    if not in_time + late:
        return found
    counts = {"in_time": number(in_time, words.language), "late": number(late, words.language)}
    return found + words("plots.chain.kept", **counts)
