"""Outsider: whoever lets somebody in answers for them; what stays here is of what was brought."""

from __future__ import annotations

from dataclasses import dataclass

from answerable.corrections import Correctable
from answerable.deciding import Matter, Stamp, World, evolves, records, relates, wrong
from answerable.people import doers_of
from answerable.streams.outsider import commands, events
from answerable.streams.outsider.flow import KEPT_OUT, OutsiderStage
from answerable.wording import listed, say


@dataclass(frozen=True, slots=True)
class Outsider(Correctable):
    """Somebody who was let in.

    Arguments:
        by: who answers for them.
        let_in_by: they, and who had that recorded for them.
        devices: what was brought.
        stage: where they are.
    """

    by: str
    let_in_by: tuple[str, ...]
    devices: tuple[str, ...] = ()
    stage: OutsiderStage = OutsiderStage.INSIDE


def _whose(matter: Matter, _: object) -> tuple[str, ...]:
    return () if matter.state is None else (matter.state.by,)


def _of_what_was_brought(state: Outsider, command: commands.SeeOff, _: Stamp, __: World) -> None:
    """Let nothing stay that was not brought."""
    kept = command.devices_kept or ()
    if unknown := [one for one in kept if one not in state.devices]:
        said = say("refusal.outsider.not_brought", devices=listed(unknown))
        raise wrong("devices_kept", said, rule=KEPT_OUT)


relates("outsider", own=_whose)
records(commands.Admit, events.Admitted)
records(commands.SeeOff, events.SeenOff, _of_what_was_brought)
records(commands.Correct, events.Corrected, corrects=events.Admitted)
records(commands.WithdrawLeaving, events.LeavingWithdrawn)
records(commands.Withdraw, events.Withdrawn)


@evolves(events.Admitted)
def admitted(_: None, event: events.Admitted) -> Outsider:
    """Remember who answers for them, and what they brought."""
    return Outsider(by=event.actor, let_in_by=doers_of(event), devices=event.devices or ())
