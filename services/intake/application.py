"""Intake as an `eventsourcing` application: loads, lets the domain decide, saves, answers."""

from __future__ import annotations

from collections.abc import Callable, Container, Coroutine, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from typing import Any, TypeVar, cast
from zoneinfo import ZoneInfo

from eventsourcing.application import Application
from eventsourcing.persistence import InfrastructureFactory
from eventsourcing.utils import Environment, EnvType

from answerable.calendar import holidays_of
from answerable.clock import Clock
from answerable.commands.base import Command, EventRef, Receipt
from answerable.deciding import Binding, World, is_opener
from answerable.errors import AnswerableError, Conflict, Corrupt, NotFound, Unavailable
from answerable.events.base import Event
from answerable.events.cloudevents import decode
from answerable.ledger.eventsourcing import BorrowedLoop, Factory, JetStreamApplicationRecorder, LoopThread
from answerable.ledger.eventsourcing.cloudevents import CloudEventMapper
from answerable.ledger.store.recorded import Recorded
from answerable.people import people_in
from answerable.rulebook import Rulebook
from answerable.settings import Settings
from answerable.streams.rulebook.commands import binding_id
from answerable.streams.site.commands import Open as SiteOpen
from answerable.streams.site.commands import site_id
from answerable.telemetry.commands import Append
from answerable.telemetry.logs import correlate
from services.intake.asked import Asked, ask
from services.intake.deciding import Decision, decide_on
from services.intake.free_text import check_texts
from services.intake.memory import Held, Memory, Turns, fold
from services.intake.timekeeping import Timekeeper

T = TypeVar("T")

_ATTEMPTS = 4
_REGISTER = "rulebook-"


