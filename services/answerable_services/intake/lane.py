"""The fast lane: what the library's `repository.get` and `save` do, asynchronously and for many commands.

It reads and writes by the application's own recorder, so that both see one ledger. What it adds: aggregates
that are remembered are not read again, one whose first command begins it is not read at all, and whatever a
request causes is written in one atomic batch. The ledger's check of versions makes each of these safe.
"""

from __future__ import annotations

import asyncio
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, cast

from eventsourcing.persistence import Mapper

from answerable.commands.base import Command
from answerable.deciding import may_begin
from answerable.deciding.refusals import follows_a_refused
from answerable.errors import AnswerableError, Conflict, Corrupt, Unavailable
from answerable.events.base import Event
from answerable.events.cloudevents import decode
from answerable.ledger.eventsourcing import EventLog
from answerable.ledger.eventsourcing.cloudevents import CloudEventMapper
from answerable.ledger.eventsourcing.memory import Memory
from answerable.ledger.store.recorded import Recorded
from answerable.telemetry.commands import Append
from answerable_services.intake.aggregate import Aggregate, fold
from answerable_services.intake.citing import cited_by
from answerable_services.intake.deciding import decide_on
from answerable_services.intake.request import CommandRequest
from answerable_services.intake.timekeeping import Timekeeper
from answerable_services.intake.turns import Turns
from answerable_services.intake.worlds import Worlds

_ATTEMPTS = 4
_DECIDED_AT_ONCE = 50
"""Other requests wait for no more decisions than these, however large one is."""

_REGISTER = "rulebook-"


@dataclass(slots=True)
class Outcome:
    """What became of one command.

    Arguments:
        asked: the command.
        events: what it caused.
        is_repeat: whether it was carried out before, with the same key.
        error: why it was refused, where it was.
        sequences: where the events stand in the ledger, once they do.
        warnings: what the asker has to know though it was carried out.
    """

    asked: CommandRequest
    events: tuple[Event, ...] = ()
    is_repeat: bool = False
    error: AnswerableError | None = None
    sequences: list[int] = field(default_factory=list)
    warnings: tuple[str, ...] = ()


@dataclass(slots=True)
class _Draft:
    """The decisions on one request, before they are written.

    Arguments:
        outcomes: what becomes of each command.
        events: what the carried out commands cause.
        doubtful: the aggregates that something rests on that memory may be wrong about.
    """

    outcomes: list[Outcome] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    doubtful: set[str] = field(default_factory=set)


def _people_of_states(request: Sequence[CommandRequest], loaded: dict[str, Aggregate]) -> set[str]:
    """Name the people whose employment decisions rest on by what their aggregates say."""
    return {
        person
        for one in request
        if type(one.command).people_of is not Command.people_of
        for person in one.command.people_of(loaded[one.target].state)
    }


