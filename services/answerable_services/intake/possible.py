"""Which commands could be given now: the flow first, then what can be decided before anything is typed.

A command that needs nothing but why, and words of a person's own, is decided on as a whole. Of every
other only that is known which holds whatever is typed: that the matter is there, that its flow has such a
step from where it stands, and that the step is for whoever asks.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

from pydantic import ValidationError

from answerable.commands.base import Command
from answerable.commands.registry import COMMANDS
from answerable.deciding import (
    is_named_by_sender,
    may_be_given,
    may_begin,
    recorded_as,
    wrong,
)
from answerable.errors import AnswerableError, Forbidden, NotFound, Refused
from answerable.events.base import FREE_TEXT
from answerable.events.registry import FLOWS
from answerable.events.subjects import is_of_person
from answerable.identity import Principal
from answerable.messaging.problems import sentence_of
from answerable.people import marks_of
from answerable.queries.intake import Possibilities, Possible, PossibleCommand
from answerable.streams.site.commands import site_id
from answerable_services.intake.aggregate import Aggregate
from answerable_services.intake.permission import at_the_door, in_general, of_another_site
from answerable_services.intake.seeing import Seeing
from answerable_services.intake.trying import Trying

_WORDS = "…"
"""What stands for words that are yet to be typed: no decision rests on what they are."""

_LONG = 200
"""Characters of the longest name of something; what may be longer is words of a person's own."""

_WHO_GIVES_IT = frozenset({"actor", "entered_by"})


async def possibilities(query: Possible, asker: Principal, trying: Trying, seeing: Seeing) -> Possibilities:
    """Tell which commands could be given now; of a matter that the asker may not see, as if there were none.

    Arguments:
        query: what is asked.
        asker: who would give them.
        trying: looks at aggregates and tries decisions.
        seeing: tells who may see a matter.

    Raises:
        NotFound: there is no such stream.
        Invalid: a matter and another stream are named.
        Unavailable: the ledger does not answer.
    """
    models = list(_models(query))
    refused = {model: error for model in models if (error := _shut_out(model, query, asker)) is not None}
    targets = {model: query.target or _target_of(model, query) for model in models}
    # The site is looked at first: without it nothing can be given but what opens it.
    own = await trying.look([site_id(query.site), *(name for name in targets.values() if name is not None)])
    if query.target is not None and not await seeing.is_told_of(asker, own[query.target]):
        own[query.target] = Aggregate()
    whole = [
        command
        for model in models
        if model not in refused
        and (name := targets[model]) is not None
        and (command := _filled(model, name, query, asker)) is not None
    ]
    decided = dict(zip(map(type, whole), await trying.outcomes(whole, asker, own), strict=True))
    told = []
    for model in models:
        name = targets[model]
        aggregate = Aggregate() if name is None else own[name]
        error = (
            refused.get(model)
            if model in refused
            else decided[model]
            if model in decided
            else _in_general(model, aggregate, name, query, asker)
        )
        told.append(_told(model, error, is_decided=model in decided))
    seen = own[query.target] if query.target is not None else Aggregate()
    stage = getattr(seen.state, "stage", None)
    return Possibilities(
        site=query.site,
        target=query.target,
        version=seen.version,
        stage=None if stage is None else str(stage),
        commands=tuple(told),
    )


def _models(query: Possible) -> Iterator[type[Command]]:
    """Give the commands that are asked about, by name.

    Raises:
        NotFound: there is no such stream.
        Invalid: a matter and another stream are named.
    """
    of_target = None if query.target is None else query.target.partition("-")[0]
    if of_target is not None and query.stream not in {None, of_target}:
        raise wrong("stream", f"{query.target} is not of the stream {query.stream}", rule="contradiction")
    stream = of_target or query.stream
    found = [model for _, model in sorted(COMMANDS.items()) if stream in {None, model.stream}]
    if not found:
        raise NotFound(f"there is no stream {stream!r} that commands are given to")
    yield from (model for model in found if query.target is not None or may_begin(model))


def _shut_out(model: type[Command], query: Possible, asker: Principal) -> AnswerableError | None:
    """Tell that whoever asks may not give a command at the site, whatever the matter."""
    try:
        at_the_door(model.model_construct(site=query.site, actor=asker.id), asker)
    except Forbidden as error:
        return error
    return None


def _target_of(model: type[Command], query: Possible) -> str | None:
    """Give what a command that begins something is for, where that follows from the site alone."""
    try:
        return model.model_construct(site=query.site).target
    except AttributeError:  # it follows from a field that is yet to be typed
        return None


def _filled(model: type[Command], target: str, query: Possible, asker: Principal) -> Command | None:
    """Make a command that can be decided on before anything is typed; None where a field can still matter."""
    said: dict[str, Any] = {"site": query.site, "actor": asker.id}
    if is_named_by_sender(model):
        said[model.target_field] = target
    for name, field in model.model_fields.items():
        if name in said or name in Command.model_fields:
            continue
        if field.is_required() and _is_words(name, marks_of(field)):
            said[name] = _WORDS
        else:
            return None
    try:
        command = model.model_validate(said)
    except ValidationError:  # a part of the system signs nothing
        return None
    return command if command.target == target else None


def _is_words(name: str, marks: tuple[Any, ...]) -> bool:
    """Tell whether a field holds words that no decision rests on: a reason, or a longer text."""
    if not any(isinstance(mark, type(FREE_TEXT)) for mark in marks):
        return False
    longest = [length for mark in marks if (length := getattr(mark, "max_length", None)) is not None]
    return name == "reason" or max(longest, default=0) > _LONG


def _in_general(
    model: type[Command], aggregate: Aggregate, name: str | None, query: Possible, asker: Principal
) -> AnswerableError | None:
    """Tell what stands against every command of a kind, whatever its fields say."""
    try:
        is_here = aggregate.site in {None, query.site} or is_of_person(model.stream)
        untold = model.model_construct(site=query.site, actor=asker.id)
        in_general(untold, aggregate if is_here else Aggregate(), asker)
        if not is_here:
            return of_another_site(untold, str(name), asker, str(aggregate.site))
        may_be_given(aggregate.state, model, name, is_first=not aggregate.version)
    except AnswerableError as error:
        return error
    return _not_for(model, aggregate.state, str(name), asker.id)


def _not_for(model: type[Command], state: Any, name: str, actor: str) -> Refused | None:
    """Tell that a step is for somebody else, as far as that follows from who gives it."""
    flow, event = FLOWS.get(model.stream), recorded_as(model)
    party = None if flow is None or event is None else flow.party(event)
    if flow is None or party is None or state is None or not set(party.named_in) <= _WHO_GIVES_IT:
        return None
    try:
        fault = party.fault(state, SimpleNamespace(actor=actor, entered_by=None), name)
    except AttributeError:  # it also follows from a field that is yet to be typed
        return None
    return None if fault is None else Refused(fault, rule=party.article or flow.article)


def _told(model: type[Command], error: AnswerableError | None, *, is_decided: bool) -> PossibleCommand:
    flow, event = FLOWS.get(model.stream), recorded_as(model)
    stages = () if flow is None or event is None else flow.sources(event)
    return PossibleCommand(
        command=model.command_name,
        is_permitted=not isinstance(error, Forbidden),
        is_possible=error is None,
        is_decided=is_decided or error is not None,
        begins=may_begin(model),
        stages=tuple(str(stage) for stage in stages),
        rule=None if error is None else error.rule,
        why=None if error is None else sentence_of(error),
    )
