"""Repetition: what an article costs that applies to somebody several times in a month (X13)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from answerable.rulebook.article import Article, Reading
from answerable.rulebook.effect import Repetition
from answerable.rulebook.explain import line_words
from answerable.rulebook.model import Rulebook
from answerable.rulebook.score_lines import Judged
from answerable.rulebook.statement import Evidence, Line, LineState, ReadingResult
from answerable.wording import Sentence, say
from answerable.wording.numbers import points as in_words


def with_times(book: Rulebook, judged: Sequence[Judged], day: date) -> tuple[list[Judged], list[Judged]]:
    """Tell the times of a month apart: those that cost nothing, and what so many come to.

    Arguments:
        book: the rulebook.
        judged: the lines of the single facts, in any order.
        day: the last day of the month.

    Returns:
        The lines of the single facts, those that cost nothing marked so; and the lines that the times of the
        month add.
    """
    times: defaultdict[str, list[Judged]] = defaultdict(list)
    for entry in judged:
        if (of := _counts_for(entry)) is not None and entry.line.state in (
            LineState.COUNTED,
            LineState.UNKNOWN,
        ):
            times[of].append(entry)
    said: dict[str, Judged] = {}
    added: list[Judged] = []
    for of in sorted(times):
        article = book.article(of, day)
        if article is None or not article.repetitions:
            continue
        sure = [entry for entry in times[of] if entry.line.state is LineState.COUNTED]
        sure.sort(key=lambda entry: (str(entry.line.occurred_at), entry.line.key))
        priced = [_priced(article, entry) for entry in sure]
        said |= {entry.line.key: entry for entry in _free(article, priced)}
        added += _steps(article, priced, len(times[of]) - len(sure))
    return [said.get(entry.line.key, entry) for entry in judged], added


def _counts_for(entry: Judged) -> str | None:
    """Give the article whose times a line is one of; None where nothing changes with them."""
    article = entry.article
    if article is None:
        return None
    return article.effect.counts_as or (article.id if article.is_repeated else None)


def _priced(article: Article, entry: Judged) -> Judged:
    """Let a line that counts as a time of another article cost what that one does."""
    if entry.line.points is not None:
        return entry
    why = say("statement.counts_as", article=article.id)
    cost = article.effect.points or Decimal(0)
    said = {"points": cost, "explanation": line_words(LineState.COUNTED, cost, why)}
    return replace(entry, line=entry.line.model_copy(update=said))


def _free(article: Article, priced: Sequence[Judged]) -> Iterator[Judged]:
    """Give the lines, those that cost nothing marked so."""
    free = max(repetition.free for _, repetition in article.repetitions)
    for number, entry in enumerate(priced, 1):
        if number > free:
            yield entry
            continue
        why = say("statement.free_time", number=number, free=free, article=article.id)
        said = {"points": None, "state": LineState.NOT_APPLIED, "explanation": why}
        yield replace(entry, line=entry.line.model_copy(update=said))


def _steps(article: Article, priced: Sequence[Judged], open_: int) -> Iterator[Judged]:
    """Give the line of what so many times come to beside what each cost; none where no step is reached.

    The reading a person has fixed acts; while none is, the one most favourable to the employee.
    """
    each = [entry.line.points or Decimal(0) for entry in priced]
    own = sum(each, Decimal(0))
    cost = article.effect.points or Decimal(0)
    results = [(reading, way, way.worth(each)) for reading, way in article.repetitions if way.steps]
    if not any(_reached(way, len(each) + open_) for _, way, _ in results):
        return
    used, _, total = max(results, key=lambda one: (one[0] is not None and one[0].id == article.fixed, one[2]))
    more = [*each, *[cost] * open_]
    questions: list[Sentence] = []
    if article.fixed is None and used is not None and len({worth for *_, worth in results}) > 1:
        questions.append(say("statement.reading_open", reading=used.id))
    if any(_reached(way, len(more)) != _reached(way, len(each)) for _, way, _ in results):
        questions.append(say("statement.times_open", open=open_, times=len(each)))
    evidence: dict[str, Evidence] = {item.event_id: item for entry in priced for item in entry.line.evidence}
    is_reached = any(_reached(way, len(each)) for _, way, _ in results)
    state = LineState.COUNTED if is_reached else LineState.UNKNOWN
    why = say("statement.times", times=len(each), total=in_words(total), own=in_words(own))
    line = Line(
        key=f"{article.id}:times",
        article=article.id,
        text=article.text,
        severity=article.severity,
        points=total - own if is_reached else None,
        state=state,
        reading=None if used is None else used.id,
        readings=tuple(_shown(article, one, worth, is_used=one is used) for one, _, worth in results if one),
        note=article.note,
        evidence=tuple(evidence.values()),
        inputs={"times": len(each)},
        explanation=line_words(state, total - own, why) if is_reached else questions[-1],
    )
    yield Judged(line, tuple(questions), (), article)


def _reached(way: Repetition, times: int) -> int:
    """Count the steps that so many times reach."""
    return sum(step.times <= times for step in way.steps)


def _shown(article: Article, reading: Reading, worth: Decimal, *, is_used: bool) -> ReadingResult:
    return ReadingResult(
        article=article.id, reading=reading.id, says=reading.says, result=f"{worth:+f}", is_used=is_used
    )
