"""Many commands at once: each decided on its own merits, all that they cause written as one."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass, field

from pydantic import ValidationError

from answerable.commands.base import BulkItem, BulkOutcome, BulkReport, BulkRequest
from answerable.commands.registry import COMMANDS
from answerable.errors import AnswerableError, Conflict, NotFound, Unavailable
from answerable.events.base import Event
from answerable.messaging.problems import from_validation
from services.intake.application import Intake
from services.intake.asked import Asked
from services.intake.memory import Held

_ATTEMPTS = 4


@dataclass(slots=True)
class _Draft:
    """The decisions on one request, before they are written.

    Arguments:
        events: what the carried out commands cause.
        outcomes: what becomes of each command.
        held: the aggregates, as they will be.
        refused_over: the aggregates that refusals rest on.
    """

    events: list[Event] = field(default_factory=list)
    outcomes: list[BulkOutcome] = field(default_factory=list)
    held: dict[str, Held] = field(default_factory=dict)
    refused_over: set[str] = field(default_factory=set)


def _parse(intake: Intake, item: BulkItem) -> Asked:
    """Read one command.

    Raises:
        NotFound: there is no such command.
        Invalid: its fields break a rule.
    """
    model = COMMANDS.get(item.name)
    if model is None:
        message = f"there is no command {item.name!r}"
        raise NotFound(message)
    try:
        return intake.ask(model.model_validate(item.body), item.key)
    except ValidationError as error:
        raise from_validation(error, f"the command {item.name}") from error


def _refusal(key: str, error: AnswerableError, target: str | None = None) -> BulkOutcome:
    return BulkOutcome(
        key=key,
        id=target,
        status=error.status,
        problem=error.message,
        rule=error.rule,
        errors=error.faults,
    )


def carry_out_all(intake: Intake, request: BulkRequest) -> BulkReport:
    """Carry out many commands in order; a refused one does not hold up the others.

    What they cause is written in one atomic batch, so that a crash leaves all of it or nothing; asking
    again is safe either way, because every command has its key.

    Arguments:
        intake: decides and writes.
        request: the commands.

    Raises:
        Conflict: somebody else keeps writing to the same aggregates.
        Unavailable: the ledger does not answer.
    """
    parsed: list[Asked | BulkOutcome] = []
    for item in request.items:
        try:
            parsed.append(_parse(intake, item))
        except AnswerableError as error:
            parsed.append(_refusal(item.key, error))
    asked = [one for one in parsed if isinstance(one, Asked)]
    doubted: set[str] = set()
    conflicts = 0
    with intake.taking_turns(asked):
        while conflicts < _ATTEMPTS:
            draft = _draft(intake, parsed, asked, doubted)
            if doubtful := draft.refused_over - doubted:
                # Another instance may have written what memory does not know: the ledger decides.
                doubted |= doubtful
                intake.forget(doubtful)
                continue
            try:
                intake.record(draft.events)
            except Conflict:
                conflicts += 1
                doubted.update(name for one in asked for name in one.looks_at)
                intake.forget(doubted)
                continue
            intake.remember({name: held for name, held in draft.held.items() if held.version})
            return BulkReport(outcomes=tuple(draft.outcomes))
    message = f"{len(asked)} commands met somebody else's writing {_ATTEMPTS} times; ask again"
    raise Conflict(message)


def _draft(
    intake: Intake, parsed: Sequence[Asked | BulkOutcome], asked: Sequence[Asked], doubted: Container[str]
) -> _Draft:
    """Decide on every command, each seeing what those before it will have caused."""
    draft = _Draft(held=intake.hold_all(asked, doubted))
    seen: dict[str, Held] = {}

    def look(originator_id: str) -> Held:
        if originator_id in draft.held:
            return draft.held[originator_id]
        if originator_id not in seen:
            seen[originator_id] = intake.hold(originator_id)
        return seen[originator_id]

    for one in parsed:
        if isinstance(one, BulkOutcome):
            draft.outcomes.append(one)
            continue
        key = one.key or ""
        try:
            held = draft.held[one.target]
            world = intake.world(one.command.site, one.command.command_name, look)
            decision = intake.decide(one, held, world)
        except Unavailable:
            raise
        except AnswerableError as error:
            draft.outcomes.append(_refusal(key, error, one.target))
            draft.refused_over.update(one.looks_at)
            continue
        for event in decision.events:
            held.apply(event)
        draft.events.extend(decision.events)
        draft.outcomes.append(
            BulkOutcome(key=key, id=one.target, recorded=len(decision.events), is_repeat=decision.is_repeat)
        )
    return draft
