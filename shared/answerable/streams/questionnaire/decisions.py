"""Questionnaire: answered while its survey runs, once, and with at least one topic rated."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from answerable.deciding import Stamp, World, evolves, records, refuse, relates, took_it_down, wrong
from answerable.events.base import Event
from answerable.people import is_of_the_staff
from answerable.streams.questionnaire import commands, events
from answerable.streams.questionnaire.events import Means, Topic
from answerable.streams.questionnaire.flow import SURVEY, QuestionnaireStage
from answerable.streams.survey.decisions import Survey
from answerable.wording import say


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """One customer's questionnaire.

    Arguments:
        survey: of which survey.
        last_day: the last day on which its link can be used; None where it has none.
        handled_by: who sent it or took it down, and who had that recorded for them.
        stage: where it stands.
    """

    survey: str
    last_day: date | None = None
    handled_by: tuple[str, ...] = ()
    stage: QuestionnaireStage = QuestionnaireStage.SENT_OUT


Rated = commands.Answer | commands.TakeDown
OfSurvey = commands.Send | Rated


def _while_it_runs(_: Questionnaire | None, command: OfSurvey, stamp: Stamp, world: World) -> None:
    """Let customers be asked and heard only while the survey runs, and within its days."""
    survey = world.others[command.survey]
    if not isinstance(survey, Survey):
        raise world.no_such(command.survey, command.site)
    day = world.day_of(stamp.occurred_at)
    if not survey.takes_answers_on(day):
        said = say("questionnaire.not_running", survey=command.survey, day=str(day))
        raise refuse(said, rule=SURVEY, field="survey")


def _with_a_topic(_: Questionnaire | None, command: Rated, __: Stamp, ___: World) -> None:
    """Let no answer be empty."""
    if all(getattr(command, topic.value) is None for topic in Topic):
        raise wrong(Topic.INSTALLATION.value, say("questionnaire.nothing_rated"), rule="missing")


def _of_its_survey(state: Questionnaire, command: commands.Answer, _: Stamp, __: World) -> None:
    """Let it be answered for the survey that it was sent for, and for no other one."""
    if command.survey != state.survey:
        said = say("questionnaire.another_survey", questionnaire=command.questionnaire)
        raise wrong("survey", said, rule=SURVEY)


def _while_the_link_holds(state: Questionnaire, command: commands.Answer, stamp: Stamp, world: World) -> None:
    """Let a link be used on its last day at the latest."""
    day = world.day_of(stamp.occurred_at)
    if state.last_day is not None and day > state.last_day:
        said = say("questionnaire.link_over", questionnaire=command.questionnaire, last=str(state.last_day))
        raise refuse(said, rule=SURVEY)


def _on_a_visit(_: None, command: commands.TakeDown, __: Stamp, ___: World) -> None:
    """Let only what was answered on site be of a visit."""
    if command.visit is not None and command.means is not Means.ON_SITE:
        raise wrong("visit", say("questionnaire.not_on_site"), rule=SURVEY)


def _last_day(_: None, command: commands.Send, __: Stamp, world: World) -> date:
    survey: Survey = world.others[command.survey]
    return survey.last_day


relates("questionnaire", own=took_it_down)
records(commands.Send, events.Sent, _while_it_runs, works_out={"last_day": _last_day})
records(
    commands.Answer,
    events.Answered,
    _of_its_survey,
    _while_the_link_holds,
    _while_it_runs,
    _with_a_topic,
)
records(commands.TakeDown, events.TakenDown, _while_it_runs, _with_a_topic, _on_a_visit)
records(commands.RevokeLink, events.LinkRevoked)
records(commands.DiscountAnswer, events.AnswerDiscounted)


def _people_of(event: Event) -> tuple[str, ...]:
    """Give who did it and who had it recorded, people only: an import brings in what several did."""
    return tuple(one for one in (event.actor, event.entered_by) if one is not None and is_of_the_staff(one))


@evolves(events.Sent)
def sent(_: None, event: events.Sent) -> Questionnaire:
    """Wait for the answer."""
    return Questionnaire(survey=event.survey, last_day=event.last_day, handled_by=_people_of(event))


@evolves(events.TakenDown)
def taken_down(_: None, event: events.TakenDown) -> Questionnaire:
    """Remember who took it down."""
    return Questionnaire(survey=event.survey, handled_by=_people_of(event))
