"""Sales lead: the account manager comes first, and whoever has it concludes it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from answerable.deciding import Matter, Stamp, World, evolves, records, relates, wrong
from answerable.streams.saleslead import commands, events
from answerable.streams.saleslead.flow import LEADS, SalesleadStage
from answerable.wording import say


@dataclass(frozen=True, slots=True)
class Saleslead:
    """A sales lead.

    Arguments:
        recorded_by: who recorded it.
        account_manager: who looks after the customer here, where somebody does.
        to: who follows it up, where it was passed on.
        stage: where it stands.
    """

    recorded_by: str
    account_manager: str | None = None
    to: str | None = None
    stage: SalesleadStage = SalesleadStage.RECORDED


def _account_manager_first(state: Saleslead, command: commands.PassOn, _: Stamp, __: World) -> None:
    """Let the account manager come first, and somebody else only with a reason (001-2.5)."""
    manager = state.account_manager
    is_instead = manager is not None and manager != command.to
    if is_instead and command.instead is None:
        said = say("refusal.saleslead.manager_first", manager=str(manager), to=command.to)
        raise wrong("instead", said, rule=LEADS)
    if not is_instead and command.instead is not None:
        raise wrong("instead", say("refusal.saleslead.nothing_instead", to=command.to), rule=LEADS)


def _whose(matter: Matter, _: object) -> tuple[str | None, ...]:
    return () if matter.state is None else (matter.state.recorded_by, matter.state.to)


def _asked(matter: Matter, _: object) -> tuple[str | None, ...]:
    return () if matter.state is None else (matter.state.to,)


relates("saleslead", own=_whose, asked=_asked)
records(commands.Record, events.Recorded)
records(commands.PassOn, events.PassedOn, _account_manager_first)
records(commands.TakeUp, events.TakenUp)
records(commands.Conclude, events.Concluded)
records(commands.WithdrawOutcome, events.OutcomeWithdrawn)
records(commands.Withdraw, events.Withdrawn)


@evolves(events.Recorded)
def recorded(_: None, event: events.Recorded) -> Saleslead:
    """Remember whose it is, and who comes first."""
    return Saleslead(recorded_by=event.actor, account_manager=event.account_manager)


@evolves(events.PassedOn)
def passed_on(state: Saleslead, event: events.PassedOn) -> Saleslead:
    """Remember who has it."""
    return replace(state, to=event.to)


@evolves(events.Withdrawn)
def never_recorded(_: Saleslead, __: events.Withdrawn) -> None:
    """End it as if it had never begun: there is none, for every decision that asks."""
