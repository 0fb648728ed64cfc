"""What events make of a state."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any, Union, get_type_hints

from answerable.barred import taken_behind
from answerable.corrections import said_behind
from answerable.deciding.declaring import EVOLVERS
from answerable.errors import NotFound
from answerable.events.base import Event
from answerable.events.registry import FLOWS
from answerable.flow import KEPT_STEPS


def evolve(state: Any, event: Event) -> Any:
    """Give the state behind an event; the stage follows from the stream's flow."""
    evolver = EVOLVERS.get(type(event))
    flow = FLOWS.get(event.stream)
    before = getattr(state, "before", None)
    if flow is not None and before is not None and flow.restores(type(event)):
        return before if evolver is None else evolver(state, event)
    after = state if evolver is None else evolver(state, event)
    if after is None:  # it was taken back: there is none, in no stage
        return None
    anew: dict[str, Any] = {}
    if flow is not None and state is not None and flow.remembers(state.stage, type(event)):
        anew["before"] = remembered(state)
    if (said := said_behind(after, event)) is not None:
        anew["said"] = said
    if flow is not None:
        stage = flow.after(None if state is None else state.stage, type(event))
        if after.stage is not stage:
            anew["stage"] = stage
        if (taken := taken_behind(after, event, flow, stage)) is not None:
            anew["taken"] = taken
    return replace(after, **anew) if anew else after


def remembered(state: Any, steps: int = KEPT_STEPS) -> Any:
    """Give a state as the one behind it remembers it, with no more than the last steps before it.

    Arguments:
        state: as it stands; None where there is none.
        steps: how many are kept, itself among them.
    """
    if state is None or steps == 0:
        return None
    before = remembered(state.before, steps - 1)
    return state if before is state.before else replace(state, before=before)


@cache
def state_type(stream: str) -> Any:
    """Give the type of a stream's states, as those say that fold its events; None is one of them.

    Arguments:
        stream: its name.

    Raises:
        NotFound: no stream of this name has a state.
    """
    states = {get_type_hints(fold)["return"] for event, fold in EVOLVERS.items() if event.stream == stream}
    if not states:
        message = f"there is no stream {stream!r} that has a state"
        raise NotFound(message)
    one_of: Any = Union
    return one_of[*states, None]


def is_step(event: Event) -> bool:
    """Tell whether an event is a step of its matter: no later step may have happened before it."""
    return _is_step(type(event))


def is_beside(event: Event) -> bool:
    """Tell whether an event is a step that stands beside others of its stage: none of them bounds it."""
    return _is_beside(type(event))


def takes_back(event: Event) -> bool:
    """Tell whether an event takes a step of its matter back: that step bounds nothing any more."""
    return _takes_back(type(event))


@cache
def _is_beside(event: type[Event]) -> bool:
    flow = FLOWS.get(event.stream)
    return flow is not None and flow.is_beside(event)


@cache
def _takes_back(event: type[Event]) -> bool:
    flow = FLOWS.get(event.stream)
    return flow is not None and flow.takes_back(event)


@cache
def _is_step(event: type[Event]) -> bool:
    flow = FLOWS.get(event.stream)
    return flow is not None and not flow.is_note(event)
