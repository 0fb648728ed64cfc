"""What a score leads to: the cap, the grade, and the proposal about pay."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from answerable.calendar.months import Month
from answerable.rulebook.model import Rulebook
from answerable.rulebook.scheme import Cap, CapOrder, GradeBand, GradeReading, Grades, Pay
from answerable.rulebook.score_lines import Judged
from answerable.rulebook.standing import Person
from answerable.rulebook.statement import LegalCheck, LineState, PayProposal, ReadingResult
from answerable.wording import say
from answerable.wording.numbers import number

_FEN = Decimal("0.01")


def legal_checks(book: Rulebook, parameters: Iterable[str]) -> tuple[LegalCheck, ...]:
    """Name the legal parameters an effect has to pass, and that they were not checked."""
    known = {parameter.id: parameter for parameter in book.legal}
    return tuple(
        LegalCheck(
            parameter=name,
            says=known[name].says,
            source=known[name].source,
            reason=say("statement.legal_wages"),
        )
        for name in parameters
        if name in known
    )


def _capped(limit: Decimal, order: CapOrder, without_extra: Decimal, extra: Decimal) -> Decimal:
    if order is CapOrder.CAP_THEN_EXTRA:
        return min(without_extra, limit) + extra
    return min(without_extra + extra, limit)


def capped_score(
    cap: Cap, without_extra: Decimal, extra: Decimal
) -> tuple[Decimal, tuple[ReadingResult, ...]]:
    """Cap a total, and show what each reading of the cap gives (X9).

    Arguments:
        cap: the cap.
        without_extra: the total but for the extra points.
        extra: the extra points (001-X1).
    """
    results = [(r, _capped(cap.points, r.order, without_extra, extra)) for r in cap.readings]
    used, score = max(results, key=lambda pair: (pair[0].id == cap.fixed, pair[1]))
    shown = tuple(
        ReadingResult(
            article=cap.article, reading=r.id, says=r.says, result=number(result), is_used=r is used
        )
        for r, result in results
    )
    return score, shown


def is_inside(band: GradeBand, score: Decimal) -> bool:
    """Tell whether a band covers a score."""
    return (
        (band.gt is None or score > band.gt)
        and (band.ge is None or score >= band.ge)
        and (band.lt is None or score < band.lt)
        and (band.le is None or score <= band.le)
    )


def _place(bands: Sequence[GradeBand], score: Decimal) -> int:
    return next((index for index, band in enumerate(bands) if is_inside(band, score)), len(bands))


def _grade(reading: GradeReading, score: Decimal) -> str | None:
    place = _place(reading.bands, score)
    return reading.bands[place].grade if place < len(reading.bands) else None


def grade_of(grades: Grades, score: Decimal) -> tuple[str | None, tuple[ReadingResult, ...]]:
    """Grade a score, and show what each reading of the grades gives (X3)."""
    used = min(grades.readings, key=lambda r: (r.id != grades.fixed, _place(r.bands, score)))
    shown = tuple(
        ReadingResult(
            article=grades.article, reading=r.id, says=r.says, result=_grade(r, score), is_used=r is used
        )
        for r in grades.readings
    )
    return _grade(used, score), shown


def changed_grade(
    grades: Grades | None, grade: str | None, changed: Sequence[tuple[Rulebook, Judged]]
) -> tuple[str | None, tuple[ReadingResult, ...]]:
    """Change a grade where an act says so, and show what each reading gives (X23).

    The reading a person has fixed acts; while none is, the one most favourable to the employee.

    Arguments:
        grades: which grades there are, the best first; None where the score earns none.
        grade: what the score earns.
        changed: what changes it, each with its rulebook.
    """
    ranked = [] if grades is None else [band.grade for band in _acting(grades).bands]

    def place(of: str | None) -> int:
        return ranked.index(of) if of in ranked else len(ranked)

    shown: list[ReadingResult] = []
    for book in dict.fromkeys(book.name for book, entry in changed if entry.line.state is LineState.COUNTED):
        change = next(found.grade_change for found, _ in changed if found.name == book)
        if change is None:
            continue
        results = [
            (reading, grade if reading.only_down and place(grade) > place(change.grade) else change.grade)
            for reading in change.readings
        ]
        used, becomes = min(results, key=lambda one: (one[0].id != change.fixed, place(one[1])))
        shown += [
            ReadingResult(article=change.article, reading=r.id, says=r.says, result=result, is_used=r is used)
            for r, result in results
        ]
        grade = becomes
    return grade, tuple(shown)


def _acting(grades: Grades) -> GradeReading:
    return next((one for one in grades.readings if one.id == grades.fixed), grades.readings[0])


def pay_effect(pay: Pay, score: Decimal) -> Decimal:
    """Work out the yuan of a score: so much a point around the standard, clamped (001-P1, 001-P2)."""
    amount = (score - pay.standard) * pay.yuan_per_point
    return max(-pay.limit_yuan, min(pay.limit_yuan, amount)).quantize(_FEN)


def month_of_employment(person: Person, month: Month) -> int | None:
    """Count calendar months of employment, the month of hiring being 1; None where it is not known."""
    return None if person.hired_on is None else month.since(Month.of(person.hired_on)) + 1


def pay_proposal(book: Rulebook, pay: Pay, month: Month, person: Person, score: Decimal) -> PayProposal:
    """Propose what a score does to the pay (001-P1, 001-P2, 001-P4); a person decides."""
    number_ = month_of_employment(person, month)
    articles = tuple(quote.article for quote in pay.quotes)
    if not person.is_employed_in(month):
        return PayProposal(amount=None, reason=say("statement.pay_not_employed"), articles=articles)
    if number_ is None:
        reason = say("statement.pay_unknown_hiring", first=pay.first_month)
        return PayProposal(amount=None, reason=reason, articles=articles)
    if number_ < pay.first_month:
        reason = say("statement.pay_too_early", number=number_, first=pay.first_month)
        return PayProposal(amount=Decimal(0), reason=reason, articles=articles, month_of_employment=number_)
    amount, free = pay_effect(pay, score), (score - pay.standard) * pay.yuan_per_point
    clamp = (
        say("statement.pay_clamp", limit=pay.limit_yuan, amount=amount)
        if abs(free) > pay.limit_yuan
        else None
    )
    reason = say(
        "statement.pay", score=score, standard=pay.standard, rate=pay.yuan_per_point, amount=free, clamp=clamp
    )
    return PayProposal(
        amount=amount,
        reason=reason,
        articles=articles,
        legal=legal_checks(book, pay.legal) if amount < 0 else (),
        month_of_employment=number_,
    )
