"""The engine: one person's month under one rulebook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from answerable.calendar.months import Month
from answerable.rulebook.consequences import capped_score, grade_of, legal_checks, pay_proposal
from answerable.rulebook.effect import Severity
from answerable.rulebook.model import Rulebook
from answerable.rulebook.monthly import monthly_lines
from answerable.rulebook.score_lines import Judged, judge, revoked_lines
from answerable.rulebook.standing import Fact, Person, fact_day, standing, taken_back
from answerable.rulebook.statement import Alert, AlertKind, LineState, OpenQuestion, Statement
from answerable.wording import say


def statement(
    book: Rulebook,
    month: Month,
    person: Person,
    facts: Sequence[Fact],
    ranks: Mapping[str, int] | None = None,
    revocations: Sequence[Fact] = (),
    *,
    is_over: bool = True,
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
        is_over: whether the month has ended. Before that, what the whole month shows is provisional where it
            may still turn: it stands on the statement, and is not counted.
    """
    theirs = standing(facts, person.staff, revocations)
    judged = [_asking(entry, person, fact, book) for fact in theirs for entry in judge(book, fact)]
    revoked = taken_back(facts, person.staff, revocations)
    lines = [entry.line for entry in judged]
    lines += [line for fact, by in revoked for line in revoked_lines(book, fact, by)]
    lines.sort(key=lambda line: (line.occurred_at, line.evidence[0].event_id))
    of_facts = len(judged)
    judged += monthly_lines(book, month, person, judged, theirs, ranks, is_over=is_over)
    extra = _total(judged, is_extra=True)
    rest = book.base.points + _total(judged, is_extra=False)
    score, cap_readings = capped_score(book.cap, rest, extra)
    grade, grade_readings = grade_of(book.grades, score)
    pay = pay_proposal(book, month, person, score)
    return Statement(
        staff=person.staff,
        site=person.site,
        month=month,
        rulebook=book.name,
        digest=book.digest,
        base=book.base.points,
        lines=(*lines, *(entry.line for entry in judged[of_facts:])),
        raw=rest + extra,
        capped=score,
        grade=grade,
        pay=pay,
        alerts=tuple(_alerts(book, judged, score)),
        readings=(*cap_readings, *grade_readings),
        open_questions=tuple(_questions(book, person, judged)),
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


def _alerts(book: Rulebook, judged: Sequence[Judged], score: Decimal) -> Iterator[Alert]:
    for entry in judged:
        line = entry.line
        evidence = tuple(item.event_id for item in line.evidence)
        if line.state is LineState.PROPOSED:
            yield Alert(
                kind=AlertKind.DISMISSAL,
                article=line.article,
                text=say("statement.dismissal"),
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
    threshold = book.dismissal
    if score < threshold.below:
        yield Alert(
            kind=AlertKind.BELOW_THRESHOLD,
            article=threshold.article,
            text=say("statement.below", score=score, below=threshold.below),
            legal=legal_checks(book, threshold.legal),
        )


def _questions(book: Rulebook, person: Person, judged: Sequence[Judged]) -> Iterator[OpenQuestion]:
    for entry in judged:
        evidence = tuple(item.event_id for item in entry.line.evidence)
        for question in entry.questions:
            yield OpenQuestion(article=entry.line.article, text=question, evidence=evidence)
    if person.hired_on is None and not person.was_never_hired:
        yield OpenQuestion(article=book.pay.quotes[-1].article, text=say("statement.hiring_unknown"))
