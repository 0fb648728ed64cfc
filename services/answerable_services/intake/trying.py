"""Trying decisions: what commands would come to now, with nothing written and nothing remembered."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import cast

from eventsourcing.persistence import Mapper

from answerable.commands.base import Command
from answerable.errors import AnswerableError, Unavailable
from answerable.events.base import Event
from answerable.identity import Principal
from answerable.ledger.eventsourcing import EventLog
from answerable.ledger.eventsourcing.cloudevents import CloudEventMapper
from answerable_services.intake.admission import ask
from answerable_services.intake.aggregate import Aggregate, fold
from answerable_services.intake.citing import cited_by
from answerable_services.intake.deciding import decide_on
from answerable_services.intake.request import CommandRequest
from answerable_services.intake.timekeeping import Timekeeper
from answerable_services.intake.worlds import Worlds

_READS_AT_ONCE = 8


class Trying:
    """Looks at aggregates, and makes decisions on copies of them.

    What is in memory is looked at without being used: who asks what would be possible takes no room that
    commands need. What another instance wrote in this moment may be missing; a command that is
    given is decided anew.

    Arguments:
        log: the application's events.
        mapper: how an event is stored.
        worlds: what decisions may know; not the lane's, which would be made anew for each in turn.
        time: the writer's clock.
        ahead: how far a reporter's clock may be ahead of it.
    """

    def __init__(
        self, log: EventLog, mapper: Mapper[str], worlds: Worlds, time: Timekeeper, ahead: timedelta
    ) -> None:
        self._log = log
        self._mapper = cast("CloudEventMapper", mapper)
        self._worlds = worlds
        self._time = time
        self._ahead = ahead

    async def look(self, names: Iterable[str]) -> dict[str, Aggregate]:
        """Give aggregates as they are now; nobody may change them.

        Arguments:
            names: which; one without events gives an aggregate that does not exist yet.

        Raises:
            Unavailable: the ledger does not answer.
        """
        turn = asyncio.Semaphore(_READS_AT_ONCE)

        async def one(name: str) -> Aggregate:
            remembered: Aggregate | None = self._log.memory.glimpsed(name)
            if remembered is not None:
                return remembered
            async with turn:
                return fold(map(self._mapper.to_domain_event, await self._log.notified(name)))

        wanted = list(dict.fromkeys(names))
        return dict(zip(wanted, await asyncio.gather(*map(one, wanted)), strict=True))

    async def outcomes(
        self, commands: Sequence[Command], asker: Principal, own: Mapping[str, Aggregate]
    ) -> list[AnswerableError | None]:
        """Tell what would stand against each of some commands, if it were given now and alone.

        Arguments:
            commands: each names its target.
            asker: who would give them; by role and site they may.
            own: the aggregates that they are for, as far as whoever asks is told of them.

        Returns:
            In the same order, the refusal, or None.

        Raises:
            Unavailable: the ledger does not answer.
        """
        now = self._time.now()
        requests = [ask(command, None, now, asker) for command in commands]
        loaded = {**await self.look(name for one in requests for name in one.looks_at), **own}
        further = {
            person
            for one in requests
            for person in one.command.people_of(loaded[one.target].state)
            if person not in loaded
        }
        loaded |= await self.look(sorted(further))
        cited = await cited_by(commands, self._history)
        return [self._against(one, loaded, cited) for one in requests]

    async def _history(self, name: str) -> list[Event]:
        return [self._mapper.to_domain_event(one) for one in await self._log.notified(name)]

    def _against(
        self, one: CommandRequest, loaded: dict[str, Aggregate], cited: Mapping[str, Event]
    ) -> AnswerableError | None:
        try:
            world = self._worlds.of(one, loaded.get, cited)
            decide_on(one, loaded[one.target].copy(), world, self._time.now(), self._ahead)
        except Unavailable:
            raise
        except AnswerableError as error:
            return error
        return None
