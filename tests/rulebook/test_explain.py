"""The words say what the data say, in Chinese and in English."""

import pytest

from answerable.rulebook import explain, statement
from answerable.rulebook.explain import Language
from tests.rulebook.given import BOOK, MARCH, PERSON, exam, overrun, revoked, upheld, violation
from tests.rulebook.scored import line, score

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


def test_a_line_with_conditions_shows_the_reason_and_the_case() -> None:
    """What a superior or a judge wrote stands beside what was compared, and the case is cited."""
    left = violation(1, "001-m7", minutes=7, superior_informed=False, case="case-9", evidence=("record-1",))
    heard = upheld(2, is_conflict=True)
    of_a_case = type(heard)(heard.event.model_copy(update={"correlation_id": "case-8"}), heard.sequence)
    unknown = violation(3, "001-m6")

    post, quarrel = line(score(left), "001-m7"), line(score(of_a_case), "001-S2")

    assert post.explanation.zh.endswith("已通知上级 = 否。记录的理由：seen by the lead")
    assert post.explanation.en.endswith("superior informed = no. Reason on record: seen by the lead")
    assert quarrel.explanation.zh.endswith("记录的理由：heard on tape")
    assert (post.evidence[0].cited, quarrel.evidence[0].cited) == (("record-1", "case-9"), ("case-8",))
    assert line(score(violation(4, "001-m7")), "001-m7").explanation.zh.endswith("理由：seen by the lead")
    assert "seen by the lead" in line(score(unknown), "001-m6").explanation.en


def test_who_took_an_entry_back_is_named_as_people_are() -> None:
    """By their name in the reader's language, and not by the id of the record."""
    entry = violation(1, "001-m1")
    (taken_back,) = statement(BOOK, MARCH, PERSON, [entry], revocations=[revoked(entry)]).lines[:1]

    assert "员工 example-manager 于 2016-03-10 撤销" in taken_back.explanation.zh
    assert "By Staff example-manager on 2016-03-10" in taken_back.explanation.en


def test_a_case_is_cited_once() -> None:
    """Neither beside its own events, nor by itself."""
    cited = violation(1, "001-m7", minutes=7, superior_informed=False, case="case-9", evidence=("case-9.2",))

    assert line(score(cited), "001-m7").evidence[0].cited == ("case-9.2",)
    assert {item.cited for line in score(overrun(2, 45)).lines for item in line.evidence} == {()}
