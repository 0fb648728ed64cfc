"""What a survey came to, in figures that each stand beside the number of answers they are made of."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from answerable.queries.desk import SurveyFigures, SurveyResults, TopicResult
from answerable_services.console.address import question
from answerable_services.console.asking import Reply
from answerable_services.console.language import Words

if TYPE_CHECKING:
    from answerable_services.console.view import View

STREAM = "survey"


@dataclass(frozen=True, slots=True)
class Line:
    """One topic's figures, written.

    Arguments:
        topic: what it is called.
        answers: how many rated it.
        mean: their mean; empty where nobody rated it.
        share: how many in a hundred of them are satisfied; empty where nobody rated it.
        of: of how many that is.
        given: how many gave 1, 2, 3, 4 and 5.
    """

    topic: str
    answers: int
    mean: str
    share: str
    of: str
    given: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Results:
    """What a survey's page shows of its answers.

    Arguments:
        asked: what the desk said.
        lines: topic by topic, all together last.
        ratings: the scale.
    """

    asked: Reply[SurveyFigures]
    lines: tuple[Line, ...]
    ratings: tuple[int, ...] = (1, 2, 3, 4, 5)


async def results_of(view: View, matter: str) -> Results | None:
    """Ask what a survey came to; None of what is no survey, and for whom it is not.

    Arguments:
        view: the page.
        matter: whose page it is.
    """
    if matter.partition("-")[0] != STREAM or not view.may("desk.survey_results"):
        return None
    asked = await view.ask(question(SurveyResults, survey=matter))
    topics = () if asked.answer is None else asked.answer.topics
    return Results(asked, tuple(_line(topic, view.words) for topic in topics))


def _line(result: TopicResult, words: Words) -> Line:
    name = "survey_results.all" if result.topic is None else f"answer.topic.{result.topic.value}"
    return Line(
        words(name),
        result.answers,
        mean_of(result),
        share_of(result),
        words("survey_results.of", satisfied=result.satisfied, answers=result.answers),
        result.given,
    )


def mean_of(result: TopicResult) -> str:
    """Write the mean with two decimals, halves rounded up; nothing where nobody rated the topic."""
    if not result.answers:
        return ""
    return str((Decimal(result.total) / result.answers).quantize(Decimal("0.01"), ROUND_HALF_UP))


def share_of(result: TopicResult) -> str:
    """Write how many in a hundred are satisfied, whole; nothing where nobody rated the topic."""
    if not result.answers:
        return ""
    share = (Decimal(100 * result.satisfied) / result.answers).quantize(Decimal(1), ROUND_HALF_UP)
    return f"{share}%"
