"""Steps that somebody is barred from, and who took them: no correction may make it somebody who is.

Who investigates a complaint is not the person complained of. When it turns out that the complaint was about
them, the investigation has to be taken back before the filing can say so: nothing rests on a step that would
not have been allowed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from pydantic.alias_generators import to_snake

from answerable.corrections import Correctable
from answerable.errors import Refused
from answerable.events.base import Event
from answerable.flow import Flow, Party


def taken_behind(
    state: Any, event: Event, flow: Flow[Any], stage: Any
) -> Mapping[str, tuple[str, ...]] | None:
    """Give who took steps that somebody is barred from, and that stand; None where that is as it was.

    Arguments:
        state: the matter's, behind the event.
        event: what happened.
        flow: the stream's.
        stage: where the matter stands behind the event.
    """
    if not flow.barred or not isinstance(state, Correctable):
        return None
    kind = type(event)
    taken = {
        name: takers
        for name, takers in state.taken.items()
        if not _is_undone(_kind(flow, name), flow, kind, stage)
    }
    if (found := flow.barred.get(kind)) is not None:
        party, _ = found
        taken[kind.event_type] = party.takers(event)
    return None if taken == state.taken else taken


def _kind(flow: Flow[Any], name: str) -> type[Event] | None:
    """Give the event of a type's name; None where the flow bars nobody from it any more."""
    return next((event for event in flow.barred if event.event_type == name), None)


def _is_undone(taken: type[Event] | None, flow: Flow[Any], by: type[Event], stage: Any) -> bool:
    """Tell whether an event takes back what was taken, or records anew what that took back."""
    if taken is None or by in taken.revokes or taken in by.revokes:
        return True
    order = [*flow.stages.__members__.values()]
    _, to = flow.barred[taken]
    return flow.takes_back(by) and to is not None and order.index(to) > order.index(stage)


def must_still_hold(
    before: Any,
    after: Any,
    recorded: Iterable[type[Event]],
    flow: Flow[Any],
    matter: str,
    command_of: Callable[[type[Event]], str],
) -> None:
    """Refuse what would name somebody as barred from a step that they have taken, and that stands.

    Arguments:
        before: the matter's state.
        after: the state behind what shall be recorded.
        recorded: what that is: it stands in place of earlier ones of its kind.
        flow: the stream's.
        matter: its id, for the message.
        command_of: gives the command that is recorded as an event.

    Raises:
        Refused: it would; the message says what has to be taken back first.
    """
    if not isinstance(before, Correctable) or not isinstance(after, Correctable):
        return
    own = tuple(recorded)
    stage = getattr(before, "stage", None)
    for event, (party, to) in flow.barred.items():
        takers = after.taken.get(event.event_type, ())
        if event in own:
            continue
        for person in sorted(_people(party, after) - _people(party, before)):
            if person in takers:
                step = to_snake(event.__name__).replace("_", " ")
                back = [] if to is None else [command_of(one) for one in flow.way_back(stage, to)]
                first = (
                    f"take that back first ({', then '.join(back)})"
                    if back
                    else "somebody else has to put that right first, see docs/reference/corrections.md"
                )
                message = (
                    f"{person} would be {party.name}, and has a part in what stands of {matter}: {step}, "
                    f"which is for {party.said}; {first}"
                )
                raise Refused(message, rule=party.article or flow.article)


def _people(party: Party, state: Any) -> set[str]:
    """Give who has a part in a matter, as it stands."""
    people = None if party.people is None else party.people(state, None)
    return {person for person in people or () if person is not None}
