"""A decision: command and state in, events out, or a refusal."""

from __future__ import annotations

from typing import Any

from answerable.barred import must_still_hold
from answerable.commands.base import Command
from answerable.deciding.declaring import DECIDERS, EITHER, NEEDS, OPENERS, RECORDED, command_of
from answerable.deciding.folding import evolve
from answerable.deciding.stamp import Stamp
from answerable.deciding.world import World
from answerable.errors import NotFound, Refused
from answerable.events.base import Event
from answerable.events.registry import FLOWS
from answerable.wording import say

ANOTHER_KIND = "another-kind"
"""The rule that what one kind of entry began is not gone on with by another: they end together."""


def decide(state: Any, command: Command, stamp: Stamp, world: World) -> list[Event]:
    """Decide on a command.

    Arguments:
        state: the aggregate's, or None where it does not exist.
        command: what is asked.
        stamp: numbers the events.
        world: what else may be known.

    Returns:
        What happened.

    Raises:
        NotFound: the aggregate does not exist.
        Refused: the state, or a rule, does not allow it.
    """
    may_be_given(state, type(command), command.target, is_first=stamp.is_first)
    flow = FLOWS.get(command.stream)
    recorded = RECORDED.get(type(command))
    stage = None if state is None else getattr(state, "stage", None)
    events = DECIDERS[type(command)](state, command, stamp, world)
    if flow is not None:
        for event in events:
            if recorded is None:
                flow.guard(stage, type(event), event.originator_id)
                stage = flow.after(stage, type(event))
            flow.admit(state, event, event.originator_id)
        if events and state is not None and _may_name_anew(flow, type(events[0])):
            kinds = {type(event) for event in events}
            must_still_hold(state, _behind(state, events), kinds, flow, str(command.target), command_of)
    return events


def may_be_given(state: Any, command: type[Command], target: str | None, *, is_first: bool) -> None:
    """Refuse what no command of a kind can do in a state, whatever its fields say.

    Arguments:
        state: the aggregate's, or None where it does not exist.
        command: the kind.
        target: the aggregate, for the message.
        is_first: whether the aggregate has no event yet.

    Raises:
        NotFound: the aggregate does not exist, or not any more.
        Refused: it exists already, another kind of command began it, its flow has no such step from there, or
            the state lacks what every such command needs.
    """
    _check_begun(state, command, target, is_first=is_first)
    flow, recorded = FLOWS.get(command.stream), RECORDED.get(command)
    if flow is not None and recorded is not None:
        flow.guard(None if state is None else getattr(state, "stage", None), recorded, str(target))
    if state is not None and (guard := NEEDS.get(command)) is not None:
        guard(state, str(target))


def _check_begun(state: Any, command: type[Command], target: str | None, *, is_first: bool) -> None:
    """Let a first command begin an aggregate, and a later one go on with one that is there.

    Raises:
        NotFound: the aggregate does not exist, or not any more.
        Refused: it exists already, or another kind of command began it.
    """
    if command in OPENERS:
        if state is not None:
            raise Refused(say("refusal.exists", matter=target))
    elif state is None and command not in EITHER:
        if not is_first:
            raise NotFound(say("refusal.taken_back", matter=target))
        raise NotFound(say("refusal.does_not_exist", matter=target))
    elif state is not None and command in EITHER:
        _must_be_of_its_kind(state, command, target)


def _must_be_of_its_kind(state: Any, command: type[Command], target: str | None) -> None:
    """Let no command go on with an aggregate that one of another kind began, where its state tells.

    Raises:
        Refused: it would.
    """
    begun_by = getattr(state, "begun_by", None)
    recorded = RECORDED.get(command)
    if begun_by is not None and recorded is not None and begun_by != recorded.__name__:
        by = f"{command.stream}.{begun_by}"
        said = say("refusal.another_kind", matter=target, by=by, command=command.command_name)
        raise Refused(said, rule=ANOTHER_KIND)


def _may_name_anew(flow: Any, event: type[Event]) -> bool:
    """Tell whether an event may say anew who has a part in a matter: a note that puts right or takes back."""
    return bool(flow.barred) and flow.is_note(event) and bool(event.corrects or event.revokes)


def _behind(state: Any, events: list[Event]) -> Any:
    for event in events:
        state = evolve(state, event)
    return state
