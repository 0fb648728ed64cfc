"""The words say what the data say, in Chinese and in English."""

import pytest

from answerable.rulebook import explain, statement
from answerable.rulebook.explain import Language
from tests.rulebook.given import BOOK, MARCH, PERSON, exam, overrun, violation

FACTS = [
    violation(1, "001-m7", minutes=7, superior_informed=False),
    violation(2, "001-m4"),
    exam(3, "59.5"),
    overrun(4, None),
    violation(5, "001-D1"),
]


def test_chinese_words() -> None:
    """A line cites the text, the sum and what decided."""
    said = explain(statement(BOOK, MARCH, PERSON, FACTS), "zh")

    assert "−5  001-m7  当班离岗5分钟以上，未通知上级5分钟/次 [计入]" in said
    assert "依据：分钟数 = 7（> 5）；已通知上级 = 否。" in said
    assert "考试得分 = 59.5（< 满分的 60%）" in said


def test_english_words() -> None:
    """The same in English."""
    said = explain(statement(BOOK, MARCH, PERSON, FACTS), "en")

    assert "Because: minutes = 7 (> 5); superior informed = no." in said
    assert "exam score = 59.5 (< 60% of full marks)" in said
    assert "reading a (used)" in said


@pytest.mark.parametrize("language", ["zh", "en"])
def test_everything_in_the_statement_is_said(language: Language) -> None:
    """Every line, event, alert and question of the data is in the words."""
    result = statement(BOOK, MARCH, PERSON, FACTS)
    said = explain(result, language)

    assert all(line.article in said for line in result.lines)
    assert all(item.event_id in said for line in result.lines for item in line.evidence)
    assert all(getattr(alert.text, language) in said for alert in result.alerts)
    assert all(getattr(question.text, language) in said for question in result.open_questions)
