"""Many commands at once: each decided on its own merits, all that they cause written as one."""

from __future__ import annotations

import asyncio
from collections.abc import Container, Sequence
from dataclasses import dataclass, field

from answerable.commands.base import BulkOutcome, BulkReport, Command
from answerable.errors import AnswerableError, Conflict, Unavailable
from answerable.events.base import Event
from services.intake.application import Intake
from services.intake.asked import Asked
from services.intake.memory import Held
from services.intake.reading import Read

_ATTEMPTS = 4
_DECIDED_AT_ONCE = 50
"""Single commands wait for no more decisions than these, however large a request is."""


@dataclass(slots=True)
class _Draft:
    """The decisions on one request, before they are written.

    Arguments:
        events: what the carried out commands cause.
        outcomes: what becomes of each command.
        held: all that the commands depend on; what they are for, as it will be.
        refused_over: the aggregates that refusals rest on.
        refused: the aggregates that refused commands were for.
    """

    events: list[Event] = field(default_factory=list)
    outcomes: list[BulkOutcome] = field(default_factory=list)
    held: dict[str, Held] = field(default_factory=dict)
    refused_over: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)


def _refusal(key: str, error: AnswerableError, target: str | None = None) -> BulkOutcome:
    return BulkOutcome(
        key=key,
        id=target,
        status=error.status,
        problem=error.message,
        rule=error.rule,
        errors=error.faults,
    )


def _ask(intake: Intake, key: str, command: Command | AnswerableError) -> Asked | BulkOutcome:
    """Give the command as it is asked, or why it cannot be."""
    if isinstance(command, AnswerableError):
        return _refusal(key, command)
    try:
        return intake.ask(command, key)
    except AnswerableError as error:
        return _refusal(key, error)


async def carry_out_all(intake: Intake, commands: Sequence[Read]) -> BulkReport:
    """Carry out many commands in order; a refused one does not hold up the others.

    What they cause is written in one atomic batch, so that a crash leaves all of it or nothing; asking
    again is safe either way, because every command has its key.

    Arguments:
        intake: decides and writes.
        commands: what is asked, and why not where it cannot be read.

    Raises:
        Conflict: somebody else keeps writing to the same aggregates.
        Unavailable: the ledger does not answer.
        Halted: the ledger was found damaged.
        WrongClock: the writer's clock differs by more than it may.
    """
    await intake.admit()
    parsed = [_ask(intake, key, command) for key, command in commands]
    asked = [one for one in parsed if isinstance(one, Asked)]
    targets = {one.target for one in asked}
    doubted: set[str] = set()
    conflicts = 0
    async with intake.taking_turns(asked):
        while conflicts < _ATTEMPTS:
            draft = await _draft(intake, parsed, asked, doubted)
            if doubtful := draft.refused_over - doubted:
                # Another instance may have written what memory does not know: the ledger decides.
                doubted |= doubtful
                intake.forget(draft.refused)
                continue
            try:
                await intake.record(draft.events)
            except Conflict:
                conflicts += 1
                doubted.update(name for one in asked for name in one.looks_at)
                intake.forget(targets)
                continue
            written = {name: held for name, held in draft.held.items() if name in targets and held.version}
            intake.remember(written)
            return BulkReport(outcomes=tuple(draft.outcomes))
    message = f"{len(asked)} commands met somebody else's writing {_ATTEMPTS} times; ask again"
    raise Conflict(message)


async def _draft(
    intake: Intake, parsed: Sequence[Asked | BulkOutcome], asked: Sequence[Asked], doubted: Container[str]
) -> _Draft:
    """Decide on every command, each seeing what those before it will have caused."""
    draft = _Draft(held=await intake.hold(asked, doubted))
    for number, one in enumerate(parsed, start=1):
        if number % _DECIDED_AT_ONCE == 0:
            await asyncio.sleep(0)
        if isinstance(one, BulkOutcome):
            draft.outcomes.append(one)
            continue
        key = one.key or ""
        try:
            held = draft.held[one.target]
            world = intake.world(one.command, draft.held.get)
            decision = intake.decide(one, held, world)
        except Unavailable:
            raise
        except AnswerableError as error:
            draft.outcomes.append(_refusal(key, error, one.target))
            draft.refused_over.update(one.looks_at)
            draft.refused.add(one.target)
            continue
        for event in decision.events:
            held.apply(event)
        draft.events.extend(decision.events)
        draft.outcomes.append(
            BulkOutcome(
                key=key,
                id=one.target,
                recorded=len(decision.events),
                is_repeat=decision.is_repeat,
                warnings=decision.warnings,
            )
        )
    return draft
