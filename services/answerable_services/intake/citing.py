"""Events that decisions look at themselves: what an obligation began with says since when it is."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping

from answerable.commands.base import Command
from answerable.events.base import Event

History = Callable[[str], Awaitable[Iterable[Event]]]
"""Gives the events of an aggregate by its id, none where there is no such aggregate."""


async def cited_by(commands: Iterable[Command], history: History) -> Mapping[str, Event]:
    """Read the events that commands rest on; they never change, so they are read once.

    Arguments:
        commands: which.
        history: reads an aggregate's.

    Returns:
        Those that are on record, by their ids.

    Raises:
        Unavailable: the ledger does not answer.
    """
    wanted = {named for command in commands for named in command.rests_on}
    found: dict[str, Event] = {}
    for matter in sorted({matter for matter, _ in wanted}):
        for event in await history(matter):
            if (matter, event.originator_version) in wanted:
                found[event.event_id] = event
    return found
