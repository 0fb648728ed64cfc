"""Linting: what is wrong in a rulebook's file, by file, line and article."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from pathlib import Path

from answerable.errors import NotFound
from answerable.rulebook.consequences import grade_of, pay_effect
from answerable.rulebook.lint_articles import article_findings
from answerable.rulebook.lint_bands import band_findings, grade_findings
from answerable.rulebook.lint_times import times_findings
from answerable.rulebook.loader import LintFinding, Source, parse, read
from answerable.rulebook.model import Rulebook
from answerable.rulebook.scheme import Consequence


def lint(paths: Iterable[Path]) -> list[LintFinding]:
    """Check rulebooks, each by itself and all together; nothing found means they can be used.

    Arguments:
        paths: the files.

    Raises:
        NotFound: a file cannot be read.
    """
    findings: list[LintFinding] = []
    books: list[tuple[Source, Rulebook]] = []
    for path in paths:
        try:
            content = path.read_bytes()
        except OSError as error:
            raise NotFound(f"the rulebook {path} cannot be read: {error.strerror}") from error
        source = read(content, path.name)
        book, found = parse(source)
        findings += found
        if book is not None:
            findings += book_findings(source, book)
            books.append((source, book))
    findings += _overlapping(books)
    return sorted(set(findings), key=lambda f: (f.file, f.line, f.rule, f.message))


def book_findings(source: Source, book: Rulebook) -> list[LintFinding]:
    """Check one rulebook that fits its model."""
    return [
        *article_findings(source, book),
        *band_findings(source, book),
        *times_findings(source, book),
        *grade_findings(source, book),
        *_twice(source, book),
        *_lawless(source, book),
        *_false_frame_examples(source, book),
    ]


def _overlapping(books: Sequence[tuple[Source, Rulebook]]) -> Iterator[LintFinding]:
    for (_, one), (source, other) in combinations(books, 2):
        if one.rulebook != other.rulebook:
            continue
        if one.edition == other.edition:
            yield source.finding(("edition",), "edition", f"{other.name} exists twice")
        elif one.in_force.overlaps(other.in_force):
            message = f"{one.name} and {other.name} are in force on the same days"
            yield source.finding(("in_force",), "overlapping-versions", message)


def _twice(source: Source, book: Rulebook) -> Iterator[LintFinding]:
    for (_, one), (place, other) in combinations(enumerate(book.articles), 2):
        if one.id != other.id:
            continue
        first, second = one.in_force or book.in_force, other.in_force or book.in_force
        if first.overlaps(second):
            message = f"{other.id} stands here twice for the same days"
            yield source.finding(("articles", place), "overlapping-versions", message)


def _lawless(source: Source, book: Rulebook) -> Iterator[LintFinding]:
    known = {parameter.id for parameter in book.legal}
    claims: list[tuple[tuple[str | int, ...], tuple[str, ...]]] = []
    scheme = book.monthly_points
    if scheme is not None:
        claims += [(("monthly_points", "pay"), scheme.pay.legal)] if scheme.pay is not None else []
        claims += [
            (("monthly_points", "thresholds", place), threshold.legal)
            for place, threshold in enumerate(scheme.thresholds)
            if threshold.consequence is Consequence.DISMISSAL
        ]
    claims += [
        (("articles", place, "effect", "compensation"), article.effect.compensation.legal)
        for place, article in enumerate(book.articles)
        if article.effect.compensation is not None
    ]
    for claim, named in claims:
        if not named:
            yield source.finding(claim, "legal", "an effect on money has to name its legal parameters")
        for name in named:
            if name not in known:
                yield source.finding((*claim, "legal"), "legal", f"no legal parameter {name!r} is described")


def _false_frame_examples(source: Source, book: Rulebook) -> Iterator[LintFinding]:
    """Check the examples of what frames a month's articles: pay, cap and grades, where it has them."""
    scheme = book.monthly_points
    if scheme is None:
        return
    wrong: dict[str, list[tuple[int, str]]] = {}
    if (pay := scheme.pay) is not None:
        wrong["pay"] = [
            (number, f"a score of {one.score} is worth {found} yuan, not {one.yuan}")
            for number, one in enumerate(pay.examples)
            if (found := pay_effect(pay, one.score)) != one.yuan
        ]
    if (cap := scheme.cap) is not None:
        wrong["cap"] = [
            (number, f"{one.raw} counts as {score}, not {one.capped}")
            for number, one in enumerate(cap.examples)
            if (score := min(one.raw, cap.points)) != one.capped
        ]
    if (grades := scheme.grades) is not None:
        wrong["grades"] = [
            (number, f"{one.score} earns {earned or 'no grade'}, not {one.grade or 'no grade'}")
            for number, one in enumerate(grades.examples)
            if (earned := grade_of(grades, one.score)[0]) != one.grade
        ]
    for section, found_wrong in wrong.items():
        for number, message in found_wrong:
            yield source.finding(("monthly_points", section, "examples", number), "example", message)
        if not getattr(scheme, section).examples:
            yield source.finding(("monthly_points", section), "example-missing", f"{section} has no example")
