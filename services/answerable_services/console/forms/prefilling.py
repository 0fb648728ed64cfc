"""What stands in a form's inputs before anybody types: a command's body, or what holds of a matter now."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import Any

from answerable.corrections import EMPTIES
from answerable_services.console.forms.fields import FormField, Input
from answerable_services.console.forms.form import Form
from answerable_services.console.forms.moments import typed_moment

WAS = "was."
"""What the name of an input begins with that says what stood in another when the form was made.

From both follows what a correction changes, leaves as it was, or empties, also where somebody else has
corrected the matter meanwhile.
"""

WHICH = ".which"
"""What the name of an input ends with that says which of two moments is meant."""

NONE_OF = ".none"
"""What the name of an input ends with that says of a list that there is nothing to be said in it."""

YES, NO = "yes", "no"


def typed_of(
    form: Form, body: Mapping[str, Any], zone: tzinfo, held: Mapping[str, Any] | None = None
) -> dict[str, list[str]]:
    """Give what stands in a form's inputs, by their names.

    Arguments:
        form: the command's.
        body: the fields that are filled in, as the command API takes them.
        zone: the site's, whose clock moments are typed by.
        held: what holds now of the fields that a correction may say anew; they stand in the form, and are
            only sent where they are changed.
    """
    typed: dict[str, list[str]] = {}
    emptied = body.get(EMPTIES) or ()
    for field in form.fields:
        before = None if held is None else held.get(field.name)
        if before is not None:
            stood = _inputs(field, field.name, before, zone)
            typed |= stood | {f"{WAS}{name}": values for name, values in stood.items()}
        if (value := body.get(field.name)) is not None:
            typed |= _inputs(field, field.name, value, zone)
        elif field.name in emptied:
            typed[field.name] = [""]
        elif before is None and field.default and field.name not in body:
            typed |= _inputs(field, field.name, _of_default(field), zone)
    return typed


def _of_default(field: FormField) -> Any:
    return field.default == YES if field.input is Input.YES_NO else field.default


def _inputs(field: FormField, name: str, value: Any, zone: tzinfo) -> dict[str, list[str]]:
    """Give the inputs of a value, each with its name."""
    if field.input is Input.PARTS:
        if not value:
            return {f"{name}{NONE_OF}": [YES]}
        return {
            inner: values
            for row, parts in enumerate(value)
            for part in field.parts
            if parts.get(part.name) is not None
            for inner, values in _inputs(part, f"{name}.{row}.{part.name}", parts[part.name], zone).items()
        }
    if field.is_list:
        return {name: [str(item) for item in value]}
    if field.input is Input.YES_NO:
        # A box that is not ticked is not sent: it stands for no.
        return {name: [YES]} if value else {name: [NO]} if field.is_unsaid else {}
    if field.input is Input.MOMENT:
        text, which = typed_moment(datetime.fromisoformat(str(value)), zone)
        return {name: [text], **({f"{name}{WHICH}": [which]} if which else {})}
    return {name: [str(value)]}
