"""Where the evidence in a statement can be read."""

from __future__ import annotations

from answerable.rulebook.statement import Evidence, LineState, OpenQuestion
from answerable.wording import Sentence
from answerable_services.console.views.evidence import kind_named, links_in, questioned
from tests.services.console.given.statements import statement

ASK = Sentence(key="sample", zh="待定", en="open")


def test_a_rulebooks_name_of_an_event_is_found_in_the_catalogue() -> None:
    """Words of an event are kept by its wire name."""
    assert [kind_named("assessment.ViolationRecorded"), kind_named("case.LimitMissed")] == [
        "assessment.violation_recorded",
        "case.limit_missed",
    ]


def test_evidence_leads_to_its_page_or_else_to_the_line_that_it_caused() -> None:
    """No page shows an assessment: the counted line that quotes it does."""
    lines = statement().lines
    entry = Evidence(event_id="assessment-4.1", event="assessment.ViolationRecorded", sequence=9)
    month = lines[3].model_copy(update={"evidence": (entry,), "state": LineState.NOT_APPLIED})
    counted = lines[0].model_copy(update={"evidence": (entry,)})
    case = Evidence(event_id="case-7.3", event="case.LimitMissed", sequence=8, cited=("record-1", "照片 3"))
    other = lines[1].model_copy(update={"evidence": (case,)})
    assert links_in(statement(lines=(month, counted, other), open_questions=(), alerts=())) == {
        "assessment-4.1": "/matters/assessment-4#assessment-4.1",
        "case-7.3": "/cases/case-7#case-7.3",
        "record-1": "/matters/record-1",
    }


def test_a_question_stands_with_the_line_that_waits_for_its_answer() -> None:
    """By article and evidence; a question about no line stands alone."""
    entry = Evidence(event_id="assessment-4.1", event="assessment.ViolationRecorded", sequence=9)
    first, second = (
        line.model_copy(update={"article": "001-m4", "key": key, "evidence": evidence})
        for line, key, evidence in zip(statement().lines, ("one", "two"), ((), (entry,)), strict=False)
    )
    about = OpenQuestion(article="001-m4", text=ASK, evidence=("assessment-4.1",))
    hiring = OpenQuestion(article="001-P4", text=ASK)
    told = statement(lines=(first, second), open_questions=(about, hiring))
    assert questioned(told) == ((about, second), (hiring, None))
