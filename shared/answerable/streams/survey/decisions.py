"""Survey: it runs within its days, and its report is approved by somebody who did not write it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from answerable.corrections import Correctable, now_holds
from answerable.deciding import Stamp, World, evolves, records, refuse, relates, took_it_down, wrong
from answerable.people import is_of_the_staff
from answerable.streams.survey import commands, events
from answerable.streams.survey.flow import SURVEY, SurveyStage
from answerable.wording import say


@dataclass(frozen=True, slots=True)
class Survey(Correctable):
    """A survey.

    Arguments:
        first_day: the first day on which customers are asked.
        last_day: the last day on which answers are taken.
        written_by: who wrote the newest report, and who had that recorded for them.
        stage: where it stands.
    """

    first_day: date
    last_day: date
    written_by: tuple[str, ...] = ()
    stage: SurveyStage = SurveyStage.PREPARED

    def takes_answers_on(self, day: date) -> bool:
        """Tell whether customers are asked, and heard, on a day.

        Arguments:
            day: by the site's calendar.
        """
        return self.stage is SurveyStage.RUNNING and self.first_day <= day <= self.last_day


Runs = commands.Open | commands.WithdrawClosing
Said = commands.Prepare | commands.CorrectPlan


def _in_order(state: Survey | None, command: Said, _: Stamp, __: World) -> None:
    """Let the last day lie behind the first."""
    first = command.first_day or (state.first_day if state else None)
    last = command.last_day or (state.last_day if state else None)
    if first is not None and last is not None and last < first:
        said = say("survey.ends_before", first=str(first), last=str(last))
        field = "first_day" if command.last_day is None else "last_day"
        raise wrong(field, said, rule="order-of-times")


def _not_over_yet(_: Survey | None, command: Said, stamp: Stamp, world: World) -> None:
    """Let no survey be planned to end before it was."""
    today = world.day_of(stamp.occurred_at)
    if command.last_day is not None and command.last_day < today:
        said = say("survey.over_before", last=str(command.last_day), today=str(today))
        raise wrong("last_day", said, rule="order-of-times")


def _within_its_days(state: Survey, command: Runs, stamp: Stamp, world: World) -> None:
    """Let it run within its days only."""
    today = world.day_of(stamp.occurred_at)
    if not state.first_day <= today <= state.last_day:
        said = say(
            "survey.not_its_days",
            survey=command.survey,
            first=str(state.first_day),
            last=str(state.last_day),
            today=str(today),
        )
        raise refuse(said, rule=SURVEY)


relates("survey", own=took_it_down)
records(commands.Prepare, events.Prepared, _in_order, _not_over_yet)
records(commands.Open, events.Opened, _within_its_days)
records(commands.Close, events.Closed)
records(commands.FileReport, events.ReportFiled)
records(commands.ApproveReport, events.ReportApproved)
records(commands.SendBackReport, events.ReportSentBack)
records(commands.CorrectPlan, events.PlanCorrected, _in_order, _not_over_yet, corrects=events.Prepared)
records(commands.WithdrawClosing, events.ClosingWithdrawn, _within_its_days)
records(commands.WithdrawPlan, events.PlanWithdrawn)


@evolves(events.Prepared)
def prepared(_: None, event: events.Prepared) -> Survey:
    """Begin it."""
    return Survey(first_day=event.first_day, last_day=event.last_day)


@evolves(events.PlanCorrected)
def plan_corrected(state: Survey, event: events.PlanCorrected) -> Survey:
    """Take what holds instead."""
    return replace(
        state,
        first_day=now_holds(event, "first_day", state.first_day),
        last_day=now_holds(event, "last_day", state.last_day),
    )


@evolves(events.ReportFiled)
def report_filed(state: Survey, event: events.ReportFiled) -> Survey:
    """Remember who wrote it; an import brings in what several did."""
    wrote = (event.actor, event.entered_by)
    return replace(state, written_by=tuple(one for one in wrote if one is not None and is_of_the_staff(one)))
