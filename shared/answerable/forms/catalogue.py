"""The forms that come with the product, each a YAML file, read once and checked as they are read."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from answerable.errors import NotFound
from answerable.forms.declaration import Form
from answerable.strict_yaml import values_in
from answerable.wording import say


@cache
def forms() -> Mapping[str, Form]:
    """Give every form by its name, those with a code first, in its order.

    Raises:
        ValueError: a file is wrong; the message says which and why.
    """
    found = []
    folder = files(__package__).joinpath("declared")
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        if not file.name.endswith(".yaml"):
            continue
        form = Form.model_validate(values_in(file))
        if f"{form.form}.yaml" != file.name:
            message = f"{file.name} declares {form.form}"
            raise ValueError(message)
        found.append(form)
    codes = [form.code for form in found if form.code is not None]
    if len(set(codes)) < len(codes):
        message = "two forms have one code"
        raise ValueError(message)
    ordered = sorted(found, key=lambda form: (form.code is None, form.code or "", form.form))
    return {form.form: form for form in ordered}


def find(name: str) -> Form:
    """Give a form that is filled in.

    Arguments:
        name: its name.

    Raises:
        NotFound: there is none of that name, or a register holds it.
    """
    form = forms().get(name)
    if form is None or not form.is_filled_in:
        raise NotFound(say("refusal.filledform.no_form", form=name))
    return form
