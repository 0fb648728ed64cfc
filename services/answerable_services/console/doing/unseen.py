"""What a page did not show: nobody signs, approves or takes back what others changed since it was opened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from answerable.deciding import may_begin, recorded_as
from answerable.events.registry import FLOWS
from answerable.queries.desk import newest_of
from answerable.queries.intake import Possibilities
from answerable.queries.matters import Story
from answerable_services.console.doing.telling import version_of
from answerable_services.console.forms import Form
from answerable_services.console.views.story import Told, entries_of

if TYPE_CHECKING:
    from answerable_services.console.view import View

SEEN = "seen"
"""The input that says how far the matter had come when the form was made."""


def rests_on_the_page(form: Form) -> bool:
    """Tell whether what a command does holds of what its page showed: it takes a step, or takes one back.

    What only tells something, what stands beside other things in no order, and what is written into a matter
    that stays where it is says by itself what it says; so does a correction, which names what it changes. In
    the last case a signature or a decision that is barred to somebody is none the less about what was shown.

    Arguments:
        form: the command's.
    """
    flow, event = FLOWS.get(form.stream), recorded_as(form.model)
    if flow is None or flow.is_in_haste or form.is_correction or may_begin(form.model):
        return False
    if event is None:  # where a decision works out what is recorded, it is a step unless it undoes something
        return not form.undoes
    if flow.is_note(event):
        return flow.takes_back(event)
    if flow.is_beside(event):
        return False
    return flow.leads_on(event) or event in flow.barred


def version_shown(story: Story | None, told: Possibilities | None) -> str:
    """Say how far a matter has come on a page: as far as all that the page was made of; empty if unknown.

    Arguments:
        story: what happened in it.
        told: what intake says can be done with it.
    """
    if told is None:
        return ""
    if story is None or story.after is not None or not story.entries:
        return str(told.version)
    return str(min(told.version, version_of(story.entries[-1].event)))


async def behind(view: View, matter: str, sent: Mapping[str, Sequence[str]]) -> tuple[Told, ...]:
    """Give what happened in a matter since a page showed it, the earliest first; nothing where unknown.

    Arguments:
        view: the page; asks as whoever looks.
        matter: its id; empty where the form begins one.
        sent: what the browser sent, by the names of the inputs.
    """
    seen = sent.get(SEEN, [""])[0]
    if not matter or not seen.isdecimal():
        return ()
    story = (await view.ask(newest_of(matter))).answer
    if story is None:
        return ()
    newer = [one for one in entries_of(story, view, story.site) if version_of(one.entry.event) > int(seen)]
    return tuple(reversed(newer))


async def unseen_by(
    view: View, form: Form, matter: str, sent: Mapping[str, Sequence[str]]
) -> tuple[Told, ...]:
    """Give what happened since, where others had a part in it and the command rests on what was shown.

    Arguments:
        view: the page; asks as whoever looks.
        form: the command's.
        matter: its id; empty where the form begins one.
        sent: what the browser sent, by the names of the inputs.
    """
    if not rests_on_the_page(form):
        return ()
    me = None if view.person is None else view.person.id
    since = await behind(view, matter, sent)
    # Whoever looks knows their own doing, on another page of theirs.
    is_by_others = any((one.entry.entered_by or one.entry.actor) != me for one in since)
    return since if is_by_others else ()
