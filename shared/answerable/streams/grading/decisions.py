"""Grading: grounds that speak for the grade, and a case that shows a poor one."""

from __future__ import annotations

from dataclasses import dataclass

from answerable.corrections import holds
from answerable.deciding import Matter, Stamp, World, evolves, records, relates, wrong
from answerable.people import doers_of
from answerable.streams.grading import commands, events
from answerable.streams.grading.events import GROUNDS, CustomerGrade
from answerable.streams.grading.flow import CONFIRMING, GRADING, GradingStage
from answerable.wording import say


@dataclass(frozen=True, slots=True)
class Grading:
    """A customer's grade.

    Arguments:
        proposed_by: who proposed it: they, and who had it recorded for them.
        stage: where it stands.
        before: the grade that was declined or lifted before this one was proposed.
    """

    proposed_by: tuple[str, ...]
    stage: GradingStage = GradingStage.PROPOSED
    before: Grading | None = None


def _by_grounds_of_its_own(_: Grading | None, command: commands.Propose, __: Stamp, ___: World) -> None:
    """Let a grade be given for what speaks for it, and for nothing else (002-r1-2.9)."""
    if not set(command.grounds) <= set(GROUNDS[command.customer_grade]):
        raise wrong("grounds", say("refusal.grading.other_ground"), rule=GRADING)


def _shown_by_a_case(_: Grading | None, command: commands.Propose, __: Stamp, ___: World) -> None:
    """Let nobody be called a poor customer without what shows it (002-r8-2.2)."""
    if command.customer_grade is CustomerGrade.POOR and command.case is None:
        raise wrong("case", say("refusal.grading.no_case"), rule=CONFIRMING)


def _each_once(_: Grading | None, command: commands.Propose, __: Stamp, ___: World) -> None:
    """Let what speaks for it be named once."""
    if len(set(command.grounds)) < len(command.grounds):
        raise wrong("grounds", say("refusal.grading.twice"), rule=GRADING)


def _of_that_customer(_: Grading | None, command: commands.Propose, __: Stamp, world: World) -> None:
    """Let a grade be shown by what this customer did, and not by another's case (002-r8-2.2)."""
    if command.case is None:
        return
    if (case := world.others[command.case]) is None:
        raise world.no_such(command.case, command.site)
    if not holds(case, "customer", command.customer):
        said = say("refusal.grading.of_another", case=command.case, customer=command.customer)
        raise wrong("case", said, rule=CONFIRMING)


def _looked_at_later(_: Grading, command: commands.Confirm, stamp: Stamp, world: World) -> None:
    """Let a grade be looked at again behind the day on which it is confirmed."""
    if command.review_on <= (today := world.day_of(stamp.occurred_at)):
        said = say("refusal.grading.review_first", day=str(command.review_on), today=str(today))
        raise wrong("review_on", said, rule="order-of-times")


def _whose(matter: Matter, _: object) -> tuple[str, ...]:
    return () if matter.state is None else matter.state.proposed_by


relates("grading", own=_whose)
records(
    commands.Propose,
    events.Proposed,
    _by_grounds_of_its_own,
    _each_once,
    _shown_by_a_case,
    _of_that_customer,
    may_begin=True,
)
records(commands.Confirm, events.Confirmed, _looked_at_later)
records(commands.Decline, events.Declined)
records(commands.Lift, events.Lifted)
records(commands.WithdrawDecision, events.DecisionWithdrawn)
records(commands.WithdrawLifting, events.LiftingWithdrawn)
records(commands.Withdraw, events.Withdrawn)


@evolves(events.Proposed)
def proposed(_: Grading | None, event: events.Proposed) -> Grading:
    """Remember whose proposal it is, the newest one's."""
    return Grading(proposed_by=doers_of(event))
