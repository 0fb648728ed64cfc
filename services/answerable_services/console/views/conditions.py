"""The conditions of an article as people say them: what was compared with what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from answerable.conditions.compiling import ConditionResult
from answerable.rulebook.field_names import field, sign
from answerable.rulebook.statement import Clause, Value
from answerable.wording.numbers import NONE
from answerable_services.console.language import Words

_SHARE = " % "


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition in words.

    Arguments:
        demand: what the article asks for.
        value: what was found.
        outcome: whether that meets it.
    """

    demand: str
    value: str
    outcome: ConditionResult


def _named(name: str, words: Words) -> str:
    return field(name).in_(words.language)


def _value(value: Value, words: Words) -> str:
    if isinstance(value, bool):
        return words("yes" if value else "no")
    return NONE if value is None else str(value)


def _operand(operand: str, words: Words) -> str:
    if operand in {"true", "false"}:
        return words("yes" if operand == "true" else "no")
    share, percent, whole = operand.partition(_SHARE)
    return words("statement.clause.share_of", share=share, whole=_named(whole, words)) if percent else operand


def conditions_of(clauses: Iterable[Clause], words: Words) -> tuple[Condition, ...]:
    """Write an article's conditions; that an entry names the article goes without saying.

    Arguments:
        clauses: what was compared.
        words: the language.
    """
    return tuple(
        Condition(
            f"{_named(clause.field, words)} {sign(clause.operator)} {_operand(clause.operand, words)}",
            _value(clause.value, words),
            clause.outcome,
        )
        for clause in clauses
        if clause.field != "article"
    )
