"""Monthly articles: what the whole month shows, beside what single facts show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from answerable.calendar.months import Month
from answerable.conditions.compiling import ConditionResult, Fields
from answerable.rulebook.article import Article
from answerable.rulebook.effect import Severity
from answerable.rulebook.explain import because, line_words
from answerable.rulebook.model import Rulebook
from answerable.rulebook.score_lines import Judged, evidence_of, state_of
from answerable.rulebook.standing import Fact, Person
from answerable.rulebook.statement import Evidence, Line, LineState
from answerable.rulebook.weigh import Weighed, clauses, shown, weigh
from answerable.streams.assessment import events as assessment
from answerable.streams.complaint import events as complaint
from answerable.wording import Sentence, say

INPUTS = frozenset({"minor", "medium", "severe", "dismissal", "violations", "upheld_complaints", "rank"})
"""What articles of the month can ask about: counts of the person's month, and the person's rank."""

_VIOLATIONS = tuple(severity for severity in Severity if severity.is_violation)
_STANDING = (LineState.COUNTED, LineState.PROPOSED)
_EVER_SO_MANY = 1_000_000


def _counts(judged: Sequence[Judged], facts: Sequence[Fact]) -> tuple[Fields, Fields]:
    """Count the month: as it stands, and as it would be if all that is open counted."""
    sure: Counter[str] = Counter()
    open_: Counter[str] = Counter()
    for entry in judged:
        severity = entry.line.severity
        if entry.line.state in _STANDING and severity is not None and severity.is_violation:
            sure.update((severity.value, "violations"))
        if entry.may_be:
            open_.update({s.value for s in entry.may_be if s is not None} | {"violations"})
    names = [*(severity.value for severity in _VIOLATIONS), "violations"]
    complaints = sum(isinstance(fact.event, complaint.Upheld) for fact in facts)
    low = {name: sure[name] for name in names} | {"upheld_complaints": complaints}
    high = {name: sure[name] + open_[name] for name in names} | {"upheld_complaints": complaints}
    return low, high


def _named(article: Article, facts: Sequence[Fact]) -> list[Fact]:
    return [
        fact
        for fact in facts
        if isinstance(fact.event, assessment.BonusRecorded) and fact.event.article == article.id
    ]


def _evidence(article: Article, judged: Sequence[Judged], facts: Sequence[Fact]) -> tuple[Evidence, ...]:
    """Point to what an article of the month counts: violations, upheld complaints, the superior's entry."""
    asked = {clause.field for way in article.ways for clause in way.clauses}
    severities = set(_VIOLATIONS) if "violations" in asked else {s for s in _VIOLATIONS if s.value in asked}
    found = [
        item
        for entry in judged
        if entry.line.severity in severities and entry.line.state is not LineState.NOT_APPLIED
        for item in entry.line.evidence
    ]
    if "upheld_complaints" in asked:
        found += [evidence_of(fact) for fact in facts if isinstance(fact.event, complaint.Upheld)]
    found += [evidence_of(fact) for fact in _named(article, facts)]
    return tuple({item.event_id: item for item in found}.values())


def monthly_lines(
    book: Rulebook,
    month: Month,
    person: Person,
    judged: Sequence[Judged],
    facts: Sequence[Fact],
    ranks: Mapping[str, int] | None,
    *,
    is_over: bool,
) -> Iterator[Judged]:
    """Give the lines that the whole month adds.

    An article that depends on rank is shown where ranks are given or a superior's entry names
    it: an entry says "first", the rest of the condition is checked, and a rank is never guessed.

    Arguments:
        book: the rulebook.
        month: the month.
        person: who.
        judged: the lines of the single facts.
        facts: the facts that count.
        ranks: the rank of each member of staff, 1 the first, where a ranking was made.
        is_over: whether the month has ended; before that, what may still turn is shown and not counted.
    """
    if not person.is_employed_in(month):
        return
    low, high = _counts(judged, facts)
    for article in book.monthly(month.last_day):
        known: dict[str, object] = {}
        if article.uses_rank:
            named = _named(article, facts)
            if ranks is None and not named:
                continue
            rank = 1 if ranks is None else ranks.get(person.staff)
            known = {} if rank is None else {"rank": rank}
        fields = {**low, **known}
        weighed = weigh(article, fields, {**high, **known})
        is_said = any(reading.result is not None for reading in weighed.readings)
        if weighed.outcome is not ConditionResult.MISS or is_said or article.uses_rank:
            may_turn = not is_over and _may_turn(article, fields, low)
            yield _line(article, weighed, fields, _evidence(article, judged, facts), may_turn=may_turn)


def _may_turn(article: Article, fields: Fields, counts: Fields) -> bool:
    """Tell whether an article that applies so far may cease to while its month goes on: counts only grow."""
    grown = {**fields, **dict.fromkeys(counts, _EVER_SO_MANY)}
    return weigh(article, fields, grown).outcome is ConditionResult.UNKNOWN


def _line(
    article: Article, weighed: Weighed, fields: Fields, evidence: tuple[Evidence, ...], *, may_turn: bool
) -> Judged:
    way = next(way for way in article.ways if weighed.reading in (None, way.id))
    trace = clauses(way.clauses, fields)
    state, questions = state_of(weighed), weighed.questions
    why: Sentence = because(trace)
    if may_turn and state in _STANDING:
        state = LineState.PROVISIONAL
    if state is LineState.UNKNOWN:
        is_rank = any(
            clause.field == "rank" and clause.outcome is ConditionResult.UNKNOWN for clause in trace
        )
        why = say("statement.no_rank") if is_rank else say("statement.unknown_month")
        questions = (why, *questions)
    if weighed.is_reading_open and evidence:
        # Only where something happened: a month without complaints would ask everybody every month.
        questions = (*questions, say("statement.reading_open", reading=way.id))
    line = Line(
        key=f"{article.id}:month",
        article=article.id,
        text=article.text,
        severity=article.severity,
        points=weighed.points,
        state=state,
        reading=weighed.reading,
        readings=weighed.readings,
        note=article.note,
        evidence=evidence,
        inputs={clause.field: shown(fields.get(clause.field)) for clause in trace},
        clauses=trace,
        explanation=line_words(state, weighed.points, why),
    )
    return Judged(line, questions, (), article)
