"""What an event says of a form's cells and signatures, in the words that the form is declared in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from answerable.forms import Cell, Form, forms
from answerable.wording.numbers import NONE
from answerable_services.console.language import Words


def by_its_form(fields: Mapping[str, Any], words: Words) -> Mapping[str, Any]:
    """Give an event's fields with cells and signatures called as their form calls them.

    Arguments:
        fields: JSON values by name; those of what is about no form are given back as they are.
        words: the language.
    """
    form = forms().get(str(fields.get("form_name")))
    if form is None:
        return fields
    told = dict(fields)
    if "entries" in fields:
        written = (_entry(form, one, words) for one in fields["entries"])
        told["entries"] = words("list_semicolon").join(written)
    if "signed_as" in fields:
        told["signed_as"] = _part(form, fields["signed_as"], words)
    if "header" in fields:
        told["header"] = [
            {**one, "signed_as": _part(form, one["signed_as"], words)} for one in fields["header"]
        ]
    return told


def _entry(form: Form, entry: Mapping[str, Any], words: Words) -> str:
    cell = form.by_key.get(entry["cell"])
    says = entry["cell"] if cell is None else called(cell, words)
    return f"{says}{words('colon')}{entry.get('value') or NONE}"


def called(cell: Cell, words: Words) -> str:
    """Give what a cell is called where it stands alone: by its group, row and column.

    Arguments:
        cell: which.
        words: the language.
    """
    says = cell.column.says.of(words.language.value)
    if cell.group is None:
        return says
    row = f" {cell.row}" if cell.group.rows > 1 else ""
    return f"{cell.group.says.of(words.language.value)}{row} · {says}"


def _part(form: Form, name: str, words: Words) -> str:
    found = (one.says.of(words.language.value) for one in form.signatures if one.name == name)
    return next(found, name)
