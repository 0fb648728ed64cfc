"""Score lines: what each single fact comes to under a rulebook."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from answerable.conditions.compiling import ConditionResult, Fields
from answerable.events.base import Event
from answerable.rulebook.article import Article
from answerable.rulebook.effect import Severity
from answerable.rulebook.explain import because, line_words
from answerable.rulebook.field_names import field
from answerable.rulebook.model import Rulebook
from answerable.rulebook.standing import Fact, fact_day, wire_name
from answerable.rulebook.statement import Clause, Evidence, Line, LineState, TakenBack, Value
from answerable.rulebook.weigh import Weighed, clauses, shown, weigh
from answerable.streams.assessment import events as assessment
from answerable.wording import Sentence, listed, person_named, say, verbatim
from answerable.wording.numbers import points

_ENTRIES = (assessment.ViolationRecorded, assessment.BonusRecorded)


@dataclass(frozen=True, slots=True)
class Judged:
    """A line, and what hangs on it.

    Arguments:
        line: what the statement shows.
        questions: what a person has to answer.
        may_be: the lists in which an open line may come to count as a violation; None for one
            whose list is not known.
        article: the article, where the rulebook has it.
    """

    line: Line
    questions: tuple[Sentence, ...] = ()
    may_be: tuple[Severity | None, ...] = ()
    article: Article | None = None


def evidence_of(fact: Fact) -> Evidence:
    """Point to a fact, and to what it cites itself: its evidence, and the case it belongs to."""
    event = fact.event
    return Evidence(
        event_id=event.event_id, event=wire_name(type(event)), sequence=fact.sequence, cited=_cited(event)
    )


def _cited(event: Event) -> tuple[str, ...]:
    """Give what an event cites; a case only where nothing of it is cited, and the event is not its own."""
    cited = event.evidence if isinstance(event, _ENTRIES) else ()
    of = vars(event).get("case") or event.correlation_id
    if not of.startswith("case-") or of == event.originator_id:
        return cited
    return cited if any(one == of or one.startswith(f"{of}.") for one in cited) else (*cited, of)


def state_of(weighed: Weighed) -> LineState:
    """Tell what a weighed article does to the score."""
    if weighed.outcome is ConditionResult.UNKNOWN:
        return LineState.UNKNOWN
    if weighed.outcome is ConditionResult.MISS:
        return LineState.NOT_APPLIED
    return LineState.PROPOSED if weighed.is_dismissal or weighed.is_referral else LineState.COUNTED


def judge(books: Sequence[Rulebook], fact: Fact) -> Iterator[tuple[Rulebook, Judged]]:
    """Give the lines of one fact, each with whose they are; none where nothing is concerned.

    Arguments:
        books: those by which it is judged; an entry of which none has the article, the first one shows.
        fact: what happened.
    """
    found = [(book, line) for book in books for line in _lines(book, fact)]
    yield from found
    if isinstance(fact.event, _ENTRIES) and not found:
        day, named = fact_day(fact.event, books[0].zone), fact.event.article
        if all(other.article(named, day) is None for other in books[1:]):
            stray = _stray(books[0], fact, named, day)
            if stray is not None:
                yield books[0], stray


def _lines(book: Rulebook, fact: Fact) -> Iterator[Judged]:
    """Give the lines of one fact under one rulebook: of each band at most one."""
    day = fact_day(fact.event, book.zone)
    candidates = book.candidates(wire_name(type(fact.event)), vars(fact.event).get("article"))
    articles = [article for article in candidates if book.in_force_on(article, day)]
    yield from _single(articles, fact)
    yield from _banded(articles, fact)


def revoked_lines(books: Sequence[Rulebook], fact: Fact, by: Fact) -> Iterator[Line]:
    """Give the lines that a fact had until it was taken back: to be seen, and counted no more.

    Arguments:
        books: those by which it was judged.
        fact: what was taken back.
        by: the event that took it back.
    """
    event = by.event
    taken_back = TakenBack(
        by=event.actor,
        at=event.occurred_at,
        reason=getattr(event, "reason", None),
        event_id=event.event_id,
        sequence=by.sequence,
    )
    reason = taken_back.reason
    for book, judged in judge(books, fact):
        line = judged.line
        yield line.model_copy(
            update={
                "state": LineState.REVOKED,
                "taken_back": taken_back,
                "explanation": say(
                    "statement.revoked",
                    points=None if line.points is None else points(line.points),
                    by=person_named(taken_back.by),
                    on=event.occurred_at.astimezone(book.zone).date().isoformat(),
                    why=say("statement.replaced") if reason is None else verbatim(reason),
                ),
            }
        )


def _single(articles: Sequence[Article], fact: Fact) -> Iterator[Judged]:
    fields = vars(fact.event)
    for article in articles:
        if article.band is not None:
            continue
        weighed = weigh(article, fields)
        is_named = fields.get("article") == article.id
        if weighed.outcome is not ConditionResult.MISS or is_named or _is_doubtful(weighed):
            yield _line(article, fact, weighed)


def _is_doubtful(weighed: Weighed) -> bool:
    return any(reading.result is not None for reading in weighed.readings)


def _banded(articles: Sequence[Article], fact: Fact) -> Iterator[Judged]:
    fields = vars(fact.event)
    for band in sorted({article.band for article in articles if article.band is not None}):
        weighed = [(article, weigh(article, fields)) for article in articles if article.band == band]
        hit = next((pair for pair in weighed if pair[1].outcome is ConditionResult.HIT), None)
        if hit is not None:
            yield _line(hit[0], fact, hit[1])
            continue
        open_articles = [article for article, result in weighed if result.outcome is ConditionResult.UNKNOWN]
        if open_articles:
            may_be = tuple(article.severity for article in open_articles)
            yield _line(open_articles[0], fact, Weighed(ConditionResult.UNKNOWN), may_be)


def _inputs(article: Article, fields: Fields) -> dict[str, Value]:
    names = [name for name in article.when if name != "article"]
    names += [other for matchers in article.when.values() for other in matchers.others()]
    if article.effect.range is not None:
        names.append("points")
    if article.effect.from_field is not None:
        names.append(article.effect.from_field.field)
    if "reason" in fields:
        names.append("reason")
    return {name: shown(fields.get(name)) for name in names}


def _line(
    article: Article, fact: Fact, weighed: Weighed, may_be: tuple[Severity | None, ...] | None = None
) -> Judged:
    fields = vars(fact.event)
    trace = clauses(article.ways[0].clauses, fields)
    state = state_of(weighed)
    is_telling = any(clause.field != "article" for clause in trace)
    why, questions = because(trace) if is_telling else verbatim(_reason(fields) or "—"), weighed.questions
    if weighed.is_reading_open and weighed.reading is not None:
        questions = (*questions, say("statement.reading_open", reading=weighed.reading))
    if state is LineState.UNKNOWN and not questions:
        questions = (_missing(trace),)
        why = questions[0]
    if is_telling:
        why = _with_reason(why, fields)
    if may_be is None:
        may_be = (article.severity,) if article.severity.is_violation else ()
    line = Line(
        key=f"{article.id}:{fact.event.event_id}",
        article=article.id,
        text=article.text,
        severity=article.severity,
        points=weighed.points,
        state=state,
        reading=weighed.reading,
        readings=weighed.readings,
        note=article.note,
        evidence=(evidence_of(fact),),
        inputs=_inputs(article, fields),
        clauses=trace,
        occurred_at=fact.event.occurred_at,
        explanation=say("statement.changes_grade", why=why)
        if weighed.changes_grade
        else line_words(state, weighed.points, why),
    )
    return Judged(line, questions, may_be if state is LineState.UNKNOWN else (), article)


def _reason(fields: Fields) -> str:
    return str(fields.get("reason") or "")


def _with_reason(why: Sentence, fields: Fields) -> Sentence:
    """Add what a person gave as the reason, where they gave one."""
    reason = _reason(fields)
    return say("statement.with_reason", why=why, reason=reason) if reason else why


def _missing(trace: Sequence[Clause]) -> Sentence:
    missing = [field(clause.field) for clause in trace if clause.outcome is ConditionResult.UNKNOWN]
    return say("statement.unknown_fields", fields=listed(missing))


def _stray(book: Rulebook, fact: Fact, article_id: str, day: date) -> Judged | None:
    """Show an entry that names an article which it cannot trigger; nothing is dropped silently."""
    article = book.article(article_id, day)
    if article is not None and article.uses_rank:
        return None
    if article is None:
        question = say("statement.not_in_book", article=article_id)
    else:
        source = say("statement.the_month") if article.event is None else verbatim(article.event)
        question = say("statement.found_otherwise", source=source)
    severity = None if article is None else article.severity
    is_violation = isinstance(fact.event, assessment.ViolationRecorded)
    line = Line(
        key=f"{article_id}:{fact.event.event_id}",
        article=article_id,
        text=say("statement.no_such_article") if article is None else article.text,
        severity=severity,
        points=None,
        state=LineState.UNKNOWN,
        evidence=(evidence_of(fact),),
        inputs={"reason": shown(vars(fact.event).get("reason"))},
        occurred_at=fact.event.occurred_at,
        explanation=line_words(LineState.UNKNOWN, None, _with_reason(question, vars(fact.event))),
    )
    return Judged(line, (question,), (severity,) if is_violation else (), article)
