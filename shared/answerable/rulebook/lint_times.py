"""Linting repetition: what several times in a month come to, tried on either side of every step."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from answerable.rulebook.article import Article
from answerable.rulebook.effect import Repetition
from answerable.rulebook.loader import LintFinding, Source
from answerable.rulebook.model import Rulebook
from answerable.strict_yaml import Place


def times_findings(source: Source, book: Rulebook) -> Iterator[LintFinding]:
    """Check what articles cost that apply several times in a month, and what counts as one of their times."""
    priced = {article.id for article in book.articles if article.is_repeated}
    for number, article in enumerate(book.articles):
        place: Place = ("articles", number)
        other = article.effect.counts_as
        if other is not None and other not in priced:
            message = f"{article.id} counts as {other}, whose times change nothing, or which does not exist"
            yield source.finding((*place, "effect", "counts_as"), "unknown-article", message)
        if article.is_repeated:
            yield from _examples(source, place, article)
        elif article.counted:
            message = f"{article.id} costs the same every time: examples of times show nothing"
            yield source.finding((*place, "counted"), "example", message)


def _examples(source: Source, place: Place, article: Article) -> Iterator[LintFinding]:
    ways = {None if reading is None else reading.id: way for reading, way in article.repetitions}
    cost = article.effect.points or Decimal(0)
    for number, example in enumerate(article.counted):
        here = (*place, "counted", number)
        way = ways.get(example.reading)
        if way is None:
            said = "needs a reading" if example.reading is None else f"has no reading {example.reading}"
            yield source.finding(here, "example", f"{article.id} {said} here")
            continue
        found = way.worth([cost] * example.times)
        if found != example.points:
            message = f"{example.times} times come to {found}, not {example.points}"
            yield source.finding(here, "example", message)
    for name, way in ways.items():
        shown = {example.times for example in article.counted if example.reading == name}
        for edge in _edges(way):
            if missing := {edge - 1, edge} - shown:
                of = "" if name is None else f" under reading {name}"
                times = " and ".join(map(str, sorted(missing)))
                yield source.finding(place, "example-missing", f"no example of {times} times{of}")


def _edges(way: Repetition) -> list[int]:
    """Give the numbers of times at which something changes."""
    return [way.free + 1] if way.free else [step.times for step in way.steps]
