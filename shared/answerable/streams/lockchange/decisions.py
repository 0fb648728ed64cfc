"""Change of a lock: nothing without security, which gets every new key (002-r13-6)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from answerable.deciding import Matter, Stamp, World, evolves, records, refuse, relates
from answerable.events.base import Event
from answerable.people import is_of_the_staff
from answerable.streams.lockchange import commands, events
from answerable.streams.lockchange.flow import CHANGES, LockchangeStage
from answerable.wording import say


@dataclass(frozen=True, slots=True)
class Lockchange:
    """A lock that is to be changed.

    Arguments:
        applied_by: who applied, and who had it recorded.
        changed_by: who changed it, and who had it recorded.
        new_keys: how many keys the new lock has.
        stage: where it stands.
    """

    applied_by: tuple[str, ...]
    changed_by: tuple[str, ...] = ()
    new_keys: int = 0
    stage: LockchangeStage = LockchangeStage.APPLIED

    @property
    def is_done(self) -> bool:
        """Whether the lock is changed, and security has the new keys."""
        return self.stage is LockchangeStage.DONE


def _all_of_them(state: Lockchange, command: commands.ReceiveKeys, _: Stamp, __: World) -> None:
    """Let security take as many keys as there are: one that stays somewhere opens the new lock."""
    if command.counted != state.new_keys:
        said = say("refusal.lockchange.keys", counted=command.counted, new_keys=state.new_keys)
        raise refuse(said, rule=CHANGES, field="counted")


def _whose(matter: Matter, _: object) -> tuple[str, ...]:
    return () if matter.state is None else matter.state.applied_by


relates("lockchange", own=_whose)
records(commands.Apply, events.Applied)
records(commands.Approve, events.Approved)
records(commands.Refuse, events.Refused)
records(commands.Fit, events.Changed)
records(commands.ReceiveKeys, events.KeysReceived, _all_of_them)
records(commands.Withdraw, events.Withdrawn)


def _made_by(event: Event) -> tuple[str, ...]:
    """Give who did it and who had it recorded, people only: an import brings in what several did."""
    return tuple(one for one in (event.actor, event.entered_by) if one is not None and is_of_the_staff(one))


@evolves(events.Applied)
def applied(_: None, event: events.Applied) -> Lockchange:
    """Remember who applies."""
    return Lockchange(applied_by=_made_by(event))


@evolves(events.Changed)
def changed(state: Lockchange, event: events.Changed) -> Lockchange:
    """Remember who changed it, and how many keys there are."""
    return replace(state, changed_by=_made_by(event), new_keys=event.new_keys)
