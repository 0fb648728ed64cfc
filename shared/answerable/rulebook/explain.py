"""Explaining: data first, words second, in Chinese and in English."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Literal

from answerable.conditions.compiling import ConditionResult
from answerable.rulebook.field_names import field, sign
from answerable.rulebook.statement import Clause, Line, LineState, Statement, Value
from answerable.wording import Bilingual, Sentence, listed, say, verbatim
from answerable.wording import Language as Spoken
from answerable.wording.numbers import NONE, money, points

Language = Literal["zh", "en"]

_VALUES = {
    "True": "statement.value.yes",
    "true": "statement.value.yes",
    "False": "statement.value.no",
    "false": "statement.value.no",
    "None": "statement.value.unknown",
}


def _pick(text: Bilingual, language: Language) -> str:
    return text.zh if language == "zh" else text.en


def _value(value: Value) -> Sentence:
    key = _VALUES.get(str(value))
    return verbatim(str(value)) if key is None else say(key)


def _operand(operand: str) -> Sentence:
    share, percent, whole = operand.partition(" % ")
    return say("statement.clause.share_of", share=share, whole=field(whole)) if percent else _value(operand)


def _clause(clause: Clause) -> Sentence:
    name, value = field(clause.field), _value(clause.value)
    is_plain = clause.operator == "eq" and clause.outcome is ConditionResult.HIT
    if clause.outcome is ConditionResult.UNKNOWN or is_plain:
        return say("statement.clause.found", field=name, value=value)
    key = "statement.clause.met" if clause.outcome is ConditionResult.HIT else "statement.clause.not_met"
    return say(key, field=name, value=value, sign=sign(clause.operator), operand=_operand(clause.operand))


def because(clauses: Sequence[Clause]) -> Sentence:
    """Say what decided, from the clauses; the article's own number goes without saying."""
    telling = [clause for clause in clauses if clause.field != "article"] or list(clauses)
    return say("statement.because", clauses=listed(map(_clause, telling), by="semicolon"))


def line_words(state: LineState, worth: Decimal | None, why: Sentence) -> Sentence:
    """Say what a line does to the score, and why."""
    return say(f"statement.{state}", points=None if worth is None else points(worth), why=why)


def _line(line: Line, language: Language) -> list[str]:
    state = _pick(say(f"statement.state.{line.state}"), language)
    lines = [f"{points(line.points):>6}  {line.article}  {_pick(line.text, language)} [{state}]"]
    lines.append(f"        {_pick(line.explanation, language)}")
    cited = listed(
        item.event_id if item.sequence is None else f"{item.event_id} (#{item.sequence})"
        for item in line.evidence
    )
    if line.evidence:
        lines.append(f"        {_pick(say('statement.heading.evidence', cited=cited), language)}")
    for reading in line.readings:
        said = say(
            "statement.heading.reading_used" if reading.is_used else "statement.heading.reading",
            reading=reading.reading,
            says=_pick(reading.says, language),
            result=NONE if reading.result is None else reading.result.replace("-", "−"),
        )
        lines.append(f"        {_pick(said, language)}")
    return lines


def explain(statement: Statement, language: Language = "zh") -> str:
    """Say a whole statement in words, line by line, down from the base.

    Arguments:
        statement: the data; nothing is said that is not in it.
        language: ``zh`` or ``en``.
    """
    pay, grade = statement.pay, statement.grade
    sentences = [
        say(
            "statement.heading.title",
            month=str(statement.month),
            staff=statement.staff,
            site=statement.site,
            rulebook=statement.rulebook,
            digest=statement.digest[:12],
        ),
        say("statement.heading.base", points=statement.base),
    ]
    if statement.beside:
        sentences.insert(1, say("statement.heading.beside", rulebooks=listed(statement.beside)))
    lines = [_pick(sentence, language) for sentence in sentences]
    for line in statement.lines:
        lines += _line(line, language)
    sentences = [
        say(
            "statement.heading.total",
            raw=statement.raw,
            capped=statement.capped,
            grade=say("statement.heading.no_grade") if grade is None else grade,
        )
    ]
    if pay is not None:
        amount = (
            say("statement.heading.pay_open")
            if pay.amount is None
            else money(pay.amount, Spoken(language), signed=True)
        )
        sentences.append(say("statement.heading.pay", amount=amount, reason=pay.reason))
    sentences += [
        say("statement.heading.alert", article=alert.article, text=_pick(alert.text, language))
        for alert in statement.alerts
    ]
    sentences += [
        say("statement.heading.question", article=question.article, text=question.text)
        for question in statement.open_questions
    ]
    return "\n".join([*lines, *(_pick(sentence, language) for sentence in sentences)])
