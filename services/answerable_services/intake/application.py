"""Intake as an `eventsourcing` application.

What it takes from the library: the environment, the factory of `answerable.ledger.eventsourcing`, mapper
and recorder, `save`, the notification log, and the repository with its snapshots, all of which work on it as
on any application. What it adds: aggregates are folded by the streams' pure functions, and commands are
carried out on the event loop of the ledger's connection, by the fast lane.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Coroutine, Mapping, Sequence
from datetime import timedelta
from typing import Any, TypeVar, cast

from eventsourcing.application import Application, Repository
from eventsourcing.persistence import EventStore, InfrastructureFactory
from eventsourcing.utils import Environment, EnvType

from answerable.clock import Clock
from answerable.commands.base import BulkOutcome, BulkReport, Command, EventRef, Receipt
from answerable.deciding.refusals import follows_a_refused
from answerable.errors import AnswerableError
from answerable.identity import Principal
from answerable.ledger.eventsourcing import BorrowedLoop, Factory, JetStreamApplicationRecorder, LoopThread
from answerable.ledger.store.recorded import Recorded
from answerable.queries.intake import Possibilities, Possible
from answerable.rulebook import Rulebook
from answerable.settings import Settings
from answerable.streams.note.commands import Write as NoteWrite
from answerable.telemetry import tracing
from answerable.telemetry.logs import correlate
from answerable_services.intake.admission import ask
from answerable_services.intake.aggregate import Aggregate
from answerable_services.intake.free_text import check_texts
from answerable_services.intake.grouping import Grouping
from answerable_services.intake.lane import Lane, Outcome
from answerable_services.intake.papers import Papers, store_of
from answerable_services.intake.possible import possibilities
from answerable_services.intake.reading import Read
from answerable_services.intake.request import CommandRequest
from answerable_services.intake.seeing import Seeing
from answerable_services.intake.snapshots import Snapshot, SnapshotMapper, project
from answerable_services.intake.timekeeping import Timekeeper
from answerable_services.intake.trying import Trying
from answerable_services.intake.worlds import Worlds

T = TypeVar("T")


OnRefused = Callable[[Principal, Command, AnswerableError], None]
"""Hears of each command of many that is refused: who asked for what, and why not."""


def _not_counted(_: Principal, __: Command, ___: AnswerableError) -> None:
    """Count nothing: nobody has said who counts what is refused."""


class Aggregates(Repository[str]):
    """The library's repository; it folds by `project` where a caller names no other function."""

    def get(self, aggregate_id: str, *, projector_func: Any = project, **options: Any) -> Any:
        """Give an aggregate, at a version where one is named; see the library.

        Raises:
            AggregateNotFoundError: there is none.
        """
        return super().get(aggregate_id, projector_func=projector_func, **options)


