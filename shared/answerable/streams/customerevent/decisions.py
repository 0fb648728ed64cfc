"""Customer event: for a day to come, and held on that day or later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from answerable.deciding import Matter, Stamp, World, evolves, records, refuse, relates, wrong
from answerable.people import doers_of
from answerable.streams.customerevent import commands, events
from answerable.streams.customerevent.flow import LECTURES, CustomereventStage
from answerable.wording import say


@dataclass(frozen=True, slots=True)
class Customerevent:
    """A customer event.

    Arguments:
        host: who is in charge of it.
        planned_on: its day.
        planned_by: who planned it: they, and who had it recorded for them.
        stage: where it stands.
        before: as it stood before the last step that can be taken back.
    """

    host: str
    planned_on: date
    planned_by: tuple[str, ...]
    stage: CustomereventStage = CustomereventStage.PLANNED
    before: Customerevent | None = None

    @property
    def behind_it(self) -> tuple[str, ...]:
        """Who planned it, and who is in charge: neither approves it."""
        return (*self.planned_by, self.host)


def _today_or_later(_: None, command: commands.Plan, stamp: Stamp, world: World) -> None:
    """Let no event be planned for a day that is over."""
    if command.planned_on < (today := world.day_of(stamp.occurred_at)):
        said = say("refusal.customerevent.before", day=str(command.planned_on), today=str(today))
        raise wrong("planned_on", said, rule="order-of-times")


def _on_its_day_or_later(state: Customerevent, command: commands.Hold, stamp: Stamp, world: World) -> None:
    """Let no event have been held before its day."""
    if (today := world.day_of(stamp.occurred_at)) < state.planned_on:
        told = {"matter": command.customerevent, "day": str(state.planned_on), "today": str(today)}
        raise refuse(say("refusal.customerevent.not_yet", **told), rule=LECTURES)


def _whose(matter: Matter, _: object) -> tuple[str, ...]:
    return () if matter.state is None else matter.state.behind_it


relates("customerevent", own=_whose)
records(commands.Plan, events.Planned, _today_or_later)
records(commands.Approve, events.Approved)
records(commands.Decline, events.Declined)
records(commands.Hold, events.Held, _on_its_day_or_later)
records(commands.Abandon, events.Abandoned)
records(commands.WithdrawStep, events.StepWithdrawn)
records(commands.Withdraw, events.Withdrawn)


@evolves(events.Planned)
def planned(_: None, event: events.Planned) -> Customerevent:
    """Remember its day, and who is behind it."""
    return Customerevent(host=event.host, planned_on=event.planned_on, planned_by=doers_of(event))


@evolves(events.Withdrawn)
def never_planned(_: Customerevent, __: events.Withdrawn) -> None:
    """End it as if it had never begun: there is none, for every decision that asks."""
