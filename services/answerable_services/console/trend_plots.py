"""The plots of trends: what each shows, drawn and as a table, with the sentence that says it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from answerable.queries.desk import UNSTATED
from answerable.wording.numbers import number, percent
from answerable_services.console.plots import Paint, Plot, Series, Shape

if TYPE_CHECKING:
    from answerable.queries.callbacks import CohortList, CohortRow
    from answerable.queries.desk import Counted, TrendsAnswer
    from answerable_services.console.language import Words

_WHOLE = 100
_SHORTEST_TICK = 6
_MOST_OF_IT = 80


@dataclass(frozen=True, slots=True)
class Trend:
    """A plot of a trend.

    Arguments:
        name: its word in an address.
        plot: what is drawn; None where there is nothing to draw.
        says: what it shows, in a sentence; what is missing, where nothing is.
        explains: how it is read, where that does not go without saying.
        title: what it is called, where its name does not say so.
        file: the name of the file with its numbers, where it shares one with others.
    """

    name: str
    plot: Plot | None
    says: str
    explains: str = ""
    title: str = ""
    file: str = ""


def closing(answer: TrendsAnswer, words: Words) -> Trend:
    """Show which share of cases is open still when a part of their limit is over.

    Arguments:
        answer: what the desk tells.
        words: of the page's language.
    """
    shares = answer.open_shares
    if not shares:
        return Trend("closing", None, words("plots.closing.none"))
    at_limit = next((one for one in shares if one.percent == _WHOLE), shares[-1])
    names = tuple(percent(one.percent, _WHOLE, words.language) for one in shares)
    is_marked = any(one.percent == _WHOLE for one in shares)
    plot = Plot(
        label=words("plots.closing.title"),
        axis=words("plots.closing.axis"),
        categories=names,
        ticks=names,
        series=(
            Series(
                words("plots.closing.open"),
                Paint.ACCENT,
                tuple(round(one.share * _WHOLE) for one in shares),
                Shape.STEPS,
                is_share=True,
            ),
        ),
        language=words.language,
        mark=(percent(_WHOLE, _WHOLE, words.language), words("plots.closing.limit")) if is_marked else None,
    )
    said = words(
        "plots.closing.says",
        share=percent(round((1 - at_limit.share) * _WHOLE), _WHOLE, words.language),
        part=percent(at_limit.percent, _WHOLE, words.language),
        closed=number(answer.closed, words.language),
        open=number(answer.still_open, words.language),
    )
    return Trend("closing", plot, said)


def contacts(answer: TrendsAnswer, words: Words) -> Trend:
    """Show in which hours of which days contacts come in.

    Arguments:
        answer: what the desk tells.
        words: of the page's language.
    """
    week = answer.contacts
    total = sum(map(sum, week))
    if not total:
        return Trend("contacts", None, words("plots.contacts.none"))
    days = [words(f"plots.weekday.{number}") for number in range(1, len(week) + 1)]
    hours = range(len(week[0]))
    plot = Plot(
        label=words("plots.contacts.title"),
        axis=words("overview.hour"),
        categories=tuple(f"{hour:02d}:00–{hour:02d}:59" for hour in hours),
        ticks=tuple(f"{hour:02d}" for hour in hours),
        series=tuple(
            Series(name, Paint.ACCENT, counts, Shape.CELLS) for name, counts in zip(days, week, strict=True)
        ),
        language=words.language,
    )
    most, day, hour = max((week[day][hour], -day, -hour) for day in range(len(week)) for hour in hours)
    said = words(
        "plots.contacts.says",
        total=number(total, words.language),
        day=days[-day],
        hour=plot.categories[-hour],
        most=number(most, words.language),
    )
    return Trend("contacts", plot, said)


def causes(answer: TrendsAnswer, words: Words) -> Trend:
    """Show which kinds of causes of faults are the most frequent.

    Arguments:
        answer: what the desk tells.
        words: of the page's language.
    """
    named = [
        one if one.name is None else one.model_copy(update={"name": kind_of_cause(one.name, words)})
        for one in answer.causes
    ]
    return _pareto("causes", named, words)


def kind_of_cause(name: str, words: Words) -> str:
    """Name a kind of cause, or that an analysis says none.

    Arguments:
        name: as the desk tells it.
        words: of the page's language.
    """
    return words("plots.causes.unstated") if name == UNSTATED else words(f"cause_kind.{name}")


def articles(answer: TrendsAnswer, words: Words) -> Trend:
    """Show which articles are broken most often.

    Arguments:
        answer: what the desk tells.
        words: of the page's language.
    """
    return _pareto("articles", answer.articles, words)


def _pareto(name: str, counted: Sequence[Counted], words: Words) -> Trend:
    """Show counts, the greatest first, and which share of all they are together (V. Pareto, J. M. Juran)."""
    if not counted:
        return Trend(name, None, words(f"plots.{name}.none"))
    counts = [one.count for one in counted]
    total = sum(counts)
    shares = [round(_WHOLE * part / total) for part in accumulate(counts)]
    named = [words("plots.rest") if one.name is None else one.name for one in counted]
    plot = Plot(
        label=words(f"plots.{name}.title"),
        axis=words(f"plots.{name}.axis"),
        categories=tuple(named),
        ticks=tuple(one if len(one) <= _SHORTEST_TICK * 2 else f"{one[:_SHORTEST_TICK]}…" for one in named),
        series=(
            Series(words("plots.count"), Paint.ACCENT, tuple(counts)),
            Series(words("plots.together"), Paint.BAD, tuple(shares), Shape.LINE, is_share=True),
        ),
        language=words.language,
    )
    enough = next(at for at, share in enumerate(shares, 1) if share >= min(_MOST_OF_IT, shares[-1]))
    said = words(
        f"plots.{name}.says",
        total=number(total, words.language),
        most=number(enough, words.language),
        share=percent(shares[enough - 1], _WHOLE, words.language),
    )
    return Trend(name, plot, said)


def cohorts(answer: CohortList, words: Words) -> Trend:
    """Show which share of callbacks is made in time, by the age of the deliveries.

    Arguments:
        answer: what the callbacks tell.
        words: of the page's language.
    """
    rows = answer.rows
    if not rows:
        return Trend("cohorts", None, words("plots.cohorts.none"))
    plot = Plot(
        label=words("plots.cohorts.title"),
        axis=words("plots.cohorts.axis"),
        categories=tuple(
            words("plots.cohorts.of", accepted=str(one.accepted), year=one.service_year, planned=one.planned)
            for one in rows
        ),
        ticks=tuple(f"{one.accepted}·{one.service_year}" for one in rows),
        series=(
            Series(words("callbacks.done"), Paint.ACCENT, tuple(one.completed for one in rows)),
            Series(words("callbacks.missed"), Paint.BAD, tuple(one.missed for one in rows)),
        ),
        language=words.language,
    )
    first = _made((one for one in rows if one.service_year == 1), words)
    later = _made((one for one in rows if one.service_year > 1), words)
    return Trend("cohorts", plot, words("plots.cohorts.says", first=first, later=later))


def _made(rows: Iterable[CohortRow], words: Words) -> str:
    """Write which share of callbacks was made in time."""
    ended = [(one.completed, one.missed) for one in rows]
    completed = sum(one for one, _ in ended)
    return percent(completed, completed + sum(one for _, one in ended), words.language)
