"""The engine: one person's month under one rulebook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from answerable.calendar.months import Month
from answerable.rulebook.consequences import capped_score, changed_grade, grade_of, legal_checks, pay_proposal
from answerable.rulebook.effect import Severity
from answerable.rulebook.model import Rulebook
from answerable.rulebook.monthly import monthly_lines
from answerable.rulebook.repeated import with_times
from answerable.rulebook.scheme import Consequence, MonthlyPoints, Threshold
from answerable.rulebook.score_lines import Judged, judge, revoked_lines
from answerable.rulebook.standing import Fact, Person, fact_day, standing, taken_back
from answerable.rulebook.statement import Alert, AlertKind, LineState, OpenQuestion, Statement
from answerable.wording import Sentence, say


def statement(
    book: Rulebook,
    month: Month,
    person: Person,
    facts: Sequence[Fact],
    ranks: Mapping[str, int] | None = None,
    revocations: Sequence[Fact] = (),
    *,
    is_over: bool = True,
    beside: Sequence[Rulebook] = (),
) -> Statement:
    """Score a person's month, and account for every point.

    The order of the facts does not matter, a fact given twice counts once, an entry that was
    revoked counts as if it had never been made and is shown as taken back, and facts about others are
    left aside.

    Arguments:
        book: the rulebook bound to the site.
        month: the month, in the site's zone.
        person: who is scored.
        facts: the events of the month that may concern the person, and every revocation known.
        ranks: the rank of each member of staff, 1 the first, where a ranking was made (001-B1).
        revocations: what takes facts back, of whatever month.
        beside: other rulebooks by which acts are judged: what they have articles for changes the grade.
        is_over: whether the month has ended. Before that, what the whole month shows is provisional where it
            may still turn: it stands on the statement, and is not counted.

    Raises:
        Refused: the rulebook scores no month.
    """
    scheme = book.scored_by
    theirs = standing(facts, person.staff, revocations)
    books = (book, *beside)
    found = [(of, _asking(entry, person, fact, of)) for fact in theirs for of, entry in judge(books, fact)]
    changed = [(of, entry) for of, entry in found if of is not book]
    judged, of_times = with_times(book, [entry for of, entry in found if of is book], month.last_day)
    lines = [entry.line for entry in (*judged, *(entry for _, entry in changed))]
    revoked = taken_back(facts, person.staff, revocations)
    lines += [line for fact, by in revoked for line in revoked_lines(books, fact, by)]
    lines.sort(key=lambda line: (line.occurred_at, line.evidence[0].event_id))
    of_facts = len(judged)
    of_month = list(monthly_lines(book, month, person, judged, theirs, ranks, is_over=is_over))
    judged += (*of_times, *of_month)
    extra = _total(judged, is_extra=True)
    rest = scheme.base.points + _total(judged, is_extra=False)
    score, cap_readings = (rest + extra, ()) if scheme.cap is None else capped_score(scheme.cap, rest, extra)
    grade, grade_readings = (None, ()) if scheme.grades is None else grade_of(scheme.grades, score)
    grade, change_readings = changed_grade(scheme.grades, grade, changed)
    pay = None if scheme.pay is None else pay_proposal(book, scheme.pay, month, person, score)
    return Statement(
        staff=person.staff,
        site=person.site,
        month=month,
        rulebook=book.name,
        beside=tuple(other.name for other in beside),
        digest=book.digest,
        base=scheme.base.points,
        lines=(*lines, *(entry.line for entry in judged[of_facts:])),
        raw=rest + extra,
        capped=score,
        grade=grade,
        pay=pay,
        alerts=(*_alerts(book, scheme, judged, score), *_severe(changed)),
        readings=(*cap_readings, *grade_readings, *change_readings),
        open_questions=tuple(_questions(book, person, [*judged, *(entry for _, entry in changed)])),
    )


def _asking(entry: Judged, person: Person, fact: Fact, book: Rulebook) -> Judged:
    """Let a line ask which is wrong, the entry or the register, where they contradict each other."""
    if person.is_employed_for(fact.event, book.zone):
        return entry
    question = say("statement.not_employed_then", on=fact_day(fact.event, book.zone).isoformat())
    return replace(entry, questions=(*entry.questions, question))


def _total(judged: Sequence[Judged], *, is_extra: bool) -> Decimal:
    return sum(
        (
            entry.line.points
            for entry in judged
            if entry.line.state is LineState.COUNTED
            and entry.line.points is not None
            and (entry.line.severity is Severity.EXTRA) == is_extra
        ),
        Decimal(0),
    )


def _alerts(
    book: Rulebook, scheme: MonthlyPoints, judged: Sequence[Judged], score: Decimal
) -> Iterator[Alert]:
    for entry in judged:
        line = entry.line
        evidence = tuple(item.event_id for item in line.evidence)
        refers = entry.article.effect.refers if entry.article is not None else None
        if line.state is LineState.PROPOSED:
            yield Alert(
                kind=AlertKind.DISMISSAL if refers is None else AlertKind.REFERRAL,
                article=line.article,
                text=say("statement.dismissal") if refers is None else refers.says,
                evidence=evidence,
            )
        claim = entry.article.effect.compensation if entry.article is not None else None
        if claim is not None and line.state is LineState.COUNTED:
            yield Alert(
                kind=AlertKind.COMPENSATION,
                article=line.article,
                text=claim.says,
                evidence=evidence,
                legal=legal_checks(book, claim.legal),
            )
    for threshold in scheme.thresholds:
        if threshold.is_met(score):
            yield Alert(
                kind=_OF_SCORE[threshold.consequence],
                article=threshold.article,
                text=_met(threshold, score),
                legal=legal_checks(book, threshold.legal),
            )


def _severe(changed: Sequence[tuple[Rulebook, Judged]]) -> Iterator[Alert]:
    """Say what the text has follow where an act that changes the grade was grave."""
    for book, entry in changed:
        change = book.grade_change
        if change is not None and change.severe is not None and entry.line.state is LineState.COUNTED:
            yield Alert(
                kind=AlertKind.REFERRAL,
                article=entry.line.article,
                text=change.severe,
                evidence=tuple(item.event_id for item in entry.line.evidence),
                legal=legal_checks(book, change.legal),
            )


_OF_SCORE = {
    Consequence.DISMISSAL: AlertKind.BELOW_THRESHOLD,
    Consequence.WARNING: AlertKind.WARNING,
    Consequence.PUNISHMENT: AlertKind.PUNISHMENT,
}


def _met(threshold: Threshold, score: Decimal) -> Sentence:
    if threshold.below is not None:
        return say("statement.below", score=score, below=threshold.below)
    return say(f"statement.at_most.{threshold.consequence}", score=score, most=threshold.at_most)


def _questions(book: Rulebook, person: Person, judged: Sequence[Judged]) -> Iterator[OpenQuestion]:
    for entry in judged:
        evidence = tuple(item.event_id for item in entry.line.evidence)
        for question in entry.questions:
            yield OpenQuestion(article=entry.line.article, text=question, evidence=evidence)
    pay = book.scored_by.pay
    if pay is not None and person.hired_on is None and not person.was_never_hired:
        yield OpenQuestion(article=pay.quotes[-1].article, text=say("statement.hiring_unknown"))
