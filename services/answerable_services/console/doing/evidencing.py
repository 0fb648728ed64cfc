"""Evidence is chosen from what exists: the events of the matter that a form is about, each with a box."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from answerable.queries.matters import Story
from answerable_services.console.forms import Form, ShownForm
from answerable_services.console.views.story import Told, entries_of

if TYPE_CHECKING:
    from answerable_services.console.view import View

EVIDENCE = "evidence"
"""The field of a command that names events as its evidence."""


_VERSION = "version"
"""The field of a command that names one event of a matter by its number."""


class Tick(NamedTuple):
    """An event that can be named.

    Arguments:
        event: its id.
        text: when it happened and what it was.
        is_ticked: whether it is named.
    """

    event: str
    text: str
    is_ticked: bool


def ticks_of(
    view: View, form: Form, story: Story | None, typed: Mapping[str, Sequence[str]]
) -> tuple[Tick, ...]:
    """Give the events that a form can name; none where it names no evidence, or is about no matter.

    Arguments:
        view: the page.
        form: the command's.
        story: what happened in the matter that it is about.
        typed: what stands in the form.
    """
    if story is None or form.field(EVIDENCE) is None:
        return ()
    named, t = typed.get(EVIDENCE, ()), view.words
    return tuple(
        Tick(
            one.entry.event,
            f"{view.moment(one.entry.occurred_at, story.site)} · {t.get(f'event.{one.kind}', one.kind)}",
            one.entry.event in named,
        )
        for one in entries_of(story, view, story.site)
    )


def happened_of(
    view: View, form: Form, story: Story | None, typed: Mapping[str, Sequence[str]]
) -> tuple[Told, ...]:
    """Give the events of a matter that a form is about: what it names as evidence, or by its number.

    Arguments:
        view: the page.
        form: the command's.
        story: what happened in the matter that it is about.
        typed: what stands in the form.
    """
    if story is None:
        return ()
    named = set(typed.get(EVIDENCE, ())) if form.field(EVIDENCE) is not None else set()
    if form.field(_VERSION) is not None:
        named |= {f"{story.matter}.{version}" for version in typed.get(_VERSION, ())}
    return tuple(one for one in entries_of(story, view, story.site) if one.entry.event in named)


def without(typed: Mapping[str, Sequence[str]], ticks: Sequence[Tick]) -> dict[str, list[str]]:
    """Take out of a form's rows what stands in a box.

    Arguments:
        typed: what stands in the form.
        ticks: the boxes.
    """
    boxes = {one.event for one in ticks}
    return {
        name: [one for one in values if name != EVIDENCE or one not in boxes]
        for name, values in typed.items()
    }


def not_required(form: ShownForm) -> ShownForm:
    """Let the rows of evidence stay empty, as the boxes above them may say it.

    Arguments:
        form: as it is written.
    """
    groups = tuple(
        group._replace(
            fields=tuple(
                replace(one, inner=tuple(replace(row, is_required=False) for row in one.inner))
                if one.name == EVIDENCE
                else one
                for one in group.fields
            )
        )
        for group in form.groups
    )
    return replace(form, groups=groups)
