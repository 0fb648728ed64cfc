"""Explaining: data first, words second, in Chinese and in English."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Literal

from answerable.rulebook.matchers import Outcome
from answerable.rulebook.statement import Clause, Line, LineState, Statement, Value
from answerable.rulebook.terms import Text
from answerable.rulebook.words import field, number, sign, signed, words

Language = Literal["zh", "en"]

_VALUES: dict[str, tuple[str, str]] = {
    "True": ("是", "yes"),
    "False": ("否", "no"),
    "None": ("未知", "not known"),
}
_OPERANDS = {"true": "True", "false": "False"}
_STATES: dict[LineState, tuple[str, str]] = {
    LineState.COUNTED: ("计入", "counted"),
    LineState.PROPOSED: ("提议", "proposed"),
    LineState.UNKNOWN: ("待定", "open"),
    LineState.NOT_APPLIED: ("不计", "not applied"),
    LineState.REVOKED: ("已撤销", "taken back"),
}
_HEADINGS: dict[str, tuple[str, str]] = {
    "title": ("{month} {staff}({site})· {rulebook}", "{month} {staff} ({site}) · {rulebook}"),
    "base": ("基准分 {points}", "Base {points}"),
    "total": ("合计 {raw} 分,计 {capped} 分,等级 {grade}", "Total {raw}, counts as {capped}, grade {grade}"),
    "pay": ("工资浮动提议:{amount}。{reason}", "Pay proposal: {amount}. {reason}"),
    "alert": ("提请注意 {article}:{text}", "Alert {article}: {text}"),
    "question": ("待决 {article}:{text}", "Open {article}: {text}"),
    "reading": (
        "    理解 {reading}{used}:{says} → {result}",
        "    reading {reading}{used}: {says} → {result}",
    ),
}


def _pick(text: Text, language: Language) -> str:
    return text.zh if language == "zh" else text.en


def _value(value: Value, index: int) -> str:
    return _VALUES[str(value)][index] if str(value) in _VALUES else str(value)


def _operand(operand: str, index: int) -> str:
    share, percent, whole = operand.partition(" % ")
    if percent:
        name = field(whole)
        return (f"{name.zh}的 {share} %", f"{share} % of {name.en}")[index]
    return _value(_OPERANDS.get(operand, operand), index)


def _clause(clause: Clause, index: int) -> str:
    name = field(clause.field)
    said = f"{(name.zh, name.en)[index]} = {_value(clause.value, index)}"
    if clause.outcome is Outcome.UNKNOWN:
        return said
    operand = _operand(clause.operand, index)
    if clause.operator == "eq" and clause.outcome is Outcome.HIT:
        return said
    mark = "" if clause.outcome is Outcome.HIT else ("不满足 ", "not ")[index]
    return f"{said} ({mark}{sign(clause.operator)} {operand})"


def because(clauses: Sequence[Clause]) -> Text:
    """Say what decided, from the clauses; the article's own number goes without saying."""
    telling = [clause for clause in clauses if clause.field != "article"] or list(clauses)
    zh, en = (";".join(_clause(clause, 0) for clause in telling), "; ".join(_clause(c, 1) for c in telling))
    return words("because", clauses=Text(zh=zh, en=en))


def line_words(state: LineState, points: Decimal | None, why: Text) -> Text:
    """Say what a line does to the score, and why."""
    return words(state.value, points="" if points is None else signed(points), why=why)


def _line(line: Line, language: Language) -> list[str]:
    index = 0 if language == "zh" else 1
    points = "—" if line.points is None else signed(line.points)
    head = f"{points:>6}  {line.article}  {_pick(line.text, language)} [{_STATES[line.state][index]}]"
    cited = ", ".join(
        item.event_id if item.sequence is None else f"{item.event_id} (#{item.sequence})"
        for item in line.evidence
    )
    lines = [head, f"        {_pick(line.explanation, language)}"]
    if cited:
        lines.append(f"        {('证据', 'evidence')[index]}: {cited}")
    for reading in line.readings:
        used = ("(采用)", " (used)")[index] if reading.is_used else ""
        shown = reading.result.replace("-", "−") if reading.result is not None else "—"
        says = _pick(reading.says, language)
        lines.append(
            "    "
            + _HEADINGS["reading"][index].format(reading=reading.reading, used=used, says=says, result=shown)
        )
    return lines


def explain(statement: Statement, language: Language = "zh") -> str:
    """Say a whole statement in words, line by line, down from the base.

    Arguments:
        statement: the data; nothing is said that is not in it.
        language: ``zh`` or ``en``.
    """
    index = 0 if language == "zh" else 1

    def heading(name: str, **values: object) -> str:
        return _HEADINGS[name][index].format(**values)

    pay = statement.pay
    amount = ("未定", "open")[index] if pay.amount is None else f"¥{signed(pay.amount)}"
    lines = [
        heading(
            "title",
            month=statement.month,
            staff=statement.staff,
            site=statement.site,
            rulebook=f"{statement.rulebook} ({statement.digest[:12]})",
        ),
        heading("base", points=number(statement.base)),
    ]
    for line in statement.lines:
        lines += _line(line, language)
    grade = statement.grade or ("无", "none")[index]
    lines.append(heading("total", raw=number(statement.raw), capped=number(statement.capped), grade=grade))
    lines.append(heading("pay", amount=amount, reason=_pick(pay.reason, language)))
    lines += [heading("alert", article=a.article, text=_pick(a.text, language)) for a in statement.alerts]
    lines += [
        heading("question", article=q.article, text=_pick(q.text, language)) for q in statement.open_questions
    ]
    return "\n".join(lines)