class Intake(Application[str]):
    """Carries out commands; the only writer of the ledger.

    Its coroutines run on the event loop that the ledger's connection lives in; `wait` is for callers in
    other threads.

    Arguments:
        rulebooks: the installed rulebooks, by id.
        clock: tells when something is recorded.
        env: where the ledger is; see `answerable.ledger.eventsourcing.Factory`.
        loop: the caller's event loop; one in a thread of its own where not given.
        settings: what is refused and what is only noted; the defaults where not given.
    """

    name = "intake"

    def __init__(
        self,
        rulebooks: Mapping[str, Rulebook],
        clock: Clock,
        env: EnvType | None = None,
        loop: BorrowedLoop | None = None,
        settings: Settings | None = None,
    ) -> None:
        self._loop = loop or LoopThread("intake")
        super().__init__(env)
        settings = settings or Settings()
        self._personal_data = settings.personal_data
        self._ahead = timedelta(seconds=settings.occurred_ahead_s)
        self._rulebooks = rulebooks
        self._memory = Memory()
        self._turns = Turns()
        self._worlds: dict[str, tuple[Any, tuple[Binding, ...], World]] = {}
        self._log = cast("JetStreamApplicationRecorder", self.recorder).log
        self.ledger = self._log.ledger
        self.guard = self._log.guard
        self.time = Timekeeper(clock, self.ledger, timedelta(seconds=settings.clock_tolerance_s))

    def construct_factory(self, env: Environment) -> InfrastructureFactory[Any]:
        """Keep the events on JetStream, reached from this application's event loop."""
        return Factory(env, self._loop)

    def wait(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """Run one of the coroutines from another thread, and wait for its result."""
        return self._loop.run(coroutine)

    def ask(self, command: Command, key: str | None = None) -> Asked:
        """Name the aggregate a command is for; a new one where the command leaves that to us.

        Raises:
            Invalid: its texts, ids or key seem to hold personal data.
        """
        correlate(command.correlation_id or command.target)
        check_texts(command, key, self._personal_data)
        return ask(command, key, self.time.now())

    async def admit(self) -> None:
        """Let something be recorded.

        Raises:
            Halted: the ledger was found damaged.
            WrongClock: the writer's clock differs by more than it may.
            Unavailable: the ledger does not answer.
        """
        self.guard.admit()
        await self.time.check()

    async def carry_out(self, command: Command, key: str | None = None) -> Receipt:
        """Carry out one command.

        Arguments:
            command: what to do.
            key: an idempotency key; a repeat with it gives the first answer.

        Raises:
            NotFound: what the command is for does not exist.
            Refused: its state, or a rule, does not allow it.
            Invalid: the fields contradict each other, or the key was used for something else.
            Unavailable: the ledger does not answer; nothing, or all of it, was recorded.
            Halted: the ledger was found damaged.
            WrongClock: the writer's clock differs by more than it may.
        """
        await self.admit()
        asked = self.ask(command, key)
        target = asked.target
        doubted: tuple[str, ...] = ()
        async with self._turns.of((target,)):
            for _ in range(_ATTEMPTS):
                try:
                    holding = await self.hold([asked], doubted)
                    held = holding[target]
                    correlate(command.correlation_id or held.correlation_id or target)
                    world = self.world(command, holding.get)
                    decision = self.decide(asked, held, world)
                except AnswerableError as error:
                    if doubted or isinstance(error, Unavailable):
                        raise
                    # Another instance may have written what memory does not know: the ledger decides.
                    doubted = asked.looks_at
                    self.forget((target,))
                    continue
                if decision.is_repeat:
                    return await self._first_answer(asked)
                try:
                    sequences = await self.record(decision.events)
                except Conflict:
                    doubted = asked.looks_at
                    self.forget((target,))
                    continue
                for event in decision.events:
                    held.apply(event)
                self._memory.put(target, held)
                return _receipt(asked, decision.events, sequences, decision.warnings)
        message = f"{target} is being written to by somebody else; ask again"
        raise Conflict(message)

    def decide(self, asked: Asked, held: Held, world: World) -> Decision:
        """Decide on a command without writing anything; see `decide_on`."""
        return decide_on(asked, held, world, self.time.now(), self._ahead)

    async def record(self, events: Sequence[Event]) -> list[int]:
        """Write events, all or none, and give their sequences.

        Raises:
            Conflict: somebody else wrote first.
            Unavailable: the ledger does not answer.
        """
        to_stored_event = cast("CloudEventMapper", self.mapper).to_stored_event
        if events:
            self.time.recorded(events[-1].recorded_at)
        with Append(len(events)) as append:
            stored = [to_stored_event(event, append.traceparent) for event in events]
            return append.at(await self._log.insert(stored))

    def world(self, command: Command, look: Callable[[str], Held | None]) -> World:
        """Give what the decision on a command may know.

        Arguments:
            command: what is asked; only opening the site itself needs no site.
            look: gives an aggregate as `hold` found it, so that what others do meanwhile changes nothing.

        Raises:
            NotFound: the site was never opened.
        """
        site = command.site
        register = look(binding_id(site))
        bindings: tuple[Binding, ...] = (register.state if register else None) or ()
        if isinstance(command, SiteOpen):
            return World(self._rulebooks, bindings)
        opened = look(site_id(site))
        if opened is None or opened.state is None:
            message = f"there is no site {site!r}; open it first with the command site.open"
            raise NotFound(message)
        known = self._worlds.get(site)
        if known is not None and known[0] is opened.state and known[1] is bindings:
            world = known[2]
        else:
            state = opened.state
            zone, holidays = ZoneInfo(state.timezone), holidays_of(state.country)
            world = World(self._rulebooks, bindings, zone, holidays, opened_at=state.opened_at)
            self._worlds[site] = (opened.state, bindings, world)
        names, people = command.depends_on, people_in(command)
        if not names and not people:
            return world
        return World(
            self._rulebooks,
            bindings,
            world.zone,
            world.holidays,
            others={name: _state_at(site, look(name)) for name in names},
            people={name: _state_of(look(name)) for name in people},
            opened_at=world.opened_at,
        )

    async def hold(self, asked: Sequence[Asked], doubted: Container[str]) -> dict[str, Held]:
        """Give all that commands depend on, as it is now: one consistent world for all of them.

        The aggregates that they are for are copies to try decisions on. One that is not in memory and whose
        first command begins it is taken to be new: the ledger checks that, and reading first would cost
        each a round trip.

        Arguments:
            asked: the commands.
            doubted: aggregates of which nothing is taken for granted: they are read from the ledger, and
                stay in memory meanwhile for whoever decides on something else.
        """
        known: dict[str, Held] = {}
        missing: dict[str, None] = {}
        for one in asked:
            for name in one.looks_at:
                if name in known or name in missing:
                    continue
                remembered = None if name in doubted else self._memory.get(name)
                if remembered is not None:
                    known[name] = remembered
                elif name == one.target and name not in doubted and is_opener(type(one.command)):
                    known[name] = Held()
                else:
                    missing[name] = None
        if missing:
            known |= await self._load(list(missing))
        for target in {one.target for one in asked}:
            known[target] = known[target].copy()
        return known

    async def _load(self, originator_ids: Sequence[str]) -> dict[str, Held]:
        """Read histories, fold them, and remember those that exist.

        A site without a bound rulebook is remembered too: every command asks for it.
        """
        loaded: dict[str, Held] = {}
        for originator_id, stored in (await self._log.preload(originator_ids)).items():
            held = fold(cast("Event", self.mapper.to_domain_event(event)) for event in stored)
            if held.version or originator_id.startswith(_REGISTER):
                held = self._memory.put(originator_id, held)
            loaded[originator_id] = held
        return loaded

    def held(self, originator_id: str) -> Held | None:
        """Give what is in memory of an aggregate."""
        return self._memory.get(originator_id)

    def remember(self, held: Mapping[str, Held]) -> None:
        """Keep aggregates as they are behind a save."""
        for originator_id, one in held.items():
            self._memory.put(originator_id, one)

    def forget(self, originator_ids: Iterable[str]) -> None:
        """Let go of aggregates that somebody else wrote to."""
        self._memory.forget(originator_ids)

    def notice(self, messages: Sequence[Recorded]) -> None:
        """Learn from the ledger's feed what another instance wrote to aggregates that are in memory.

        One that is being decided on is left alone: the ledger's own check tells that decision.
        """
        self.time.heard(messages)
        for message in messages:
            name = message.subject.rpartition(".")[2]
            held = self._memory.peek(name)
            if held is None or name in self._turns or not self._log.is_news(name, message.sequence):
                continue
            try:
                event = decode(message.body)
            except Corrupt:
                # A newer instance may write what this one cannot read: whoever needs it is told then.
                self._memory.forget((name,))
                continue
            if event.originator_version == held.version + 1:
                held = held.copy()
                held.apply(event)
                self._memory.put(name, held)
                self._log.learn(message)
            elif event.originator_version > held.version:
                self._memory.forget((name,))

    @property
    def remembered(self) -> int:
        """How many aggregates are in memory."""
        return len(self._memory)

    def taking_turns(self, asked: Iterable[Asked]) -> AbstractAsyncContextManager[None]:
        """Hold the turns of all aggregates that commands are for."""
        return self._turns.of(one.target for one in asked)

    async def _first_answer(self, asked: Asked) -> Receipt:
        """Give the answer that the first command with this key was given, from the ledger."""
        wanted = f"{asked.key}#{asked.digest}"
        first: list[Event] = []
        sequences: list[int] = []
        for notification in await self._log.notified(asked.target):
            event = cast("Event", self.mapper.to_domain_event(notification))
            if event.causation_id == wanted:
                first.append(event)
                sequences.append(notification.id)
        return _receipt(asked, first, sequences)


def _state_of(held: Held | None) -> Any:
    """Give an aggregate's state, whichever site it belongs to."""
    return None if held is None else held.state


def _state_at(site: str, held: Held | None) -> Any:
    """Give an aggregate's state, as far as it belongs to a site."""
    return None if held is None or held.site != site else held.state


def _receipt(
    asked: Asked, events: Sequence[Event], sequences: Sequence[int], warnings: tuple[str, ...] = ()
) -> Receipt:
    """Give the answer to a command that caused events; they stand in the ledger at these sequences."""
    refs = tuple(
        EventRef(id=event.event_id, type=event.event_type, sequence=sequence)
        for event, sequence in zip(events, sequences, strict=True)
    )
    version = events[-1].originator_version if events else 0
    name = asked.command.command_name
    return Receipt(command=name, id=asked.target, version=version, events=refs, warnings=warnings)
