"""What a step rests on: the steps of its matter that its flow recorded before, and that still stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from answerable.deciding import may_begin, recorded_as
from answerable.events.base import Event
from answerable.events.registry import FLOWS
from answerable.flow import Flow
from answerable.queries.desk import newest_of
from answerable.queries.matters import Story
from answerable_services.console.forms import Form
from answerable_services.console.views.story import Told, entries_of
from answerable_services.console.views.timeline import kind_of

if TYPE_CHECKING:
    from answerable_services.console.view import View


async def led_here(view: View, form: Form, story: Story | None) -> tuple[Told, ...]:
    """Give what a matter's steps have said so far, the earliest first: who decides on it sees on what.

    Nothing is given for what is no step, such as a note on the way, and for what begins a matter. What was
    taken back is left out, and of what was done several times the last is given.

    Arguments:
        view: the page.
        form: the command's.
        story: what happened in the matter that it is for.
    """
    flow, event = FLOWS.get(form.stream), recorded_as(form.model)
    if story is None or flow is None or may_begin(form.model):
        return ()
    # Where a decision works out what is recorded, as of a case that is accepted, a command is a step or a
    # correction.
    only_tells = form.undoes if event is None else flow.is_note(event) and not flow.takes_back(event)
    if only_tells:
        return ()
    told = list(entries_of(story, view, story.site))
    if story.after is not None:  # it is long: its newest events are what stands last
        later = (await view.ask(newest_of(story.matter))).answer
        told += () if later is None else reversed(entries_of(later, view, story.site))
    return standing(flow, told)


def standing(flow: Flow[Any], told: list[Told]) -> tuple[Told, ...]:
    """Give the steps that stand, the last of each kind; those beside each other the matter's facts gather.

    Arguments:
        flow: the stream's.
        told: what happened, the earliest first.
    """
    order = [*flow.stages.__members__.values()]
    events: set[type[Event]] = {step.event for step in flow.steps}
    kinds = {kind_of(event.event_type): event for event in events}
    found: dict[str, tuple[Told, int]] = {}
    before: list[tuple[Any, dict[str, tuple[Told, int]]]] = []
    stage = None
    for one in told:
        if (event := kinds.get(one.kind)) is None or (stage is None and flow.sources(event)):
            continue
        if before and flow.restores(event):
            stage, found = before.pop()
            continue
        if flow.remembers(stage, event):
            before.append((stage, dict(found)))
        stage = flow.after(stage, event)
        place = order.index(stage)
        if flow.takes_back(event):
            found = {kind: step for kind, step in found.items() if step[1] <= place}
        elif not (flow.is_note(event) or flow.is_beside(event)):
            found.pop(one.kind, None)
            found[one.kind] = (one, place)
    return tuple(one for one, _ in found.values())