class Lane:
    """Carries out commands on the event loop that the ledger's connection lives in.

    Arguments:
        log: the application's events.
        mapper: how an event is stored.
        worlds: what decisions may know.
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
        self._turns = Turns()
        self.memory: Memory[Aggregate] = log.memory

    async def carry_out(self, request: Sequence[CommandRequest]) -> list[Outcome]:
        """Carry out commands in order; a refused one does not hold up the others.

        All that they cause is written in one atomic batch, so that a crash leaves all of it or nothing.

        Arguments:
            request: what is asked.

        Returns:
            What became of each, in order.

        Raises:
            Conflict: somebody else keeps writing to the same aggregates.
            Unavailable: the ledger does not answer.
        """
        targets = {one.target for one in request}
        doubted: set[str] = set()
        conflicts = 0
        cited = await cited_by((one.command for one in request), self._history)
        async with self._turns.of(targets, {name for one in request for name in one.looks_at}):
            while conflicts < _ATTEMPTS:
                loaded = await self.load(request, doubted)
                draft = await self._decide(request, loaded, cited)
                if doubtful := draft.doubtful - doubted:
                    # Another instance may have written what memory does not know: the ledger decides.
                    doubted |= doubtful
                    continue
                try:
                    sequences = await self._record(draft.events)
                except Conflict:
                    conflicts += 1
                    doubted.update(name for one in request for name in one.looks_at)
                    continue
                self._keep(targets, loaded)
                position = 0
                for outcome in draft.outcomes:
                    end = position + len(outcome.events)
                    outcome.sequences = sequences[position:end]
                    position = end
                return draft.outcomes
        what = targets.pop() if len(targets) == 1 else f"what {len(request)} commands are for"
        message = f"{what} is being written to by somebody else; ask again"
        raise Conflict(message)

    async def load(self, request: Sequence[CommandRequest], doubted: Container[str]) -> dict[str, Aggregate]:
        """Give all that commands depend on, as it is now: one consistent world for all of them.

        The aggregates that they are for are copies to try decisions on. One that is not in memory and whose
        first command may begin it is taken to be new: the ledger checks that, and reading first would cost
        each a round trip.

        Arguments:
            request: the commands.
            doubted: aggregates of which nothing is taken for granted: they are read from the ledger, and
                stay in memory meanwhile for whoever decides on something else.
        """
        loaded: dict[str, Aggregate] = {}
        missing: dict[str, None] = {}
        for one in request:
            for name in one.looks_at:
                if name in loaded or name in missing:
                    continue
                remembered = None if name in doubted else self.memory.folded(name)
                if remembered is not None:
                    loaded[name] = remembered
                elif name == one.target and name not in doubted and may_begin(type(one.command)):
                    loaded[name] = Aggregate()
                else:
                    missing[name] = None
        if missing:
            loaded |= await self._read(list(missing))
        if further := _people_of_states(request, loaded) - loaded.keys():
            loaded |= await self._read(sorted(further))
        for target in {one.target for one in request}:
            loaded[target] = loaded[target].copy()
        return loaded

    async def _read(self, originator_ids: Sequence[str]) -> dict[str, Aggregate]:
        """Read histories, fold them, and remember those that exist.

        A site without a bound rulebook is remembered too: every command asks for it.
        """
        read: dict[str, Aggregate] = {}
        to_domain_event = self._mapper.to_domain_event
        for originator_id, stored in (await self._log.preload(originator_ids)).items():
            aggregate = fold(map(to_domain_event, stored))
            if aggregate.version or originator_id.startswith(_REGISTER):
                self.memory.keep(originator_id, aggregate)
            read[originator_id] = aggregate
        return read

    async def _history(self, originator_id: str) -> list[Event]:
        stored = (await self._log.preload([originator_id]))[originator_id]
        return [self._mapper.to_domain_event(one) for one in stored]

    async def _decide(
        self,
        request: Sequence[CommandRequest],
        loaded: dict[str, Aggregate],
        cited: Mapping[str, Event],
    ) -> _Draft:
        """Decide on every command, each seeing what those before it will have caused."""
        draft = _Draft()
        now, look = self._time.now(), loaded.get
        refused: set[str | None] = set()
        for number, one in enumerate(request, start=1):
            if number % _DECIDED_AT_ONCE == 0:
                await asyncio.sleep(0)
            aggregate = loaded[one.target]
            try:
                if one.after is not None and one.after in refused:
                    raise follows_a_refused(one.after)
                world = self._worlds.of(one, look, cited)
                events, is_repeat, warnings = decide_on(one, aggregate, world, now, self._ahead)
            except Unavailable:
                raise
            except AnswerableError as error:
                draft.outcomes.append(Outcome(one, error=error))
                refused.add(one.key)
                draft.doubtful.update(one.looks_at)
                continue
            if not events and not aggregate.version:
                # It was taken to be new, and no write would show that it is not.
                draft.doubtful.add(one.target)
            for event in events:
                aggregate.apply(event)
            draft.events.extend(events)
            draft.outcomes.append(Outcome(one, events, is_repeat, warnings=warnings))
        return draft

    async def _record(self, events: Sequence[Event]) -> list[int]:
        """Write events, all or none, and give their sequences."""
        if events:
            self._time.recorded(events[-1].recorded_at)
        to_stored_event = self._mapper.to_stored_event
        with Append(len(events)) as append:
            stored = [to_stored_event(event, append.traceparent) for event in events]
            return append.at(await self._log.insert(stored))

    def _keep(self, targets: set[str], loaded: dict[str, Aggregate]) -> None:
        """Remember the aggregates as they are behind a save."""
        for target in targets:
            aggregate = loaded[target]
            if aggregate.version:
                aggregate.settle()
                self.memory.keep(target, aggregate)

    async def first_answer(self, asked: CommandRequest) -> Outcome:
        """Give what the first command with this key caused, from the ledger."""
        wanted = f"{asked.key}#{asked.digest}"
        first: list[Event] = []
        sequences: list[int] = []
        for notification in await self._log.notified(asked.target):
            event = self._mapper.to_domain_event(notification)
            if event.causation_id == wanted:
                first.append(event)
                sequences.append(notification.id)
        return Outcome(asked, tuple(first), is_repeat=True, sequences=sequences)

    def notice(self, messages: Sequence[Recorded]) -> None:
        """Learn from the ledger's feed what another instance wrote to aggregates that are in memory.

        One that is being decided on is left alone: the ledger's own check tells that decision.
        """
        self._time.heard(messages)
        for message in messages:
            name = message.subject.rpartition(".")[2]
            if name in self._turns or not self.memory.is_news(name, message.sequence):
                continue
            aggregate = self.memory.folded(name)
            if aggregate is None:
                # What is known of it is out of date, if anything is: whoever needs it reads it.
                self.memory.forget((name,))
                continue
            self._follow(name, aggregate, message)

    def _follow(self, name: str, aggregate: Aggregate, message: Recorded) -> None:
        """Take the next event of an aggregate in memory; forget the aggregate where it is not the next."""
        try:
            event: Any = decode(message.body)
        except Corrupt:
            # A newer instance may write what this one cannot read: whoever needs it is told then.
            self.memory.forget((name,))
            return
        if event.originator_version == aggregate.version + 1:
            after = aggregate.copy()
            after.apply(event)
            after.settle()
            self._log.learn(message)
            self.memory.keep(name, after)
        elif event.originator_version > aggregate.version:
            self.memory.forget((name,))
