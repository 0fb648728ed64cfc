"""What people call a matter: by its number, somebody by name, a callback or a note by what it is about."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from answerable.queries.desk import Called, StoryOf
from answerable.streams.callback.commands import place_of
from answerable_services.console.address import question

if TYPE_CHECKING:
    from answerable.queries.matters import Story
    from answerable_services.console.view import View


_AT_ONCE = 100
"""Matters that are asked about at once."""


async def called_of(view: View, story: Story | None) -> str | None:
    """Give what people call a matter; None where that is its id.

    Arguments:
        view: the page.
        story: the matter's; None where it is not known.
    """
    if story is None:
        return None
    if (number := story.facts.get("number")) is not None:
        return str(number)
    if (name := view.words.called(story.matter)) is not None:
        return name
    if (place := place_of(story.matter)) is not None:
        told = (await view.ask(StoryOf(matter=place.delivery, limit=1))).answer
        project = None if told is None else told.facts.get("project")
        if project:
            return _of_callback(view, str(project), place.ordinal)
    if story.matter.startswith("note-") and (about := await called_about(view, story)) is not None:
        return view.words("notes.called", what=about)
    return None


def _of_callback(view: View, project: str, ordinal: int) -> str:
    return f"{project} · {view.words('callbacks.ordinal_n', n=ordinal)}"


async def names_at(view: View, site: str, matters: Iterable[str]) -> dict[str, str]:
    """Give what people call matters of a site, in one question; what is called by its id is left out.

    Arguments:
        view: the page.
        site: where.
        matters: their ids, at most as many as a page of a list has.
    """
    places = {matter: place_of(matter) for matter in matters}
    named = dict.fromkeys(matter if place is None else place.delivery for matter, place in places.items())
    if not named:
        return {}
    answer = (await view.ask(question(Called, site=site, matters=tuple(named)))).answer
    if answer is None:
        return {}
    owed = {
        matter: _of_callback(view, answer.projects[place.delivery], place.ordinal)
        for matter, place in places.items()
        if place is not None and place.delivery in answer.projects
    }
    return answer.numbers | owed


async def call_matters(view: View, site: str, matters: Iterable[str]) -> None:
    """Have a page call matters by their numbers, wherever a field or a sentence of it names them.

    Arguments:
        view: the page.
        site: where the matters are.
        matters: their ids; more than one question takes are called by their ids.
    """
    named = [one for one in dict.fromkeys(matters) if view.link(one) is not None][:_AT_ONCE]
    view.calls(await names_at(view, site, named))


async def called_about(view: View, note: Story) -> str | None:
    """Give what people call the matter that a note is about; None where that is its id."""
    about = note.facts.get("matter")
    if about is None or str(about).startswith("note-"):
        return None
    return await called_of(view, (await view.ask(question(StoryOf, matter=about, limit=1))).answer)
