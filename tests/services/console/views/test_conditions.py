"""The conditions of an article in words."""

from __future__ import annotations

import pytest

from answerable.conditions.compiling import ConditionResult
from answerable.rulebook.statement import Clause
from answerable_services.console.language import Language, words_of
from answerable_services.console.views.conditions import Condition, conditions_of

CLAUSES = (
    Clause(field="article", operator="eq", operand="001-m7", value="001-m7", outcome=ConditionResult.HIT),
    Clause(
        field="superior_informed", operator="eq", operand="false", value=False, outcome=ConditionResult.HIT
    ),
    Clause(field="score", operator="lt", operand="60 % full_marks", value=57, outcome=ConditionResult.HIT),
    Clause(field="minutes", operator="gt", operand="5", value=None, outcome=ConditionResult.UNKNOWN),
)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (Language.ZH, [("已通知上级 = 否", "否"), ("考试得分 < 满分的 60%", "57"), ("分钟数 > 5", "—")]),
        (
            Language.EN,
            [
                ("superior informed = no", "no"),
                ("exam score < 60% of full marks", "57"),
                ("minutes > 5", "—"),
            ],
        ),
    ],
)
def test_conditions_are_said_as_people_say_them(language: Language, said: list[tuple[str, str]]) -> None:
    """No field names, no operators' codes; that an entry names the article goes without saying."""
    outcomes = (ConditionResult.HIT, ConditionResult.HIT, ConditionResult.UNKNOWN)
    expected = tuple(Condition(*one, outcome) for one, outcome in zip(said, outcomes, strict=True))
    assert conditions_of(CLAUSES, words_of(language)) == expected
