"""Personal data in what a sender may choose: refused at every way in, for the ledger cannot forget."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, get_args

import structlog
from pydantic import BaseModel

from answerable.commands.base import Command
from answerable.discovery import streams
from answerable.errors import Fault, Invalid
from answerable.events.base import FREE_TEXT
from answerable.privacy import Kind, find, find_in_id
from answerable.settings import PersonalData

log = structlog.get_logger()

RULE = "personal-data"
KEY = "/Idempotency-Key"
"""Where a fault of the idempotency key stands: beside the command's fields, not among them."""


@cache
def free_text_fields(model: type[BaseModel]) -> frozenset[str]:
    """Name the fields of a command in which people write their own words; in the others they choose ids."""
    return frozenset(
        name
        for name, field in model.model_fields.items()
        if FREE_TEXT in field.metadata or _is_free_text(field.annotation)
    )


def _is_free_text(annotation: Any) -> bool:
    if FREE_TEXT in getattr(annotation, "__metadata__", ()):
        return True
    return any(_is_free_text(part) for part in get_args(annotation))


@cache
def _own_prefixes() -> frozenset[str]:
    """Give the first words of our own ids: the streams, and those that name people."""
    return frozenset((*streams(), "customer", "system"))


@cache
def _text_fields(model: type[BaseModel]) -> tuple[tuple[str, bool], ...]:
    """List the fields that may hold a text of the sender's choice, and whether in a person's own words."""
    free = free_text_fields(model)
    return tuple(
        (name, name in free) for name, field in model.model_fields.items() if _may_hold_text(field.annotation)
    )


def _may_hold_text(annotation: Any) -> bool:
    if isinstance(annotation, type):
        return annotation is str or issubclass(annotation, BaseModel)
    return any(_may_hold_text(part) for part in get_args(annotation))


def _texts(pointer: str, value: Any, *, is_free: bool) -> Iterator[tuple[str, str, bool]]:
    """Give every text inside a value: where it stands, what it says, whether it is a person's own words."""
    if type(value) is str:
        yield pointer, value, is_free
    elif isinstance(value, BaseModel):
        for name, is_free_field in _text_fields(type(value)):
            if (inner := getattr(value, name)) is not None:
                yield from _texts(f"{pointer}/{name}", inner, is_free=is_free_field)
    elif isinstance(value, tuple):
        for index, one in enumerate(value):
            yield from _texts(f"{pointer}/{index}", one, is_free=is_free)


def _found(command: Command, key: str | None) -> Iterator[tuple[str, Kind]]:
    own = _own_prefixes()
    for pointer, text, is_free in _texts("", command, is_free=False):
        yield from ((pointer, kind) for kind in sorted(find(text) if is_free else find_in_id(text, own)))
    if key is not None:
        yield from ((KEY, kind) for kind in sorted(find_in_id(key, own)))


_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
"""What no person types: control characters, and those that turn the order of what is read (Unicode UAX 9)."""


def check_writable(command: Command) -> None:
    """See that every text can be shown as it was written, on every page and in every view.

    Raises:
        Invalid: one holds a control character; the faults name the fields.
    """
    faults = tuple(
        Fault(pointer=pointer, rule="control-character", message="holds a character that cannot be shown")
        for pointer, text, _ in _texts("", command, is_free=False)
        if _UNWRITABLE.search(text)
    )
    if faults:
        message = "; ".join(f"{fault.pointer} {fault.message}" for fault in faults)
        raise Invalid(message, rule="control-character", faults=faults)


def check_personal_data(command: Command, key: str | None, policy: PersonalData) -> None:
    """Look through all that a sender chose: free texts, ids, the matter's name and the idempotency key.

    What is found is never repeated, neither in the refusal nor in the log.

    Arguments:
        command: what is asked.
        key: its idempotency key, where it has one.
        policy: whether it is refused, or taken and noted in the log.

    Raises:
        Invalid: there is some; the faults name the fields and the kinds.
    """
    faults = tuple(
        Fault(pointer=pointer, rule=RULE, message=f"looks like personal data: {kind.value.replace('_', ' ')}")
        for pointer, kind in _found(command, key)
    )
    if not faults:
        return
    if policy is PersonalData.WARN:
        told = [f"{fault.pointer} {fault.message}" for fault in faults]
        log.warning("command.personal_data", command=command.command_name, site=command.site, found=told)
        return
    message = (
        f"{'; '.join(f'{fault.pointer} {fault.message}' for fault in faults)}; the ledger keeps "
        "everything for ever: name people by ids of their own, and leave numbers and addresses out"
    )
    raise Invalid(message, rule=RULE, faults=faults)
