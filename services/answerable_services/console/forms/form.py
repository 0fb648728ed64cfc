"""A command's form: which of its fields are asked for, in which order, and which follow by themselves."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from typing import get_args

from answerable.commands.base import Command
from answerable.corrections import EMPTIES, corrections
from answerable.deciding import is_named_by_sender, may_begin, recorded_as
from answerable.discovery import parts
from answerable_services.console.forms.fields import FormField, Input, field_of

parts("decisions")  # which commands begin a matter, and which correct one, is registered there

_WHEN = "occurred_at"
"""The one field of those that every command has which a person is asked; the page knows the others."""

_FOR = FormField("acting_for", Input.REFERENCE, is_required=False, searches="staff")
"""Whose act it is, where the table lets whoever fills in the form take down what others did."""

_AT_THE_END = (_FOR.name, _WHEN)

_CORRECTS = "Correct"
"""What the names of commands begin with that put right what is not only a field: a limit, with its pauses."""

_TAKES_BACK = ("Withdraw", "Revoke")
"""What the names of commands begin with that take back what no later event says it corrects."""

_WHY = frozenset({"reason"})
_BRIEF = frozenset({"fault.report"})
"""The commands that are given from where something happens, on a phone."""


class Group(StrEnum):
    """Why some of a form's fields stand together."""

    NEEDED = "needed"
    ANEW = "anew"
    FURTHER = "further"
    WHEN = "when"


@dataclass(frozen=True, slots=True)
class Form:
    """What a command asks of a person.

    Arguments:
        command: its name.
        model: its model.
        fields: in the command's own order, hidden ones among them.
        is_correction: whether it says anew what was said wrongly; what it leaves out stays as it was.
    """

    command: str
    model: type[Command]
    fields: tuple[FormField, ...]
    is_correction: bool

    @property
    def undoes(self) -> bool:
        """Whether it puts right or takes back what was recorded, which stays on record all the same."""
        event = recorded_as(self.model)
        corrects = event is not None and bool(event.corrects)
        return self.is_correction or corrects or self.model.__name__.startswith(_TAKES_BACK)

    @property
    def is_brief(self) -> bool:
        """Whether it is filled in on a phone: what is needed is big, the rest folded, and it is now."""
        return self.command in _BRIEF

    @property
    def stream(self) -> str:
        """The stream that the command belongs to."""
        return self.model.stream

    def field(self, name: str) -> FormField | None:
        """Give a field by its name; None where the form has none."""
        return next((field for field in self.fields if field.name == name), None)

    @property
    def hidden(self) -> tuple[FormField, ...]:
        """The fields that the page knows and nobody types."""
        return tuple(field for field in self.fields if field.is_hidden)

    @property
    def groups(self) -> tuple[tuple[Group, tuple[FormField, ...]], ...]:
        """The fields that are typed, in the groups in which they stand; empty groups are left out.

        Where nothing is needed but why, it comes last: it is about what stands above it.
        """
        typed = [field for field in self.fields if not field.is_hidden and field.name not in _AT_THE_END]
        needed = tuple(field for field in typed if not field.is_unsaid)
        optional = tuple(field for field in typed if field.is_unsaid)
        when = tuple(field for field in self.fields if field.name in _AT_THE_END)
        further = (Group.ANEW if self.is_correction else Group.FURTHER, optional)
        only_why = {field.name for field in needed} <= _WHY
        rows = (further, (Group.NEEDED, needed)) if only_why else ((Group.NEEDED, needed), further)
        return tuple((group, fields) for group, fields in (*rows, (Group.WHEN, when)) if fields)


@cache
def form_of(
    model: type[Command], known: frozenset[str] = frozenset(), *, is_for_others: bool = False
) -> Form:
    """Make the form of a command.

    Arguments:
        model: the command's.
        known: fields that the page knows beside the target, as those that say which callback it is: they are
            sent along, and not typed. Who asks may be one of them.
        is_for_others: whether whoever fills it in may do it in somebody else's name, who is asked for then.

    Returns:
        The form; the moment at which it happened comes last.

    Raises:
        TypeError: the command has a field of a type for which no input is known.
    """
    emptied = _emptiable(model)
    found = [
        field_of(name, info, may_be_emptied=name in emptied)
        for name, info in model.model_fields.items()
        if _is_asked(model, name)
    ]
    found.sort(key=lambda field: field.name == _WHEN)
    if is_for_others and model.doer is not None:
        found.insert(-1 if found and found[-1].name == _WHEN else len(found), _FOR)
    fields = tuple(_as_it_stands(model, field, known) for field in found)
    is_correction = model in corrections() or bool(emptied) or model.__name__.startswith(_CORRECTS)
    return Form(model.command_name, model, fields, is_correction)


def _emptiable(model: type[Command]) -> frozenset[str]:
    info = model.model_fields.get(EMPTIES)
    if info is None:
        return frozenset()
    listed = next(part for part in get_args(info.annotation) if part is not type(None))
    return frozenset(get_args(get_args(listed)[0]))


def _is_asked(model: type[Command], name: str) -> bool:
    """Tell whether a person has to say a field, or the page for them."""
    own = Command.model_fields.get(name)
    if own is not None and own.metadata != model.model_fields[name].metadata:
        return True  # the command says it anew: the site's own opening gives it its id
    if own is not None:
        return name == _WHEN
    if name == model.target_field:
        # A new matter's id is made by intake, unless it is a name that somebody gives, as a person's.
        return model.model_fields[name].is_required()
    return name != EMPTIES  # it follows from what was taken out of the form


def _as_it_stands(model: type[Command], field: FormField, known: Collection[str]) -> FormField:
    """Hide what the page knows: the matter that the command goes on with, and what is named beside."""
    is_target = field.name == model.target_field
    if is_target and may_begin(model) and field.input is Input.REFERENCE:
        field = replace(field, input=Input.NEW_ID)
    goes_on = is_target and is_named_by_sender(model) and not may_begin(model)
    return replace(field, is_hidden=goes_on or field.name in known)
