"""Linting bands: articles and grades that split numbers among them must neither overlap nor leave gaps."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations, pairwise

from answerable.conditions.compiling import ConditionResult, Test, compile_when
from answerable.conditions.vocabulary import Percent
from answerable.rulebook.article import Article, Band
from answerable.rulebook.consequences import is_inside
from answerable.rulebook.loader import LintFinding, Source
from answerable.rulebook.model import Rulebook
from answerable.rulebook.scheme import GradeReading
from answerable.strict_yaml import Place

_HALF = Decimal("0.5")


def band_findings(source: Source, book: Rulebook) -> Iterator[LintFinding]:
    """Check the families of articles that split a field's whole numbers."""
    known = {band.id for band in book.bands}
    for number, article in enumerate(book.articles):
        if article.band is not None and article.band not in known:
            message = f"there is no band {article.band!r}"
            yield source.finding(("articles", number, "band"), "band", message)
    for index, band in enumerate(book.bands):
        members = [(n, article) for n, article in enumerate(book.articles) if article.band == band.id]
        yield from _split(source, band, ("bands", index), members)


def _edges(article: Article, field: str) -> Iterator[int]:
    for _, operand in article.when[field].clauses():
        for edge in operand if isinstance(operand, tuple) else (operand,):
            if not isinstance(edge, Percent):
                yield int(edge)


def _split(
    source: Source, band: Band, place: Place, members: list[tuple[int, Article]]
) -> Iterator[LintFinding]:
    lacking = [(n, article) for n, article in members if band.field not in article.when]
    for number, article in lacking:
        message = f"{article.id} is in the band {band.id}, but says nothing of {band.field}"
        yield source.finding(("articles", number, "when"), "band", message)
    if lacking or not members:
        if not members:
            yield source.finding(place, "band", f"no article is in the band {band.id}")
        return
    top = max(edge for _, article in members for edge in _edges(article, band.field)) + 2
    covered: dict[int, list[tuple[int, Article]]] = {value: [] for value in range(band.first, top + 1)}
    tests: dict[int, Test] = {n: compile_when({band.field: a.when[band.field]}) for n, a in members}
    for number, article in members:
        reached = [value for value in covered if tests[number]({band.field: value}) is ConditionResult.HIT]
        for value in reached:
            covered[value].append((number, article))
        if not reached:
            message = f"{article.id} can never apply: no {band.field} from {band.first} on reaches it"
            yield source.finding(("articles", number, "when"), "band-unreachable", message)
    for one, other in combinations(members, 2):
        both = [value for value, found in covered.items() if one in found and other in found]
        if both:
            message = f"{one[1].id} and {other[1].id} both cover {band.field} {both[0]}"
            yield source.finding(("articles", other[0], "when"), "band-overlap", message)
    gaps = [value for value, found in covered.items() if not found]
    if gaps:
        message = f"no article of {band.id} covers {band.field} {', '.join(map(str, gaps[:5]))}"
        yield source.finding(place, "band-gap", message)


def grade_findings(source: Source, book: Rulebook) -> Iterator[LintFinding]:
    """Check the grades of every reading that may act, on each bound and between any two."""
    grades = None if book.monthly_points is None else book.monthly_points.grades
    for number, reading in enumerate(() if grades is None else grades.readings):
        if grades is not None and grades.fixed in (None, reading.id):
            place = ("monthly_points", "grades", "readings", number, "bands")
            yield from _graded(source, place, reading, grades.lowest)


def _graded(source: Source, place: Place, reading: GradeReading, lowest: Decimal) -> Iterator[LintFinding]:
    bounds = {lowest}
    for band in reading.bands:
        bounds |= {bound for bound in (band.gt, band.ge, band.lt, band.le) if bound is not None}
    ordered = sorted(bounds)
    between = [(low + high) * _HALF for low, high in pairwise(ordered)]
    below, above = ordered[0] - 1, ordered[-1] + 1
    probes = sorted({*ordered, *between, below, above})
    for index, band in enumerate(reading.bands):
        if not any(is_inside(band, score) for score in probes):
            message = f"no score can earn {band.grade}"
            yield source.finding((*place, index), "band-unreachable", message)
    for score in probes:
        found = [band.grade for band in reading.bands if is_inside(band, score)]
        if len(found) > 1:
            message = f"a score of {score} earns both {found[0]} and {found[1]}"
            yield source.finding(place, "band-overlap", message)
        if not found and score >= lowest:
            yield source.finding(place, "band-gap", f"a score of {score} earns no grade")
