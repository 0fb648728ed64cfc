"""Lists of texts in a command: none names the same thing twice, however it is spelled.

What is listed is counted, checked off one by one, or read out as evidence: a text that stands there twice
would count as two. Texts are in their one spelling when they are read, so that equal ones are the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, get_args, get_origin

from answerable.commands.base import Command
from answerable.errors import BrokenRule, Invalid
from answerable.wording import say

RULE = "unique"
"""The rule that a list names nothing twice."""


@cache
def lists_of_texts(model: type[Command]) -> tuple[str, ...]:
    """Name the fields of a command that hold lists of texts, be they somebody's own words or ids."""
    return tuple(name for name, field in model.model_fields.items() if _is_list(field.annotation))


def _is_list(annotation: Any) -> bool:
    parts = get_args(annotation)
    if get_origin(annotation) is tuple:
        return _is_text(parts[0])
    return any(_is_list(part) for part in parts)


def _is_text(annotation: Any) -> bool:
    return annotation is str or any(_is_text(part) for part in get_args(annotation))


def check_repeats(command: Command) -> None:
    """Refuse a command in whose lists a text stands twice.

    Arguments:
        command: what is asked.

    Raises:
        Invalid: one does; the faults name the places.
    """
    fields = lists_of_texts(type(command))
    if not fields:
        return
    if faults := tuple(fault for name in fields for fault in _faults(name, getattr(command, name) or ())):
        told = "; ".join(f"{fault.pointer}: {fault.message}" for fault in faults)
        raise Invalid(told, rule=RULE, broken_rules=faults)


def _faults(name: str, texts: tuple[str, ...]) -> Iterator[BrokenRule]:
    first: dict[str, int] = {}
    for place, text in enumerate(texts):
        if (before := first.setdefault(text, place)) != place:
            said = say("refusal.says_the_same", number=before + 1)
            yield BrokenRule.of(f"/{name}/{place}", RULE, said)
