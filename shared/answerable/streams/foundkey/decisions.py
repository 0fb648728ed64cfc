"""Found key: it was found before it was reported, and its finder is known (002-r13-7.2)."""

from __future__ import annotations

from dataclasses import dataclass

from answerable.deciding import Matter, Stamp, World, evolves, records, relates, wrong
from answerable.people import is_of_the_staff
from answerable.streams.foundkey import commands, events
from answerable.streams.foundkey.flow import FoundkeyStage
from answerable.wording import say


@dataclass(frozen=True, slots=True)
class Foundkey:
    """A key that was found.

    Arguments:
        finder: who found it.
        reported_by: who had that recorded, where it was another member of staff.
        stage: where it is.
    """

    finder: str
    reported_by: str | None = None
    stage: FoundkeyStage = FoundkeyStage.FOUND


def _found_before(_: None, command: commands.Report, stamp: Stamp, __: World) -> None:
    """Let no key be reported before it was found."""
    if command.found_at > stamp.occurred_at:
        raise wrong("found_at", say("refusal.foundkey.found_later"), rule="order-of-times")


def _whose(matter: Matter, _: object) -> tuple[str, ...]:
    return () if matter.state is None else (matter.state.finder,)


relates("foundkey", own=_whose)
records(commands.Report, events.Reported, _found_before)
records(commands.Receive, events.Received, works_out={"finder": lambda state, *_: state.finder})
records(commands.GiveBack, events.GivenBack)
records(commands.Withdraw, events.Withdrawn)


@evolves(events.Reported)
def reported(_: None, event: events.Reported) -> Foundkey:
    """Remember who found it."""
    by = event.entered_by
    return Foundkey(event.actor, by if by is not None and is_of_the_staff(by) else None)
