"""What stands in a form before anybody types: the matter, who looks at it, and what holds of it now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from answerable.corrections import EMPTIES, said_by
from answerable.deciding import is_named_by_sender
from answerable.events.registry import REGISTRY
from answerable.queries.matters import Story
from answerable_services.console.forms import Form
from answerable_services.console.forms.fields import ANY_MATTER

_ONESELF = ("first_asked",)
"""The fields in which whoever fills in the form mostly names themselves; they may name somebody else."""


@dataclass(frozen=True, slots=True)
class Known:
    """What a page knows when it makes a form.

    Arguments:
        person: who fills it in; None where nobody is signed in.
        target: the matter that the command is for; empty where it begins one.
        about: the matter that it is about; empty for none.
        story: what happened in the matter, where there is one.
        said: what its address says beside, by the names of the fields.
    """

    person: str | None = None
    target: str = ""
    about: str = ""
    story: Story | None = None
    said: Mapping[str, Any] | None = None


def filled(form: Form, known: Known) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """Give the body that a form begins with, and what holds of the fields that it may say anew.

    Arguments:
        form: the command's.
        known: what the page knows.
    """
    body: dict[str, Any] = {}
    if known.person is not None:
        body |= {name: known.person for name in _ONESELF if form.field(name) is not None}
    if known.target:
        body |= _of_target(form, known)
    for name in (known.about.partition("-")[0], ANY_MATTER):
        if known.about and (field := form.field(name)) is not None and not field.is_list:
            body[name] = known.about
    body |= {name: value for name, value in (known.said or {}).items() if form.field(name) is not None}
    held = held_of(form, known.story) if form.is_correction and known.story is not None else None
    return body, held


def _of_target(form: Form, known: Known) -> dict[str, Any]:
    """Say which matter it is; where its id follows from fields, by what all of its events say alike."""
    if is_named_by_sender(form.model):
        return {form.model.target_field: known.target}
    if known.story is None:
        return {}
    found: dict[str, list[Any]] = {}
    for entry in known.story.entries:
        for name, value in entry.fields.items():
            if value is not None and value not in found.setdefault(name, []):
                found[name].append(value)
    found |= {name: [value] for name, value in known.story.facts.items() if value is not None}
    return {
        field.name: found[field.name][0]
        for field in form.fields
        if field.is_required and len(found.get(field.name, ())) == 1 and field.name != "reason"
    }


def held_of(form: Form, story: Story) -> dict[str, Any]:
    """Give what holds now of the fields that a correction may say anew.

    Arguments:
        form: the correction's.
        story: what happened in the matter, oldest first.
    """
    held: dict[str, Any] = {}
    for entry in story.entries:
        said_in = said_by(REGISTRY.model(entry.type)) if REGISTRY.is_current(entry.type) else {}
        for name, said in said_in.items():
            if entry.fields.get(said) is not None:
                held[name] = entry.fields[said]
        for name in entry.fields.get(EMPTIES) or ():
            held.pop(name, None)
    anew = {field.name: field for field in form.fields if field.is_unsaid and not field.is_hidden}
    kept = {name: value for name, value in story.facts.items() if value is not None and name not in held}
    found = {name: value for name, value in {**kept, **held}.items() if name in anew}
    return {name: value for name, value in found.items() if isinstance(value, list) is anew[name].is_list}