class Intake(Application[str]):
    """Carries out commands; the only writer of the ledger.

    Its coroutines run on the event loop that the ledger's connection lives in; `wait`, and all that the
    library gives, such as ``repository.get("case-1")``, are for callers in other threads.

    Arguments:
        rulebooks: the installed rulebooks, by id.
        clock: tells when something is recorded.
        env: where the ledger is; see `answerable.ledger.eventsourcing.Factory`.
        loop: the caller's event loop; one in a thread of its own where not given.
        settings: what is refused and what is only noted; the defaults where not given.
    """

    name = "intake"
    snapshot_class = Snapshot

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
        log = cast("JetStreamApplicationRecorder", self.recorder).log
        self.ledger = log.ledger
        self.guard = log.guard
        self.time = Timekeeper(clock, self.ledger, timedelta(seconds=settings.clock_tolerance_s))
        ahead = timedelta(seconds=settings.occurred_ahead_s)
        self.lane = Lane(log, self.mapper, Worlds(rulebooks), self.time, ahead)
        self._trying = Trying(log, self.mapper, Worlds(rulebooks), self.time, ahead)
        self._grouping = Grouping(self.lane)
        self._seeing = Seeing(self._trying.look, self.time.now)
        self.papers = Papers(store_of(settings), self.ledger, self._trying.look, self._seeing)
        self.on_refused: OnRefused = _not_counted

    # What the library asks an application for.

    def construct_factory(self, env: Environment) -> InfrastructureFactory[Any]:
        """Keep the events on JetStream, reached from this application's event loop."""
        return Factory(env, self._loop)

    def construct_repository(self) -> Repository[str]:
        """Fold aggregates by the streams' own functions, from the ledger: only the lane remembers."""
        return Aggregates(event_store=self.events, snapshot_store=self.snapshots)

    def construct_snapshot_store(self) -> EventStore[str]:
        """Keep snapshots as JSON in a stream beside the ledger, which holds published events only."""
        recorder = self.factory.aggregate_recorder(purpose="snapshots")
        return self.factory.event_store(mapper=SnapshotMapper(), recorder=recorder)

    def take_snapshot(
        self, aggregate_id: str, version: int | None = None, projector_func: Any = project
    ) -> None:
        """Take a snapshot of an aggregate; see the library."""
        super().take_snapshot(aggregate_id, version, projector_func)

    # What it adds.

    def wait(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """Run one of the coroutines from another thread, and wait for its result."""
        return self._loop.run(coroutine)

    async def admit(self) -> None:
        """Let something be recorded.

        Raises:
            Halted: the ledger was found damaged.
            WrongClock: the writer's clock differs by more than it may.
            Unavailable: the ledger does not answer.
        """
        self.guard.admit()
        await self.time.check()

    def ask(
        self, command: Command, asker: Principal, key: str | None = None, after: str | None = None
    ) -> CommandRequest:
        """Let a command in, and name the aggregate it is for; a new one where the command leaves that to us.

        Raises:
            Forbidden: whoever asks may not, whatever the matter.
            Invalid: its texts, ids or key seem to hold personal data.
        """
        asked = ask(command, key, self.time.now(), asker, after)
        check_texts(command, key, self._personal_data)
        return asked

    async def carry_out(self, command: Command, asker: Principal, key: str | None = None) -> Receipt:
        """Carry out one command.

        Arguments:
            command: what to do.
            asker: who asks, as it was proved.
            key: an idempotency key; a repeat with it gives the first answer.

        Raises:
            Forbidden: whoever asks may not.
            NotFound: what the command is for does not exist.
            Refused: its state, or a rule, does not allow it.
            Invalid: the fields contradict each other, or the key was used for something else.
            Unavailable: the ledger does not answer; nothing, or all of it, was recorded.
            Halted: the ledger was found damaged.
            WrongClock: the writer's clock differs by more than it may.
        """
        await self.admit()
        correlate(command.correlation_id or command.target)
        asked = self.ask(command, asker, key)
        if type(command) is NoteWrite:
            await self.papers.check(command, asker)
        # An event says which trace it belongs to: where there are traces, each command has its own append.
        if tracing.is_on():
            (outcome,) = await self.lane.carry_out((asked,))
        else:
            outcome = await self._grouping.carry_out(asked)
        if outcome.error is not None:
            raise outcome.error
        if outcome.is_repeat:
            outcome = await self.lane.first_answer(asked)
        return _receipt(outcome)

    async def carry_out_all(self, commands: Sequence[Read], asker: Principal) -> BulkReport:
        """Carry out many commands in order; a refused one does not hold up the others.

        What they cause is written in one atomic batch, so that a crash leaves all of it or nothing; asking
        again is safe either way, because every command has its key.

        Arguments:
            commands: what is asked, and why not where it cannot be read.
            asker: who asks, as it was proved.

        Raises:
            Conflict: somebody else keeps writing to the same aggregates.
            Unavailable: the ledger does not answer.
            Halted: the ledger was found damaged.
            WrongClock: the writer's clock differs by more than it may.
        """
        await self.admit()
        parsed: list[CommandRequest | BulkOutcome] = []
        refused: set[str] = set()
        for read in commands:
            parsed.append(one := await self._parsed(read, asker, refused))
            if isinstance(one, BulkOutcome):
                refused.add(one.key)
        outcomes = iter(await self.lane.carry_out([one for one in parsed if isinstance(one, CommandRequest)]))
        return BulkReport(
            outcomes=tuple(
                one if isinstance(one, BulkOutcome) else self._bulk_outcome(next(outcomes)) for one in parsed
            )
        )

    def _bulk_outcome(self, outcome: Outcome) -> BulkOutcome:
        if outcome.error is not None:
            self.on_refused(outcome.asked.asker, outcome.asked.command, outcome.error)
        return _bulk_outcome(outcome)

    async def _parsed(
        self, read: Read, asker: Principal, refused: Container[str]
    ) -> CommandRequest | BulkOutcome:
        """Give the command as it is asked, or why it cannot be, one that follows a refused one included."""
        key, command, after = read
        if isinstance(command, AnswerableError):
            return _refusal(key, command)
        if after is not None and after in refused:
            return _refusal(key, follows_a_refused(after))
        try:
            asked = self.ask(command, asker, key, after)
            if type(command) is NoteWrite:
                await self.papers.check(command, asker)
        except AnswerableError as error:
            self.on_refused(asker, command, error)
            return _refusal(key, error)
        return asked

    async def possible(self, query: Possible, asker: Principal) -> Possibilities:
        """Tell which commands could be given now; nothing is written, and nothing remembered.

        Arguments:
            query: what is asked.
            asker: who would give them.

        Raises:
            NotFound: there is no such stream.
            Invalid: a matter and another stream are named.
            Unavailable: the ledger does not answer.
        """
        return await possibilities(query, asker, self._trying, self._seeing)

    def notice(self, messages: Sequence[Recorded]) -> None:
        """Learn from the ledger's feed what another instance wrote."""
        self.lane.notice(messages)

    def remembered(self, originator_id: str) -> Aggregate | None:
        """Give an aggregate as it is in memory, where it is."""
        return self.lane.memory.folded(originator_id)


def _receipt(outcome: Outcome) -> Receipt:
    """Give the answer to a command that caused events."""
    events = outcome.events
    refs = tuple(
        EventRef(id=event.event_id, type=event.event_type, sequence=sequence)
        for event, sequence in zip(events, outcome.sequences, strict=True)
    )
    version = events[-1].originator_version if events else 0
    asked = outcome.asked
    return Receipt(
        command=asked.command.command_name,
        id=asked.target,
        version=version,
        events=refs,
        warnings=outcome.warnings,
    )


def _bulk_outcome(outcome: Outcome) -> BulkOutcome:
    asked = outcome.asked
    key = asked.key or ""
    if outcome.error is not None:
        return _refusal(key, outcome.error, asked.target)
    return BulkOutcome(
        key=key,
        id=asked.target,
        recorded=len(outcome.events),
        is_repeat=outcome.is_repeat,
        warnings=outcome.warnings,
    )


def _refusal(key: str, error: AnswerableError, target: str | None = None) -> BulkOutcome:
    return BulkOutcome(
        key=key,
        id=target,
        status=error.status,
        problem=error.message,
        rule=error.rule,
        errors=error.broken_rules,
    )
