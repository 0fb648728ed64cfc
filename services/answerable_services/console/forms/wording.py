"""A form's words: the command as a verb phrase, and each field's label and help, from the wording files.

What several streams ask alike stands once, below ``asked.any``; a stream that means something else by it says
so in its own folder, for all of its commands or for one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from answerable_services.console.forms.form import Form
from answerable_services.console.language import Words


class Asked(NamedTuple):
    """What a field is called, and one line about it."""

    label: str
    help: str


def title_of(form: Form, words: Words) -> str:
    """Give a command as a verb phrase: “Transfer the case”.

    Raises:
        KeyError: the catalogue has none; the tests find every one of them.
    """
    return words(f"command.{form.command}")


def places_of(form: Form, path: str) -> Iterator[str]:
    """Give the places in the catalogue in which a field's words can stand, the most particular first.

    Arguments:
        form: the command's.
        path: the field's name; that of a part behind its list's, as ``pauses.reason``.
    """
    yield f"asked.{form.command}.{path}"
    yield f"asked.{form.stream}.{path}"
    yield f"asked.any.{path}"


def asked_of(form: Form, path: str, words: Words) -> Asked:
    """Give a field's label and help.

    Arguments:
        form: the command's.
        path: the field's name; that of a part behind its list's.
        words: the language.

    Raises:
        KeyError: the catalogue lacks one; the tests find every one of them.
    """
    return Asked(_first(form, path, "label", words), _first(form, path, "help", words))


def _first(form: Form, path: str, what: str, words: Words) -> str:
    keys = [f"{place}.{what}" for place in places_of(form, path)]
    return words(next((key for key in keys if key in words.keys), keys[0]))


def choice_of(name: str, value: str, words: Words) -> str:
    """Give the word of a member of a closed set.

    Arguments:
        name: the field's.
        value: the member's.
        words: the language.

    Raises:
        KeyError: the catalogue has none; the tests find every one of them.
    """
    particular = f"choice.{name}.{value}"
    return words(particular if particular in words.keys else f"{name}.{value}")
