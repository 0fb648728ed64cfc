"""Roster coverage as a map: the contacts of each hour, with the people who were on duty in it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from answerable.wording.numbers import number
from answerable_services.console.plots import Paint, Plot, Series, Shape
from answerable_services.console.trend_plots import Trend

if TYPE_CHECKING:
    from answerable.queries.desk import CoverageAnswer, CoveredHour
    from answerable_services.console.language import Words

_DAYS, _HOURS = range(7), range(24)
_TENTH = Decimal("0.1")


def coverage(answer: CoverageAnswer, words: Words, sites: Mapping[str, str]) -> Trend:
    """Show in which hours people were on duty beside the contacts, and in which nobody was.

    Arguments:
        answer: what the desk tells.
        words: of the page's language.
        sites: what each site is called, by its id.
    """
    if not answer.hours:
        return Trend("coverage", None, words("plots.coverage.none"))
    of = {(one.weekday, one.hour): one for one in answer.hours}
    plot = Plot(
        label=words("plots.coverage.title"),
        axis=words("plots.coverage.axis"),
        categories=tuple(_span(hour) for hour in _HOURS),
        ticks=tuple(f"{hour:02d}" for hour in _HOURS),
        series=tuple(
            Series(
                words(f"plots.weekday.{day + 1}"),
                Paint.ACCENT,
                tuple(0 if (one := of.get((day, hour))) is None else one.contacts for hour in _HOURS),
                Shape.CELLS,
                told=tuple(_told(of.get((day, hour)), words) for hour in _HOURS),
                notes=tuple(_people(of.get((day, hour)), words) for hour in _HOURS),
                spots=tuple(
                    hour for hour in _HOURS if (one := of.get((day, hour))) is not None and one.unattended
                ),
            )
            for day in _DAYS
        ),
        language=words.language,
    )
    return Trend("coverage", plot, _says(answer, words, sites), words("plots.coverage.explains"))


def _span(hour: int) -> str:
    return f"{hour:02d}:00–{hour:02d}:59"


def _people(one: CoveredHour | None, words: Words) -> str:
    """Write how many were on duty, to a tenth; nothing where nobody ever was."""
    return "" if one is None or not one.people else number(one.people.quantize(_TENTH), words.language)


def _told(one: CoveredHour | None, words: Words) -> str:
    said = {
        "contacts": number(0 if one is None else one.contacts, words.language),
        "people": _people(one, words) or number(0, words.language),
    }
    if one is None or not one.unattended:
        return words("plots.coverage.cell", **said)
    return words("plots.coverage.bad_cell", **said, unattended=number(one.unattended, words.language))


def _says(answer: CoverageAnswer, words: Words, sites: Mapping[str, str]) -> str:
    total = sum(one.contacts for one in answer.hours)
    without = sum(one.unattended for one in answer.hours)
    said = {"total": number(total, words.language), "without": number(without, words.language)}
    if not without:
        return words("plots.coverage.all", **said)
    worst = max(answer.hours, key=lambda one: (one.unattended, -one.weekday, -one.hour))
    found = words(
        "plots.coverage.says",
        **said,
        day=words(f"plots.weekday.{worst.weekday + 1}"),
        hour=_span(worst.hour),
        most=number(worst.unattended, words.language),
    )
    at = [
        words(
            "plots.coverage.at_site",
            site=sites.get(one.site, one.site),
            without=number(one.unattended, words.language),
        )
        for one in answer.sites
        if one.unattended
    ]
    if len(answer.sites) == 1:
        return found
    return found + words("plots.coverage.by_site", sites=words("plots.coverage.and").join(at))
