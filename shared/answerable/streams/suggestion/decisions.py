"""Suggestion: what its flow alone does not decide: a trial lies ahead of its effect, and ends."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from answerable.corrections import Correctable
from answerable.deciding import Matter, Stamp, World, evolves, records, refuse, relates, wrong
from answerable.people import doers_of
from answerable.streams.suggestion import commands, events
from answerable.streams.suggestion.flow import EFFECT, SuggestionStage
from answerable.wording import say


@dataclass(frozen=True, slots=True)
class Suggestion(Correctable):
    """A suggestion.

    Arguments:
        by: who made it.
        made_by: who made it: they, and who had it recorded for them.
        decided_at: when it was taken up, as long as that stands.
        to_day: the last day of its trial, where there is one.
        stage: where it stands.
    """

    by: str
    made_by: tuple[str, ...]
    decided_at: datetime | None = None
    to_day: date | None = None
    stage: SuggestionStage = SuggestionStage.SUGGESTED


def _whose(matter: Matter, _: object) -> tuple[str, ...]:
    return () if matter.state is None else (matter.state.by,)


def _tried_behind_the_decision(
    state: Suggestion, command: commands.StartTrial, stamp: Stamp, world: World
) -> None:
    """Let no trial begin before it was decided on, or end before it begins."""
    decided_on = world.day_of(state.decided_at or stamp.occurred_at)
    if command.from_day < decided_on:
        said = say("refusal.suggestion.before_decided", day=str(command.from_day), decided=str(decided_on))
        raise wrong("from_day", said, rule="order-of-times")
    if command.to_day < command.from_day:
        said = say("refusal.suggestion.ends_first", first=str(command.from_day), last=str(command.to_day))
        raise wrong("to_day", said, rule="order-of-times")


def _behind_the_trial(state: Suggestion, command: commands.FindEffect, stamp: Stamp, world: World) -> None:
    """Let nobody know the effect of a trial that still runs (001-B6)."""
    today = world.day_of(stamp.occurred_at)
    if state.to_day is not None and today < state.to_day:
        said = say("refusal.suggestion.still_tried", matter=command.suggestion, last=str(state.to_day))
        raise refuse(said, rule=EFFECT)


def _who_suggested(state: Suggestion, *_: object) -> str:
    return state.by


relates("suggestion", own=_whose)
records(commands.Make, events.Made)
records(commands.TakeUp, events.TakenUp)
records(commands.Decline, events.Declined)
records(commands.StartTrial, events.TrialStarted, _tried_behind_the_decision)
records(
    commands.FindEffect,
    events.EffectFound,
    _behind_the_trial,
    works_out={"suggested_by": _who_suggested},
)
records(commands.WithdrawFinding, events.FindingWithdrawn)
records(commands.WithdrawStep, events.StepWithdrawn)
records(commands.Correct, events.Corrected, corrects=events.Made)
records(commands.Withdraw, events.Withdrawn)


@evolves(events.Made)
def made(_: None, event: events.Made) -> Suggestion:
    """Remember whose it is."""
    return Suggestion(by=event.actor, made_by=doers_of(event))


@evolves(events.TakenUp)
def taken_up(state: Suggestion, event: events.TakenUp) -> Suggestion:
    """Remember since when it may be tried."""
    return replace(state, decided_at=event.occurred_at)


@evolves(events.TrialStarted)
def trial_started(state: Suggestion, event: events.TrialStarted) -> Suggestion:
    """Remember how long it is tried."""
    return replace(state, to_day=event.to_day)


@evolves(events.Withdrawn)
def never_made(_: Suggestion, __: events.Withdrawn) -> None:
    """End it as if it had never begun: there is none, for every decision that asks."""
