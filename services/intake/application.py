"""Intake as an `eventsourcing` application: loads, lets the domain decide, saves, answers."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import cast
from zoneinfo import ZoneInfo

from eventsourcing.application import Application
from eventsourcing.persistence import IntegrityError, OperationalError, PersistenceError, Recording
from eventsourcing.utils import EnvType

from answerable.clock import Clock
from answerable.commands.base import Command, EventRef, Receipt
from answerable.commands.rulebook import binding_id
from answerable.commands.site import Open as SiteOpen
from answerable.commands.site import site_id
from answerable.errors import AnswerableError, Conflict, Invalid, NotFound, Refused, Unavailable
from answerable.events.base import Event
from answerable.ledger.eventsourcing import JetStreamApplicationRecorder
from answerable.rulebook import Rulebook
from services.intake.asked import Asked, ask, not_from_the_future
from services.intake.domain.kernel import Binding, Stamp, World, decide, is_opener
from services.intake.memory import Held, Memory, Turns, causation, fold

_ATTEMPTS = 4
_REGISTER = "rulebook-"


@dataclass(frozen=True, slots=True)
class Decision:
    """What a command comes to, before it is written.

    Arguments:
        events: what happened; empty for a repeat.
        is_repeat: whether the key was carried out before.
    """

    events: tuple[Event, ...]
    is_repeat: bool = False


class Intake(Application[str]):
    """Carries out commands; the only writer of the ledger.

    Arguments:
        rulebooks: the installed rulebooks, by id.
        clock: tells when something is recorded.
        env: where the ledger is; see `answerable.ledger.eventsourcing.Factory`.
    """

    name = "intake"

    def __init__(self, rulebooks: Mapping[str, Rulebook], clock: Clock, env: EnvType | None = None) -> None:
        super().__init__(env)
        self.clock = clock
        self._rulebooks = rulebooks
        self._memory = Memory()
        self._turns = Turns()

    @property
    def _notified(self) -> JetStreamApplicationRecorder:
        return cast("JetStreamApplicationRecorder", self.recorder)

    def ask(self, command: Command, key: str | None = None) -> Asked:
        """Name the aggregate a command is for; a new one where the command leaves that to us."""
        return ask(command, key, self.clock.now())

    def carry_out(self, command: Command, key: str | None = None) -> Receipt:
        """Carry out one command.

        Arguments:
            command: what to do.
            key: an idempotency key; a repeat with it gives the first answer.

        Raises:
            NotFound: what the command is for does not exist.
            Refused: its state, or a rule, does not allow it.
            Invalid: the fields contradict each other, or the key was used for something else.
            Unavailable: the ledger does not answer; nothing, or all of it, was recorded.
        """
        asked = self.ask(command, key)
        target = asked.target
        doubted: tuple[str, ...] = ()
        with self._turns.of([target]):
            for _ in range(_ATTEMPTS):
                try:
                    world = self.world(command.site, command.command_name)
                    held = self.hold_all([asked], doubted)[target]
                    decision = self.decide(asked, held, world)
                except AnswerableError as error:
                    if doubted or isinstance(error, Unavailable):
                        raise
                    # Another instance may have written what memory does not know: the ledger decides.
                    doubted = asked.looks_at
                    self.forget(doubted)
                    continue
                if decision.is_repeat:
                    return self._first_answer(asked)
                try:
                    written = self.record(decision.events)
                except Conflict:
                    doubted = asked.looks_at
                    self.forget(doubted)
                    continue
                for event in decision.events:
                    held.apply(event)
                self._memory.put(target, held)
                return _receipt(asked, [_ref(recording) for recording in written])
        message = f"{target} is being written to by somebody else; ask again"
        raise Conflict(message)

    def decide(self, asked: Asked, held: Held, world: World) -> Decision:
        """Decide on a command without writing anything.

        Raises:
            AnswerableError: the command is refused.
        """
        command = asked.command
        if asked.key is not None and asked.key in held.keys:
            if held.keys[asked.key] != asked.digest:
                message = f"the idempotency key {asked.key!r} was used for another command on {asked.target}"
                raise Invalid(message, rule="idempotency-key")
            return Decision((), is_repeat=True)
        if held.site is not None and held.site != command.site:
            message = f"{asked.target} belongs to site {held.site}, not to {command.site}"
            raise Refused(message)
        now = self.clock.now()
        occurred_at = not_from_the_future(command.occurred_at, now)
        stamp = Stamp(
            originator_id=asked.target,
            version=held.version,
            site=command.site,
            occurred_at=occurred_at,
            recorded_at=now,
            actor=command.actor,
            causation_id=causation(command.command_name, asked.key, asked.digest),
            correlation_id=command.correlation_id or held.correlation_id or asked.target,
        )
        return Decision(tuple(decide(held.state, command, stamp, world)))

    def record(self, events: Sequence[Event]) -> Sequence[Recording[str]]:
        """Write events, all or none.

        Raises:
            Conflict: somebody else wrote first.
            Unavailable: the ledger does not answer.
        """
        try:
            return self.save(*events)
        except IntegrityError as error:
            raise Conflict(str(error)) from error
        except OperationalError as error:
            raise Unavailable(str(error)) from error
        except PersistenceError as error:
            raise _cause(error) from error

    def world(self, site: str, command_name: str, look: Callable[[str], Held] | None = None) -> World:
        """Give what decisions at a site may know.

        Arguments:
            site: where.
            command_name: what is asked; only opening the site itself needs no site.
            look: gives an aggregate as it is now; from memory or the ledger where not given.

        Raises:
            NotFound: the site was never opened.
        """
        look = look or self.hold
        bindings: tuple[Binding, ...] = look(binding_id(site)).state or ()
        if command_name == SiteOpen.command_name:
            return World(self._rulebooks, bindings)
        opened = look(site_id(site)).state
        if opened is None:
            message = f"there is no site {site!r}; open it first with the command site.open"
            raise NotFound(message)
        return World(self._rulebooks, bindings, ZoneInfo(opened.timezone))

    def hold(self, originator_id: str) -> Held:
        """Give an aggregate as it is, from memory or from the ledger."""
        held = self._memory.get(originator_id)
        if held is None:
            held = self._load([originator_id])[originator_id]
        return held

    def hold_all(self, asked: Iterable[Asked], doubted: Container[str]) -> dict[str, Held]:
        """Give copies of many aggregates at once.

        An aggregate that is not in memory and whose first command begins it is taken to be new: the ledger
        checks that, and reading first would cost each a round trip.

        Arguments:
            asked: the commands they are for.
            doubted: aggregates of which nothing is taken for granted: what is not in memory is read.
        """
        found: dict[str, Held] = {}
        missing: list[str] = []
        for one in asked:
            if one.target in found or one.target in missing:
                continue
            held = self._memory.get(one.target)
            if held is not None:
                found[one.target] = held.copy()
            elif one.target not in doubted and is_opener(type(one.command)):
                found[one.target] = Held()
            else:
                missing.append(one.target)
        if missing:
            found |= {originator_id: held.copy() for originator_id, held in self._load(missing).items()}
        return found

    def _load(self, originator_ids: Sequence[str]) -> dict[str, Held]:
        """Read histories, fold them, and remember those that exist.

        A site without a bound rulebook is remembered too: every command asks for it.
        """
        try:
            histories = self._notified.preload(originator_ids)
        except OperationalError as error:
            raise Unavailable(str(error)) from error
        except PersistenceError as error:
            raise _cause(error) from error
        loaded: dict[str, Held] = {}
        for originator_id, stored in histories.items():
            held = fold(cast("Event", self.mapper.to_domain_event(event)) for event in stored)
            loaded[originator_id] = held
            if held.version or originator_id.startswith(_REGISTER):
                self._memory.put(originator_id, held)
        return loaded

    def remember(self, held: Mapping[str, Held]) -> None:
        """Keep aggregates as they are behind a save."""
        for originator_id, one in held.items():
            self._memory.put(originator_id, one)

    def forget(self, originator_ids: Iterable[str]) -> None:
        """Let go of aggregates that somebody else wrote to."""
        self._memory.forget(originator_ids)

    def taking_turns(self, asked: Iterable[Asked]) -> AbstractContextManager[None]:
        """Hold the turns of all aggregates that commands are for."""
        return self._turns.of({one.target for one in asked})

    def _first_answer(self, asked: Asked) -> Receipt:
        """Give the answer that the first command with this key was given, from the ledger."""
        wanted = f"{asked.key}#{asked.digest}"
        first: list[EventRef] = []
        for notification in self._notified.select_notifications_of(asked.target):
            event = cast("Event", self.mapper.to_domain_event(notification))
            if event.causation_id == wanted:
                first.append(EventRef(id=event.event_id, type=notification.topic, sequence=notification.id))
        return _receipt(asked, first)


def _ref(recording: Recording[str]) -> EventRef:
    stored = recording.notification
    return EventRef(
        id=f"{stored.originator_id}.{stored.originator_version}", type=stored.topic, sequence=stored.id
    )


def _receipt(asked: Asked, events: Sequence[EventRef]) -> Receipt:
    version = int(events[-1].id.rpartition(".")[2]) if events else 0
    return Receipt(command=asked.command.command_name, id=asked.target, version=version, events=tuple(events))


def _cause(error: PersistenceError) -> AnswerableError:
    """Give the error of ours that the library's error was made from."""
    cause = error.__cause__
    return cause if isinstance(cause, AnswerableError) else AnswerableError(str(error))
